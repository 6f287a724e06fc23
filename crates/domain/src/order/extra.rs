//! What few orders have: measures beside those that every order has.

use crate::Measure::{self, Orders, Returns, Revenue, Units};
use crate::{MeasureSet, Minor, Sums, Unit};

/// What an order says beyond its lines, its revenue and its returns. It stands in a list beside the
/// orders, so that the many that have nothing of it take no more memory than they did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extra {
    sums: Sums,
    /// Those of `sums` that are not 0, so that adding them up walks no others.
    used: MeasureSet,
}

/// How many measures every order has without an [`Extra`]: the first ones, of its lines and its two
/// amounts.
const PLAIN: usize = 4;

impl Extra {
    /// Those of an order's sums that it needs an extra part for; `None` when there are none.
    pub fn of(sums: &Sums) -> Option<Extra> {
        let beside = |(measure, _): &(Measure, i128)| measure.number() >= PLAIN;
        let extra = Extra::with(sums.non_zero().filter(beside).collect());
        (!extra.used.is_empty()).then_some(extra)
    }

    /// With these sums, whichever they are.
    pub(crate) fn with(sums: Sums) -> Extra {
        let used = sums.used();
        Extra { sums, used }
    }

    /// Its sums, those that are 0 as well.
    pub fn sums(&self) -> &Sums {
        &self.sums
    }

    /// Its sums that are not 0, in order of number.
    pub fn each(&self) -> impl Iterator<Item = (Measure, i128)> {
        let used = self.used.each();
        used.map(|measure| (measure, self.sums[measure]))
    }

    /// Its amounts of money, whatever their signs, in one sum: as much as it can move a day's sums by.
    pub(crate) fn weight(&self) -> Minor {
        let money = self.each().filter(|(it, _)| it.def().unit == Unit::Money);
        money.map(|(_, sum)| sum.abs()).sum()
    }
}

/// Where an order's extra part stands in the list of them, if it has one. As small as it can be,
/// because every order has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtraSlot(u32);

impl ExtraSlot {
    /// Of an order without an extra part.
    pub const NONE: ExtraSlot = ExtraSlot(u32::MAX);

    /// Puts an extra part at the end of the list, if there is one.
    pub fn push(list: &mut Vec<Extra>, extra: Option<Extra>) -> ExtraSlot {
        let Some(extra) = extra else {
            return ExtraSlot::NONE;
        };
        list.push(extra);
        ExtraSlot(list.len() as u32 - 1)
    }

    /// The extra part in its list.
    pub fn of(self, list: &[Extra]) -> Option<&Extra> {
        match self {
            ExtraSlot::NONE => None,
            ExtraSlot(index) => list.get(index as usize),
        }
    }

    /// The same behind a list of so many others.
    pub(crate) fn behind(self, others: usize) -> ExtraSlot {
        match self {
            ExtraSlot::NONE => ExtraSlot::NONE,
            ExtraSlot(index) => ExtraSlot(index + others as u32),
        }
    }
}

/// All sums of an order: of its sold lines, its two amounts, and its extra part.
pub(crate) fn joined(
    sold: impl Iterator<Item = u64>,
    revenue: Minor,
    returns: Minor,
    extra: Option<&Extra>,
) -> Sums {
    let units: i128 = sold.map(i128::from).sum();
    let mut sums = extra.map(|extra| extra.sums).unwrap_or_default();
    sums += Sums::from([
        (Orders, i128::from(units > 0)),
        (Units, units),
        (Revenue, revenue),
        (Returns, returns),
    ]);
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_order_has_needs_no_extra_part() {
        let plain = [(Orders, 1), (Units, 2), (Revenue, 300), (Returns, 5)];
        let plain = Sums::from(plain);
        assert_eq!(Extra::of(&plain), None);
        let beside: Sums = Measure::all()
            .skip(PLAIN)
            .map(|measure| (measure, -7))
            .collect();
        let extra = Extra::of(&(plain + beside));
        assert_eq!(extra.is_some(), Measure::COUNT > PLAIN);
        if let Some(extra) = extra {
            assert_eq!(*extra.sums(), beside);
            assert_eq!(extra.each().collect::<Sums>(), beside);
        }
    }

    #[test]
    fn slots_find_their_part_in_a_longer_list() {
        let extra = |sum| Extra::with(Sums::from([(Revenue, sum)]));
        let mut list = Vec::new();
        assert_eq!(ExtraSlot::push(&mut list, None), ExtraSlot::NONE);
        let first = ExtraSlot::push(&mut list, Some(extra(1)));
        let second = ExtraSlot::push(&mut list, Some(extra(-2)));
        assert_eq!(second.of(&list), Some(&extra(-2)));
        assert_eq!(first.behind(1).of(&list), Some(&extra(-2)));
        assert_eq!(ExtraSlot::NONE.behind(1).of(&list), None);
        assert_eq!(extra(-2).weight(), 2);
    }
}
