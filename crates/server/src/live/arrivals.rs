//! When this server heard of the newest commit.

use std::sync::{Mutex, PoisonError};

use domain::Timestamp;

/// When the newest commit of a shop was heard of: from the store's news, or, of this server's own
/// commits, when they returned.
#[derive(Debug)]
pub(crate) struct Arrivals(Mutex<Newest>);

#[derive(Debug)]
struct Newest {
    news: u64,
    at: Option<Timestamp>,
}

impl Arrivals {
    /// Nothing was heard since the store's news counter stood here, but for a commit of this server.
    pub(crate) fn since(news: u64, written: Option<Timestamp>) -> Arrivals {
        Arrivals(Mutex::new(Newest { news, at: written }))
    }

    /// Notes where the store's news counter stands, and says when the newest commit was heard of.
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
