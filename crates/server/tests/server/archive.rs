//! The archive: which files exist when, and what is read from them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use serde_json::{Value, json};
use server::alerts::AlertSettings;
use tempfile::TempDir;

use crate::alerts::until;
use crate::support::{JSON, TestServer};

/// Sells an order of two lines in the default shop, whose offset is UTC−4 from 11 March 2018 on, and UTC−5 before.
async fn sell(server: &TestServer, day: &str, sku: &str) {
    let offset = if day < "2018-03-11" {
        "-05:00"
    } else {
        "-04:00"
    };
    let order = json!({"id": format!("{day} {sku}"), "timestamp": format!("{day}T09:00:00{offset}"), "channel": "pos", "country": "DE",
        "shipping": "4.90", "items": [{"sku": sku, "name": format!("Item {sku}"), "price": "5.00", "quantity": 2},
            {"sku": "cup", "price": "9.00", "quantity": -1}]});
    let answer = server.post("/v1/orders", JSON, order.to_string()).await;
    assert_eq!(answer.json()["accepted"], 1, "{}", answer.text());
}

fn file(folder: &Path, what: &str, day: &str) -> std::path::PathBuf {
    folder.join(format!("{what}/shop=default/date={day}/{what}.parquet"))
}

/// When a file was written; `None` = it does not exist.
fn written(folder: &Path, what: &str, day: &str) -> Option<SystemTime> {
    let metadata = fs::metadata(file(folder, what, day)).ok()?;
    Some(metadata.modified().unwrap())
}

fn has(folder: &Path, days: &[&str]) -> bool {
    let both = |day: &&str| ["orders", "lines"].map(|what| written(folder, what, day));
    days.iter().flat_map(both).all(|it| it.is_some())
}

