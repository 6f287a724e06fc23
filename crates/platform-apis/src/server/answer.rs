//! A server's answer.

use std::time::Duration;

use http_client::http::{Response, StatusCode, Uri, header};
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

    /// How long the server asks us to wait. A date is ignored.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        let seconds: f64 = self
            .header(header::RETRY_AFTER.as_str())?
            .trim()
            .parse()
            .ok()?;
        (0.0..=86_400.0)
            .contains(&seconds)
            .then(|| Duration::from_secs_f64(seconds))
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
