//! `livetill verify` finds a figure that was changed behind its back, in either store.

use domain::Shop;
use fjall::{Database, KeyspaceCreateOptions, KvSeparationOptions};
use ports::{Ledger as _, Store as _};
use store_embedded::{EmbeddedStore, Options};
use test_servers::Redis;

use crate::support::{Server, Workplace};

const SHOP: [&str; 2] = ["--timezone=Europe/London", "--retention-days=30"];

/// A week of generated orders with returns, corrections and cancellations.
fn fill(place: &Workplace, store: &str) {
    let now = "--now=2026-03-10T12:00:00Z";
    let generate = [
        "generate",
        "--days=6",
        "--orders=3000",
        now,
        "--to=orders.ndjson",
    ];
    place.run(&generate).expect(0);
    let import = ["import", "orders.ndjson", "--store", store];
    place.run(&[&import[..], &SHOP].concat()).expect(0);
}

fn verify(place: &Workplace, store: &str, code: i32) -> serde_json::Value {
    let verify = ["verify", "--json", "--store", store];
    place.run(&[&verify[..], &SHOP].concat()).json(code)
}

/// The day and the figure of each difference.
fn named(verification: &serde_json::Value) -> Vec<(String, String)> {
    let differences = verification["differences"].as_array().unwrap().iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    differences
        .map(|it| (text(&it["day"]), text(&it["figure"])))
        .collect()
}

#[test]
fn a_damaged_figure_in_redis_is_named() {
    let place = Workplace::new();
    let redis = Redis::start();
    let url = redis.url();
    fill(&place, &url);
    let sound = verify(&place, &url, 0);
    assert_eq!(sound["total"], 0, "{sound}");
    assert!(sound["orders"].as_u64().unwrap() > 2_000, "{sound}");

    redis.cli(&["INCRBY", "orders:20260308", "5"]);
    redis.cli(&["HINCRBYFLOAT", "sales:revenue:20260309", "14", "0.01"]);
    let damaged = verify(&place, &url, 2);
    let named = named(&damaged);
    let of = |day: &str, figure: &str| (day.to_owned(), figure.to_owned());
    let orders = of("2026-03-08", "published orders");
    let revenue = of("2026-03-09", "published revenue of hour 14");
    assert_eq!(damaged["total"], 2, "{damaged}");
    assert!(
        named.contains(&orders) && named.contains(&revenue),
        "{damaged}"
    );
    let text = place.run(&[&["verify", "--store", &url][..], &SHOP].concat());
    let text = text.expect(2);
    assert!(
        text.contains("2026-03-08  published orders: stored"),
        "{text}"
    );
}

#[test]
fn a_damaged_page_of_the_embedded_store_is_named() {
    let place = Workplace::new();
    fill(&place, "embedded:first");
    copy_with_pages(&place);
    assert_eq!(verify(&place, "embedded:paged", 0)["total"], 0);
    change_the_units_of_every_day(&place);
    let damaged = verify(&place, "embedded:paged", 2);
    let named = named(&damaged);
    let units = ("2026-03-09".to_owned(), "units".to_owned());
    assert!(named.contains(&units), "{damaged}");
    assert!(
        named.iter().all(|(_, figure)| figure == "units"),
        "{damaged}"
    );
}

#[test]
fn a_running_server_verifies_its_store() {
    let place = Workplace::new();
    fill(&place, "embedded:first");
    let args = [&["--store=embedded:first"][..], &SHOP].concat();
    let server = Server::start(&place, &args);
    let said = place
        .run(&["verify", "--server", &server.url("")])
        .expect(0);
    assert!(
        said.contains("every figure is what the ledger says"),
        "{said}"
    );
}

/// Copies the store into one with pages. Small stores usually have none, because their log is short.
fn copy_with_pages(place: &Workplace) {
    let mut shop = Shop::new("default", "Europe/London", "USD").unwrap();
    shop.retention_days = 30;
    let eager = Options {
        checkpoint_bytes: 1,
        ..Options::default()
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let from = EmbeddedStore::open(place.path("first")).unwrap();
        let to = EmbeddedStore::open_with(place.path("paged"), eager).unwrap();
        from.open_shop(&shop).await.unwrap();
        to.open_shop(&shop).await.unwrap();
        transfer::copy(&shop, &from, &to).await.unwrap();
        from.close().await.unwrap();
        to.close().await.unwrap();
    });
}

/// Writes into the store's database, bypassing Livetill. Each retained day's page begins with the number of its commit
/// and a mask of one byte, followed by the day's units.
fn change_the_units_of_every_day(place: &Workplace) {
    const DAY_PAGES: u8 = 2;
    let database = Database::builder(place.path("paged/data")).open().unwrap();
    let large = || {
        KeyspaceCreateOptions::default().with_kv_separation(Some(KvSeparationOptions::default()))
    };
    let pages = database.keyspace("pages", large).unwrap();
    let mut damaged = Vec::new();
    for entry in pages.iter() {
        let (key, value) = entry.into_inner().unwrap();
        if key[4] == DAY_PAGES {
            let mut value = value.to_vec();
            // Zigzag, seven bits a byte: adding two means one unit more. Where that would carry into the next byte,
            // subtract two for one unit less.
            if value[9] & 0x7f < 0x7e {
                value[9] += 2;
            } else {
                value[9] -= 2;
            }
            damaged.push((key, value));
        }
    }
    assert!(damaged.len() >= 6, "{} days", damaged.len());
    for (key, value) in damaged {
        pages.insert(key, value).unwrap();
    }
    database.persist(fjall::PersistMode::SyncAll).unwrap();
}
