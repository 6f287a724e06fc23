//! The log record of a commit: its content, with items by their numbers.

use domain::{BusinessDay, Commit, CommitLine, Timestamp};

use super::by_time::ByTime;
use super::day::put_amounts;
use super::items::Items;
use super::ledger::{AT_ONCE, Run};
use super::left::LeftItems;
use super::misc::{FeedLine, put_day, put_retained, read_day, read_retained};
use super::order_record::{NewOrder, RecordLine, pack_order, read_order};
use super::totals::Totals;
use super::{Page, Sequence, ShopState, Version};
use crate::codec::{Malformed, Reader, Write};

/// Whether a record changes the retained days. The first version's records, with 1, did not contain the earlier dropped
/// days.
const SAME_DAYS: u8 = 0;
const RETAINED: u8 = 2;

/// Appends the record to empty `bytes`.
pub(crate) fn encode(commit: &Commit<'_>, items: &Items, bytes: &mut Vec<u8>) {
    // About what orders with all kinds of amounts take.
    let lines = commit.sold.len() + commit.returned.len();
    let capacity = 56 * commit.entries.len() + 8 * lines + 28 * commit.skus.len();
    bytes.reserve(256 + capacity);
    bytes.push(Version::NOW.of_record());
    let numbers = put_items(bytes, commit, items);
    let number = |slot: u32| numbers[slot as usize];
    bytes.put_len(commit.days.len());
    for day in &commit.days {
        bytes.put_i64(i64::from(day.day.epoch_days()));
        ByTime::of(day).put(bytes);
        bytes.put_slices(&day.slices);
        bytes.put_len(day.items.len());
        for (slot, item) in day.items.iter() {
            bytes.put_u64(u64::from(number(slot)));
            bytes.put_i64(item.units);
        }
        let amounts = || {
            let items = day.items.iter();
            items.filter(|(_, item)| **item != item.without_amounts())
        };
        bytes.put_len(amounts().count());
        for (slot, item) in amounts() {
            bytes.put_u64(u64::from(number(slot)));
            put_amounts(bytes, item);
        }
    }
    bytes.put_len(commit.entries.len());
    for entry in &commit.entries {
        let numbered = |line: &CommitLine| RecordLine {
            item: number(line.sku),
            units: line.units,
            amount: line.amount,
        };
        let sold = entry.sold(commit).iter().map(numbered);
        let returned = entry.returned(commit).iter().map(numbered);
        let order = NewOrder {
            id: entry.id,
            version: entry.version,
            standing: entry.standing,
            at: entry.at,
            revenue: entry.revenue,
            returns: entry.returns,
            extra: entry.extra,
        };
        pack_order(bytes, &order, sold, returned);
    }
    bytes.push(if commit.retained.is_some() {
        RETAINED
    } else {
        SAME_DAYS
    });
    if let Some(retained) = &commit.retained {
        put_retained(bytes, retained);
        put_day(bytes, retained.dropped_until);
        put_day(bytes, retained.totals_from);
        put_day(bytes, retained.products);
    }
    bytes.put_len(commit.latest.len());
    for line in &commit.latest {
        let (quantity, price, sold_at) = (line.quantity, line.price, line.sold_at);
        FeedLine {
            item: number(line.sku),
            quantity,
            price,
            sold_at,
        }
        .put(bytes);
    }
    bytes.put_len(commit.positions.len());
    for change in &commit.positions {
        bytes.put_bytes(change.source.as_bytes());
        bytes.put_bytes(change.position.as_bytes());
    }
    // Last and optional: earlier records end before this.
    if !(commit.totals.is_empty() && commit.sliced_totals.is_empty() && commit.left.is_empty()) {
        bytes.put_len(commit.totals.len());
        for day in &commit.totals {
            bytes.put_i64(i64::from(day.day.epoch_days()));
            Totals::of(day).put(bytes);
        }
        bytes.put_len(commit.sliced_totals.len());
        for (day, slices) in &commit.sliced_totals {
            bytes.put_i64(i64::from(day.epoch_days()));
            bytes.put_slices(slices);
        }
        bytes.put_len(commit.left.len());
        for left in &commit.left {
            bytes.put_i64(i64::from(left.day.epoch_days()));
            let items = left.items.iter().map(|(slot, item)| (number(*slot), *item));
            let (has_amounts, rest) = (left.has_amounts, left.rest);
            LeftItems {
                has_amounts,
                items: items.collect(),
                rest,
            }
            .put(bytes);
        }
    }
}

