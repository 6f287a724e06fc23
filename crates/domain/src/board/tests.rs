use super::*;
use crate::Measure::Returns;

const DAY: BusinessDay = BusinessDay::from_epoch_days(17_602);

/// A day of ten orders: by hour, as totals only, and as the original design kept it.
fn days() -> [DayRecord; 3] {
    let totals = DayRecord {
        sums: Sums::from([(Orders, 10), (Units, 12), (Revenue, 500)]),
        ..DayRecord::empty(DAY)
    };
    let mut whole = totals.clone();
    whole.hours[7] = Sums::from([(Orders, 10), (Revenue, 500)]);
    let mut original = totals.clone();
    (original.sums[Units], original.hours[7][Revenue]) = (0, 500);
    [whole, totals, original]
}

#[test]
fn what_is_not_known_of_a_day_has_a_reason() {
    let [whole, totals, original] = days();
    assert_eq!(whole.unknown_by_hour(), None);
    assert_eq!(DayRecord::empty(DAY).unknown_by_hour(), None);
    assert_eq!(totals.unknown_by_hour(), Some(Unknown::TotalsOnly));
    assert_eq!(original.unknown_by_hour(), Some(Unknown::OriginalDesign));
    assert!(original.is_revenue_by_hour() && !totals.is_revenue_by_hour());
    let has_left = DayRecord {
        has_left: true,
        ..whole.clone()
    };
    assert!(has_left.unknown_by_hour().is_none() && has_left.is_revenue_by_hour());
    assert_eq!(has_left.unknown_in_detail(), Some(Unknown::TotalsOnly));
    assert_eq!(has_left.totals(), whole.totals());
    // Later orders do not complete the day, nor does dropping it.
    let mut mixed = original.clone();
    mixed.sums += Sums::from([(Orders, 2), (Units, 40)]);
    mixed.hours[8][Orders] = 2;
    assert_eq!(mixed.unknown_by_hour(), Some(Unknown::OriginalDesign));
    let mut left = original.clone();
    left.hours = Default::default();
    assert_eq!(left.unknown_by_hour(), Some(Unknown::OriginalDesign));
    assert_eq!(
        [whole, totals, original, mixed].map(|day| day.totals().get(Units)),
        [Some(12), Some(12), None, None]
    );
}

#[test]
fn a_measure_that_was_not_summed_all_day_is_not_known() {
    let [mut whole, ..] = days();
    whole.unknown = MeasureSet::NONE.with(Returns);
    assert_eq!(whole.totals().get(Returns), None);
    assert_eq!(whole.totals().named("net_revenue"), None);
    assert_eq!(whole.totals().get(Revenue), Some(500));
}

#[test]
fn a_baseline_that_is_not_known_is_no_zero() {
    let minutes = [(
        425,
        Pulse {
            orders: 10,
            revenue: 500,
        },
    )];
    let [whole, mut totals, original] = days();
    let until = |day: &DayRecord, minutes: &[_], until| {
        until_minute(day, minutes, until, None).map(|sum| (sum.orders, sum.revenue))
    };
    assert_eq!(until(&whole, &minutes, Some(425)), Ok((0, 0)));
    assert_eq!(until(&whole, &minutes, Some(426)), Ok((10, 500)));
    for (day, unknown) in [
        (&totals, Unknown::TotalsOnly),
        (&original, Unknown::OriginalDesign),
    ] {
        assert_eq!(until(day, &[], Some(426)), Err(unknown));
        // For a whole day, totals are enough.
        assert_eq!(until(day, &[], None), Ok((10, 500)));
    }
    (totals.hours, totals.has_left) = (whole.hours, true);
    assert_eq!(until(&totals, &[], Some(426)), Err(Unknown::TotalsOnly));
    assert_eq!(until(&DayRecord::empty(DAY), &[], Some(426)), Ok((0, 0)));
    let mut forgotten = DayRecord::empty(DAY);
    forgotten.unknown = MeasureSet::ALL;
    for moment in [Some(426), None] {
        assert_eq!(until(&forgotten, &[], moment), Err(Unknown::NotKept));
    }
    assert!(
        forgotten
            .totals()
            .each()
            .all(|figure| figure.value.is_none())
    );
    assert!(!forgotten.is_revenue_by_hour());
}

/// New York's clock was set back from 2:00 to 1:00 on 4 November.
#[test]
fn within_an_hour_that_came_twice_a_baseline_is_not_known() {
    let shop = Shop::new("default", "America/New_York", "USD").unwrap();
    let pulse = |orders| Pulse { orders, revenue: 0 };
    let of_the_day = vec![
        (59, pulse(1)),
        (80, pulse(20)),
        (119, pulse(300)),
        (120, pulse(4_000)),
    ];
    let yesterday = |now: &str, minutes: &[(u16, Pulse)]| {
        let as_of = Timestamp::parse_rfc3339(now).unwrap();
        let query = BoardQuery::of(shop.today(as_of));
        let mut week: Vec<DayRecord> = query.week().map(DayRecord::empty).collect();
        for (minute, pulse) in minutes {
            let orders = Sums::from([(Orders, pulse.orders.into())]);
            week[5].sums += orders;
            week[5].hours[usize::from(minute / 60)] += orders;
        }
        let data = BoardData {
            week,
            last_week: DayRecord::empty(query.last_week()),
            minutes: Vec::new(),
            yesterday_minutes: minutes.to_vec(),
            last_week_minutes: Vec::new(),
            popular: Vec::new(),
            popular_day: Vec::new(),
            latest: Vec::new(),
            known_items: 0,
        };
        let board = Board::assemble(&shop, as_of, &query, data);
        board.yesterday.map(|pulse| pulse.orders)
    };
    for (now, expected) in [
        ("2018-11-05T00:59:59-05:00", Ok(0)),
        ("2018-11-05T01:00:00-05:00", Ok(1)),
        // Nothing had been sold by then in either pass.
        ("2018-11-05T01:20:59-05:00", Ok(1)),
        ("2018-11-05T01:21:00-05:00", Err(Unknown::RepeatedHour)),
        ("2018-11-05T01:59:59-05:00", Err(Unknown::RepeatedHour)),
        ("2018-11-05T02:00:00-05:00", Ok(321)),
        ("2018-11-05T02:01:00-05:00", Ok(4_321)),
        // The following day is compared with a day of 24 hours.
        ("2018-11-06T01:30:00-05:00", Ok(21)),
    ] {
        assert_eq!(yesterday(now, &of_the_day), expected, "{now}");
    }
}
