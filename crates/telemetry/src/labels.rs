//! The labels of metrics.

use std::sync::Arc;

use crate::label::{labels, values};
use crate::{LabelValue, ShopName};

labels! {
    /// For a shop.
    OfShop {
        /// The shop.
        shop: ShopName,
    }
    /// For a shop's orders.
    OfOrders {
        /// The shop.
        shop: ShopName,
        /// What happened to them.
        outcome: Outcome,
    }
    /// For a shop's refused events.
    OfRejects {
        /// The shop.
        shop: ShopName,
        /// The reason's stable name.
        reason: &'static str,
    }
    /// For fields in a shop's orders.
    OfFields {
        /// The shop.
        shop: ShopName,
        /// The field's name in bodies.
        field: &'static str,
    }
    /// For a path on which a shop's orders reach the store.
    OfWay {
        /// The shop.
        shop: ShopName,
        /// The path.
        source: Way,
    }
    /// For what a source delivers to a shop.
    OfShopSource {
        /// The shop.
        shop: ShopName,
        /// The source, or the shard if it has several: `kinesis:orders:shardId-000000000000`.
        source: Arc<str>,
    }
    /// For a source.
    OfSource {
        /// The source, or its shard.
        source: Arc<str>,
    }
    /// For a source's failures.
    OfSourceErrors {
        /// The source, or its shard.
        source: Arc<str>,
        /// What failed.
        kind: SourceError,
    }
    /// For refusals by a platform's API.
    OfSourceRefusals {
        /// The shop.
        shop: ShopName,
        /// The source.
        source: Arc<str>,
        /// The reason for the refusal.
        kind: SourceRefusal,
    }
    /// For requests by their answers.
    OfAnswers {
        /// The request's method.
        method: Method,
        /// The route as written in the API's description.
        route: Arc<str>,
        /// The class of the answer's status.
        status: StatusClass,
    }
    /// For requests.
    OfRoute {
        /// The request's method.
        method: Method,
        /// The route as written in the API's description.
        route: Arc<str>,
    }
    /// For requests that were denied access.
    OfRefusals {
        /// The answer's status.
        status: RefusalStatus,
    }
    /// For what platforms post.
    OfWebhooks {
        /// The platform's name.
        platform: &'static str,
        /// What it is about.
        topic: WebhookTopic,
        /// What happened to it.
        outcome: WebhookOutcome,
    }
    /// For posts in a platform's name that are not signed correctly.
    OfUnsigned {
        /// The platform's name; `unknown` if the address has none.
        platform: &'static str,
        /// Why it was refused.
        reason: &'static str,
    }
    /// For a node of the store.
    OfNode {
        /// Its address; the folder of an embedded store.
        node: Arc<str>,
    }
    /// For a build.
    OfBuild {
        /// The version.
        version: &'static str,
    }
}

values! {
    /// What happened to an order.
    Outcome {
        /// New, and counted.
        Accepted = "accepted",
        /// Known with this or a higher version.
        Duplicate = "duplicate",
        /// Known with a lower version.
        Updated = "updated",
    }
    /// What a delivery is about.
    WebhookTopic {
        /// An order in its current state.
        Order = "order",
        /// A refund.
        Refund = "refund",
        /// The changes of an edit.
        Edit = "edit",
        /// A deleted order.
        Deletion = "deletion",
        /// A payment.
        Payment = "payment",
        /// Events in our own form.
        Event = "event",
        /// A check that somebody answers.
        Ping = "ping",
        /// Anything else.
        Other = "other",
    }
    /// What happened to a delivery.
    WebhookOutcome {
        /// It changed the figures, or what is remembered.
        Taken = "taken",
        /// All of it was known.
        Duplicate = "duplicate",
        /// It concerns a day that is no longer kept.
        TooLate = "too_late",
        /// It does not concern sales.
        PassedOver = "passed_over",
        /// It could not be understood or counted, and is kept.
        Rejected = "rejected",
        /// It waits in the intake buffer.
        Buffered = "buffered",
        /// Nothing durable could be written; the platform may send it again.
        Failed = "failed",
    }
    /// What failed at a source.
    SourceError {
        /// We sent more requests than it allows.
        Throttled = "throttled",
        /// Its iterator is too old.
        ExpiredIterator = "expired_iterator",
        /// The source, or a part of it, does not exist.
        NotFound = "not_found",
        /// It refuses reads until somebody changes something.
        Refused = "refused",
        /// Anything else.
        CallFailed = "call_failed",
        /// Not the source itself: the store did not accept its orders.
        Store = "store",
    }
    /// Why a platform's API refuses.
    SourceRefusal {
        /// The credentials are wrong, expired or revoked.
        Unauthorized = "unauthorized",
        /// The credentials may not read orders.
        MissingScope = "missing_scope",
        /// It does not carry out the request.
        Refused = "refused",
    }
    /// The method of a request.
    Method {
        /// Reads.
        Get = "GET",
        /// Adds.
        Post = "POST",
        /// Any other.
        Other = "other",
    }
    /// The class of an answer's status.
    StatusClass {
        /// 100 to 199.
        Informational = "1xx",
        /// 200 to 299.
        Success = "2xx",
        /// 300 to 399.
        Redirection = "3xx",
        /// 400 to 499.
        ClientError = "4xx",
        /// 500 and above.
        ServerError = "5xx",
    }
    /// The status of an answer that denies access.
    RefusalStatus {
        /// The sender is unknown.
        Unauthorized = "401",
        /// The sender is known but not allowed.
        Forbidden = "403",
        /// The request names a host that is not this server.
        MisdirectedRequest = "421",
        /// Too many requests.
        TooManyRequests = "429",
    }
}

/// A path on which a shop's orders reach the store.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Requests.
    Http,
    /// The intake buffer.
    Buffer,
    /// A source, such as `kinesis:orders`.
    Source(Arc<str>),
}

impl LabelValue for Way {
    const VALUES: &'static [&'static str] = &["http", "buffer"];

    fn text(&self) -> &str {
        match self {
            Way::Http => "http",
            Way::Buffer => "buffer",
            Way::Source(source) => source,
        }
    }
}
