//! A platform's API: the orders that changed, from a cursor on.
//!
//! What webhooks bring sooner, this brings for certain: the past at first, from then on whatever changed, in pages. Each page is
//! committed together with the cursor behind it, so that a worker that died goes on where it stood, and bodies are read as those of
//! webhooks are: what both bring is one order. The cursor of a last page stands a little before what was seen last, because
//! platforms tell late.
//!
//! **What it can lose:** what the platform's API does not tell any more, such as orders of Shopify that are older than 60 days where
//! the app may not read them, or that were deleted. The reconciliation finds those.
//!
//! A platform that is away is asked again after a pause that grows to minutes. One that refuses says so on Health and as an alert
//! ([`SOURCE_REFUSED`](telemetry::catalogue::SOURCE_REFUSED)) until somebody has changed what is wrong, and is asked every few minutes
//! whether he has.

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
