//! Items over any range of days.

use serde_json::{Value, json};

use crate::support::{JSON, TestServer};

async fn sell(server: &TestServer, id: &str, day: &str, lines: &Value) {
    let body = json!({"id": id, "timestamp": format!("2018-{day}T10:00:00-04:00"), "items": lines});
    let answer = server.post("/v1/orders", JSON, body.to_string()).await;
    assert_eq!(answer.json()["accepted"], 1);
}

fn line(sku: &str, price: &str, quantity: i32) -> Value {
    json!({"sku": sku, "name": format!("Fine {sku}"), "price": price, "quantity": quantity})
}

/// A shop on Wednesday 14 March. Of its twelve days with sales, only the last eight are kept in detail.
async fn shop() -> TestServer {
    let server = TestServer::start().await;
    for day in 3..=14 {
        let mut lines = vec![line("tea", "2.50", 2)];
        match day {
            4 => lines.push(line("cup", "100.00", 1)),
            5 => lines.push(line("tea", "2.50", -1)),
            12 => lines.extend([line("=pot", "30.00", 3), line("cup", "10.00", 1)]),
            _ => {}
        }
        sell(
            &server,
            &day.to_string(),
            &format!("03-{day:02}"),
            &lines.into(),
        )
        .await;
    }
    server
}

fn figures(units: i64, amount: &str, (returned, worth): (i64, &str), share: f64) -> Value {
    json!({"units": units, "amount": amount, "returned": returned, "returned_amount": worth, "share": share})
}

fn row(sku: &str, figures: Value, before: Option<Value>) -> Value {
    let mut row = figures;
    row["sku"] = sku.into();
    row["name"] = format!("Fine {sku}").into();
    if let Some(before) = before {
        row["before"] = before;
    }
    row
}

/// The rows with ranks from 1 on.
fn ranked<const N: usize>(mut rows: [Value; N]) -> Value {
    for (place, row) in rows.iter_mut().enumerate() {
        row["rank"] = (place + 1).into();
    }
    rows.into_iter().collect()
}

#[tokio::test]
async fn items_of_kept_days_and_of_those_that_left_add_up() {
    let server = shop().await;
    let report = server
        .json("/v1/items/report?first=2018-03-03&last=2018-03-14")
        .await;
    let none = (0, "0.00");
    let rows = ranked([
        row("cup", figures(2, "110.00", none, 0.4231), None),
        row("=pot", figures(3, "90.00", none, 0.3462), None),
        row("tea", figures(24, "60.00", (1, "2.50"), 0.2308), None),
    ]);
    assert_eq!(report["rows"], rows);
    assert_eq!(report["total"], figures(29, "260.00", (1, "2.50"), 1.0));
    assert_eq!(report["items"], 3);
    for absent in ["total_before", "unknown", "not_compared"] {
        assert_eq!(report[absent], Value::Null, "{absent}");
    }
    let sku = |sort: &'static str| {
        let server = &server;
        async move {
            let path = format!("/v1/items/report?first=2018-03-03&sort={sort}&top=1&offset=1");
            server.json(&path).await["rows"][0]["sku"].clone()
        }
    };
    assert_eq!(sku("amount").await, "=pot");
    assert_eq!(sku("units").await, "=pot");
    assert_eq!(sku("returned").await, "=pot");
}

#[tokio::test]
async fn growth_compares_days_that_are_over() {
    let server = shop().await;
    let report = server
        .json("/v1/items/report?span=week&against=previous&sort=growth")
        .await;
    let none = (0, "0.00");
    assert_eq!(
        [&report["first"], &report["last"]],
        ["2018-03-12", "2018-03-13"]
    );
    let days = json!({"first": "2018-03-05", "last": "2018-03-06"});
    assert_eq!(report["compared_to"], days);
    let nothing = || figures(0, "0.00", none, 0.0);
    let rows = ranked([
        row("=pot", figures(3, "90.00", none, 0.8182), Some(nothing())),
        row("cup", figures(1, "10.00", none, 0.0909), Some(nothing())),
        row(
            "tea",
            figures(4, "10.00", none, 0.0909),
            Some(figures(4, "10.00", (1, "2.50"), 1.0)),
        ),
    ]);
    assert_eq!(report["rows"], rows);
    assert_eq!(report["total_before"]["amount"], "10.00");
    let lost = server
        .json("/v1/items/report?first=2018-03-11&last=2018-03-11&against=previous&sort=growth")
        .await;
    assert_eq!(lost["rows"][0]["before"]["units"], 2);
    let today = server
        .json("/v1/items/report?span=today&against=previous")
        .await;
    assert_eq!(today["not_compared"], "running");
    assert_eq!(today["rows"][0]["units"], 2);
    // An item sold only in the compared days is listed too, last.
    let gone = server
        .json("/v1/items/report?date=2018-03-13&against=previous&sort=growth")
        .await;
    assert_eq!(gone["rows"][2]["sku"], "=pot");
    assert_eq!(gone["rows"][2]["units"], 0);
}

