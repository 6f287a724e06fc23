//! The days of a commit: steps by which their records count, and what the script looks at before.
//! The script knows no measure: everything that depends on one is said here.

use domain::Measure::{Orders, Revenue};
use domain::{
    Commit, DayDelta, EntryChange, Extra, ItemDay, Measure, Minor, SLICED, SliceSums, Slices,
    Standing, Unit,
};

use crate::layout::bytes::Pack;
use crate::layout::day::{HEADER_END, LATER_START, OLD, minute_places, place};
use crate::layout::dictionary::Numbering;
use crate::layout::left::AMOUNTS;
use crate::layout::page::{self, Change};
use crate::layout::sizes::{AMOUNTS_FORMAT, TooLarge};
use crate::layout::slices;

/// How many measures a store must know for a commit: the highest number that it counts, and one; at least
/// as many as there were of old where a record is one that servers of the format before would not read.
/// 0 when the commit has nothing of the kind.
pub(crate) fn measures_of(commit: &Commit<'_>) -> usize {
    let of_days = commit
        .days
        .iter()
        .flat_map(|day| day.hours.iter().chain([&day.day_only]));
    let of_orders = commit.extras.iter().map(Extra::sums);
    let of_totals = commit.totals.iter().map(|day| &day.sums);
    let sums = of_days.chain(of_orders).chain(of_totals);
    let highest = sums.filter_map(|sums| sums.non_zero().last());
    let measures = highest.map(|(measure, _)| measure.number() + 1).max();
    let measures = measures.filter(|measures| *measures > OLD.len());
    let is_extended = |entry: &EntryChange<'_>| {
        entry.at.is_second_pass
            || entry.extra(commit).is_some()
            || matches!(entry.standing, Standing::Pending | Standing::Test)
    };
    let has_extended = || commit.entries.iter().any(is_extended);
    measures.unwrap_or_else(|| if has_extended() { OLD.len() } else { 0 })
}

/// The format that a store must have for a commit, by its place in [`FORMATS`](crate::layout::sizes::FORMATS).
pub(crate) fn format_of(commit: &Commit<'_>, measures: usize) -> usize {
    let has_market = |extra: &Extra| !extra.market().is_none();
    let is_sliced = commit.extras.iter().any(has_market)
        || commit.days.iter().any(|day| !day.slices.is_empty())
        || !commit.sliced_totals.is_empty();
    let has_amounts = |entry: &EntryChange<'_>| {
        let mut sold = entry.sold(commit).iter();
        !entry.returned.is_empty() || sold.any(|line| line.amount > 0)
    };
    let keeps_products = || {
        let retained = commit.retained.as_ref();
        retained.is_some_and(|retained| retained.products.is_some())
            || commit.entries.iter().any(has_amounts)
    };
    match (
        keeps_products() || !commit.left.is_empty(),
        is_sliced,
        measures,
    ) {
        (true, ..) => AMOUNTS_FORMAT,
        (false, true, _) => 2,
        (false, false, 0) => 0,
        (false, false, _) => 1,
    }
}

pub(crate) fn pack_day(
    pack: &mut Pack,
    commit: &Commit<'_>,
    day: &DayDelta,
    stays: bool,
    numbering: Option<&Numbering>,
) -> Result<(), TooLarge> {
    let total = day.sums();
    let (mut steps, mut guards) = (Steps::default(), Guards::default());
    for (&minute, pulse) in &day.minutes {
        let [orders, revenue] = minute_places(minute);
        steps.add(orders, Minor::from(pulse.orders))?;
        steps.add(revenue, pulse.revenue)?;
    }
    for (measure, sum) in total.non_zero() {
        steps.add(place(measure).day, sum)?;
        guards.add(measure, place(measure).day, sum)?;
    }
    let mut sold_hours = Vec::new();
    for (number, hour) in day.hours.iter().enumerate() {
        for (measure, sum) in hour.non_zero() {
            let Some(place) = place(measure).hour(number) else {
                continue;
            };
            steps.add(place, sum)?;
            // Revenue is never below zero, so an hour's is never more than its day's.
            if measure != Revenue {
                guards.add(measure, place, sum)?;
            }
        }
        let revenue = place(Revenue).hour(number);
        if let Some(revenue) = revenue.filter(|_| hour[Orders] != 0 || hour[Revenue] != 0) {
            sold_hours.push((number, revenue));
        }
    }
    if steps.count == 0 {
        // The record has to be there: a day with nothing but a cancelled order is kept as well.
        steps.put(place(Orders).day, 0);
    }

    pack.array(8);
    pack.string(day.day.compact());
    pack.int(i64::from(stays));
    guards.pack(pack);
    steps.pack(pack);
    pack.array(sold_hours.len() * 2);
    for (hour, revenue) in sold_hours {
        pack.int(hour as i64);
        pack.int(revenue as i64 * 8);
    }
    pack_slices(pack, &day.slices)?;
    if numbering.is_some() && is_all_of(commit, day) {
        pack.bool(true);
    } else {
        let units = |item: &ItemDay| Some(item.units);
        pack_numbers(pack, day, numbering, units)?;
    }
    let has_amounts = |item: &ItemDay| *item != item.without_amounts();
    if !day.items.values().any(has_amounts) {
        pack.bool(false);
        return Ok(());
    }
    pack.array(AMOUNTS.len());
    for (_, amount) in AMOUNTS {
        pack_numbers(pack, day, numbering, amount)?;
    }
    Ok(())
}