async fn export(server: &TestServer, what: &str, first: &str) -> BTreeSet<String> {
    let path = format!("/v1/export?what={what}&format=ndjson&first={first}");
    let answer = server.get(&path).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text().lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn days_that_are_over_are_written_by_one_of_two_servers_and_anew_when_they_change() {
    let (server, folder) = (TestServer::start().await, TempDir::new().unwrap());
    let folder = folder.path();
    for day in ["2018-03-12", "2018-03-13", "2018-03-14"] {
        sell(&server, day, "tea").await;
    }
    // A leftover of a killed server.
    let begun = file(folder, "orders", "2018-03-13").with_extension("parquet#1");
    fs::create_dir_all(begun.parent().unwrap()).unwrap();
    fs::write(&begun, "PAR1").unwrap();
    let other = server.another_with_alerts(AlertSettings::default()).await;
    server.keep_archive(folder);
    other.keep_archive(folder);
    until("written", async || {
        has(folder, &["2018-03-12", "2018-03-13"])
    })
    .await;
    assert!(!begun.exists());
    assert!(!has(folder, &["2018-03-14"]), "the day is not over");
    let both = ["2018-03-12", "2018-03-13"].map(|day| written(folder, "orders", day));
    sell(&server, "2018-03-12", "milk").await;
    server.set_time("2018-03-14T23:58:00-04:00");
    until("written anew", async || {
        written(folder, "orders", "2018-03-12") > both[0]
    })
    .await;
    assert_eq!(written(folder, "orders", "2018-03-13"), both[1]);
    let files = fs::read_dir(begun.parent().unwrap()).unwrap();
    assert_eq!(files.count(), 1, "nothing is left beside it");
    let page = server.get("/metrics").await;
    // The count depends on the other tests in this process.
    let days = "livetill_archived_days_total{shop=\"default\"} ";
    assert!(page.text().contains(days), "{}", page.text());
}

#[tokio::test]
async fn orders_of_days_that_left_are_read_from_the_archive() {
    let (server, folder) = (TestServer::start().await, TempDir::new().unwrap());
    let folder = folder.path();
    let days: Vec<String> = (6..=13).map(|day| format!("2018-03-{day:02}")).collect();
    for day in &days {
        sell(&server, day, "tea").await;
    }
    server.keep_archive(folder);
    let names: Vec<&str> = days.iter().map(String::as_str).collect();
    until("written", async || has(folder, &names)).await;
    let orders = export(&server, "orders", "2018-03-06").await;
    let lines = export(&server, "lines", "2018-03-06").await;
    assert_eq!((orders.len(), lines.len()), (8, 16));
    // This pushes the oldest day out.
    sell(&server, "2018-03-14", "tea").await;
    let kept = server.get("/v1/orders?date=2018-03-06").await;
    kept.problem(404, "day_not_retained");
    let mut found = export(&server, "orders", "2018-03-06").await;
    found.retain(|row| !row.contains("2018-03-14"));
    assert_eq!(found, orders, "to the letter");
    let mut found = export(&server, "lines", "2018-03-06").await;
    found.retain(|row| !row.contains("2018-03-14"));
    assert_eq!(found, lines);
    let first = server
        .get("/v1/export?what=lines&date=2018-03-06")
        .await
        .text()
        .to_owned();
    assert!(
        first.contains("2018-03-06T09:00:00-05:00,2018-03-06 tea,1,tea,Item tea,2,10.00\r\n"),
        "{first}"
    );
    assert!(
        first.contains(",2018-03-06 tea,2,cup,,-1,-9.00\r\n"),
        "{first}"
    );
    // Days before the shop's first one are not reported, whatever another shop of this name left there.
    let stranger = file(folder, "orders", "2018-02-01");
    fs::create_dir_all(stranger.parent().unwrap()).unwrap();
    fs::copy(file(folder, "orders", "2018-03-06"), &stranger).unwrap();
    assert_eq!(export(&server, "orders", "2018-01-01").await.len(), 9);
    fs::remove_file(file(folder, "lines", "2018-03-06")).unwrap();
    let gone = server.get("/v1/export?what=lines&first=2018-03-06").await;
    let detail = gone.problem(404, "day_not_retained");
    assert!(
        detail.contains("2018-03-06") && detail.contains("not in the archive"),
        "{detail}"
    );
    // The file is final, and does not show what is retained.
    server.set_time("2018-03-15T03:20:00-04:00");
    until("the next day", async || has(folder, &["2018-03-14"])).await;
    assert!(!file(folder, "lines", "2018-03-06").exists());
}

#[tokio::test]
async fn an_archive_that_cannot_be_written_is_told_and_tried_again() {
    let (server, folder) = (
        TestServer::start_with_alerts(AlertSettings::default()).await,
        TempDir::new().unwrap(),
    );
    let folder = folder.path();
    sell(&server, "2018-03-13", "tea").await;
    // A file in the place of a folder.
    fs::write(folder.join("orders"), "").unwrap();
    server.keep_archive(folder);
    // One for all shops that go to this place.
    let id = "archive_failed.here";
    until("told", async || stands(&server, id).await).await;
    let list = server.json("/v1/alerts").await;
    let alert = &list["alerts"][0];
    let detail = alert["detail"].as_str().unwrap();
    assert_eq!(
        (&alert["shop"], &alert["source"]),
        (&Value::Null, &json!("here"))
    );
    assert!(
        detail.starts_with("the archive of `default` could not be written: "),
        "{detail}"
    );
    let page = server.get("/metrics").await;
    let failures = "livetill_archive_failures_total{shop=\"default\"} ";
    assert!(page.text().contains(failures), "{}", page.text());
    fs::remove_file(folder.join("orders")).unwrap();
    assert!(!has(folder, &["2018-03-13"]));
    server.set_time("2018-03-14T10:34:00-04:00");
    until("written", async || has(folder, &["2018-03-13"])).await;
    until("over", async || !stands(&server, id).await).await;
}

async fn stands(server: &TestServer, id: &str) -> bool {
    let list = server.json("/v1/alerts").await;
    let alerts = list["alerts"].as_array().unwrap();
    alerts.iter().any(|alert| alert["id"] == id)
}
