//! The overview of all shops.

use serde_json::{Value, json};
use server::alerts::AlertSettings;
use server::auth::{Access, AccessSettings, Role};

use crate::support::{JSON, Socket, TestServer, key, order};

const CSV: &str = "text/csv";
/// Rates of the day before that of the tests, in the bank's format.
const BANK: &str = "Date,USD,JPY,\n2018-03-13,1.2291,131.42,\n";

async fn post(server: &TestServer, shop: &str, body: String) {
    let path = format!("/v1/orders?shop={shop}");
    let answer = server.post(&path, JSON, body).await.json();
    assert_eq!(answer["accepted"], 1, "{answer}");
}

/// An order of one line at the given time.
fn placed(id: &str, at: &str, price: &str) -> String {
    format!(
        r#"{{"id":"{id}","timestamp":"{at}","items":[{{"sku":"a","price":{price},"quantity":2}}]}}"#
    )
}

fn names(overview: &Value) -> Vec<&str> {
    let rows = overview["shops"].as_array().unwrap().iter();
    rows.map(|row| row["shop"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn each_shop_has_its_own_day_and_the_total_names_its_rates() {
    let server = TestServer::start().await;
    post(&server, "default", order("o1", "tea", "10.00", 3)).await;
    post(&server, "acme", order("o1", "tea", "1000", 1)).await;
    // Yesterday and a week ago at the same time, and yesterday too late to count.
    for (id, at) in [
        ("y1", "2018-03-13T10:00:00-04:00"),
        ("y2", "2018-03-13T10:24:00-04:00"),
        ("w1", "2018-03-07T09:00:00-05:00"),
    ] {
        post(&server, "default", placed(id, at, "2.50")).await;
    }
    let missing = server.json("/v1/overview?currency=eur").await;
    assert_eq!(missing["rates"]["missing"], json!(["JPY", "USD", "EUR"]));
    assert_eq!(missing["total"]["shops"], 0);
    assert_eq!(missing["total"]["without_rate"], 2);
    assert_eq!(missing["total"]["orders_without_rate"], 2);
    assert_eq!(missing["total"]["revenue"], json!(null));
    assert_eq!(
        missing["total"]["comparison"],
        json!({"yesterday": null, "last_week": null, "yesterday_unknown": 2, "last_week_unknown": 2})
    );
    assert_eq!(missing["shops"][0]["converted"], json!(null));
    assert_eq!(missing["shops"][0]["revenue"], "1000");

    server.post("/v1/rates", CSV, BANK).await;
    let overview = server.json("/v1/overview?currency=EUR").await;
    assert_eq!(
        overview["rates"],
        json!({"date": "2018-03-13", "base": "EUR", "missing": [], "available": ["EUR", "JPY", "USD"], "used": [
            {"currency": "JPY", "rate": "131.42"}, {"currency": "USD", "rate": "1.2291"}]})
    );
    assert_eq!(
        overview["shops"],
        json!([
            {"shop": "default", "display_name": null, "timezone": "America/New_York", "currency": "USD",
             "date": "2018-03-14", "orders": 1, "units": 3, "revenue": "30.00",
             "yesterday": {"orders": 1, "revenue": "5.00"}, "last_week": {"orders": 1, "revenue": "5.00"},
             "last_order_at": "2018-03-14T10:22:00.000-04:00", "converted": "24.41", "unread": false},
            {"shop": "acme", "display_name": null, "timezone": "Asia/Tokyo", "currency": "JPY",
             "date": "2018-03-14", "orders": 1, "units": 1, "revenue": "1000",
             "yesterday": null, "yesterday_unknown": "before_first", "last_week": null, "last_week_unknown": "before_first",
             "last_order_at": "2018-03-14T23:22:45.000+09:00", "converted": "7.61", "unread": false},
        ])
    );
    // Together with the other shop, this one counts as nothing; on its own, its past is unknown.
    let young = server.json("/v1/overview?currency=JPY&q=acme").await;
    assert_eq!(
        young["total"]["comparison"],
        json!({"yesterday": null, "last_week": null, "yesterday_unknown": 1, "last_week_unknown": 1})
    );
    // 30 / 1.2291 + 1000 / 131.42 is 32.0173…: exact, and rounded once.
    assert_eq!(
        overview["total"],
        json!({"shops": 2, "orders": 2, "units": 4, "revenue": "32.02", "without_rate": 0, "orders_without_rate": 0,
            "comparison": {"yesterday": {"orders": 1, "revenue": "4.07"}, "last_week": {"orders": 1, "revenue": "4.07"},
                "yesterday_unknown": 0, "last_week_unknown": 0}})
    );
    // In the currency of one of the shops, and in one without a rate.
    let dollars = server.json("/v1/overview?currency=USD").await;
    assert_eq!(dollars["total"]["revenue"], "39.35");
    let pounds = server.json("/v1/overview?currency=GBP").await;
    assert_eq!(pounds["rates"]["missing"], json!(["GBP"]));
    assert_eq!(pounds["total"]["without_rate"], 2);
    // One currency needs no rate.
    let one = server.json("/v1/overview?q=acm").await;
    assert_eq!(
        (&one["currency"], &one["total"]["revenue"]),
        (&json!("JPY"), &json!("1000"))
    );
    assert_eq!(one["rates"]["used"], json!([]));
}

#[tokio::test]
async fn shops_are_sorted_found_and_grouped() {
    let server = TestServer::start_with_shops(12, AlertSettings::default()).await;
    server.post("/v1/rates", CSV, BANK).await;
    let morning = |minute: u32| format!("2018-03-14T14:{minute:02}:00Z");
    for (shop, minute, price) in [
        ("further-3", 5, "7"),
        ("further-10", 9, "9"),
        ("further-4", 1, "8"),
    ] {
        post(&server, shop, placed("t", &morning(minute), price)).await;
    }
    // A week ago shop 3 sold a tenth of today's sum, shop 10 half of it, and shop 4 too few orders to compare with.
    for (shop, count, price) in [
        ("further-3", 10, "0.07"),
        ("further-10", 10, "0.45"),
        ("further-4", 9, "0.01"),
    ] {
        for order in 0..count {
            let placed = placed(&format!("w{order}"), "2018-03-07T14:00:00Z", price);
            post(&server, shop, placed).await;
        }
    }
    let first = async |query: &str| {
        let overview = server.json(&format!("/v1/overview?{query}")).await;
        let names = names(&overview).into_iter().map(str::to_owned);
        names.take(4).collect::<Vec<_>>()
    };
    assert_eq!(
        first("").await,
        ["further-10", "further-4", "further-3", "acme"]
    );
    assert_eq!(
        first("sort=growth").await,
        ["further-3", "further-10", "acme", "default"]
    );
    assert_eq!(
        first("sort=growth&reverse=true").await[..2],
        ["further-10", "further-3"]
    );
    assert_eq!(
        first("sort=growth&against=yesterday").await[..2],
        ["acme", "default"]
    );
    assert_eq!(
        first("sort=silence").await[..3],
        ["further-4", "further-3", "further-10"]
    );
    assert_eq!(
        first("sort=name&reverse=true").await[..2],
        ["further-9", "further-8"]
    );
    assert_eq!(
        first("q=R-1&sort=name").await,
        ["further-1", "further-10", "further-11"]
    );
    let found = server
        .json("/v1/overview?prefix=further&limit=2&groups=true&currency=EUR")
        .await;
    assert_eq!(names(&found), ["further-10", "further-4"]);
    assert_eq!(
        (&found["count"], &found["total"]["orders"]),
        (&json!(12), &json!(3))
    );
    assert_eq!(found["group_count"], 1);
    let group = &found["groups"][0];
    assert_eq!(
        (&group["prefix"], &group["shops"], &group["revenue"]),
        (&json!("further"), &json!(12), &json!("48.00"))
    );
    let all = server.json("/v1/overview?groups=true").await;
    assert_eq!(
        (&all["currency"], &all["group_count"]),
        (&json!("EUR"), &json!(3))
    );
    for (query, detail) in [
        ("currency=XXX", "`currency`"),
        ("sort=best", "`sort`"),
        ("against=tomorrow", "`against`"),
        ("limit=0", "`limit`"),
        ("reverse=1", "`reverse`"),
        ("date=2018-03-14", "`date` is unknown here"),
    ] {
        let answer = server.get(&format!("/v1/overview?{query}")).await;
        let said = answer.problem(400, "invalid_parameter");
        assert!(said.contains(detail), "{said}");
    }
}

#[tokio::test]
async fn a_shop_is_read_again_by_news_and_at_its_midnight_alone() {
    let server = TestServer::start().await;
    post(
        &server,
        "default",
        placed("y", "2018-03-13T10:24:30-04:00", "1"),
    )
    .await;
    let before = server.store.board_reads();
    let reads = || server.store.board_reads() - before;
    let first = server.json("/v1/overview").await;
    assert_eq!((names(&first), reads()), (vec!["acme", "default"], 2));
    server.json("/v1/overview?sort=silence&currency=USD").await;
    assert_eq!(reads(), 2, "all is remembered");
    // A minute passes: yesterday's order counts now, and nothing is read for that.
    server.set_time("2018-03-14T10:25:10-04:00");
    let later = server.json("/v1/overview?q=default").await;
    assert_eq!(later["shops"][0]["yesterday"]["orders"], 1);
    assert_eq!(reads(), 2);
    for number in 1..=3 {
        post(
            &server,
            "acme",
            order(&format!("o{number}"), "tea", "100", 1),
        )
        .await;
        let found = server.json("/v1/overview?q=acme").await;
        assert_eq!(found["shops"][0]["orders"], number);
        assert_eq!(reads(), 2 + number, "one shop has news");
    }
    // Midnight in Tokyo.
    server.set_time("2018-03-15T00:00:30+09:00");
    let turned = server.json("/v1/overview?currency=JPY&sort=name").await;
    assert_eq!(reads(), 6);
    assert_eq!(turned["shops"][0]["date"], "2018-03-15");
    assert_eq!(
        (&turned["shops"][0]["orders"], &turned["shops"][1]["date"]),
        (&json!(0), &json!("2018-03-14"))
    );
}

#[tokio::test]
async fn a_key_sees_its_shops_alone() {
    let (few, few_key) = key(Role::View, &["acme"]);
    let (all, all_key) = key(Role::View, &[]);
    let access = Access::new(vec![few_key, all_key], AccessSettings::default());
    let server = TestServer::start_with(access).await;
    for (secret, seen) in [(few, vec!["acme"]), (all, vec!["acme", "default"])] {
        let bearer = format!("Bearer {secret}");
        let headers = [("authorization", &*bearer)];
        let answer = server
            .send("GET", "/v1/overview?sort=name", &headers, "")
            .await;
        assert_eq!(names(&answer.json()), seen);
        assert_eq!(
            answer.json()["total"]["without_rate"],
            json!(if seen.len() == 2 { 1 } else { 0 })
        );
        let mut viewer =
            Socket::open_as(&server, "/v1/overview/live", ("authorization", &bearer)).await;
        assert_eq!(names(&viewer.next().await), seen);
    }
}

#[tokio::test]
async fn viewers_are_told_what_changed() {
    let server = TestServer::start().await;
    server.post("/v1/rates", CSV, BANK).await;
    let path = "/v1/overview/live?currency=EUR";
    let mut viewer = Socket::open(&server, path).await;
    let first = viewer.next().await;
    assert_eq!(
        (names(&first), &first["stale"]),
        (vec!["acme", "default"], &json!(false))
    );
    let mut other = Socket::open(&server, path).await;
    other.next().await;
    post(&server, "default", order("o1", "tea", "10", 1)).await;
    viewer.until(|state| state["total"]["orders"] == 1).await;
    // The one changed row, and the new order of both.
    assert_eq!(viewer.state["shops"].as_array().unwrap().len(), 1);
    assert_eq!(viewer.state["shops"][0]["revenue"], "10.00");
    assert_eq!(viewer.state["order"], json!(["default", "acme"]));
    let reads = server.store.board_reads();
    post(&server, "default", order("o2", "tea", "10", 1)).await;
    viewer.until(|state| state["total"]["orders"] == 2).await;
    other.until(|state| state["total"]["orders"] == 2).await;
    assert_eq!(
        server.store.board_reads(),
        reads + 1,
        "viewers share what is read"
    );

    server.store.set_away(true);
    server.set_time("2018-03-15T10:00:00-04:00");
    viewer.until(|state| state["stale"] == true).await;
    server
        .get("/v1/overview")
        .await
        .problem(503, "store_unavailable");
    server.store.set_away(false);
    viewer.until(|state| state["stale"] == false).await;
    assert_eq!(viewer.state["total"]["orders"], 0, "another day");
    let beat = loop {
        let message = viewer.next().await;
        if message.as_object().unwrap().len() == 2 {
            break message;
        }
    };
    assert!(beat["as_of"].is_string(), "a quiet channel beats");
}

#[tokio::test]
async fn only_so_many_different_views_are_live() {
    let server = TestServer::start().await;
    let mut viewers = Vec::new();
    for limit in 1..=64 {
        let mut viewer = Socket::open(&server, &format!("/v1/overview/live?limit={limit}")).await;
        viewer.next().await;
        viewers.push(viewer);
    }
    let events = "/v1/overview/events?limit=65";
    server.get(events).await.problem(503, "too_many_views");
    viewers.truncate(1);
    // Views without viewers end by themselves.
    loop {
        let answer = server.begin("GET", events, &[], "").await;
        if answer.status() == 200 {
            assert_eq!(answer.headers()["content-type"], "text/event-stream");
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}
