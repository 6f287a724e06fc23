//! The sums of a day's orders by slice.

use std::collections::BTreeMap;
use std::ops::{AddAssign, SubAssign};

use super::{Dimension, Slice};
use crate::{Measure, Minor, Sums};

/// The measures summed by slice, in the order used in records of the stores.
pub const SLICED: [Measure; 4] = [
    Measure::Orders,
    Measure::Revenue,
    Measure::Discounts,
    Measure::Returns,
];

/// One sum for each of [`SLICED`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SliceSums(pub [i128; SLICED.len()]);

impl SliceSums {
    /// All sums 0.
    pub const ZERO: SliceSums = SliceSums([0; SLICED.len()]);

    /// The part of all sums that is kept by slice.
    pub fn of(sums: &Sums) -> SliceSums {
        SliceSums(SLICED.map(|measure| sums[measure]))
    }

    /// Whether every sum is 0.
    pub fn is_zero(&self) -> bool {
        *self == SliceSums::ZERO
    }

    /// The sum of a measure; `None` if it is not summed by slice.
    pub fn get(&self, measure: Measure) -> Option<i128> {
        let place = SLICED.iter().position(|it| *it == measure)?;
        Some(self.0[place])
    }

    /// The sums that are not 0.
    pub fn non_zero(&self) -> impl Iterator<Item = (Measure, i128)> {
        let all = SLICED.into_iter().zip(self.0);
        all.filter(|(_, sum)| *sum != 0)
    }

    /// The greatest absolute sum.
    pub fn greatest(&self) -> Minor {
        self.0.iter().map(|sum| sum.abs()).max().unwrap_or_default()
    }
}

impl AddAssign for SliceSums {
    fn add_assign(&mut self, other: SliceSums) {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a += b);
    }
}

impl SubAssign for SliceSums {
    fn sub_assign(&mut self, other: SliceSums) {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a -= b);
    }
}

/// The sums of a day by slice, or their changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slices(BTreeMap<Slice, SliceSums>);

impl Slices {
    /// Adds to the sums of a slice.
    pub fn add(&mut self, slice: Slice, sums: SliceSums) {
        *self.0.entry(slice).or_default() += sums;
    }

    /// Adds others.
    pub fn add_all(&mut self, others: &Slices) {
        others
            .0
            .iter()
            .for_each(|(slice, sums)| self.add(*slice, *sums));
    }

    /// Drops empty slices.
    pub fn forget_zeros(&mut self) {
        self.0.retain(|_, sums| !sums.is_zero());
    }

    /// Whether there are no slices.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The sums of a slice.
    pub fn get(&self, slice: Slice) -> SliceSums {
        self.0.get(&slice).copied().unwrap_or_default()
    }

    /// Each slice with its sums, in order of number.
    pub fn each(&self) -> impl ExactSizeIterator<Item = (Slice, SliceSums)> {
        self.0.iter().map(|(slice, sums)| (*slice, *sums))
    }

    /// The slices of one dimension.
    pub fn of(&self, dimension: Dimension) -> impl Iterator<Item = (Slice, SliceSums)> {
        let each = self.each();
        each.filter(move |(slice, _)| slice.dimension() == dimension)
    }
}

impl FromIterator<(Slice, SliceSums)> for Slices {
    fn from_iter<I: IntoIterator<Item = (Slice, SliceSums)>>(each: I) -> Slices {
        let mut slices = Slices::default();
        each.into_iter()
            .for_each(|(slice, sums)| slices.add(slice, sums));
        slices
    }
}
