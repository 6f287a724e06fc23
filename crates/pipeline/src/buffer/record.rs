//! Records of the buffer: one line about the request and its refused events, then one order per line.
//!
//! Orders are written again from their decoded form, so that unknown fields never reach the disk, and are read by the
//! same decoder as every other order.

use domain::{BusinessDay, Reason, Reject, Rejection, Shop, Timestamp};
use ports::NewRecord;
use presets::Platform;
use serde::{Deserialize, Serialize};

use crate::delivery::Delivered;
use crate::{Decoded, Delivery, Origin, decode_delivery, decode_lines, reject_body};

/// The version of the record format.
const FORMAT: u8 = 1;
/// Requests are split into records of about this many bytes, so that draining has small steps.
const RECORD_BYTES: usize = 256 * 1024;

/// A record is unreadable.
#[derive(Debug, thiserror::Error)]
#[error("a record of the intake buffer cannot be understood")]
pub(crate) struct Broken;

#[derive(Serialize, Deserialize)]
struct Head<'a> {
    format: u8,
    source: std::borrow::Cow<'a, str>,
    received_at: i64,
    /// The number of order lines that follow.
    orders: usize,
    /// The indexes of the lines whose ids were derived by their source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    given_ids: Vec<usize>,
    rejects: Vec<KeptReject>,
    /// The delivery, if it is one by a platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delivery: Option<KeptDelivery>,
}

/// The part of a body that may be kept. It is interpreted again when the store is back.
#[derive(Serialize, Deserialize)]
struct KeptDelivery {
    platform: String,
    topic: String,
    body: String,
    /// The first day for which its events count, in days since 1970. It is kept because shops may not be connected yet
    /// when the record is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<i32>,
}

#[derive(Serialize, Deserialize)]
struct KeptReject {
    reason: String,
    detail: String,
    id: Option<String>,
    body: Body,
}

/// Refused bytes may not be text.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Body {
    Text(String),
    Bytes(Vec<u8>),
}

/// Writes a request's events as records.
pub(crate) fn write(decoded: &Decoded) -> Vec<NewRecord> {
    let mut records = Vec::new();
    let mut rejects: Vec<KeptReject> = decoded.kept_rejects().into_iter().map(keep).collect();
    let (mut lines, mut orders, mut given_ids) = (Vec::new(), 0, Vec::new());
    let mut delivery = decoded.delivered.as_deref().and_then(delivered);
    let is_delivery = delivery.is_some();
    let mut finish = |lines: &mut Vec<u8>, orders: &mut u32, given_ids: &mut Vec<usize>| {
        let head = Head {
            format: FORMAT,
            source: decoded.source.as_str().into(),
            received_at: decoded.now().millis(),
            orders: *orders as usize,
            given_ids: std::mem::take(given_ids),
            rejects: std::mem::take(&mut rejects),
            delivery: delivery.take(),
        };
        // Numbers and text always become JSON.
        let mut bytes = serde_json::to_vec(&head).unwrap_or_default();
        bytes.push(b'\n');
        bytes.append(lines);
        records.push(NewRecord {
            orders: std::mem::take(orders),
            received_at: decoded.now(),
            bytes,
        });
    };
    for order in decoded.orders.iter() {
        lines.extend_from_slice(&reject_body::with_id(&order));
        lines.push(b'\n');
        if order.is_id_given() {
            given_ids.push(orders as usize);
        }
        orders += 1;
        if lines.len() >= RECORD_BYTES {
            finish(&mut lines, &mut orders, &mut given_ids);
        }
    }
    if is_delivery {
        orders = 1;
    }
    if orders > 0 || records_are_missing(decoded) {
        finish(&mut lines, &mut orders, &mut given_ids);
    }
    records
}

/// Rejects without orders need a record too.
fn records_are_missing(decoded: &Decoded) -> bool {
    decoded.orders.is_empty() && !decoded.rejects.is_empty()
}

fn delivered(delivered: &Delivered) -> Option<KeptDelivery> {
    let delivery = &delivered.delivery;
    Some(KeptDelivery {
        from: delivered.counts_from.map(BusinessDay::epoch_days),
        platform: delivery.platform.as_str().to_owned(),
        topic: delivery.topic.clone(),
        body: String::from_utf8(delivery.platform.kept_body(&delivery.body)?).ok()?,
    })
}

fn keep(reject: &Reject) -> KeptReject {
    KeptReject {
        reason: reject.rejection.reason.as_str().to_owned(),
        detail: reject.rejection.detail.clone(),
        id: reject.id.clone(),
        body: match std::str::from_utf8(&reject.body) {
            Ok(text) => Body::Text(text.to_owned()),
            Err(_) => Body::Bytes(reject.body.clone()),
        },
    }
}

