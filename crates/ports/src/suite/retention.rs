//! Which days are kept in detail, and what remains of the others.

use domain::Measure::{Orders, Returns, Revenue, Units};
use domain::{Board, BoardQuery, DayRecord, Known, Outcome, Retention, Sums, Timestamp, Unknown};

use super::fixture::{date, has_left, units};
use super::{Event, Fixture, StoreFactory, order};

fn on(day: &str, id: &str) -> Event {
    order(id, &format!("{day}T10:15:00Z"))
        .line("A", 1, "2.00")
        .line(day, 1, "0.50")
}

/// A commit folded against other retained days than the store's is refused.
pub async fn other_days_than_expected_change_nothing(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.commit(&[on("2018-03-11", "1")]).await;
    let conflict = it
        .refused(&Known::default(), &[on("2018-03-12", "2")])
        .await;
    assert_eq!(conflict.retained, Some(it.retained().await));
    assert!(conflict.entries.is_empty());
    assert_eq!(it.day("2018-03-12").await.sums[Orders], 0);
    let retained = it.retained().await;
    assert_eq!(retained.days.len(), 1);
    assert_eq!(
        it.commit(&[on("2018-03-12", "2")]).await,
        [Outcome::Accepted]
    );
    assert!(it.retained().await.epoch > retained.epoch);
}

/// A dropped day keeps its totals and the orders and revenue of its hours, and loses its minutes and leaderboard.
pub async fn a_dropped_day_keeps_its_totals(factory: &dyn StoreFactory) {
    let mut it = Fixture::open(factory).await;
    it.retention.max_days = 2;
    it.commit(&[
        on("2018-03-10", "1"),
        on("2018-03-10", "2").line("R", -1, "0.05"),
    ])
    .await;
    it.commit(&[on("2018-03-11", "3")]).await;
    let mut dropped = it.day("2018-03-10").await;
    assert_eq!(dropped.hours[10][Orders], 2);
    it.commit(&[on("2018-03-12", "4")]).await;
    assert_eq!(dropped.hours[10][Returns], 5);
    has_left(&mut dropped);
    assert_eq!(dropped.hours[10], Sums::from([(Orders, 2), (Revenue, 500)]));
    let sums = [Orders, Units, Revenue, Returns].map(|it| dropped.sums[it]);
    assert_eq!((sums, dropped.unique_items), ([2, 4, 500, 5], 2));
    assert_eq!(it.day("2018-03-10").await, dropped);
    let board = it.board("2018-03-11").await;
    assert_eq!(board.week[5], dropped);
    assert!(board.yesterday_minutes.is_empty());
    // Its figures up to the same minute are unknown; for the whole day its totals are known.
    let query = BoardQuery::of(date("2018-03-11"));
    for (as_of, yesterday) in [
        ("2018-03-11T12:00:00Z", Err(Unknown::TotalsOnly)),
        ("2018-03-12T12:00:00Z", Ok((2, 500))),
    ] {
        let as_of = Timestamp::parse_rfc3339(as_of).expect("the time is valid");
        let board = Board::assemble(&it.shop, as_of, &query, board.clone());
        let found = board.yesterday.map(|was| (was.orders, was.revenue));
        assert_eq!(found, yesterday);
        assert_eq!(board.last_week.map(|was| was.orders), Ok(0));
    }
    let page = it
        .store
        .popular(&it.shop, Some(date("2018-03-10")), 0, 10)
        .await;
    assert_eq!(page.expect("a page is read").total, 0);
    assert!(it.board("2018-03-10").await.popular_day.is_empty());
    assert_eq!(
        it.commit(&[on("2018-03-10", "5")]).await,
        [Outcome::TooLate]
    );
    let days: Vec<String> = it
        .retained()
        .await
        .days
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(days, ["2018-03-11", "2018-03-12"]);
}

/// The ledger forgets the ids of dropped days, and knows those of the other days wherever they are.
pub async fn a_dropped_day_forgets_its_ids(factory: &dyn StoreFactory) {
    let mut it = Fixture::open(factory).await;
    it.retention.max_days = 2;
    it.commit(&[on("2018-03-10", "old"), on("2018-03-10", "moved")])
        .await;
    it.commit(&[
        on("2018-03-11", "moved").version(1),
        on("2018-03-11", "kept"),
    ])
    .await;
    it.commit(&[on("2018-03-12", "new")]).await;
    let again = it
        .commit(&[
            on("2018-03-12", "kept"),
            on("2018-03-12", "moved").version(1),
        ])
        .await;
    assert_eq!(again, [Outcome::Duplicate, Outcome::Duplicate]);
    assert_eq!(
        it.commit(&[on("2018-03-12", "old")]).await,
        [Outcome::Accepted]
    );
    assert_eq!(it.day("2018-03-12").await.sums[Orders], 2);
    assert_eq!(
        it.day("2018-03-10").await.sums[Orders],
        1,
        "the totals stay as they were"
    );
}

/// Days that come and go within one commit leave totals, but no ids.
pub async fn a_day_may_come_and_go_in_one_commit(factory: &dyn StoreFactory) {
    let mut it = Fixture::open(factory).await;
    it.retention.max_days = 1;
    let outcomes = it
        .commit(&[
            on("2018-03-10", "1").plain(),
            on("2018-03-11", "2").plain(),
            on("2018-03-12", "3").plain(),
        ])
        .await;
    assert_eq!(outcomes, [Outcome::Accepted; 3]);
    assert_eq!(it.retained().await.days.len(), 1);
    for day in ["2018-03-10", "2018-03-11"] {
        let mut total = DayRecord::empty(date(day));
        total.sums = Sums::from([(Orders, 1), (Units, 2), (Revenue, 250)]);
        total.unique_items = 2;
        total.hours[10] = Sums::from([(Orders, 1), (Revenue, 250)]);
        total.has_left = true;
        assert_eq!(it.day(day).await, total);
    }
    assert_eq!(
        it.commit(&[on("2018-03-12", "1")]).await,
        [Outcome::Accepted],
        "1 is forgotten"
    );
    assert_eq!(it.leaders(None).await[0], ("A".to_owned(), 4));
}

