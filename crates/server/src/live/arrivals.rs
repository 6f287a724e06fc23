//! When this server heard about the newest commit.

use std::sync::{Mutex, PoisonError};

use domain::Timestamp;

/// When this server heard about the newest commit of a shop: through the store's news or, for its own commits, when
/// they returned.
#[derive(Debug)]
pub(crate) struct Arrivals(Mutex<Newest>);

#[derive(Debug)]
struct Newest {
    /// The value of the store's news counter at the first board; `None` before that.
    news: Option<u64>,
    at: Option<Timestamp>,
}

impl Arrivals {
    /// The start: this server's last commit was at `written`.
    pub(crate) fn since(written: Option<Timestamp>) -> Arrivals {
        Arrivals(Mutex::new(Newest {
            news: None,
            at: written,
        }))
    }

    /// Notes the value of the store's news counter, and returns when the newest commit was heard of. The first value
    /// tells of none: a store may count its connection as news.
    pub(crate) fn note_news(&self, news: u64, now: Timestamp) -> Option<Timestamp> {
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if newest
            .news
            .replace(news)
            .is_some_and(|before| before != news)
        {
            newest.at = Some(now);
        }
        newest.at
    }

    /// Notes that a commit of this server has just returned.
    pub(crate) fn note_write(&self, now: Timestamp) {
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        newest.at = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_news_since_the_first_board_tells_of_a_commit() {
        let at = Timestamp::from_millis;
        let arrivals = Arrivals::since(None);
        assert_eq!(arrivals.note_news(1, at(10)), None);
        assert_eq!(arrivals.note_news(1, at(20)), None);
        assert_eq!(arrivals.note_news(2, at(30)), Some(at(30)));
        assert_eq!(arrivals.note_news(2, at(40)), Some(at(30)));
        let arrivals = Arrivals::since(Some(at(5)));
        assert_eq!(arrivals.note_news(7, at(10)), Some(at(5)));
        arrivals.note_write(at(15));
        assert_eq!(arrivals.note_news(7, at(20)), Some(at(15)));
    }
}
