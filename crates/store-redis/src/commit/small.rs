//! A small, ordinary commit once more, for `commit/small.lua`: a row of values, each as the script needs it.

use domain::{Commit, EntryChange, ItemDay, Shop};

use crate::commit::days::{count, count_slices, is_all_of};
use crate::commit::ledger::buckets_of;
use crate::commit::texts::{pack_memos, pack_positions};
use crate::layout::bytes::Pack;
use crate::layout::day::UNIQUE_ITEMS;
use crate::layout::dictionary::Numbering;
use crate::layout::feed;
use crate::layout::page::{self, PAGE};

/// Beyond these, the script's general parts are about as quick.
const MAX_ENTRIES: usize = 16;
const MAX_ITEMS: usize = 64;
/// The script adds these numbers as doubles, to what is below 2^52.
const MAX_CHANGE: i64 = 1 << 50;
/// Numbers between two that change are written with them, if there are no more than this: they take fewer bytes than
/// another command.
const MAX_GAP: usize = 6;

/// Packs a commit of a few new orders of one day, which add to known items, and perhaps write memos and a position.
/// `None` for any other. The values come in the order in which the script names them.
pub(super) fn pack(
    shop: &Shop,
    commit: &Commit<'_>,
    numbering: &Numbering,
    measures: usize,
    format: &str,
) -> Option<Vec<u8>> {
    let ([day], None) = (&commit.days[..], &commit.retained) else {
        return None;
    };
    let is_new_order = |entry: &EntryChange<'_>| entry.expected.is_none();
    let is_small = (1..=MAX_ENTRIES).contains(&commit.entries.len())
        && (1..=MAX_ITEMS).contains(&commit.skus.len())
        && commit.entries.iter().all(is_new_order)
        && !commit.latest.is_empty()
        && commit.positions.len() <= 1
        && commit.rejects.is_empty()
        && commit.memos.len() <= MAX_ENTRIES
        && commit.totals.is_empty()
        && commit.sliced_totals.is_empty()
        && commit.left.is_empty()
        && numbering.next.is_none()
        && is_all_of(commit, day);
    if !is_small {
        return None;
    }
    let items = Item::all(commit, numbering, |slot| day.items.get(slot))?;

    let mut pack = Pack::default();
    pack.bytes.reserve(1024);
    pack.string(commit.expected_epoch.to_string());
    pack.string(&numbering.token);
    pack.string(numbering.count.to_string());
    pack.int(measures as i64);
    pack.string(format);
    pack.int(i64::from(shop.currency.exponent()));
    pack.string(day.day.compact());
    pack_buckets(&mut pack, commit)?;
    pack_items(&mut pack, &items);
    let counted = count(day).ok()?;
    let mut steps = counted.steps.0;
    steps.push((UNIQUE_ITEMS, 0));
    let runs = Run::all(steps)?;
    // The script takes it that the record's first run begins with the orders, and that there are more of them than before.
    let front = runs.first()?;
    if front.first != 0 || front.changes.first() <= Some(&0) {
        return None;
    }
    pack_runs(&mut pack, &runs);
    let (slices, _) = count_slices(&day.slices).ok()?;
    match Run::all(slices.0)? {
        runs if runs.is_empty() => pack.bool(false),
        runs => pack_runs(&mut pack, &runs),
    }
    pack.array(counted.sold_hours.len() * 3);
    for (hour, revenue) in counted.sold_hours {
        let mut found = runs.iter().enumerate();
        let (run, place) = found.find_map(|(run, it)| Some((run, it.index_of(revenue)?)))?;
        pack.string(hour.to_string());
        // Lua counts from 1.
        pack.int(run as i64 + 1);
        pack.int(place as i64 + 1);
    }
    let sku = |slot: u32| commit.skus.get(slot as usize).map_or("", |item| item.sku);
    pack.array(commit.latest.len());
    for line in &commit.latest {
        pack.string(sku(line.sku));
    }
    pack.array(commit.latest.len());
    for line in &commit.latest {
        pack.string(feed::line(line, sku(line.sku)));
    }
    match commit.positions.is_empty() {
        true => pack.bool(false),
        false => pack_positions(&mut pack, commit),
    }
    match commit.memos.is_empty() {
        true => pack.bool(false),
        false => pack_memos(&mut pack, commit),
    }
    Some(pack.bytes)
}

/// An item of a small commit.
struct Item<'c> {
    number: u64,
    sku: &'c str,
    units: i64,
    amount: i64,
    /// The time of its name; −1 if it has none.
    named: i64,
}

