//! The one list of what is summed: each measure with its name, unit and grain, and the figures that
//! are made of them.
//!
//! A new measure is a row of [`MEASURES`]. Whoever carries, stores or shows sums loops over the
//! list and names no measure, unless it means that very one.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Index, IndexMut, Sub, SubAssign};

use Grain::{Day, Hour, Minute};
use Measure::{Orders, Returns, Revenue, Units};
use Unit::{Count, Money};

/// Something that orders are summed by. Its number is permanent: it stands in records of the
/// stores, and is never given to another measure.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Orders with at least one sold line.
    Orders = 0,
    /// Units of the sold lines.
    Units = 1,
    /// Gross revenue: the value of the sold lines.
    Revenue = 2,
    /// The value of the return lines, positive.
    Returns = 3,
}

/// What a measure counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Whole things.
    Count,
    /// Minor units of the shop's currency.
    Money,
}

/// The finest stretch of time that a measure is kept by. Coarser ones are there too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    /// The business day alone.
    Day,
    /// Local hours.
    Hour,
    /// Local minutes.
    Minute,
}

/// A row of the list.
#[derive(Clone, Copy, Debug)]
pub struct MeasureDef {
    /// The measure.
    pub measure: Measure,
    /// Its name wherever it is written out.
    pub name: &'static str,
    /// What it counts in.
    pub unit: Unit,
    /// The finest stretch of time that it is kept by.
    pub grain: Grain,
}

/// Every measure, at the place of its number.
pub const MEASURES: [MeasureDef; Measure::COUNT] = [
    def(Orders, "orders", Count, Minute),
    def(Units, "units", Count, Day),
    def(Revenue, "revenue", Money, Minute),
    def(Returns, "returns", Money, Hour),
];

/// A figure that is made of measures when it is shown, and never stored.
#[derive(Clone, Copy, Debug)]
pub struct DerivedDef {
    /// Its name wherever it is written out.
    pub name: &'static str,
    /// The measures it adds (1) or takes away (−1).
    pub of: &'static [(Measure, i8)],
    /// What their sum is divided by, rounded half away from zero; 0 where that is 0.
    pub per: Option<Measure>,
}

/// Every derived figure. All are money.
pub const DERIVED: &[DerivedDef] = &[
    DerivedDef {
        name: "net_revenue",
        of: &[(Revenue, 1), (Returns, -1)],
        per: None,
    },
    DerivedDef {
        name: "average_order",
        of: &[(Revenue, 1)],
        per: Some(Orders),
    },
];

const fn def(measure: Measure, name: &'static str, unit: Unit, grain: Grain) -> MeasureDef {
    MeasureDef {
        measure,
        name,
        unit,
        grain,
    }
}

impl Measure {
    /// How many there are.
    pub const COUNT: usize = 4;

    /// Its permanent number, which is its place in [`MEASURES`].
    pub const fn number(self) -> usize {
        self as usize
    }

    /// The measure of a number; `None` = of a newer version.
    pub fn of_number(number: usize) -> Option<Measure> {
        MEASURES.get(number).map(|def| def.measure)
    }

    /// Its row of the list.
    pub const fn def(self) -> &'static MeasureDef {
        &MEASURES[self.number()]
    }

    /// Every measure, in order of number.
    pub fn all() -> impl ExactSizeIterator<Item = Measure> + DoubleEndedIterator {
        MEASURES.iter().map(|def| def.measure)
    }

    /// Every measure that is kept at least this finely, in order of number.
    pub fn kept_by(grain: Grain) -> impl Iterator<Item = Measure> {
        Measure::all().filter(move |measure| measure.def().grain >= grain)
    }
}

/// One sum for each measure.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums([i128; Measure::COUNT]);

impl Sums {
    /// Nothing of anything.
    pub const ZERO: Sums = Sums([0; Measure::COUNT]);

    /// Whether every sum is 0.
    pub fn is_zero(&self) -> bool {
        *self == Sums::ZERO
    }

    /// The sums that are not 0, in order of number.
    pub fn non_zero(&self) -> impl Iterator<Item = (Measure, i128)> + '_ {
        let all = Measure::all().zip(self.0);
        all.filter(|(_, sum)| *sum != 0)
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
        sums.fold(Sums::ZERO, Add::add)
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

    /// They stand in records and answers: what is written under a number or a name must be read under
    /// it for ever. New ones come behind the last.
    #[test]
    fn the_list_is_permanent() {
        let rows = MEASURES
            .iter()
            .map(|def| (def.measure.number(), def.name, def.unit, def.grain));
        let expected = [
            (0, "orders", Count, Minute),
            (1, "units", Count, Day),
            (2, "revenue", Money, Minute),
            (3, "returns", Money, Hour),
        ];
        assert_eq!(rows.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn numbers_are_places_and_names_are_unlike() {
        for (number, def) in MEASURES.iter().enumerate() {
            assert_eq!(def.measure.number(), number);
            assert_eq!(Measure::of_number(number), Some(def.measure));
        }
        assert_eq!(Measure::of_number(Measure::COUNT), None);
        let names = MEASURES.iter().map(|def| def.name);
        let names: Vec<&str> = names.chain(DERIVED.iter().map(|def| def.name)).collect();
        let unlike: std::collections::BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(unlike.len(), names.len());
    }

    #[test]
    fn derived_figures_are_made_of_money() {
        for def in DERIVED {
            assert!(!def.of.is_empty(), "{}", def.name);
            for (measure, sign) in def.of {
                assert_eq!(measure.def().unit, Money, "{}", def.name);
                assert_eq!(sign.abs(), 1, "{}", def.name);
            }
            assert!(def.per.is_none_or(|per| per.def().unit == Count));
        }
    }

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
        }
    }
}