/// Writes new items, newer names, and changed units; returns the item number of each slot.
fn put_items(bytes: &mut Vec<u8>, commit: &Commit<'_>, items: &Items) -> Vec<u32> {
    let first_new = items.len() as u32;
    let mut new = Vec::new();
    let mut numbers = Vec::with_capacity(commit.skus.len());
    for delta in &commit.skus {
        numbers.push(items.find(delta.sku).unwrap_or_else(|| {
            new.push(delta.sku);
            first_new + new.len() as u32 - 1
        }));
    }
    bytes.put_u64(u64::from(first_new));
    bytes.put_len(new.len());
    new.iter().for_each(|sku| bytes.put_bytes(sku.as_bytes()));
    let named = commit
        .skus
        .iter()
        .zip(&numbers)
        .filter_map(|(delta, &item)| {
            let (at, name) = delta.name?;
            let newer = item >= first_new || items.is_newer_name(item, at, name);
            newer.then_some((item, at, name))
        });
    let named: Vec<(u32, Timestamp, &str)> = named.collect();
    bytes.put_len(named.len());
    for (item, at, name) in named {
        bytes.put_u64(u64::from(item));
        bytes.put_i64(at.millis());
        bytes.put_bytes(name.as_bytes());
    }
    bytes.put_len(commit.skus.len());
    for (delta, item) in commit.skus.iter().zip(&numbers) {
        bytes.put_u64(u64::from(*item));
        bytes.put_i64(delta.units);
    }
    numbers
}

pub(crate) fn apply(
    state: &mut ShopState,
    sequence: Sequence,
    record: &[u8],
) -> Result<(), Malformed> {
    let mut reader = Reader::new(record);
    let version = Version::in_record(reader.u8()?)?;
    apply_items(state, sequence, &mut reader)?;
    for _ in 0..reader.len()? {
        apply_day(state, sequence, version, &mut reader)?;
    }
    apply_orders(state, sequence, &mut reader)?;
    let news = state.is_news_to(Page::Misc, sequence);
    let kind = reader.u8()?;
    if kind != SAME_DAYS {
        let mut retained = read_retained(&mut reader)?;
        retained.dropped_until = match kind {
            RETAINED => read_day(&mut reader)?,
            _ => state.dropped_by(&retained),
        };
        // If an earlier version forgot totals with this record, nothing is lost: this version applies it.
        retained.totals_from = match version >= Version::Three {
            true => read_day(&mut reader)?,
            false => state.misc.retained().totals_from,
        };
        retained.products = match version >= Version::Five {
            true => read_day(&mut reader)?,
            false => state.misc.retained().products,
        };
        state.retain(sequence, retained)?;
    }
    for _ in 0..reader.len()? {
        let line = FeedLine::read(&mut reader)?;
        if news {
            state.misc.push_feed(line);
        }
    }
    for _ in 0..reader.len()? {
        let (source, position) = (reader.str()?, reader.str()?);
        if news {
            state.misc.advance(source, position);
        }
    }
    if !reader.is_empty() {
        for _ in 0..reader.len()? {
            let day = BusinessDay::from_epoch_days(reader.i32()?);
            let totals = Totals::read(&mut reader, version)?;
            if news {
                state.misc.keep_totals(day, &totals);
            }
        }
        if version >= Version::Four {
            for _ in 0..reader.len()? {
                let day = BusinessDay::from_epoch_days(reader.i32()?);
                let slices = reader.slices()?;
                if news {
                    state.misc.keep_slices(day, &slices);
                }
            }
        }
        if version >= Version::Five {
            for _ in 0..reader.len()? {
                let day = BusinessDay::from_epoch_days(reader.i32()?);
                let left = LeftItems::read(&mut reader)?;
                let known = state.items.len();
                if left.items.iter().any(|(item, _)| *item as usize >= known) {
                    return Err(Malformed::Damaged);
                }
                if news {
                    state.left.insert(day, left);
                }
            }
        }
    }
    ShopState::finished(&reader)
}

