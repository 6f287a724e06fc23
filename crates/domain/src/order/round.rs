//! Sums of shares that are no decimals, rounded as their exact sum is.

use std::ops::AddAssign;

use crate::{Currency, Minor};

/// Thousand-millionths of a thousand-millionth: the unit in which shares are worked out.
const ATTOS: i128 = 1_000_000_000;
/// So many bits of a factor are multiplied at once.
const CHUNK: u32 = 24;

/// `of` × `part` / `whole`, in thousand-millionths of the major unit; `of` where `whole` is 0. None is
/// below 0 nor above 10^21, and the part is no more than the whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    pub(super) of: i128,
    pub(super) part: i128,
    pub(super) whole: i128,
}

/// A sum of shares, none of them below 0.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Total {
    /// Thousand-millionths of the major unit.
    nanos: i128,
    /// What shares have beyond those, cut off at the last digit,
    attos: i128,
    /// and of how many that is less than all they have.
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
    /// Rounded to the minor unit, half away from zero. Halves are told from what is just below them:
    /// what was cut off is counted as if it were there, since an exact half is the only sum of prices
    /// so near to one.
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

/// a × b / c cut to a whole number, and whether nothing was cut off: with `a` below 2^101, `b` at most
/// `c`, and `c` below 2^72. The product alone could be too large.
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
        // Thirds of a cent and a half: 1/3 + 1/6 is half a cent, which no decimals show.
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
            // a·b = quotient·c + rest with 0 ≤ rest < c, by the remainders of two primes and by size.
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
