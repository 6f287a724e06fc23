//! The HTTP client of commands. They take the ways of the machine they are called on: proxies that the environment names, and
//! redirects, though no key goes along to another address.

use std::time::Duration;

use http_client::is_tls;
use ureq::http::{HeaderValue, Request, header};
use ureq::middleware::MiddlewareNext;
use ureq::{Agent, SendBody};

use crate::cli::KeyArgs;

/// How long a connection may take to be made.
const PATIENCE: Duration = Duration::from_secs(10);

/// A client of commands for the server at `base`: answers with any status are answers, and every
/// request says who sends it, if there is a key.
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
            // So that no log of a library shows it.
            value.set_sensitive(true);
            request.headers_mut().insert(header::AUTHORIZATION, value);
        }
        next.handle(request)
    };
    config.middleware(identify).build().into()
}

/// Whether this is the address of a server.
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
