//! Stripe: payments and refunds. A payment does not change once it has succeeded; only our knowledge of it grows, and
//! the version measures that.

mod unit;

use compact_str::format_compact;
use data_encoding::HEXLOWER;
use domain::{LineKind, Rejection, Standing, Timestamp};
use sonic_rs::JsonValueTrait as _;

use self::unit::Unit;
use crate::event::{Event, Line};
use crate::family::Piece;
use crate::json::{self, Value, malformed};
use crate::keep::{Keep, either, object};
use crate::money::Money;
use crate::preset::{Preset, Reading};
use crate::signature::stamped::{self, stamp};
use crate::signature::{Headers, Refusal, Secret};

pub(crate) struct Stripe;

/// The longest id, in bytes.
const MAX_ID: usize = 255;
/// Added to the version of a record that has the time of the charge.
const WITH_TIME: i64 = 4;

impl Preset for Stripe {
    fn secret(&self, text: &str) -> Result<Secret, String> {
        Secret::of_text(text)
    }

    fn verify(
        &self,
        headers: Headers<'_>,
        body: &[u8],
        secrets: &[Secret],
        now: i64,
    ) -> Result<(), Refusal> {
        let given = headers("stripe-signature").unwrap_or_default();
        let given = std::str::from_utf8(given).map_err(|_| Refusal::BadSignature)?;
        let pairs = || {
            given
                .split(',')
                .filter_map(|pair| pair.trim().split_once('='))
        };
        let stamped = pairs().find_map(|(name, value)| (name == "t").then_some(value));
        let codes: Vec<&str> = pairs()
            .filter_map(|(name, value)| (name == "v1").then_some(value))
            .collect();
        let Some(stamped) = stamped.filter(|_| !codes.is_empty()) else {
            return Err(Refusal::MissingSignature);
        };
        let at = stamp(stamped).ok_or(Refusal::BadSignature)?;
        let codes = codes.into_iter();
        let codes = codes.filter_map(|code| HEXLOWER.decode(code.as_bytes()).ok());
        let message = [stamped.as_bytes(), b".", body];
        stamped::verify(codes.collect(), &message, secrets, at, now)
    }

    fn topic(&self, _: Headers<'_>, body: &[u8]) -> String {
        let found = sonic_rs::get(body, ["type"]).ok();
        let found = found.as_ref().and_then(|value| value.as_str());
        found.unwrap_or_default().to_owned()
    }

