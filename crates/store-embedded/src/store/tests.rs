//! Compares what readers see with what is on disk.

use domain::BoardQuery;
use ports::Figures as _;
use ports::suite::{Fixture, order, run, time};

use super::*;

/// A commit is applied and logged under one lock: at any moment between two commits, a start from disk would show what
/// a reader sees, even while pages are written and days are dropped.
#[test]
fn whoever_looks_sees_what_a_start_would_read() {
    const COMMITS: i64 = 120;
    run(async {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let options = Options {
            checkpoint_bytes: 512,
            ..Options::default()
        };
        let store = EmbeddedStore::open_with(folder.path(), options).expect("a new store opens");
        let store = Arc::new(store);
        let mut it = Fixture::over(store.clone(), "shop").await;
        it.retention.max_days = 3;
        let shop = it.shop.clone();
        let writer = tokio::spawn(async move {
            for number in 0..COMMITS {
                let day = 1 + number / 10;
                let event = order(
                    &(number % 50).to_string(),
                    &format!("2018-03-{day:02}T10:00:00Z"),
                );
                let event = event.line(&format!("sku-{}", number % 7), 1, "1.00");
                it.commit([&event]).await;
            }
        });
        let (figures, open) = (
            store.figures(&shop).expect("the shop is open"),
            store.opened().expect("the store is open"),
        );
        let look = || {
            let compared = |state: &mut ShopState| {
                let day = state.retained().days.last().copied();
                let day = day.unwrap_or_else(|| shop.today(time("2018-03-01T10:00:00Z")));
                let query = BoardQuery::of(day);
                let stored = open.disk.shop("shop").expect("the disk is read");
                let started = ShopFigures::freeze(&open.disk, stored.expect("the shop is stored"));
                let started = started.expect("the disk is whole");
                let compare = |started: &mut ShopState| {
                    assert_eq!(started.applied(), state.applied());
                    assert_eq!(started.retained(), state.retained());
                    assert_eq!(started.board(&query), state.board(&query));
                    assert_eq!(started.all_orders(), state.all_orders());
                };
                let compared = started.look(&store.poison, compare);
                compared.expect("nothing failed");
                state.applied()
            };
            let seen = figures.look(&store.poison, compared);
            seen.expect("nothing failed")
        };
        let seen = loop {
            let is_done = writer.is_finished();
            let seen = look();
            if is_done {
                break seen;
            }
            tokio::task::yield_now().await;
        };
        writer.await.expect("the writer ends well");
        assert!(seen >= 100, "{seen} commits changed something");
    });
}

/// Shops are dropped from memory again and again while they are written and read, without a visible difference.
#[test]
fn a_shop_that_left_memory_is_read_again() {
    run(async {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let options = Options {
            quiet: Duration::from_millis(1),
            ..Options::default()
        };
        let store = EmbeddedStore::open_with(folder.path(), options).expect("a new store opens");
        let store = Arc::new(store);
        let it = Fixture::over(store.clone(), "shop").await;
        let figures = store.figures(&it.shop).expect("the shop is open");
        let mut left = 0;
        for number in 0..20 {
            let event = order(&number.to_string(), "2018-03-01T10:00:00Z");
            it.commit([&event.line("sku", 1, "1.00")]).await;
            let day = it.day("2018-03-01").await;
            assert_eq!(day.sums[domain::Measure::Units], number + 1);
            let orders = figures.orders(&store.poison).expect("nothing failed");
            while !figures.has_left() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            left += 1;
            assert_eq!(figures.orders(&store.poison).ok(), Some(orders));
            assert!(figures.has_left(), "to count its orders is no use of it");
        }
        assert_eq!(left, 20);
        store.close().await.expect("it closes");
    });
}

/// Shops that take long to read, or are in use, stay in memory.
#[test]
fn a_large_shop_stays_in_memory() {
    run(async {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = EmbeddedStore::open(folder.path()).expect("a new store opens");
        let store = Arc::new(store);
        let it = Fixture::over(store.clone(), "shop").await;
        let event = order("1", "2018-03-01T10:00:00Z").line("sku", 1, "1.00");
        it.commit([&event]).await;
        let figures = store.figures(&it.shop).expect("the shop is open");
        let rest = |quiet| figures.rest(&store.poison, quiet).expect("nothing failed");
        rest(Duration::from_secs(3_600));
        assert!(!figures.has_left(), "it was used a moment ago");
        let pages = figures.page_bytes.swap(1 << 30, Ordering::Relaxed);
        rest(Duration::ZERO);
        assert!(!figures.has_left(), "it takes long to read");
        figures.page_bytes.store(pages, Ordering::Relaxed);
        rest(Duration::ZERO);
        assert!(figures.has_left());
        // Its log differs from the one when it was dropped.
        figures.newest.fetch_add(1, Ordering::Relaxed);
        let error = store
            .latest(&it.shop)
            .await
            .expect_err("a commit is missing");
        assert!(
            error.to_string().contains("the log without record 2"),
            "{error}"
        );
        figures.newest.fetch_sub(1, Ordering::Relaxed);
        assert_eq!(store.latest(&it.shop).await.expect("all is there").len(), 1);
        store.close().await.expect("it closes");
    });
}

#[test]
fn a_shop_that_has_had_next_to_nothing_takes_no_memory_until_it_is_used() {
    run(async {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for start in 0..2 {
            let store = EmbeddedStore::open(folder.path()).expect("the store opens");
            let store = Arc::new(store);
            let it = Fixture::over(store.clone(), "shop").await;
            let figures = store.figures(&it.shop).expect("the shop is open");
            assert!(figures.has_left(), "start {start}");
            let id = start.to_string();
            let event = order(&id, "2018-03-11T10:00:00Z").line("tea", 1, "1.00");
            it.commit([&event]).await;
            assert!(!figures.has_left(), "somebody uses it");
            let day = it.day("2018-03-11").await;
            assert_eq!(day.sums[domain::Measure::Orders], start + 1);
            store.close().await.expect("the store closes");
        }
    });
}
