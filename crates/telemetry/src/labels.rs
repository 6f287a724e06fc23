//! The labels that metrics have.

use std::sync::Arc;

use crate::label::{labels, values};
use crate::{LabelValue, ShopName};

labels! {
    /// Of a shop.
    OfShop {
        /// The shop.
        shop: ShopName,
    }
    /// Of a shop's orders.
    OfOrders {
        /// The shop.
        shop: ShopName,
        /// What became of them.
        outcome: Outcome,
    }
    /// Of a shop's refused events.
    OfRejects {
        /// The shop.
        shop: ShopName,
        /// The reason's stable name.
        reason: &'static str,
    }
    /// Of what a shop's orders say.
    OfFields {
        /// The shop.
        shop: ShopName,
        /// The field's name in bodies.
        field: &'static str,
    }
    /// Of a way that a shop's orders take to the store.
    OfWay {
        /// The shop.
        shop: ShopName,
        /// The way.
        source: Way,
    }
    /// Of what a source brings a shop.
    OfShopSource {
        /// The shop.
        shop: ShopName,
        /// The source, of many shards the shard: `kinesis:orders:shardId-000000000000`.
        source: Arc<str>,
    }
    /// Of a source.
    OfSource {
        /// The source, or its shard.
        source: Arc<str>,
    }
    /// Of a source's failures.
    OfSourceErrors {
        /// The source, or its shard.
        source: Arc<str>,
        /// What failed.
        kind: SourceError,
    }
    /// Of what a platform's API refuses.
    OfSourceRefusals {
        /// The shop.
        shop: ShopName,
        /// The source.
        source: Arc<str>,
        /// What stands in the way.
        kind: SourceRefusal,
    }
    /// Of requests by their answers.
    OfAnswers {
        /// The request's method.
        method: Method,
        /// The route, as the API's description has it.
        route: Arc<str>,
        /// The class of the answer's status.
        status: StatusClass,
    }
    /// Of requests.
    OfRoute {
        /// The request's method.
        method: Method,
        /// The route, as the API's description has it.
        route: Arc<str>,
    }
    /// Of requests that were not let in.
    OfRefusals {
        /// The answer's status.
        status: RefusalStatus,
    }
    /// Of what platforms post.
    OfWebhooks {
        /// The platform's name.
        platform: &'static str,
        /// What it is about.
        topic: WebhookTopic,
        /// What became of it.
        outcome: WebhookOutcome,
    }
    /// Of what is posted in the name of a platform, and is not rightly signed.
    OfUnsigned {
        /// The platform's name; `unknown` where the address names none.
        platform: &'static str,
        /// Why it was refused.
        reason: &'static str,
    }
    /// Of a node of the store.
    OfNode {
        /// Its address; the folder of an embedded store.
        node: Arc<str>,
    }
    /// Of a build.
    OfBuild {
        /// The version.
        version: &'static str,
    }
}

values! {
    /// What became of an order.
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
        /// An order as it is now.
        Order = "order",
        /// A refund.
        Refund = "refund",
        /// What an edit changed.
        Edit = "edit",
        /// An order that is gone.
        Deletion = "deletion",
        /// A payment.
        Payment = "payment",
        /// Events in our own form.
        Event = "event",
        /// Whether somebody answers.
        Ping = "ping",
        /// Anything else.
        Other = "other",
    }
    /// What became of a delivery.
    WebhookOutcome {
        /// It changed the figures, or what is remembered.
        Taken = "taken",
        /// All of it was known.
        Duplicate = "duplicate",
        /// It is about a day that is not kept any more.
        TooLate = "too_late",
        /// It says nothing of sales.
        PassedOver = "passed_over",
        /// It could not be understood or counted, and is kept.
        Rejected = "rejected",
        /// It waits in the intake buffer.
        Buffered = "buffered",
        /// Nothing durable could be written; the platform may send it again.
        Failed = "failed",
    }
    /// What of a source failed.
    SourceError {
        /// It was asked more often than it allows.
        Throttled = "throttled",
        /// What it gave to read on with is too old.
        ExpiredIterator = "expired_iterator",
        /// It, or a part of it, is not there.
        NotFound = "not_found",
        /// It lets us read no more until somebody changes something.
        Refused = "refused",
        /// Anything else.
        CallFailed = "call_failed",
        /// Not the source: the store did not take what it brought.
        Store = "store",
    }
    /// Why a platform's API refuses.
    SourceRefusal {
        /// The credentials are wrong, expired or revoked.
        Unauthorized = "unauthorized",
        /// The credentials may not read orders.
        MissingScope = "missing_scope",
        /// It does not do what it is asked.
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
    /// The status of an answer by which nobody is let in.
    RefusalStatus {
        /// Nobody is known.
        Unauthorized = "401",
        /// Who is known may not.
        Forbidden = "403",
        /// The server is not asked by a name of its own.
        MisdirectedRequest = "421",
        /// Too often.
        TooManyRequests = "429",
    }
}

/// A way that a shop's orders take to the store.
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
