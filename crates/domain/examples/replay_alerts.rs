//! Replays a whole file of orders per minute through the alert on stopped sales: prints the days that raise one, and
//! how long it takes to detect an outage at noon.
//!
//!     cargo run --release -p domain --example replay_alerts -- minutes.csv [RETAINED DAYS]
//!
//! `tests/fixtures/minutes.py` creates such a file.

#![allow(clippy::print_stdout, reason = "printing is what it is for")]

mod replay;

use domain::alerts::SalesLimits;

use replay::{Outage, Replay};

/// How many days a shop needs before the replay starts to count.
const LEARNED: usize = 8;

fn main() {
    let mut args = std::env::args().skip(1);
    let path = args.next().expect("a file of orders per minute");
    let retained = args
        .next()
        .map_or(8, |days| days.parse().expect("a number of days"));
    let replay = Replay::parse(&std::fs::read_to_string(path).expect("the file is read"));
    let limits = SalesLimits::default();
    let dates = replay.dates();
    let (mut days, mut alerts) = (0, 0);
    let mut date = dates[LEARNED];
    while date <= *dates.last().expect("there are days") {
        days += 1;
        for alert in replay.run(date, retained, None, &limits) {
            alerts += 1;
            println!(
                "{date}: {:02}:{:02} {} orders in {} min, {:.1} expected, chance {:.1e}; back {}",
                alert.raised / 60,
                alert.raised % 60,
                alert.shortfall.came,
                alert.shortfall.minutes,
                alert.shortfall.expected,
                alert.shortfall.chance,
                alert.recovered.map_or_else(|| "never".to_owned(), clock),
            );
        }
        date = date + 1;
    }
    println!("{days} days, {alerts} alerts");
    let outage = Outage {
        from: 12 * 60,
        until: 24 * 60,
        share: 0.0,
    };
    let (mut delays, mut missed) = (Vec::new(), 0);
    for date in &dates[LEARNED..] {
        let found = replay.run(*date, retained, Some(outage), &limits);
        match found.iter().find(|alert| alert.raised > outage.from) {
            Some(alert) => delays.push(alert.raised - outage.from),
            None => missed += 1,
        }
    }
    delays.sort_unstable();
    let at = |share: f64| delays[((delays.len() - 1) as f64 * share) as usize];
    println!(
        "no order from noon on: told on {} of {} days after {} min (half), {} min (nine in ten), {} to {} min; not on {missed}",
        delays.len(),
        delays.len() + missed,
        at(0.5),
        at(0.9),
        at(0.0),
        at(1.0),
    );
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
