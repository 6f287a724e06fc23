//! Many writers and readers at once.

use domain::BoardQuery;
use domain::Measure::{Orders, Revenue, Units};
use tokio::task::JoinSet;

use super::fixture::date;
use super::model::random_event;
use super::{Dice, Event, Fixture, Naive, StoreFactory, commit_all, order};

/// Events whose result does not depend on their order: each id has one highest version.
fn history() -> Vec<Event> {
    let mut dice = Dice::new(77);
    (0..400)
        .map(|number| {
            let event = random_event(&mut dice, 0, 5);
            Event {
                version: number,
                ..event
            }
        })
        .collect()
}

/// Writers that commit the same orders, each in its own order and batches, arrive at the figures of a single writer.
pub async fn writers_of_the_same_orders_agree(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let mut writers = JoinSet::new();
    for seed in 0..4 {
        let (store, shop, retention) = (it.store.clone(), it.shop.clone(), it.retention);
        writers.spawn(async move {
            for batch in Dice::new(seed).batches(history()) {
                commit_all(&*store, &shop, &retention, &batch).await;
            }
        });
    }
    writers.join_all().await;
    let mut naive = Naive::new(&it.shop, it.retention.max_days);
    naive.take(&history());
    for day in naive.all_days() {
        let board = it
            .store
            .board(&it.shop, &BoardQuery::of(day))
            .await
            .expect("a board is read");
        assert_eq!(board.week[6], naive.day(day));
        assert_eq!(board.minutes, naive.minutes(day));
        let leaders = naive.popular(Some(day));
        let units = |items: &[domain::RankedItem]| -> Vec<(String, i64)> {
            items
                .iter()
                .map(|item| (item.sku.clone(), item.units))
                .collect()
        };
        // Names are left out: the writers decide which superseded versions were ever applied.
        assert_eq!(units(&board.popular_day), units(&leaders));
        assert_eq!(units(&board.popular), units(&naive.popular(None)));
    }
}

/// Writers of different orders lose nothing.
pub async fn writers_of_different_orders_agree(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let mut writers = JoinSet::new();
    for writer in 0..8 {
        let (store, shop, retention) = (it.store.clone(), it.shop.clone(), it.retention);
        writers.spawn(async move {
            for number in 0..25 {
                let day = 5 + (writer + number) % 6;
                let event = order(
                    &format!("{writer}-{number}"),
                    &format!("2018-03-{day:02}T10:00:00Z"),
                )
                .line("A", 1, "1.10")
                .line(&format!("{number}"), 1, "0.01");
                commit_all(&*store, &shop, &retention, [&event]).await;
            }
        });
    }
    writers.join_all().await;
    let days = it
        .store
        .days(&it.shop, date("2018-03-05"), date("2018-03-10"))
        .await;
    let days = days.expect("days are read");
    assert_eq!(days.iter().map(|day| day.sums[Orders]).sum::<i128>(), 200);
    assert_eq!(
        days.iter().map(|day| day.sums[Revenue]).sum::<i128>(),
        200 * 111
    );
    let leaders = it.leaders(None).await;
    assert_eq!((leaders.len(), &leaders[0]), (26, &("A".to_owned(), 200)));
    assert!(leaders[1..].iter().all(|(_, units)| *units == 8));
}

/// A board never shows half a commit.
pub async fn readers_see_whole_commits(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let (store, shop, retention) = (it.store.clone(), it.shop.clone(), it.retention);
    let writer = tokio::spawn(async move {
        for number in 0..100 {
            let pair = [("a", "2018-03-10T10:00:00Z"), ("b", "2018-03-11T10:00:00Z")]
                .map(|(half, at)| order(&format!("{number}{half}"), at).line("A", 1, "0.07"));
            commit_all(&*store, &shop, &retention, &pair).await;
        }
    });
    loop {
        let done = writer.is_finished();
        let board = it.board("2018-03-11").await;
        let (before, today) = (&board.week[5], &board.week[6]);
        assert_eq!(before.sums[Orders], today.sums[Orders]);
        assert_eq!(today.sums[Revenue], today.sums[Orders] * 7);
        assert_eq!(today.hours[10][Revenue], today.sums[Revenue]);
        let units = board.popular.first().map_or(0, |item| item.units);
        assert_eq!(i128::from(units), today.sums[Units] + before.sums[Units]);
        let minute = board.minutes.first().map_or(0, |(_, pulse)| pulse.orders);
        assert_eq!(i128::from(minute), today.sums[Orders]);
        if done {
            break;
        }
    }
    writer.await.expect("the writer ends well");
    assert_eq!(it.day("2018-03-11").await.sums[Orders], 100);
}
