//! The only place that knows which platforms have an API to poll.

use anyhow::{Context, bail};
use pipeline::{ApiAccess, PlatformLink};
use platform_apis::{ApiSecret, PlatformApi, Shopify, ShopifyLogin, Stripe, WooCommerce};
use presets::Platform;

use crate::secrets::read;

/// The credentials for a platform's API.
#[derive(PartialEq, Eq)]
pub(crate) enum Access {
    /// A token that is valid until it is revoked.
    Token(ApiSecret),
    /// An app whose tokens expire after a while.
    App { id: String, secret: ApiSecret },
}

/// The account of a shop.
///
/// # Errors
/// What is wrong with the address or the secret, without revealing the secret.
pub(crate) fn open(
    platform: Platform,
    store: Option<&str>,
    access: &Access,
) -> anyhow::Result<Box<dyn PlatformApi>> {
    match (platform, access) {
        (Platform::WooCommerce, Access::Token(key)) => {
            let site = store.context("the address of the shop is missing")?;
            Ok(Box::new(WooCommerce::new(site, key)?))
        }
        (Platform::Stripe, Access::Token(key)) => Ok(Box::new(Stripe::new(
            store.unwrap_or(Stripe::ADDRESS),
            key,
        )?)),
        (Platform::Shopify, access) => {
            let store = store.context("the address of the shop is missing")?;
            let login = match access {
                Access::Token(token) => ShopifyLogin::Token(token.clone()),
                Access::App { id, secret } => ShopifyLogin::App {
                    id: id.clone(),
                    secret: secret.clone(),
                },
            };
            Ok(Box::new(Shopify::new(store, login)?))
        }
        _ => bail!(
            "{} has no API that can be asked like this",
            platform.as_str()
        ),
    }
}

/// The account of a connection, with this machine's secrets; `None` if its API is not polled.
///
/// # Errors
/// As [`open`], and when the secret cannot be read.
pub(crate) fn of_link(link: &PlatformLink) -> anyhow::Result<Option<Box<dyn PlatformApi>>> {
    let access = access(link)?;
    let opened = access.map(|access| open(link.platform, link.store.as_deref(), &access));
    opened.transpose()
}

/// The credentials of a connection, as they are now on this machine; `None` if its API is not polled.
///
/// # Errors
/// When the secret cannot be read.
pub(crate) fn access(link: &PlatformLink) -> anyhow::Result<Option<Access>> {
    let secret = |place| anyhow::Ok(ApiSecret::new(&read(place)?));
    Ok(match &link.access {
        None => None,
        Some(ApiAccess::Token(place)) => Some(Access::Token(secret(place)?)),
        Some(ApiAccess::App { id, secret: place }) => Some(Access::App {
            id: id.clone(),
            secret: secret(place)?,
        }),
    })
}
