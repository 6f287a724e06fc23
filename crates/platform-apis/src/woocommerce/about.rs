//! Basic facts about the shop.

use serde::Deserialize;

use super::WooCommerce;
use crate::{About, ApiError, Concern};

#[derive(Deserialize)]
struct Site {
    name: String,
    #[serde(default)]
    timezone_string: String,
    /// Hours, as a number or as text.
    #[serde(default)]
    gmt_offset: serde_json::Value,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

#[derive(Deserialize)]
struct Setting {
    value: String,
}

pub(super) async fn about(shop: &WooCommerce) -> Result<About, ApiError> {
    let site = shop
        .get("/?_fields=name,timezone_string,gmt_offset")
        .await?;
    let site: Site = site.json("the site's description")?;
    // The first request that needs the key.
    let orders = shop.get("/wc/v3/orders?per_page=1&_fields=id").await?;
    orders.entries("the list of orders")?;
    let currency = currency(shop).await?;
    let timezone = zone(&site);
    let mut concerns = Vec::new();
    if timezone.is_none() {
        concerns.push(Concern {
            code: "no_time_zone",
            text: "The site's time zone is an offset that no place has. Choose a city under Settings, General, \
                   Timezone, or set the shop's time zone yourself."
                .to_owned(),
        });
    }
    if let Some(other) = other_date(shop).await {
        concerns.push(Concern {
            code: "other_report_date",
            text: format!(
                "WooCommerce's own reports count orders on their {other} day; Livetill counts them on the day they are \
                 paid. Days will differ until you set Date type to Date paid under Analytics, Settings."
            ),
        });
    }
    Ok(About {
        name: plain(&site.name),
        address: shop.server.address().as_str().to_owned(),
        timezone,
        currency,
        reach_days: None,
        concerns,
    })
}

/// A site's name as people write it: WordPress keeps it as HTML.
fn plain(name: &str) -> String {
    let signs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#039;", "'"),
        // The last one: what it escapes is not read again.
        ("&amp;", "&"),
    ];
    let replaced = |name: String, (html, sign): (&str, &str)| name.replace(html, sign);
    signs.into_iter().fold(name.to_owned(), replaced)
}

/// The shop's currency.
pub(super) async fn currency(shop: &WooCommerce) -> Result<String, ApiError> {
    let path = "/wc/v3/data/currencies/current?_fields=code";
    let currency: Code = shop.get(path).await?.json("the currency")?;
    Ok(currency.code.to_ascii_uppercase())
}

/// The site's zone: a city, or else whole hours, which have names too. Their sign is reversed, as in POSIX.
fn zone(site: &Site) -> Option<String> {
    if !site.timezone_string.is_empty() {
        return Some(site.timezone_string.clone());
    }
    let hours = match &site.gmt_offset {
        serde_json::Value::String(text) => text.trim().parse::<f64>().ok()?,
        number => number.as_f64()?,
    };
    match hours {
        0.0 => Some("Etc/UTC".to_owned()),
        hours if hours.fract() != 0.0 || !(-12.0..=14.0).contains(&hours) => None,
        hours if hours > 0.0 => Some(format!("Etc/GMT-{hours:.0}")),
        hours => Some(format!("Etc/GMT+{:.0}", -hours)),
    }
}

/// The date that the shop's own reports use for days, if it is not the payment date. A key that may not read this
/// setting gets the default.
async fn other_date(shop: &WooCommerce) -> Option<&'static str> {
    let setting = shop
        .get("/wc/v3/settings/wc_admin/woocommerce_date_type?_fields=value")
        .await;
    let setting: Setting = setting.ok()?.json("a setting").ok()?;
    match &*setting.value {
        "date_created" => Some("creation"),
        "date_completed" => Some("completion"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_a_city_or_whole_hours() {
        let zone = |text: &str| zone(&serde_json::from_str(text).unwrap());
        let of = |offset: &str| zone(&format!(r#"{{"name":"Harbor","gmt_offset":{offset}}}"#));
        assert_eq!(
            zone(r#"{"name":"","timezone_string":"America/New_York","gmt_offset":-4}"#).as_deref(),
            Some("America/New_York")
        );
        assert_eq!(of("-5").as_deref(), Some("Etc/GMT+5"));
        assert_eq!(of("\"2\"").as_deref(), Some("Etc/GMT-2"));
        assert_eq!(of("0").as_deref(), Some("Etc/UTC"));
        assert_eq!((of("5.5"), of("null"), of("99")), (None, None, None));
    }
}
