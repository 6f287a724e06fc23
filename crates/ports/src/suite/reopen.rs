//! A store is the same after it was closed and opened again.

use domain::Measure::{self, Returns, Revenue};
use domain::{
    BusinessDay, Commit, FirstDays, MeasureSet, Outcome, PositionChange, Reason, Reject, Rejection,
    Unsliced,
};

use super::fixture::date;
use super::model::random_event;
use super::{Dice, Event, Fixture, Naive, StoreFactory, durably, now, order, time};
use crate::Committed;

/// Orders, corrections, dropped days, a position and a reject.
async fn fill(it: &mut Fixture) -> (Vec<Event>, Naive) {
    it.retention.max_days = 4;
    let mut dice = Dice::new(11);
    let mut naive = Naive::new(&it.shop, it.retention.max_days);
    let mut events = Vec::new();
    for step in 0..120 {
        let event = random_event(&mut dice, step / 20, 3);
        it.commit([&event]).await;
        naive.take([&event]);
        events.push(event);
    }
    let rejection = Rejection::new(Reason::InvalidPrice, "items[0].price: below zero");
    let reject = Reject {
        rejection,
        id: Some("7".to_owned()),
        source: "import".to_owned(),
        received_at: now(),
        body: b"{\xff}".to_vec(),
    };
    let position = PositionChange {
        source: "stream".to_owned(),
        expected: None,
        position: "1-0".to_owned(),
    };
    let commit = Commit {
        expected_epoch: it.retained().await.epoch,
        rejects: vec![reject],
        positions: vec![position],
        ..Commit::default()
    };
    let answer = durably(&*it.store, &it.shop, &commit)
        .await
        .expect("it is taken");
    assert_eq!(answer, Committed::Applied);
    (events, naive)
}

/// Closes the store and opens it again.
pub(super) async fn reopened(it: Fixture, factory: &dyn StoreFactory) -> Fixture {
    it.store.close().await.expect("the store closes");
    let retention = it.retention;
    drop(it);
    let mut it = Fixture::over(factory.reopen().await, factory.shop()).await;
    it.retention = retention;
    it
}

/// A measure that is unknown in the store that orders come from is not 0 in the store they are copied to.
pub async fn first_days_are_raised_and_kept(factory: &dyn StoreFactory) {
    let mut it = Fixture::open(factory).await;
    let of = |days: &[(Measure, &str)]| {
        let days = days.iter().map(|(measure, day)| (*measure, date(day)));
        FirstDays::kept(Measure::COUNT, days).with_sliced(Some(FirstDays::START))
    };
    let first_days = async |it: &Fixture| {
        let days = it.store.first_days(&it.shop).await;
        days.expect("the first days are read")
    };
    assert_eq!(first_days(&it).await, FirstDays::of_new_shop());
    let steps = [
        of(&[(Returns, "2018-03-11"), (Revenue, "2018-03-12")]),
        of(&[(Returns, "2018-03-12"), (Revenue, "2018-03-11")])
            .with_sliced(Some(date("2018-03-12"))),
        FirstDays::of_new_shop(),
    ];
    for others in &steps {
        let raised = it.store.raise_first_days(&it.shop, others).await;
        raised.expect("the first days are raised");
    }
    let raised = of(&[(Returns, "2018-03-12"), (Revenue, "2018-03-12")])
        .with_sliced(Some(date("2018-03-12")));
    assert_eq!(first_days(&it).await, raised);
    // Even before the first order.
    it = reopened(it, factory).await;
    assert_eq!(first_days(&it).await, raised);
    for (id, at) in [("1", "2018-03-11T10:00:00Z"), ("2", "2018-03-12T10:00:00Z")] {
        it.commit(&[order(id, at).line("A", 1, "1.00")]).await;
    }
    for _ in 0..2 {
        let unknown: MeasureSet = [Returns, Revenue].into_iter().collect();
        assert_eq!(it.day("2018-03-11").await.unknown, unknown);
        assert_eq!(it.day("2018-03-12").await.unknown, MeasureSet::NONE);
        let slices = it
            .store
            .slices(&it.shop, date("2018-03-11"), date("2018-03-12"));
        let slices = slices.await.expect("slices are read");
        let unsliced: Vec<Option<Unsliced>> = slices.iter().map(|day| day.unknown).collect();
        assert_eq!(unsliced, [Some(Unsliced::NotRecorded), None]);
        let week = it.board("2018-03-12").await.week;
        assert_eq!(week[week.len() - 2].unknown, unknown);
        let frozen = it.store.freeze(&it.shop).await;
        if let Some(frozen) = frozen.expect("nothing failed") {
            let days = frozen.first_days(&it.shop).await;
            assert_eq!(days.expect("the first days are read"), raised);
        }
        it = reopened(it, factory).await;
        assert_eq!(first_days(&it).await, raised);
    }
}

