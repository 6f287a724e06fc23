//! The only source of randomness.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Repeatable randomness. ChaCha's stream and the integer arithmetic below never change, whereas the distributions of
/// the `rand` crate may change between its releases: a seed from an old bug report must still give the same orders.
#[derive(Debug, Clone)]
pub(crate) struct Dice {
    rng: ChaCha8Rng,
}

impl Dice {
    /// Different streams of a seed are independent, so that, for example, more faults do not change the orders.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self { rng }
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.rng.next_u64()
    }

    /// A number in `0..bound`; 0 for a bound of 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        // The bias of one multiplication is below bound / 2^64: far too small to show in sample data.
        ((u128::from(self.bits()) * u128::from(bound)) >> 64) as u64
    }

    /// A number in `low..=high`; `low` if the range is empty.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = high.saturating_sub(low).max(0) as u64;
        low.saturating_add(self.below(width + 1) as i64)
    }

    /// A fraction in `[0, 1)` with 32 bits.
    pub(crate) fn fraction(&mut self) -> f64 {
        f64::from(self.rng.next_u32()) / 4_294_967_296.0
    }

    /// True with the given probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.fraction() < probability
    }

    /// One of the choices, or `None` if there are none.
    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len() as u64) as usize)
    }
}

/// Mixes the bits of a number (splitmix64's finaliser), for values that depend only on an index.
pub(crate) const fn scramble(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_in_range_and_repeats() {
        let mut one = Dice::new(1, 0);
        let mut two = Dice::new(1, 0);
        for _ in 0..10_000 {
            let value = one.between(-3, 3);
            assert!((-3..=3).contains(&value));
            assert_eq!(value, two.between(-3, 3));
        }
        assert_eq!(one.below(0), 0);
        assert_eq!(one.between(5, 4), 5);
        assert_eq!(one.pick::<u8>(&[]), None);
    }

    #[test]
    fn streams_differ() {
        assert_ne!(Dice::new(1, 0).bits(), Dice::new(1, 1).bits());
    }
}
