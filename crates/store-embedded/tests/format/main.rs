//! Stores that earlier versions wrote can be opened forever.
//!
//! Each format has fixtures: a store's folder as `NAME.tar.zst`, and its figures as `NAME.txt`. A released fixture is
//! never regenerated. `cargo run -p store-embedded --example format-fixture NAME` creates one of the current format;
//! this must be done before its bytes change.

mod content;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use content::{DAYS, KEPT, events};
use domain::BusinessDay;
use ports::suite::{Event, commit_all};
use ports::{Figures as _, Ledger as _, Store};
use store_embedded::EmbeddedStore;
use tempfile::TempDir;

/// A fixture's folder, and its figures.
fn unpacked(name: &str) -> (TempDir, String) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/format");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let packed = fixtures.join(format!("{name}.tar.zst"));
    let packed = File::open(packed).expect("the fixture is there");
    let packed = zstd::Decoder::new(packed).expect("it is packed with zstd");
    tar::Archive::new(packed)
        .unpack(folder.path())
        .expect("it unpacks");
    let figures = std::fs::read_to_string(fixtures.join(format!("{name}.txt")));
    (folder, figures.expect("its figures are there"))
}

fn opened(folder: &TempDir) -> Arc<EmbeddedStore> {
    Arc::new(EmbeddedStore::open(folder.path()).expect("the fixture opens"))
}

/// Opens the store of a fixture and compares every figure.
async fn assert_opens(name: &str, figures: impl AsyncFn(Arc<EmbeddedStore>) -> String) {
    let (folder, expected) = unpacked(name);
    // Twice: the second time reads whatever the first may have written.
    for _ in 0..2 {
        let store = opened(&folder);
        assert_eq!(figures(Arc::clone(&store)).await, expected);
        content::replay(&store).await;
        assert_eq!(
            figures(Arc::clone(&store)).await,
            expected,
            "all of it is known"
        );
        store.close().await.expect("it closes");
    }
}

#[tokio::test]
async fn format_1_opens_with_its_figures() {
    assert_opens("format-1", content::figures).await;
}

/// Written by the last version before measures became a list.
#[tokio::test]
async fn the_last_folders_of_format_1_open_with_their_figures() {
    assert_opens("format-1-last", content::figures).await;
}

#[tokio::test]
async fn format_2_opens_with_its_figures() {
    assert_opens("format-2", content::figures).await;
}

/// Written after return lines were counted by pieces: orders with more than the original sums, in pages and in the log.
#[tokio::test]
async fn orders_of_format_2_with_further_sums_open_with_them() {
    assert_opens("format-2-returns", content::figures_with_returned_units).await;
}

/// Written after the hours of dropped days were kept, but before anything else of them was.
#[tokio::test]
async fn format_3_opens_with_the_hours_of_days_that_left() {
    let figures = content::figures_with_hours_of_days_that_left;
    assert_opens("format-3", figures).await;
}

/// Written by the last version before items of days were kept: orders with channels and countries.
#[tokio::test]
async fn format_4_opens_with_channels_and_countries() {
    assert_opens("format-4", content::figures_with_slices).await;
}

/// The first days are in pages, with their items stored separately; the last is only in the log.
#[tokio::test]
async fn format_5_opens_with_what_items_sold_for() {
    assert_opens("format-5", content::figures_with_everything).await;
}

#[tokio::test]
async fn format_6_opens_with_what_orders_were_in() {
    assert_opens("format-6", content::figures_with_originals).await;
}

#[tokio::test]
async fn format_7_opens_with_its_memos() {
    assert_opens("format-7", content::figures_with_memos).await;
}

/// Those of a day go once it has left.
#[tokio::test]
async fn memos_in_lists_are_dropped_with_their_day() {
    let (folder, _) = unpacked("format-7");
    let store = opened(&folder);
    assert_eq!(content::memos(&store).await.len(), 71);
    let on = |day: &str| ports::suite::order(day, &format!("{day}T12:00:00Z")).line("A", 1, "1");
    let shop = content::remembering();
    let orders = DAYS.map(on);
    commit_all(&*store, &shop, &KEPT, &orders).await;
    let left: Vec<String> = content::memos(&store)
        .await
        .into_iter()
        .map(|it| it.key)
        .collect();
    assert_eq!(left, ["shop:70"]);
    store.close().await.expect("it closes");
}

/// In a store from before amounts by line, they are known from the day after its newest one, once the setting is on.
#[tokio::test]
async fn an_older_store_keeps_amounts_by_line_when_it_is_told_to() {
    let (folder, _) = unpacked("format-4");
    let store = opened(&folder);
    let mut shop = content::split();
    for (setting, products) in [(None, None), (Some(true), Some("2018-03-11"))] {
        shop.products = setting;
        store.open_shop(&shop).await.expect("the shop opens");
        let retained = store.retained(&shop).await.expect("the days are read");
        assert_eq!(retained.products, products.and_then(BusinessDay::parse));
    }
    let on = |day: &str| ports::suite::order(day, &format!("{day}T12:00:00Z")).line("A", 2, "1.25");
    commit_all(&*store, &shop, &KEPT, &[on(DAYS[2]), on(DAYS[3])]).await;
    let days = [DAYS[0], DAYS[2], DAYS[3]].map(|day| BusinessDay::parse(day).expect("a day"));
    let items = store.items_of_days(&shop, &days).await;
    let items = items.expect("items are read");
    assert_eq!(items[0], None, "it left before its items were kept");
    let known = |place: usize| items[place].as_ref().map(|items| items.has_amounts);
    assert_eq!((known(1), known(2)), (Some(false), Some(true)));
    let amount = items[2].as_ref().map(|items| items.sum().amount);
    assert_eq!(amount, Some(250));
    store.close().await.expect("it closes");
}

#[tokio::test]
async fn further_sums_of_a_fixture_leave_with_their_orders() {
    let (folder, expected) = unpacked("format-2-returns");
    assert_eq!(expected.matches(": 2 units returned").count(), 9);
    let store = opened(&folder);
    let all = DAYS.iter().flat_map(|day| events(day));
    let returns = all.filter(|event| event.lines.iter().any(|line| line.quantity < 0));
    let cancelled: Vec<Event> = returns.map(|event| event.version(9).cancelled()).collect();
    for shop in content::shops() {
        store.open_shop(&shop).await.expect("the shop opens");
        commit_all(&*store, &shop, &KEPT, &cancelled).await;
    }
    let left = content::returned_units(&store).await;
    // The dropped days keep theirs.
    assert_eq!(left.matches(": 2 units returned").count(), 2, "{left}");
    store.close().await.expect("it closes");
}

#[tokio::test]
async fn this_version_writes_what_format_1_reads() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    content::fill(folder.path()).await;
    let store = Arc::new(EmbeddedStore::open(folder.path()).expect("the store opens"));
    let figures = content::figures(store).await;
    assert_eq!(figures, numbered_from_1(include_str!("format-1.txt")));
}

/// The same figures with each reject's number one higher: the folders of these files were written when the first reject
/// of a shop was number 0, and keep their numbers.
fn numbered_from_1(figures: &str) -> String {
    let line = |line: &str| {
        let reject = line
            .strip_prefix("reject ")
            .and_then(|it| it.split_once(' '));
        let Some((number, rest)) = reject else {
            return format!("{line}\n");
        };
        let number: u64 = number.parse().expect("a reject has a number");
        format!("reject {} {rest}\n", number + 1)
    };
    figures.lines().map(line).collect()
}
