//! Ends a connection: removes the platform's webhooks, the stored connection, and its secrets. Orders and figures stay.

use anyhow::{Context, bail};
use api_types::Connection;
use pipeline::PlatformLink;

use super::api::{Api, Missing};
use super::connect::{Place, forget, opened, text};
use crate::cli::DisconnectArgs;
use crate::terminal::{print, report};

pub(crate) fn run(args: DisconnectArgs) -> anyhow::Result<()> {
    let place = Place::of(&args.at.common, &args.secrets, args.at.server.as_ref())?;
    let (id, platform) = (args.shop, args.platform.as_str());
    let api = Api::connect_linked(&args.at.from(), Missing::Refuse, &place.folder)?;
    let path = format!("/v1/shops/{id}/connection");
    let ended = api.find::<Connection>(&path).and_then(|known| {
        let Some(known) = known else {
            bail!("shop `{id}` is not connected");
        };
        if known.connection.platform != platform {
            bail!("shop `{id}` is connected with {}", known.connection.platform);
        }
        if let Some(url) = &known.connection.webhook_url {
            let taken = opened(&known.connection).and_then(|api| {
                let api = api.context("the platform has no API")?;
                Ok(super::runtime()?.block_on(api.unsubscribe(url))?)
            });
            match taken {
                Ok(count) => report(&format!("Removed {count} webhooks that posted to {url}")),
                // Further posts are refused from now on, and platforms give up by themselves.
                Err(error) => report(&format!(
                    "The webhooks that post to {url} are still there: {error:#}. Remove them at the platform."
                )),
            }
        }
        api.remove(&path)?;
        let link = PlatformLink::of(&text(&known.connection));
        forget(&place.folder, link.iter().flat_map(PlatformLink::files));
        print(&format!("disconnected {id}; its orders and figures stay"))
    });
    api.close()?;
    ended
}
