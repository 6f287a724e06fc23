//! Columns of an export, and their values.

use domain::{BusinessDay, Currency, Minor, Timestamp};

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
}

/// The type of a column's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Date,
    Moment,
    Count,
    Money,
}

/// A value in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Date(BusinessDay),
    /// In RFC 3339.
    Moment(String),
    Count(i128),
    /// In the currency's minor units.
    Money(Minor),
    /// Unknown or absent.
    None,
}

impl Value {
    /// Text, if there is any.
    pub(super) fn of_text(text: Option<impl Into<String>>) -> Value {
        text.map_or(Value::None, |text| Value::Text(text.into()))
    }

    /// As text for people and for JSON.
    pub(super) fn text(&self, currency: &Currency) -> Option<String> {
        match self {
            Value::Text(text) | Value::Moment(text) => Some(text.clone()),
            Value::Date(day) => Some(day.to_string()),
            Value::Count(count) => Some(count.to_string()),
            Value::Money(amount) => Some(currency.format(*amount)),
            Value::None => None,
        }
    }

    /// The milliseconds of a moment.
    #[cfg_attr(
        not(feature = "parquet"),
        allow(dead_code, reason = "text formats write it as it is")
    )]
    pub(super) fn millis(&self) -> Option<i64> {
        match self {
            Value::Moment(text) => Some(Timestamp::parse_rfc3339(text).ok()?.millis()),
            _ => None,
        }
    }
}
