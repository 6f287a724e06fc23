//! The content of the fixture's store, and its figures as text.
//!
//! The text names every figure itself instead of printing our types, so that it stays readable, and unchanged when
//! those change.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use domain::Measure::{Orders, ReturnedUnits, Returns, Revenue, Units};
use domain::{
    BoardQuery, BusinessDay, Commit, Known, Memo, MemoChange, OrderEvent, OrderFilter, OrderLine,
    Orders as Batch, PositionChange, Price, Quantity, Rate, Reason, Reject, Rejection, Retention,
    Shop, Sums,
};
use ports::suite::{Event, commit_all, durably, order};
use ports::{Committed, Export as _, Figures as _, Ledger as _, Records as _, Store as _};
use store_embedded::{EmbeddedStore, Options};

pub(crate) const DAYS: [&str; 5] = [
    "2018-03-08",
    "2018-03-09",
    "2018-03-10",
    "2018-03-11",
    "2018-03-12",
];
/// So that the first day is dropped.
pub(crate) const KEPT: Retention = Retention {
    max_days: 4,
    hold: None,
};

pub(crate) fn shops() -> [Shop; 2] {
    let shop = |id, zone, currency| Shop::new(id, zone, currency).expect("the shop is valid");
    [
        shop("default", "America/New_York", "USD"),
        shop("tokyo", "Asia/Tokyo", "JPY"),
    ]
}

/// Orders with ids of every form, versions, cancellations, returns and corrections.
pub(crate) fn events(day: &str) -> Vec<Event> {
    let id = |form: &str| format!("{form}{}", &day[8..]);
    let at = |time: &str| format!("{day}T{time}Z");
    vec![
        order(&id("9007199254740993"), &at("05:30:00"))
            .line("123456789", 2, "1.99")
            .named("Chocolate Chip Cookie"),
        order(&id("0f8fad5b-d9cb-469f-a165-7086772895"), &at("13:00:00"))
            .line("Kéks", 3, "0.333333")
            .line("A", 1, "250"),
        order(&id("text-"), &at("14:15:16"))
            .line("A", 5, "10.005")
            .named("Apfel")
            .line("B", -1, "3.50"),
        order(&id("text-"), &at("15:15:16"))
            .version(1)
            .line("A", 4, "10.005")
            .named("Äpfel"),
        order(&id("cancelled-"), &at("16:00:00")).line("C", 9, "1"),
        order(&id("cancelled-"), &at("16:00:00"))
            .version(2)
            .cancelled(),
        order(&id("refund-"), &at("23:59:59")).line("A", -2, "10"),
        order(&id("00"), &at("20:00:00")).line(day, 1, "0"),
    ]
}

/// Fills a new store, and closes it.
pub(crate) async fn fill(folder: &Path) {
    // The first days are in pages, the last one only in the log.
    for (days, checkpoint_bytes) in [(&DAYS[..4], 64), (&DAYS[4..], u64::MAX)] {
        let options = Options {
            checkpoint_bytes,
            ..Options::default()
        };
        let store = EmbeddedStore::open_with(folder, options);
        let store = store.expect("the store opens");
        for shop in shops() {
            store.open_shop(&shop).await.expect("the shop opens");
            for day in days {
                for event in events(day) {
                    commit_all(&store, &shop, &KEPT, [&event]).await;
                }
                note(&store, &shop, day).await;
            }
        }
        store.close().await.expect("the store closes");
    }
}

/// Adds a shop to a store whose orders have channels and countries, and whose first day is dropped.
#[allow(dead_code, reason = "only the example writes fixtures")]
pub(crate) async fn fill_split(folder: &Path) {
    let options = Options {
        checkpoint_bytes: 64,
        ..Options::default()
    };
    let store = EmbeddedStore::open_with(folder, options).expect("the store opens");
    let (shop, kept) = (
        split(),
        Retention {
            max_days: 2,
            ..KEPT
        },
    );
    store.open_shop(&shop).await.expect("the shop opens");
    for day in &DAYS[..3] {
        commit_all(&store, &shop, &kept, &sold_in(day)).await;
    }
    store.close().await.expect("the store closes");
}

/// The shop of these orders.
pub(crate) fn split() -> Shop {
    Shop::new("split", "UTC", "USD").expect("the shop is valid")
}

fn sold_in(day: &str) -> [Event; 4] {
    let on = |id: &str| order(&format!("{id}-{day}"), &format!("{day}T12:00:00Z"));
    [
        on("pos").line("A", 2, "1.25").sold_in("pos", "DE"),
        on("app").line("A", 1, "9.99").sold_in("app", ""),
        on("none").line("B", 3, "2.00"),
        on("back").line("A", -1, "1.25").sold_in("pos", "DE"),
    ]
}

