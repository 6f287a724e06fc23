//! What is measured of what platforms post.

use std::sync::{Arc, OnceLock};

use pipeline::Summary;
use presets::{Platform, Refusal};
use telemetry::catalogue::{UNSIGNED_WEBHOOKS, WEBHOOKS};
use telemetry::labels::{OfUnsigned, OfWebhooks, WebhookOutcome, WebhookTopic};
use telemetry::{Count, LabelValue as _};

/// For each platform, topic and outcome.
type EachKind<T> =
    [[[T; WebhookOutcome::VALUES.len()]; WebhookTopic::VALUES.len()]; Platform::ALL.len()];

/// The series that were needed so far. Looking one up takes a lock, which threads would hand to each other with each delivery.
static SIGNED: EachKind<OnceLock<Arc<Count>>> =
    [const { [const { [const { OnceLock::new() }; _] }; _] }; _];

/// Counts a delivery that is rightly signed.
pub(super) fn signed(platform: Platform, topic: WebhookTopic, outcome: WebhookOutcome) {
    let series = &SIGNED[platform as usize][topic as usize][outcome as usize];
    let labels = || OfWebhooks::new(platform.as_str(), topic, outcome);
    series.get_or_init(|| WEBHOOKS.series(labels())).add(1);
}

/// Counts one that is refused. Without a refusal it is of a platform or a shop that is not there.
pub(super) fn refused(platform: Option<Platform>, why: Option<Refusal>) {
    let platform = platform.map_or("unknown", Platform::as_str);
    let why = why.map_or("unknown_shop", Refusal::as_str);
    UNSIGNED_WEBHOOKS
        .series(OfUnsigned::new(platform, why))
        .add(1);
}

/// What a delivery of this topic is about.
pub(super) fn topic(platform: Platform, topic: &str) -> WebhookTopic {
    use WebhookTopic::{Deletion, Edit, Event, Order, Other, Payment, Refund};
    let begins = |front: &str| topic.starts_with(front);
    match (platform, topic) {
        (Platform::Standard, _) => Event,
        (Platform::Shopify, "orders/edited") => Edit,
        (Platform::Shopify, "orders/delete") | (Platform::WooCommerce, "order.deleted") => Deletion,
        (Platform::Shopify, "refunds/create") => Refund,
        (Platform::Shopify, _) if begins("orders/") => Order,
        (Platform::WooCommerce, _) if begins("order.") => Order,
        (Platform::Stripe, "charge.refunded" | "charge.refund.updated") => Refund,
        (Platform::Stripe, _) if begins("refund.") => Refund,
        (Platform::Stripe, _)
            if begins("payment_intent.") || begins("charge.") || begins("checkout.session.") =>
        {
            Payment
        }
        _ => Other,
    }
}

/// What became of one whose events came to this.
pub(super) fn outcome(summary: &Summary) -> WebhookOutcome {
    if !summary.rejected.is_empty() {
        WebhookOutcome::Rejected
    } else if summary.accepted + summary.updated > 0 {
        WebhookOutcome::Taken
    } else if summary.too_late > 0 {
        WebhookOutcome::TooLate
    } else if summary.duplicates > 0 {
        WebhookOutcome::Duplicate
    } else {
        // Pieces that wait for others.
        WebhookOutcome::Taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_one_of_few() {
        let known = [
            (Platform::Shopify, "orders/updated", WebhookTopic::Order),
            (Platform::Shopify, "orders/delete", WebhookTopic::Deletion),
            (Platform::Shopify, "products/update", WebhookTopic::Other),
            (Platform::WooCommerce, "order.restored", WebhookTopic::Order),
            (Platform::WooCommerce, "", WebhookTopic::Other),
            (
                Platform::Stripe,
                "charge.refund.updated",
                WebhookTopic::Refund,
            ),
            (Platform::Stripe, "charge.succeeded", WebhookTopic::Payment),
            (Platform::Stripe, "customer.created", WebhookTopic::Other),
            (Platform::Standard, "order.paid", WebhookTopic::Event),
        ];
        for (platform, text, expected) in known {
            assert_eq!(topic(platform, text), expected, "{text}");
        }
    }
}
