//! Makes connections: to a server, to the primary that Sentinels name, or to a cluster.

use std::sync::Arc;

use ports::{ErrorKind, StoreError};
use redis::aio::PubSub;
use redis::cluster::ClusterClientBuilder;
use redis::sentinel::{SentinelClient, SentinelClientBuilder, SentinelServerType};
use redis::{
    AsyncConnectionConfig, Client, ClientTlsConfig, ConnectionAddr, ConnectionInfo,
    IntoConnectionInfo, RedisConnectionInfo, RedisError, TlsCertificates, TlsMode,
};
use tokio::sync::Mutex;

use crate::wire::connection::Connection;
use crate::wire::login::{Login, Passwords};
use crate::wire::url::{Node, StoreUrl, Topology};

/// How often the cluster client follows a move or retries by itself before a call fails.
const CLUSTER_RETRIES: u32 = 5;

/// Makes the connections of a store URL. Cheap to clone.
#[derive(Clone)]
pub struct Dialer {
    url: Arc<StoreUrl>,
    certificates: Option<Arc<TlsCertificates>>,
    sentinel: Option<Arc<Mutex<SentinelClient>>>,
    /// If the URL asks for it.
    login: Option<Login>,
}

impl Dialer {
    /// A dialer that has not connected yet.
    ///
    /// # Errors
    /// [`ErrorKind::Settings`] when a certificate cannot be read, and for a login by IAM, which needs [`with`](Dialer::with).
    pub fn new(url: &StoreUrl) -> Result<Dialer, StoreError> {
        Dialer::with(url, None)
    }

    /// The same, with a source of passwords for a login by IAM, if the URL asks for one.
    ///
    /// # Errors
    /// As [`new`](Dialer::new).
    pub fn with(
        url: &StoreUrl,
        passwords: Option<Arc<dyn Passwords>>,
    ) -> Result<Dialer, StoreError> {
        let login = match (&url.iam, passwords) {
            (Some(login), Some(passwords)) => Some(Login::new(login, passwords)),
            (Some(_), None) => {
                let message = "store url: this program cannot log in by IAM (iam=…): it was built without AWS, or is the Lambda function";
                return Err(StoreError::new(ErrorKind::Settings, message));
            }
            (None, _) => None,
        };
        let certificates = certificates(url)?;
        let mut dialer = Dialer {
            url: Arc::new(url.clone()),
            certificates,
            sentinel: None,
            login,
        };
        if let Topology::Sentinel(sentinels, name) = &url.topology {
            let client = dialer.sentinel_client(sentinels, name).map_err(|error| {
                StoreError::new(ErrorKind::Settings, "set up the connection to sentinel")
                    .because(error)
            })?;
            dialer.sentinel = Some(Arc::new(Mutex::new(client)));
        }
        Ok(dialer)
    }

    /// Whether a new connection leads to the current primary, and not to a fixed server.
    pub(crate) fn finds_the_primary(&self) -> bool {
        !matches!(self.url.topology, Topology::Server(_))
    }

