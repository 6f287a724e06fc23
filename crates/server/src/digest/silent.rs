//! Finds what was silent although it usually is not.

use api_types::{DigestSilence, DigestSilenceKind, DigestUnknown};
use domain::alerts::Usual;
use domain::{
    Breakdown, BusinessDay, DayRecord, Dimension, Measure, Range, SILENT_ORDERS, Shop, Silence,
    silences,
};

/// How many earlier days the usual pattern is learned from.
pub(super) const LEARNED: i32 = 28;

/// The hours of a day, or the days of a longer range, without their usual orders. `before` are the days before them.
///
/// # Errors
/// Why this is unknown.
pub(super) fn stretches(
    days: &[DayRecord],
    before: &[DayRecord],
) -> Result<Vec<DigestSilence>, DigestUnknown> {
    // Days before the shop's first one do not count as days without orders.
    let first = before.iter().position(|day| !day.sums.is_zero());
    let known = first
        .and_then(|first| before.get(first..))
        .unwrap_or_default();
    let usual = Usual::learn(known).ok_or(DigestUnknown::TooFewDays)?;
    let found = match days {
        [day] => of_hours(day, &usual),
        days => of_days(days, &usual),
    };
    Ok(found)
}

fn of_hours(day: &DayRecord, usual: &Usual) -> Vec<DigestSilence> {
    let is_known = day.unknown_by_hour().is_none();
    let hours = day.hours.iter().enumerate().map(|(hour, sums)| {
        let came = is_known.then_some(sums[Measure::Orders]);
        (came, usual.hour(day.day, hour))
    });
    let hours: Vec<_> = hours.collect();
    let what = |it: &Silence| format!("{:02}:00–{:02}:00", it.from, it.until);
    told(DigestSilenceKind::Hours, &hours, what)
}

fn of_days(days: &[DayRecord], usual: &Usual) -> Vec<DigestSilence> {
    let of_day = |day: BusinessDay| (0..24).map(|hour| usual.hour(day, hour)).sum();
    let stretch = days
        .iter()
        .map(|day| (day.totals().get(Measure::Orders), of_day(day.day)));
    let stretch: Vec<_> = stretch.collect();
    let what = |it: &Silence| match &days[it.from..it.until] {
        [first, .., last] => format!("{}–{}", first.day, last.day),
        one => one.iter().map(|day| day.day.to_string()).collect(),
    };
    told(DigestSilenceKind::Days, &stretch, what)
}

fn told(
    kind: DigestSilenceKind,
    stretch: &[(Option<i128>, f64)],
    what: impl Fn(&Silence) -> String,
) -> Vec<DigestSilence> {
    let found = silences(stretch);
    let told = found.iter().map(|it| DigestSilence {
        kind,
        what: what(it),
        usual: Some((it.expected * 10.0).round() / 10.0),
    });
    told.collect()
}

/// The channels that sold in the days before but not in these.
pub(super) fn channels(shop: &Shop, now: &Breakdown, before: &Breakdown) -> Vec<DigestSilence> {
    let gone = before.rows.iter().filter_map(|(channel, sums)| {
        let [orders, ..] = sums.0;
        let channel = (*channel)?;
        let is_silent = now.get(Some(channel)).0[0] == 0 && orders as f64 >= SILENT_ORDERS;
        is_silent.then(|| DigestSilence {
            kind: DigestSilenceKind::Channel,
            what: channel.name(&shop.channels).to_owned(),
            usual: Some(orders as f64),
        })
    });
    gone.collect()
}

/// The dimension that distinguishes channels.
pub(super) const BY: Dimension = Dimension::Channel;

/// The days from which the usual pattern for `days` is learned.
pub(super) fn learned(days: Range) -> Range {
    Range {
        first: days.first - LEARNED,
        last: days.first - 1,
    }
}
