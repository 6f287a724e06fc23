//! The limits of an order: each one at the limit and beyond it.

#![allow(clippy::unwrap_used, reason = "what cannot go on fails the test")]

use domain::{
    Currency, InvalidPrice, MAX_LINES, MAX_NAME_BYTES, OrderEvent, OrderLine, Orders, Price,
    Quantity, Rate, RateTable, Reason, Shop, Standing, Timestamp,
};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp::from_millis(1_520_776_000_000);

fn shop(currency: &str) -> Shop {
    Shop::new("shop", "UTC", currency).unwrap()
}

fn line(sku: &str, price: &str, quantity: i64) -> OrderLine<'static> {
    OrderLine::product(
        sku.to_owned().leak(),
        None,
        Price::parse(price).unwrap(),
        Quantity::whole(quantity).unwrap(),
    )
}

fn event<'a>(id: &'a str, lines: &'a [OrderLine<'a>]) -> OrderEvent<'a> {
    OrderEvent::of_lines(id, NOW, lines)
}

/// The reason for which an event is refused; nothing of it is added then.
fn refusal(event: &OrderEvent<'_>) -> Option<Reason> {
    let mut orders = Orders::default();
    let refused = orders.push(&shop("USD"), NOW, event).err();
    assert_eq!(orders.len(), usize::from(refused.is_none()));
    assert!(refused.is_none() || orders.line_count() == 0);
    refused.map(|rejection| rejection.reason)
}

#[test]
fn ids_have_1_to_128_bytes_without_control_characters() {
    let lines = [line("A", "1", 1)];
    let fits = "é".repeat(64);
    for id in ["1", "Kéks 🍪", "9007199254740993", " ", &fits] {
        assert_eq!(refusal(&event(id, &lines)), None, "{id:?}");
    }
    let long = "é".repeat(64) + "x";
    for id in ["", "a\nb", "\u{0}", "\u{7f}", "\u{85}", &long] {
        assert_eq!(
            refusal(&event(id, &lines)),
            Some(Reason::InvalidId),
            "{id:?}"
        );
    }
}

#[test]
fn skus_have_1_to_128_bytes() {
    let sold = |sku: &str| refusal(&event("1", &[line("A", "1", 1), line(sku, "1", 1)]));
    assert_eq!(sold("Kéks"), None);
    assert_eq!(sold(&"x".repeat(128)), None);
    assert_eq!(sold(""), Some(Reason::InvalidSku));
    assert_eq!(sold(&"x".repeat(129)), Some(Reason::InvalidSku));
}

#[test]
fn orders_have_1_to_1000_lines() {
    let lines = vec![line("A", "1", 1); MAX_LINES + 1];
    assert_eq!(refusal(&event("1", &lines[..MAX_LINES])), None);
    assert_eq!(refusal(&event("1", &lines)), Some(Reason::TooLarge));
    assert_eq!(refusal(&event("1", &[])), Some(Reason::NoItems));
    for standing in [Standing::Cancelled, Standing::Pending, Standing::Test] {
        let remembered = OrderEvent {
            standing,
            ..event("1", &[])
        };
        assert_eq!(
            refusal(&remembered),
            None,
            "what does not count needs no lines"
        );
    }
}

#[test]
fn orders_lie_at_most_ten_minutes_ahead() {
    let lines = [line("A", "1", 1)];
    let ahead = |millis| {
        let placed_at = Timestamp::from_millis(NOW.millis() + millis);
        refusal(&OrderEvent {
            placed_at,
            ..event("1", &lines)
        })
    };
    assert_eq!(ahead(600_000), None);
    assert_eq!(ahead(600_001), Some(Reason::InFuture));
    assert_eq!(ahead(i64::MAX - NOW.millis()), Some(Reason::InFuture));
}

#[test]
fn no_order_is_older_than_1995() {
    let lines = [line("A", "1", 1)];
    let at = |millis| {
        let placed_at = Timestamp::from_millis(millis);
        refusal(&OrderEvent {
            placed_at,
            ..event("1", &lines)
        })
    };
    assert_eq!(at(Timestamp::EARLIEST.millis()), None);
    for millis in [Timestamp::EARLIEST.millis() - 1, 0, -1, i64::MIN] {
        assert_eq!(at(millis), Some(Reason::InvalidTimestamp), "{millis}");
    }
}

