//! A page of a day's orders: the newest ones found in all shards of the ledger.

use std::cmp::Ordering;
use std::ops::{Range, RangeInclusive};

use domain::{BusinessDay, LedgerOrder, OrderFilter, SoldItem};

use super::order_record::{PackedOrder, read_order};
use super::shard_copy::ShardCopy;
use super::{ShopState, extra_of, order_key};
use crate::codec::{Malformed, Reader};

/// The number of different seconds that the clock shows on a day.
const DAY_SECONDS: u32 = 86_400;

/// The orders to find, and those found in the shards seen so far.
#[derive(Debug)]
pub(crate) struct OrderScan {
    day: BusinessDay,
    filter: OrderFilter,
    /// The number of the filter's item.
    item: Option<u32>,
    /// The seconds that the day's clock shows twice.
    repeated: Option<Range<u32>>,
    /// Only orders in these seconds, counted as they pass, are collected.
    seconds: RangeInclusive<u32>,
    /// How many of the newest orders within `seconds` are collected.
    keep: usize,
    /// The collected orders. Those that are no longer among the newest are removed when there are more than twice as
    /// many as needed.
    found: Vec<Found>,
    total: usize,
    shard: ShardCopy,
}

#[derive(Debug)]
struct Found {
    second: u32,
    id: String,
    bytes: Box<[u8]>,
}

/// The number of a day's orders in each second, counted as the seconds pass.
#[derive(Debug)]
pub(crate) struct Seconds(Vec<u32>);

impl ShopState {
    /// The number of an item, to find its orders.
    pub(crate) fn item(&self, sku: &str) -> Option<u32> {
        self.items.find(sku)
    }

    /// Copies what a scan is to look at of a shard.
    pub(crate) fn copy_shard(&self, shard: usize, scan: &mut OrderScan) -> Result<(), Malformed> {
        let seconds = scan.wanted_seconds();
        self.ledger
            .copy_shard(shard, (scan.day, seconds), &mut scan.shard)
    }

    /// How many orders of the day pass the filter, unless each has to be seen to know that.
    pub(crate) fn known_total(&self, scan: &OrderScan) -> Option<usize> {
        (!scan.has_filter()).then(|| self.ledger.orders_on(scan.day))
    }

    /// The found orders, newest first, with names.
    pub(crate) fn found_orders(
        &self,
        scan: OrderScan,
        skip: usize,
    ) -> Result<Vec<LedgerOrder>, Malformed> {
        let mut found = scan.found;
        found.sort_unstable_by(order);
        found.truncate(scan.keep);
        let page = found.into_iter().skip(skip);
        page.map(|found| self.ledger_order(found)).collect()
    }

    fn ledger_order(&self, found: Found) -> Result<LedgerOrder, Malformed> {
        let record = read_order(&mut Reader::new(&found.bytes))?.record;
        let sold = record.sold()?.into_iter();
        let items = sold.map(|line| SoldItem {
            sku: self.items.sku(line.item).to_owned(),
            name: self.items.name(line.item).map(str::to_owned),
            units: line.units,
        });
        Ok(LedgerOrder {
            id: found.id,
            version: record.version,
            standing: record.standing,
            at: record.at,
            revenue: record.revenue,
            returns: record.returns,
            items: items.collect(),
            extra: extra_of(&record)?,
        })
    }
}

impl OrderScan {
    /// A scan for the newest `keep` orders of a day, whose clock shows the seconds `repeated` twice.
    pub(crate) fn new(
        (day, repeated): (BusinessDay, Option<Range<u32>>),
        (filter, item): (OrderFilter, Option<u32>),
        keep: usize,
    ) -> OrderScan {
        let again = repeated.as_ref().map_or(0, |it| it.end - it.start);
        OrderScan {
            day,
            filter,
            item,
            repeated,
            seconds: 0..=DAY_SECONDS + again - 1,
            keep,
            found: Vec::new(),
            total: 0,
            shard: ShardCopy::default(),
        }
    }

    /// An array to count the orders of each second.
    pub(crate) fn no_seconds(&self) -> Seconds {
        Seconds(vec![0; *self.seconds.end() as usize + 1])
    }

    /// Searches the copied shard.
    pub(crate) fn look(&mut self) -> Result<(), Malformed> {
        let shard = std::mem::take(&mut self.shard);
        let looked = shard.each(|order| self.see(order));
        self.shard = shard;
        looked
    }

    /// Counts the matching orders in the copied shard, by second.
    pub(crate) fn count(&self, seconds: &mut Seconds) -> Result<(), Malformed> {
        self.shard.each(|order| {
            if self.wants(order)?
                && let Some(count) = seconds.0.get_mut(self.second_of(order) as usize)
            {
                *count += 1;
            }
            Ok(())
        })
    }

