//! The values of names that bodies may have contained before these names had a meaning here.

use domain::{Amount, InvalidAmount, Reason, Rejection};

use super::fields::FieldCounts;
use super::value::Value;

/// Counts an event's values of names that bodies may have contained before these names had a meaning here.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    /// Whether there was any value.
    is_any: bool,
    /// Values of the right kind that are neither zero nor `false`.
    pub(crate) said: FieldCounts,
    /// Values of another kind.
    pub(crate) ignored: FieldCounts,
}

impl Seen {
    fn note(&mut self, place: usize, value: &Value<'_>, is_of_kind: bool) {
        self.is_any = true;
        if !is_of_kind {
            self.ignored.note(place);
        } else if !value.says_nothing() {
            self.said.note(place);
        }
    }

    /// Returns the result of `read`, and counts the value at this place of an order's names. `None` means that the
    /// value is of the wrong kind and is ignored.
    pub(super) fn value<'v, 'a, T>(
        &mut self,
        place: usize,
        value: Option<&'v Value<'a>>,
        read: impl FnOnce(&'v Value<'a>) -> Option<T>,
    ) -> Option<T> {
        let value = value?;
        let said = read(value);
        self.note(place, value, said.is_some());
        said
    }

    /// An amount, or 0 if there is none. `what` names it in messages.
    #[inline]
    pub(super) fn amount(
        &mut self,
        place: usize,
        value: Option<&Value<'_>>,
        what: impl FnOnce() -> String,
    ) -> Result<Amount, Rejection> {
        match value {
            // Most amounts that an order may have are absent.
            None => Ok(Amount::ZERO),
            Some(value) => self.given_amount(place, value, what),
        }
    }

    fn given_amount(
        &mut self,
        place: usize,
        value: &Value<'_>,
        what: impl FnOnce() -> String,
    ) -> Result<Amount, Rejection> {
        let parsed = self.value(place, Some(value), |value| match value {
            Value::Number(digits) => Some(Amount::parse(digits)),
            value => Some(Amount::parse(value.digits()?))
                .filter(|it| *it != Err(InvalidAmount::NotANumber)),
        });
        parsed
            .unwrap_or(Ok(Amount::ZERO))
            .map_err(|error| Rejection::new(Reason::InvalidAmount, format!("{} {error}", what())))
    }

    pub(crate) fn add(&mut self, other: &Seen) {
        if other.is_any {
            self.is_any = true;
            self.said.add(&other.said);
            self.ignored.add(&other.ignored);
        }
    }
}
