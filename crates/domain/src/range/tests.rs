use super::*;

fn named(name: &str, today: &str) -> Option<String> {
    let today = BusinessDay::parse(today).unwrap();
    let range = Range::named(name, today, Weekday::Monday)?;
    assert!(range.first <= range.last);
    Some(format!("{} {}", range.first, range.last))
}

#[test]
fn names_mean_the_days_that_people_expect() {
    // A Wednesday.
    let today = "2026-05-20";
    for (name, days) in [
        ("today", "2026-05-20 2026-05-20"),
        ("yesterday", "2026-05-19 2026-05-19"),
        ("week", "2026-05-18 2026-05-20"),
        ("month", "2026-05-01 2026-05-20"),
        ("quarter", "2026-04-01 2026-05-20"),
        ("year", "2026-01-01 2026-05-20"),
        ("last_week", "2026-05-11 2026-05-17"),
        ("last_month", "2026-04-01 2026-04-30"),
        ("last_quarter", "2026-01-01 2026-03-31"),
        ("last_year", "2025-01-01 2025-12-31"),
        ("last_1_days", "2026-05-20 2026-05-20"),
        ("last_7_days", "2026-05-14 2026-05-20"),
        ("last_365_days", "2025-05-21 2026-05-20"),
    ] {
        assert_eq!(named(name, today).as_deref(), Some(days), "{name}");
    }
}

#[test]
fn the_first_day_of_a_unit_is_in_it() {
    assert_eq!(
        named("week", "2026-05-18").unwrap(),
        "2026-05-18 2026-05-18"
    );
    assert_eq!(
        named("last_month", "2026-03-01").unwrap(),
        "2026-02-01 2026-02-28"
    );
    assert_eq!(
        named("last_quarter", "2026-01-01").unwrap(),
        "2025-10-01 2025-12-31"
    );
    assert_eq!(
        named("last_year", "2025-01-01").unwrap(),
        "2024-01-01 2024-12-31"
    );
}

#[test]
fn a_week_begins_where_the_shop_says() {
    let sunday = BusinessDay::parse("2026-05-17").unwrap();
    let week = |begins| Range::named("week", sunday, begins).unwrap().first;
    assert_eq!(week(Weekday::Sunday), sunday);
    assert_eq!(week(Weekday::Monday), sunday - 6);
    assert_eq!(week(Weekday::Saturday), sunday - 1);
}

#[test]
fn ranges_are_compared_with_what_people_expect() {
    let range = |text: &str| {
        let (first, last) = text.split_once(' ').unwrap();
        let day = |text| BusinessDay::parse(text).unwrap();
        Range {
            first: day(first),
            last: day(last),
        }
    };
    use Against::{Previous, Year, YearWeekday};
    for (days, how, name, expected) in [
        (
            "2026-05-20 2026-05-20",
            Previous,
            None,
            "2026-05-19 2026-05-19",
        ),
        (
            "2026-05-14 2026-05-20",
            Previous,
            None,
            "2026-05-07 2026-05-13",
        ),
        (
            "2026-05-18 2026-05-20",
            Previous,
            Some("week"),
            "2026-05-11 2026-05-13",
        ),
        (
            "2026-05-11 2026-05-17",
            Previous,
            Some("last_week"),
            "2026-05-04 2026-05-10",
        ),
        (
            "2026-03-01 2026-03-31",
            Previous,
            Some("month"),
            "2026-02-01 2026-02-28",
        ),
        (
            "2026-03-01 2026-03-31",
            Previous,
            Some("last_month"),
            "2026-02-01 2026-02-28",
        ),
        (
            "2026-04-01 2026-05-20",
            Previous,
            Some("quarter"),
            "2026-01-01 2026-02-19",
        ),
        (
            "2026-05-14 2026-05-20",
            Previous,
            Some("last_7_days"),
            "2026-05-07 2026-05-13",
        ),
        ("2024-02-29 2024-03-01", Year, None, "2023-02-28 2023-03-01"),
        (
            "2025-03-01 2025-03-31",
            Year,
            Some("last_month"),
            "2024-03-01 2024-03-31",
        ),
        (
            "2026-05-20 2026-05-20",
            YearWeekday,
            None,
            "2025-05-21 2025-05-21",
        ),
    ] {
        let found = range(days).against(how, name, Weekday::Monday);
        assert_eq!(found, range(expected), "{days} {how:?} {name:?}");
    }
}

#[test]
fn a_whole_unit_has_its_days() {
    let day = BusinessDay::parse("2024-02-14").unwrap();
    let whole = |unit| {
        let whole = Range::whole(unit, day, Weekday::Monday);
        format!("{} {}", whole.first, whole.last)
    };
    assert_eq!(whole("week"), "2024-02-12 2024-02-18");
    assert_eq!(whole("month"), "2024-02-01 2024-02-29");
    assert_eq!(whole("year"), "2024-01-01 2024-12-31");
    assert_eq!(whole("day"), "2024-02-14 2024-02-14");
}

#[test]
fn stretches_are_all_of_the_days_once() {
    let first = BusinessDay::parse("2024-02-14").unwrap();
    let stretches = |count: i32| -> Vec<i32> {
        let last = first + (count - 1);
        let stretches: Vec<Range> = Range { first, last }.stretches(4).collect();
        let starts = stretches.iter().map(|it| it.first);
        assert!(starts.eq((0..count).step_by(4).map(|from| first + from)));
        assert_eq!(stretches.last().map(|it| it.last), Some(last));
        stretches.into_iter().map(Range::count).collect()
    };
    assert_eq!(stretches(1), [1]);
    assert_eq!(stretches(4), [4]);
    assert_eq!(stretches(10), [4, 4, 2]);
}

#[test]
fn steps_begin_with_the_calendars() {
    let day = |text| BusinessDay::parse(text).unwrap();
    let range = Range {
        first: day("2026-04-29"),
        last: day("2026-05-12"),
    };
    let steps = |step| -> Vec<String> {
        let steps = range.steps(step, Weekday::Monday).into_iter();
        steps
            .map(|it| format!("{} {}", it.first, it.count()))
            .collect()
    };
    assert_eq!(steps(Step::Day).len(), 14);
    assert_eq!(
        steps(Step::Week),
        ["2026-04-29 5", "2026-05-04 7", "2026-05-11 2"]
    );
    assert_eq!(steps(Step::Month), ["2026-04-29 2", "2026-05-01 12"]);
    let leap = Range {
        first: day("2024-01-15"),
        last: day("2024-03-02"),
    };
    let months = leap.steps(Step::Month, Weekday::Monday).into_iter();
    assert_eq!(months.map(Range::count).collect::<Vec<_>>(), [17, 29, 2]);
}

#[test]
fn other_names_mean_nothing() {
    for name in [
        "",
        "last",
        "last_",
        "last_today",
        "weeks",
        "last_0_days",
        "last_07_days",
        "last_-1_days",
        "last_+7_days",
        "last_36601_days",
        "last_99999999999_days",
        "7_days",
        "Today",
    ] {
        assert_eq!(named(name, "2026-05-20"), None, "{name}");
    }
}
