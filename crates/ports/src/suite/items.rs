//! How many distinct items orders may bring.

use domain::Measure::Orders;
use domain::{Outcome, Standing};
use tokio::task::JoinSet;

use super::{Event, Fixture, StoreFactory, commit_all, order};

const AT: &str = "2018-03-11T10:00:00Z";

/// Orders that bring more new items than there is room for are refused; other orders, and those of known items, are
/// not. It makes no difference whether they come in one commit or in many.
pub async fn new_items_beyond_the_bound_are_refused(factory: &dyn StoreFactory) {
    use Outcome::{Accepted, TooManyItems};
    let mut one = Fixture::open(factory).await;
    one.shop.max_items = Some(4);
    // If returns are kept by item, an item that was only returned takes a place as well.
    one.shop.products = Some(false);
    let mut many = Fixture::over(one.store.clone(), &format!("{}-many", factory.shop())).await;
    many.shop.max_items = Some(4);
    many.shop.products = Some(false);
    let events = [
        of("1", &["A", "B", "A"]),
        of("2", &["C", "D", "E"]),
        of("3", &["B", "C"]).line("Z", -1, "1.00"),
        of("4", &["D"]),
        of("5", &["A", "E"]),
        of("6", &["A", "B", "C", "D"]),
        Event {
            standing: Standing::Cancelled,
            ..of("7", &["F"])
        },
    ];
    let expected = [
        Accepted,
        TooManyItems,
        Accepted,
        Accepted,
        TooManyItems,
        Accepted,
        Accepted,
    ];
    assert_eq!(one.commit(&events).await, expected);
    for (event, outcome) in events.iter().zip(expected) {
        assert_eq!(many.commit([event]).await, [outcome], "{}", event.id);
    }
    for it in [&one, &many] {
        let board = it.board("2018-03-11").await;
        assert_eq!((board.known_items, board.week[6].sums[Orders]), (4, 4));
        assert_eq!(
            it.leaders(None).await.len(),
            4,
            "nothing of a refused order"
        );
    }
}

/// Existing items stay: a store with more items than allowed still accepts orders of those, and accepts new items again
/// when the bound is raised.
pub async fn a_store_that_has_more_keeps_them(factory: &dyn StoreFactory) {
    use Outcome::{Accepted, TooManyItems, Updated};
    let mut it = Fixture::open(factory).await;
    it.shop.max_items = None;
    let first = of("1", &["A", "B", "C", "D", "E"]);
    assert_eq!(it.commit([&first]).await, [Accepted]);
    it.shop.max_items = Some(2);
    let corrected = Event {
        version: 1,
        ..of("1", &["A", "E"])
    };
    let events = [of("2", &["A", "E"]), of("3", &["F"]), corrected];
    assert_eq!(it.commit(&events).await, [Accepted, TooManyItems, Updated]);
    assert_eq!(it.board("2018-03-11").await.known_items, 5);
    it.shop.max_items = Some(6);
    assert_eq!(it.commit([&events[1]]).await, [Accepted]);
    assert_eq!(it.board("2018-03-11").await.known_items, 6);
}

/// The bound never changes an outcome that something else decides: a duplicate is a duplicate whatever it lists, and a
/// refused order opens no day.
pub async fn the_bound_comes_last(factory: &dyn StoreFactory) {
    use Outcome::{Accepted, Duplicate, TooManyItems};
    let mut it = Fixture::open(factory).await;
    it.shop.max_items = Some(1);
    assert_eq!(it.commit([&of("1", &["A"])]).await, [Accepted]);
    assert_eq!(it.commit([&of("1", &["B"])]).await, [Duplicate]);
    let next_day = order("2", "2018-03-12T10:00:00Z").line("B", 1, "1.00");
    assert_eq!(it.commit([&next_day]).await, [TooManyItems]);
    assert_eq!(it.retained().await.days.len(), 1);
}

/// An item counts once an order has brought it, even if the same commit takes it back; otherwise it would matter where
/// one commit ends and the next begins.
pub async fn an_item_taken_back_at_once_is_known(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let cancelled = Event {
        version: 1,
        standing: Standing::Cancelled,
        ..of("1", &["A"])
    };
    it.commit(&[of("1", &["A"]), cancelled]).await;
    assert_eq!(it.board("2018-03-11").await.known_items, 1);
}

/// Concurrent writers never exceed the bound, and use all of it.
pub async fn writers_share_the_bound(factory: &dyn StoreFactory) {
    const MOST: u64 = 50;
    let mut it = Fixture::open(factory).await;
    it.shop.max_items = Some(MOST);
    let mut writers = JoinSet::new();
    for writer in 0..6 {
        let (store, shop, retention) = (it.store.clone(), it.shop.clone(), it.retention);
        writers.spawn(async move {
            let mut accepted = 0;
            for number in 0..20 {
                let name = format!("{writer}-{number}");
                let events = [of(&name, &[&name]), of(&format!("{name}-A"), &["A"])];
                let outcomes = commit_all(&*store, &shop, &retention, &events).await;
                accepted += u64::from(outcomes[0] == Outcome::Accepted);
                assert_eq!(outcomes[1], Outcome::Accepted, "an item that is known");
            }
            accepted
        });
    }
    // All except the item in every writer's second order.
    let brought: u64 = writers.join_all().await.into_iter().sum();
    assert_eq!(brought, MOST - 1);
    assert_eq!(it.board("2018-03-11").await.known_items, MOST);
}

fn of(id: &str, skus: &[&str]) -> Event {
    let empty = order(id, AT);
    skus.iter()
        .fold(empty, |event, sku| event.line(sku, 1, "1.00"))
}
