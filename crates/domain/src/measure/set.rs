//! A set of measures.

use super::{MEASURES, Measure, Unit};

// A set has 32 bits.
const _: () = assert!(Measure::COUNT <= 32);

/// A set of measures, as bits: bit n is the measure with number n.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct MeasureSet(u32);

impl MeasureSet {
    /// The empty set.
    pub const NONE: MeasureSet = MeasureSet(0);

    /// The set of all measures.
    pub const ALL: MeasureSet = MeasureSet(u32::MAX >> (32 - Measure::COUNT));

    /// The measures that are amounts of money.
    pub(crate) const MONEY: MeasureSet = {
        let (mut money, mut number) = (MeasureSet::NONE, 0);
        while number < Measure::COUNT {
            let def = &MEASURES[number];
            if matches!(def.unit, Unit::Money) {
                money = money.with(def.measure);
            }
            number += 1;
        }
        money
    };

    /// The set of these bits; `None` if a bit has no measure, so that a newer version must have written it.
    pub fn of_bits(bits: u32) -> Option<MeasureSet> {
        (bits & !MeasureSet::ALL.0 == 0).then_some(MeasureSet(bits))
    }

    /// The set of these bits, each of which has a measure.
    pub(super) const fn of_known(bits: u32) -> MeasureSet {
        MeasureSet(bits)
    }

    /// Its bits.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Whether it is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether a measure is in it.
    pub const fn has(self, measure: Measure) -> bool {
        self.0 & 1 << measure.number() != 0
    }

    /// The set with one more measure.
    #[must_use]
    pub const fn with(self, measure: Measure) -> MeasureSet {
        MeasureSet(self.0 | 1 << measure.number())
    }

    /// The set with one measure less.
    #[must_use]
    pub const fn without(self, measure: Measure) -> MeasureSet {
        MeasureSet(self.0 & !(1 << measure.number()))
    }

    /// The union of two sets.
    #[must_use]
    pub const fn or(self, other: MeasureSet) -> MeasureSet {
        MeasureSet(self.0 | other.0)
    }

    /// Its measures, in order of number.
    pub fn each(self) -> impl Iterator<Item = Measure> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let number = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            Measure::of_number(number)
        })
    }
}

impl FromIterator<Measure> for MeasureSet {
    fn from_iter<I: IntoIterator<Item = Measure>>(measures: I) -> MeasureSet {
        measures
            .into_iter()
            .fold(MeasureSet::NONE, MeasureSet::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Measure::{Orders, Returns};

    #[test]
    fn a_set_is_its_bits() {
        let set: MeasureSet = [Returns, Orders, Returns].into_iter().collect();
        assert_eq!((set.bits(), set.is_empty()), (0b1001, false));
        assert_eq!(MeasureSet::of_bits(0b1001), Some(set));
        assert_eq!(set.each().collect::<Vec<_>>(), [Orders, Returns]);
        assert!(Measure::all().all(|it| set.has(it) == [Orders, Returns].contains(&it)));
        let all: MeasureSet = Measure::all().collect();
        assert_eq!(
            (MeasureSet::of_bits(all.bits()), all),
            (Some(all), MeasureSet::ALL)
        );
        assert_eq!(
            MeasureSet::NONE
                .with(Orders)
                .or(MeasureSet::NONE.with(Returns)),
            set
        );
        assert_eq!(set.without(Returns).without(Measure::Units).bits(), 1);
        assert_eq!(
            MeasureSet::of_bits(1 << Measure::COUNT),
            None,
            "of a newer version"
        );
        assert!(MeasureSet::NONE.is_empty() && MeasureSet::NONE.each().next().is_none());
    }
}
