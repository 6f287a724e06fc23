//! Rarely needed data of orders: sums besides the common ones, where they were sold, and their original currency.

use super::Original;
use crate::Measure::{self, Orders, Returns, Revenue, Units};
use crate::{Market, MeasureSet, Minor, Sums};

/// The content of an order besides its lines, revenue and returns. It is in a separate list, so that the many orders
/// without any take no extra memory. An import writes millions of them, so their size matters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Extra {
    sums: [i64; Measure::COUNT],
    /// The measures in `sums` that are not 0, so that additions skip all others.
    used: MeasureSet,
    market: Market,
    /// Few orders are converted.
    original: Option<Box<Original>>,
}

const _: () = assert!(size_of::<Extra>() <= 112);

impl Extra {
    /// Splits an order's sums as records hold them: its revenue, its returns, and an extra part if needed. Units follow
    /// from the lines, and `orders` only counts the difference from what the lines imply. Negative returns, the market
    /// and the original currency belong to the extra part. No order that passed the checks has a sum near 64 bits; a
    /// larger one, from a damaged store, becomes the greatest, for which no day has room.
    pub fn split(
        sums: &Sums,
        market: Market,
        original: Option<Original>,
    ) -> (Minor, Minor, Option<Extra>) {
        let (revenue, returns) = (sums[Revenue], sums[Returns]);
        let mut used = sums.used().without(Units).without(Revenue);
        if returns > 0 {
            used = used.without(Returns);
        }
        let is_empty = used.is_empty() && market.is_none() && original.is_none();
        let extra = (!is_empty).then(|| Extra::new(sums, used, market, original));
        (revenue, returns.max(0), extra)
    }

    /// An extra part with these of the sums.
    fn new(sums: &Sums, used: MeasureSet, market: Market, original: Option<Original>) -> Extra {
        let mut small = [0; Measure::COUNT];
        for measure in used.each() {
            let sum = sums[measure].clamp(i64::MIN.into(), i64::MAX.into());
            small[measure.number()] = sum as i64;
        }
        Extra {
            sums: small,
            used,
            market,
            original: original.map(Box::new),
        }
    }

    /// An extra part with these sums, whatever they are.
    #[cfg(test)]
    pub(crate) fn with(sums: Sums) -> Extra {
        Extra::new(&sums, sums.used(), Market::NONE, None)
    }

    /// Where it was sold and where it goes.
    pub fn market(&self) -> Market {
        self.market
    }

    /// The original currency data; `None` = the order was not converted, or came before that was kept.
    pub fn original(&self) -> Option<&Original> {
        self.original.as_deref()
    }

    /// The measures of its sums that are not 0.
    pub fn used(&self) -> MeasureSet {
        self.used
    }

    /// All of its sums, including zeros.
    pub fn sums(&self) -> Sums {
        self.each().collect()
    }

    /// Its sum of a measure.
    pub fn sum(&self, measure: Measure) -> i128 {
        self.sums[measure.number()].into()
    }

    /// Its non-zero sums, in order of number.
    pub fn each(&self) -> impl Iterator<Item = (Measure, i128)> {
        let used = self.used.each();
        used.map(|measure| (measure, self.sum(measure)))
    }

    /// The sum of its absolute amounts of money: the most it can move a day's sums.
    pub(crate) fn weight(&self) -> Minor {
        // Adding zeros takes less time than to look which sums are not.
        let money = (0_u32..).zip(self.sums);
        let money = money.filter(|(number, _)| MeasureSet::MONEY.bits() >> number & 1 != 0);
        money.map(|(_, sum)| Minor::from(sum).abs()).sum()
    }
}

/// Appends data that few orders or lines have, and returns its index. If one has it, others from the same sender
/// probably do too, so the first one reserves room for `most`: the list need not grow by repeated copies.
pub(super) fn push_rare<T>(list: &mut Vec<T>, item: T, most: usize) -> u32 {
    if list.is_empty() {
        list.reserve(most);
    }
    list.push(item);
    list.len() as u32 - 1
}

/// The index of an order's extra part in its list, if it has one. As small as possible, because every order has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ExtraSlot(u32);

impl ExtraSlot {
    /// The slot of an order without an extra part.
    pub(super) const NONE: ExtraSlot = ExtraSlot(u32::MAX);

    /// Appends an extra part to the list, if there is one; `most` as for [`push_rare`].
    pub(super) fn push(list: &mut Vec<Extra>, extra: Option<Extra>, most: usize) -> ExtraSlot {
        match extra {
            None => ExtraSlot::NONE,
            Some(extra) => ExtraSlot(push_rare(list, extra, most)),
        }
    }

