//! What items sold for and what was returned, by day: while a day is kept, and after it is dropped.

use domain::Measure::{Orders, Revenue, Tax, Units};
use domain::{
    Commit, DayItems, DayRecord, FirstDays, ItemDay, LeftDay, MAX_ITEM_SUM, Outcome, RestOfItems,
    Shop, SkuDelta, Sums,
};

use super::fixture::date;
use super::{Event, Fixture, StoreFactory, durably, order};
use crate::Committed;

const DAY: &str = "2018-03-10";

fn on(day: &str, id: &str) -> Event {
    order(id, &format!("{day}T10:15:00Z"))
}

async fn open(factory: &dyn StoreFactory, products: Option<bool>) -> Fixture {
    let shop = Shop::new(factory.shop(), "UTC", "USD").expect("the shop is valid");
    Fixture::of(factory.open().await, shop, products).await
}

/// Units, amount in cents, returned pieces, and their value.
const fn item(units: i64, amount: i128, returned_units: i64, returned: i128) -> ItemDay {
    ItemDay {
        units,
        amount,
        returned_units,
        returned,
    }
}

async fn of_day(it: &Fixture, day: &str) -> Option<DayItems> {
    let found = it.store.items_of_days(&it.shop, &[date(day)]).await;
    let found: [_; 1] = found
        .expect("they are read")
        .try_into()
        .expect("one day was asked for");
    let [found] = found;
    found
}

async fn assert_items(it: &Fixture, day: &str, has_amounts: bool, expected: &[(&str, ItemDay)]) {
    let items = expected.iter().map(|(sku, item)| ((*sku).into(), *item));
    let expected = DayItems::new(has_amounts, items.collect(), RestOfItems::default());
    assert_eq!(of_day(it, day).await, Some(expected), "{day}");
}

/// New orders, corrections, cancellations and returns: each line counts for its item, on its order's day.
pub async fn a_day_knows_what_its_items_sold_for(factory: &dyn StoreFactory) {
    let it = open(factory, Some(true)).await;
    it.commit(&[
        on(DAY, "1").line("A", 2, "1.25").line("B", 1, "0.333"),
        on(DAY, "2").line("A", 1, "1.00").line("A", -3, "0.995"),
        on(DAY, "3").line("C", -1, "7.00"),
        on(DAY, "4").line("D", 4, "9.00"),
        on("2018-03-11", "5").line("A", 5, "1.00"),
    ])
    .await;
    let all = [
        ("A", item(3, 350, 3, 299)),
        ("B", item(1, 33, 0, 0)),
        ("C", item(0, 0, 1, 700)),
        ("D", item(4, 3_600, 0, 0)),
    ];
    assert_items(&it, DAY, true, &all).await;
    let skus = ["D", "nothing", "A"];
    let amounts = it.store.amounts_of(&it.shop, date(DAY), &skus).await;
    let expected = vec![all[3].1, ItemDay::default(), all[0].1];
    assert_eq!(amounts.expect("they are read"), Some(expected));
    // One is changed, one moves to another day, one is gone, and all are sent again.
    for _ in 0..2 {
        it.commit(&[
            on(DAY, "1").version(1).line("B", 3, "0.333"),
            on("2018-03-11", "2").version(1).line("A", 1, "1.00"),
            on(DAY, "4").version(1).cancelled(),
            on(DAY, "3").line("C", -1, "7.00"),
        ])
        .await;
        let left = [("B", item(3, 100, 0, 0)), ("C", item(0, 0, 1, 700))];
        assert_items(&it, DAY, true, &left).await;
        assert_items(&it, "2018-03-11", true, &[("A", item(6, 600, 0, 0))]).await;
    }
}

