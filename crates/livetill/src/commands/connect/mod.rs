//! Connects a shop with its platform: checked, registered, filled, and held against the platform's books.

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
use super::api::Api;
use crate::cli::{ConnectArgs, From, StoreOrServer};
use crate::config::{CommonArgs, Config, File, SecretArgs, ShopArgs};

/// Where things are that a connection needs.
pub(crate) struct Place {
    /// The folder of secrets.
    pub(crate) folder: PathBuf,
    /// The address of the server that is asked, or of the one that will serve the store.
    pub(crate) server: String,
    /// Whether a server runs.
    pub(crate) is_served: bool,
}

impl Place {
    /// # Errors
    /// Names the setting that is impossible.
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

    /// How the world calls the server, if that is said, and else how this machine does.
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
    let api = Api::connect_linked(&from, &place.folder)?;
    let done = match args.platform {
        _ if args.check => check::run(&args, &place, &api),
        Platform::Standard => standard::run(&args, &place, &api).map(|()| ExitCode::SUCCESS),
        _ => platform::run(&args, &place, &api),
    };
    api.close()?;
    done
}

/// What is asked for, and of whom.
fn parted(mut args: ConnectArgs) -> (ConnectArgs, From) {
    let at = std::mem::take(&mut args.at);
    (args, StoreOrServer::from(at))
}

/// Platforms post over TLS only. This machine is for trying it out.
fn is_public(url: &str) -> bool {
    let is_bare = !url.contains(['?', '#', '@', ' ']);
    let own = ["http://127.0.0.1:", "http://[::1]:", "http://localhost:"];
    is_bare && (url.starts_with("https://") || own.iter().any(|own| url.starts_with(own)))
}
