//! Values of several fields.

use std::borrow::Cow;

use domain::{Amount, Reason, Rejection};
use sonic_rs::{JsonType, JsonValueTrait, LazyValue};

use super::fields::{FieldCounts, is_of_kind};
use super::raw::Rare;

/// What an event says under names that bodies carried before they meant anything here.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    /// Values of the kind of their name, that say something.
    pub(crate) said: FieldCounts,
    /// Others.
    pub(crate) ignored: FieldCounts,
}

impl Seen {
    /// The value of a name, if it is of the name's kind; another is ignored. Both are counted.
    pub(super) fn value<'v, 'a>(
        &mut self,
        rare: &'v Rare<'a>,
        name: &str,
    ) -> Option<&'v LazyValue<'a>> {
        let value = rare.get(name)?;
        if !is_of_kind(name, value) {
            self.ignored.note(name);
            return None;
        }
        // Many shops send zeros and `false` for what there is none of.
        if !matches!(
            value.as_raw_str(),
            "false" | "0" | "0.0" | "0.00" | "\"0\"" | "\"0.0\"" | "\"0.00\""
        ) {
            self.said.note(name);
        }
        Some(value)
    }

    pub(crate) fn add(&mut self, other: &Seen) {
        self.said.add(&other.said);
        self.ignored.add(&other.ignored);
    }
}

/// What a number is written as, or a text that should hold one: fields of type text hold numbers in many
/// languages.
pub(super) fn digits<'v>(value: &'v LazyValue<'_>) -> Option<&'v str> {
    match value.get_type() {
        JsonType::Number => Some(value.as_raw_str()),
        JsonType::String => Some(value.as_str().unwrap_or_default()),
        _ => None,
    }
}

/// An amount, 0 where there is none; `place` names it.
pub(super) fn amount_of(
    value: Option<&LazyValue<'_>>,
    place: impl FnOnce() -> String,
) -> Result<Amount, Rejection> {
    let Some(value) = value else {
        return Ok(Amount::ZERO);
    };
    let parsed = Amount::parse(digits(value).unwrap_or_default());
    parsed.map_err(|error| Rejection::new(Reason::InvalidAmount, format!("{} {error}", place())))
}

/// Text as it is, an integer by its digits: ids and SKUs beyond 2^53 are real. `1001.0`, as languages
/// write it whose numbers are floats, is 1001, as far as a float keeps it.
pub(super) fn text_or_integer<'v>(
    value: &'v LazyValue<'_>,
    reason: Reason,
    detail: impl Fn() -> String,
) -> Result<Cow<'v, str>, Rejection> {
    let is_integer = |text: &str| {
        text.strip_prefix('-')
            .unwrap_or(text)
            .bytes()
            .all(|byte| byte.is_ascii_digit())
    };
    match value.get_type() {
        JsonType::String => value
            .as_str()
            .map(Cow::Borrowed)
            .ok_or_else(|| Rejection::new(reason, detail())),
        JsonType::Number if is_integer(value.as_raw_str()) => Ok(Cow::Borrowed(value.as_raw_str())),
        JsonType::Number => {
            let (whole, fraction) = value.as_raw_str().split_once('.').unwrap_or_default();
            let is_exact = whole
                .parse::<i64>()
                .is_ok_and(|it| it.unsigned_abs() < 1 << 53);
            let is_zero = !fraction.is_empty() && fraction.bytes().all(|digit| digit == b'0');
            (is_exact && is_zero && whole != "-0")
                .then(|| Cow::Owned(whole.to_owned()))
                .ok_or_else(|| Rejection::new(reason, detail()))
        }
        _ => Err(Rejection::new(reason, detail())),
    }
}
