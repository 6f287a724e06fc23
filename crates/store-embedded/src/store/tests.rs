//! Compares what readers see with what is on disk.

use domain::{BoardQuery, Reason, Reject, Rejection};
use ports::suite::{Fixture, order, run, time};
use ports::{Figures as _, Presence as _, Records as _, Roster as _};

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
            while !figures.has_left() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            left += 1;
            let health = store.health().await.expect("the store is open");
            assert_eq!(health.nodes[0].orders, Some(number as u64 + 1));
            assert!(figures.has_left(), "to count its orders is no use of it");
        }
        assert_eq!(left, 20);
        store.close().await.expect("it closes");
    });
}

/// Health reports the number of orders of all shops without looking at any.
#[test]
fn the_orders_of_all_shops_are_counted_where_they_change() {
    run(async {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let sold = async |it: &Fixture, ids: std::ops::Range<u64>, day: u32| {
            let order = |id: u64| order(&id.to_string(), &format!("2018-03-{day:02}T10:00:00Z"));
            let orders: Vec<_> = ids.map(|id| order(id).line("tea", 1, "1.00")).collect();
            it.commit(&orders).await;
        };
        for start in 0..2 {
            let store = EmbeddedStore::open(folder.path()).expect("the store opens");
            let store = Arc::new(store);
            let mut shops = Vec::new();
            for name in ["one", "two", "three"] {
                shops.push(Fixture::over(store.clone(), name).await);
            }
            let counted = async |shops: &[Fixture]| {
                let health = store.health().await.expect("the store is open");
                let all = shops
                    .iter()
                    .filter_map(|it| store.ledger_size(&it.shop).ok());
                let expected: usize = all.map(|size| size.orders).sum();
                assert_eq!(health.nodes[0].orders, Some(expected as u64));
                expected
            };
            if start == 0 {
                assert_eq!(counted(&shops).await, 0);
                for (shop, orders) in shops.iter().zip([10, 20, 30]) {
                    sold(shop, 0..orders, 1).await;
                }
                assert_eq!(counted(&shops).await, 60);
                sold(&shops[0], 0..10, 1).await;
                assert_eq!(counted(&shops).await, 60, "they are known");
                shops[1].retention.max_days = 1;
                sold(&shops[1], 20..21, 5).await;
                counted(&shops).await;
            }
            let before = counted(&shops).await;
            let figures = store.figures(&shops[2].shop).expect("the shop is open");
            figures
                .rest(&store.poison, Duration::ZERO)
                .expect("it rests");
            assert_eq!(counted(&shops).await, before);
            if start == 1 {
                let forgotten = store.forget_shop(&shops[2].shop).await;
                forgotten.expect("the shop is forgotten");
                assert_eq!(counted(&shops).await, before - 30);
            }
            store.close().await.expect("it closes");
        }
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

/// Rejects are numbered in memory before they are on disk, so whatever may fail comes before that.
#[test]
fn a_commit_for_which_the_disk_cannot_be_read_leaves_no_reject_behind() {
    run(async {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = Arc::new(EmbeddedStore::open(folder.path()).expect("a new store opens"));
        let it = Fixture::over(store.clone(), "shop").await;
        let shop = it.shop.clone();
        let (figures, open) = (
            store.figures(&shop).expect("the shop is open"),
            store.opened().expect("the store is open"),
        );
        // A list of the memos of a day.
        let number = figures.number.to_be_bytes();
        let key = [&number[..], &[1, 0, 0, 0, 0, 0xff], &[0; 12]].concat();
        let broken = open.disk.memos.insert(key, [9]);
        broken.expect("the disk is written");
        let at = time("2018-03-01T10:00:00Z");
        let commit = Commit {
            retained: Some(RetainedDays {
                epoch: 1,
                dropped_until: Some(shop.today(at)),
                ..RetainedDays::default()
            }),
            rejects: vec![Reject {
                rejection: Rejection::new(Reason::MalformedJson, "for the test"),
                id: None,
                source: "http".to_owned(),
                received_at: at,
                body: b"{".to_vec(),
            }],
            ..Commit::default()
        };
        let submitted = store.submit(&shop, &commit).await;
        let refused = submitted.err().map(|error| error.kind());
        assert_eq!(refused, Some(ErrorKind::Corrupt));
        let rejects = store.rejects(&shop, 0, 10).await;
        assert_eq!(rejects.expect("rejects are read").total, 0);
    });
}

/// A newcomer looks first, and then says where his shop is.
#[test]
fn a_shop_that_has_held_nothing_leaves_the_default_settings_for_chosen_ones_only() {
    run(async {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = "2018-03-11T23:30:00Z";
        let open = async |timezone: &str, currency: &str, is_sold: bool| {
            let store = EmbeddedStore::open(folder.path()).expect("the store opens");
            let shop = Shop::new("shop", timezone, currency).expect("the shop is valid");
            store.open_shop(&shop).await?;
            let it = Fixture::of(Arc::new(store), shop, None).await;
            if is_sold {
                it.commit(&[order("1", at).line("tea", 1, "1.00")]).await;
            }
            let units = it.day("2018-03-12").await.sums[domain::Measure::Units];
            it.store.close().await.expect("it closes");
            Ok::<_, StoreError>(units)
        };
        let refused = async |timezone: &str, currency: &str| {
            let error = open(timezone, currency, false).await.expect_err("refused");
            assert_eq!(error.kind(), ErrorKind::Settings);
        };
        open("UTC", "USD", false).await.expect("a first look");
        open("UTC", "EUR", false).await.expect("the currency");
        open("Europe/Berlin", "EUR", false).await.expect("the zone");
        // What was chosen stays, whatever somebody leaves out.
        refused("UTC", "EUR").await;
        refused("Europe/Berlin", "USD").await;
        assert_eq!(
            open("Europe/Berlin", "EUR", true).await.expect("an order"),
            1
        );
        assert_eq!(
            open("Europe/Berlin", "EUR", false).await.expect("a start"),
            1
        );
    });
}

#[test]
fn the_figures_of_a_shop_with_default_settings_stay() {
    run(async {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = EmbeddedStore::open(folder.path()).expect("the store opens");
        let it = Fixture::over(Arc::new(store), "shop").await;
        it.commit(&[order("1", "2018-03-11T10:00:00Z").line("tea", 1, "1.00")])
            .await;
        it.store.close().await.expect("it closes");
        let store = EmbeddedStore::open(folder.path()).expect("the store opens");
        let shop = Shop::new("shop", "Europe/Berlin", "USD").expect("the shop is valid");
        let refused = store.open_shop(&shop).await;
        assert_eq!(refused.expect_err("refused").kind(), ErrorKind::Settings);
    });
}
