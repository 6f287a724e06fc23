//! Turns objects into the events that would report them.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::list::{is_id, parsed};
use super::{PLATFORM, Stripe, is_missing};
use crate::{ApiBody, ApiError};

#[derive(Deserialize)]
struct Session {
    created: i64,
    livemode: bool,
    payment_status: String,
    payment_intent: Option<Intent>,
}

#[derive(Deserialize)]
struct Intent {
    created: i64,
    livemode: bool,
    status: String,
    latest_charge: Option<Charge>,
}

#[derive(Deserialize)]
struct Charge {
    created: i64,
    livemode: bool,
    status: String,
    #[serde(default)]
    captured: bool,
    payment_intent: Option<String>,
}

#[derive(Deserialize)]
struct Refund {
    created: i64,
    status: Option<String>,
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "type")]
    kind: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Named,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

/// A payment through checkout, with its charge included. It has more data than its intent, which is then skipped.
pub(super) fn session(body: &RawValue, past: i64) -> Result<Option<ApiBody>, ApiError> {
    let session: Session = parsed(body, "a checkout session")?;
    let paid = session.payment_intent.as_ref().and_then(Intent::paid_at);
    let is_paid = session.payment_status == "paid" && paid.is_some_and(|at| at >= past);
    let at = paid.unwrap_or(session.created);
    Ok(is_paid.then(|| told("checkout.session.completed", at, session.livemode, body)))
}

/// A payment, with its charge included.
pub(super) fn intent(body: &RawValue, past: i64) -> Result<Option<ApiBody>, ApiError> {
    let intent: Intent = parsed(body, "a payment")?;
    let paid = intent.paid_at().filter(|at| *at >= past);
    Ok(paid.map(|at| told("payment_intent.succeeded", at, intent.livemode, body)))
}

/// A charge without a payment intent.
pub(super) fn charge(body: &RawValue) -> Result<Option<ApiBody>, ApiError> {
    let charge: Charge = parsed(body, "a charge")?;
    let is_alone =
        charge.payment_intent.is_none() && charge.status == "succeeded" && charge.captured;
    Ok(is_alone.then(|| told("charge.succeeded", charge.created, charge.livemode, body)))
}

/// A refund. It does not show whether it is a test.
pub(super) fn refund(account: &Stripe, body: &RawValue) -> Result<ApiBody, ApiError> {
    let refund: Refund = parsed(body, "a refund")?;
    let kind = match refund.status.as_deref() {
        Some("failed") => "refund.failed",
        _ => "refund.updated",
    };
    Ok(told(kind, refund.created, !account.is_test, body))
}

/// The event unchanged, except for a checkout session. That is requested separately: the event does not include its
/// charge, and would have less data than the past, where its payment may appear without it.
pub(super) async fn event(account: &Stripe, body: &RawValue) -> Result<ApiBody, ApiError> {
    let event: Event = parsed(body, "an event")?;
    let id = &event.data.object.id;
    if event.kind.starts_with("checkout.session.") && is_id(id) {
        let path = format!("/v1/checkout/sessions/{id}?expand%5B%5D=payment_intent.latest_charge");
        let told = one(account, &path, |body| session(body, i64::MIN)).await?;
        if let Some(told) = told.into_iter().next() {
            return Ok(told);
        }
    }
    Ok(ApiBody {
        topic: event.kind,
        body: body.get().as_bytes().to_vec(),
    })
}

impl Intent {
    fn paid_at(&self) -> Option<i64> {
        let charge = self.latest_charge.as_ref().map(|charge| charge.created);
        (self.status == "succeeded").then(|| charge.unwrap_or(self.created))
    }
}

/// Wraps an object in the event that would report it.
fn told(kind: &str, at: i64, livemode: bool, object: &RawValue) -> ApiBody {
    let body = format!(
        r#"{{"type":"{kind}","created":{at},"livemode":{livemode},"data":{{"object":{}}}}}"#,
        object.get()
    );
    ApiBody {
        topic: kind.to_owned(),
        body: body.into_bytes(),
    }
}

#[derive(Deserialize)]
struct List<'a> {
    #[serde(borrow)]
    data: Vec<&'a RawValue>,
}

/// Payments, charges and refunds by id. Nothing can be deleted at Stripe, so a missing object never existed.
pub(super) async fn orders(account: &Stripe, ids: &[String]) -> Result<Vec<ApiBody>, ApiError> {
    let mut bodies = Vec::new();
    for id in ids {
        if !is_id(id) {
            return Err(ApiError::Refused {
                platform: PLATFORM,
                detail: "the id of a payment is one such as pi_3Abc".to_owned(),
            });
        }
        let told = match id.split('_').next() {
            Some("pi") => payment(account, id).await,
            Some("re" | "pyr") => {
                one(account, &format!("/v1/refunds/{id}"), |body| {
                    refund(account, body).map(Some)
                })
                .await
            }
            _ => of_charge(account, id).await,
        };
        match told {
            Err(error) if is_missing(&error) => {}
            told => bodies.extend(told?),
        }
    }
    Ok(bodies)
}

async fn payment(account: &Stripe, id: &str) -> Result<Vec<ApiBody>, ApiError> {
    let path = format!("/v1/payment_intents/{id}?expand%5B%5D=latest_charge");
    let mut bodies = one(account, &path, |body| intent(body, i64::MIN)).await?;
    let path = format!(
        "/v1/checkout/sessions?payment_intent={id}&limit=10&expand%5B%5D=data.payment_intent.latest_charge"
    );
    bodies.extend(each(account, &path, |body| session(body, i64::MIN)).await?);
    let path = format!("/v1/refunds?payment_intent={id}&limit=100");
    bodies.extend(each(account, &path, |body| refund(account, body).map(Some)).await?);
    Ok(bodies)
}

async fn of_charge(account: &Stripe, id: &str) -> Result<Vec<ApiBody>, ApiError> {
    let mut bodies = one(account, &format!("/v1/charges/{id}"), charge).await?;
    let path = format!("/v1/refunds?charge={id}&limit=100");
    bodies.extend(each(account, &path, |body| refund(account, body).map(Some)).await?);
    Ok(bodies)
}

async fn one(
    account: &Stripe,
    path: &str,
    read: impl Fn(&RawValue) -> Result<Option<ApiBody>, ApiError>,
) -> Result<Vec<ApiBody>, ApiError> {
    let answer = account.get(path).await?;
    Ok(read(answer.borrowed("an object")?)?.into_iter().collect())
}

async fn each(
    account: &Stripe,
    path: &str,
    read: impl Fn(&RawValue) -> Result<Option<ApiBody>, ApiError>,
) -> Result<Vec<ApiBody>, ApiError> {
    let answer = account.get(path).await?;
    let list: List<'_> = answer.borrowed("a list")?;
    let told = list.data.into_iter().map(read);
    let told: Vec<Option<ApiBody>> = told.collect::<Result<_, _>>()?;
    Ok(told.into_iter().flatten().collect())
}
