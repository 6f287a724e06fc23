//! From bytes to a commit: decoding, self-adjusting batches, and the loop of fold, commit and fold again.
//!
//! [`decode_body`] turns a body into checked orders and rejects in one pass. [`Committer`] commits them to the store,
//! with the comparison by which every order counts once. [`Intake`] runs a committer for many concurrent callers:
//! orders that arrive during a commit form the next batch. [`Buffer`] keeps orders on this machine's disk while the
//! store cannot accept them.

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

pub use buffer::{Buffer, BufferError, BufferRefusal, BufferStatus, Buffered};
pub use committer::{CommitError, Committer, Durability, RejectedEvent, Summary};
pub use connections::{
    ApiAccess, LinkText, PlatformLink, SecretPlace, connections_mark, copy_connections,
    load_connections, replace_connection,
};
pub use decode::{
    BodyFormat, EventHeaders, FieldCounts, ITEM_FIELDS, ORDER_FIELDS, decode_body, decode_delivery,
    decode_headed, decode_into, decode_lines, decode_reject,
};
pub use decoded::{Decoded, Origin};
pub use delivery::Delivery;
pub use document::{change_document, forget_document, load_document};
pub use goals::{Goals, copy_goals, load_goals, set_goals};
pub use intake::{Intake, IntakeError};
pub use rates::{RatesError, copy_rates, import_rates, load_rates, rates_mark};
pub use trouble::{Trouble, Troubles};

/// The target of the spans of a trace: the request, the commit, the notice. They have the finest level, so that they
/// appear in no log and cost nothing without traces.
pub const SPANS: &str = "livetill::spans";
