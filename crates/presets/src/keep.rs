//! Lists which parts of a body are read and may be stored, by their place. Other parts are neither read nor stored.

/// What is read at one place of a body.
#[derive(Debug)]
pub enum Keep {
    /// A number, a text, true, false or null; not a list or an object.
    Value,
    /// These keys of an object, or of each object in a list.
    Object(&'static Members),
    /// The same, or a value: an id that its object may replace.
    Either(&'static Members),
}

/// Keys of an object.
pub(crate) type Members = [(&'static str, Keep)];

impl Keep {
    /// The keys of an object that are read. `None`: objects and lists are not read.
    pub(crate) fn members(&self) -> Option<&'static Members> {
        match self {
            Keep::Value => None,
            Keep::Object(members) | Keep::Either(members) => Some(members),
        }
    }

    /// Whether a number, a text, true or false is read.
    pub(crate) fn has_values(&self) -> bool {
        !matches!(self, Keep::Object(_))
    }
}
