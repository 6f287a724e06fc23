//! A server's answer.

use std::time::Duration;

use http_client::http::{Response, StatusCode, Uri, header};
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::ApiError;

pub(crate) struct Answer {
    platform: &'static str,
    response: Response<Vec<u8>>,
}

impl Answer {
    pub(crate) fn new(platform: &'static str, response: Response<Vec<u8>>) -> Answer {
        Answer { platform, response }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.response.status()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.response.headers().get(name)?.to_str().ok()
    }

    /// The bytes of its body.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.response.body()
    }

    /// How long the server asks us to wait, at most a day: in seconds, or until a date by its own clock.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        let text = self.header(header::RETRY_AFTER.as_str())?.trim();
        let seconds = match text.parse::<f64>() {
            Ok(seconds) => seconds,
            Err(_) => {
                let now = self.header(header::DATE.as_str()).and_then(second);
                (second(text)? - now.unwrap_or_else(this_second)).max(0) as f64
            }
        };
        // Not a number is neither.
        (seconds >= 0.0).then(|| Duration::from_secs_f64(seconds.min(86_400.0)))
    }

    /// The target of a redirect: only scheme and host, because the rest may be secret.
    pub(super) fn redirected_to(&self) -> Option<String> {
        let uri: Uri = self.header(header::LOCATION.as_str())?.parse().ok()?;
        Some(format!("{}://{}", uri.scheme_str()?, uri.host()?))
    }

    /// Parses the answer as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self, what: &str) -> Result<T, ApiError> {
        serde_json::from_slice(self.response.body()).map_err(|error| self.impossible(what, &error))
    }

    /// Like [`Answer::json`], borrowing from the answer.
    pub(crate) fn borrowed<'a, T: Deserialize<'a>>(&'a self, what: &str) -> Result<T, ApiError> {
        serde_json::from_slice(self.response.body()).map_err(|error| self.impossible(what, &error))
    }

    /// The entries of a list, as written.
    pub(crate) fn entries(&self, what: &str) -> Result<Vec<&RawValue>, ApiError> {
        self.borrowed(what)
    }

    /// An error code from the answer, if it is a single word. A sentence may quote anything.
    pub(crate) fn word(&self, path: &[&str]) -> Option<String> {
        let value: serde_json::Value = serde_json::from_slice(self.response.body()).ok()?;
        let found = path.iter().try_fold(&value, |value, key| value.get(key))?;
        let word = found.as_str()?;
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
        (word.len() <= 80 && word.bytes().all(is_word)).then(|| word.to_owned())
    }

    /// Reports only the position: the parser's own text quotes the input, which may be personal data.
    fn impossible(&self, what: &str, error: &serde_json::Error) -> ApiError {
        impossible(self.platform, what, error)
    }
}

/// The second of a date in a header, such as `Wed, 01 Apr 2026 10:00:00 GMT`.
fn second(text: &str) -> Option<i64> {
    let at = rfc2822::DateTimeParser::new().parse_timestamp(text.trim());
    Some(at.ok()?.as_second())
}

fn this_second() -> i64 {
    Timestamp::now().as_second()
}

/// An error for an answer that does not match the platform's documentation.
pub(crate) fn impossible(
    platform: &'static str,
    what: &str,
    error: &serde_json::Error,
) -> ApiError {
    let detail = match error.classify() {
        serde_json::error::Category::Data => format!(
            "{what} has an unexpected form, at byte {} of line {}",
            error.column(),
            error.line()
        ),
        _ => format!("{what} is not JSON; does something in between answer instead?"),
    };
    ApiError::Impossible { platform, detail }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(headers: &[(&str, &str)]) -> Option<u64> {
        let mut response = Response::builder();
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        let response = response.body(Vec::new()).unwrap();
        let pause = Answer::new("Elm", response).retry_after();
        pause.map(|pause| pause.as_secs())
    }

    #[test]
    fn the_wait_is_in_seconds_or_until_a_date() {
        for (text, seconds) in [
            ("2", Some(2)),
            (" 2.5 ", Some(2)),
            ("0", Some(0)),
            ("99999999999999999999", Some(86_400)),
            ("inf", Some(86_400)),
            ("-1", None),
            ("NaN", None),
            ("soon", None),
            ("", None),
            ("Wed, 01 Apr 2026 10:00:30 GMT", Some(30)),
            ("Wed, 01 Apr 2026 09:00:00 GMT", Some(0)),
            ("Wed, 01 Apr 2099 10:00:00 GMT", Some(86_400)),
        ] {
            let date = ("date", "Wed, 01 Apr 2026 10:00:00 GMT");
            assert_eq!(waits(&[("retry-after", text), date]), seconds, "{text}");
        }
        // Without the server's clock it is ours.
        let waits_by_us = waits(&[("retry-after", "Wed, 01 Apr 2099 10:00:00 GMT")]);
        assert_eq!(waits_by_us, Some(86_400));
        assert_eq!(waits(&[]), None);
    }
}
