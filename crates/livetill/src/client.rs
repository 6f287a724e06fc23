//! The HTTP client of commands. It uses the proxies that the environment names and follows redirects, but never sends a
//! key to another address.

use std::time::Duration;

use anyhow::anyhow;
use http_client::is_tls;
use ureq::http::{HeaderValue, Request, header};
use ureq::middleware::MiddlewareNext;
use ureq::{Agent, SendBody};

use crate::cli::KeyArgs;

/// How long connecting may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A client for the server at `base`. Error statuses are returned as answers, not as errors. Every request carries the
/// key, if there is one.
pub(crate) fn agent(key: &KeyArgs, base: &str) -> Agent {
    let config = http_client::settings(base).timeout_connect(Some(PATIENCE));
    let bearer = key
        .key
        .as_ref()
        .map(|key| format!("Bearer {}", key.expose()));
    let identify = move |mut request: Request<SendBody<'_>>, next: MiddlewareNext<'_>| {
        if let Some(bearer) = &bearer {
            let value = HeaderValue::try_from(bearer);
            let mut value = value.map_err(|error| ureq::Error::Http(error.into()))?;
            // Keeps it out of the logs of libraries.
            value.set_sensitive(true);
            request.headers_mut().insert(header::AUTHORIZATION, value);
        }
        next.handle(request)
    };
    config.middleware(identify).build().into()
}

/// The error of a request to the server at `base`.
pub(crate) fn unreached(base: &str, error: &ureq::Error) -> anyhow::Error {
    anyhow!(
        "cannot reach {base}: {error}{}",
        http_client::mend(base, error)
    )
}

/// Whether this is a server's address.
pub(crate) fn is_url(text: &str) -> bool {
    text.starts_with("http://") || is_tls(text)
}

#[cfg(test)]
mod tests {
    use server::auth::SecretKey;
    use test_servers::redirected;

    use super::*;

    #[test]
    fn a_command_follows_a_redirect_and_leaves_its_key_behind() {
        let (start, here, there) = redirected();
        let key = KeyArgs::of(&SecretKey::generate().unwrap());
        let answer = agent(&key, &start).get(&start).call().unwrap();
        assert_eq!(answer.status(), 204);
        assert!(here.recv().unwrap().contains("Bearer ltk_"));
        assert!(!there.recv().unwrap().contains("Bearer"));
    }
}
