//! A platform's server over HTTP: one request at a time, within its limits.

mod address;
mod answer;

use std::time::Duration;

use http_client::http::{HeaderName, HeaderValue, Method, Request, StatusCode, header};
use http_client::{HttpClient, HttpError, Limits};
use ports::Pauses;
use tokio::sync::{Mutex, Semaphore};
use tokio::time::Instant;

pub(crate) use self::address::Address;
pub(crate) use self::answer::{Answer, impossible};
use crate::ApiError;

/// Limits of an answer: small hosts need many seconds for a hundred orders.
const LIMITS: Limits = Limits {
    patience: Duration::from_secs(60),
    max_answer: 64 * 1024 * 1024,
};
/// How long a request waits in total when the platform asks for it.
const MOST_WAITING: Duration = Duration::from_secs(60);
/// How often a request that only reads is tried.
const ATTEMPTS: u32 = 4;
const PAUSES: Pauses = Pauses {
    first: Duration::from_millis(400),
    longest: Duration::from_secs(8),
};

/// How many requests are made at once, to all platforms: each has a thread, and thousands of shops have one that is
/// away for all of them.
const AT_ONCE: usize = 256;

static ROOM: Semaphore = Semaphore::const_new(AT_ONCE);

pub(crate) struct Server {
    /// The platform's name for people.
    platform: &'static str,
    address: Address,
    client: HttpClient,
    /// Held during a request: small hosts have few resources, and limits apply to the account.
    turn: Mutex<()>,
}

/// A request.
pub(crate) struct Question<'a> {
    method: Method,
    /// The path after the address, with the query. It holds no secret.
    path: String,
    /// The header that authenticates us.
    key: Option<(HeaderName, &'a str)>,
    /// Further headers.
    headers: Vec<(HeaderName, String)>,
    body: Option<(&'static str, Vec<u8>)>,
    /// Whether repeating the request is harmless.
    reads: bool,
}

impl<'a> Question<'a> {
    pub(crate) fn get(path: impl Into<String>, key: (HeaderName, &'a str)) -> Question<'a> {
        Question {
            method: Method::GET,
            path: path.into(),
            key: Some(key),
            headers: Vec::new(),
            body: None,
            reads: true,
        }
    }

    pub(crate) fn of(
        method: Method,
        path: impl Into<String>,
        key: (HeaderName, &'a str),
    ) -> Question<'a> {
        Question {
            reads: method == Method::GET,
            method,
            ..Question::get(path, key)
        }
    }

    /// A request without credentials.
    pub(crate) fn unnamed(method: Method, path: impl Into<String>) -> Question<'a> {
        Question {
            key: None,
            ..Question::of(method, path, (header::AUTHORIZATION, ""))
        }
    }

    /// Marks a POST request that only reads.
    pub(crate) fn reading(mut self) -> Question<'a> {
        self.reads = true;
        self
    }

    /// Adds a body of this type.
    pub(crate) fn with(
        mut self,
        content_type: &'static str,
        body: impl Into<Vec<u8>>,
    ) -> Question<'a> {
        self.body = Some((content_type, body.into()));
        self
    }

    /// Adds a header.
    pub(crate) fn and(mut self, name: HeaderName, value: impl Into<String>) -> Question<'a> {
        self.headers.push((name, value.into()));
        self
    }

    /// Whether the request only reads.
    pub(crate) fn is_reading(&self) -> bool {
        self.reads
    }

    fn request(&self, address: &Address) -> Result<Request<Vec<u8>>, ApiError> {
        let uri = address.with(&self.path);
        let wrong = |_| {
            ApiError::Misconfigured(
                "the credentials contain characters that are not allowed".to_owned(),
            )
        };
        let mut request = Request::builder()
            .method(&self.method)
            .uri(uri)
            .header(header::ACCEPT, "application/json");
        if let Some((name, key)) = &self.key {
            let mut key = HeaderValue::from_str(key).map_err(wrong)?;
            // Keeps it out of the logs of libraries.
            key.set_sensitive(true);
            request = request.header(name, key);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let mut bytes = Vec::new();
        if let Some((content_type, body)) = &self.body {
            request = request.header(header::CONTENT_TYPE, *content_type);
            bytes.clone_from(body);
        }
        let wrong = |_| ApiError::Misconfigured("the address cannot be used".to_owned());
        request.body(bytes).map_err(wrong)
    }
}

impl Server {
    pub(crate) fn new(platform: &'static str, address: Address) -> Result<Server, ApiError> {
        let client = HttpClient::within(address.as_str(), LIMITS);
        Ok(Server {
            client: client.map_err(|error| ApiError::Misconfigured(error.to_string()))?,
            platform,
            address,
            turn: Mutex::new(()),
        })
    }

    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    /// Sends a request. Repeats it if the platform asks us to come back later, or if repeating is harmless. The answer
    /// may have any status except 408, 425, 429 and 500 or above.
    pub(crate) async fn ask(&self, question: Question<'_>) -> Result<Answer, ApiError> {
        let _turn = self.turn.lock().await;
        let started = Instant::now();
        let (mut failures, mut attempts) = (0, 0);
        loop {
            let error = match self.once(&question).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            failures += 1;
            let is_over = match &error {
                ApiError::Limited { .. } => false,
                ApiError::Away { .. } => {
                    attempts += 1;
                    !question.reads || attempts >= ATTEMPTS
                }
                _ => true,
            };
            // Never at once, even if the platform would allow that: it might say so for ever.
            let pause = error.retry_after().unwrap_or_default();
            let pause = pause.max(PAUSES.after(failures));
            if is_over || started.elapsed() + pause > MOST_WAITING {
                return Err(error);
            }
            tokio::time::sleep(pause).await;
        }
    }

    async fn once(&self, question: &Question<'_>) -> Result<Answer, ApiError> {
        let request = question.request(&self.address)?;
        // Nobody closes it.
        let _room = ROOM.acquire().await;
        let answer = self.client.exchange(request).await;
        let answer = Answer::new(self.platform, answer.map_err(|error| self.silent(&error))?);
        match answer.status() {
            status
                if status == StatusCode::TOO_MANY_REQUESTS
                    || (status.is_server_error() && answer.retry_after().is_some()) =>
            {
                Err(ApiError::Limited {
                    platform: self.platform,
                    retry_after: answer.retry_after(),
                })
            }
            // The server waited too long for the request, or does not take it yet: later it may.
            status
                if status.is_server_error()
                    || status == StatusCode::REQUEST_TIMEOUT
                    || status == StatusCode::TOO_EARLY =>
            {
                Err(self.away(format!("it answers {}", status.as_u16())))
            }
            status if status.is_redirection() => Err(ApiError::Refused {
                platform: self.platform,
                detail: match answer.redirected_to() {
                    Some(other) => format!("it has moved to {other}; give that address"),
                    None => "it redirects elsewhere; give its real address".to_owned(),
                },
            }),
            _ => Ok(answer),
        }
    }

    fn away(&self, detail: String) -> ApiError {
        ApiError::Away {
            platform: self.platform,
            detail,
        }
    }

    /// The client's text about a connection may contain the address, which is not secret here, but never the headers.
    fn silent(&self, error: &HttpError) -> ApiError {
        match error {
            HttpError::TooLarge(most) => ApiError::Impossible {
                platform: self.platform,
                detail: format!("an answer of more than {most} bytes"),
            },
            HttpError::Late(_) => self.away("no answer in time".to_owned()),
            HttpError::Failed(cause) => self.away(format!("no answer: {cause}")),
            error => self.away(error.to_string()),
        }
    }
}
