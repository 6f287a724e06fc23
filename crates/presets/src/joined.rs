//! What comes of a piece.

use crate::event::Event;

/// A piece joined with what was known of its family.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// What is known now, to be remembered in the same step as the events are counted; `None` = nothing has to be.
    pub note: Option<String>,
    /// Seconds since 1970 until which it may be asked for: the note goes when that day leaves the kept ones.
    pub until: i64,
    /// The events that it changes. Each stands for all that is known of its id.
    pub events: Vec<Event>,
}
