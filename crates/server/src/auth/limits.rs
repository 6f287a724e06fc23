//! Rate limits.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use governor::clock::{Clock as _, DefaultClock};
use governor::state::keyed::DashMapStateStore;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

/// How often one client may ask; 0 = no limit.
#[derive(Clone, Copy, Debug)]
pub struct LimitSettings {
    /// Sign-in attempts per minute and address.
    pub sign_ins_per_minute: u32,
    /// Requests without a valid key, per minute and address.
    pub refusals_per_minute: u32,
    /// Requests per second and key. A burst may be ten times as large.
    pub requests_per_key: u32,
    /// Requests per second and address, with and without a key. A burst may be ten times as large.
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

/// How many senders a limiter distinguishes at most, at about 100 bytes each. All further senders share one allowance:
/// that stops an attack from a hundred thousand addresses, at the price that honest newcomers wait too.
const TOLD_APART: usize = 65_536;
/// How often senders with a full allowance are forgotten, in milliseconds.
const TIDIED_EVERY: u64 = 1_000;

/// Gives each sender an allowance.
#[derive(Debug)]
pub(super) struct Limiter<K: Hash + Eq + Clone>(Option<Buckets<K>>);

#[derive(Debug)]
struct Buckets<K: Hash + Eq + Clone> {
    each: RateLimiter<K, DashMapStateStore<K>, DefaultClock>,
    rest: DefaultDirectRateLimiter,
    clock: DefaultClock,
    started: Instant,
    /// When senders were last forgotten, in milliseconds since the start.
    tidied: AtomicU64,
}

impl<K: Hash + Eq + Clone> Limiter<K> {
    /// This many per minute, all at once if need be; 0 = no limit.
    pub(super) fn per_minute(count: u32) -> Limiter<K> {
        Limiter::new(NonZeroU32::new(count).map(Quota::per_minute))
    }

    /// This many per second, and a burst of ten times as many; 0 = no limit.
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

    /// Uses up one request of a sender's allowance.
    ///
    /// # Errors
    /// How long to wait until the next one is allowed.
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
    /// Frees room, and returns whether there is some.
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
