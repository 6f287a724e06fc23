//! What a board shows of an order.

use domain::Measure::{Orders, Revenue, Units};
use domain::{BoardData, BoardQuery, DayRecord, Pulse, Shop, Sums};

use super::fixture::{date, units};
use super::{Fixture, StoreFactory, order};

/// A shop without orders has a board of zeros, seven days wide.
pub async fn a_new_shop_is_empty(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let board = it.board("2018-03-11").await;
    let week: Vec<DayRecord> = BoardQuery::of(date("2018-03-11"))
        .week()
        .map(DayRecord::empty)
        .collect();
    assert_eq!(board.week, week);
    assert!(board.minutes.is_empty() && board.popular.is_empty() && board.latest.is_empty());
    assert!(board.popular_day.is_empty() && board.yesterday_minutes.is_empty());
    assert_eq!(it.retained().await, domain::RetainedDays::default());
    let page = it
        .store
        .popular(&it.shop, None, 0, 10)
        .await
        .expect("a page is read");
    assert_eq!((page.items.len(), page.total), (0, 0));
    let rejects = it
        .store
        .rejects(&it.shop, 0, 10)
        .await
        .expect("rejects are read");
    assert_eq!((rejects.items.len(), rejects.total), (0, 0));
    it.store.ready().await.expect("an open store is ready");
}

/// One order shows in the day, the hour, the minute, both leaderboards and the feed.
pub async fn an_order_shows_in_every_figure(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let event = order("1", "2018-03-11T10:22:45Z")
        .line("A", 2, "1.99")
        .line("B", 1, "0.5")
        .plain();
    it.commit(&[event]).await;
    let board = it.board("2018-03-11").await;
    let mut day = DayRecord::empty(date("2018-03-11"));
    day.hours[10] = Sums::from([(Orders, 1), (Revenue, 448)]);
    day.sums = day.hours[10] + Sums::from([(Units, 3)]);
    day.unique_items = 2;
    assert_eq!(board.week.last(), Some(&day));
    let pulse = Pulse {
        orders: 1,
        revenue: 448,
    };
    assert_eq!(board.minutes, [(10 * 60 + 22, pulse)]);
    assert_eq!(it.leaders(None).await, units(&[("A", 2), ("B", 1)]));
    assert_eq!(
        it.leaders(Some(date("2018-03-11"))).await,
        units(&[("A", 2), ("B", 1)])
    );
    let popular: Vec<i64> = board.popular.iter().map(|item| item.units).collect();
    assert_eq!(popular, [2, 1]);
    assert_eq!(board.popular, board.popular_day);
    assert_eq!(it.feed().await, ["B", "A"]);
    let query = BoardQuery::sums_of(day.day);
    let sums = it.store.board(&it.shop, &query).await;
    let sums = sums.expect("a board is read");
    let expected = BoardData {
        popular: Vec::new(),
        popular_day: Vec::new(),
        latest: board.latest[..1].to_vec(),
        ..board
    };
    assert_eq!(sums, expected, "without what is not asked for");
    assert_eq!(
        it.retained().await.days.into_iter().collect::<Vec<_>>(),
        [day.day]
    );
}

/// Days, hours and minutes are those of the shop's wall clock.
pub async fn hours_and_minutes_are_local(factory: &dyn StoreFactory) {
    let mut it = Fixture::open(factory).await;
    let name = format!("{}-local", factory.shop());
    it.shop = Shop::new(&name, "America/New_York", "USD").expect("the shop is valid");
    it.store.open_shop(&it.shop).await.expect("the shop opens");
    let late = order("1", "2018-03-12T03:59:00Z").line("A", 1, "1");
    it.commit(&[late]).await;
    let board = it.board("2018-03-11").await;
    assert_eq!(board.week[6].hours[23][Orders], 1);
    assert_eq!(board.minutes[0].0, 1_439);
    assert_eq!(it.day("2018-03-12").await.sums[Orders], 0);
}

/// The board includes the minutes of the day before and of the same weekday a week ago.
pub async fn comparison_days_come_with_their_minutes(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    for (id, at) in [
        ("today", "2018-03-11T09:00:00Z"),
        ("yesterday", "2018-03-10T08:01:00Z"),
        ("week", "2018-03-04T07:02:00Z"),
        ("between", "2018-03-07T06:00:00Z"),
    ] {
        it.commit(&[order(id, at).line("A", 1, "2.00")]).await;
    }
    let board = it.board("2018-03-11").await;
    let pulse = Pulse {
        orders: 1,
        revenue: 200,
    };
    let minute = |minute| vec![(minute, pulse)];
    assert_eq!(board.minutes, minute(540));
    assert_eq!(board.yesterday_minutes, minute(481));
    assert_eq!(board.last_week_minutes, minute(422));
    let orders: Vec<i128> = board.week.iter().map(|day| day.sums[Orders]).collect();
    assert_eq!(orders, [0, 0, 1, 0, 0, 1, 1]);
    assert_eq!(it.board("2018-03-10").await.minutes, minute(481));
}

/// A range of days has each day once, including days without data.
pub async fn days_are_listed_without_gaps(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    it.commit(&[
        order("1", "2018-02-27T09:00:00Z").line("A", 1, "2.00"),
        order("2", "2018-03-02T09:00:00Z").line("A", 1, "3.00"),
    ])
    .await;
    let (first, last) = (date("2018-02-26"), date("2018-03-03"));
    let days = it
        .store
        .days(&it.shop, first, last)
        .await
        .expect("days are read");
    let revenue: Vec<i128> = days.iter().map(|day| day.sums[Revenue]).collect();
    assert_eq!(revenue, [0, 200, 0, 0, 300, 0]);
    for (index, day) in (0..).zip(&days) {
        assert_eq!(day.day, first + index);
    }
}