    /// The extra part in its list.
    pub(super) fn of(self, list: &[Extra]) -> Option<&Extra> {
        match self {
            ExtraSlot::NONE => None,
            ExtraSlot(index) => list.get(index as usize),
        }
    }

    /// The slot after it was moved behind `others` other parts.
    pub(super) fn behind(self, others: usize) -> ExtraSlot {
        match self {
            ExtraSlot::NONE => ExtraSlot::NONE,
            ExtraSlot(index) => ExtraSlot(index + others as u32),
        }
    }
}

/// Turns all sums of an order into the input of [`Extra::split`]: without those implied by the lines.
pub(super) fn beside_lines(mut sums: Sums) -> Sums {
    sums[Orders] -= i128::from(sums[Units] > 0);
    sums[Units] = 0;
    sums
}

/// All sums of an order: from its sold lines, its two amounts, and its extra part.
pub(crate) fn joined(
    sold: impl Iterator<Item = u64>,
    revenue: Minor,
    returns: Minor,
    extra: Option<&Extra>,
) -> Sums {
    let units: i128 = sold.map(i128::from).sum();
    let mut sums = extra.map(Extra::sums).unwrap_or_default();
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

    fn split_and_joined(sums: Sums) -> Option<Extra> {
        let (revenue, returns, extra) = Extra::split(&beside_lines(sums), Market::NONE, None);
        let units = u64::try_from(sums[Units]).unwrap();
        let sold = (units > 0).then_some(units);
        let again = joined(sold.into_iter(), revenue, returns, extra.as_ref());
        assert_eq!(again, sums);
        extra
    }

    #[test]
    fn what_every_order_has_needs_no_extra_part() {
        let plain = Sums::from([(Orders, 1), (Units, 2), (Revenue, 300), (Returns, 5)]);
        assert_eq!(split_and_joined(plain), None);
        assert_eq!(split_and_joined(Sums::from([(Returns, 5)])), None);
        let beside: Sums = Measure::all()
            .skip(4)
            .map(|measure| (measure, -7))
            .collect();
        let extra = split_and_joined(plain + beside).unwrap();
        assert_eq!(extra.sums(), beside);
        assert_eq!(extra.each().collect::<Sums>(), beside);
    }

    #[test]
    fn what_lines_do_not_say_is_beside_them() {
        let exchange = Sums::from([(Units, 1), (Revenue, 300)]);
        let gift_card = Sums::from([(Orders, 1)]);
        let kept_back = Sums::from([(Returns, -5)]);
        for (sums, beside) in [
            (exchange, [(Orders, -1)]),
            (gift_card, [(Orders, 1)]),
            (kept_back, [(Returns, -5)]),
        ] {
            let extra = split_and_joined(sums).unwrap();
            assert_eq!(extra.sums(), beside.into());
        }
    }

    #[test]
    fn a_sum_that_no_order_has_fills_every_day() {
        for (sum, kept) in [(1_i128 << 80, i64::MAX), (-1 << 80, i64::MIN)] {
            let extra = Extra::with(Sums::from([(Measure::Tips, sum)]));
            assert_eq!(extra.sum(Measure::Tips), kept.into());
            assert!(extra.weight() > crate::MAX_DAY_SUM);
        }
    }

    #[test]
    fn only_money_has_weight() {
        for measure in Measure::all() {
            let weight = Extra::with(Sums::from([(measure, -7)])).weight();
            let is_money = measure.def().unit == crate::Unit::Money;
            assert_eq!(weight, if is_money { 7 } else { 0 }, "{measure:?}");
        }
        let all: Sums = Measure::all().map(|measure| (measure, i128::MIN)).collect();
        let money = MeasureSet::MONEY.each().count() as Minor;
        assert_eq!(Extra::with(all).weight(), money << 63);
    }

    #[test]
    fn slots_find_their_part_in_a_longer_list() {
        let extra = |sum| Extra::with(Sums::from([(Revenue, sum)]));
        let mut list = Vec::new();
        assert_eq!(ExtraSlot::push(&mut list, None, 2), ExtraSlot::NONE);
        let first = ExtraSlot::push(&mut list, Some(extra(1)), 2);
        let second = ExtraSlot::push(&mut list, Some(extra(-2)), 2);
        assert_eq!(second.of(&list), Some(&extra(-2)));
        assert_eq!(first.behind(1).of(&list), Some(&extra(-2)));
        assert_eq!(ExtraSlot::NONE.behind(1).of(&list), None);
        assert_eq!(extra(-2).weight(), 2);
    }
}
