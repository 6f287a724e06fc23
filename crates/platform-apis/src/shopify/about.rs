//! Basic facts about the shop.

use serde::Deserialize;
use serde_json::json;

use super::ask::missing;
use super::queries::SHOP;
use super::{Shopify, strange};
use crate::{About, ApiError, Concern};

/// How many days back orders are visible without `read_all_orders`.
const DAYS: u32 = 60;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Said {
    shop: Of,
    current_app_installation: Installation,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Of {
    name: String,
    myshopify_domain: String,
    iana_timezone: String,
    currency_code: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Installation {
    access_scopes: Vec<Scope>,
}

#[derive(Deserialize)]
struct Scope {
    handle: String,
}

impl Said {
    fn may(&self, scope: &str) -> bool {
        let mut scopes = self.current_app_installation.access_scopes.iter();
        scopes.any(|it| it.handle == scope)
    }
}

async fn said(shop: &Shopify) -> Result<Said, ApiError> {
    let data = shop.query(SHOP, json!({})).await?;
    serde_json::from_value(data)
        .map_err(|_| strange("the shop's description has an unexpected form"))
}

/// Whether orders of any age are visible.
pub(super) async fn sees_all(shop: &Shopify) -> Result<bool, ApiError> {
    Ok(said(shop).await?.may("read_all_orders"))
}

pub(super) async fn about(shop: &Shopify) -> Result<About, ApiError> {
    let said = said(shop).await?;
    if !said.may("read_orders") && !said.may("write_orders") {
        return Err(missing("read_orders"));
    }
    let sees_all = said.may("read_all_orders");
    let mut concerns = Vec::new();
    if !sees_all {
        concerns.push(Concern {
            code: "only_60_days",
            text: "The app may read only the orders of the last 60 days. Add the scope read_all_orders in the Dev \
                   Dashboard, release that version and let the shop approve it. Then connect again, with the first day \
                   that you want figures for."
                .to_owned(),
        });
    }
    Ok(About {
        name: said.shop.name,
        address: said.shop.myshopify_domain,
        timezone: Some(said.shop.iana_timezone),
        currency: said.shop.currency_code,
        reach_days: (!sees_all).then_some(DAYS),
        concerns,
    })
}
