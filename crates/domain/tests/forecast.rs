//! Measures forecasts of the ends of days, on a year of real orders.

use std::collections::BTreeMap;

use domain::{BusinessDay, DayRecord, Measure, MeasureSet, Sums, UsualShare};

const HOURS: &str = include_str!("../../../tests/fixtures/online-retail-hours.csv");
const DOCUMENTED: &str = include_str!("../../../docs/dashboard.md");

fn year() -> Vec<DayRecord> {
    let mut days: BTreeMap<BusinessDay, DayRecord> = BTreeMap::new();
    for line in HOURS.lines().skip(1) {
        let parts: Vec<&str> = line.split(',').collect();
        let day = BusinessDay::parse(parts[0]).expect("the fixture has days");
        let record = days.entry(day).or_insert_with(|| DayRecord {
            day,
            sums: Sums::default(),
            unique_items: 0,
            hours: [Sums::default(); 24],
            has_left: false,
            unknown: MeasureSet::NONE,
        });
        let hour: usize = parts[1].parse().expect("the fixture has hours");
        let sums = Sums::from([
            (Measure::Orders, 1),
            (
                Measure::Revenue,
                parts[2].parse().expect("the fixture has pence"),
            ),
        ]);
        record.hours[hour] += sums;
        record.sums += sums;
    }
    days.into_values().collect()
}

/// The forecasts at each hour of every day, compared with its actual end: the median error, in how many of ten cases
/// the end was between `low` and `high`, and the number of forecasts.
fn back_test() -> String {
    let year = year();
    let mut table = String::new();
    for hour in 9..=17_u16 {
        let (mut errors, mut within) = (Vec::new(), 0);
        for (place, day) in year.iter().enumerate() {
            let by_now: i128 = day.hours[..hour.into()]
                .iter()
                .map(|it| it[Measure::Revenue])
                .sum();
            let usual = UsualShare::of(day.day, hour * 60, &year[..place]);
            let Ok(forecast) = usual.and_then(|usual| usual.forecast(by_now)) else {
                continue;
            };
            let end = day.sums[Measure::Revenue];
            errors.push((forecast.revenue - end).abs() * 100 / end);
            within += usize::from((forecast.low..=forecast.high).contains(&end));
        }
        errors.sort_unstable();
        let count = errors.len();
        if count >= 30 {
            let (median, within) = (errors[count / 2], within * 100 / count);
            table.push_str(&format!(
                "| {hour}:00 | {median} % | {within} % | {count} |\n"
            ));
        }
    }
    table
}

#[test]
fn the_documentation_says_how_far_off_forecasts_were() {
    let table = back_test();
    assert!(
        DOCUMENTED.contains(&table),
        "docs/dashboard.md should have\n{table}"
    );
}
