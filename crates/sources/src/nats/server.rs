//! The connection to the servers, made when it is first needed.

use std::time::Duration;

use async_nats::ConnectOptions;
use async_nats::jetstream::{self, Context};
use tokio::sync::OnceCell;

use super::NatsUrl;
use crate::Password;

const CONNECT_LIMIT: Duration = Duration::from_secs(5);
const ANSWER_LIMIT: Duration = Duration::from_secs(5);

/// The servers of a stream. Once connected, a broken connection is restored automatically.
pub struct Server {
    pub(super) url: NatsUrl,
    password: Password,
    context: OnceCell<Context>,
}

impl Server {
    /// The servers of a URL. `password` reads the password if the URL names one.
    pub fn new(url: NatsUrl, password: Password) -> Server {
        Server {
            url,
            password,
            context: OnceCell::new(),
        }
    }

    /// The JetStream context for requests.
    ///
    /// # Errors
    /// Why there is no connection, for people.
    pub(super) async fn context(&self) -> Result<&Context, String> {
        self.context.get_or_try_init(|| self.connect()).await
    }

    async fn connect(&self) -> Result<Context, String> {
        let url = &self.url;
        let mut options = ConnectOptions::new()
            .name("livetill")
            .connection_timeout(CONNECT_LIMIT)
            .request_timeout(Some(ANSWER_LIMIT))
            .require_tls(url.tls);
        if let Some(ca) = &url.ca {
            options = options.add_root_certificates(ca.clone());
        }
        if let Some(user) = &url.user {
            options = options.user_and_password(user.clone(), (self.password)()?);
        }
        if let Some(creds) = &url.creds {
            let read = options.credentials_file(creds).await;
            options = read.map_err(|error| format!("creds: {}: {error}", creds.display()))?;
        }
        let servers: Vec<String> = url.servers.clone();
        let client = options.connect(servers.as_slice()).await;
        let client = client.map_err(|error| format!("{}: {error}", servers.join(", ")))?;
        let mut context = jetstream::new(client);
        context.set_timeout(ANSWER_LIMIT);
        Ok(context)
    }
}
