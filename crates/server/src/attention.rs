//! News of a shop for as long as somebody asks about it. A store does not listen for news of other shops.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

/// How long news are kept after the last question.
const LASTS: Duration = Duration::from_secs(60);

/// Tracks whether somebody asks about a shop.
pub(crate) struct Attention(Mutex<Asked>);

struct Asked {
    at: Instant,
    news: Option<watch::Receiver<u64>>,
}

impl Attention {
    /// The state before the first question.
    pub(crate) fn none() -> Attention {
        Attention(Mutex::new(Asked {
            at: Instant::now(),
            news: None,
        }))
    }

    /// Notes a question. `news` is subscribed to if it is not yet.
    pub(crate) fn ask(&self, news: impl FnOnce() -> watch::Receiver<u64>) {
        let mut asked = self.asked();
        asked.at = Instant::now();
        asked.news.get_or_insert_with(news);
    }

    /// The current value of the news; 0 if nobody asks.
    pub(crate) fn news(&self) -> u64 {
        let asked = self.asked();
        asked.news.as_ref().map_or(0, |news| *news.borrow())
    }

    /// Drops the news if nobody has asked for a while.
    pub(crate) fn rest(&self) {
        let mut asked = self.asked();
        if asked.at.elapsed() >= LASTS {
            asked.news = None;
        }
    }

    fn asked(&self) -> MutexGuard<'_, Asked> {
        // The state is only ever replaced, so a poisoned lock is harmless.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn news_come_until_a_minute_after_the_last_question() {
        let news = watch::Sender::new(7);
        let attention = Attention::none();
        assert_eq!(attention.news(), 0);
        for _ in 0..2 {
            attention.ask(|| news.subscribe());
            tokio::time::sleep(LASTS / 2).await;
            attention.rest();
            assert_eq!((attention.news(), news.receiver_count()), (7, 1));
        }
        tokio::time::sleep(LASTS / 2).await;
        attention.rest();
        assert_eq!((attention.news(), news.receiver_count()), (0, 0));
    }
}