/// Adds a shop to a store whose orders were in other currencies, with rates of their own.
#[allow(dead_code, reason = "only the example writes fixtures")]
pub(crate) async fn fill_converted(folder: &Path) {
    let shop = converted();
    for (days, checkpoint_bytes) in [(&DAYS[..2], 64), (&DAYS[2..3], u64::MAX)] {
        let options = Options {
            checkpoint_bytes,
            ..Options::default()
        };
        let store = EmbeddedStore::open_with(folder, options);
        let store = store.expect("the store opens");
        store.open_shop(&shop).await.expect("the shop opens");
        for day in days {
            let orders = came_in_yen(&shop, day);
            let known = Known {
                retained: store.retained(&shop).await.expect("the days are read"),
                ..Known::default()
            };
            let commit = domain::fold(&shop, &KEPT, &known, &orders).commit;
            let answer = durably(&store, &shop, &commit).await.expect("it is taken");
            assert_eq!(answer, Committed::Applied);
        }
        store.close().await.expect("the store closes");
    }
}

/// The shop of these orders.
fn converted() -> Shop {
    Shop::new("converted", "UTC", "USD").expect("the shop is valid")
}

/// One converted order, and one in the shop's currency.
fn came_in_yen(shop: &Shop, day: &str) -> Batch {
    let (price, quantity) = (Price::parse("1000"), Quantity::whole(2));
    let lines = [OrderLine::product(
        "A",
        None,
        price.expect("a price"),
        quantity.expect("a quantity"),
    )];
    let at = ports::suite::time(&format!("{day}T12:00:00Z"));
    let (own, yen) = (format!("own-{day}"), format!("yen-{day}"));
    let yen = OrderEvent {
        currency: Some("JPY"),
        rate: Rate::parse("0.0064").ok(),
        ..OrderEvent::of_lines(&yen, at, &lines)
    };
    let mut orders = Batch::default();
    for event in [yen, OrderEvent::of_lines(&own, at, &lines)] {
        orders.push(shop, at, &event).expect("it is right");
    }
    orders
}

/// The orders of that shop with their original currency data, as lines.
#[allow(dead_code, reason = "older fixtures have none")]
pub(crate) async fn figures_with_originals(store: Arc<EmbeddedStore>) -> String {
    let mut text = figures_with_everything(Arc::clone(&store)).await;
    let shop = converted();
    store.open_shop(&shop).await.expect("the shop opens");
    for day in &DAYS[..3] {
        let day = BusinessDay::parse(day).expect("a day");
        let filter = OrderFilter::default();
        let found = store.orders(&shop, day, &filter, 0, 10).await;
        let mut orders = found.expect("the orders are read").items;
        orders.sort_by(|one, other| one.id.cmp(&other.id));
        for order in orders {
            let revenue = shop.currency.format(order.revenue);
            let original = order.original().map(ToString::to_string);
            writeln!(text, "{}: {revenue} of {original:?}", order.id)
                .expect("a string takes everything");
        }
    }
    text
}

/// Adds a shop that remembers more orders of its first day than one list of memos holds, and one of its last.
#[allow(dead_code, reason = "only the example writes fixtures")]
pub(crate) async fn fill_remembering(folder: &Path) {
    let shop = remembering();
    let store = EmbeddedStore::open(folder).expect("the store opens");
    store.open_shop(&shop).await.expect("the shop opens");
    let memo = |number: usize, day: &str| MemoChange {
        expected: None,
        memo: Memo {
            key: format!("shop:{number}"),
            text: format!("order {number}"),
            until: BusinessDay::parse(day).expect("a day"),
        },
    };
    let mut memos: Vec<MemoChange> = (0..70).map(|number| memo(number, DAYS[0])).collect();
    memos.push(memo(70, DAYS[3]));
    let commit = Commit {
        expected_epoch: store
            .retained(&shop)
            .await
            .expect("the days are read")
            .epoch,
        memos,
        ..Commit::default()
    };
    let answer = durably(&store, &shop, &commit).await.expect("it is taken");
    assert_eq!(answer, Committed::Applied);
    store.close().await.expect("the store closes");
}

/// The shop of these memos.
pub(crate) fn remembering() -> Shop {
    Shop::new("remembering", "UTC", "USD").expect("the shop is valid")
}

/// The same figures, and the memos of that shop.
pub(crate) async fn figures_with_memos(store: Arc<EmbeddedStore>) -> String {
    let mut text = figures_with_originals(Arc::clone(&store)).await;
    for Memo {
        key,
        text: of,
        until,
    } in memos(&store).await
    {
        writeln!(text, "{key}: {of} until {until}").expect("a string takes everything");
    }
    text
}

