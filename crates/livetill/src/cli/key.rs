use std::fmt;

use clap::Args;
use server::auth::SecretKey;

/// How a command says to a server who it is.
#[derive(Debug, Default, Args)]
pub(crate) struct KeyArgs {
    #[arg(long)]
    pub(crate) key: Option<ClientKey>,
}

impl KeyArgs {
    /// The key of a server that this process runs for itself.
    pub(crate) fn of(secret: &SecretKey) -> KeyArgs {
        let key = Some(ClientKey(secret.expose().to_owned()));
        KeyArgs { key }
    }
}

/// A key whose `Debug` output does not show it.
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
