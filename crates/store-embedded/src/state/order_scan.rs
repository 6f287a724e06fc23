//! A page of a day's orders: the newest ones found in all shards of the ledger.

use std::cmp::Ordering;
use std::ops::{Range, RangeInclusive};

use domain::{BusinessDay, LedgerOrder, OrderFilter, SoldItem};

use super::ledger::Asked;
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
        self.ledger
            .copy_shard(shard, &scan.asked(), &mut scan.shard)
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
        self.total += shard.counted();
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

    /// What to see of the ledger, by the seconds of the clock: all of the day, if those that pass the filter must be
    /// counted, or if the clock shows some twice.
    fn asked(&self) -> Asked {
        let (all, some) = (0..=DAY_SECONDS - 1, self.seconds.clone());
        let is_plain = self.repeated.is_none();
        let by = |collects: bool| if collects { some.clone() } else { all.clone() };
        Asked {
            day: self.day,
            seconds: by(is_plain && !self.has_filter()),
            item: self.item,
            collected: by(is_plain && self.filter.slices.is_empty()),
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
mod tests;
