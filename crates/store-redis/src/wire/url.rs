//! The store's address with its options, as one URL.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use ports::{ErrorKind, StoreError};

/// Where the servers are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Topology {
    /// One server, or one address that always leads to the primary.
    Server(Node),
    /// A cluster, by some of its nodes.
    Cluster(Vec<Node>),
    /// The primary that these Sentinels know by this name.
    Sentinel(Vec<Node>, String),
}

impl Topology {
    /// Its name, if a server does not report its address itself.
    pub(crate) fn name(&self) -> String {
        match self {
            Topology::Server(node) => format!("{}:{}", node.host, node.port),
            Topology::Sentinel(_, name) => name.clone(),
            Topology::Cluster(_) => "the cluster".to_owned(),
        }
    }
}

/// A host and its port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Name or address, without the brackets of IPv6.
    pub host: String,
    /// Port.
    pub port: u16,
}

/// A login by IAM: instead of a password, each connection uses a newly signed token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IamLogin {
    /// The user, as ElastiCache names it.
    pub user: String,
    /// The name of the cache (of the replication group).
    pub cache: String,
    /// Whether it is a serverless cache.
    pub is_serverless: bool,
    /// Its region; if absent, that of the environment.
    pub region: Option<String>,
}

/// The content of a store URL; the crate's documentation describes its form.
#[derive(Clone, PartialEq, Eq)]
pub struct StoreUrl {
    /// Where the servers are.
    pub topology: Topology,
    /// Whether to use TLS.
    pub tls: bool,
    /// PEM file of the certificate authority to use instead of the system's.
    pub ca: Option<PathBuf>,
    /// PEM files of the client's certificate and key.
    pub client_certificate: Option<(PathBuf, PathBuf)>,
    /// User and password of the servers.
    pub user: Option<String>,
    /// See `user`.
    pub password: Option<String>,
    /// Whether to log in by IAM instead of with a password.
    pub iam: Option<IamLogin>,
    /// User and password of the Sentinels.
    pub sentinel_user: Option<String>,
    /// See `sentinel_user`.
    pub sentinel_password: Option<String>,
    /// Database number.
    pub database: i64,
    /// How long connecting may take.
    pub connect_timeout: Duration,
    /// How long the answer to a command may take.
    pub command_timeout: Duration,
    /// How many replicas must have a commit before it is acknowledged; by default one, if there are replicas.
    pub wait: Option<u32>,
    /// How long to wait for them.
    pub wait_timeout: Duration,
    /// The default shop's prefix.
    pub prefix: Option<String>,
    /// Whether to write narrow pages for every shop, even one that began without them.
    pub narrow_pages: bool,
}

/// Hides the passwords.
impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (nodes, kind) = match &self.topology {
            Topology::Server(node) => (std::slice::from_ref(node), "server"),
            Topology::Cluster(nodes) => (&nodes[..], "cluster"),
            Topology::Sentinel(nodes, _) => (&nodes[..], "sentinel"),
        };
        write!(f, "{kind}")?;
        for node in nodes {
            write!(f, " {}:{}", node.host, node.port)?;
        }
        Ok(())
    }
}

const DEFAULT_PORT: u16 = 6379;
const DEFAULT_SENTINEL_PORT: u16 = 26379;

impl StoreUrl {
    /// Reads a URL.
    ///
    /// # Errors
    /// [`ErrorKind::Settings`] names the invalid part, but never the password.
    pub fn parse(url: &str) -> Result<StoreUrl, StoreError> {
        let wrong = |what: &str| StoreError::new(ErrorKind::Settings, format!("store url: {what}"));
        let (scheme, rest) = url
            .split_once("://")
            .ok_or_else(|| wrong("`://` is missing"))?;
        let (kind, tls) = kind_of(scheme)
            .ok_or_else(|| wrong(&format!("`{scheme}` is not a scheme of Redis or Valkey")))?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (login, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, password) = login.split_once(':').unwrap_or((login, ""));
        let default_port = if kind == Kind::Sentinel {
            DEFAULT_SENTINEL_PORT
        } else {
            DEFAULT_PORT
        };
        let nodes = hosts.split(',').map(|host| node(host, default_port));
        let mut nodes = nodes.collect::<Option<Vec<Node>>>().ok_or_else(|| {
            wrong(&format!(
                "`{hosts}` is not a list of hosts such as 10.0.0.1:6379,10.0.0.2:6379"
            ))
        })?;
        let (topology, database) = match kind {
            Kind::Server if nodes.len() > 1 => {
                return Err(wrong(
                    "several hosts are a cluster (redis-cluster://) or Sentinels",
                ));
            }
            Kind::Server => (Topology::Server(nodes.remove(0)), path),
            Kind::Cluster => (Topology::Cluster(nodes), path),
            Kind::Sentinel => {
                let (name, database) = path.split_once('/').unwrap_or((path, ""));
                if name.is_empty() {
                    return Err(wrong(
                        "the name of the primary is missing: redis-sentinel://host:26379/NAME",
                    ));
                }
                (Topology::Sentinel(nodes, decoded(name)), database)
            }
        };
        let database = match database {
            "" => 0,
            number => number
                .parse()
                .map_err(|_| wrong(&format!("`{number}` is not the number of a database")))?,
        };
        let some = |text: &str| (!text.is_empty()).then(|| decoded(text));
        let mut parsed = StoreUrl {
            topology,
            tls,
            ca: None,
            client_certificate: None,
            user: some(user),
            password: some(password),
            iam: None,
            sentinel_user: None,
            sentinel_password: None,
            database,
            connect_timeout: Duration::from_secs(5),
            command_timeout: Duration::from_secs(10),
            wait: None,
            wait_timeout: Duration::from_secs(1),
            prefix: None,
            narrow_pages: false,
        };
        let mut region = None;
        for option in query.split('&').filter(|option| !option.is_empty()) {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            match name {
                "iam" => {
                    let value = decoded(value);
                    let serverless = value.strip_prefix("serverless:");
                    parsed.iam = Some(IamLogin {
                        user: parsed.user.clone().unwrap_or_default(),
                        cache: serverless.unwrap_or(&value).to_owned(),
                        is_serverless: serverless.is_some(),
                        region: None,
                    });
                }
                "region" => region = some(value),
                _ => parsed
                    .set(name, &decoded(value))
                    .map_err(|what| wrong(&what))?,
            }
        }
        match &mut parsed.iam {
            Some(iam) => iam.region = region,
            None if region.is_some() => {
                return Err(wrong("region goes with iam, and with nothing else"));
            }
            None => {}
        }
        parsed.check_iam().map_err(wrong)?;
        if parsed.database != 0 && kind == Kind::Cluster {
            return Err(wrong("a cluster has no numbered databases"));
        }
        Ok(parsed)
    }

