//! How a store fails: whose fault is it, may it have happened, and does a retry help?

use std::error::Error;

use domain::{OwnChannels, Shop, ShopId};

/// An error and its causes, in one line. A cause that the text already ends with is not repeated: libraries often say
/// their cause themselves.
pub fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !text.ends_with(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = error.source();
    }
    text
}

/// Whose fault an error is, and what helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The store cannot be reached, does not answer in time, or lacks something temporarily, such as memory or
    /// replicas. The same call may succeed later by itself.
    Unavailable,
    /// Too few replicas had a commit in time. It is applied, but on one machine only. As soon as there
    /// are enough replicas, the same call succeeds.
    TooFewReplicas,
    /// The store and the configuration do not match: another time zone, a wrong password, a missing right. Somebody has
    /// to change a setting.
    Settings,
    /// The store has a format that this version does not write. Somebody has to start a version that does.
    Format,
    /// The store refuses writes: it is a replica. Somebody has to name the primary.
    ReadOnly,
    /// A key of the store has another type because another program wrote it. Somebody has to move it away.
    WrongType,
    /// Stored data cannot be read. Somebody has to look into it.
    Corrupt,
    /// The store answered with an unexpected error. Somebody has to look into it.
    Unexpected,
    /// The write is larger than the store accepts. Other writes succeed.
    TooLarge,
    /// An earlier failure left this process's view of the store in doubt, so it refuses to
    /// continue. A restart reads the truth again.
    Poisoned,
}

impl ErrorKind {
    /// Whether the same call may succeed later by itself. Only then does waiting help, in a buffer or by a retry.
    pub fn is_retryable(self) -> bool {
        matches!(self, ErrorKind::Unavailable | ErrorKind::TooFewReplicas)
    }

    /// Whether the store is unusable until somebody does something.
    pub fn needs_mending(self) -> bool {
        !self.is_retryable() && self != ErrorKind::TooLarge
    }

    /// A stable snake_case word, for labels.
    pub const fn as_str(self) -> &'static str {
        match self {
            ErrorKind::Unavailable => "unavailable",
            ErrorKind::TooFewReplicas => "too_few_replicas",
            ErrorKind::Settings => "settings",
            ErrorKind::Format => "format",
            ErrorKind::ReadOnly => "read_only",
            ErrorKind::WrongType => "wrong_type",
            ErrorKind::Corrupt => "corrupt",
            ErrorKind::Unexpected => "unexpected",
            ErrorKind::TooLarge => "too_large",
            ErrorKind::Poisoned => "poisoned",
        }
    }
}

/// A failed call to a store. Nothing of a failed commit is applied or, unless it is known [to be
/// refused](StoreError::is_refused), perhaps all of it. Committing again through the same comparison is always right.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct StoreError {
    kind: ErrorKind,
    is_refused: bool,
    message: String,
    other_setting: Option<Box<OtherSetting>>,
    #[source]
    source: Option<Box<dyn Error + Send + Sync>>,
}

/// A setting of a shop that has another value in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherSetting {
    /// The shop.
    pub shop: ShopId,
    /// Its name: `timezone` or `currency`.
    pub setting: String,
    /// What it is in the store.
    pub stored: String,
}

impl StoreError {
    /// The error for a shop that is opened with another time zone or currency than its figures have in the store.
    pub fn other_setting(shop: &Shop, setting: &str, stored: &str, configured: &str) -> StoreError {
        let message = format!(
            "shop `{}` was stored with {setting} {stored}, not {configured}: set {setting} to {stored}, or use another \
             store for the new figures",
            shop.id
        );
        let other = OtherSetting {
            shop: shop.id.clone(),
            setting: setting.to_owned(),
            stored: stored.to_owned(),
        };
        StoreError {
            other_setting: Some(Box::new(other)),
            ..StoreError::new(ErrorKind::Settings, message)
        }
    }

    /// The error for a shop that is opened with other channels than it has in the store.
    pub fn other_channels(shop: &Shop, stored: &OwnChannels) -> StoreError {
        let message = format!(
            "shop `{}` was stored with channels {stored}, not {}: list those first, in that order; add new ones after \
             them",
            shop.id,
            match shop.channels.is_empty() {
                true => "none".to_owned(),
                false => shop.channels.to_string(),
            }
        );
        StoreError::new(ErrorKind::Settings, message)
    }

    /// An error with its message: lower case, no final dot, says what was tried. Unless the caller [knows
    /// better](StoreError::refused), the call may still have had its effect.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> StoreError {
        StoreError {
            kind,
            is_refused: false,
            message: message.into(),
            other_setting: None,
            source: None,
        }
    }

    /// Adds the underlying error.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> StoreError {
        self.source = Some(source.into());
        self
    }

    /// Marks that the call had no effect, and will have none.
    #[must_use]
    pub fn refused(mut self) -> StoreError {
        self.is_refused = true;
        self
    }

    /// Marks that the call may have had its effect: an earlier try was not answered.
    #[must_use]
    pub fn in_doubt(mut self) -> StoreError {
        self.is_refused = false;
        self
    }

    /// Changes the kind, for callers that know more about the circumstances.
    #[must_use]
    pub fn of_kind(mut self, kind: ErrorKind) -> StoreError {
        self.kind = kind;
        self
    }

    /// Whose fault it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The setting that is another one in the store, where this is the fault.
    pub fn setting_of_store(&self) -> Option<&OtherSetting> {
        self.other_setting.as_deref()
    }

    /// Whether the call certainly had no effect, and will have none.
    pub fn is_refused(&self) -> bool {
        self.is_refused
    }

    /// Whether the same call may succeed later by itself.
    pub fn is_retryable(&self) -> bool {
        self.kind.is_retryable()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_said_once() {
        let refused = || std::io::Error::other("refused");
        let outer = StoreError::new(ErrorKind::Unavailable, "reach redis: refused");
        assert_eq!(
            with_causes(&outer.because(std::io::Error::other(refused()))),
            "reach redis: refused"
        );
        let outer = StoreError::new(ErrorKind::Unavailable, "reach redis");
        assert_eq!(
            with_causes(&outer.because(refused())),
            "reach redis: refused"
        );
    }
}