#[test]
fn only_the_shops_currency_is_counted() {
    let lines = [line("A", "1", 1)];
    let paid = |currency| {
        refusal(&OrderEvent {
            currency: Some(currency),
            ..event("1", &lines)
        })
    };
    assert_eq!(paid("USD"), None);
    assert_eq!(paid("usd"), None);
    for other in ["EUR", "", "US", "USDT", "💶"] {
        assert_eq!(paid(other), Some(Reason::CurrencyMismatch), "{other:?}");
    }
}

#[test]
fn what_adds_nothing_needs_no_rate() {
    let lines = [line("A", "1", 1)];
    for (standing, expected) in [
        (Standing::Counts, Some(Reason::CurrencyMismatch)),
        (Standing::Cancelled, None),
        (Standing::Pending, None),
        (Standing::Test, None),
    ] {
        let event = OrderEvent {
            currency: Some("EUR"),
            standing,
            ..event("1", &lines)
        };
        assert_eq!(refusal(&event), expected, "{standing:?}");
        let unknown = OrderEvent {
            currency: Some("euro"),
            ..event
        };
        assert_eq!(refusal(&unknown), Some(Reason::CurrencyMismatch));
    }
}

#[test]
fn another_currency_is_converted_by_its_own_rate_or_by_the_table() {
    let lines = [line("A", "100", 1)];
    let mut shop = Shop::new("shop", "UTC", "USD").unwrap();
    let revenue = |shop: &Shop, rate: Option<&str>, day: &str| {
        let placed_at = Timestamp::parse_rfc3339(&format!("2018-03-{day}T10:00:00Z")).unwrap();
        let event = OrderEvent {
            placed_at,
            currency: Some("eur"),
            rate: rate.map(|rate| Rate::parse(rate).unwrap()),
            ..event("1", &lines)
        };
        let mut orders = Orders::default();
        let pushed = orders.push(shop, placed_at, &event);
        pushed.map_err(|it| it.reason)?;
        let order = orders.get(0).unwrap();
        assert_eq!((order.currency(), order.rate()), (Some("eur"), event.rate));
        Ok(order.revenue())
    };
    assert_eq!(revenue(&shop, None, "09"), Err(Reason::CurrencyMismatch));
    assert_eq!(revenue(&shop, Some("1.23"), "09"), Ok(12_300));
    let mut table = RateTable::default();
    table.import("Date,USD,\n2018-03-08,1.2421,\n").unwrap();
    shop.rates.set(table);
    assert_eq!(revenue(&shop, None, "09"), Ok(12_421));
    assert_eq!(revenue(&shop, None, "12"), Err(Reason::NoRate));
    assert_eq!(
        revenue(&shop, Some("1.25"), "12"),
        Ok(12_500),
        "its own goes first"
    );
    shop.currency = Currency::from_code("EUR").unwrap();
    let event = OrderEvent {
        rate: Rate::parse("7").ok(),
        currency: Some("EUR"),
        ..event("1", &lines)
    };
    let mut orders = Orders::default();
    orders.push(&shop, event.placed_at, &event).unwrap();
    assert_eq!(
        orders.get(0).unwrap().revenue(),
        10_000,
        "in its own currency no rate counts"
    );
}

#[test]
fn an_order_has_a_highest_amount() {
    let lines = [line("A", "1000000000000", 1_000_000)];
    assert_eq!(refusal(&event("1", &lines)), Some(Reason::InvalidPrice));
    // 10^13 dollars equal 10^15 cents.
    let highest = [line("A", "10000000", 1_000_000)];
    assert_eq!(refusal(&event("1", &highest)), None);
    let beyond = [highest[0], line("B", "0.01", 1)];
    assert_eq!(refusal(&event("1", &beyond)), Some(Reason::InvalidPrice));
    let apart = [highest[0], line("B", "10000000", -1_000_000)];
    assert_eq!(
        refusal(&event("1", &apart)),
        None,
        "sold and returned are two sums"
    );
}

