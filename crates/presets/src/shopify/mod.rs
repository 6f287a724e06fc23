//! Shopify: orders, refunds, edits, deletions.
//!
//! An order's sale stays on its day, whatever happens later. As in Shopify's own sales report, a refund counts on the
//! day of the refund, an edit's additions on the day of the edit, and the part of a cancellation that refunds do not
//! cover on the day of the cancellation.

mod edit;
pub(crate) mod family;
mod kept;
mod line;
mod order;
mod refund;

use domain::{Rejection, Timestamp};

use self::family::Told;
use crate::family::Piece;
use crate::json::{self, Value, malformed};
use crate::keep::Keep;
use crate::preset::{Preset, Reading};
use crate::signature::{Headers, Refusal, Secret, verify_base64};

pub(crate) struct Shopify;

/// Topics whose body is an order, or the id of a deleted one.
const ORDERS: [&str; 7] = [
    "orders/create",
    "orders/updated",
    "orders/cancelled",
    "orders/paid",
    "orders/fulfilled",
    "orders/partially_fulfilled",
    "orders/delete",
];

impl Preset for Shopify {
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
        verify_base64(headers("x-shopify-hmac-sha256"), body, secrets)
    }

    fn topic(&self, headers: Headers<'_>, _: &[u8]) -> String {
        let topic = headers("x-shopify-topic").unwrap_or_default();
        String::from_utf8_lossy(topic).into_owned()
    }

    fn read(&self, topic: &str, body: &[u8], _: Timestamp) -> Result<Reading, Rejection> {
        let room = json::room();
        let told = match topic {
            "orders/edited" => edit(&json::parse(&room, body, self.kept())?)?,
            "refunds/create" => refund(&json::parse(&room, body, self.kept())?)?,
            topic if ORDERS.contains(&topic) => {
                let body = json::parse(&room, body, self.kept())?;
                match topic == "orders/delete" && is_id_alone(&body) {
                    true => Told::deleted(&json::id(&body, "id")?),
                    false => order(&body)?,
                }
            }
            _ => return Ok(Reading::Nothing),
        };
        Ok(Reading::Pieces(vec![Piece::from(told)]))
    }

    fn about(&self, topic: &str, body: &[u8]) -> Option<String> {
        let room = json::room();
        let body = json::parse(&room, body, self.kept()).ok()?;
        match topic {
            "orders/edited" => Some(format!(
                "shopify:{}",
                body.at("order_edit")?.text("order_id")?
            )),
            "refunds/create" => Some(format!(
                "shopify:{}:refund:{}",
                body.text("order_id")?,
                body.text("id")?
            )),
            _ => Some(format!("shopify:{}", body.text("id")?)),
        }
    }

    fn kept(&self) -> &'static Keep {
        &kept::KEPT
    }
}

/// Whether a body is only an id, which means that the order was deleted.
fn is_id_alone(body: &Value<'_>) -> bool {
    body.is_one_member()
}

/// The topic is not signed, so check that the body really is an order: drafts, checkouts and carts have lines as well.
fn order(body: &Value<'_>) -> Result<Told, Rejection> {
    let is_order = body.at("line_items").is_some()
        && (body.at("order_number").is_some() || body.at("financial_status").is_some());
    match is_order {
        true => {
            let (id, order, refunds) = order::read(body)?;
            Ok(Told::ordered(&id, order, refunds))
        }
        false => Err(malformed("the body is not a Shopify order")),
    }
}

fn refund(body: &Value<'_>) -> Result<Told, Rejection> {
    match body.at("order_id").is_some() && body.at("refund_line_items").is_some() {
        true => {
            let (order, id, refund) = refund::read(body)?;
            Ok(Told::refunded(&order, id, refund))
        }
        false => Err(malformed("the body is not a Shopify refund")),
    }
}

fn edit(body: &Value<'_>) -> Result<Told, Rejection> {
    match body.at("order_edit") {
        Some(edit) => {
            let (order, id, edit) = edit::read(edit)?;
            Ok(Told::edited(&order, id, edit))
        }
        None => Err(malformed("the body is not a Shopify order edit")),
    }
}
