//! Figures by channel and country.

use domain::{
    BusinessDay, Commit, DayDelta, DaySlices, Dimension, MAX_DAY_SUM, OrderFilter, Outcome,
    OwnChannels, Reason, Reject, Rejection, RetainedDays, Shop, Slice, SliceSums, Slices,
};

use super::fixture::date;
use super::{Event, Fixture, StoreFactory, durably, now, order};
use crate::{Committed, ErrorKind};

const DAY: &str = "2018-03-11";

fn on(day: &str, id: &str) -> Event {
    sold(id, &format!("{day}T10:15:00Z")).line("A", 1, "2.00")
}

/// Without the amounts of rich orders, whose discounts would be part of the sums.
fn sold(id: &str, at: &str) -> Event {
    order(id, at).with_amounts("0", "0", "0")
}

fn slice(shop: &Shop, name: &str) -> Slice {
    let of = |dimension| Slice::from_name(dimension, name, &shop.channels);
    let mut slices = Dimension::ALL.into_iter().filter_map(of);
    slices.next().expect("the case writes names right")
}

async fn slices(it: &Fixture, day: BusinessDay) -> DaySlices {
    let days = it.store.slices(&it.shop, day, day).await;
    let mut days = days.expect("slices are read");
    assert_eq!((days.len(), days[0].day), (1, day));
    days.remove(0)
}

/// Orders, revenue, discounts and returns by name; values without any are left out.
async fn named(it: &Fixture, day: &str) -> Vec<(String, [i128; 4])> {
    let day = slices(it, date(day)).await;
    assert_eq!(day.unknown, None);
    let each = day.slices.each();
    each.map(|(slice, sums)| (slice.name(&it.shop.channels).to_owned(), sums.0))
        .collect()
}

fn expected(rows: &[(&str, [i128; 4])]) -> Vec<(String, [i128; 4])> {
    rows.iter()
        .map(|(name, sums)| ((*name).to_owned(), *sums))
        .collect()
}

/// An order counts in the values it names; orders that name none are what the slices leave of the day.
pub async fn a_day_is_split_by_channel_and_country(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.commit(&[
        on(DAY, "1").sold_in("pos", "DE"),
        on(DAY, "2")
            .sold_in("POS", "")
            .with_amounts("4.00", "0.30", "1"),
        on(DAY, "3")
            .line("R", -1, "0.50")
            .sold_in("carrier pigeon", "de"),
        on(DAY, "4"),
        on(DAY, "5").sold_in("", "XX"),
        on("2018-03-12", "6").sold_in("", "ZW"),
    ])
    .await;
    let of_day = [
        ("pos", [2, 400, 30, 0]),
        ("other", [1, 200, 0, 50]),
        ("DE", [2, 400, 0, 50]),
    ];
    assert_eq!(named(&it, DAY).await, expected(&of_day));
    assert_eq!(
        named(&it, "2018-03-12").await,
        expected(&[("ZW", [1, 200, 0, 0])])
    );
    let day = slices(&it, date(DAY)).await;
    assert_eq!(day.sums, SliceSums([5, 1_000, 30, 50]));
    assert!(named(&it, "2018-03-10").await.is_empty());
    it.store.close().await.expect("the store closes");
    drop(it);
    let it = Fixture::over(factory.reopen().await, factory.shop()).await;
    assert_eq!(named(&it, DAY).await, expected(&of_day));
}

/// A newer version subtracts where the older one was sold, whatever happens to it; a refund counts on its own day, in
/// the values it names.
pub async fn corrections_move_between_slices(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let first = on(DAY, "1")
        .sold_in("pos", "DE")
        .with_amounts("0", "0.10", "0");
    it.commit(&[first.clone(), on(DAY, "2").sold_in("pos", "DE")])
        .await;
    let both = [("pos", [2, 400, 10, 0]), ("DE", [2, 400, 10, 0])];
    assert_eq!(named(&it, DAY).await, expected(&both));
    assert_eq!(it.commit([&first]).await, [Outcome::Duplicate]);
    let moved = on("2018-03-12", "1").sold_in("app", "").version(1);
    it.commit([&moved]).await;
    let one = [("pos", [1, 200, 0, 0]), ("DE", [1, 200, 0, 0])];
    assert_eq!(named(&it, DAY).await, expected(&one));
    assert_eq!(
        named(&it, "2018-03-12").await,
        expected(&[("app", [1, 200, 0, 0])])
    );
    let refund = sold("refund", "2018-03-12T12:00:00Z")
        .line("A", -1, "2.00")
        .refund()
        .sold_in("app", "DE");
    it.commit(&[
        refund,
        on(DAY, "2").version(1).cancelled().sold_in("pos", "DE"),
    ])
    .await;
    assert!(named(&it, DAY).await.is_empty(), "nothing is left of it");
    let refunded = [("app", [1, 200, 0, 200]), ("DE", [0, 0, 0, 200])];
    assert_eq!(named(&it, "2018-03-12").await, expected(&refunded));
    let mut pending = on(DAY, "3").sold_in("phone", "FR");
    pending.standing = domain::Standing::Pending;
    it.commit([&pending]).await;
    assert!(named(&it, DAY).await.is_empty(), "it is not paid");
    it.commit(&[on(DAY, "3").sold_in("phone", "FR").version(1)])
        .await;
    let paid = [("phone", [1, 200, 0, 0]), ("FR", [1, 200, 0, 0])];
    assert_eq!(named(&it, DAY).await, expected(&paid));
    // Also within one batch.
    it.commit(&[
        on(DAY, "3").sold_in("pos", "FR").version(2),
        on(DAY, "3").sold_in("social", "ES").version(3),
    ])
    .await;
    let last = [("social", [1, 200, 0, 0]), ("ES", [1, 200, 0, 0])];
    assert_eq!(named(&it, DAY).await, expected(&last));
}

