//! Single values of a backup.

use domain::{BusinessDay, Minor};

/// A value that a backup cannot hold, or that contradicts its line.
#[derive(Clone, Debug, thiserror::Error)]
pub enum InvalidValue {
    /// It has the wrong form or is too large.
    #[error("{0} is out of range or cannot be understood")]
    OutOfRange(&'static str),
    /// A cancelled order contributes nothing.
    #[error("a cancelled order has lines or sums, which it cannot have")]
    CancelledWithSums,
    /// A sum unknown to this version.
    #[error(
        "this version does not know the sum `{0}`: a newer one wrote the backup; restore it with that version or a later one"
    )]
    UnknownSum(String),
    /// An unknown channel, or a newer version's country: the dimension, and its name.
    #[error(
        "this version does not know the {0} `{1}`: a newer one wrote the backup; restore it with that version or a later one"
    )]
    UnknownSlice(&'static str, String),
}

pub(super) fn parse_day(text: &str) -> Result<BusinessDay, InvalidValue> {
    BusinessDay::parse(text).ok_or(InvalidValue::OutOfRange("day"))
}

pub(super) fn narrow(amount: Minor) -> Result<i64, InvalidValue> {
    i64::try_from(amount).map_err(|_| InvalidValue::OutOfRange("an amount"))
}
