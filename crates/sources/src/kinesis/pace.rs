//! How much to request from a shard, and how soon again.
//!
//! A shard gives 2 MB and five reads a second to all its readers together. A reader that is behind asks again at once,
//! and slows down when throttled. One that has caught up asks now and then.

use std::time::Duration;

/// The fewest records to request.
const FEWEST: i32 = 100;
/// A shard allows five reads a second, and the Lambda function may need some of them.
const SHORTEST: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(1);

/// A reader's pace.
#[derive(Clone, Debug)]
pub struct Pace {
    most: i32,
    limit: i32,
    idle: Duration,
}

impl Pace {
    /// A pace for at most this many records at once.
    pub fn new(most: i32) -> Pace {
        Pace {
            most,
            limit: most,
            idle: SHORTEST,
        }
    }

    /// How many records to request.
    pub fn limit(&self) -> i32 {
        self.limit
    }

    /// The request was throttled.
    pub fn throttled(&mut self) {
        self.limit = (self.limit / 2).max(FEWEST.min(self.most));
    }

    /// Records arrived, the last one this long after it was put. Returns how long to wait.
    pub fn read(&mut self, records: usize, behind_millis: i64) -> Duration {
        self.limit = self.limit.saturating_add(self.limit / 4 + 1).min(self.most);
        if records > 0 {
            self.idle = SHORTEST;
            return if behind_millis > 0 {
                Duration::ZERO
            } else {
                SHORTEST
            };
        }
        if behind_millis > 0 {
            // Parts of a shard may be empty; this is not the end.
            return SHORTEST;
        }
        let pause = self.idle;
        self.idle = (self.idle * 2).min(LONGEST);
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_behind_does_not_wait() {
        let mut pace = Pace::new(10_000);
        assert_eq!(pace.read(10_000, 5_000), Duration::ZERO);
        assert_eq!(pace.read(3, 0), SHORTEST);
        assert_eq!(pace.read(0, 0), SHORTEST);
        assert_eq!(pace.read(0, 0), SHORTEST * 2);
        for _ in 0..9 {
            pace.read(0, 0);
        }
        assert_eq!(pace.read(0, 0), LONGEST);
        assert_eq!(pace.read(1, 0), SHORTEST);
        assert_eq!(pace.read(0, 0), SHORTEST);
    }

    #[test]
    fn who_is_throttled_asks_for_less_and_then_for_more_again() {
        let mut pace = Pace::new(1_000);
        pace.throttled();
        assert_eq!(pace.limit(), 500);
        for _ in 0..9 {
            pace.throttled();
        }
        assert_eq!(pace.limit(), FEWEST);
        for _ in 0..20 {
            pace.read(1, 0);
        }
        assert_eq!(pace.limit(), 1_000);
        let mut few = Pace::new(10);
        few.throttled();
        assert_eq!(few.limit(), 10);
    }
}
