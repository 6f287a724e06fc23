//! Any range of days, and the days it is compared with.

use serde_json::{Value, json};

use crate::support::{JSON, TestServer};

/// Sells on a day of 2018 at a time with New York's summer offset.
async fn sell(server: &TestServer, id: &str, at: &str, price: &str) {
    let body = format!(
        r#"{{"id":"{id}","timestamp":"2018-{at}:00-04:00","discount":"1.00","items":[{{"sku":"tea","price":"{price}","quantity":1}}]}}"#
    );
    let answer = server.post("/v1/orders", JSON, body).await;
    assert_eq!(answer.json()["accepted"], 1);
}

/// A shop at half past ten on Wednesday 14 March.
async fn shop() -> TestServer {
    let server = TestServer::start().await;
    server.set_time("2018-03-14T10:30:00-04:00");
    for (number, (at, price)) in [
        ("03-05T10:00", "20.00"),
        ("03-07T10:00", "30.00"),
        ("03-07T12:00", "5.00"),
        ("03-12T10:00", "10.00"),
        ("03-14T09:00", "40.00"),
    ]
    .into_iter()
    .enumerate()
    {
        sell(&server, &number.to_string(), at, price).await;
    }
    server
}

fn figures<'v>(of: &'v Value, names: &[&str]) -> Vec<&'v Value> {
    names.iter().map(|name| &of[*name]).collect()
}

