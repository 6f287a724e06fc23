//! Orders that are joined from all known pieces of their id.

#![allow(clippy::unwrap_used, reason = "what cannot go on fails the test")]

use domain::{
    Amount, Known, LedgerEntry, LineKind, LineValue, Measure, OrderEvent, OrderLine, Orders,
    Outcome, Price, Quantity, Retention, Shop, Timestamp, fold,
};

const KEEP: Retention = Retention {
    max_days: 2,
    hold: None,
};

fn at(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).unwrap()
}

fn order(shop: &Shop, time: &str, version: i64, price: &str, into: &mut Orders) {
    let lines = [OrderLine::product(
        "A",
        None,
        Price::parse(price).unwrap(),
        Quantity::whole(1).unwrap(),
    )];
    let event = OrderEvent {
        version,
        ..OrderEvent::of_lines("1", at(time), &lines)
    };
    let now = at("2026-12-01T00:00:00Z");
    into.push(shop, now, &event).unwrap();
}

/// Folds an order, joined or not, over the known state; returns what the store then knows.
fn take(
    shop: &Shop,
    known: &mut Known,
    time: &str,
    version: i64,
    price: &str,
    joined: Option<Option<&str>>,
) -> (Outcome, i128) {
    let mut orders = Orders::default();
    order(shop, time, version, price, &mut orders);
    if let Some(earlier) = joined {
        orders.note_joined(0, earlier.map(at));
    }
    let before = known.clone();
    let folded = fold(shop, &KEEP, &before, &orders);
    let days = folded.commit.days.iter();
    let revenue = days.map(|day| day.sums()[Measure::Revenue]).sum();
    if let Some(retained) = &folded.commit.retained {
        known.retained = retained.clone();
        let days = &known.retained.days;
        known
            .entries
            .retain(|_, entry| days.contains(&entry.at.day));
    }
    for change in &folded.commit.entries {
        let entry = LedgerEntry {
            version: change.version,
            standing: change.standing,
            at: change.at,
            revenue: change.revenue,
            returns: change.returns,
            sold: vec![domain::SoldUnits {
                sku: "A".into(),
                units: 1,
                amount: 0,
            }],
            returned: Vec::new(),
            extra: None,
        };
        known.entries.insert(change.id.into(), entry);
    }
    (folded.outcomes[0], revenue)
}

#[test]
fn what_is_made_of_more_takes_the_place_of_the_same_version() {
    let shop = Shop::new("shop", "UTC", "USD").unwrap();
    let day = "2026-03-10T10:00:00Z";
    let mut known = Known::default();
    let mut take = |version, price, joined: bool| {
        take(
            &shop,
            &mut known,
            day,
            version,
            price,
            joined.then_some(None),
        )
    };
    assert_eq!(take(5, "10.00", true), (Outcome::Accepted, 1_000));
    assert_eq!(take(5, "10.00", true), (Outcome::Duplicate, 0));
    assert_eq!(take(5, "7.00", true), (Outcome::Updated, -300));
    assert_eq!(take(4, "1.00", true), (Outcome::Duplicate, 0));
    // Any other order of the same version is a duplicate, whatever its content.
    assert_eq!(take(5, "1.00", false), (Outcome::Duplicate, 0));
}

#[test]
fn an_order_that_may_have_counted_on_a_day_that_is_forgotten_counts_no_second_time() {
    let shop = Shop::new("shop", "UTC", "USD").unwrap();
    let placed = "2026-03-10T10:00:00Z";
    let mut known = Known::default();
    assert_eq!(
        take(&shop, &mut known, placed, 1, "10.00", Some(None)).0,
        Outcome::Accepted
    );
    // As long as it is known, it moves.
    let moved = take(
        &shop,
        &mut known,
        "2026-03-11T10:00:00Z",
        2,
        "10.00",
        Some(Some(placed)),
    );
    assert_eq!(moved, (Outcome::Updated, 0));
    // After two later days the order is forgotten, and its totals stay.
    for day in ["2026-03-12T10:00:00Z", "2026-03-13T10:00:00Z"] {
        let mut orders = Orders::default();
        order(&shop, day, 1, "1.00", &mut orders);
        let before = known.clone();
        let folded = fold(&shop, &KEEP, &before, &orders);
        if let Some(retained) = folded.commit.retained {
            known.retained = retained;
        }
        known.entries.clear();
    }
    let paid = "2026-03-13T11:00:00Z";
    let late = take(
        &shop,
        &mut known.clone(),
        paid,
        3,
        "10.00",
        Some(Some(placed)),
    );
    assert_eq!(late, (Outcome::TooLate, 0));
    // If it certainly did not count elsewhere, it counts.
    let new = take(&shop, &mut known, paid, 3, "10.00", Some(None));
    assert_eq!(new, (Outcome::Accepted, 1_000));
}

#[test]
fn the_pieces_of_a_refund_are_taken_over_even_if_its_amount_was_known() {
    let shop = Shop::new("shop", "UTC", "USD").unwrap();
    let price = Price::parse("5.00").unwrap();
    let goods = OrderLine::product("A", None, price, Quantity::whole(-1).unwrap());
    let money = OrderLine {
        kind: LineKind::Adjustment,
        sku: "",
        value: LineValue::Lump(Amount::parse("-5.00").unwrap()),
        ..goods
    };
    let mut orders = Orders::default();
    for (place, line) in [&money, &money, &goods, &goods].into_iter().enumerate() {
        let event = OrderEvent {
            version: 1,
            refund_of: Some("0"),
            ..OrderEvent::of_lines("1", at("2026-03-10T10:00:00Z"), std::slice::from_ref(line))
        };
        let now = at("2026-12-01T00:00:00Z");
        orders.push(&shop, now, &event).unwrap();
        orders.note_joined(place, None);
    }
    let known = Known::default();
    let folded = fold(&shop, &KEEP, &known, &orders);
    let (new, same) = (Outcome::Updated, Outcome::Duplicate);
    assert_eq!(folded.outcomes, [Outcome::Accepted, same, new, same]);
    let sums = folded.commit.days[0].sums();
    let sums = [Measure::Returns, Measure::ReturnedUnits].map(|of| sums[of]);
    assert_eq!(sums, [500, 1]);
}
