//! Reads a platform's API: the orders that changed since a cursor.
//!
//! Webhooks are faster, but polling is certain: it reads first the past, and then all changes, in pages. Each page is
//! committed together with the cursor after it, so a new worker continues where a dead one stopped. Bodies are read
//! like those of webhooks, so an order that arrives both ways counts once. After a last page, the cursor is a little
//! before the newest change seen, because platforms report late.
//!
//! **What it can lose:** anything that the platform's API no longer shows, such as deleted orders, or Shopify orders
//! older than 60 days if the app may not read them. The reconciliation finds those.
//!
//! A platform that is away is asked again after pauses that grow to minutes. A platform that refuses is shown on Health
//! and raises an alert ([`SOURCE_REFUSED`](telemetry::catalogue::SOURCE_REFUSED)) until somebody fixes the cause; it is
//! tried again every few minutes.

mod again;
mod attempts;
mod connector;
mod polls;
mod position;
mod progress;
mod reader;

pub use connector::{Crowd, PlatformConnector, Polling};
pub use polls::Polls;
pub use progress::{Progress, Standing};
pub use reader::{PlatformReader, Record};