    /// Checks what ElastiCache requires of a login by IAM.
    fn check_iam(&self) -> Result<(), &'static str> {
        let Some(iam) = &self.iam else { return Ok(()) };
        let is_name = |text: &str| {
            let is_sign = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'_');
            !text.is_empty() && text.bytes().all(is_sign)
        };
        match () {
            () if !is_name(&iam.cache) => Err("iam is the name of the cache, as in iam=my-cache"),
            () if !is_name(&iam.user) => {
                Err("iam needs the user, as in rediss://USER@host?iam=my-cache")
            }
            () if self.password.is_some() => {
                Err("with iam there is no password: it is signed for each connection")
            }
            () if !self.tls => Err("iam needs TLS, rediss:// or rediss-cluster://"),
            () if matches!(self.topology, Topology::Sentinel(..)) => {
                Err("iam is a login of ElastiCache, which has no Sentinels")
            }
            () => Ok(()),
        }
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        match name {
            "connect_timeout" => self.connect_timeout = duration(name, value)?,
            "command_timeout" => self.command_timeout = duration(name, value)?,
            "wait_timeout" => self.wait_timeout = duration(name, value)?,
            "wait" => {
                let wait = value.parse();
                let wrong = |_| format!("wait is a number of replicas, not `{value}`");
                self.wait = Some(wait.map_err(wrong)?);
            }
            "prefix" => {
                domain::ShopId::new(value).map_err(|_| {
                    format!("prefix is 1-64 characters of a-z, 0-9, - and _, not `{value}`")
                })?;
                self.prefix = Some(value.to_owned());
            }
            "pages" => {
                self.narrow_pages = value == "narrow";
                if !self.narrow_pages {
                    return Err(format!("pages can be narrow, not `{value}`"));
                }
            }
            "ca" => self.ca = Some(value.into()),
            "cert" => {
                let key = self
                    .client_certificate
                    .take()
                    .map(|(_, key)| key)
                    .unwrap_or_default();
                self.client_certificate = Some((value.into(), key));
            }
            "key" => {
                let cert = self
                    .client_certificate
                    .take()
                    .map(|(cert, _)| cert)
                    .unwrap_or_default();
                self.client_certificate = Some((cert, value.into()));
            }
            "sentinel_user" => self.sentinel_user = Some(value.to_owned()),
            "sentinel_password" => self.sentinel_password = Some(value.to_owned()),
            _ => {
                return Err(format!(
                    "there is no option `{name}`; there are connect_timeout, command_timeout, wait, \
                     wait_timeout, prefix, pages, ca, cert, key, iam, region, sentinel_user, sentinel_password"
                ));
            }
        }
        Ok(())
    }

    /// The default shop's prefix: the configured one, or `default` on a cluster, where all keys of a shop need a hash
    /// tag.
    pub(crate) fn default_prefix(&self) -> Option<&str> {
        match (&self.prefix, &self.topology) {
            (Some(prefix), _) => Some(prefix),
            (None, Topology::Cluster(_)) => Some(domain::ShopId::DEFAULT),
            (None, _) => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Server,
    Cluster,
    Sentinel,
}

fn kind_of(scheme: &str) -> Option<(Kind, bool)> {
    Some(match scheme {
        "redis" | "valkey" => (Kind::Server, false),
        "rediss" | "valkeys" => (Kind::Server, true),
        "redis-cluster" | "valkey-cluster" => (Kind::Cluster, false),
        "rediss-cluster" | "valkeys-cluster" => (Kind::Cluster, true),
        "redis-sentinel" | "valkey-sentinel" => (Kind::Sentinel, false),
        "rediss-sentinel" | "valkeys-sentinel" => (Kind::Sentinel, true),
        _ => return None,
    })
}

fn node(text: &str, default_port: u16) -> Option<Node> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, rest) = rest.split_once(']')?;
            (host, rest.strip_prefix(':'))
        }
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    let port = match port {
        Some(port) => port.parse().ok()?,
        None => default_port,
    };
    (!host.is_empty()).then(|| Node {
        host: host.to_owned(),
        port,
    })
}

/// `250ms`, `5s`, or `5` for seconds.
fn duration(name: &str, value: &str) -> Result<Duration, String> {
    let (number, unit) = match value.strip_suffix("ms") {
        Some(number) => (number, Duration::from_millis(1)),
        None => (
            value.strip_suffix('s').unwrap_or(value),
            Duration::from_secs(1),
        ),
    };
    match number.parse::<u32>() {
        Ok(number) if number > 0 => Ok(unit * number),
        _ => Err(format!(
            "{name} is a time such as 500ms or 5s, not `{value}`"
        )),
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match (first, hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests;