#[tokio::test]
async fn a_week_that_runs_is_compared_until_the_same_minute() {
    let server = shop().await;
    let report = server.json("/v1/range?span=week&against=previous").await;
    assert_eq!(
        figures(&report, &["first", "last"]),
        ["2018-03-12", "2018-03-14"]
    );
    assert_eq!(report["total"]["revenue"], "50.00");
    assert_eq!(report["total"]["net_revenue"], "48.00");
    assert_eq!(report["total"]["unique_items"], Value::Null);
    let compared = json!({"first": "2018-03-05", "last": "2018-03-07", "until": "10:30"});
    assert_eq!(report["compared_to"], compared);
    // Without the sales at noon. Discounts are not kept by the minute.
    let before = &report["before"];
    assert_eq!(
        figures(before, &["orders", "revenue"]),
        [&json!(2), &json!("50.00")]
    );
    assert_eq!(before["net_revenue"], Value::Null);
    let steps = report["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 3);
    assert_eq!(steps[0]["before"]["net_revenue"], "19.00");
    assert_eq!(steps[2].get("before"), None, "it runs");
}

/// At 01:40 for the second time, all that sold until 02:00 for the first time counts.
#[tokio::test]
async fn during_an_hour_that_comes_again_the_counterpart_ends_with_the_hour() {
    let server = TestServer::start().await;
    server.set_time("2018-11-04T01:40:00-05:00");
    let sold = ["03T01:20", "03T01:50", "03T02:10", "04T01:50"];
    for (number, at) in sold.iter().enumerate() {
        sell(&server, &number.to_string(), &format!("11-{at}"), "10.00").await;
    }
    let path = "/v1/range?span=today&against=previous";
    let report = server.json(path).await;
    let compared = json!({"first": "2018-11-03", "last": "2018-11-03", "until": "02:00"});
    assert_eq!(report["compared_to"], compared);
    assert_eq!(report["before"]["orders"], 2);
}

#[tokio::test]
async fn days_that_are_over_are_compared_whole_and_in_steps() {
    let server = shop().await;
    let path = "/v1/range?first=2018-03-05&last=2018-03-12&step=week&against=previous";
    let report = server.json(path).await;
    let steps = report["steps"].as_array().unwrap();
    let shown: Vec<_> = steps
        .iter()
        .map(|step| (&step["first"], &step["total"]["revenue"]))
        .collect();
    assert_eq!(
        shown,
        [
            (&json!("2018-03-05"), &json!("55.00")),
            (&json!("2018-03-12"), &json!("10.00"))
        ]
    );
    // Sales before the shop's first day are unknown, which is not 0.
    assert_eq!(report["compared_to"], Value::Null);
    assert_eq!(report["not_compared"], "before_first");
    assert_eq!(steps[0].get("before"), None);
    let path = "/v1/range?first=2018-03-09&last=2018-03-12&step=week&against=previous";
    let report = server.json(path).await;
    let compared = json!({"first": "2018-03-05", "last": "2018-03-08", "until": null});
    assert_eq!(report["compared_to"], compared);
    assert_eq!(report["before"]["orders"], 3);
    let alone = server.json("/v1/range?date=2018-03-07").await;
    assert_eq!(
        figures(&alone["total"], &["orders", "unique_items"]),
        [2, 1]
    );
    assert_eq!(alone["compared_to"], Value::Null);
}

#[tokio::test]
async fn what_a_day_of_another_year_had_by_now_is_not_known_so_both_end_yesterday() {
    let server = shop().await;
    // These orders push the week before out of the eight kept days.
    for day in 15..=24 {
        server.set_time(&format!("2018-03-{day}T10:30:00-04:00"));
        sell(
            &server,
            &format!("later-{day}"),
            &format!("03-{day}T09:00"),
            "1.00",
        )
        .await;
    }
    let report = server
        .json("/v1/range?first=2018-03-21&against=previous")
        .await;
    let until = figures(&report["compared_to"], &["first", "last", "until"]);
    assert_eq!(
        until,
        [&json!("2018-03-17"), &json!("2018-03-20"), &json!("10:30")]
    );
    let report = server
        .json("/v1/range?first=2018-03-15&against=previous")
        .await;
    let until = figures(&report["compared_to"], &["first", "last", "until"]);
    assert_eq!(
        until,
        [&json!("2018-03-05"), &json!("2018-03-13"), &Value::Null]
    );
    assert_eq!(report["before"]["revenue"], "65.00");
    assert_eq!(
        figures(&report["compared"], &["first", "last"]),
        ["2018-03-15", "2018-03-23"]
    );
    assert_eq!(report["compared"]["total"]["revenue"], "9.00");
    assert_eq!(report["total"]["revenue"], "10.00");
}

#[tokio::test]
async fn days_that_left_are_answered_whatever_the_store_does() {
    let server = shop().await;
    server.set_time("2018-03-20T10:30:00-04:00");
    // Eight days with orders are kept, so the first two leave.
    for day in 15..=20 {
        sell(
            &server,
            &format!("of {day}"),
            &format!("03-{day}T09:00"),
            "1.00",
        )
        .await;
    }
    let past = "/v1/range?first=2018-03-05&last=2018-03-07&against=previous&step=day";
    let before = server.json(past).await;
    assert_eq!(before["total"]["revenue"], "55.00");
    // What it knew of today is old now, and what it knew of those days is not.
    sell(&server, "newer", "03-20T10:00", "1.00").await;
    server.store.set_away(true);
    assert_eq!(server.json(past).await, before);
    let now = server.get("/v1/range?first=2018-03-05").await;
    assert_eq!(now.status, 503);
    server.store.set_away(false);
    assert_eq!(
        server.json("/v1/range?date=2018-03-20").await["total"]["revenue"],
        "2.00"
    );
}

#[tokio::test]
async fn a_spreadsheet_gets_its_steps() {
    let server = shop().await;
    let path = "/v1/range?first=2018-03-07&last=2018-03-07&step=month&against=previous";
    let answer = server
        .send("GET", path, &[("accept", "text/csv")], "")
        .await;
    let rows: Vec<&str> = answer.text().lines().collect();
    assert!(rows[0].starts_with("\u{feff}first,last,orders,") && rows[0].ends_with("_before"));
    assert!(
        rows[1].starts_with("2018-03-07,2018-03-07,2,"),
        "{}",
        rows[1]
    );
    assert_eq!(rows.len(), 3);
    // One step looks like all of them otherwise.
    assert!(rows[2].starts_with("all,,2,"), "{}", rows[2]);
    for wrong in [
        "first=2018-03-08&last=2018-03-07",
        "first=2018-04-01&last=2018-04-02",
        "first=0001-01-01",
        "span=fortnight",
        "span=week&step=hour",
        "span=week&against=luck",
    ] {
        server
            .get(&format!("/v1/range?{wrong}"))
            .await
            .problem(400, "invalid_parameter");
    }
}

#[tokio::test]
async fn before_the_shops_first_day_nothing_was_counted_and_the_answer_says_when_it_begins() {
    let empty = TestServer::start().await;
    let shop = shop().await;
    let range = "/v1/range?first=2018-03-03&last=2018-03-07";
    let revenue = "/v1/revenue?days=5&end=2018-03-07";
    for (server, begins) in [(&empty, Value::Null), (&shop, json!("2018-03-05"))] {
        let (range, revenue) = (server.json(range).await, server.json(revenue).await);
        assert_eq!((&range["begins"], &revenue["begins"]), (&begins, &begins));
        for day in 0..2 {
            assert_eq!(range["steps"][day]["total"]["revenue"], "0.00");
            assert_eq!(revenue["days"][day]["total"], "0.00");
        }
    }
}
