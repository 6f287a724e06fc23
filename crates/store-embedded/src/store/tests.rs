//! What readers are shown beside what is on the disk.

use domain::BoardQuery;
use ports::suite::{Fixture, order, run, time};

use super::*;

/// A commit is applied and put into the log under one lock: at any moment between two commits a
/// start from the disk would show what a reader sees, while pages are written and days leave.
#[test]
fn whoever_looks_sees_what_a_start_would_read() {
    const COMMITS: i64 = 120;
    run(async {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let options = Options {
            checkpoint_bytes: 512,
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
            let mut state = store.poison.lock(&figures.state).expect("nothing failed");
            let day = state.retained().days.last().copied();
            let day = day.unwrap_or_else(|| shop.today(time("2018-03-01T10:00:00Z")));
            let query = BoardQuery::of(day);
            let stored = open.disk.shop("shop").expect("the disk is read");
            let started = ShopFigures::freeze(&open.disk, stored.expect("the shop is stored"));
            let started = started.expect("the disk is whole").state;
            let mut started = started.into_inner().expect("nobody else has it");
            assert_eq!(started.applied(), state.applied());
            assert_eq!(started.retained(), state.retained());
            assert_eq!(started.board(&query), state.board(&query));
            assert_eq!(started.ledger_size().0, state.ledger_size().0);
            state.applied()
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