    fn read(&self, _: &str, body: &[u8], _: Timestamp) -> Result<Reading, Rejection> {
        let room = json::room();
        let body = json::parse(&room, body, self.kept())?;
        let kind = body.text("type").unwrap_or_default();
        let object = body.at("data").and_then(|data| data.at("object"));
        let object = object.ok_or_else(|| malformed("the event has no data.object"))?;
        let told = Told {
            at: json::whole(&body, "created")?,
            standing: match body.at("livemode") {
                Some(Value::Bool(true)) => Standing::Counts,
                Some(Value::Bool(false)) => Standing::Test,
                _ => return Err(malformed("the event does not say its livemode")),
            },
        };
        let events = match kind {
            "payment_intent.succeeded" => vec![told.intent(object)?],
            "charge.succeeded" | "charge.captured" => told.charge(object)?.into_iter().collect(),
            "checkout.session.completed" | "checkout.session.async_payment_succeeded" => {
                told.session(object)?.into_iter().collect()
            }
            "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
                told.refund_and_export(object)?
            }
            // Up to API version 2022-08-01 the event includes the refunds; later only their sum, which adds nothing.
            "charge.refunded" => {
                let refunds = object.at("refunds");
                let refunds = refunds.into_iter().flat_map(|list| list.each("data"));
                let events = refunds.map(|refund| told.refund_and_export(refund));
                let events = events.collect::<Result<Vec<_>, _>>()?;
                events.into_iter().flatten().collect()
            }
            _ => return Ok(Reading::Nothing),
        };
        Ok(Reading::Pieces(
            events.into_iter().map(Piece::from).collect(),
        ))
    }

    fn about(&self, _: &str, body: &[u8]) -> Option<String> {
        let room = json::room();
        let body = json::parse(&room, body, self.kept()).ok()?;
        let object = body.at("data")?.at("object")?;
        let id = object.text("payment_intent").filter(|_| {
            let kind = object.text("object");
            kind == Some("checkout.session")
        });
        Some(format!("stripe:{}", id.or_else(|| object.text("id"))?))
    }

    fn left_out(&self, topic: &str, body: &[u8]) -> Option<String> {
        let id = match topic {
            // The refunds themselves.
            "charge.refunded" => {
                let refund = sonic_rs::pointer!["data", "object", "refunds", "data", 0];
                let has_refunds = sonic_rs::get(body, refund).is_ok();
                (!has_refunds).then(|| sonic_rs::get(body, ["data", "object", "id"]))?
            }
            // The time of the charge, which may be days before that of the event.
            "checkout.session.async_payment_succeeded" => {
                sonic_rs::get(body, ["data", "object", "payment_intent"])
            }
            _ => return None,
        };
        let id = id.ok()?.as_str()?.to_owned();
        (id.len() <= MAX_ID).then_some(id)
    }

    fn kept(&self) -> &'static Keep {
        use Keep::Value;
        const CHARGE: Keep = either(&[("created", Value)]);
        const TAX: Keep = object(&[("amount_tax", Value)]);
        const TOTALS: Keep = object(&[
            ("amount_discount", Value),
            ("amount_shipping", Value),
            ("amount_tax", Value),
        ]);
        const REFUNDS: Keep = object(&[(
            "data",
            object(&[
                ("id", Value),
                ("amount", Value),
                ("currency", Value),
                ("created", Value),
                ("status", Value),
                ("charge", Value),
                ("payment_intent", Value),
            ]),
        )]);
        const KEPT: Keep = object(&[
            ("id", Value),
            ("type", Value),
            ("created", Value),
            ("livemode", Value),
            ("api_version", Value),
            (
                "data",
                object(&[(
                    "object",
                    object(&[
                        ("id", Value),
                        ("object", Value),
                        ("amount", Value),
                        ("amount_received", Value),
                        ("amount_captured", Value),
                        ("captured", Value),
                        (
                            "amount_details",
                            object(&[("tip", object(&[("amount", Value)]))]),
                        ),
                        ("currency", Value),
                        ("created", Value),
                        ("status", Value),
                        ("charge", Value),
                        (
                            "payment_intent",
                            either(&[
                                ("id", Value),
                                ("currency", Value),
                                ("amount_received", Value),
                                ("latest_charge", CHARGE),
                            ]),
                        ),
                        ("latest_charge", CHARGE),
                        ("payment_status", Value),
                        ("amount_subtotal", Value),
                        ("amount_total", Value),
                        ("total_details", TOTALS),
                        ("shipping_cost", TAX),
                        ("refunds", REFUNDS),
                    ]),
                )]),
            ),
        ]);
        &KEPT
    }
}

/// What the event says about its object.
struct Told {
    at: i64,
    standing: Standing,
}

impl Told {
    fn intent(&self, intent: &Value<'_>) -> Result<Event, Rejection> {
        let unit = Unit::of(intent)?;
        let tip = intent.at("amount_details").and_then(|it| it.at("tip"));
        let tip = tip.map_or(Ok(Money::ZERO), |tip| unit.money(tip, "amount"))?;
        let mut lines = vec![payment(unit.needed(intent, "amount_received")? - tip)];
        if !tip.is_zero() {
            lines.push(Line::lump(LineKind::Tip, tip));
        }
        let charged = charge_time(intent)?;
        let id = json::id(intent, "id")?;
        Ok(self.payment(&id, 1, charged, unit, lines))
    }

    /// A charge with an intent is reported by that intent. One that is only authorized has moved no money yet.
    fn charge(&self, charge: &Value<'_>) -> Result<Option<Event>, Rejection> {
        let is_open = matches!(charge.at("captured"), Some(Value::Bool(false)));
        if charge.at("payment_intent").is_some() || is_open {
            return Ok(None);
        }
        let unit = Unit::of(charge)?;
        let id = json::id(charge, "id")?;
        // A part of what was authorized may be captured.
        let amount = ["amount_captured", "amount"].into_iter();
        let mut amount = amount.filter(|key| charge.at(key).is_some());
        let amount = unit.needed(charge, amount.next().unwrap_or("amount"))?;
        let lines = vec![payment(amount)];
        let mut event = self.payment(&id, 2, None, unit, lines);
        event.at = json::whole(charge, "created")?;
        Ok(Some(event))
    }

