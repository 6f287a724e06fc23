//! What is worked out once holds later: the timeline of a later minute, and for how long sales cannot count as stopped.

use domain::Measure::Orders;
use domain::alerts::{SalesLimits, SalesVerdict, Timeline, Usual, are_sales_sure, judge_sales};
use domain::{BusinessDay, DayRecord, Pulse, ShopClock, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;

/// Orders by minute of a day.
type Minutes = Vec<(u16, Pulse)>;

fn pulse(orders: i64) -> Pulse {
    Pulse { orders, revenue: 0 }
}

/// The sum of two days' minutes.
fn both(one: &Minutes, other: &Minutes) -> Minutes {
    let mut all = std::collections::BTreeMap::new();
    for (minute, pulse) in one.iter().chain(other) {
        *all.entry(*minute).or_insert(0) += pulse.orders;
    }
    all.into_iter()
        .map(|(at, orders)| (at, pulse(orders)))
        .collect()
}

/// A pattern with these orders in each hour of every day.
fn usual(hours: &[u32], before: BusinessDay) -> Usual {
    let days = (1..=7).rev().map(|back| {
        let mut record = DayRecord::empty(before - back);
        for (hour, orders) in hours.iter().enumerate() {
            record.hours[hour][Orders] = (*orders).into();
            record.sums[Orders] += i128::from(*orders);
        }
        record
    });
    Usual::learn(&days.collect::<Vec<_>>()).unwrap()
}

/// Minutes that follow each other, each with up to so many orders.
fn minutes(most: i64, until: u16) -> impl Strategy<Value = Minutes> {
    let minute = (0..until, 0..=most).prop_map(|(at, orders)| (at, pulse(orders)));
    vec(minute, 0..150).prop_map(|minutes| both(&minutes, &Vec::new()))
}

/// Orders per hour: quiet and busy ones.
fn hours() -> impl Strategy<Value = Vec<u32>> {
    vec(prop_oneof![Just(0), 0..20_u32, 0..400_u32], 24)
}

proptest! {
    /// Spring forward in Berlin is on 25 March 2018 at 01:00 UTC, so some of these days have 23 hours.
    #[test]
    fn a_later_timeline_is_the_one_collected_then(
        (hours, today, yesterday) in (hours(), minutes(9, 1_440), minutes(9, 1_440)),
        (start, after, later) in (0_i64..4 * 1_440, 0_usize..300, 0_usize..300),
    ) {
        let clock = ShopClock::new("Europe/Berlin").unwrap();
        let first = Timestamp::parse_rfc3339("2018-03-23T23:00:00Z").unwrap();
        let plus = |minutes: i64| Timestamp::from_millis(first.millis() + minutes * 60_000 + 30_000);
        let usual = usual(&hours, clock.local(first).day);
        let at = plus(start);
        let collected = Timeline::with_after(&clock, &usual, (at, after), &today, &yesterday);
        let then = plus(start + later as i64);
        let is_same_day = clock.local(then).day == clock.local(at).day;
        let found = collected.later(later);
        prop_assert_eq!(found.is_some(), later <= after && is_same_day);
        if let Some(found) = found {
            let expected = Timeline::new(&clock, &usual, then, &today, &yesterday);
            prop_assert_eq!(found.until(), expected.until());
            for stopped in [false, true] {
                let limits = SalesLimits { chance: 0.1, share: 0.3 };
                let verdict = |of: &Timeline| judge_sales(of, &limits, stopped, None);
                prop_assert_eq!(verdict(&found), verdict(&expected));
            }
        }
    }

    #[test]
    fn no_order_that_comes_makes_sure_sales_count_as_stopped(
        hours in hours(),
        (today, yesterday) in (minutes(9, 1_440), minutes(9, 1_440)),
        (more_today, more_yesterday) in (minutes(40, 1_440), minutes(40, 1_440)),
        (minute, recovered) in (0_i64..1_440, proptest::option::of(0_usize..400)),
        (chance, share) in (prop_oneof![Just(1e-5), Just(0.01), Just(0.2)], 0.0..0.6),
    ) {
        let clock = ShopClock::new("UTC").unwrap();
        let midnight = Timestamp::parse_rfc3339("2018-03-12T00:00:00Z").unwrap();
        let until = Timestamp::from_millis(midnight.millis() + minute * 60_000);
        let (usual, limits) = (usual(&hours, clock.local(until).day), SalesLimits { chance, share });
        let known = Timeline::new(&clock, &usual, until, &today, &yesterday);
        if are_sales_sure(&known, &limits, recovered) {
            let (today, yesterday) = (both(&today, &more_today), both(&yesterday, &more_yesterday));
            let more = Timeline::new(&clock, &usual, until, &today, &yesterday);
            prop_assert_eq!(judge_sales(&more, &limits, false, recovered), SalesVerdict::Usual);
            prop_assert_eq!(judge_sales(&known, &limits, false, recovered), SalesVerdict::Usual);
        }
    }
}

#[test]
fn a_shop_as_busy_as_usual_is_sure_for_some_minutes_and_a_quiet_one_for_hours() {
    let clock = ShopClock::new("UTC").unwrap();
    let until = Timestamp::parse_rfc3339("2018-03-12T12:00:00Z").unwrap();
    let sure_for = |per_hour: u32| {
        let usual = usual(&[per_hour; 24], clock.local(until).day);
        let came = (0..1_440).map(|minute| (minute, pulse((per_hour / 60).into())));
        let came: Minutes = came.collect();
        let past: Minutes = came[..12 * 60].to_vec();
        let timeline = Timeline::with_after(&clock, &usual, (until, 240), &past, &came);
        let limits = SalesLimits::default();
        let later = (0..).map_while(|minutes| timeline.later(minutes));
        later
            .take_while(|it| are_sales_sure(it, &limits, None))
            .count()
    };
    assert_eq!(
        sure_for(60),
        12,
        "as many minutes without an order may be chance"
    );
    assert_eq!(sure_for(600), 2);
}
