//! When this server heard about the newest commit.

use std::sync::{Mutex, PoisonError};

use domain::Timestamp;

/// When this server heard about the newest commit of a shop: through the store's news or, for its own commits, when
/// they returned.
#[derive(Debug)]
pub(crate) struct Arrivals(Mutex<Newest>);

#[derive(Debug)]
struct Newest {
    news: u64,
    at: Option<Timestamp>,
}

impl Arrivals {
    /// The start: the store's news counter has this value, and this server's last commit was at `written`.
    pub(crate) fn since(news: u64, written: Option<Timestamp>) -> Arrivals {
        Arrivals(Mutex::new(Newest { news, at: written }))
    }

    /// Notes the value of the store's news counter, and returns when the newest commit was heard of.
    pub(crate) fn note_news(&self, news: u64, now: Timestamp) -> Option<Timestamp> {
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if newest.news != news {
            *newest = Newest {
                news,
                at: Some(now),
            };
        }
        newest.at
    }

    /// Notes that a commit of this server has just returned.
    pub(crate) fn note_write(&self, now: Timestamp) {
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        newest.at = Some(now);
    }
}
