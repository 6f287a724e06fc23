//! An event's text to its shape.

use domain::{Reason, Rejection};
use presets::is_too_deep;

use super::fast::Fast;
use super::general;
use super::raw::RawOrder;

/// Reads the events of a body, one after the other. Their producer writes all of them alike, so how the last ones were
/// written is expected; whatever is not is read in general.
#[derive(Debug, Default)]
pub(super) struct Reader<'a> {
    fast: Fast,
    raw: RawOrder<'a>,
}

impl<'a> Reader<'a> {
    /// Reads the next event.
    pub(super) fn read(&mut self, text: &'a str) -> Result<&RawOrder<'a>, Rejection> {
        if self.fast.read(text, &mut self.raw).is_none() {
            self.raw = in_general(text)?;
        }
        Ok(&self.raw)
    }
}

fn in_general(text: &str) -> Result<RawOrder<'_>, Rejection> {
    let malformed = |detail: String| Rejection::new(Reason::MalformedJson, detail);
    // A derived struct can also be read from a list; an order event is an object.
    if !text.starts_with('{') {
        return Err(malformed("an order event must be a JSON object".to_owned()));
    }
    if is_too_deep(text.as_bytes()) {
        return Err(malformed("nested too deeply for an order event".to_owned()));
    }
    general::read(text).map_err(|error| {
        // The error's own text shows the surrounding input, which may be personal data.
        let at = error.offset();
        malformed(if error.is_unmatched_type() {
            format!("a field is given twice, or an item is not an object, at byte {at}")
        } else {
            format!("not valid JSON at byte {at}")
        })
    })
}

/// Reads events by both decoders, and says how many the fast one understood.
///
/// # Panics
/// When it understood what the general one does not, or understood it otherwise.
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
