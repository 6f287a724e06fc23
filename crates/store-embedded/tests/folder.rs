//! The folder: one process at a time, one set of settings, one format.

use std::fs;
use std::path::Path;

use domain::Shop;
use ports::suite::{Fixture, durably, order};
use ports::{ErrorKind, Figures as _, Ledger as _, Presence as _, Store as _, StoreError};
use store_embedded::EmbeddedStore;

fn refusal(folder: &Path) -> StoreError {
    match EmbeddedStore::open(folder) {
        Ok(_) => panic!("{} should not open", folder.display()),
        Err(error) => error,
    }
}

#[test]
fn a_second_handle_is_told_who_holds_the_folder() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = EmbeddedStore::open(folder.path()).expect("a new store opens");
    let error = refusal(folder.path());
    assert_eq!(error.kind(), ErrorKind::Settings);
    let message = error.to_string();
    assert!(
        message.contains(&format!("process {}", std::process::id())),
        "{message}"
    );
    assert!(
        message.contains(&folder.path().display().to_string()),
        "{message}"
    );
    drop(store);
    EmbeddedStore::open(folder.path()).expect("it is free again");
}

#[tokio::test]
async fn a_closed_store_lets_go_of_its_folder_and_says_that_it_is_closed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = EmbeddedStore::open(folder.path()).expect("a new store opens");
    let shop = Shop::new("shop", "UTC", "USD").expect("the shop is valid");
    store.open_shop(&shop).await.expect("the shop opens");
    store.close().await.expect("it closes");
    store.close().await.expect("it closes twice");
    let second = EmbeddedStore::open(folder.path()).expect("it is free");
    assert!(store.ready().await.is_err());
    assert!(
        durably(&store, &shop, &domain::Commit::default())
            .await
            .is_err()
    );
    second.open_shop(&shop).await.expect("the shop opens");
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("file");
    fs::write(&file, "no folder").expect("a file is written");
    let message = refusal(&file.join("store")).to_string();
    assert!(message.contains("file/store"), "{message}");
}

#[tokio::test]
async fn figures_stay_in_their_time_zone_and_currency() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let open = |zone: &'static str, currency: &'static str| {
        let shop = Shop::new("shop", zone, currency).expect("the shop is valid");
        let store = EmbeddedStore::open(folder.path()).expect("the store opens");
        async move { store.open_shop(&shop).await }
    };
    open("Europe/London", "GBP")
        .await
        .expect("a new shop opens");
    for (zone, currency, names) in [
        (
            "Europe/Paris",
            "GBP",
            ["timezone", "Europe/London", "Europe/Paris"],
        ),
        ("Europe/London", "EUR", ["currency", "GBP", "EUR"]),
    ] {
        let error = open(zone, currency).await.expect_err("it must not open");
        assert_eq!(error.kind(), ErrorKind::Settings);
        let message = error.to_string();
        assert!(names.iter().all(|name| message.contains(name)), "{message}");
    }
    open("Europe/London", "GBP")
        .await
        .expect("the shop as it was opens");
}

#[test]
fn a_file_that_a_copy_left_out_is_named_and_an_empty_lock_will_do() {
    for part in ["lock", "version", "keyspaces"] {
        let folder = tempfile::tempdir().unwrap();
        drop(EmbeddedStore::open(folder.path()).unwrap());
        let path = folder.path().join("data").join(part);
        if path.is_dir() {
            fs::remove_dir_all(&path).unwrap();
        } else {
            fs::remove_file(&path).unwrap();
        }
        let error = refusal(folder.path());
        assert_eq!(error.kind(), ErrorKind::Corrupt);
        let said = error.to_string();
        assert!(
            said.contains(&format!("data/{part} is missing")) && said.contains("copy"),
            "{said}"
        );
        if part == "lock" {
            assert!(said.contains("create an empty file"), "{said}");
            fs::write(&path, "").unwrap();
            drop(EmbeddedStore::open(folder.path()).unwrap());
        }
    }
}

#[test]
fn a_future_format_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    drop(EmbeddedStore::open(folder.path()).expect("a new store opens"));
    let set = |key: &str, number: u8| {
        let database = fjall::Database::builder(folder.path().join("data")).open();
        let database = database.expect("the library opens");
        let meta = database.keyspace("meta", fjall::KeyspaceCreateOptions::default);
        meta.expect("the keyspace opens")
            .insert(key, [number])
            .expect("it is written");
        database
            .persist(fjall::PersistMode::SyncAll)
            .expect("it is durable");
    };
    let known = domain::Measure::COUNT as u8;
    for (key, usual, newer, says) in [
        (
            "format",
            7,
            8,
            "has format 8; this version reads formats 1 to 7".to_owned(),
        ),
        (
            "measures",
            known,
            known + 1,
            format!(
                "has sums of {} measures; this version knows {known}",
                known + 1
            ),
        ),
    ] {
        set(key, newer);
        let error = refusal(folder.path());
        assert_eq!(error.kind(), ErrorKind::Format);
        let message = error.to_string();
        assert!(message.contains(&says), "{message}");
        set(key, usual);
    }
    EmbeddedStore::open(folder.path()).expect("nothing was changed");
}

#[tokio::test]
async fn a_number_of_a_dropped_reject_is_not_given_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let reject = |it: &Fixture| {
        let rejection = domain::Rejection::new(domain::Reason::NoItems, "no items");
        let commit = domain::Commit {
            rejects: vec![domain::Reject {
                rejection,
                id: None,
                source: "test".to_owned(),
                received_at: ports::suite::now(),
                body: Vec::new(),
            }],
            ..domain::Commit::default()
        };
        let (store, shop) = (std::sync::Arc::clone(&it.store), it.shop.clone());
        async move {
            let committed = durably(&*store, &shop, &commit).await.expect("it is taken");
            assert_eq!(committed, ports::Committed::Applied);
            let newest = store.rejects(&shop, 0, 1).await.expect("rejects are read");
            newest.items[0].number
        }
    };
    let open = || std::sync::Arc::new(EmbeddedStore::open(folder.path()).expect("it opens"));
    let it = Fixture::over(open(), "shop").await;
    let first = reject(&it).await;
    let dropped = it
        .store
        .drop_rejects(&it.shop, &[first])
        .await
        .expect("it is dropped");
    assert_eq!(dropped, 1);
    it.store.close().await.expect("it closes");
    let it = Fixture::over(open(), "shop").await;
    assert!(reject(&it).await > first);
}

#[tokio::test]
async fn shops_are_opened_before_they_are_used() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = EmbeddedStore::open(folder.path()).expect("a new store opens");
    let shop = Shop::new("shop", "UTC", "USD").expect("the shop is valid");
    let error = store.latest(&shop).await.expect_err("it is not open");
    assert_eq!(error.to_string(), "shop `shop` is not open");
    let it = Fixture::over(std::sync::Arc::new(store), "shop").await;
    it.commit(&[order("1", "2018-03-11T10:00:00Z").line("A", 1, "1.00")])
        .await;
    assert_eq!(it.feed().await, ["A"]);
}
