//! A commit as the argument that the commit script unpacks, and as the one for small commits.

use domain::{Commit, RejectRoom, RetainedDays, Shop};

use crate::commit::days::{format_of, measures_of, pack_day};
use crate::commit::ledger::pack_ledger;
use crate::commit::small;
use crate::commit::texts::{pack_memos, pack_positions};
use crate::layout::bytes::Pack;
use crate::layout::dictionary::{Numbered, Numbering};
use crate::layout::feed;
use crate::layout::left;
use crate::layout::page::{self, Change};
use crate::layout::reject;
use crate::layout::sizes::{FORMATS, TooLarge};
use crate::layout::slices;
use crate::layout::totals;

/// A day's keys expire after this many days without an order, in case nobody prunes them.
const KEPT_DAYS: usize = 400;

/// Packs a commit, then once more if it is [small](small::pack). The parts come in the order in which the script names
/// them. `least` is the oldest format allowed for the shop, as an index into [`FORMATS`].
pub(crate) fn pack(
    shop: &Shop,
    commit: &Commit<'_>,
    numbering: Option<&Numbering>,
    least: usize,
) -> Result<[Vec<u8>; 2], TooLarge> {
    let mut pack = Pack::default();
    pack.bytes
        .reserve(commit.entries.len() * 48 + commit.skus.len() * 48 + 1024);
    pack.array(16);
    pack.string(commit.expected_epoch.to_string());
    match &commit.retained {
        Some(retained) => pack_retained(&mut pack, retained),
        None => pack.bool(false),
    }
    pack_positions(&mut pack, commit);
    pack_ledger(&mut pack, commit)?;
    match numbering {
        Some(numbering) => pack_items(&mut pack, commit, numbering),
        None => pack.bool(false),
    }
    pack.array(commit.days.len());
    for day in &commit.days {
        let stays = commit
            .retained
            .as_ref()
            .is_none_or(|kept| kept.days.contains(&day.day));
        pack_day(&mut pack, commit, day, stays, numbering)?;
    }
    pack.array(commit.latest.len() * 2);
    for line in &commit.latest {
        pack.int(i64::from(line.sku) + 1);
        let item = commit.skus.get(line.sku as usize);
        pack.string(feed::line(line, item.map_or("", |item| item.sku)));
    }
    // If there are too many, the oldest would be removed in the same step.
    let rejects = RejectRoom::of(commit.rejects.iter());
    pack.array(rejects.len() * 4);
    for rejected in rejects {
        pack.string(rejected.rejection.reason.as_str());
        match rejected.is_apart() {
            true => pack.string(rejected.room().to_string()),
            false => pack.bool(false),
        }
        match rejected.is_delivery() {
            true => pack.string(rejected.received_at.millis().to_string()),
            false => pack.bool(false),
        }
        pack.string(reject::write(rejected));
    }
    pack_totals(&mut pack, commit)?;
    let measures = measures_of(commit);
    let format = FORMATS[format_of(commit, measures).max(least)];
    pack_setting(&mut pack, shop, measures, format);
    pack_memos(&mut pack, commit);
    pack_left(&mut pack, commit, numbering)?;
    let small = numbering.and_then(|it| small::pack(shop, commit, it, measures, format));
    Ok([pack.bytes, small.unwrap_or_default()])
}

fn pack_retained(pack: &mut Pack, retained: &RetainedDays) {
    pack.array(2);
    pack.string(retained.epoch.to_string());
    pack.string(days_text(retained));
}

/// Days as the state holds them: `17601=20180311,…`, each as the ledger's number and the keys' name. Before them come
/// the newest dropped day, as `17600<`, and before that, as `17200*`, the first day with totals, or only `*`. A version
/// that keeps totals for 400 days leaves that out, which means that it may have forgotten some. If amounts by line are
/// kept, `17601+` is their first day.
pub(crate) fn days_text(retained: &RetainedDays) -> String {
    let from = retained.totals_from;
    let from = from.map_or("*".to_owned(), |day| format!("{}*", day.epoch_days()));
    let dropped = retained.dropped_until.iter();
    let dropped = dropped.map(|day| format!("{}<", day.epoch_days()));
    let days = retained.days.iter();
    let days = days.map(|day| format!("{}={}", day.epoch_days(), day.compact()));
    let products = retained.products.iter();
    let products = products.map(|day| format!("{}+", day.epoch_days()));
    [from]
        .into_iter()
        .chain(dropped)
        .chain(products)
        .chain(days)
        .collect::<Vec<String>>()
        .join(",")
}