/// Reads a record: the events as they originally arrived.
pub(crate) fn read(shop: &Shop, record: &[u8]) -> Result<Decoded, Broken> {
    let end = record.iter().position(|&byte| byte == b'\n');
    let (head, lines) = record.split_at(end.ok_or(Broken)?);
    let head: Head<'_> = serde_json::from_slice(head).map_err(|_| Broken)?;
    if head.format != FORMAT {
        return Err(Broken);
    }
    if let Some(kept) = head.delivery {
        let delivery = Delivery {
            platform: Platform::from_name(&kept.platform).ok_or(Broken)?,
            topic: kept.topic,
            key: None,
            body: kept.body.into(),
        };
        let received_at = Timestamp::from_millis(head.received_at);
        let mut decoded = decode_delivery(shop, received_at, received_at, delivery);
        if let Some(delivered) = &mut decoded.delivered {
            delivered.counts_from = kept.from.map(BusinessDay::from_epoch_days);
        }
        return Ok(decoded);
    }
    let mut decoded = Decoded::new(Origin {
        source: &head.source,
        now: Timestamp::from_millis(head.received_at),
    });
    for kept in head.rejects {
        let reason = Reason::from_name(&kept.reason).ok_or(Broken)?;
        let body = match kept.body {
            Body::Text(text) => text.into_bytes(),
            Body::Bytes(bytes) => bytes,
        };
        decoded.reject(Rejection::new(reason, kept.detail), kept.id, body);
    }
    let before = decoded.events();
    decode_lines(shop, None, lines, &mut decoded);
    for index in head.given_ids {
        decoded.orders.note_given_id(index);
    }
    if decoded.events() - before == head.orders {
        Ok(decoded)
    } else {
        Err(Broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BodyFormat, decode_body};

    fn shop() -> Shop {
        Shop::new("default", "UTC", "JPY").unwrap()
    }

    fn decode(body: &[u8]) -> Decoded {
        let now = Timestamp::parse_rfc3339("2026-03-01T10:00:00.123Z").unwrap();
        decode_body(&shop(), now, "http", BodyFormat::Ndjson, Some("key"), body)
    }

    const BODY: &[u8] = br#"
{"id":"a\"\u2028","timestamp":"2026-03-01T09:59:59.987+02:00","version":9007199254740993,"items":[{"sku":"\u00e9\\","name":"K\u00e9ks\n","price":"1.999999","quantity":2},{"sku":7,"price":0.5,"quantity":-1}],"secret":"x"}
{"timestamp":1500000012,"status":"cancelled"}
{"id":1,"timestamp":"2027-01-01T00:00:00Z","items":[{"sku":"x","price":1,"quantity":1}],"secret":"x"}
nonsense
"#;

    #[test]
    fn a_request_comes_back_as_it_was() {
        let mut body = BODY.to_vec();
        body.extend_from_slice(b"\xff\xfe\n");
        let before = decode(&body);
        assert_eq!((before.order_count(), before.rejects.len()), (2, 3));
        let records = write(&before);
        assert_eq!(records.len(), 1);
        assert_eq!(records[0].orders, 2);
        assert!(!String::from_utf8_lossy(&records[0].bytes).contains("secret"));
        let after = read(&shop(), &records[0].bytes).unwrap();
        let orders = |decoded: &Decoded| -> Vec<String> {
            let show = |order: domain::OrderRef<'_>| {
                let (id, at, lines) = (order.id(), order.placed_at(), order.lines());
                let sums = (
                    order.is_id_given(),
                    order.version(),
                    order.standing(),
                    order.revenue(),
                    order.returns(),
                );
                format!("{id:?} {at:?} {sums:?} {:?}", lines.collect::<Vec<_>>())
            };
            decoded.orders.iter().map(show).collect()
        };
        assert_eq!(orders(&after), orders(&before));
        let rejects = |decoded: &Decoded| -> Vec<Reject> {
            decoded.rejects.iter().map(|(_, it)| it.clone()).collect()
        };
        assert_eq!(rejects(&after), rejects(&before));
    }

    #[test]
    fn a_large_request_becomes_several_records_with_its_rejects_once() {
        let mut body = BODY.to_vec();
        for number in 0..5_000 {
            body.extend_from_slice(
                format!(r#"{{"id":"n{number}","timestamp":1500000001,"items":[{{"sku":"s","price":1,"quantity":1}}]}}"#)
                    .as_bytes(),
            );
            body.push(b'\n');
        }
        let records = write(&decode(&body));
        assert!(records.len() > 1);
        let read: Vec<Decoded> = records
            .iter()
            .map(|record| read(&shop(), &record.bytes).unwrap())
            .collect();
        let orders = read.iter().map(Decoded::order_count).sum::<usize>();
        let rejects = read.iter().map(|it| it.rejects.len()).sum::<usize>();
        assert_eq!((orders, rejects), (5_002, 2));
    }

    #[test]
    fn rejects_alone_are_kept_and_nothing_is_nothing() {
        assert_eq!(write(&decode(b"nonsense")).len(), 1);
        assert_eq!(write(&decode(b"")).len(), 0);
    }

    #[test]
    fn what_is_no_record_is_said() {
        let whole = write(&decode(BODY)).remove(0).bytes;
        for wrong in [
            &whole[..10],
            &whole[..whole.iter().position(|&byte| byte == b'\n').unwrap() + 1],
            b"",
            b"\n",
            b"{}\n",
        ] {
            assert!(read(&shop(), wrong).is_err());
        }
    }
}
