//! Decodes what a platform delivered, now or earlier.

use domain::{Reject, Shop, Timestamp};
use presets::Reading;

use super::body::{decode_kept, decode_own};
use crate::Decoded;
use crate::delivery::{Delivered, Delivery};

/// Reads a delivery that arrived at `received_at`. It never fails: what cannot be understood becomes a reject.
pub fn decode_delivery(
    shop: &Shop,
    now: Timestamp,
    received_at: Timestamp,
    delivery: Delivery,
) -> Decoded {
    let mut decoded = Decoded::of_source(delivery.source(), now);
    let preset = delivery.platform.preset();
    match preset.read(&delivery.topic, &delivery.body, received_at) {
        Ok(Reading::Nothing) => {}
        Ok(Reading::Own(events)) => {
            decode_own(
                shop,
                delivery.key.as_deref(),
                events.as_bytes(),
                &mut decoded,
            );
        }
        Ok(Reading::Pieces(pieces)) => {
            decoded.events = 1;
            decoded.delivered = Some(Box::new(Delivered {
                delivery,
                pieces,
                counts_from: shop.counts_from.day(),
            }));
        }
        Err(rejection) => {
            let about = preset.about(&delivery.topic, &delivery.body);
            decoded.reject_delivery(rejection, about, delivery.kept());
        }
    }
    decoded
}

/// Decodes and checks the body of a reject, to try it again: a platform's delivery as a delivery, an event as an event.
pub fn decode_reject(shop: &Shop, now: Timestamp, reject: &Reject) -> Decoded {
    match Delivery::of_reject(reject) {
        Some(delivery) => decode_delivery(shop, now, reject.received_at, delivery),
        None => decode_kept(shop, now, reject),
    }
}