impl<'c> Item<'c> {
    /// By number. `None` if an item does anything but sell.
    fn all<'d>(
        commit: &Commit<'c>,
        numbering: &Numbering,
        of_day: impl Fn(u32) -> Option<&'d ItemDay>,
    ) -> Option<Vec<Item<'c>>> {
        let items = (0..).zip(commit.skus.iter().zip(&numbering.items));
        let items = items.map(|(slot, (item, numbered))| {
            let sold = of_day(slot)?;
            let sells = sold.units > 0 && sold.amount >= 0;
            if !sells || (sold.returned_units, sold.returned) != (0, 0) {
                return None;
            }
            Some(Item {
                number: numbered.number,
                sku: item.sku,
                units: small(sold.units)?,
                amount: small(i64::try_from(sold.amount).ok()?)?,
                named: item.name.map_or(-1, |(time, _)| page::time(time)),
            })
        });
        let mut items = items.collect::<Option<Vec<_>>>()?;
        items.sort_unstable_by_key(|item| item.number);
        Some(items)
    }
}

fn small(change: i64) -> Option<i64> {
    (change.abs() < MAX_CHANGE).then_some(change)
}

fn pack_buckets(pack: &mut Pack, commit: &Commit<'_>) -> Option<()> {
    let (mut count, mut packed) = (0, Pack::default());
    buckets_of(commit).ok()?.each(|shard, field, bucket, _| {
        count += 3;
        packed.string(shard.to_string());
        packed.string(field);
        packed.string(bucket);
    });
    pack.array(count);
    pack.bytes.extend_from_slice(&packed.bytes);
    Some(())
}

fn pack_items(pack: &mut Pack, items: &[Item<'_>]) {
    pack.array(items.len());
    for item in items {
        pack.string(item.sku);
    }
    let pages = || items.chunk_by(|a, b| a.number / PAGE == b.number / PAGE);
    pack.array(pages().count());
    for page in pages() {
        pack.string(page::field(page[0].number));
    }
    pack.array(pages().count());
    for page in pages() {
        pack.int(page.len() as i64);
    }
    pack_numbers(pack, items, |item| (item.number % PAGE) as i64 + 1);
    pack_numbers(pack, items, |item| item.units);
    match items.iter().any(|item| item.amount > 0) {
        true => pack_numbers(pack, items, |item| item.amount),
        false => pack.bool(false),
    }
    match items.iter().any(|item| item.named >= 0) {
        true => pack_numbers(pack, items, |item| item.named),
        false => pack.bool(false),
    }
}

fn pack_numbers(pack: &mut Pack, items: &[Item<'_>], number: fn(&Item<'_>) -> i64) {
    pack.array(items.len());
    for item in items {
        pack.int(number(item));
    }
}

/// Numbers of a string that stand one after the other.
struct Run {
    /// The place of the first.
    first: usize,
    /// What to add to each of them.
    changes: Vec<i64>,
}

impl Run {
    /// The fewest runs that contain all changes; `None` if one is too large.
    fn all(mut steps: Vec<(usize, i64)>) -> Option<Vec<Run>> {
        steps.sort_unstable();
        let mut runs: Vec<Run> = Vec::new();
        for (place, change) in steps {
            let change = small(change)?;
            match runs.last_mut() {
                Some(run) if place <= run.first + run.changes.len() + MAX_GAP => {
                    run.changes.resize(place - run.first, 0);
                    run.changes.push(change);
                }
                _ => runs.push(Run {
                    first: place,
                    changes: vec![change],
                }),
            }
        }
        Some(runs)
    }

    fn index_of(&self, place: usize) -> Option<usize> {
        let index = place.checked_sub(self.first)?;
        (index < self.changes.len()).then_some(index)
    }
}

/// Packs runs one after the other: of each its first byte, its last, the format of its numbers, and the changes.
fn pack_runs(pack: &mut Pack, runs: &[Run]) {
    pack.array(runs.iter().map(|run| 3 + run.changes.len()).sum());
    for Run { first, changes } in runs {
        pack.string((first * 8).to_string());
        pack.string(((first + changes.len()) * 8 - 1).to_string());
        pack.string(format!(">{}", "i8".repeat(changes.len())));
        for change in changes {
            pack.int(*change);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_near_each_other_are_one_run() {
        let steps = vec![(19, 1), (0, 1), (3, -2), (11, 4), (18, 7)];
        let runs = Run::all(steps).unwrap();
        let runs: Vec<_> = runs.iter().map(|it| (it.first, &it.changes[..])).collect();
        let expected: [(usize, &[i64]); 2] =
            [(0, &[1, 0, 0, -2]), (11, &[4, 0, 0, 0, 0, 0, 0, 7, 1])];
        assert_eq!(runs, expected);
        assert!(Run::all(vec![(1, MAX_CHANGE)]).is_none());
    }

    #[test]
    fn a_number_is_found_in_its_run_alone() {
        let run = Run {
            first: 5,
            changes: vec![1, 2],
        };
        let found = [4, 5, 6, 7].map(|place| run.index_of(place));
        assert_eq!(found, [None, Some(0), Some(1), None]);
    }
}