/// A day's totals stay, however long ago it is, and a day without orders has none.
pub async fn totals_are_kept_for_ever(factory: &dyn StoreFactory) {
    let mut it = Fixture::open(factory).await;
    it.retention.max_days = 1;
    let first_day = async || it.store.first_day(&it.shop).await.expect("it is read");
    assert_eq!(first_day().await, None);
    let years = ["2001-01-30", "2010-02-04", "2018-03-10", "2018-03-11"];
    for (id, day) in years.iter().enumerate() {
        it.commit(&[on(day, &id.to_string())]).await;
        assert_eq!(first_day().await, Some(date("2001-01-30")));
    }
    for day in years {
        assert_eq!(it.day(day).await.sums[Revenue], 250, "{day}");
        assert_eq!(it.day(day).await.hours[10][Revenue], 250, "{day}");
    }
    for day in ["1999-12-31", "2001-01-31", "2010-02-05"] {
        assert_eq!(it.day(day).await, DayRecord::empty(date(day)));
    }
    // Boards of past days are compared with whole days.
    let as_of = Timestamp::parse_rfc3339("2018-03-12T12:00:00Z").expect("the time is valid");
    for (day, yesterday, last_week) in [
        ("2010-02-05", Ok(1), Ok(0)),
        ("2010-02-11", Ok(0), Ok(1)),
        ("2018-03-11", Ok(1), Ok(0)),
    ] {
        let data = it.board(day).await;
        let board = Board::assemble(&it.shop, as_of, &BoardQuery::of(date(day)), data);
        let until = [board.yesterday, board.last_week].map(|it| it.map(|pulse| pulse.orders));
        assert_eq!(until, [yesterday, last_week], "{day}");
    }
}

/// While an import holds the window, files may come in any order of time; the end of the import prunes.
pub async fn a_held_import_prunes_at_its_end(factory: &dyn StoreFactory) {
    let mut it = Fixture::open(factory).await;
    let kept = Retention {
        max_days: 2,
        hold: None,
    };
    it.retention = Retention {
        max_days: 2,
        hold: Some(None),
    };
    for (id, day) in ["2018-03-14", "2018-03-10", "2018-03-12", "2018-03-11"]
        .iter()
        .enumerate()
    {
        it.commit(&[on(day, &id.to_string())]).await;
    }
    assert_eq!(it.retained().await.days.len(), 4);
    assert_eq!(
        it.commit(&[on("2018-03-10", "1")]).await,
        [Outcome::Duplicate]
    );
    let moved = on("2018-03-12", "1").version(1);
    assert_eq!(
        it.commit(&[moved]).await,
        [Outcome::Updated],
        "held days can be corrected"
    );
    it.retention = kept;
    it.commit(&[]).await;
    let days: Vec<String> = it
        .retained()
        .await
        .days
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(days, ["2018-03-12", "2018-03-14"]);
    assert_eq!(it.day("2018-03-12").await.sums[Orders], 2);
    assert_eq!(it.day("2018-03-11").await.sums[Orders], 1);
    assert_eq!(it.day("2018-03-11").await.hours[10][Orders], 1);
    assert!(it.day("2018-03-11").await.has_left);
    assert_eq!(
        it.commit(&[on("2018-03-13", "3")]).await,
        [Outcome::Accepted],
        "3 is forgotten"
    );
}

/// The all-time leaderboard and the feed do not depend on the window.
pub async fn the_leaderboard_outlives_the_days(factory: &dyn StoreFactory) {
    let mut it = Fixture::open(factory).await;
    it.retention.max_days = 1;
    for day in 10..20 {
        it.commit(
            &[order(&day.to_string(), &format!("2018-03-{day}T10:00:00Z"))
                .line("A", 1, "1.00")
                .line(&day.to_string(), 2, "1.00")],
        )
        .await;
    }
    let leaders = it.leaders(None).await;
    assert_eq!(leaders.len(), 11);
    assert_eq!(leaders[..2], units(&[("A", 10), ("19", 2)]));
    assert_eq!(it.feed().await.len(), 20);
}

/// Orders of dropped days are forgotten, so these days are not accepted again, however many days are to be kept: their
/// orders would count twice.
pub async fn a_dropped_day_stays_dropped_when_more_days_are_kept(factory: &dyn StoreFactory) {
    let mut it = Fixture::open(factory).await;
    it.retention.max_days = 2;
    let events = [
        on("2018-03-10", "1"),
        on("2018-03-11", "2"),
        on("2018-03-12", "3"),
    ];
    it.commit(&events).await;
    it.retention.max_days = 400;
    let again = it.commit(&events).await;
    assert_eq!(
        again,
        [Outcome::TooLate, Outcome::Duplicate, Outcome::Duplicate]
    );
    assert_eq!(it.day("2018-03-10").await.sums[Orders], 1);
    assert_eq!(it.leaders(None).await[0], ("A".to_owned(), 3));
    assert_eq!(
        it.commit(&[on("2018-03-09", "0")]).await,
        [Outcome::TooLate]
    );
}
