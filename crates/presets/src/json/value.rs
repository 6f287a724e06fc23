//! A body as far as it is read: numbers keep their digits, and missing equals null.

use crate::keep::is_same;
use crate::text::Text;

/// What ends the names of amounts in several currencies.
const SET: &str = "_set";

/// A value of a body, without the parts that nobody reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    Null,
    Bool(bool),
    /// Its digits.
    Number(&'a str),
    Text(&'a str),
    List(&'a [Value<'a>]),
    Object(Object<'a>),
    /// Of a kind that nobody reads in its place, such as a list where a number is expected.
    Other,
}

/// A member of an object, with its name.
pub(super) type Member<'a> = (&'static str, Value<'a>);

/// An object without the members that nobody reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Object<'a> {
    pub(super) kept: &'a [Member<'a>],
    /// How many members it has, with those that nobody reads.
    pub(super) members: u32,
}

impl<'a> Value<'a> {
    fn members(&self) -> &'a [Member<'a>] {
        match self {
            Value::Object(object) => object.kept,
            _ => &[],
        }
    }

    fn member(&self, is: impl Fn(&str) -> bool) -> Option<&Value<'a>> {
        let (_, found) = self.members().iter().find(|(name, _)| is(name))?;
        (!matches!(found, Value::Null)).then_some(found)
    }

    /// The value of a key; `None` where it is missing or null.
    pub(crate) fn at(&self, key: &str) -> Option<&Value<'a>> {
        self.member(|name| is_same(name.as_bytes(), key.as_bytes()))
    }

    /// The value of `KEY_set`.
    pub(crate) fn set_of(&self, key: &str) -> Option<&Value<'a>> {
        let length = key.len() + SET.len();
        self.member(|name| name.len() == length && name.starts_with(key) && name.ends_with(SET))
    }

    /// The entries of a list; empty if there is no list.
    pub(crate) fn each(&self, key: &str) -> &[Value<'a>] {
        match self.at(key) {
            Some(Value::List(list)) => list,
            _ => &[],
        }
    }

    /// Text, or a number as its digits; `None` if empty.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        let text = self.at(key).and_then(Value::scalar);
        text.filter(|text| !text.is_empty())
    }

    /// The same, to be kept.
    pub(crate) fn owned_text(&self, key: &str) -> Option<Text> {
        self.text(key).map(Text::from)
    }

    /// Whether it is `true`.
    pub(crate) fn flag(&self, key: &str) -> bool {
        matches!(self.at(key), Some(Value::Bool(true)))
    }

    /// Text, or a number as its digits.
    pub(super) fn scalar(&self) -> Option<&str> {
        match self {
            Value::Text(text) | Value::Number(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn is_object(&self) -> bool {
        matches!(self, Value::Object(_))
    }

    /// Whether it is an object with one member.
    pub(crate) fn is_one_member(&self) -> bool {
        matches!(self, Value::Object(object) if object.members == 1)
    }

    /// How many members of an object nobody reads, as far as that makes a difference: up to two with those that are read.
    pub(super) fn unread_members(&self) -> usize {
        match self {
            Value::Object(object) => {
                (object.members.min(2) as usize).saturating_sub(object.kept.len())
            }
            _ => 0,
        }
    }

    /// The value, if one is read in its place.
    #[inline]
    pub(super) fn filter(self, is_read: bool) -> Value<'a> {
        if is_read { self } else { Value::Other }
    }

    /// Writes it as JSON.
    pub(super) fn write(&self, into: &mut String) {
        match self {
            Value::Null | Value::Other => into.push_str("null"),
            Value::Bool(value) => into.push_str(if *value { "true" } else { "false" }),
            Value::Number(digits) => into.push_str(digits),
            Value::Text(text) => into.push_str(&serde_json::Value::from(*text).to_string()),
            Value::List(entries) => {
                for (index, entry) in entries.iter().enumerate() {
                    into.push(if index == 0 { '[' } else { ',' });
                    entry.write(into);
                }
                into.push_str(if entries.is_empty() { "[]" } else { "]" });
            }
            Value::Object(Object { kept, .. }) => {
                for (index, (name, value)) in kept.iter().enumerate() {
                    into.push(if index == 0 { '{' } else { ',' });
                    into.extend(["\"", *name, "\":"]);
                    value.write(into);
                }
                into.push_str(if kept.is_empty() { "{}" } else { "}" });
            }
        }
    }
}
