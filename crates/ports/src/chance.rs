//! Randomness for what must differ from server to server: names and pauses.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::Duration;

/// A unique number: the standard library seeds its hashers from the system's randomness, and no two in a process are
/// alike. Not for secrets.
pub fn chance() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// How long to wait after a failure before a retry.
#[derive(Clone, Copy, Debug)]
pub struct Pauses {
    /// The longest pause after the first failure.
    pub first: Duration,
    /// The longest pause after many failures.
    pub longest: Duration,
}

impl Pauses {
    /// The pause after this many earlier failures: it doubles, and half of it is random, so that servers that failed
    /// together do not retry together.
    pub fn after(&self, failures: u32) -> Duration {
        let longest = self.first.saturating_mul(1 << failures.min(20));
        let longest = longest.min(self.longest);
        let share = (chance() % 1_000) as u32;
        longest / 2 + longest / 2 * share / 1_000
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_number_comes_twice() {
        let some = || (0..1_000).map(|_| chance()).collect::<Vec<_>>();
        let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(some)).collect();
        let numbers = threads.into_iter().flat_map(|it| it.join().unwrap());
        let numbers: BTreeSet<u64> = numbers.collect();
        assert_eq!(numbers.len(), 4_000);
        // Both the high and the low bits vary.
        let ends = |of: fn(&u64) -> u64| numbers.iter().map(of).collect::<BTreeSet<_>>().len();
        assert!(ends(|it| it >> 56) > 200 && ends(|it| it & 0xff) > 200);
    }

    #[test]
    fn pauses_grow_to_a_limit_and_differ() {
        let pauses = Pauses {
            first: Duration::from_millis(200),
            longest: Duration::from_secs(10),
        };
        let millis = |failures| pauses.after(failures).as_millis();
        assert!((100..200).contains(&millis(0)));
        assert!((400..800).contains(&millis(2)));
        assert!((5_000..10_000).contains(&millis(u32::MAX)));
        let some: BTreeSet<u128> = (0..50).map(|_| millis(40)).collect();
        assert!(some.len() > 10, "{some:?}");
    }
}