fn apply_items(
    state: &mut ShopState,
    sequence: Sequence,
    reader: &mut Reader<'_>,
) -> Result<(), Malformed> {
    let first = reader.u32()?;
    let count = u32::try_from(reader.len()?).map_err(|_| Malformed::Damaged)?;
    // Numbers are consecutive, so all before the first are in pages or earlier records. A damaged number must not
    // reserve room for four billion items.
    if first as usize > state.items.len() {
        return Err(Malformed::Damaged);
    }
    for offset in 0..count {
        let item = first.checked_add(offset).ok_or(Malformed::Damaged)?;
        state.items.add(item, reader.str()?)?;
    }
    for _ in 0..reader.len()? {
        let item = reader.u32()?;
        let at = Timestamp::from_millis(reader.i64()?);
        let name = reader.str()?;
        if state.is_news_to(ShopState::page_of_item(item), sequence) {
            state.items.rename(item, at, name)?;
        }
    }
    for _ in 0..reader.len()? {
        let (item, change) = (reader.u32()?, reader.i64()?);
        if change != 0 && state.is_news_to(ShopState::page_of_item(item), sequence) {
            state.items.sell(item, change)?;
        }
    }
    Ok(())
}

/// Some orders at a time are read and then stored, see [`AT_ONCE`].
fn apply_orders(
    state: &mut ShopState,
    sequence: Sequence,
    reader: &mut Reader<'_>,
) -> Result<(), Malformed> {
    let mut left = reader.len()?;
    let mut orders = Vec::with_capacity(left.min(AT_ONCE));
    while left > 0 {
        let some = left.min(AT_ONCE);
        left -= some;
        for _ in 0..some {
            let order = read_order(reader)?;
            let hash = state.ledger.hash(order.key);
            if state.is_news_to(Page::Ledger(hash.shard() as u32), sequence) {
                orders.push((hash, Run::of(&order)));
            }
        }
        for (hash, order) in orders.drain(..) {
            state.ledger.put(hash, &order)?;
        }
    }
    Ok(())
}

fn apply_day(
    state: &mut ShopState,
    sequence: Sequence,
    version: Version,
    reader: &mut Reader<'_>,
) -> Result<(), Malformed> {
    let day = BusinessDay::from_epoch_days(reader.i32()?);
    let by_time = ByTime::read(reader, version)?;
    let slices = version.slices(reader)?;
    // Pages of dropped days are gone: the records before they were dropped rebuild them, and the record that dropped
    // them removes them again, all before anybody reads them.
    let is_news = state.is_news_to(Page::Day(day), sequence);
    let mut detail = is_news.then(|| state.days.entry(day).or_default());
    let items = reader.len()?;
    if let Some(detail) = &mut detail {
        detail.change(&by_time, &slices);
        detail.expect_items(items);
    }
    for _ in 0..items {
        let (item, change) = (reader.u32()?, reader.i64()?);
        if let Some(detail) = detail.as_mut().filter(|_| change != 0) {
            detail.sell(item, change, &state.items);
        }
    }
    version.amounts(reader, |item, change| {
        if let Some(detail) = &mut detail {
            detail.earn(item, change);
        }
    })
}