/// A dropped day keeps its slices.
pub async fn a_dropped_day_keeps_its_slices(factory: &dyn StoreFactory) {
    let mut it = Fixture::open(factory).await;
    it.retention.max_days = 1;
    let large = sold("2", "2018-03-10T10:00:00Z").line("A", 1_000, "123456789.01");
    it.commit(&[
        on("2018-03-10", "1")
            .sold_in("pos", "DE")
            .line("R", -1, "0.05"),
        large.sold_in("pos", "ZW"),
        sold("3", "2018-03-10T11:00:00Z")
            .line("R", -1, "300.00")
            .sold_in("online", ""),
        on("2018-03-10", "4").sold_in("app", ""),
    ])
    .await;
    it.commit(&[on("2018-03-10", "4").version(1).cancelled()])
        .await;
    let before = slices(&it, date("2018-03-10")).await;
    assert_eq!(before.slices.each().len(), 4);
    // One day is dropped, one comes and goes, one stays.
    it.commit(&[
        on("2018-03-11", "5").sold_in("phone", "AD"),
        on("2018-03-12", "6"),
    ])
    .await;
    assert_eq!(it.retained().await.days.len(), 1);
    let gone = [("phone", [1, 200, 0, 0]), ("AD", [1, 200, 0, 0])];
    assert_eq!(slices(&it, date("2018-03-10")).await, before);
    assert_eq!(named(&it, "2018-03-11").await, expected(&gone));
    it.store.close().await.expect("the store closes");
    drop(it);
    let it = Fixture::over(factory.reopen().await, factory.shop()).await;
    assert_eq!(slices(&it, date("2018-03-10")).await, before);
    assert_eq!(named(&it, "2018-03-11").await, expected(&gone));
}

/// A copy includes the slices of dropped days.
pub async fn slices_of_dropped_days_are_copied(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let sums = SliceSums([3, 1_000, -7, 1 << 40]);
    let [pos, zw] = ["pos", "ZW"].map(|name| slice(&it.shop, name));
    let copied: Slices = [(pos, sums), (zw, SliceSums([0, 0, 0, -1]))]
        .into_iter()
        .collect();
    let day = date("2018-03-01");
    let commit = Commit {
        retained: Some(RetainedDays {
            epoch: 1,
            days: [date(DAY)].into(),
            dropped_until: Some(day),
            totals_from: None,
            products: None,
        }),
        sliced_totals: vec![(day, copied.clone())],
        ..Commit::default()
    };
    let done = durably(&*it.store, &it.shop, &commit).await;
    assert_eq!(done.expect("it is taken"), Committed::Applied);
    assert_eq!(slices(&it, day).await.slices, copied);
    it.store.close().await.expect("the store closes");
    drop(it);
    let it = Fixture::over(factory.reopen().await, factory.shop()).await;
    assert_eq!(slices(&it, day).await.slices, copied);
}