    /// Narrows the scan to the seconds with the page that begins at `offset`, and returns how many of its results come
    /// before the page.
    pub(crate) fn narrow(&mut self, seconds: &Seconds, offset: usize, limit: usize) -> usize {
        let end = offset.saturating_add(limit);
        let (mut newer, mut page) = (0_usize, None);
        let newest = *self.seconds.end();
        for (second, &count) in (0..=newest).rev().zip(seconds.0.iter().rev()) {
            let upto = newer + count as usize;
            if page.is_none() && upto > offset {
                page = Some((offset - newer, second));
            }
            if upto >= end {
                self.seconds = second..=newest;
                break;
            }
            newer = upto;
        }
        let Some((skip, last)) = page else {
            // The page begins after the oldest order.
            self.keep = 0;
            return 0;
        };
        self.seconds = *self.seconds.start()..=last;
        self.keep = skip.saturating_add(limit);
        skip
    }

    fn has_filter(&self) -> bool {
        self.item.is_some() || !self.filter.slices.is_empty()
    }

    /// The seconds of the clock whose orders have to be seen: all, if those that pass the filter must be counted, or if
    /// the clock shows some twice.
    fn wanted_seconds(&self) -> RangeInclusive<u32> {
        match self.has_filter() || self.repeated.is_some() {
            true => 0..=DAY_SECONDS - 1,
            false => self.seconds.clone(),
        }
    }

    /// The number of matching orders seen, collected or not.
    pub(crate) fn total(&self) -> usize {
        self.total
    }

    fn second_of(&self, order: &PackedOrder<'_>) -> u32 {
        order.record.at.elapsed(self.repeated.as_ref())
    }

    fn wants(&self, order: &PackedOrder<'_>) -> Result<bool, Malformed> {
        if order.record.at.day != self.day {
            return Ok(false);
        }
        let record = &order.record;
        if !self.filter.takes_market(record.standing, record.market) {
            return Ok(false);
        }
        self.item.map_or(Ok(true), |item| record.sells(item))
    }

    fn see(&mut self, order: &PackedOrder<'_>) -> Result<(), Malformed> {
        if !self.wants(order)? {
            return Ok(());
        }
        self.total += 1;
        let second = self.second_of(order);
        if self.keep == 0 || !self.seconds.contains(&second) {
            return Ok(());
        }
        self.found.push(Found {
            second,
            id: order_key::unpack(order.key)?,
            bytes: order.bytes.into(),
        });
        if self.found.len() >= self.keep.saturating_mul(2) {
            let (_, oldest, _) = self
                .found
                .select_nth_unstable_by(self.keep - 1, self::order);
            self.seconds = oldest.second..=*self.seconds.end();
            self.found.truncate(self.keep);
        }
        Ok(())
    }
}

/// `Less` = comes first: the newer one, and within a second the one with the greater id.
fn order(a: &Found, b: &Found) -> Ordering {
    (b.second, &b.id).cmp(&(a.second, &a.id))
}

#[cfg(test)]
mod tests {
    use domain::LocalTime;
    use ports::suite::Dice;

    use super::super::SHARDS;
    use super::super::ledger::Run;
    use super::super::order_record::{NewOrder, RecordLine, pack_order};
    use super::*;

    const DAY: BusinessDay = BusinessDay::from_epoch_days(17_601);
    const REPEATED: Range<u32> = 3_600..7_200;

    fn everything() -> (OrderFilter, Option<u32>) {
        (OrderFilter::default(), None)
    }

    fn shard(state: &ShopState, id: &str) -> usize {
        let mut key = Vec::new();
        order_key::pack(id, &mut key);
        state.ledger.hash(&key).shard()
    }

    /// Orders of two days, mixed or one after the other, with newer versions, and the list of those of `DAY`, newest first.
    fn filled(
        dice: &mut Dice,
        repeated: Option<&Range<u32>>,
        are_mixed: bool,
    ) -> (ShopState, Vec<(u32, String)>) {
        let mut state = ShopState::new(7);
        let mut newest = std::collections::BTreeMap::new();
        // All in two shards, so that each has many blocks.
        let ids = (0..).map(|number: u32| number.to_string());
        let ids: Vec<String> = ids.filter(|id| shard(&state, id) < 2).take(2_000).collect();
        for round in 0..3_000 {
            let id = &ids[dice.below(ids.len())];
            let at = LocalTime {
                is_second_pass: false,
                day: DAY
                    + i32::from(if are_mixed {
                        dice.once_in(3)
                    } else {
                        round >= 2_000
                    }),
                // Orders arrive about in the sequence of their times.
                second: (round / 11 + dice.below(20)) as u32 * 287,
            };
            let at = LocalTime {
                is_second_pass: repeated.is_some_and(|it| it.contains(&at.second))
                    && dice.once_in(2),
                ..at
            };
            let mut bytes = Vec::new();
            let item = dice.below(4) as u32;
            let order = NewOrder {
                id,
                version: 0,
                standing: domain::Standing::Counts,
                at,
                revenue: 1,
                returns: 0,
                extra: None,
            };
            let line = |item| RecordLine {
                item,
                units: 1,
                amount: 0,
            };
            let lines = (0..40).map(|_| line(item));
            pack_order(&mut bytes, &order, lines, [].into_iter());
            let order = read_order(&mut Reader::new(&bytes)).unwrap();
            let hash = state.ledger.hash(order.key);
            state.ledger.put(hash, &Run::of(&order)).unwrap();
            newest.insert(id.clone(), at);
        }
        let of_day = newest.into_iter().filter(|(_, at)| at.day == DAY);
        let passed = of_day.map(|(id, at)| (at.elapsed(repeated), id));
        let mut of_day: Vec<(u32, String)> = passed.collect();
        of_day.sort_unstable_by(|a, b| b.cmp(a));
        (state, of_day)
    }

