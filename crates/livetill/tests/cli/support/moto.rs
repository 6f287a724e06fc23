//! moto's server in the part of CloudWatch.

use super::aws::servers;
use super::service::{Service, free_port};

/// So much of a signature as tells moto which service is meant.
const AUTHORIZATION: &str = "AWS4-HMAC-SHA256 \
    Credential=test/20260101/eu-central-1/monitoring/aws4_request, SignedHeaders=host, Signature=0";

/// A CloudWatch of its own for one test.
pub(crate) struct Moto(Service);

impl Moto {
    pub(crate) fn start() -> Moto {
        let port = free_port();
        let args = ["-H", "127.0.0.1", "-p", &port.to_string()];
        Moto(Service::start(&servers().join("moto_server"), port, &args))
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.0.port)
    }

    /// The sum of all that a metric was sent; `None` when it was sent nothing.
    pub(crate) fn sum(&self, namespace: &str, name: &str, of: (&str, &str)) -> Option<f64> {
        let form = [
            ("Action", "GetMetricStatistics"),
            ("Version", "2010-08-01"),
            ("Namespace", namespace),
            ("MetricName", name),
            ("Dimensions.member.1.Name", of.0),
            ("Dimensions.member.1.Value", of.1),
            ("Statistics.member.1", "Sum"),
            // All of time in one period.
            ("StartTime", "2020-01-01T00:00:00Z"),
            ("EndTime", "2099-01-01T00:00:00Z"),
            ("Period", "3000000000"),
        ];
        let request = ureq::post(self.url()).header("authorization", AUTHORIZATION);
        let mut answer = request.send_form(form).unwrap();
        let answer = answer.body_mut().read_to_string().unwrap();
        let (_, rest) = answer.split_once("<Sum>")?;
        rest.split('<').next()?.parse().ok()
    }
}
