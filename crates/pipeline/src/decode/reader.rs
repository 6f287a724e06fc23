//! Turns an event's text into its structure.

use std::cell::RefCell;

use domain::{Reason, Rejection};
use presets::is_too_deep;

use super::fast::Fast;
use super::general;
use super::raw::RawOrder;

thread_local! {
    /// How events were written so far. It is kept from body to body: most sources send each event in a body of its own.
    static FAST: RefCell<Fast> = const { RefCell::new(Fast::new()) };
}

/// Reads the events of a body one after the other. A producer writes all its events alike, so each is expected in the
/// form of earlier ones; the general decoder reads any other.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    raw: RawOrder<'a>,
}

impl<'a> Reader<'a> {
    /// A reader for the next body.
    pub(super) fn new() -> Reader<'a> {
        FAST.with_borrow_mut(Fast::make_room);
        Reader {
            raw: RawOrder::default(),
        }
    }

    /// Reads the next event.
    pub(super) fn read(&mut self, text: &'a str) -> Result<&RawOrder<'a>, Rejection> {
        let read = FAST.with_borrow_mut(|fast| fast.read(text, &mut self.raw));
        if read.is_none() {
            self.raw = in_general(text)?;
        }
        Ok(&self.raw)
    }
}

fn in_general(text: &str) -> Result<RawOrder<'_>, Rejection> {
    let malformed = |detail: String| Rejection::new(Reason::MalformedJson, detail);
    // serde can also read a struct from a list, but an order event must be an object.
    if !text.starts_with('{') {
        return Err(malformed("an order event must be a JSON object".to_owned()));
    }
    if is_too_deep(text.as_bytes()) {
        return Err(malformed("nested too deeply for an order event".to_owned()));
    }
    general::read(text).map_err(|error| {
        // The parser's own message shows the surrounding input, which may be personal data.
        let at = error.offset();
        malformed(if error.is_unmatched_type() {
            format!("a field is given twice, or an item is not an object, at byte {at}")
        } else {
            format!("not valid JSON at byte {at}")
        })
    })
}

/// Reads events with both decoders, and returns how many the fast one understood.
///
/// # Panics
/// If the fast one understood an event that the general one rejects, or understood it differently.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn compare<'a>(events: impl Iterator<Item = &'a str>) -> usize {
    let (mut fast, mut raw) = (Fast::default(), RawOrder::default());
    let mut understood = 0;
    for text in events {
        if fast.read(text, &mut raw).is_some() {
            match in_general(text) {
                Ok(read) => assert_eq!(raw, read, "{text}"),
                Err(rejection) => panic!("{rejection:?}: {text}"),
            }
            understood += 1;
        }
    }
    understood
}
