//! Shops that come and go while servers run.

use domain::ShopId;

use super::{Fixture, StoreFactory, order};
use crate::{ListedShop, StoreError};

fn listed(it: &Fixture, name: &str) -> ListedShop {
    let name = format!("{}-{name}", it.shop.id);
    ListedShop {
        id: ShopId::new(&name).expect("the name is valid"),
        timezone: "Asia/Tokyo".to_owned(),
        currency: "JPY".to_owned(),
        display_name: Some("Tea é 茶".to_owned()),
        is_leaving: false,
        retention_days: Some(400),
    }
}

/// The part of the list that belongs to this case.
async fn own(it: &Fixture) -> Vec<ListedShop> {
    let all = it.store.roster().await.expect("the list is read");
    assert!(all.is_sorted_by(|one, other| one.id < other.id));
    let prefix = format!("{}-", it.shop.id);
    let own = all
        .into_iter()
        .filter(|it| it.id.as_str().starts_with(&prefix));
    own.collect()
}

/// A name belongs to one shop, each change has a new number, and the list survives restarts.
pub async fn shops_are_listed_once(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let version = async || it.store.roster_version().await.expect("the number is read");
    let (one, two) = (listed(&it, "one"), listed(&it, "two"));
    let before = version().await;
    let added = it.store.list_shop(&two).await.expect("it is added");
    assert!(added > Some(before), "{added:?} after {before}");
    let added = it.store.list_shop(&one).await.expect("it is added");
    assert!(version().await >= added.expect("the name is new"));
    let other = ListedShop {
        currency: "EUR".to_owned(),
        display_name: None,
        retention_days: None,
        ..one.clone()
    };
    assert_eq!(it.store.list_shop(&other).await.ok(), Some(None));
    assert_eq!(own(&it).await, [one.clone(), two.clone()]);
    let nobody = ShopId::new("nobody-listed-this").expect("the name is valid");
    assert_eq!(it.store.leave_shop(&nobody).await.ok(), Some(false));
    let before = version().await;
    for _ in 0..2 {
        assert_eq!(it.store.leave_shop(&two.id).await.ok(), Some(true));
    }
    assert_ne!(version().await, before);
    let leaving = ListedShop {
        is_leaving: true,
        ..two
    };
    assert_eq!(
        it.store.list_shop(&leaving).await.ok(),
        Some(None),
        "it is not gone yet"
    );
    it.store.close().await.expect("the store closes");
    let shop = it.shop.id.clone();
    drop(it);
    let it = Fixture::over(factory.reopen().await, shop.as_str()).await;
    assert_eq!(own(&it).await, [one, leaving]);
}

/// A forgotten shop leaves nothing behind, and other shops keep everything. A new shop of the same name starts from
/// nothing, even in another zone and currency.
pub async fn a_shop_that_is_forgotten_begins_anew(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let sold = order("1", "2018-03-11T10:00:00Z").line("tea", 2, "1.50");
    it.commit(std::slice::from_ref(&sold)).await;
    let one = listed(&it, "one");
    let zones = [("Asia/Tokyo", "JPY"), ("Europe/Paris", "EUR")];
    let mut stays = it.shop.clone();
    for (round, (zone, currency)) in zones.into_iter().enumerate() {
        let entry = ListedShop {
            timezone: zone.to_owned(),
            currency: currency.to_owned(),
            ..one.clone()
        };
        let added = it.store.list_shop(&entry).await.expect("it is listed");
        assert!(added.is_some(), "round {round}");
        let shop = domain::Shop::new(one.id.as_str(), zone, currency);
        let shop = shop.expect("the shop is valid");
        it.store.open_shop(&shop).await.expect("it opens");
        let empty = it.store.retained(&shop).await.expect("days are read");
        assert!(empty.days.is_empty(), "round {round}: {empty:?}");
        let own = Fixture {
            store: it.store.clone(),
            shop,
            retention: it.retention,
        };
        let later = order("2", "2018-03-11T11:00:00Z").line("cup", 1, "2");
        own.commit(&[sold.clone(), later]).await;
        assert_eq!(own.feed().await, ["cup", "tea"]);
        assert_eq!(it.store.leave_shop(&one.id).await.ok(), Some(true));
        it.store.close_shop(&own.shop);
        forget(&own).await.expect("it is forgotten");
        forget(&own).await.expect("it is forgotten already");
        stays = own.shop;
    }
    assert_eq!(own(&it).await, []);
    it.store.open_shop(&stays).await.expect("it opens anew");
    let feed = it.store.latest(&stays).await.expect("the feed is read");
    assert_eq!(feed, []);
    assert_eq!(it.feed().await, ["tea"], "the others stay");
    assert_eq!(it.day("2018-03-11").await.sums[domain::Measure::Orders], 1);
    it.store.close().await.expect("the store closes");
    let shop = it.shop.id.clone();
    drop(it);
    let it = Fixture::over(factory.reopen().await, shop.as_str()).await;
    assert_eq!(it.feed().await, ["tea"]);
}

async fn forget(of: &Fixture) -> Result<(), StoreError> {
    of.store.forget_shop(&of.shop).await
}