/// The memos of that shop, by key.
pub(crate) async fn memos(store: &EmbeddedStore) -> Vec<Memo> {
    let shop = remembering();
    store.open_shop(&shop).await.expect("the shop opens");
    let mut memos = store.memos(&shop).await.expect("the memos are read");
    memos.sort_by(|one, other| one.key.cmp(&other.key));
    memos
}

/// The figures of that shop by channel and country, as lines.
pub(crate) async fn figures_by_slice(store: Arc<EmbeddedStore>) -> String {
    let (mut text, shop) = (String::new(), split());
    store.open_shop(&shop).await.expect("the shop opens");
    for day in &DAYS[..4] {
        let day = BusinessDay::parse(day).expect("a day");
        let days = store.slices(&shop, day, day).await;
        for day in days.expect("the slices are read") {
            writeln!(text, "{}: {:?}", day.day, day.unknown).expect("a string takes everything");
            for (slice, sums) in day.slices.each() {
                let (of, name) = (slice.dimension().as_str(), slice.name(&shop.channels));
                writeln!(text, "  {of} {name}: {:?}", sums.0).expect("a string takes everything");
            }
        }
    }
    text
}

/// A source's position and a reject.
async fn note(store: &EmbeddedStore, shop: &Shop, day: &str) {
    let source = "kinesis:orders:shardId-000".to_owned();
    let reject = Reject {
        rejection: Rejection::new(Reason::InvalidPrice, "items[0].price is below zero"),
        id: Some(format!("bad-{day}")),
        source: source.clone(),
        received_at: ports::suite::time("2018-03-12T00:00:00.123Z"),
        body: b"{\"id\":\"bad\xff\"}".to_vec(),
    };
    let expected = store
        .position(shop, &source)
        .await
        .expect("a position is read");
    let commit = Commit {
        expected_epoch: store.retained(shop).await.expect("the days are read").epoch,
        positions: vec![PositionChange {
            source,
            expected,
            position: day.to_owned(),
        }],
        rejects: vec![reject],
        ..Commit::default()
    };
    let answer = durably(store, shop, &commit).await.expect("it is taken");
    assert_eq!(answer, Committed::Applied);
}

/// Commits everything again, in one batch per shop: all of it is known or too late.
pub(crate) async fn replay(store: &EmbeddedStore) {
    let all: Vec<Event> = DAYS.iter().flat_map(|day| events(day)).collect();
    for shop in shops() {
        commit_all(store, &shop, &KEPT, &all).await;
    }
}

/// Every figure of the store, as lines, with the sums that stores had from the beginning.
pub(crate) async fn figures(store: Arc<EmbeddedStore>) -> String {
    let mut text = String::new();
    for shop in shops() {
        store.open_shop(&shop).await.expect("the shop opens");
        shop_figures(&store, &shop, &mut text)
            .await
            .expect("a string takes everything");
    }
    text
}

async fn shop_figures(store: &EmbeddedStore, shop: &Shop, text: &mut String) -> std::fmt::Result {
    let money = |minor| shop.currency.format(minor);
    writeln!(
        text,
        "shop {} {} {}",
        shop.id,
        shop.clock.name(),
        shop.currency.code()
    )?;
    let retained = store.retained(shop).await.expect("the days are read");
    writeln!(text, "retained {:?}", retained.days)?;
    let last = BusinessDay::parse(DAYS[4]).expect("a day");
    for day in (0..7).rev().map(|back| last - back + 1) {
        let board = store
            .board(shop, &BoardQuery::of(day))
            .await
            .expect("a board is read");
        let record = board.week.last().expect("a week has seven days");
        let (sums, unique) = (record.sums, record.unique_items);
        let (orders, units) = (sums[Orders], sums[Units]);
        let sums = (money(sums[Revenue]), money(sums[Returns]));
        writeln!(
            text,
            "{day}: {orders} orders, {unique} items, {units} units, {} sold, {} returned",
            sums.0, sums.1
        )?;
        let hours = record
            .hours
            .iter()
            .enumerate()
            .filter(|(_, hour)| !hour.is_zero() && !record.has_left);
        for (number, hour) in hours {
            writeln!(
                text,
                "  hour {number}: {} {} {}",
                hour[Orders],
                money(hour[Revenue]),
                money(hour[Returns])
            )?;
        }
        for (minute, pulse) in &board.minutes {
            let (orders, revenue) = (pulse.orders, money(pulse.revenue));
            writeln!(text, "  minute {minute}: {orders} {revenue}")?;
        }
        for item in &board.popular_day {
            writeln!(text, "  {} {:?} {}", item.sku, item.name, item.units)?;
        }
    }
    for item in store
        .popular(shop, None, 0, 100)
        .await
        .expect("a page is read")
        .items
    {
        writeln!(text, "all-time {} {:?} {}", item.sku, item.name, item.units)?;
    }
    for line in store.latest(shop).await.expect("the feed is read") {
        let price = line.price.map(|price| price.format(2)).unwrap_or_default();
        let sold_at = line
            .sold_at
            .map(domain::Timestamp::rfc3339_utc)
            .unwrap_or_default();
        writeln!(
            text,
            "latest {} {:?} {:?} {price} {sold_at}",
            line.sku,
            line.name,
            line.quantity.map(Quantity::pieces)
        )?;
    }
    let position = store.position(shop, "kinesis:orders:shardId-000").await;
    writeln!(text, "position {:?}", position.expect("a position is read"))?;
    for stored in store
        .rejects(shop, 0, 100)
        .await
        .expect("rejects are read")
        .items
    {
        let (number, reject) = (stored.number, stored.reject);
        let (reason, id) = (
            reject.rejection.reason.as_str(),
            reject.id.unwrap_or_default(),
        );
        let body = String::from_utf8_lossy(&reject.body).into_owned();
        let at = reject.received_at.rfc3339_utc();
        writeln!(
            text,
            "reject {number} {reason} {id} {} {at} {body}",
            reject.source
        )?;
    }
    writeln!(text)
}

