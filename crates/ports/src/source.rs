//! What a source of orders must do.

use async_trait::async_trait;
use domain::Timestamp;
use tokio::sync::watch;

/// A source of orders other than requests: a stream or a queue that this process reads.
///
/// A source does not own its truth. Its position is committed together with the orders before it
/// ([`domain::Commit::positions`]), and compared there with the previous one. A source that finds another position than
/// its own continues from the store's.
#[async_trait]
pub trait OrderSource: Send + 'static {
    /// Its name in logs and metrics, such as `kinesis:orders`.
    fn name(&self) -> String;

    /// Reads until `stop` is true or its sender is gone, whatever goes wrong meanwhile, and releases its leases.
    /// Commits in progress are finished.
    async fn run(self: Box<Self>, stop: watch::Receiver<bool>);
}

/// What a source removed before it was read: orders that are missing in the figures, and that only a person can send
/// again. The store keeps it among the source's positions. It is written before anything after the gap, and raises an
/// alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// When it was found.
    pub found_at: Timestamp,
    /// What is missing, for people.
    pub detail: String,
}

impl Loss {
    /// How long it is reported, in milliseconds: long enough to be seen in the morning.
    const TOLD_FOR: i64 = 24 * 60 * 60 * 1_000;
    /// How many bytes of the detail are kept.
    const MOST: usize = 1_000;

    /// The name of a source's loss among the positions.
    pub fn position_name(source: &str) -> String {
        format!("{source}/lost")
    }

    /// Whether it is still reported.
    pub fn is_told(&self, now: Timestamp) -> bool {
        now.millis() - self.found_at.millis() < Loss::TOLD_FOR
    }

    /// Both, if the earlier one is still reported.
    #[must_use]
    pub fn with(mut self, earlier: Option<Loss>) -> Loss {
        let Some(earlier) = earlier.filter(|earlier| earlier.is_told(self.found_at)) else {
            return self;
        };
        if earlier.detail.contains(&self.detail) {
            self.detail = earlier.detail;
        } else {
            self.detail = format!("{}; {}", self.detail, earlier.detail);
        }
        let cut = self.detail.floor_char_boundary(Loss::MOST);
        self.detail.truncate(cut);
        self
    }

    /// As stored.
    pub fn to_text(&self) -> String {
        format!("{} {}", self.found_at.rfc3339_utc(), self.detail)
    }

    /// Reads such a text; `None` if it is not one.
    pub fn parse(text: &str) -> Option<Loss> {
        let (found_at, detail) = text.split_once(' ')?;
        Some(Loss {
            found_at: Timestamp::parse_rfc3339(found_at).ok()?,
            detail: detail.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_of_a_day_are_told_together() {
        let loss = |millis: i64, detail: &str| Loss {
            found_at: Timestamp::from_millis(millis),
            detail: detail.to_owned(),
        };
        let first = loss(1_520_776_000_123, "shard 1: é");
        assert_eq!(Loss::parse(&first.to_text()), Some(first.clone()));
        let again = loss(1_520_776_100_000, "shard 1: é").with(Some(first.clone()));
        assert_eq!(again.detail, "shard 1: é");
        let both = loss(1_520_776_200_000, "shard 2").with(Some(again));
        assert_eq!(both.detail, "shard 2; shard 1: é");
        assert!(both.is_told(Timestamp::from_millis(1_520_862_599_999)));
        assert!(!both.is_told(Timestamp::from_millis(1_520_862_600_000)));
        let later = loss(1_520_862_600_000, &"é".repeat(600)).with(Some(both));
        assert_eq!(later.detail.chars().count(), 600, "the earlier one is over");
        let cut = loss(1_520_862_600_001, "x").with(Some(later));
        assert!(cut.detail.len() <= 1_000 && cut.detail.starts_with("x; é"));
        assert_eq!(Loss::parse("yesterday: all"), None);
    }
}