    /// A session has the discount, shipping and tax of a payment. An unpaid session is ignored.
    fn session(&self, session: &Value<'_>) -> Result<Option<Event>, Rejection> {
        let intent = session.at("payment_intent");
        let is_paid = session.text("payment_status") == Some("paid");
        let Some(intent) = intent.filter(|_| is_paid) else {
            return Ok(None);
        };
        let (id, charged) = match intent.is_object() {
            true => (json::id(intent, "id")?, charge_time(intent)?),
            false => (json::id(session, "payment_intent")?, None),
        };
        let unit = Unit::of(session)?;
        let of = |object: Option<&Value<'_>>, key: &str| {
            object.map_or(Ok(Money::ZERO), |object| unit.money(object, key))
        };
        let details = session.at("total_details");
        let (discount, tax) = (of(details, "amount_discount")?, of(details, "amount_tax")?);
        let shipping = of(details, "amount_shipping")?;
        let shipping_tax = of(session.at("shipping_cost"), "amount_tax")?;
        let subtotal = unit.needed(session, "amount_subtotal")?;
        let total = unit.needed(session, "amount_total")?;
        // Tax inside prices is in the subtotal; of several taxes, some may be on top.
        let inside = subtotal - discount + shipping + tax - total;
        let is_included = !tax.is_zero() && inside == tax;
        let amount = if is_included {
            subtotal
        } else {
            subtotal - inside
        };
        let mut lines = vec![Line {
            discount,
            tax: tax - shipping_tax,
            ..payment(amount)
        }];
        if !shipping.is_zero() || !shipping_tax.is_zero() {
            lines.push(Line {
                tax: shipping_tax,
                ..Line::lump(LineKind::Shipping, shipping)
            });
        }
        // A part of what was authorized may be captured.
        let is_own = intent.text("currency") == session.text("currency");
        let received = match intent.at("amount_received").filter(|_| is_own) {
            Some(_) => unit.money(intent, "amount_received")?,
            None => total,
        };
        // Without all its parts, only what was paid is known.
        if inside.is_negative() || inside > tax || received != total {
            lines = vec![payment(received)];
        }
        let mut event = self.payment(&id, 3, charged, unit, lines);
        event.tax_included = is_included;
        Ok(Some(event))
    }

    fn payment(
        &self,
        id: &str,
        rank: i64,
        charged: Option<i64>,
        unit: Unit,
        lines: Vec<Line>,
    ) -> Event {
        Event {
            id: format_compact!("stripe:{id}"),
            version: rank + charged.map_or(0, |_| WITH_TIME),
            at: charged.unwrap_or(self.at),
            standing: self.standing,
            refund_of: None,
            tax_included: false,
            channel: None,
            country: None,
            currency: Some(unit.currency),
            earlier: None,
            lines,
        }
    }

    /// A refund, plus what only a file reported about refunds of its charge: the refund replaces that, and a later file
    /// adds nothing.
    fn refund_and_export(&self, refund: &Value<'_>) -> Result<Vec<Event>, Rejection> {
        let event = self.refund(refund)?;
        let of_export = refund.text("charge").map(|charge| Event {
            id: format_compact!("stripe:{charge}:refund:export"),
            version: event.at,
            standing: Standing::Cancelled,
            lines: Vec::new(),
            ..event.clone()
        });
        Ok([Some(event), of_export].into_iter().flatten().collect())
    }

    /// A refund counts from the moment it is on its way, and is taken back if it fails.
    fn refund(&self, refund: &Value<'_>) -> Result<Event, Rejection> {
        let unit = Unit::of(refund)?;
        let status = refund.text("status").unwrap_or_default();
        let (rank, standing) = match status {
            "failed" | "canceled" => (2, Standing::Cancelled),
            "succeeded" => (1, self.standing),
            _ => (0, self.standing),
        };
        let created = json::whole(refund, "created")?;
        let of = ["payment_intent", "charge"].map(|key| refund.text(key));
        let of = of.into_iter().flatten().next();
        let of = of.map_or_else(
            || "stripe:unknown".into(),
            |of| format_compact!("stripe:{of}"),
        );
        let amount = unit.needed(refund, "amount")?;
        Ok(Event {
            id: format_compact!("stripe:{}", json::id(refund, "id")?),
            version: created * 1_000_000 + rank,
            at: created,
            standing,
            refund_of: Some(of),
            tax_included: false,
            channel: None,
            country: None,
            currency: Some(unit.currency),
            earlier: None,
            lines: vec![Line::lump(LineKind::Adjustment, -amount)],
        })
    }
}

/// When an intent was charged, if it includes the charge.
fn charge_time(intent: &Value<'_>) -> Result<Option<i64>, Rejection> {
    let charge = intent.at("latest_charge").filter(|it| it.is_object());
    charge
        .map(|charge| json::whole(charge, "created"))
        .transpose()
}

fn payment(amount: Money) -> Line {
    Line {
        sku: "payment".into(),
        quantity: 1_000,
        amount,
        ..Line::default()
    }
}
