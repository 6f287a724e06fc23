//! Several shops in one store.

use domain::Measure::{Orders, Revenue};
use domain::{Commit, Reject, Rejection, Shop};

use super::fixture::{date, units};
use super::{Fixture, StoreFactory, durably, now, order};
use crate::ErrorKind;

/// The same ids and items in two shops are different ones.
pub async fn shops_do_not_mix(factory: &dyn StoreFactory) {
    let one = Fixture::open(factory).await;
    let two = Fixture::over(one.store.clone(), &format!("{}-two", factory.shop())).await;
    let at = "2018-03-11T10:00:00Z";
    one.commit(&[order("1", at).line("A", 1, "1.00").named("One's")])
        .await;
    let rejection = Rejection::new(domain::Reason::NoItems, "none");
    let reject = Reject {
        rejection,
        id: None,
        source: "http".to_owned(),
        received_at: now(),
        body: Vec::new(),
    };
    let position = domain::PositionChange {
        source: "s".to_owned(),
        expected: None,
        position: "1".to_owned(),
    };
    let expected_epoch = one.retained().await.epoch;
    let (rejects, positions) = (vec![reject], vec![position]);
    let commit = Commit {
        expected_epoch,
        rejects,
        positions,
        ..Commit::default()
    };
    let answer = durably(&*one.store, &one.shop, &commit)
        .await
        .expect("it is taken");
    assert_eq!(answer, crate::Committed::Applied);
    let before = one.picture(&[date("2018-03-11")]).await;
    assert_eq!(two.day("2018-03-11").await.sums[Orders], 0);
    assert_eq!(
        two.store
            .position(&two.shop, "s")
            .await
            .expect("a position is read"),
        None
    );
    two.commit(&[order("1", at).line("A", 5, "3.00").line("B", 1, "1.00")])
        .await;
    assert_eq!(two.day("2018-03-11").await.sums[Revenue], 1_600);
    assert_eq!(two.leaders(None).await, units(&[("A", 5), ("B", 1)]));
    assert_eq!(two.board("2018-03-11").await.popular[0].name, None);
    assert_eq!(one.picture(&[date("2018-03-11")]).await, before);
    let rejects = two
        .store
        .rejects(&two.shop, 0, 10)
        .await
        .expect("rejects are read");
    assert_eq!(rejects.total, 0);
}

/// A shop cannot be opened with another time zone or currency than the one its figures were counted in.
pub async fn a_shop_keeps_its_time_zone_and_currency(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.commit(&[order("1", "2018-03-11T10:00:00Z").line("A", 1, "1.00")])
        .await;
    it.store
        .open_shop(&it.shop)
        .await
        .expect("the same shop opens again");
    for (timezone, currency) in [("Europe/London", "USD"), ("UTC", "EUR")] {
        let other = Shop::new(factory.shop(), timezone, currency).expect("the shop is valid");
        let error = it
            .store
            .open_shop(&other)
            .await
            .expect_err("it is another shop");
        assert_eq!(error.kind(), ErrorKind::Settings);
        let named = error.to_string();
        let advice = match currency {
            "EUR" => "set currency to USD",
            _ => "set timezone to UTC",
        };
        assert!(
            named.contains(advice),
            "the message says `{advice}`: {named}"
        );
        assert!(!error.is_retryable());
    }
    assert_eq!(it.day("2018-03-11").await.sums[Orders], 1);
    // A link is another name of the same zone, not another zone.
    let renamed = Shop::new(factory.shop(), "Etc/UTC", "USD").expect("the shop is valid");
    let opened = it.store.open_shop(&renamed).await;
    opened.expect("the same zone under another name opens");
    let read = it.store.retained(&renamed).await.expect("days are read");
    assert_eq!(read.days.len(), 1);
}
