//! Settings that must have a value.

use anyhow::Context;

/// The value of a setting that has a default, so it is always set.
///
/// # Errors
/// Names the setting.
pub(super) fn required<T>(name: &str, value: Option<T>) -> anyhow::Result<T> {
    value.with_context(|| format!("{name} has no value"))
}
