//! The headline figures of a period, computed from its sums.

use crate::Sums;
use crate::measure::{DERIVED, DerivedDef, Grain, MEASURES, Measure, MeasureSet, Unit};
use crate::money::div_half_away;

/// The headline figures of a day or of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    sums: Sums,
    unknown: MeasureSet,
    unique_items: Option<u64>,
}

/// A headline figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Its name in all output.
    pub name: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// `None` = unknown, which is not 0.
    pub value: Option<i128>,
}

/// The definition of a headline figure.
#[derive(Clone, Copy, Debug)]
pub struct FigureDef {
    /// Its name in all output.
    pub name: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// Its exact meaning, in a sentence or two.
    pub meaning: &'static str,
    /// The finest period that it is kept by; `None` = it is not stored as a sum.
    pub grain: Option<Grain>,
    /// The measures it is computed from when it is shown, with their signs; empty if it is not computed.
    pub of: &'static [(Measure, i8)],
    /// The measure that their sum is divided by; the result is 0 if that is 0.
    pub per: Option<Measure>,
    /// Whether it is unknown for some days.
    pub may_be_unknown: bool,
}

impl Totals {
    /// The name in [`Totals::each`] of the number of distinct items with net units above 0.
    pub const UNIQUE_ITEMS: &str = "unique_items";

    /// The figures of these sums; `unique_items` is `None` if they cannot be known.
    pub fn new(sums: Sums, unique_items: Option<u64>) -> Totals {
        Totals {
            sums,
            unknown: MeasureSet::NONE,
            unique_items,
        }
    }

    /// Marks measures as unknown because their sums are incomplete.
    #[must_use]
    pub fn without(mut self, unknown: MeasureSet) -> Totals {
        self.unknown = self.unknown.or(unknown);
        self
    }

    /// The sum of several totals: a figure that is unknown in one of them is unknown in the sum. The items of several
    /// days overlap, so unique items are only known for a single one.
    pub fn of_several<'t>(all: impl IntoIterator<Item = &'t Totals>) -> Totals {
        let mut all = all.into_iter();
        let Some(first) = all.next() else {
            return Totals::default();
        };
        let mut sum = *first;
        for totals in all {
            sum.sums += totals.sums;
            sum.unknown = sum.unknown.or(totals.unknown);
            sum.unique_items = None;
        }
        sum
    }

    /// The sum of a measure; `None` if unknown.
    pub fn get(&self, measure: Measure) -> Option<i128> {
        (!self.unknown.has(measure)).then(|| self.sums[measure])
    }

    /// The number of distinct items with net units above 0; `None` if it cannot be known.
    pub fn unique_items(&self) -> Option<u64> {
        self.unique_items
    }

    /// A figure by its name; `None` if there is no such figure or its value is unknown.
    pub fn named(&self, name: &str) -> Option<i128> {
        self.each().find(|figure| figure.name == name)?.value
    }

    /// Every figure: the measures in order of number, the unique items, then the derived figures.
    pub fn each(&self) -> impl Iterator<Item = Figure> {
        let measures = MEASURES.iter().map(|def| Figure {
            name: def.name,
            unit: def.unit,
            value: self.get(def.measure),
        });
        let unique = Figure {
            name: Totals::UNIQUE_ITEMS,
            unit: Unit::Count,
            value: self.unique_items.map(i128::from),
        };
        let derived = DERIVED.iter().map(|def| Figure {
            name: def.name,
            unit: Unit::Money,
            value: self.derived(def),
        });
        measures.chain([unique]).chain(derived)
    }

    /// The definitions of all figures, in the order of [`Totals::each`].
    pub fn defs() -> impl Iterator<Item = FigureDef> {
        let measures = MEASURES.iter().map(|def| FigureDef {
            name: def.name,
            unit: def.unit,
            meaning: def.meaning,
            grain: Some(def.grain),
            of: &[],
            per: None,
            may_be_unknown: may_be_unknown(def.measure),
        });
        let unique = FigureDef {
            name: Totals::UNIQUE_ITEMS,
            unit: Unit::Count,
            meaning: "Distinct items with units above 0.",
            grain: None,
            of: &[],
            per: None,
            may_be_unknown: false,
        };
        let derived = DERIVED.iter().map(|def| FigureDef {
            name: def.name,
            unit: Unit::Money,
            meaning: def.meaning,
            grain: None,
            of: def.of,
            per: def.per,
            may_be_unknown: def.of.iter().any(|(measure, _)| may_be_unknown(*measure))
                || def.per.is_some_and(may_be_unknown),
        });
        measures.chain([unique]).chain(derived)
    }

    fn derived(&self, def: &DerivedDef) -> Option<i128> {
        let mut sum = 0;
        for (measure, sign) in def.of {
            sum += self.get(*measure)? * i128::from(*sign);
        }
        match def.per {
            None => Some(sum),
            Some(per) => Some(match self.get(per)? {
                per if per > 0 => div_half_away(sum, per),
                _ => 0,
            }),
        }
    }
}

/// Besides measures that are incomplete at first, units may be unknown: the original design did not keep them.
fn may_be_unknown(measure: Measure) -> bool {
    measure.def().is_partial_at_first || measure == Measure::Units
}

#[cfg(test)]
mod tests {
    use super::*;
    use Measure::{Orders, Returns, Revenue, Units};

    fn totals() -> Totals {
        let sums = [(Orders, 3), (Units, 4), (Revenue, 1_000), (Returns, 1)];
        Totals::new(Sums::from(sums), Some(2))
    }

    #[test]
    fn figures_come_in_the_order_of_the_list() {
        let names: Vec<&str> = totals().each().map(|figure| figure.name).collect();
        let stored = MEASURES.iter().map(|def| def.name);
        let derived = DERIVED.iter().map(|def| def.name);
        let expected = stored.chain([Totals::UNIQUE_ITEMS]).chain(derived);
        assert_eq!(names, expected.collect::<Vec<_>>());
        for (def, figure) in Totals::defs().zip(totals().each()) {
            assert_eq!((def.name, def.unit), (figure.name, figure.unit));
        }
    }

    #[test]
    fn figures_have_their_values() {
        for (name, value) in [
            ("orders", 3),
            ("units", 4),
            ("revenue", 1_000),
            ("returns", 1),
            ("unique_items", 2),
            ("net_revenue", 999),
            ("average_order", 333),
        ] {
            assert_eq!(totals().named(name), Some(value), "{name}");
        }
        assert_eq!(totals().named("profit"), None);
    }

    #[test]
    fn without_orders_the_average_is_zero() {
        let totals = Totals::new(Sums::from([(Returns, 5)]), Some(0));
        assert_eq!(totals.named("average_order"), Some(0));
        assert_eq!(totals.named("net_revenue"), Some(-5));
    }

    #[test]
    fn what_is_made_of_something_unknown_is_unknown() {
        let totals = totals().without(MeasureSet::NONE.with(Returns));
        assert_eq!(totals.get(Returns), None);
        assert_eq!(totals.named("net_revenue"), None);
        assert_eq!(totals.named("average_order"), Some(333));
        assert_eq!(totals.get(Units), Some(4));
    }
}
