//! WooCommerce: orders and refunds.
//!
//! An order's body names its refunds, without lines or dates; the API returns them completely. A refund that its
//! order's body no longer names was deleted. Refunds of an order that does not count do not count either.

pub(crate) mod family;
mod order;
mod refund;

use domain::{Rejection, Timestamp};
use sonic_rs::JsonValueTrait as _;

use self::family::Told;
use crate::family::Piece;
use crate::json::{self, malformed};
use crate::keep::Keep::{self, Value};
use crate::keep::object;
use crate::preset::{Preset, Reading};
use crate::signature::{Headers, Refusal, Secret, verify_base64};

pub(crate) struct WooCommerce;

impl Preset for WooCommerce {
    fn secret(&self, text: &str) -> Result<Secret, String> {
        Secret::of_text(text)
    }

    fn verify(
        &self,
        headers: Headers<'_>,
        body: &[u8],
        secrets: &[Secret],
        _: i64,
    ) -> Result<(), Refusal> {
        verify_base64(headers("x-wc-webhook-signature"), body, secrets)
    }

    /// A refund from the API has its address as the topic: `orders/O/refunds`. No webhook may claim that: the header is
    /// not signed, and with it any signed order could be read as a refund of another one.
    fn topic(&self, headers: Headers<'_>, _: &[u8]) -> String {
        let topic = headers("x-wc-webhook-topic").unwrap_or_default();
        let topic = String::from_utf8_lossy(topic);
        match topic.starts_with("orders/") {
            true => String::new(),
            false => topic.into_owned(),
        }
    }

    /// Whether this is the post that a new webhook sends: its number as a form, without a signature.
    fn is_ping(&self, headers: Headers<'_>, body: &[u8]) -> bool {
        let number = body.strip_prefix(b"webhook_id=").unwrap_or_default();
        headers("x-wc-webhook-signature").is_none()
            && (1..=20).contains(&number.len())
            && number.iter().all(u8::is_ascii_digit)
    }

    fn read(&self, topic: &str, body: &[u8], received_at: Timestamp) -> Result<Reading, Rejection> {
        let room = json::room();
        let of = topic.strip_prefix("orders/");
        let told = if let Some(order) = of.and_then(|of| of.strip_suffix("/refunds")) {
            refund::told(order, &json::parse(&room, body, self.kept())?)?
        } else if topic.starts_with("order.") {
            let body = json::parse(&room, body, self.kept())?;
            let is_id_alone = body.is_one_member();
            match topic == "order.deleted" && is_id_alone {
                true => Told::deleted(&json::id(&body, "id")?, received_at),
                false if body.at("line_items").is_some() && body.at("status").is_some() => {
                    order::told(&body)?
                }
                false => return Err(malformed("the body is not a WooCommerce order")),
            }
        } else {
            return Ok(Reading::Nothing);
        };
        Ok(Reading::Pieces(vec![Piece::from(told)]))
    }

    fn about(&self, topic: &str, body: &[u8]) -> Option<String> {
        let room = json::room();
        let body = json::parse(&room, body, self.kept()).ok()?;
        let id = body.text("id")?;
        let of = topic.strip_prefix("orders/");
        Some(match of.and_then(|of| of.strip_suffix("/refunds")) {
            Some(order) => format!("woo:{order}:refund:{id}"),
            None => format!("woo:{id}"),
        })
    }

    /// An order's body has only the totals of its refunds.
    fn left_out(&self, topic: &str, body: &[u8]) -> Option<String> {
        let is_order = topic.starts_with("order.");
        let has_refunds = || sonic_rs::get(body, sonic_rs::pointer!["refunds", 0, "id"]).is_ok();
        let id = (is_order && has_refunds()).then(|| sonic_rs::get(body, ["id"]).ok())??;
        Some(id.as_u64()?.to_string())
    }

    fn kept(&self) -> &'static Keep {
        const ITEM: Keep = object(&[
            ("name", Value),
            ("sku", Value),
            ("variation_id", Value),
            ("product_id", Value),
            ("quantity", Value),
            ("subtotal", Value),
            ("subtotal_tax", Value),
            ("total", Value),
            ("total_tax", Value),
        ]);
        const TOTALS: Keep = object(&[("total", Value), ("total_tax", Value)]);
        const KEPT: Keep = object(&[
            ("id", Value),
            ("parent_id", Value),
            ("status", Value),
            ("currency", Value),
            ("date_created_gmt", Value),
            ("date_modified_gmt", Value),
            ("date_paid_gmt", Value),
            ("date_completed_gmt", Value),
            ("created_via", Value),
            ("prices_include_tax", Value),
            ("total", Value),
            ("total_tax", Value),
            ("amount", Value),
            ("billing", object(&[("country", Value)])),
            ("shipping", object(&[("country", Value)])),
            ("line_items", ITEM),
            ("shipping_lines", TOTALS),
            ("fee_lines", TOTALS),
            ("refunds", object(&[("id", Value), ("total", Value)])),
        ]);
        &KEPT
    }
}