/// A new shop keeps amounts by line unless its setting says otherwise. An older one begins when its setting says so,
/// from the day after its newest one on, and begins in the same way again if it was switched off in between.
pub async fn amounts_by_line_are_kept_from_a_day_on(factory: &dyn StoreFactory) {
    let mut it = open(factory, Some(false)).await;
    it.commit(&[on(DAY, "1").line("A", 2, "1.25").line("A", -1, "1.25")])
        .await;
    assert_eq!(it.retained().await.products, None);
    assert_items(&it, DAY, false, &[("A", item(2, 0, 0, 0))]).await;
    let amounts = it.store.amounts_of(&it.shop, date(DAY), &["A"]).await;
    assert_eq!(amounts.expect("they are read"), None);
    // Without a setting, the store's own state decides.
    it = again(factory, it, None).await;
    it.commit(&[on("2018-03-11", "2").line("A", 1, "1.00")])
        .await;
    assert_items(&it, "2018-03-11", false, &[("A", item(1, 0, 0, 0))]).await;
    it = again(factory, it, Some(true)).await;
    assert_eq!(it.retained().await.products, Some(date("2018-03-12")));
    for setting in [Some(true), None] {
        it = again(factory, it, setting).await;
        assert_eq!(it.retained().await.products, Some(date("2018-03-12")));
    }
    // Orders for an earlier day are not all of that day's orders.
    it.commit(&[
        on("2018-03-11", "2").version(1).line("A", 3, "1.00"),
        on("2018-03-11", "3").line("B", 1, "2.00"),
        on("2018-03-12", "4").line("B", 1, "2.00"),
    ])
    .await;
    let before = [("A", item(3, 0, 0, 0)), ("B", item(1, 0, 0, 0))];
    assert_items(&it, "2018-03-11", false, &before).await;
    assert_items(&it, "2018-03-12", true, &[("B", item(1, 200, 0, 0))]).await;
    it = again(factory, it, Some(false)).await;
    assert_eq!(it.retained().await.products, None);
    it.commit(&[on("2018-03-13", "4").version(1).line("B", 1, "2.00")])
        .await;
    it = again(factory, it, Some(true)).await;
    assert_eq!(it.retained().await.products, Some(date("2018-03-14")));
    it.commit(&[on("2018-03-14", "5").line("B", -1, "2.00")])
        .await;
    assert_items(&it, "2018-03-14", true, &[("B", item(0, 0, 1, 200))]).await;
}

async fn again(factory: &dyn StoreFactory, it: Fixture, products: Option<bool>) -> Fixture {
    it.store.close().await.expect("it closes");
    let shop = it.shop.clone();
    drop(it);
    Fixture::of(factory.reopen().await, shop, products).await
}

/// A shop's first orders decide.
pub async fn a_new_shop_keeps_amounts_by_line(factory: &dyn StoreFactory) {
    let it = open(factory, None).await;
    assert_eq!(it.retained().await.products, None);
    it.commit(&[on(DAY, "1").line("A", 2, "1.25")]).await;
    assert_eq!(it.retained().await.products, Some(FirstDays::START));
    assert_items(&it, DAY, true, &[("A", item(2, 250, 0, 0))]).await;
}

/// An item's amount on a day has a limit. Only the order that exceeds it is refused, not those next to it.
pub async fn an_item_has_a_greatest_amount(factory: &dyn StoreFactory) {
    let it = open(factory, Some(true)).await;
    // Ten million million dollars is the highest amount of an order.
    let large = |id: i32| {
        on(DAY, &id.to_string())
            .plain()
            .line("A", 10, "1000000000000")
    };
    let large: Vec<Event> = (0..9).map(large).collect();
    assert_eq!(it.commit(&large).await, [Outcome::Accepted; 9]);
    let tenth = [
        on(DAY, "small").plain().line("A", 1, "1.00"),
        on(DAY, "tenth").plain().line("A", 10, "1000000000000"),
        on("2018-03-11", "other day").plain().line("A", 1, "1.00"),
    ];
    let outcomes = it.commit(&tenth).await;
    assert_eq!(
        outcomes,
        [Outcome::Accepted, Outcome::DayFull, Outcome::Accepted]
    );
    let amount = 9_000_000_000_000_000 + 100;
    assert!(amount <= MAX_ITEM_SUM);
    assert_items(&it, DAY, true, &[("A", item(91, amount, 0, 0))]).await;
    // It may still come nearer to zero.
    it.commit(&[on(DAY, "0").version(1).cancelled()]).await;
    let less = item(81, amount - 1_000_000_000_000_000, 0, 0);
    assert_items(&it, DAY, true, &[("A", less)]).await;
}

/// What each item sold on a day is kept unchanged after the day is dropped.
pub async fn a_dropped_day_keeps_its_items(factory: &dyn StoreFactory) {
    for products in [false, true] {
        let name = format!("{}-{products}", factory.shop());
        let shop = Shop::new(&name, "UTC", "USD").expect("the shop is valid");
        let store = match products {
            false => factory.open().await,
            true => factory.reopen().await,
        };
        dropped(Fixture::of(store, shop, Some(products)).await).await;
    }
}

