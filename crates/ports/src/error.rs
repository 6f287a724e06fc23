//! How a store fails: whose fault, may it have happened, and does a retry help?

use std::error::Error;

use domain::{OwnChannels, Shop};

/// Whose fault an error is, and what helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The store cannot be reached, does not answer in time, or is short of something that comes
    /// back, such as memory or replicas. The same call may succeed later without anybody doing
    /// anything.
    Unavailable,
    /// Too few replicas had a commit in time. It is applied, but on one machine only. As soon as there
    /// are enough replicas, the same call succeeds.
    TooFewReplicas,
    /// The store and the configuration do not match: another time zone, a wrong password, no
    /// permission. Somebody has to change a setting.
    Settings,
    /// The store has a format that this version does not write. Somebody has to start the version
    /// that does.
    Format,
    /// The store takes no writes: it is a replica. Somebody has to name the primary.
    ReadOnly,
    /// A key of the store has another type, because another program has written it. Somebody has to
    /// move it away.
    WrongType,
    /// What is stored cannot be read. Somebody has to look.
    Corrupt,
    /// The store answered with an unexpected error. Somebody has to look.
    Unexpected,
    /// The write is larger than the store accepts. Other writes succeed.
    TooLarge,
    /// An earlier failure left this process's view of the store in doubt, so it refuses to
    /// continue. A restart reads the truth again.
    Poisoned,
}

impl ErrorKind {
    /// Whether the same call may succeed later without anybody doing anything. Only then does
    /// waiting help, in a buffer or by a retry.
    pub fn is_retryable(self) -> bool {
        matches!(self, ErrorKind::Unavailable | ErrorKind::TooFewReplicas)
    }

    /// Whether the store is unusable until somebody has done something.
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

/// A failed call to a store. Nothing of a failed commit is applied, or, where it is not known
/// [to be refused](StoreError::is_refused), perhaps all of it: committing again through the same
/// comparison is always right.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct StoreError {
    kind: ErrorKind,
    is_refused: bool,
    message: String,
    #[source]
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl StoreError {
    /// For a shop that is opened with other channels than it has in the store.
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

    /// An error with its message: lower case, no final dot, says what was tried. Unless the caller
    /// knows [better](StoreError::refused), what was tried may have happened all the same.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> StoreError {
        StoreError {
            kind,
            is_refused: false,
            message: message.into(),
            source: None,
        }
    }

    /// Adds the error behind this one.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> StoreError {
        self.source = Some(source.into());
        self
    }

    /// Says that nothing of what was tried has happened, or will.
    #[must_use]
    pub fn refused(mut self) -> StoreError {
        self.is_refused = true;
        self
    }

    /// Says that it may have happened: an earlier try of the same call was not answered.
    #[must_use]
    pub fn in_doubt(mut self) -> StoreError {
        self.is_refused = false;
        self
    }

    /// The same with another kind, for callers that know more of the circumstances.
    #[must_use]
    pub fn of_kind(mut self, kind: ErrorKind) -> StoreError {
        self.kind = kind;
        self
    }

    /// Whose fault it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Whether it is certain that nothing of what was tried has happened, or will.
    pub fn is_refused(&self) -> bool {
        self.is_refused
    }

    /// Whether the same call may succeed later without anybody doing anything.
    pub fn is_retryable(&self) -> bool {
        self.kind.is_retryable()
    }
}
