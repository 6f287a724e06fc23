//! The log record of a commit: what the commit said, with items by their numbers.

use std::collections::BTreeMap;

use domain::Measure::{Returns, Units};
use domain::{BusinessDay, Commit, DayDelta, Pulse, Timestamp};

use super::day::{MinuteSums, Totals, put_minute, read_minute};
use super::items::Items;
use super::ledger::{pack_order, read_order};
use super::misc::{FeedLine, put_retained, read_retained};
use super::{Page, Sequence, ShopState};
use crate::codec::{Malformed, Reader, Write};

/// The first byte of each record.
const FORMAT: u8 = 1;

/// Whether a record changes the retained days. Those of the first version did not say which days
/// were dropped before (1).
const SAME_DAYS: u8 = 0;
const RETAINED: u8 = 2;

pub(crate) fn encode(commit: &Commit<'_>, items: &Items) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256 + 48 * commit.entries.len() + 16 * commit.skus.len());
    bytes.push(FORMAT);
    let numbers = put_items(&mut bytes, commit, items);
    let number = |slot: u32| numbers[slot as usize];
    bytes.put_len(commit.days.len());
    for day in &commit.days {
        bytes.put_i64(i64::from(day.day.epoch_days()));
        bytes.put_i128(day.day_only[Units]);
        let minutes = minutes_of(day);
        bytes.put_len(minutes.len());
        for (minute, sums) in &minutes {
            bytes.put_u64(u64::from(*minute));
            put_minute(&mut bytes, sums);
        }
        bytes.put_len(day.items.len());
        for (slot, units) in &day.items {
            bytes.put_u64(u64::from(number(*slot)));
            bytes.put_i64(*units);
        }
    }
    bytes.put_len(commit.entries.len());
    for entry in &commit.entries {
        let sold = &commit.sold[entry.sold.start as usize..entry.sold.end as usize];
        let sold = sold.iter().map(|(slot, units)| (number(*slot), *units));
        let sums = (entry.revenue, entry.returns);
        pack_order(
            &mut bytes,
            entry.id,
            entry.version,
            entry.cancelled,
            entry.at,
            sums,
            sold,
        );
    }
    bytes.push(if commit.retained.is_some() {
        RETAINED
    } else {
        SAME_DAYS
    });
    if let Some(retained) = &commit.retained {
        put_retained(&mut bytes, retained);
        let dropped = retained
            .dropped_until
            .map_or(i32::MIN, BusinessDay::epoch_days);
        bytes.put_i64(i64::from(dropped));
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
        .put(&mut bytes);
    }
    bytes.put_len(commit.positions.len());
    for change in &commit.positions {
        bytes.put_bytes(change.source.as_bytes());
        bytes.put_bytes(change.position.as_bytes());
    }
    // Last, and only where there are any: earlier records end before it.
    if !commit.totals.is_empty() {
        bytes.put_len(commit.totals.len());
        for day in &commit.totals {
            bytes.put_i64(i64::from(day.day.epoch_days()));
            Totals::of(day).put(&mut bytes);
        }
    }
    bytes
}

/// New items, names that are newer, and changed units; returns each slot's item number.
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
    if reader.u8()? != FORMAT {
        return Err(Malformed);
    }
    apply_items(state, sequence, &mut reader)?;
    for _ in 0..reader.len()? {
        apply_day(state, sequence, &mut reader)?;
    }
    for _ in 0..reader.len()? {
        let order = read_order(&mut reader)?;
        let shard = state.ledger.hash(order.key).shard();
        if state.is_news_to(Page::Ledger(shard as u32), sequence) {
            state.ledger.put(&order)?;
        }
    }
    let news = state.is_news_to(Page::Misc, sequence);
    let kind = reader.u8()?;
    if kind != SAME_DAYS {
        let mut retained = read_retained(&mut reader)?;
        retained.dropped_until = match kind {
            RETAINED => Some(reader.i32()?)
                .filter(|day| *day > i32::MIN)
                .map(BusinessDay::from_epoch_days),
            _ => state.dropped_by(&retained),
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
            let totals = Totals::read(&mut reader)?;
            if news {
                state.misc.keep_totals(day, totals);
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
    let count = u32::try_from(reader.len()?).map_err(|_| Malformed)?;
    // Numbers are given one after the other, so all before the first stand in pages or earlier
    // records. A damaged one must not make room for four billion items.
    if first as usize > state.items.len() {
        return Err(Malformed);
    }
    for offset in 0..count {
        let item = first.checked_add(offset).ok_or(Malformed)?;
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

/// A day's changes by the minute. Returns are known by the hour: they stand at its first minute.
fn minutes_of(day: &DayDelta) -> BTreeMap<u16, MinuteSums> {
    let of_pulse = |(minute, pulse): (&u16, &Pulse)| {
        let (pulse, returns) = (*pulse, 0);
        (*minute, MinuteSums { pulse, returns })
    };
    let mut minutes: BTreeMap<u16, MinuteSums> = day.minutes.iter().map(of_pulse).collect();
    for (first, hour) in (0..).step_by(60).zip(day.hours.iter()) {
        if hour[Returns] != 0 {
            minutes.entry(first).or_default().returns = hour[Returns];
        }
    }
    minutes
}

fn apply_day(
    state: &mut ShopState,
    sequence: Sequence,
    reader: &mut Reader<'_>,
) -> Result<(), Malformed> {
    let day = BusinessDay::from_epoch_days(reader.i32()?);
    let news = state.is_news_to(Page::Day(day), sequence);
    let units = reader.i64()?;
    // Pages of days that left the window are gone: the records before they left build them again,
    // and the record with which they left takes them away again, all before anybody looks.
    let detail = news.then(|| state.days.entry(day).or_default());
    let mut minutes: Vec<(u16, MinuteSums)> = Vec::new();
    for _ in 0..reader.len()? {
        let minute = u16::try_from(reader.u64()?).map_err(|_| Malformed)?;
        minutes.push((minute, read_minute(reader)?));
    }
    let items = (0..reader.len()?).map(|_| Ok((reader.u32()?, reader.i64()?)));
    let items: Vec<(u32, i64)> = items.collect::<Result<_, Malformed>>()?;
    if let Some(detail) = detail {
        detail.change_units(units);
        for (minute, sums) in &minutes {
            detail.change_minute(*minute, sums)?;
        }
        for (item, change) in items.into_iter().filter(|(_, change)| *change != 0) {
            detail.sell(item, change, &state.items);
        }
    }
    Ok(())
}