async fn dropped(mut it: Fixture) {
    let has_amounts = it.shop.products == Some(true);
    it.retention.max_days = 2;
    it.commit(&[
        on(DAY, "1").line("B", 7, "1.00").line("Kéks", 2, "1.00"),
        on(DAY, "2").line("gone", 5, "1.00").line("A", 3, "2.00"),
        on(DAY, "3").line("A", -9, "1.00").line("R", -1, "0.50"),
        on("2018-03-11", "4").line("A", 1, "1.00"),
    ])
    .await;
    // Corrections until then count.
    it.commit(&[on(DAY, "2")
        .version(1)
        .line("late", 1, "1.00")
        .line("A", 3, "2.00")])
        .await;
    let items = [
        ("B", item(7, 700, 0, 0)),
        ("A", item(3, 600, 9, 900)),
        ("Kéks", item(2, 200, 0, 0)),
        ("late", item(1, 100, 0, 0)),
        ("R", item(0, 0, 1, 50)),
    ];
    assert_items(&it, DAY, has_amounts, &items).await;
    it.commit(&[on("2018-03-12", "5").line("A", 1, "3.00")])
        .await;
    assert_items(&it, DAY, has_amounts, &items).await;
    // Later orders change nothing.
    it.commit(&[
        on(DAY, "2").version(2).cancelled(),
        on("2018-03-13", "6").line("B", 1, "1.00"),
        on("2018-03-14", "7").line("A", 1, "0.00"),
    ])
    .await;
    assert_items(&it, DAY, has_amounts, &items).await;
    let others = [("A", item(1, 300, 0, 0))];
    assert_items(&it, "2018-03-12", has_amounts, &others).await;
    let others = [("A", item(1, 0, 0, 0))];
    assert_items(&it, "2018-03-14", has_amounts, &others).await;
    // Nor is it forgotten that a day had amounts, but no items.
    it.commit(&[on("2018-03-15", "8").with_amounts("4.90", "0.50", "0.93")])
        .await;
    assert_items(&it, "2018-03-15", has_amounts, &[]).await;
    it.commit(&[
        on("2018-03-16", "9").line("A", 1, "1.00"),
        on("2018-03-17", "10").line("A", 1, "1.00"),
    ])
    .await;
    assert_eq!(it.day("2018-03-15").await.sums[Tax], 93);
    // Nothing was sold on these days.
    for day in ["2018-03-09", "2018-03-15", "2018-03-18"] {
        assert_items(&it, day, has_amounts, &[]).await;
    }
    it.store.close().await.expect("it closes");
}

/// A copy includes the items of dropped days, and leaves out days whose items are unknown.
pub async fn the_items_of_a_copied_day_are_taken_over(factory: &dyn StoreFactory) {
    let it = open(factory, Some(true)).await;
    it.commit(&[on("2018-03-12", "1").line("A", 1, "1.00")])
        .await;
    let skus = ["A", "new"].map(|sku| SkuDelta {
        sku,
        units: 0,
        name: None,
    });
    let left = |day: &str| {
        let mut totals = DayRecord::empty(date(day));
        totals.sums = Sums::from([(Orders, 9), (Units, 12), (Revenue, 90)]);
        totals.hours[10] = Sums::from([(Orders, 9), (Revenue, 90)]);
        totals
    };
    let mut retained = it.retained().await;
    let expected_epoch = retained.epoch;
    retained.epoch += 1;
    retained.dropped_until = Some(date("2018-03-11"));
    let rest = |sum| RestOfItems { items: 3, sum };
    let known = LeftDay {
        day: date("2018-03-11"),
        has_amounts: true,
        items: vec![(1, item(6, 50, 1, 7)), (0, item(2, 20, 0, 0))],
        rest: rest(item(4, 20, 2, 9)),
    };
    let units = LeftDay {
        day: date("2018-03-09"),
        has_amounts: false,
        items: vec![(0, item(12, 0, 0, 0))],
        rest: RestOfItems::default(),
    };
    let commit = Commit {
        expected_epoch,
        retained: Some(retained),
        skus: skus.to_vec(),
        totals: [DAY, "2018-03-11", "2018-03-09"].map(left).to_vec(),
        left: vec![known, units],
        ..Commit::default()
    };
    let committed = durably(&*it.store, &it.shop, &commit).await;
    assert_eq!(committed.expect("it is taken"), Committed::Applied);
    assert_eq!(of_day(&it, DAY).await, None);
    let items = vec![
        ("new".into(), item(6, 50, 1, 7)),
        ("A".into(), item(2, 20, 0, 0)),
    ];
    let expected = DayItems::new(true, items, rest(item(4, 20, 2, 9)));
    assert_eq!(of_day(&it, "2018-03-11").await, Some(expected));
    assert_items(&it, "2018-03-09", false, &[("A", item(12, 0, 0, 0))]).await;
}
