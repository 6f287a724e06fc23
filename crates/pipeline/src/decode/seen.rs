//! What events say under names that bodies carried before they meant anything here.

use domain::{Amount, InvalidAmount, Reason, Rejection};

use super::fields::FieldCounts;
use super::value::Value;

/// What an event says under names that bodies carried before they meant anything here.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    /// Whether there was any value.
    is_any: bool,
    /// Values of the kind of their name, that say something.
    pub(crate) said: FieldCounts,
    /// Others.
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

    /// What `read` makes of a value, `None` if it is of another kind than its name, which stands at this place of an
    /// order's names: that is ignored. Both are counted.
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

    /// An amount, 0 where there is none; `what` names it.
    pub(super) fn amount(
        &mut self,
        place: usize,
        value: Option<&Value<'_>>,
        what: impl FnOnce() -> String,
    ) -> Result<Amount, Rejection> {
        let parsed = self.value(place, value, |value| match value {
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
