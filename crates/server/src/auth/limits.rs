//! How often somebody may ask.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use governor::clock::{Clock as _, DefaultClock};
use governor::state::keyed::DashMapStateStore;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

/// How often somebody may ask; 0 is no limit.
#[derive(Clone, Copy, Debug)]
pub struct LimitSettings {
    /// Attempts to sign in, a minute and address.
    pub sign_ins_per_minute: u32,
    /// Requests without a good key, a minute and address.
    pub refusals_per_minute: u32,
    /// Requests a second and key. A burst may be ten times as many.
    pub requests_per_key: u32,
    /// Requests a second and address, with and without a key. A burst may be ten times as many.
    pub requests_per_address: u32,
}

impl Default for LimitSettings {
    fn default() -> LimitSettings {
        LimitSettings {
            sign_ins_per_minute: 10,
            refusals_per_minute: 120,
            requests_per_key: 0,
            requests_per_address: 0,
        }
    }
}

/// The most that a limiter tells apart, at some 100 bytes each. Beyond, all others share one
/// allowance: whoever comes from a hundred thousand addresses is stopped, at the price that an
/// honest newcomer waits with him.
const TOLD_APART: usize = 65_536;
/// How often those are forgotten who have their whole allowance back, in milliseconds.
const TIDIED_EVERY: u64 = 1_000;

/// Gives each of many an allowance.
#[derive(Debug)]
pub(super) struct Limiter<K: Hash + Eq + Clone>(Option<Buckets<K>>);

#[derive(Debug)]
struct Buckets<K: Hash + Eq + Clone> {
    each: RateLimiter<K, DashMapStateStore<K>, DefaultClock>,
    rest: DefaultDirectRateLimiter,
    clock: DefaultClock,
    started: Instant,
    /// When those were last forgotten, in milliseconds since the start.
    tidied: AtomicU64,
}

impl<K: Hash + Eq + Clone> Limiter<K> {
    /// So many a minute, all of them at once if need be; 0 is no limit.
    pub(super) fn per_minute(count: u32) -> Limiter<K> {
        Limiter::new(NonZeroU32::new(count).map(Quota::per_minute))
    }

    /// So many a second, and ten times as many at once; 0 is no limit.
    pub(super) fn per_second(count: u32) -> Limiter<K> {
        let burst = NonZeroU32::new(count.saturating_mul(10));
        let quota = NonZeroU32::new(count).map(Quota::per_second).zip(burst);
        Limiter::new(quota.map(|(quota, burst)| quota.allow_burst(burst)))
    }

    fn new(quota: Option<Quota>) -> Limiter<K> {
        Limiter(quota.map(|quota| Buckets {
            each: RateLimiter::dashmap(quota),
            rest: RateLimiter::direct(quota),
            clock: DefaultClock::default(),
            started: Instant::now(),
            tidied: AtomicU64::new(0),
        }))
    }

    /// Takes one from somebody's allowance.
    ///
    /// # Errors
    /// How long to wait until there is one again.
    pub(super) fn take(&self, from: &K) -> Result<(), Duration> {
        let Some(buckets) = &self.0 else {
            return Ok(());
        };
        let taken = if buckets.each.len() < TOLD_APART || buckets.tidy() {
            buckets.each.check_key(from)
        } else {
            buckets.rest.check()
        };
        taken.map_err(|refused| refused.wait_time_from(buckets.clock.now()))
    }
}

impl<K: Hash + Eq + Clone> Buckets<K> {
    /// Makes room, and says whether there is some.
    fn tidy(&self) -> bool {
        let now = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let before = self.tidied.load(Ordering::Relaxed);
        let is_due = now.saturating_sub(before) >= TIDIED_EVERY;
        let exchanged = || {
            let order = Ordering::Relaxed;
            self.tidied.compare_exchange(before, now, order, order)
        };
        if !is_due || exchanged().is_err() {
            return false;
        }
        self.each.retain_recent();
        self.each.shrink_to_fit();
        self.each.len() < TOLD_APART
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_an_allowance_of_his_own() {
        let limiter = Limiter::per_minute(3);
        for _ in 0..3 {
            assert!(limiter.take(&"a").is_ok());
        }
        let wait = limiter.take(&"a").unwrap_err();
        assert!(
            wait > Duration::ZERO && wait <= Duration::from_secs(20),
            "{wait:?}"
        );
        assert!(limiter.take(&"b").is_ok());
        let unlimited = Limiter::per_second(0);
        assert!((0..100_000).all(|_| unlimited.take(&"a").is_ok()));
    }

    #[test]
    fn a_crowd_takes_bounded_memory_and_is_stopped() {
        let limiter = Limiter::per_minute(1);
        let taken = (0..TOLD_APART + 1_000).filter(|number| limiter.take(number).is_ok());
        assert_eq!(taken.count(), TOLD_APART + 1, "one of the rest");
        assert!(limiter.0.unwrap().each.len() <= TOLD_APART);
    }
}