/// What changes of a number that items of the day have; `None` when it does not fit.
fn pack_numbers(
    pack: &mut Pack,
    day: &DayDelta,
    numbering: Option<&Numbering>,
    value: impl Fn(&ItemDay) -> Option<i64>,
) -> Result<(), TooLarge> {
    let mut changes = Vec::with_capacity(day.items.len());
    for (&slot, item) in &day.items {
        let value = value(item).ok_or(TooLarge)?;
        let numbered = numbering.and_then(|it| it.items.get(slot as usize));
        if let Some(numbered) = numbered.filter(|_| value != 0) {
            changes.push(Change {
                number: numbered.number,
                slot,
                value,
            });
        }
    }
    page::pack(pack, changes);
    Ok(())
}

/// What is added to the day's slices, and what is looked at before.
fn pack_slices(pack: &mut Pack, slices: &Slices) -> Result<(), TooLarge> {
    let (mut steps, mut guards) = (Steps::default(), Guards::default());
    for (slice, SliceSums(sums)) in slices.each() {
        for (sum, (measure, delta)) in SLICED.into_iter().zip(sums).enumerate() {
            if delta == 0 {
                continue;
            }
            let place = slices::place(slice, sum);
            steps.add(place, delta)?;
            // Revenue is never below zero, so a slice's is never more than its day's.
            if measure != Revenue {
                guards.add(measure, place, delta)?;
            }
        }
    }
    if steps.count == 0 {
        pack.bool(false);
        return Ok(());
    }
    pack.array(2);
    pack.array(if guards.0.is_empty() { 0 } else { 3 });
    if !guards.0.is_empty() {
        let first = guards.0.iter().map(|(start, _)| *start).min();
        guards.pack_stretch(pack, first.unwrap_or_default(), 0);
    }
    steps.pack(pack);
    Ok(())
}

/// Whether the items' units of this day are those of the whole commit, as they are whenever all its orders are of
/// one day: then they are sent once.
fn is_all_of(commit: &Commit<'_>, day: &DayDelta) -> bool {
    let units_of = |slot| day.items.get(&(slot as u32)).map_or(0, |item| item.units);
    let mut items = commit.skus.iter().enumerate();
    commit.days.len() == 1 && items.all(|(slot, item)| item.units == units_of(slot))
}

/// What `BITFIELD` adds, and where. Amounts are text all the way: as Lua numbers they would be doubles.
#[derive(Default)]
struct Steps {
    pack: Pack,
    count: usize,
}

impl Steps {
    fn add(&mut self, place: usize, delta: Minor) -> Result<(), TooLarge> {
        let delta = i64::try_from(delta).map_err(|_| TooLarge)?;
        if delta != 0 {
            self.put(place, delta);
        }
        Ok(())
    }

    fn put(&mut self, place: usize, delta: i64) {
        self.count += 1;
        self.pack.string(format!("#{place}"));
        self.pack.string(delta.to_string());
    }

    fn pack(self, pack: &mut Pack) {
        pack.array(self.count * 2);
        pack.bytes.extend_from_slice(&self.pack.bytes);
    }
}

/// The sums of money that `BITFIELD` could make wrap round: the script looks at them before.
#[derive(Default)]
struct Guards(Vec<(usize, i64)>);

impl Guards {
    fn add(&mut self, measure: Measure, place: usize, delta: Minor) -> Result<(), TooLarge> {
        if measure.def().unit == Unit::Money {
            let delta = i64::try_from(delta).map_err(|_| TooLarge)?;
            self.0.push((place * 8, delta));
        }
        Ok(())
    }

    /// Packs the stretches that are read of the record, of which the first is there whenever the record is.
    fn pack(self, pack: &mut Pack) {
        let is_later = |guard: &(usize, i64)| guard.0 >= LATER_START;
        let (later, front) = self.0.into_iter().partition(is_later);
        let stretches = [
            (0, HEADER_END, Guards(front)),
            (LATER_START, 0, Guards(later)),
        ];
        let count = if stretches[1].2.0.is_empty() { 1 } else { 2 };
        pack.array(count * 3);
        for (first, at_least, guards) in stretches.into_iter().take(count) {
            guards.pack_stretch(pack, first, at_least);
        }
    }

    /// Packs the first byte of a stretch, the last, and of each sum the place of its first byte in the stretch,
    /// as Lua counts, and what is added to it.
    fn pack_stretch(mut self, pack: &mut Pack, first: usize, at_least: usize) {
        self.0.sort_unstable();
        let end = self.0.last().map_or(0, |(start, _)| start + 8);
        pack.int(first as i64);
        pack.int(end.max(at_least) as i64 - 1);
        pack.array(self.0.len() * 2);
        for (start, delta) in self.0 {
            pack.int((start - first + 1) as i64);
            pack.int(delta);
        }
    }
}
