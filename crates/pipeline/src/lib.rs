//! From bytes to a commit: decoding, self-adjusting batches, the fold–commit–refold loop.
//!
//! [`decode_body`] turns a body into checked orders and rejects in one pass. [`Committer`] gives
//! them to the store through the one comparison that makes every order count once. [`Intake`] runs
//! a committer for many concurrent callers: what arrives while a commit is in flight is the next
//! batch. [`Buffer`] keeps on this machine's disk what the store cannot take now.

mod buffer;
mod committer;
mod connections;
mod decode;
mod decoded;
mod delivery;
mod document;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod goals;
mod intake;
mod rates;
mod reject_body;
mod trouble;

pub use buffer::{Buffer, BufferError, BufferStatus, Buffered};
pub use committer::{CommitError, Committer, Durability, RejectedEvent, Summary};
pub use connections::{
    ApiAccess, LinkText, PlatformLink, SecretPlace, connections_mark, load_connections,
    replace_connection,
};
pub use decode::{
    BodyFormat, EventHeaders, FieldCounts, ITEM_FIELDS, ORDER_FIELDS, decode_body, decode_delivery,
    decode_headed, decode_into, decode_lines, decode_reject,
};
pub use decoded::{Decoded, Origin};
pub use delivery::Delivery;
pub use document::{change_document, forget_document, load_document};
pub use goals::{Goals, load_goals, set_goals};
pub use intake::{Intake, IntakeError};
pub use rates::{RatesError, import_rates, load_rates, rates_mark};
pub use trouble::{Trouble, Troubles};

/// The target of the spans that make a trace: the request, the commit, the notice. They are of the
/// finest level, so that no log has them and they cost nothing where no traces are made.
pub const SPANS: &str = "livetill::spans";
