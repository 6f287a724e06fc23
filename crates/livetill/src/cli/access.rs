use std::fmt;
use std::path::PathBuf;

use clap::Args;
use server::auth::SecretKey;

/// Who may come in.
#[derive(Debug, Default, Args)]
pub(crate) struct AccessArgs {
    /// File that `livetill keys` keeps; a change takes effect without a restart
    /// [default: livetill-keys.toml]
    #[arg(long, value_name = "FILE", env = "LIVETILL_KEYS_FILE")]
    pub(crate) keys_file: Option<PathBuf>,

    /// Further keys, separated by commas or spaces: `[NAME=]ROLE[@SHOP+SHOP]:sha256:…`, with the
    /// line that `livetill keys add` prints. From the environment also with the key itself instead
    /// of sha256:…; on the command line others could see it
    #[arg(
        long,
        value_name = "ENTRIES",
        env = "LIVETILL_KEYS",
        hide_env_values = true
    )]
    pub(crate) keys: Option<String>,

    /// Addresses or networks of the proxies in front of the server, such as 10.0.0.0/8: what they say
    /// in X-Forwarded-For or Forwarded decides whom the limits mean [default: none]
    #[arg(
        long,
        value_name = "ADDRESS,…",
        env = "LIVETILL_PROXIES",
        value_delimiter = ','
    )]
    pub(crate) proxies: Option<Vec<String>>,

    /// Certificate with its chain, PEM: the server speaks TLS. A renewed one is taken over without
    /// a restart
    #[arg(long, value_name = "FILE", env = "LIVETILL_TLS_CERT")]
    pub(crate) tls_cert: Option<PathBuf>,

    /// Private key of the certificate, PEM
    #[arg(long, value_name = "FILE", env = "LIVETILL_TLS_KEY")]
    pub(crate) tls_key: Option<PathBuf>,
}

/// How a command says to a server who it is.
#[derive(Debug, Default, Args)]
pub(crate) struct KeyArgs {
    /// Key for the server. Rather set LIVETILL_KEY: command lines can be seen by others
    #[arg(long, value_name = "KEY", env = "LIVETILL_KEY", hide_env_values = true)]
    pub(crate) key: Option<ClientKey>,
}

impl KeyArgs {
    /// The key of a server that this process runs for itself.
    pub(crate) fn of(secret: &SecretKey) -> KeyArgs {
        let key = Some(ClientKey(secret.expose().to_owned()));
        KeyArgs { key }
    }
}

/// A key that does not print itself.
#[derive(Clone)]
pub(crate) struct ClientKey(String);

impl ClientKey {
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for ClientKey {
    fn from(key: String) -> ClientKey {
        ClientKey(key.trim().to_owned())
    }
}

impl fmt::Debug for ClientKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ClientKey(…)")
    }
}