#[test]
fn sums_are_rounded_once_half_away_from_zero() {
    let sums = |currency: &str, lines: &[OrderLine<'_>]| {
        let mut orders = Orders::default();
        orders
            .push(&shop(currency), NOW, &event("1", lines))
            .unwrap();
        let order = orders.get(0).unwrap();
        (order.revenue(), order.returns())
    };
    // Three thirds of a cent make a cent; alone, each would be nothing.
    let thirds = [
        line("A", "0.003333", 1),
        line("B", "0.003333", 1),
        line("C", "0.003334", 1),
    ];
    assert_eq!(sums("USD", &thirds), (1, 0));
    assert_eq!(
        sums("USD", &[line("A", "0.005", 1), line("A", "0.005", -1)]),
        (1, 1)
    );
    assert_eq!(sums("USD", &[line("A", "0.004999", 1)]), (0, 0));
    assert_eq!(sums("JPY", &[line("A", "0.5", 3)]), (2, 0));
    assert_eq!(sums("KWD", &[line("A", "0.0005", -1)]), (0, 1));
    assert_eq!(
        sums("USD", &[line("A", "0.1", 1), line("B", "0.2", 1)]),
        (30, 0)
    );
    assert_eq!(sums("USD", &[line("A", "4.35", 100)]), (43_500, 0));
    assert_eq!(sums("USD", &[line("A", "0.000001", 1_000_000)]), (100, 0));
}

#[test]
fn names_are_cut_at_a_characters_end() {
    let long = "é".repeat(MAX_NAME_BYTES);
    let named = [
        OrderLine {
            name: Some(&long),
            ..line("A", "1", 1)
        },
        OrderLine {
            name: Some(""),
            ..line("B", "1", 1)
        },
    ];
    let mut orders = Orders::default();
    orders.push(&shop("USD"), NOW, &event("1", &named)).unwrap();
    let names: Vec<Option<&str>> = orders
        .get(0)
        .unwrap()
        .lines()
        .map(|line| line.name)
        .collect();
    assert_eq!(names, [Some(&long[..MAX_NAME_BYTES]), None]);
}

#[test]
fn prices_with_many_digits_say_what_is_wrong() {
    let zeros = "0".repeat(100);
    assert_eq!(
        Price::parse(&format!("1.99{zeros}")),
        Ok(Price::from_micros(1_990_000))
    );
    let float = "0.1000000000000000055511151231257827021181583404541015625";
    // All digits of the double nearest to 0.1.
    assert_eq!(Price::parse(float), Ok(Price::from_micros(100_000)));
    assert_eq!(
        Price::parse(&format!("1{zeros}.0")),
        Err(InvalidPrice::TooLarge)
    );
    assert_eq!(
        Price::parse(&format!("1{zeros}x")),
        Err(InvalidPrice::NotANumber)
    );
    assert_eq!(Price::parse("1e99999"), Err(InvalidPrice::TooLarge));
    assert_eq!(Price::parse("10.5e-7"), Err(InvalidPrice::TooPrecise));
    assert_eq!(Price::parse("1e-6"), Ok(Price::from_micros(1)));
}

proptest! {
    #[test]
    fn prices_come_back_as_they_were_written(micros in 0..=Price::MAX.micros(), exponent in 0..4_u8) {
        let price = Price::from_micros(micros);
        prop_assert_eq!(Price::parse(&price.format(exponent)), Ok(price));
        prop_assert_eq!(Price::parse(&format!("{micros}e-6")), Ok(price));
    }

    #[test]
    fn no_text_makes_a_price_panic(text in "-?[0-9]{0,45}(\\.[0-9]{0,45})?([eE][+-]?[0-9]{0,12})?") {
        if let Ok(price) = Price::parse(&text) {
            prop_assert!(price <= Price::MAX);
        }
    }

    #[test]
    fn amounts_are_written_to_the_last_digit(minor in any::<i64>(), code in prop::sample::select(vec!["JPY", "USD", "KWD"])) {
        let currency = Currency::from_code(code).unwrap();
        let text = currency.format(i128::from(minor));
        prop_assert_eq!(text.replace('.', "").parse::<i64>().unwrap(), minor);
        let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        prop_assert_eq!(decimals, usize::from(currency.exponent()));
    }
}
