//! The progress of polling a shop's API, for people.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{ShopId, Timestamp};
use platform_apis::ApiError;
use telemetry::catalogue::{SOURCE_FILLED, SOURCE_REFUSED};
use telemetry::labels::{OfShopSource, OfSourceRefusals, SourceRefusal};

/// The progress of polling. Shared by the source and the code that shows it.
#[derive(Clone, Debug)]
pub struct Progress {
    of: OfShopSource,
    standing: Arc<Mutex<Standing>>,
}

/// The current progress.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// The share of the past that is read, from 0 to 1; `None` = not known yet.
    pub filled: Option<f64>,
    /// How many bodies this process has read.
    pub read: u64,
    /// When the last page of the newest complete round was requested. All of the round is committed.
    pub complete_at: Option<Timestamp>,
    /// Why the platform does not answer, and what to do, for people; `None` = it answers.
    pub trouble: Option<String>,
    /// Whether the trouble passes by itself.
    pub is_passing: bool,
}

const KINDS: [SourceRefusal; 3] = [
    SourceRefusal::Unauthorized,
    SourceRefusal::MissingScope,
    SourceRefusal::Refused,
];

impl Progress {
    pub(super) fn new(shop: &ShopId, source: &str) -> Progress {
        Progress {
            of: OfShopSource::new(shop.shared(), source),
            standing: Arc::default(),
        }
    }

    /// The current progress.
    pub fn standing(&self) -> Standing {
        self.lock().clone()
    }

    /// Records that bodies were read and committed, and how much of the past is read.
    pub(super) fn read(&self, bodies: usize, filled: Option<f64>) {
        let mut standing = self.lock();
        standing.read += bodies as u64;
        standing.filled = filled.or(standing.filled);
        if let Some(filled) = standing.filled {
            SOURCE_FILLED.series(self.of.clone()).set(filled);
        }
        if standing.trouble.take().is_some() {
            self.show(None);
        }
    }

    pub(super) fn complete(&self, at: Timestamp) {
        self.lock().complete_at = Some(at);
    }

    pub(super) fn failed(&self, error: &ApiError) {
        let mut standing = self.lock();
        standing.trouble = Some(error.to_string());
        standing.is_passing = error.is_retryable();
        self.show(refusal(error));
    }

    /// Records that polling has ended.
    pub(super) fn over(&self) {
        self.show(None);
        SOURCE_FILLED.series(self.of.clone()).set(f64::NAN);
    }

    fn show(&self, refusal: Option<SourceRefusal>) {
        for kind in KINDS {
            let OfShopSource { shop, source } = self.of.clone();
            let series = SOURCE_REFUSED.series(OfSourceRefusals { shop, source, kind });
            series.set(f64::from(u8::from(refusal == Some(kind))));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Standing> {
        // A panic cannot leave it inconsistent.
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn refusal(error: &ApiError) -> Option<SourceRefusal> {
    match error {
        ApiError::Unauthorized { .. } => Some(SourceRefusal::Unauthorized),
        ApiError::MissingScope { .. } => Some(SourceRefusal::MissingScope),
        ApiError::Refused { .. } | ApiError::Misconfigured(_) => Some(SourceRefusal::Refused),
        ApiError::Limited { .. } | ApiError::Away { .. } | ApiError::Impossible { .. } => None,
    }
}
