//! Which parts of a body are read, and may be stored: a list, by place. What is not in it is neither.

/// What is read at a place of a body.
#[derive(Debug)]
pub enum Keep {
    /// A number, a text, true, false or null; not a list or an object.
    Value,
    /// These keys of an object, or of each object in a list.
    Object(&'static Members),
    /// The same, or a value: an id in whose place its object may stand.
    Either(&'static Members),
}

/// Keys of an object.
pub(crate) type Members = [(&'static str, Keep)];

impl Keep {
    /// The keys that are read of an object; `None` = objects and lists are not.
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
