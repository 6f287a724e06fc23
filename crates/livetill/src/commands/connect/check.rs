//! Says what is wrong with a connection, and what to do.

use std::process::ExitCode;

use anyhow::bail;
use api_types::{Connection, NewConnection};
use domain::ShopClock;
use pipeline::{LinkText, PlatformLink};
use platform_apis::PlatformApi;

use super::{Place, shop};
use crate::cli::ConnectArgs;
use crate::commands::api::Api;
use crate::commands::doctor::show;
use crate::doctor::finding::{Finding, Level};
use crate::platforms;

const AGAIN: &str = "connect it again: `livetill connect` with the same shop";

pub(super) fn run(args: &ConnectArgs, place: &Place, api: &Api) -> anyhow::Result<ExitCode> {
    let Some(id) = &args.shop else {
        bail!("use --shop NAME to say which shop's connection to check");
    };
    let Some(known) = api.find::<Connection>(&format!("/v1/shops/{id}/connection"))? else {
        bail!(
            "shop `{id}` is not connected; `livetill connect {}` does that",
            args.platform.as_str()
        );
    };
    if known.connection.platform != args.platform.as_str() {
        bail!(
            "shop `{id}` is connected with {}",
            known.connection.platform
        );
    }
    let mut findings = vec![at_server(&known)];
    match opened(&known.connection) {
        Err(error) => findings.push(Finding::error(
            "secrets",
            format!("the platform cannot be asked from here: {error:#}"),
            "run this where the server runs, as its user, or put the secret where the connection expects it",
        )),
        Ok(None) => findings.push(Finding::ok(
            "api",
            "there is none to ask: this sender has only webhooks",
        )),
        Ok(Some(platform)) => {
            let runtime = crate::commands::runtime()?;
            let shop = shop::find(api, id)?;
            findings.extend(runtime.block_on(about(&*platform, shop.as_ref())));
            findings.push(runtime.block_on(webhooks(&*platform, &known.connection)));
        }
    }
    if !place.is_served {
        findings.push(Finding::warning(
            "server",
            "no server was asked",
            "use --server URL: webhooks are taken and the platform is asked only while `livetill serve` runs",
        ));
    }
    findings.iter().try_for_each(show)?;
    let is_sick = findings.iter().any(|it| it.level != Level::Ok);
    Ok(ExitCode::from(if is_sick { 2 } else { 0 }))
}

fn at_server(known: &Connection) -> Finding {
    match &known.problem {
        None => Finding::ok(
            "connection",
            format!("{} with {}", known.shop, known.connection.platform),
        ),
        Some(problem) => Finding::error("connection", problem.clone(), AGAIN),
    }
}

/// The platform of a connection, opened with this machine's secrets; `None` if it has no API to ask.
pub(crate) fn opened(known: &NewConnection) -> anyhow::Result<Option<Box<dyn PlatformApi>>> {
    let link = PlatformLink::of(&text(known)).map_err(anyhow::Error::msg)?;
    platforms::of_link(&link)
}

/// What is known about a connection.
pub(crate) fn text(known: &NewConnection) -> LinkText {
    let known = known.clone();
    LinkText {
        platform: Some(known.platform),
        store: known.store,
        webhook_secrets: known.webhook_secrets,
        client_id: known.client_id,
        client_secret: known.client_secret,
        api_token: known.api_token,
        webhook_url: known.webhook_url,
        since: known.since,
        from_day: known.from_day,
    }
}

async fn about(platform: &dyn PlatformApi, shop: Option<&api_types::ShopEntry>) -> Vec<Finding> {
    let about = match platform.about().await {
        Ok(about) => about,
        Err(error) => {
            let mend = "fix that at the platform, and check again";
            return vec![Finding::error("api", error.to_string(), mend)];
        }
    };
    let mut findings = vec![Finding::ok("api", format!("{} answers", about.address))];
    let concerns = about.concerns.into_iter();
    findings.extend(concerns.map(|it| Finding::warning("api", it.code, it.text)));
    let Some(shop) = shop else {
        return findings;
    };
    let is_zone =
        |zone: &String| ShopClock::new(&shop.timezone).is_ok_and(|clock| clock.is_named(zone));
    if about.timezone.as_ref().is_some_and(|zone| !is_zone(zone)) || about.currency != shop.currency
    {
        let zone = about.timezone.as_deref().unwrap_or("its zone");
        let found = format!(
            "the shop is in {} and {}, but the platform is in {zone} and {}",
            shop.timezone, shop.currency, about.currency
        );
        let mend = "change the platform's zone and currency back, or connect a new shop: those of a shop cannot change";
        findings.push(Finding::error("shop", found, mend));
    }
    findings
}

async fn webhooks(platform: &dyn PlatformApi, known: &NewConnection) -> Finding {
    const CHECK: &str = "webhooks";
    let Some(url) = &known.webhook_url else {
        let found = "none are registered: the platform is asked every 30 seconds instead";
        return Finding::ok(CHECK, found);
    };
    match platform.webhooks().await {
        Err(error) => Finding::error(
            CHECK,
            error.to_string(),
            "fix that at the platform, and check again",
        ),
        Ok(all) => {
            let own: Vec<_> = all.iter().filter(|it| it.url == *url).collect();
            if own.is_empty() {
                return Finding::error(CHECK, format!("none posts to {url} any longer"), AGAIN);
            }
            match own.iter().all(|it| it.is_active) {
                true => Finding::ok(CHECK, format!("they post to {url}")),
                false => Finding::error(
                    CHECK,
                    format!(
                        "the platform switched off what posts to {url}: too many deliveries failed"
                    ),
                    AGAIN,
                ),
            }
        }
    }
}