/// Orders can be found by a value, and those without one, too.
pub async fn orders_are_filtered_by_channel_and_country(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.commit(&[
        on(DAY, "1").sold_in("pos", "DE"),
        on(DAY, "2").sold_in("pos", "AT").line("B", 1, "1.00"),
        on(DAY, "3").sold_in("", "DE"),
        on(DAY, "4"),
        on(DAY, "5").cancelled(),
        on("2018-03-12", "6").sold_in("pos", "DE"),
    ])
    .await;
    let found = async |sku: Option<&str>, slices: &[(Dimension, Option<&str>)]| {
        let slices = slices.iter();
        let slices = slices.map(|(of, name)| (*of, name.map(|name| slice(&it.shop, name))));
        let filter = OrderFilter {
            slices: slices.collect(),
            ..OrderFilter::of_item(sku)
        };
        let page = it.store.orders(&it.shop, date(DAY), &filter, 0, 10).await;
        let page = page.expect("orders are read");
        assert_eq!(page.total, page.items.len());
        let ids: Vec<String> = page.items.into_iter().map(|order| order.id).collect();
        ids.join(" ")
    };
    let (channel, country) = (Dimension::Channel, Dimension::Country);
    assert_eq!(found(None, &[(channel, Some("pos"))]).await, "2 1");
    assert_eq!(found(None, &[(channel, None)]).await, "4 3");
    assert_eq!(found(None, &[(country, Some("DE"))]).await, "3 1");
    assert_eq!(
        found(None, &[(channel, Some("pos")), (country, Some("AT"))]).await,
        "2"
    );
    assert_eq!(found(Some("B"), &[(country, Some("DE"))]).await, "");
    assert_eq!(found(Some("A"), &[(country, None)]).await, "4");
    assert_eq!(found(None, &[]).await, "5 4 3 2 1");
}

/// A slice is full where 64 bits could not hold its sums, even if the day's are near zero.
pub async fn a_slice_ends_before_its_sums_overflow(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.commit(&[on(DAY, "1")]).await;
    let expected_epoch = it.retained().await.epoch;
    let commit = async |slices: &[(&str, i128)]| {
        let mut delta = DayDelta::new(date(DAY));
        for (name, returns) in slices {
            let sums = SliceSums([0, 0, 0, *returns]);
            delta.slices.add(slice(&it.shop, name), sums);
        }
        let mut commit = Commit {
            expected_epoch,
            days: vec![delta],
            ..Commit::default()
        };
        // A commit without orders would be empty.
        let reject = Rejection::new(Reason::NoItems, "none");
        commit.rejects.push(Reject {
            rejection: reject,
            id: None,
            source: "http".to_owned(),
            received_at: now(),
            body: Vec::new(),
        });
        let done = durably(&*it.store, &it.shop, &commit).await;
        done.expect("the store answers")
    };
    let full = [("online", -MAX_DAY_SUM), ("pos", MAX_DAY_SUM)];
    assert_eq!(commit(&full).await, Committed::Applied);
    let shown = named(&it, DAY).await;
    for more in [("online", -1_000_000), ("pos", 1_000_000)] {
        let Committed::Conflict(conflict) = commit(&[more]).await else {
            panic!("there is no room for {more:?}")
        };
        assert_eq!(conflict.full_days, [(date(DAY), MAX_DAY_SUM)]);
        assert_eq!(named(&it, DAY).await, shown);
    }
    assert_eq!(commit(&[("pos", -5)]).await, Committed::Applied);
    let rows = [
        ("online", [0, 0, 0, -MAX_DAY_SUM]),
        ("pos", [0, 0, 0, MAX_DAY_SUM - 5]),
    ];
    assert_eq!(named(&it, DAY).await, expected(&rows));
}

/// A shop's own channels keep their numbers: new ones are added after them, and none is removed.
pub async fn a_shop_keeps_its_channels(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.store.close().await.expect("the store closes");
    drop(it);
    let store = factory.reopen().await;
    let shop = |names: &[&str]| Shop {
        channels: OwnChannels::new(names).expect("the case writes channels right"),
        ..Shop::new(factory.shop(), "UTC", "USD").expect("the shop is valid")
    };
    let two = shop(&["amazon", "ebay"]);
    store.open_shop(&two).await.expect("it had none before");
    let mut it = Fixture {
        store,
        retention: domain::Retention {
            max_days: two.retention_days,
            hold: None,
        },
        shop: two,
    };
    it.commit(&[
        on(DAY, "1").sold_in("ebay", ""),
        on(DAY, "2").sold_in("etsy", ""),
    ])
    .await;
    let row = [1, 200, 0, 0];
    let rows = [("other", row), ("ebay", row)];
    assert_eq!(named(&it, DAY).await, expected(&rows));
    it.store.close().await.expect("the store closes");
    it.store = factory.reopen().await;
    for names in [&[][..], &["amazon"], &["ebay", "amazon"]] {
        let other = it.store.open_shop(&shop(names)).await;
        let error = other.expect_err("it has other channels");
        assert_eq!(error.kind(), ErrorKind::Settings, "{names:?}");
        assert!(
            error.to_string().contains("channels amazon,ebay"),
            "{error}"
        );
    }
    it.shop = shop(&["amazon", "ebay", "etsy"]);
    it.store.open_shop(&it.shop).await.expect("one is added");
    it.commit(&[on(DAY, "3").sold_in("etsy", "")]).await;
    let rows = [("other", row), ("ebay", row), ("etsy", row)];
    assert_eq!(named(&it, DAY).await, expected(&rows));
}