    /// A new connection.
    ///
    /// # Errors
    /// When no server answers, or it refuses the login.
    pub async fn dial(&self) -> Result<Connection, RedisError> {
        let mut config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.url.connect_timeout))
            .set_response_timeout(Some(self.url.command_timeout));
        if let Some(login) = &self.login {
            // Finding credentials may take longer than a server takes to answer, and the server is not to blame if they
            // are wrong.
            login.make().await?;
            config = config.set_credentials_provider(login.clone());
        }
        // In a box, because callers hold this so deep inside their own futures that the compiler gives up.
        let dialed = Box::pin(self.dial_with(&config)).await;
        dialed.map_err(|error| self.explained(error))
    }

    async fn dial_with(&self, config: &AsyncConnectionConfig) -> Result<Connection, RedisError> {
        match (&self.url.topology, &self.sentinel) {
            (Topology::Cluster(nodes), _) => {
                let client = self.cluster(nodes)?.build()?;
                let connection = client.get_async_connection();
                // The client tries every node with its own limit; this limits all of them together.
                let limit = self.url.connect_timeout * 2;
                let connected = tokio::time::timeout(limit, connection).await;
                connected
                    .unwrap_or_else(|_| Err(timed_out()))
                    .map(Connection::Cluster)
            }
            (_, Some(sentinel)) => {
                let mut sentinel = sentinel.lock().await;
                let connection = sentinel.get_async_connection_with_config(config);
                let limit = self.url.connect_timeout * 2;
                let connected = tokio::time::timeout(limit, connection).await;
                connected
                    .unwrap_or_else(|_| Err(timed_out()))
                    .map(Connection::Node)
            }
            (Topology::Server(node), None) => {
                let client = self.client(self.info(node)?)?;
                let connection = client.get_multiplexed_async_connection_with_config(config);
                connection.await.map(Connection::Node)
            }
            (Topology::Sentinel(..), None) => Err(timed_out()),
        }
    }

    /// A new connection for messages. In a cluster every node forwards every message, so any that answers is fine.
    pub(crate) async fn listen(&self) -> Result<PubSub, RedisError> {
        let listen = async |client: Client| {
            let connected =
                tokio::time::timeout(self.url.connect_timeout, client.get_async_pubsub()).await;
            let connected = connected.unwrap_or_else(|_| Err(timed_out()));
            connected.map_err(|error| self.explained(error))
        };
        match (&self.url.topology, &self.sentinel) {
            (_, Some(sentinel)) => {
                let client = sentinel.lock().await.async_get_client().await?;
                listen(client).await
            }
            (Topology::Server(node), None) => listen(self.listener(node).await?).await,
            (Topology::Cluster(nodes) | Topology::Sentinel(nodes, _), None) => {
                let mut failed = timed_out();
                for node in nodes {
                    match listen(self.listener(node).await?).await {
                        Ok(connection) => return Ok(connection),
                        Err(error) => failed = error,
                    }
                }
                Err(failed)
            }
        }
    }

    fn explained(&self, error: RedisError) -> RedisError {
        match &self.login {
            Some(login) => login.explained(error),
            None => error,
        }
    }

    /// A client whose connections log in once: a connection for messages is reopened when it is closed.
    async fn listener(&self, node: &Node) -> Result<Client, RedisError> {
        let info = self.info(node)?;
        let Some(login) = &self.login else {
            return self.client(info);
        };
        let made = login.make().await?;
        let settings = info.redis_settings().clone();
        let settings = settings
            .set_username(made.username())
            .set_password(made.password());
        self.client(info.set_redis_settings(settings))
    }

    fn client(&self, info: ConnectionInfo) -> Result<Client, RedisError> {
        match &self.certificates {
            Some(certificates) => Client::build_with_tls(info, (**certificates).clone()),
            None => Client::open(info),
        }
    }

    fn info(&self, node: &Node) -> Result<ConnectionInfo, RedisError> {
        let mut settings = RedisConnectionInfo::default().set_db(self.url.database);
        if let Some(user) = &self.url.user {
            settings = settings.set_username(user);
        }
        if let Some(password) = &self.url.password {
            settings = settings.set_password(password);
        }
        Ok(self
            .address(node)
            .into_connection_info()?
            .set_redis_settings(settings))
    }

    fn address(&self, node: &Node) -> ConnectionAddr {
        let (host, port) = (node.host.clone(), node.port);
        if self.url.tls {
            ConnectionAddr::TcpTls {
                host,
                port,
                insecure: false,
                tls_params: None,
            }
        } else {
            ConnectionAddr::Tcp(host, port)
        }
    }

    fn cluster(&self, nodes: &[Node]) -> Result<ClusterClientBuilder, RedisError> {
        let nodes = nodes
            .iter()
            .map(|node| self.info(node))
            .collect::<Result<Vec<_>, _>>()?;
        let mut builder = ClusterClientBuilder::new(nodes)
            .connection_timeout(self.url.connect_timeout)
            .response_timeout(self.url.command_timeout)
            .overall_response_timeout(Some(self.url.command_timeout))
            .retries(CLUSTER_RETRIES);
        if let Some(user) = &self.url.user {
            builder = builder.username(user);
        }
        if let Some(password) = &self.url.password {
            builder = builder.password(password);
        }
        if self.url.tls {
            builder = builder.tls(TlsMode::Secure);
        }
        if let Some(certificates) = &self.certificates {
            builder = builder.certs((**certificates).clone());
        }
        if let Some(login) = &self.login {
            builder = builder.set_credentials_provider(login.clone());
        }
        Ok(builder)
    }

    fn sentinel_client(&self, nodes: &[Node], name: &str) -> Result<SentinelClient, RedisError> {
        let addresses = nodes.iter().map(|node| self.address(node));
        let mut builder = SentinelClientBuilder::new(addresses, name, SentinelServerType::Master)?
            .set_client_to_redis_db(self.url.database);
        if self.url.tls {
            builder = builder
                .set_client_to_redis_tls_mode(TlsMode::Secure)
                .set_client_to_sentinel_tls_mode(TlsMode::Secure);
        }
        if let Some(certificates) = &self.certificates {
            builder = builder
                .set_client_to_redis_certificates((**certificates).clone())
                .set_client_to_sentinel_certificates((**certificates).clone());
        }
        if let Some(user) = &self.url.user {
            builder = builder.set_client_to_redis_username(user);
        }
        if let Some(password) = &self.url.password {
            builder = builder.set_client_to_redis_password(password);
        }
        if let Some(user) = &self.url.sentinel_user {
            builder = builder.set_client_to_sentinel_username(user);
        }
        if let Some(password) = &self.url.sentinel_password {
            builder = builder.set_client_to_sentinel_password(password);
        }
        builder.build()
    }
}

fn certificates(url: &StoreUrl) -> Result<Option<Arc<TlsCertificates>>, StoreError> {
    if !url.tls {
        return Ok(None);
    }
    // Other code in the process may have set a provider already; that one is fine as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let read = |path: &std::path::Path| {
        std::fs::read(path).map_err(|error| {
            let message = format!("read the certificate or key {}", path.display());
            StoreError::new(ErrorKind::Settings, message).because(error)
        })
    };
    let client_tls = match &url.client_certificate {
        Some((cert, key)) => Some(ClientTlsConfig {
            client_cert: read(cert)?,
            client_key: read(key)?,
        }),
        None => None,
    };
    let root_cert = url.ca.as_deref().map(read).transpose()?;
    if client_tls.is_none() && root_cert.is_none() {
        return Ok(None);
    }
    Ok(Some(Arc::new(TlsCertificates {
        client_tls,
        root_cert,
    })))
}

fn timed_out() -> RedisError {
    std::io::Error::new(
        std::io::ErrorKind::TimedOut,
        "the server did not answer in time",
    )
    .into()
}