/// The same, and the pieces of return lines: orders have had them in their records since they are counted.
pub(crate) async fn figures_with_returned_units(store: Arc<EmbeddedStore>) -> String {
    let mut text = figures(Arc::clone(&store)).await;
    text += &returned_units(&store).await;
    text
}

/// The same, and the hours of dropped days: they have been kept since totals are kept forever.
pub(crate) async fn figures_with_hours_of_days_that_left(store: Arc<EmbeddedStore>) -> String {
    let mut text = figures_with_returned_units(Arc::clone(&store)).await;
    for shop in shops() {
        let first = store.first_day(&shop).await.expect("it is read");
        let first = first.expect("there are days");
        let last = BusinessDay::parse(DAYS[4]).expect("a day");
        let days = store.days(&shop, first, last).await;
        for record in days.expect("the days are read") {
            let hours = record.hours.iter().enumerate();
            let sold = |hour: &Sums| (hour[Orders], shop.currency.format(hour[Revenue]));
            let hours = hours.filter(|(_, hour)| record.has_left && !hour.is_zero());
            let hours: Vec<_> = hours.map(|(number, hour)| (number, sold(hour))).collect();
            let day = record.day;
            writeln!(text, "{} {day}: {} {hours:?}", shop.id, record.has_left)
                .expect("a string takes everything");
        }
    }
    text
}

/// The same, and the sales and returns of items by day, in shops that kept them from the start.
pub(crate) async fn figures_with_items_of_days(store: Arc<EmbeddedStore>) -> String {
    let mut text = figures_with_hours_of_days_that_left(Arc::clone(&store)).await;
    for shop in shops() {
        let days = DAYS.map(|day| BusinessDay::parse(day).expect("a day"));
        let items = store.items_of_days(&shop, &days).await;
        for (day, items) in days.iter().zip(items.expect("items are read")) {
            let items = items.expect("they are kept");
            writeln!(text, "{} {day}: {}", shop.id, items.has_amounts)
                .expect("a string takes everything");
            for (sku, item) in &items.items {
                writeln!(
                    text,
                    "  {sku}: {} for {}, {} back of {}",
                    item.units, item.amount, item.returned_units, item.returned
                )
                .expect("a string takes everything");
            }
        }
    }
    text
}

/// The same, and the shop with channels and countries.
pub(crate) async fn figures_with_everything(store: Arc<EmbeddedStore>) -> String {
    figures_with_items_of_days(Arc::clone(&store)).await + &figures_by_slice(store).await
}

/// The figures of format 4, before items of days were kept.
#[allow(dead_code, reason = "for the tests alone")]
pub(crate) async fn figures_with_slices(store: Arc<EmbeddedStore>) -> String {
    let hours = figures_with_hours_of_days_that_left(Arc::clone(&store)).await;
    hours + &figures_by_slice(store).await
}

/// The pieces of return lines by day and hour, as lines.
pub(crate) async fn returned_units(store: &EmbeddedStore) -> String {
    let mut text = String::new();
    for shop in shops() {
        store.open_shop(&shop).await.expect("the shop opens");
        let last = BusinessDay::parse(DAYS[4]).expect("a day");
        let days = store.days(&shop, last - 6, last).await;
        for record in days.expect("the days are read") {
            let returned = |sums: &Sums| sums[ReturnedUnits];
            let hours = record.hours.iter().map(returned).enumerate();
            let hours: Vec<_> = hours.filter(|(_, units)| *units != 0).collect();
            let (day, units) = (record.day, returned(&record.sums));
            writeln!(
                text,
                "{} {day}: {units} units returned, by hour {hours:?}",
                shop.id
            )
            .expect("a string takes everything");
        }
    }
    text
}
