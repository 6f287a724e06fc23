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
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;
    use std::sync::mpsc::{self, Receiver};
    use std::thread;

    use server::auth::SecretKey;

    use super::*;

    /// An address that gives every caller this answer, and what the callers said before their bodies.
    fn answering(answer: String) -> (String, Receiver<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let (said, heard) = mpsc::channel();
        thread::spawn(move || {
            for mut caller in listener.incoming().map_while(Result::ok) {
                let lines = BufReader::new(caller.try_clone().unwrap()).lines();
                let head: Vec<String> = lines
                    .map_while(Result::ok)
                    .take_while(|line| !line.is_empty())
                    .collect();
                let _ = said.send(head.join("\n"));
                let _ = caller.write_all(answer.as_bytes());
            }
        });
        (address, heard)
    }

    fn redirected() -> (String, Receiver<String>, Receiver<String>) {
        let (end, there) = answering("HTTP/1.1 204 No Content\r\n\r\n".to_owned());
        let moved = format!("HTTP/1.1 307 Moved\r\nlocation: {end}\r\ncontent-length: 0\r\n\r\n");
        let (start, here) = answering(moved);
        (start, here, there)
    }

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