/// Every figure, position and reject is there again.
pub async fn everything_is_there_again(factory: &dyn StoreFactory) {
    let mut it = Fixture::open(factory).await;
    let (_, naive) = fill(&mut it).await;
    let days: Vec<BusinessDay> = naive.all_days();
    let before = it.picture(&days).await;
    for _ in 0..2 {
        it = reopened(it, factory).await;
        assert_eq!(it.picture(&days).await, before);
        naive.assert_shown(&it).await;
        let position = it
            .store
            .position(&it.shop, "stream")
            .await
            .expect("a position is read");
        assert_eq!(position.as_deref(), Some("1-0"));
        let counts = it
            .store
            .reject_counts(&it.shop)
            .await
            .expect("counts are read");
        assert_eq!((counts.len(), counts[0].reason), (1, Reason::InvalidPrice));
    }
}

/// Ids are still known, and corrections still know what they correct.
pub async fn work_goes_on_after_reopening(factory: &dyn StoreFactory) {
    let mut it = Fixture::open(factory).await;
    let (events, mut naive) = fill(&mut it).await;
    it = reopened(it, factory).await;
    let again: Vec<Event> = events.iter().rev().take(30).cloned().collect();
    for event in &again {
        let expected = naive.clone();
        let outcome = it.commit([event]).await;
        naive.take([event]);
        if outcome == [Outcome::Duplicate] {
            assert_eq!(naive.latest(), expected.latest());
        }
    }
    naive.assert_shown(&it).await;
    let mut dice = Dice::new(12);
    for _ in 0..60 {
        let event = random_event(&mut dice, 6, 3);
        it.commit([&event]).await;
        naive.take([&event]);
    }
    naive.assert_shown(&it).await;
    let (items, total) = {
        let page = it
            .store
            .rejects(&it.shop, 0, 10)
            .await
            .expect("rejects are read");
        (page.items, page.total)
    };
    assert_eq!((items.len(), total), (1, 1));
}

/// An order whose id was assigned by its source is compared with the stored one of that id, also after the store was
/// opened again: the same order is a duplicate, another one is refused.
pub async fn ids_given_to_two_orders_are_told_apart(factory: &dyn StoreFactory) {
    const AT: &str = "2018-03-11T10:00:00Z";
    use Outcome::{Accepted, Duplicate, IdReused, Updated};
    let it = Fixture::open(factory).await;
    let sold = order("key/0", AT)
        .line("A", 2, "1.00")
        .line("B", 1, "5.00")
        .line("A", 1, "0.50")
        .line("R", -1, "4.00")
        .given_id();
    let twice = [sold.clone(), sold.clone()];
    assert_eq!(it.commit(&twice).await, [Accepted, Duplicate]);
    let gone = order("key/1", AT)
        .line("A", 1, "1.00")
        .cancelled()
        .given_id();
    assert_eq!(it.commit([&gone]).await, [Accepted]);
    let it = reopened(it, factory).await;
    let before = it.picture(&[date("2018-03-11")]).await;
    let base = || order("key/0", AT).given_id();
    let others = [
        base()
            .line("A", 2, "1.00")
            .line("B", 1, "5.00")
            .line("A", 1, "0.51")
            .line("R", -1, "4.00"),
        base()
            .line("A", 2, "1.00")
            .line("B", 1, "5.00")
            .line("A", 1, "0.50")
            .line("R", -1, "4.01"),
        base()
            .line("A", 3, "1.00")
            .line("B", 1, "4.50")
            .line("R", -1, "4.00")
            .line("C", 1, "0.00"),
        base()
            .line("A", 2, "1.00")
            .line("B", 2, "2.50")
            .line("A", 1, "0.50")
            .line("R", -1, "4.00"),
        sold.clone().cancelled(),
    ];
    for other in &others {
        assert_eq!(it.commit([other]).await, [IdReused], "{other:?}");
        // An event that has the id itself is that order; without a higher version it is a duplicate.
        let own = Event {
            channel: None,
            country: None,
            is_id_given: false,
            ..other.clone()
        };
        assert_eq!(it.commit([&own]).await, [Duplicate], "{other:?}");
    }
    let later = Event {
        placed_at: time("2018-03-11T10:00:01Z"),
        ..sold.clone()
    };
    let placed = Event {
        id: "key/1".to_owned(),
        ..sold.clone()
    };
    let mixed = [sold.clone(), later, gone.clone(), placed];
    assert_eq!(
        it.commit(&mixed).await,
        [Duplicate, IdReused, Duplicate, IdReused]
    );
    assert_eq!(it.picture(&[date("2018-03-11")]).await, before);
    // A version says which one is newer.
    let newer = others[0].clone().version(1);
    assert_eq!(it.commit([&newer]).await, [Updated]);
    assert_eq!(it.commit([&sold]).await, [Duplicate], "it came too late");
    // If a batch has two, the first counts as known.
    let two = [
        order("key/2", AT).line("A", 1, "1.00"),
        order("key/2", AT).line("B", 1, "1.00"),
    ];
    let two = two.map(Event::given_id);
    assert_eq!(it.commit(&two).await, [Accepted, IdReused]);
}
