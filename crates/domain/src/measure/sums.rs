//! One sum for each measure.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Index, IndexMut, Sub, SubAssign};

use super::{Measure, MeasureSet};

/// One sum for each measure.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Sums([i128; Measure::COUNT]);

impl Sums {
    /// All sums 0.
    pub const ZERO: Sums = Sums([0; Measure::COUNT]);

    /// Whether every sum is 0.
    pub fn is_zero(&self) -> bool {
        *self == Sums::ZERO
    }

    /// The measures whose sums are not 0.
    pub fn used(&self) -> MeasureSet {
        let bits = self.0.iter().enumerate();
        MeasureSet::of_known(bits.fold(0, |bits, (number, sum)| {
            bits | u32::from(*sum != 0) << number
        }))
    }

    /// The greatest absolute sum.
    pub fn greatest(&self) -> i128 {
        self.0.iter().map(|sum| sum.abs()).max().unwrap_or_default()
    }

    /// The sums that are not 0, in order of number.
    pub fn non_zero(&self) -> impl Iterator<Item = (Measure, i128)> + '_ {
        let all = Measure::all().zip(&self.0);
        all.filter(|(_, sum)| **sum != 0)
            .map(|(measure, sum)| (measure, *sum))
    }
}

impl Index<Measure> for Sums {
    type Output = i128;

    fn index(&self, measure: Measure) -> &i128 {
        &self.0[measure.number()]
    }
}

impl IndexMut<Measure> for Sums {
    fn index_mut(&mut self, measure: Measure) -> &mut i128 {
        &mut self.0[measure.number()]
    }
}

impl AddAssign for Sums {
    fn add_assign(&mut self, other: Sums) {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a += b);
    }
}

impl SubAssign for Sums {
    fn sub_assign(&mut self, other: Sums) {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a -= b);
    }
}

impl Add for Sums {
    type Output = Sums;

    fn add(mut self, other: Sums) -> Sums {
        self += other;
        self
    }
}

impl Sub for Sums {
    type Output = Sums;

    fn sub(mut self, other: Sums) -> Sums {
        self -= other;
        self
    }
}

impl Sum for Sums {
    fn sum<I: Iterator<Item = Sums>>(sums: I) -> Sums {
        let mut all = Sums::ZERO;
        // Most hours of a day are zero, and to look is cheaper than to add and copy.
        sums.filter(|sums| !sums.is_zero())
            .for_each(|sums| all += sums);
        all
    }
}

impl<const N: usize> From<[(Measure, i128); N]> for Sums {
    fn from(pairs: [(Measure, i128); N]) -> Sums {
        pairs.into_iter().collect()
    }
}

impl FromIterator<(Measure, i128)> for Sums {
    fn from_iter<I: IntoIterator<Item = (Measure, i128)>>(pairs: I) -> Sums {
        let mut sums = Sums::ZERO;
        pairs
            .into_iter()
            .for_each(|(measure, sum)| sums[measure] += sum);
        sums
    }
}

impl fmt::Debug for Sums {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = self.non_zero().map(|(it, sum)| (it.def().name, sum));
        f.debug_map().entries(named).finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::array::uniform;
    use proptest::prelude::*;

    use super::*;
    use Measure::{Orders, Revenue, Units};

    #[test]
    fn sums_are_added_measure_by_measure() {
        let sums = Sums::from([(Orders, 2), (Revenue, -5)]) + Sums::from([(Revenue, 6)]);
        assert_eq!((sums[Orders], sums[Revenue], sums[Units]), (2, 1, 0));
        let pairs: Vec<_> = sums.non_zero().collect();
        assert_eq!(pairs, [(Orders, 2), (Revenue, 1)]);
        assert_eq!(format!("{sums:?}"), r#"{"orders": 2, "revenue": 1}"#);
    }

    fn any_sums() -> impl Strategy<Value = Sums> {
        uniform(-(1_i128 << 100)..1_i128 << 100).prop_map(Sums)
    }

    proptest! {
        #[test]
        fn subtracting_undoes_adding(a in any_sums(), b in any_sums()) {
            prop_assert_eq!(a + b - b, a);
            prop_assert_eq!(a - b + b, a);
            prop_assert_eq!(a + b, b + a);
            prop_assert!((a - a).is_zero());
            prop_assert_eq!(a.non_zero().collect::<Sums>(), a);
            let masked = a.used().each().map(|measure| (measure, a[measure]));
            prop_assert_eq!(masked.collect::<Sums>(), a);
        }
    }
}
