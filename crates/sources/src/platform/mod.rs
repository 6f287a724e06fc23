//! A platform's API: the orders that changed, from a cursor on.
//!
//! Webhooks are faster, but this is certain: it brings first the past, and then whatever changes, in pages. Each page is committed
//! together with the cursor after it, so a worker that dies continues where it was. Bodies are read like those of webhooks: what both
//! bring is one order. The cursor of a last page is a little before what was seen last, because platforms report late.
//!
//! **What it can lose:** what the platform's API no longer shows, such as Shopify orders that are older than 60 days if the app may not
//! read them, or deleted orders. The reconciliation finds those.
//!
//! A platform that is away is asked again after pauses that grow to minutes. One that refuses is shown on Health and raises an alert
//! ([`SOURCE_REFUSED`](telemetry::catalogue::SOURCE_REFUSED)) until somebody has fixed the cause. It is asked every few minutes whether
//! that is done.

mod again;
mod attempts;
mod connector;
mod polls;
mod position;
mod progress;
mod reader;

pub use connector::{PlatformConnector, Polling};
pub use polls::Polls;
pub use progress::{Progress, Standing};
pub use reader::{PlatformReader, Record};