/// The parts come in the order in which the script unpacks them.
fn pack_items(pack: &mut Pack, commit: &Commit<'_>, numbering: &Numbering) {
    let numbered = || {
        let items = commit.skus.iter().zip(&numbering.items).enumerate();
        items.map(|(slot, (item, numbered))| (slot as u32, item, *numbered))
    };
    pack.array(11);
    pack.string(&numbering.token);
    pack.string(numbering.count.to_string());
    match &numbering.next {
        Some((token, count)) => {
            pack.string(token);
            pack.string(count.to_string());
        }
        None => {
            pack.bool(false);
            pack.bool(false);
        }
    }
    pack.bool(numbering.room_for(commit).is_some());
    let text: usize = commit.skus.iter().map(|item| item.sku.len()).sum();
    pack.string_head(text);
    for item in &commit.skus {
        pack.bytes.extend_from_slice(item.sku.as_bytes());
    }
    pack.array(commit.skus.len());
    let mut end = 0;
    for item in &commit.skus {
        end += item.sku.len() as i64;
        pack.int(end);
    }

    let mut value = Vec::new();
    let mut put_value = |pack: &mut Pack, number: u64, name: Option<&str>| {
        value.clear();
        page::put_item(&mut value, number, name);
        pack.string(&value);
    };
    let new = || numbered().filter(|(_, _, numbered)| numbered.is_new);
    pack.array(new().count() * 2);
    for (slot, item, Numbered { number, .. }) in new() {
        pack.int(i64::from(slot) + 1);
        put_value(pack, number, item.name.map(|(_, name)| name));
    }
    let renamed = || numbered().filter(|(_, _, numbered)| numbered.is_renamed);
    match renamed().count() {
        0 => pack.bool(false),
        count => pack.map(count),
    }
    for (slot, item, Numbered { number, .. }) in renamed() {
        pack.int(i64::from(slot) + 1);
        put_value(pack, number, item.name.map(|(_, name)| name));
    }
    let named = numbered().filter_map(|(slot, item, numbered)| {
        let (time, _) = item.name?;
        let value = page::time(time);
        let number = numbered.number;
        Some(Change {
            number,
            slot,
            value,
        })
    });
    page::pack(pack, named.collect());
    let units = numbered().map(|(slot, item, numbered)| Change {
        number: numbered.number,
        slot,
        value: item.units,
    });
    page::pack(pack, units.filter(|change| change.value != 0).collect());
}

/// Days of which another store kept totals: name and totals, in the form of a dropped day; then the same for their
/// slices.
fn pack_totals(pack: &mut Pack, commit: &Commit<'_>) -> Result<(), TooLarge> {
    pack.array(commit.totals.len() * 2);
    for day in &commit.totals {
        pack.string(day.day.compact());
        pack.string(totals::write(day).ok_or(TooLarge)?);
    }
    pack.array(commit.sliced_totals.len() * 2);
    for (day, slices) in &commit.sliced_totals {
        pack.string(day.compact());
        pack.string(slices::pack(slices).ok_or(TooLarge)?);
    }
    Ok(())
}

/// The items of such days, packed as when a day is dropped.
fn pack_left(
    pack: &mut Pack,
    commit: &Commit<'_>,
    numbering: Option<&Numbering>,
) -> Result<(), TooLarge> {
    pack.array(commit.left.len() * 2);
    for day in &commit.left {
        let numbered = day.items.iter().filter_map(|(slot, item)| {
            let numbered = numbering?.items.get(*slot as usize)?;
            Some((numbered.number, *item))
        });
        let items: Vec<_> = numbered.collect();
        let packed = left::write(day.has_amounts, &items, &day.rest);
        pack.string(day.day.compact());
        pack.string(packed.ok_or(TooLarge)?);
    }
    Ok(())
}

/// The decimals of minor units, how many seconds a day's keys stay, up to which measure the commit counts (0 if the
/// original ones suffice), and the format that it needs.
fn pack_setting(pack: &mut Pack, shop: &Shop, measures: usize, format: &str) {
    let kept_days = KEPT_DAYS.max(shop.retention_days) + 1;
    pack.int(i64::from(shop.currency.exponent()));
    pack.string((kept_days * 86_400).to_string());
    pack.int(measures as i64);
    pack.string(format);
}
