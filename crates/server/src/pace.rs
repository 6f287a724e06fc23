//! Limits how many orders per second a shop may post.

use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// A burst may have this many seconds' worth of orders.
const BURST: u32 = 10;

/// A shop's allowance of orders. A body is accepted whole, however many orders it has, as long as any allowance is
/// left. The next body then waits for the excess.
#[derive(Debug)]
pub(crate) struct Pace {
    per_second: NonZeroU32,
    /// When the whole allowance is available again.
    whole_at: Mutex<Instant>,
}

impl Pace {
    pub(crate) fn new(per_second: NonZeroU32) -> Pace {
        Pace {
            per_second,
            whole_at: Mutex::new(Instant::now()),
        }
    }

    /// Checks whether there is any allowance now.
    ///
    /// # Errors
    /// How long to wait until there is.
    pub(crate) fn check(&self, now: Instant) -> Result<(), Duration> {
        let whole_at = *self.lock();
        let spent = whole_at.saturating_duration_since(now);
        match spent.checked_sub(self.time_of(u64::from(BURST) * u64::from(self.per_second.get()))) {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => Ok(()),
        }
    }

    /// Takes this many orders from the allowance.
    pub(crate) fn take(&self, orders: u64, now: Instant) {
        let mut whole_at = self.lock();
        *whole_at = (*whole_at).max(now) + self.time_of(orders);
    }

    /// The time that this many orders take.
    fn time_of(&self, orders: u64) -> Duration {
        let nanos = u128::from(orders) * 1_000_000_000 / u128::from(self.per_second.get());
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Instant> {
        // The value is only ever replaced, so a poisoned lock is harmless.
        self.whole_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn orders_beyond_the_allowance_are_waited_for_afterwards() {
        let pace = Pace::new(NonZeroU32::new(5).unwrap());
        let now = Instant::now();
        let after = |millis| now + Duration::from_millis(millis);
        // Ten seconds' orders at once, and one.
        for _ in 0..51 {
            assert_eq!(pace.check(now), Ok(()));
            pace.take(1, now);
        }
        assert_eq!(pace.check(now), Err(Duration::from_millis(200)));
        assert_eq!(pace.check(after(199)), Err(Duration::from_millis(1)));
        assert_eq!(pace.check(after(200)), Ok(()));
        // A large body is accepted whole, and paid for later.
        pace.take(500, after(200));
        assert_eq!(pace.check(after(1_200)), Err(Duration::from_secs(99)));
        assert_eq!(pace.check(after(100_200)), Ok(()));
        // A quiet time does not add up to more than the whole allowance.
        let later = after(10_000_000);
        pace.take(51, later);
        assert_eq!(pace.check(later), Err(Duration::from_millis(200)));
    }
}