#[tokio::test]
async fn an_item_alone_has_its_days_share_and_returns() {
    let server = shop().await;
    let path = "/v1/items/item?sku=tea&first=2018-03-03&last=2018-03-13&step=week&against=year";
    let report = server.json(path).await;
    let none = (0, "0.00");
    assert_eq!(report["name"], "Fine tea");
    assert_eq!(report["total"], figures(22, "55.00", (1, "2.50"), 0.2157));
    assert_eq!(report["not_compared"], "before_first");
    let weeks = json!([
        {"first": "2018-03-03", "last": "2018-03-04", "figures": figures(4, "10.00", none, 0.0909)},
        {"first": "2018-03-05", "last": "2018-03-11", "figures": figures(14, "35.00", (1, "2.50"), 1.0)},
        {"first": "2018-03-12", "last": "2018-03-13", "figures": figures(4, "10.00", none, 0.0909)},
    ]);
    assert_eq!(report["steps"], weeks);
    let answer = server
        .send(
            "GET",
            "/v1/items/item?sku=cup&date=2018-03-12",
            &[("accept", "text/csv")],
            "",
        )
        .await;
    assert_eq!(
        answer.text(),
        "\u{feff}first,last,units,amount,returned,returned_amount,share\r\n\
         2018-03-12,2018-03-12,1,10.00,0,0.00,0.0952\r\n\
         all,,1,10.00,0,0.00,0.0952\r\n"
    );
    let unknown = server.get("/v1/items/item?sku=TEA").await;
    unknown.problem(404, "unknown_item");
}

#[tokio::test]
async fn items_that_are_looked_for_keep_their_place() {
    let server = shop().await;
    let path = "/v1/items/report?first=2018-03-03&last=2018-03-14&q=TE";
    let report = server.json(path).await;
    assert_eq!(report["items"], 1);
    assert_eq!(report["rows"][0]["sku"], "tea");
    assert_eq!(report["rows"][0]["rank"], 3);
    assert_eq!(report["total"]["units"], 29, "all items");
    // The search also matches names.
    let report = server.json(&path.replace("q=TE", "q=fine%20%3d")).await;
    assert_eq!(report["rows"][0]["rank"], 2);
}

#[tokio::test]
async fn days_before_the_first_are_not_compared_and_days_to_come_are_refused() {
    let server = shop().await;
    let report = server
        .json("/v1/items/report?first=2017-03-15&against=year")
        .await;
    assert_eq!(report["last"], "2018-03-14");
    assert_eq!(report["total_before"], Value::Null);
    assert_eq!(report["not_compared"], "before_first");
    for (query, name) in [
        ("sort=growth", "sort"),
        ("sort=price", "sort"),
        ("first=2018-03-15", "first"),
        ("against=tomorrow", "against"),
        ("top=1001", "top"),
    ] {
        let answer = server.get(&format!("/v1/items/report?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        let detail = answer.json()["detail"].clone();
        assert!(detail.as_str().unwrap().contains(name), "{detail}");
    }
}

#[tokio::test]
async fn a_spreadsheet_gets_what_the_answer_has() {
    let server = shop().await;
    let path = "/v1/items/report?date=2018-03-12&against=previous&top=2";
    let answer = server
        .send("GET", path, &[("accept", "text/csv")], "")
        .await;
    assert_eq!(
        answer.text(),
        "\u{feff}sku,name,units,amount,returned,returned_amount,share,\
         units_before,amount_before,returned_before,returned_amount_before,share_before\r\n\
         '=pot,Fine =pot,3,90.00,0,0.00,0.8571,0,0.00,0,0.00,0\r\n\
         cup,Fine cup,1,10.00,0,0.00,0.0952,0,0.00,0,0.00,0\r\n\
         ,all,6,105.00,0,0.00,1,2,5.00,0,0.00,1\r\n"
    );
}
