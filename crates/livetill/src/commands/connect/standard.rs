//! Connects any sender of Standard Webhooks: prints a secret, an address, and a working sample call.

use anyhow::{Context, anyhow};
use api_types::{Connection, NewConnection};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::ShopId;

use super::secrets::Written;
use super::shop::{Wanted, found_or_added};
use super::{Place, person};
use crate::cli::ConnectArgs;
use crate::commands::api::Api;
use crate::terminal::{print, report};

/// Length of a secret, in bytes.
const SECRET: usize = 32;

pub(super) fn run(args: &ConnectArgs, place: &Place, api: &Api) -> anyhow::Result<()> {
    let id = match &args.shop {
        Some(id) => id.clone(),
        None => {
            let named = person::text(None, "shop", "The shop's name, such as acme")?;
            ShopId::new(&named)?
        }
    };
    let timezone = person::text_or(args.timezone.as_ref(), "timezone", "Its time zone", "UTC")?;
    let currency = person::text_or(args.currency.as_ref(), "currency", "Its currency", "USD")?;
    let wanted = Wanted {
        id: &id,
        timezone: &timezone,
        currency: &currency,
        display_name: None,
        retention_days: args.retention_days,
    };
    let found = found_or_added(api, &wanted)?;
    let secret = found.unless_failed(api, link(args, place, api, &id))?;
    let url = format!("{}/v1/webhooks/standard/{id}", place.public(args));
    let file = secret.trim_start_matches("file:");
    report(&format!(
        "Shop {id} takes Standard Webhooks at {url}\nThe secret is in {file}. Give it to the sender. To try it:\n"
    ));
    print(&call(&url, file))
}

/// Connects the shop; returns the place of its secret.
fn link(args: &ConnectArgs, place: &Place, api: &Api, id: &ShopId) -> anyhow::Result<String> {
    let mut written = Written::new(&place.folder, id)?;
    let secret = written.write("webhook", &new_secret()?)?.to_string();
    let connection = NewConnection {
        platform: args.platform.as_str().to_owned(),
        webhook_secrets: vec![secret.clone()],
        ..NewConnection::default()
    };
    let path = format!("/v1/shops/{id}/connection");
    api.put::<Connection>(&path, &connection)?;
    written.keep();
    Ok(secret)
}

/// A new secret in the format that senders expect.
pub(super) fn new_secret() -> anyhow::Result<String> {
    let mut bytes = [0; SECRET];
    getrandom::fill(&mut bytes)
        .map_err(|error| anyhow!("{error}"))
        .context("the system provides no random numbers")?;
    Ok(format!("whsec_{}", STANDARD.encode(bytes)))
}

/// A shell command that signs an order and posts it, using only common tools.
fn call(url: &str, file: &str) -> String {
    format!(
        r#"now=$(date +%s) id=msg_$now
body='{{"type":"order.placed","timestamp":'$now',"data":{{"id":"'$id'","timestamp":'$now',"items":[{{"sku":"TEA-01","name":"Earl Grey","price":"4.25","quantity":2}}]}}}}'
key=$(sed 's/^whsec_//' '{file}' | base64 -d | od -An -v -tx1 | tr -d ' \n')
signature=$(printf %s "$id.$now.$body" | openssl dgst -sha256 -mac HMAC -macopt hexkey:$key -binary | base64)
curl -i '{url}' -H 'content-type: application/json' -H "webhook-id: $id" -H "webhook-timestamp: $now" \
  -H "webhook-signature: v1,$signature" -d "$body""#
    )
}
