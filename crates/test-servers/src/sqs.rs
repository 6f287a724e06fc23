//! A substitute for SQS.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::retry::RetryConfig;
use aws_sdk_sqs::types::QueueAttributeName;
use tokio::runtime::Runtime;

use crate::kinesis::servers;
use crate::{Service, free_port};

/// An SQS for a single test.
pub struct Sqs {
    service: Service,
    client: Client,
    runtime: Runtime,
}

impl Sqs {
    /// An empty Moto server. Its queues belong to the account 123456789012.
    pub fn moto() -> Sqs {
        let port = free_port();
        let args = ["-H", "127.0.0.1", "-p", &port.to_string()];
        let service = Service::start(&servers().join("moto_server"), port, &args);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        Sqs {
            client: Sqs::client(port),
            service,
            runtime,
        }
    }

    /// A connection to the server at a port.
    pub fn client(port: u16) -> Client {
        let credentials = aws_sdk_sqs::config::Credentials::new("test", "test", None, None, "test");
        let config = aws_sdk_sqs::Config::builder()
            .behavior_version_latest()
            .region(aws_sdk_sqs::config::Region::new("us-east-1"))
            .endpoint_url(format!("http://127.0.0.1:{port}"))
            .credentials_provider(credentials)
            .retry_config(RetryConfig::disabled())
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .build();
        Client::from_conf(config)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.service.port()
    }

    /// The URL of a queue.
    pub fn url(&self, queue: &str) -> String {
        format!("http://127.0.0.1:{}/123456789012/{queue}", self.port())
    }

    /// Creates a queue that redelivers a message after a second.
    pub fn create(&self, queue: &str) {
        let request = self.client.create_queue().queue_name(queue);
        let request = request.attributes(QueueAttributeName::VisibilityTimeout, "1");
        self.runtime.block_on(request.send()).unwrap();
    }

    /// Puts a message into a queue.
    pub fn put(&self, queue: &str, body: &str) {
        let request = self.client.send_message().queue_url(self.url(queue));
        self.runtime
            .block_on(request.message_body(body).send())
            .unwrap();
    }

    /// How many messages are in a queue, including those held by readers.
    pub fn messages(&self, queue: &str) -> u64 {
        let counts = [
            QueueAttributeName::ApproximateNumberOfMessages,
            QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
        ];
        let request = self
            .client
            .get_queue_attributes()
            .queue_url(self.url(queue));
        let request = request.set_attribute_names(Some(counts.to_vec()));
        let answer = self.runtime.block_on(request.send()).unwrap();
        let counted = answer.attributes().unwrap().values();
        counted.map(|count| count.parse::<u64>().unwrap()).sum()
    }
}
