//! Logins with passwords that are made on demand and are valid for minutes, as with IAM.
//!
//! Each connection begins with its own password. ElastiCache closes a connection after twelve hours unless it logs in
//! again, so each does so twice in that time, without interrupting its calls. If the server refuses that, the
//! connection lasts until it is closed, and is then reopened.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::{Stream, stream};
use redis::{BasicAuth, ErrorKind, RedisError, RedisResult, StreamingCredentialsProvider};
use tokio::time::sleep;

use crate::wire::url::IamLogin;

/// How long a connection waits before it logs in again, after a login or after a failure to make a password.
const RENEW: Duration = Duration::from_secs(5 * 60 * 60);
const AGAIN: Duration = Duration::from_secs(60);
const REFUSED: &str = "the server refuses the token that IAM signed";

/// Makes passwords.
#[async_trait]
pub trait Passwords: Send + Sync + 'static {
    /// A password for a login, valid for some minutes from now.
    ///
    /// # Errors
    /// The reason, for people and without secrets.
    async fn password(&self, login: &IamLogin) -> Result<String, String>;
}

/// A user with generated passwords. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Login {
    login: Arc<IamLogin>,
    passwords: Arc<dyn Passwords>,
}

impl Login {
    pub(crate) fn new(login: &IamLogin, passwords: Arc<dyn Passwords>) -> Login {
        Login {
            login: Arc::new(login.clone()),
            passwords,
        }
    }

    /// The user and a password for a new connection.
    pub(crate) async fn make(&self) -> RedisResult<BasicAuth> {
        let password = self.passwords.password(&self.login).await;
        let password = password.map_err(|why| {
            // It may work in a moment, so the settings are not to blame.
            RedisError::from(std::io::Error::other(format!("no login by IAM: {why}")))
        })?;
        Ok(BasicAuth::new(self.login.user.clone(), password))
    }

    /// Adds advice to an error about a refused password, because the server only says that it is invalid.
    pub(crate) fn explained(&self, error: RedisError) -> RedisError {
        // A cluster's client only passes the text on.
        if !error.to_string().contains("AuthenticationFailed") {
            return error;
        }
        let IamLogin { user, cache, .. } = &*self.login;
        let what = format!(
            "the role of this process must be allowed elasticache:Connect on the cache `{cache}` and on the user `{user}`; \
             the user must have authentication mode IAM, its id as its name, and be in a user group of that cache; \
             and see that region and clock are right"
        );
        (ErrorKind::AuthenticationFailed, REFUSED, what).into()
    }
}

impl StreamingCredentialsProvider for Login {
    fn subscribe(&self) -> Pin<Box<dyn Stream<Item = RedisResult<BasicAuth>> + Send + 'static>> {
        let begin = (self.clone(), Duration::ZERO);
        Box::pin(stream::unfold(
            begin,
            |(login, pause): (Login, Duration)| async move {
                sleep(pause).await;
                let made = login.make().await;
                let next = match &made {
                    Ok(_) => RENEW,
                    Err(error) => {
                        let error = error as &dyn std::error::Error;
                        tracing::warn!(error, "a connection to redis cannot log in again yet");
                        AGAIN
                    }
                };
                Some((made, (login, next)))
            },
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::StreamExt as _;
    use tokio::time::Instant;

    use super::*;

    /// Numbers its passwords; the second attempt fails.
    #[derive(Default)]
    struct Numbered(AtomicUsize);

    #[async_trait]
    impl Passwords for Numbered {
        async fn password(&self, login: &IamLogin) -> Result<String, String> {
            match self.0.fetch_add(1, Ordering::SeqCst) {
                1 => Err("the machine has no role".to_owned()),
                number => Ok(format!("{}-{number}", login.cache)),
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_logs_in_again_before_it_would_be_closed() {
        let login = IamLogin {
            user: "till".to_owned(),
            cache: "figures".to_owned(),
            is_serverless: false,
            region: None,
        };
        let login = Login::new(&login, Arc::new(Numbered::default()));
        let (mut passwords, begun) = (login.subscribe(), Instant::now());
        let mut at = Vec::new();
        for _ in 0..4 {
            let made = passwords.next().await.unwrap();
            let said = made.map(|auth| auth.password().to_owned());
            at.push((
                begun.elapsed().as_secs() / 60,
                said.map_err(|error| error.to_string()),
            ));
        }
        let failed = at.remove(1);
        assert!(failed.1.unwrap_err().contains("has no role"));
        let made = |minute, password: &str| (minute, Ok(password.to_owned()));
        assert_eq!(failed.0, 300);
        assert_eq!(
            at,
            [
                made(0, "figures-0"),
                made(301, "figures-2"),
                made(601, "figures-3")
            ]
        );
    }
}
