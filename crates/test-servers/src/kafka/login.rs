//! A broker's side of SASL, written from RFC 5802 and independent of the library under test.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use kafka_protocol::messages::{
    SaslAuthenticateRequest, SaslAuthenticateResponse, SaslHandshakeRequest, SaslHandshakeResponse,
};
use kafka_protocol::protocol::StrBytes;
use sha2::{Digest as _, Sha256};

const SALT: &[u8] = b"salted by the tests";
const ROUNDS: u32 = 4_096;
const DENIED: i16 = 58;
const NO_MECHANISM: i16 = 33;

/// Who may log in, and how.
#[derive(Clone, Debug)]
pub(super) struct Login {
    mechanism: String,
    user: String,
    password: String,
}

impl Login {
    pub(super) fn of(mechanism: &str, user: &str, password: &str) -> Login {
        Login {
            mechanism: mechanism.to_owned(),
            user: user.to_owned(),
            password: password.to_owned(),
        }
    }

    /// Checks a PLAIN login: authorisation, user and password, separated by zeros.
    fn plain(&self, said: &[u8]) -> bool {
        said == format!("\0{}\0{}", self.user, self.password).as_bytes()
    }

    /// The answer to an OAUTHBEARER login, which is empty for the right token (RFC 7628).
    fn bearer(&self, said: &[u8]) -> String {
        let wanted = format!("n,,\x01auth=Bearer {}\x01\x01", self.password);
        match said == wanted.as_bytes() {
            true => String::new(),
            false => r#"{"status":"invalid_token"}"#.to_owned(),
        }
    }

    fn salted(&self) -> [u8; 32] {
        let mut block = sign(self.password.as_bytes(), &[SALT, &[0, 0, 0, 1]].concat());
        let mut salted = block;
        for _ in 1..ROUNDS {
            block = sign(self.password.as_bytes(), &block);
            salted
                .iter_mut()
                .zip(block)
                .for_each(|(it, other)| *it ^= other);
        }
        salted
    }
}

/// The progress of a connection's login.
#[derive(Debug, Default)]
pub(super) struct Session {
    is_in: bool,
    /// The first messages of both sides.
    words: Option<(String, String)>,
}

impl Session {
    pub(super) fn is_in(&self) -> bool {
        self.is_in
    }

    pub(super) fn greet(
        &self,
        login: &Login,
        asked: &SaslHandshakeRequest,
    ) -> SaslHandshakeResponse {
        let is_known = asked.mechanism.as_str() == login.mechanism;
        let offered = StrBytes::from_string(login.mechanism.clone());
        SaslHandshakeResponse::default()
            .with_error_code(if is_known { 0 } else { NO_MECHANISM })
            .with_mechanisms(vec![offered])
    }

    pub(super) fn hear(
        &mut self,
        login: &Login,
        asked: &SaslAuthenticateRequest,
    ) -> SaslAuthenticateResponse {
        let answer = match login.mechanism.as_str() {
            "PLAIN" => login.plain(&asked.auth_bytes).then(String::new),
            "OAUTHBEARER" => Some(login.bearer(&asked.auth_bytes)),
            _ => self.scram(login, std::str::from_utf8(&asked.auth_bytes).unwrap()),
        };
        let response = SaslAuthenticateResponse::default();
        match answer {
            Some(said) => {
                self.is_in = said.is_empty() || said.starts_with("v=");
                response.with_auth_bytes(said.into_bytes().into())
            }
            None => response
                .with_error_code(DENIED)
                .with_error_message(Some(StrBytes::from_static_str("Authentication failed"))),
        }
    }

    /// The next message of SCRAM-SHA-256; `None` if the user is wrong.
    fn scram(&mut self, login: &Login, said: &str) -> Option<String> {
        let Some((first, ours)) = self.words.take() else {
            let first = said.strip_prefix("n,,")?;
            let (user, nonce) = first.strip_prefix("n=")?.split_once(",r=")?;
            let ours = format!("r={nonce}ours,s={},i={ROUNDS}", STANDARD.encode(SALT));
            self.words = Some((first.to_owned(), ours.clone()));
            return (user == login.user).then_some(ours);
        };
        let (last, proof) = said.split_once(",p=")?;
        let words = format!("{first},{ours},{last}");
        let salted = login.salted();
        let key = sign(&salted, b"Client Key");
        let signature = sign(Sha256::digest(key).as_slice(), words.as_bytes());
        let wanted: Vec<u8> = key
            .iter()
            .zip(signature)
            .map(|(it, other)| it ^ other)
            .collect();
        let is_proven = STANDARD.decode(proof).ok()? == wanted;
        let server = sign(&sign(&salted, b"Server Key"), words.as_bytes());
        is_proven.then(|| format!("v={}", STANDARD.encode(server)))
    }
}

fn sign(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text);
    mac.finalize().into_bytes().into()
}