    /// The newest from `skip` on, and how many there are.
    fn look(state: &ShopState, mut scan: OrderScan, skip: usize) -> (Vec<(u32, String)>, usize) {
        let known = state.known_total(&scan);
        let repeated = scan.repeated.clone();
        for shard in 0..SHARDS {
            state.copy_shard(shard, &mut scan).unwrap();
            scan.look().unwrap();
        }
        let total = known.unwrap_or_else(|| scan.total());
        let orders = state.found_orders(scan, skip).unwrap().into_iter();
        let passed = orders.map(|it| (it.at.elapsed(repeated.as_ref()), it.id));
        (passed.collect(), total)
    }

    #[test]
    fn one_scan_and_two_find_the_same_pages() {
        let mut dice = Dice::new(11);
        for repeated in [Some(REPEATED), None] {
            let (state, of_day) = filled(&mut dice, repeated.as_ref(), repeated.is_some());
            for round in 0..100 {
                let offset = dice.below(of_day.len() + 20);
                let limit = [0, 1, 7, 100, usize::MAX][round % 5];
                let end = offset.saturating_add(limit);
                let page: Vec<(u32, String)> =
                    of_day.iter().skip(offset).take(limit).cloned().collect();
                let scan = || OrderScan::new((DAY, repeated.clone()), everything(), end);
                let found = look(&state, scan(), offset);
                assert_eq!(found, (page.clone(), of_day.len()), "{offset} {limit}");

                let mut scan = scan();
                let mut seconds = scan.no_seconds();
                for shard in 0..SHARDS {
                    state.copy_shard(shard, &mut scan).unwrap();
                    scan.count(&mut seconds).unwrap();
                }
                let skip = scan.narrow(&seconds, offset, limit);
                let found = look(&state, scan, skip);
                assert_eq!(found, (page, of_day.len()), "deep: {offset} {limit}");
            }
        }
    }

    #[test]
    fn a_page_of_the_newest_leaves_most_orders_unread() {
        let (state, of_day) = filled(&mut Dice::new(13), None, false);
        let mut scan = OrderScan::new((DAY, None), everything(), 10);
        for shard in 0..SHARDS {
            state.copy_shard(shard, &mut scan).unwrap();
            scan.look().unwrap();
        }
        assert!(scan.total() < of_day.len() * 2 / 3, "{}", scan.total());
    }

    #[test]
    fn orders_that_leave_or_come_back_are_counted() {
        let (mut state, of_day) = filled(&mut Dice::new(14), None, true);
        assert_eq!(state.ledger.orders_on(DAY), of_day.len());
        let next = state.ledger.orders_on(DAY + 1);
        state.ledger.expire(DAY + 1).unwrap();
        assert_eq!(state.ledger.orders_on(DAY), 0);
        state.ledger.expire(DAY).unwrap();
        assert_eq!(state.ledger.orders_on(DAY), 0, "they are gone");
        assert_eq!(state.ledger.orders_on(DAY + 1), next);
        let mut read = ShopState::new(7);
        for shard in 0..SHARDS {
            let bytes = state.ledger.shard_bytes(shard).unwrap();
            read.ledger.load_shard(shard, &bytes).unwrap();
        }
        assert_eq!(read.ledger.orders_on(DAY + 1), next);
    }

    #[test]
    fn what_is_held_does_not_grow_with_the_day() {
        let (state, _) = filled(&mut Dice::new(12), Some(&REPEATED), true);
        let mut scan = OrderScan::new((DAY, Some(REPEATED)), everything(), 10);
        for shard in 0..SHARDS {
            state.copy_shard(shard, &mut scan).unwrap();
            scan.look().unwrap();
            assert!(scan.found.len() <= 20);
        }
    }
}
