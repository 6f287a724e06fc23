//! Sums of shares that are not decimals, rounded as their exact sum would be.

use std::ops::AddAssign;

use crate::{Currency, Minor};

/// A billionth of a billionth: the unit for computing shares.
const ATTOS: i128 = 1_000_000_000;
/// The number of bits of a factor that are multiplied at once.
const CHUNK: u32 = 24;

/// `of` × `part` / `whole`, in billionths of the major unit; `of` if `whole` is 0. All three are between 0 and 10^21,
/// and the part is at most the whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    pub(super) of: i128,
    pub(super) part: i128,
    pub(super) whole: i128,
}

/// A sum of non-negative shares.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Total {
    /// Billionths of the major unit.
    nanos: i128,
    /// The rest of the shares, truncated at the last digit,
    attos: i128,
    /// and the number of truncated shares.
    cut: i128,
}

impl AddAssign<Share> for Total {
    fn add_assign(&mut self, Share { of, part, whole }: Share) {
        if part == whole {
            self.nanos += of;
        } else if of == whole {
            self.nanos += part;
        } else {
            let (attos, is_exact) = multiplied_and_divided(of * ATTOS, part, whole);
            self.attos += attos;
            self.cut += i128::from(!is_exact);
        }
    }
}

impl Total {
    /// Rounded to the minor unit, half away from zero. To distinguish exact halves from sums just below, each truncated
    /// part is counted as a whole unit: an exact half is the only sum of prices that close to one.
    pub(super) fn rounded(self, currency: &Currency) -> Minor {
        if self.attos == 0 && self.cut == 0 {
            return currency.round_nanos(self.nanos);
        }
        let nanos = self.nanos + self.attos / ATTOS;
        let rest = self.attos % ATTOS + self.cut;
        let unit = currency.minor_nanos();
        let beyond = (nanos % unit) * ATTOS + rest;
        nanos / unit + i128::from(2 * beyond >= unit * ATTOS)
    }
}

/// a × b / c as an integer, and whether it is exact. `a` must be below 2^101, `b` at most `c`, and `c` below 2^72. The
/// plain product could overflow.
fn multiplied_and_divided(a: i128, b: i128, c: i128) -> (i128, bool) {
    let (mut quotient, mut rest) = (0, 0);
    for chunk in (0..3).rev() {
        let digit = (b >> (chunk * CHUNK)) & ((1 << CHUNK) - 1);
        let next = (rest << CHUNK) + (a % c) * digit;
        quotient = (quotient << CHUNK) + (a / c) * digit + next / c;
        rest = next % c;
    }
    (quotient, rest == 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MOST: i128 = 10_i128.pow(21);

    fn rounded(currency: &str, shares: &[(i128, i128, i128)]) -> Minor {
        let mut total = Total::default();
        for &(of, part, whole) in shares {
            total += Share { of, part, whole };
        }
        total.rounded(&Currency::from_code(currency).unwrap())
    }

    #[test]
    fn shares_are_summed_before_they_are_rounded() {
        const CENT: i128 = 10_000_000;
        // A third and a sixth of a cent make half a cent, which no decimals can represent.
        let (third, sixth) = ((CENT, 1, 3), (CENT, 1, 6));
        assert_eq!(rounded("USD", &[third, sixth]), 1);
        assert_eq!(rounded("USD", &[third]), 0);
        assert_eq!(rounded("USD", &[third, third, third]), 1);
        assert_eq!(rounded("USD", &[(CENT, 1, 2)]), 1);
        assert_eq!(rounded("USD", &[(CENT, 499_999, 1_000_000)]), 0);
        assert_eq!(rounded("JPY", &[(100 * CENT, 1, 3), (100 * CENT, 1, 6)]), 1);
        assert_eq!(rounded("USD", &[(7, 0, 0), (CENT, 0, 5)]), 0);
        assert_eq!(
            rounded("USD", &[(MOST, MOST - 1, MOST)]),
            100_000_000_000_000
        );
    }

    proptest! {
        #[test]
        fn a_quotient_is_the_whole_part_of_the_product(a in 0..10_i128.pow(30), c in 1..MOST, b in 0..MOST) {
            let b = b % (c + 1);
            let (quotient, is_exact) = multiplied_and_divided(a, b, c);
            // a·b = quotient·c + rest with 0 ≤ rest < c, checked by remainders modulo two primes and by size.
            for prime in [1_000_000_007_i128, 998_244_353] {
                let product = (a % prime) * (b % prime) % prime;
                let shown = (quotient % prime) * (c % prime) % prime;
                if is_exact {
                    prop_assert_eq!(product, shown);
                }
            }
            let (a, b, c, quotient) = (a as f64, b as f64, c as f64, quotient as f64);
            prop_assert!((a / c * b - quotient).abs() <= 1.0 + quotient * 1e-12);
        }
    }
}
