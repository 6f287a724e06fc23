//! The live board: one keeper per shop reads the store after changes, serializes each section once, and shares the
//! messages with every viewer. No viewer causes a store read. A shop without viewers has no keeper, and no board in
//! memory.
//!
//! The wire format: the first message is the whole board with `seq`; each further one has the next `seq`, `as_of`, and
//! the top-level sections that changed, each whole. A viewer overlays each message on its state. A viewer that falls
//! behind gets a whole board again, never a queue.

mod alert_texts;
mod arrivals;
mod board_keeper;
mod boards;
mod channel;
mod events;
mod keeper;
mod message;
mod pacing;
mod past;
mod places;
mod reader;
mod reading;
mod section;
mod websocket;
mod whole;

pub(crate) use alert_texts::AlertTexts;
pub(crate) use board_keeper::BoardKeeper;
pub(crate) use boards::{Boards, Place};
pub(crate) use channel::{Channel, Subscription};
pub(crate) use events::body as events_body;
pub(crate) use pacing::between_messages;
pub(crate) use places::places_before;
pub(crate) use websocket::{attend, handshake};
pub(crate) use whole::{Member, Whole};
