//! Connects a shop with its platform: checks the account, registers webhooks, fetches the past, and compares with the
//! platform's books.

mod check;
mod fill;
mod person;
mod platform;
mod secrets;
mod shop;
mod standard;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use presets::Platform;

pub(crate) use self::check::{opened, text};
pub(crate) use self::secrets::forget;
use super::api::{Api, Missing};
use crate::cli::{ConnectArgs, From, StoreOrServer};
use crate::config::{CommonArgs, Config, File, SecretArgs, ShopArgs};

/// The places that a connection needs.
pub(crate) struct Place {
    /// The folder of secrets.
    pub(crate) folder: PathBuf,
    /// The address of the server to ask, or of the one that will serve the store.
    pub(crate) server: String,
    /// Whether a server runs.
    pub(crate) is_served: bool,
}

impl Place {
    /// # Errors
    /// Names the invalid setting.
    pub(crate) fn of(
        common: &CommonArgs,
        secrets: &SecretArgs,
        server: Option<&String>,
    ) -> anyhow::Result<Place> {
        let file = File::read(common.config.as_deref())?;
        let config = Config::resolve(&file, &ShopArgs::default(), common)?.keeping_secrets(secrets);
        let base = server.map(|url| url.trim_end_matches('/').to_owned());
        Ok(Place {
            folder: config.secrets_folder,
            is_served: server.is_some(),
            server: base.unwrap_or_else(|| format!("http://{}", config.listen)),
        })
    }

    /// The server's public address if it is set, otherwise its address on this machine.
    fn public(&self, args: &ConnectArgs) -> String {
        match &args.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => self.server.clone(),
        }
    }
}

pub(crate) fn run(args: ConnectArgs) -> anyhow::Result<ExitCode> {
    if let Some(url) = args.public_url.as_deref().filter(|url| !is_public(url)) {
        bail!(
            "public-url: a platform cannot post to `{url}`; it must begin with https://, and have nothing after the \
             host except a path"
        );
    }
    let place = Place::of(&args.at.common, &args.secrets, args.at.server.as_ref())?;
    let (args, from) = parted(args);
    let api = Api::connect_linked(&from, Missing::Create, &place.folder)?;
    let done = match args.platform {
        _ if args.check => check::run(&args, &place, &api),
        Platform::Standard => standard::run(&args, &place, &api).map(|()| ExitCode::SUCCESS),
        _ => platform::run(&args, &place, &api),
    };
    api.close()?;
    done
}

/// Separates the arguments of the connection from those that say where to send it.
fn parted(mut args: ConnectArgs) -> (ConnectArgs, From) {
    let at = std::mem::take(&mut args.at);
    (args, StoreOrServer::from(at))
}

/// Platforms post only over TLS. Addresses of this machine are allowed for trying it out.
fn is_public(url: &str) -> bool {
    let is_bare = !url.contains(['?', '#', '@', ' ']);
    let own = ["http://127.0.0.1:", "http://[::1]:", "http://localhost:"];
    is_bare && (url.starts_with("https://") || own.iter().any(|own| url.starts_with(own)))
}
