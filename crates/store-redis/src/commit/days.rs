//! The days of a commit: steps that count their records, and the values that the script checks first. The script knows
//! no measures: everything that depends on one is decided here.

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
use crate::layout::sizes::{AMOUNTS_FORMAT, CONVERTED_FORMAT, TooLarge};
use crate::layout::slices;

/// How many measures a store must know for a commit: one more than the highest number that it counts. At least the
/// original ones, if a record could not be read by servers of the previous format. 0 if the commit has neither.
pub(crate) fn measures_of(commit: &Commit<'_>) -> usize {
    let of_days = commit
        .days
        .iter()
        .flat_map(|day| day.hours.iter().chain([&day.day_only]));
    let of_totals = commit.totals.iter().map(|day| &day.sums);
    let sums = of_days.chain(of_totals);
    let of_orders = extras(commit).filter_map(|extra| extra.each().last());
    let highest = sums.filter_map(|sums| sums.non_zero().last());
    let highest = highest.chain(of_orders);
    let measures = highest.map(|(measure, _)| measure.number() + 1).max();
    let measures = measures.filter(|measures| *measures > OLD.len());
    let is_extended = |entry: &EntryChange<'_>| {
        entry.at.is_second_pass
            || entry.extra.is_some()
            || matches!(entry.standing, Standing::Pending | Standing::Test)
    };
    let has_extended = || commit.entries.iter().any(is_extended);
    measures.unwrap_or_else(|| if has_extended() { OLD.len() } else { 0 })
}

fn extras<'c>(commit: &'c Commit<'_>) -> impl Iterator<Item = &'c Extra> {
    commit.entries.iter().filter_map(|entry| entry.extra)
}

/// The format that a store must have for a commit, as an index into [`FORMATS`](crate::layout::sizes::FORMATS).
pub(crate) fn format_of(commit: &Commit<'_>, measures: usize) -> usize {
    let is_converted = |extra: &Extra| extra.original().is_some();
    if extras(commit).any(is_converted) {
        return CONVERTED_FORMAT;
    }
    let has_market = |extra: &Extra| !extra.market().is_none();
    let is_sliced = extras(commit).any(has_market)
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

/// What a day's record counts.
pub(crate) struct Counted {
    pub(crate) steps: Steps,
    guards: Guards,
    /// The hours that sold something, and the places of their revenue.
    pub(crate) sold_hours: Vec<(usize, usize)>,
}

pub(crate) fn count(day: &DayDelta) -> Result<Counted, TooLarge> {
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
            // Revenue is never below zero, so an hour's cannot exceed its day's.
            if measure != Revenue {
                guards.add(measure, place, sum)?;
            }
        }
        let revenue = place(Revenue).hour(number);
        if let Some(revenue) = revenue.filter(|_| hour[Orders] != 0 || hour[Revenue] != 0) {
            sold_hours.push((number, revenue));
        }
    }
    if steps.0.is_empty() {
        // Creates the record: a day with only a cancelled order is kept as well.
        steps.0.push((place(Orders).day, 0));
    }
    Ok(Counted {
        steps,
        guards,
        sold_hours,
    })
}

pub(crate) fn pack_day(
    pack: &mut Pack,
    commit: &Commit<'_>,
    day: &DayDelta,
    stays: bool,
    numbering: Option<&Numbering>,
) -> Result<(), TooLarge> {
    let Counted {
        steps,
        guards,
        sold_hours,
    } = count(day)?;
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
    if !day.items.iter().any(|(_, item)| has_amounts(item)) {
        pack.bool(false);
        return Ok(());
    }
    pack.array(AMOUNTS.len());
    for (_, amount) in AMOUNTS {
        pack_numbers(pack, day, numbering, amount)?;
    }
    Ok(())
}

/// Packs the changes of one number of the day's items; `None` if one does not fit.
fn pack_numbers(
    pack: &mut Pack,
    day: &DayDelta,
    numbering: Option<&Numbering>,
    value: impl Fn(&ItemDay) -> Option<i64>,
) -> Result<(), TooLarge> {
    let mut changes = Vec::with_capacity(day.items.len());
    for (slot, item) in day.items.iter() {
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

/// What to add to the day's slices, and what to check first.
pub(crate) fn count_slices(slices: &Slices) -> Result<(Steps, Guards), TooLarge> {
    let (mut steps, mut guards) = (Steps::default(), Guards::default());
    for (slice, SliceSums(sums)) in slices.each() {
        for (sum, (measure, delta)) in SLICED.into_iter().zip(sums).enumerate() {
            if delta == 0 {
                continue;
            }
            let place = slices::place(slice, sum);
            steps.add(place, delta)?;
            // Revenue is never below zero, so a slice's cannot exceed its day's.
            if measure != Revenue {
                guards.add(measure, place, delta)?;
            }
        }
    }
    Ok((steps, guards))
}

fn pack_slices(pack: &mut Pack, slices: &Slices) -> Result<(), TooLarge> {
    let (steps, guards) = count_slices(slices)?;
    if steps.0.is_empty() {
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

/// Whether the items' units of this day equal those of the whole commit, as when all its orders are of one day: then
/// they are sent once.
pub(crate) fn is_all_of(commit: &Commit<'_>, day: &DayDelta) -> bool {
    let units_of = |slot| day.items.get(slot as u32).map_or(0, |item| item.units);
    let mut items = commit.skus.iter().enumerate();
    commit.days.len() == 1 && items.all(|(slot, item)| item.units == units_of(slot))
}

/// What to add, and where: places of numbers, each once.
#[derive(Default)]
pub(crate) struct Steps(pub(crate) Vec<(usize, i64)>);

impl Steps {
    fn add(&mut self, place: usize, delta: Minor) -> Result<(), TooLarge> {
        let delta = i64::try_from(delta).map_err(|_| TooLarge)?;
        if delta != 0 {
            self.0.push((place, delta));
        }
        Ok(())
    }

    /// Packs them for `BITFIELD`. Amounts stay text all the way: as Lua numbers they would be doubles.
    fn pack(self, pack: &mut Pack) {
        pack.array(self.0.len() * 2);
        for (place, delta) in self.0 {
            pack.string(format!("#{place}"));
            pack.string(delta.to_string());
        }
    }
}

/// The sums of money that could overflow in `BITFIELD`; the script checks them first.
#[derive(Default)]
pub(crate) struct Guards(Vec<(usize, i64)>);

impl Guards {
    fn add(&mut self, measure: Measure, place: usize, delta: Minor) -> Result<(), TooLarge> {
        if measure.def().unit == Unit::Money {
            let delta = i64::try_from(delta).map_err(|_| TooLarge)?;
            self.0.push((place * 8, delta));
        }
        Ok(())
    }

    /// Packs the parts of the record to read. The first part exists whenever the record does.
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

    /// Packs a part: its first byte, its last, and for each sum the place of its first byte in the part, counted as in
    /// Lua, with the amount to add.
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
