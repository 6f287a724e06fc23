//! The alerts on real days: orders per minute of *Online Retail*, with artificial outages.

// Helpers of tests may panic like tests; the lint knows only the tests themselves.
#![allow(clippy::unwrap_used)]

#[path = "../../examples/replay/mod.rs"]
mod replay;
mod sure;

use domain::BusinessDay;
use domain::Measure::Orders;
use domain::alerts::{SalesLimits, SalesVerdict, Timeline, Usual, judge_sales};
use domain::{Pulse, ShopClock, Timestamp};

use replay::{Outage, Replay};

const MINUTES: &str = include_str!("../../../../tests/fixtures/online-retail-minutes.csv");

fn replay() -> Replay {
    Replay::parse(MINUTES)
}

fn day(text: &str) -> BusinessDay {
    BusinessDay::parse(text).unwrap()
}

#[test]
fn two_weeks_of_real_days_raise_nothing() {
    let replay = replay();
    for date in 4..=13 {
        let date = day(&format!("2011-11-{date:02}"));
        assert_eq!(
            replay.run(date, 8, None, &SalesLimits::default()),
            [],
            "{date}"
        );
    }
}

#[test]
fn a_real_gap_of_four_hours_is_found_and_its_end_too() {
    // No order came between 13:57 and 18:13 on this Thursday.
    let found = replay().run(day("2011-04-07"), 8, None, &SalesLimits::default());
    let [alert] = &found[..] else {
        panic!("{found:?}")
    };
    assert!((15 * 60..18 * 60).contains(&alert.raised), "{alert:?}");
    let recovered = alert.recovered.unwrap();
    assert!((18 * 60..20 * 60).contains(&recovered), "{alert:?}");
}

#[test]
fn an_outage_at_noon_is_told_while_it_lasts() {
    // Sales stop at noon; on a Tuesday, about a dozen orders per hour were usual at that time.
    let outage = Outage {
        from: 12 * 60,
        until: 24 * 60,
        share: 0.0,
    };
    let found = replay().run(day("2011-11-08"), 8, Some(outage), &SalesLimits::default());
    let [alert] = &found[..] else {
        panic!("{found:?}")
    };
    assert!((12 * 60 + 20..14 * 60).contains(&alert.raised), "{alert:?}");
    assert_eq!(alert.recovered, None);
    assert!(
        alert.shortfall.came <= 1 && alert.shortfall.expected > 8.0,
        "{alert:?}"
    );
}

#[test]
fn a_shop_with_ten_times_the_orders_is_told_ten_times_sooner() {
    let outage = Outage {
        from: 12 * 60,
        until: 24 * 60,
        share: 0.0,
    };
    let found = replay()
        .times(20)
        .run(day("2011-11-08"), 8, Some(outage), &SalesLimits::default());
    assert!(found[0].raised <= 12 * 60 + 15, "{found:?}");
}

#[test]
fn a_slow_day_is_no_outage() {
    let outage = Outage {
        from: 0,
        until: 24 * 60,
        share: 0.5,
    };
    let found = replay().run(day("2011-11-08"), 8, Some(outage), &SalesLimits::default());
    assert_eq!(found, []);
}

#[test]
fn a_holiday_that_nobody_announced_is_no_outage() {
    let outage = Outage {
        from: 0,
        until: 24 * 60,
        share: 0.0,
    };
    let found = replay().run(day("2011-11-08"), 8, Some(outage), &SalesLimits::default());
    assert_eq!(
        found,
        [],
        "no order since the morning: the shop may be closed"
    );
}

/// A shop that sells one order per minute, day and night.
fn steady(clock: &ShopClock, usual: &Usual, until: &str, silent: i64) -> SalesVerdict {
    let until = Timestamp::parse_rfc3339(until).unwrap();
    let minutes = |of: BusinessDay| {
        let mut minutes: Vec<(u16, Pulse)> = Vec::new();
        for back in (silent + 1)..=3_000 {
            let at = Timestamp::from_millis(until.millis() - back * 60_000);
            let local = clock.local(at);
            if local.day == of {
                let minute = local.minute();
                match minutes.iter_mut().find(|(at, _)| *at == minute) {
                    Some((_, pulse)) => pulse.orders += 1,
                    None => {
                        let (orders, revenue) = (1, 0);
                        minutes.push((minute, Pulse { orders, revenue }));
                    }
                }
            }
        }
        minutes.sort_by_key(|(minute, _)| *minute);
        minutes
    };
    let [today, yesterday] = Timeline::days(clock, until);
    let timeline = Timeline::new(clock, usual, until, &minutes(today), &minutes(yesterday));
    judge_sales(&timeline, &SalesLimits::default(), false, None)
}

fn all_round_the_clock(last: &str) -> Usual {
    let last = day(last);
    let days = (0..14).rev().map(|back| {
        let mut record = domain::DayRecord::empty(last - back);
        record.sums[Orders] = 24 * 60;
        record.hours.iter_mut().for_each(|hour| hour[Orders] = 60);
        record
    });
    Usual::learn(&days.collect::<Vec<_>>()).unwrap()
}

#[test]
fn the_missing_and_the_doubled_hour_are_no_outage() {
    let clock = ShopClock::new("Europe/London").unwrap();
    let spring = all_round_the_clock("2011-03-26");
    for minute in 0..120 {
        let until = format!("2011-03-27T{:02}:{:02}:30Z", minute / 60, minute % 60);
        assert_eq!(
            steady(&clock, &spring, &until, 0),
            SalesVerdict::Usual,
            "{until}"
        );
    }
    let autumn = all_round_the_clock("2011-10-29");
    for minute in 0..180 {
        let until = format!("2011-10-30T{:02}:{:02}:30Z", minute / 60, minute % 60);
        assert_eq!(
            steady(&clock, &autumn, &until, 0),
            SalesVerdict::Usual,
            "{until}"
        );
    }
}

#[test]
fn midnight_hides_no_outage_of_a_shop_that_never_closes() {
    let clock = ShopClock::new("Europe/London").unwrap();
    let usual = all_round_the_clock("2011-06-14");
    let verdict = steady(&clock, &usual, "2011-06-14T23:10:30Z", 20);
    assert!(matches!(verdict, SalesVerdict::Stopped(_)), "{verdict:?}");
    let SalesVerdict::Stopped(shortfall) = verdict else {
        unreachable!()
    };
    assert_eq!((shortfall.minutes, shortfall.came), (20, 0));
    let verdict = steady(&clock, &usual, "2011-06-14T23:10:30Z", 5);
    assert_eq!(verdict, SalesVerdict::Usual, "five minutes may be chance");
}
