//! The result of joining a piece.

use serde::Serialize;

use crate::event::Event;

/// A piece joined with what was known about its family.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// What is known now, to store in the same step as the events are counted; `None` = nothing to store.
    pub note: Option<String>,
    /// Seconds since 1970 until which the note may be needed: it is deleted when that day leaves the kept ones.
    pub until: i64,
    /// The events that change. Each replaces everything known under its id.
    pub events: Vec<Event>,
}

/// A note as JSON; `None` if it cannot be written, which its types rule out.
pub(crate) fn written(note: &impl Serialize) -> Option<String> {
    // Most are as long, and do not grow by copies.
    let mut text = Vec::with_capacity(512);
    sonic_rs::to_writer(&mut text, note).ok()?;
    String::from_utf8(text).ok()
}
