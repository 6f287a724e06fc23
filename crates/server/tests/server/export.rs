//! Figures as files.

use serde_json::{Value, json};

use crate::support::{JSON, TestServer};

const ORDERS: [(&str, &str); 3] = [
    (
        "a",
        r#"{"id":"a","timestamp":"2018-03-12T10:00:00-04:00","channel":"pos","country":"DE","shipping":"4.90","items":[
            {"sku":"=tea","name":"Tea, \"green\"","price":"2.50","quantity":3,"discount":"0.50"},
            {"sku":"cup","price":"9.00","quantity":1},
            {"sku":"cup","price":"9.00","quantity":-1}]}"#,
    ),
    (
        "b",
        r#"{"id":"b","timestamp":"2018-03-14T09:30:15-04:00","version":7,"items":[{"sku":"cup","price":"9.00","quantity":2}]}"#,
    ),
    (
        "c",
        r#"{"id":"c","timestamp":"2018-03-14T09:31:00-04:00","status":"cancelled"}"#,
    ),
];

async fn shop() -> TestServer {
    let server = TestServer::start().await;
    for (id, order) in ORDERS {
        let answer = server.post("/v1/orders", JSON, order).await;
        assert_eq!(answer.json()["accepted"], 1, "{id}");
    }
    server
}

async fn lines(server: &TestServer, query: &str) -> Vec<Value> {
    let answer = server
        .get(&format!("/v1/export?format=ndjson&{query}"))
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    let lines = answer.text().lines();
    let mut lines: Vec<Value> = lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    // Orders come in any sequence.
    lines.sort_by_key(|it| {
        (
            it["id"].to_string(),
            it["order_id"].to_string(),
            it["line"].as_i64(),
        )
    });
    lines
}

#[tokio::test]
async fn days_and_items_are_rows() {
    let server = shop().await;
    let days = lines(&server, "what=days&first=2018-03-12").await;
    let dates: Vec<&Value> = days.iter().map(|day| &day["date"]).collect();
    assert_eq!(dates, ["2018-03-12", "2018-03-13", "2018-03-14"]);
    let shown = server.json("/v1/range?first=2018-03-12").await;
    for (day, step) in days.iter().zip(shown["steps"].as_array().unwrap()) {
        let total = step["total"].as_object().unwrap();
        for (name, value) in total {
            assert_eq!(&day[name], value, "{name} of {}", day["date"]);
        }
        assert_eq!(day.as_object().unwrap().len(), total.len() + 1);
    }
    let items = lines(&server, "what=items&first=2018-03-12").await;
    let row = |date: &str, sku: &str, name: Value, figures: (i64, &str, i64, &str)| {
        let (units, amount, returned, worth) = figures;
        json!({"date": date, "sku": sku, "name": name, "units": units, "amount": amount,
            "returned": returned, "returned_amount": worth, "items": 1})
    };
    let expected = [
        row("2018-03-12", "cup", Value::Null, (1, "9.00", 1, "9.00")),
        row(
            "2018-03-12",
            "=tea",
            json!("Tea, \"green\""),
            (3, "7.00", 0, "0.00"),
        ),
        row("2018-03-14", "cup", Value::Null, (2, "18.00", 0, "0.00")),
    ];
    assert_eq!(items, expected);
}

#[tokio::test]
async fn orders_and_lines_are_rows() {
    let server = shop().await;
    let orders = lines(&server, "what=orders&first=2018-03-12").await;
    let ids: Vec<&Value> = orders.iter().map(|it| &it["id"]).collect();
    assert_eq!(ids, ["a", "b", "c"]);
    let first = &orders[0];
    for (name, value) in [
        ("date", json!("2018-03-12")),
        ("placed_at", json!("2018-03-12T10:00:00-04:00")),
        ("version", json!(0)),
        ("standing", json!("counts")),
        ("channel", json!("pos")),
        ("country", json!("DE")),
        ("orders", json!(1)),
        ("units", json!(4)),
        ("revenue", json!("16.50")),
        ("discounts", json!("0.50")),
        ("returns", json!("9.00")),
        ("net_revenue", json!("7.00")),
        ("shipping", json!("4.90")),
    ] {
        assert_eq!(first[name], value, "{name}");
    }
    assert_eq!(orders[1]["version"], 7);
    assert_eq!(orders[1]["channel"], Value::Null);
    assert_eq!(orders[2]["standing"], "cancelled");
    assert_eq!(orders[2]["revenue"], "0.00");
    let lines = lines(&server, "what=lines&date=2018-03-12").await;
    let row = |line: i64, sku: &str, name: Value, units: i64, amount: &str| {
        json!({"date": "2018-03-12", "placed_at": "2018-03-12T10:00:00-04:00", "order_id": "a",
            "line": line, "sku": sku, "name": name, "units": units, "amount": amount})
    };
    let expected = [
        row(1, "=tea", json!("Tea, \"green\""), 3, "7.00"),
        row(2, "cup", Value::Null, 1, "9.00"),
        row(3, "cup", Value::Null, -1, "-9.00"),
    ];
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn a_spreadsheet_runs_nothing_of_it_and_gets_a_file() {
    let server = shop().await;
    let answer = server.get("/v1/export?what=items&date=2018-03-12").await;
    assert_eq!(
        answer.text(),
        "\u{feff}date,sku,name,units,amount,returned,returned_amount,items\r\n\
         2018-03-12,cup,,1,9.00,1,9.00,1\r\n\
         2018-03-12,'=tea,\"Tea, \"\"green\"\"\",3,7.00,0,0.00,1\r\n"
    );
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"default-items-2018-03-12.csv\""
    );
}

#[tokio::test]
async fn orders_of_days_that_left_are_not_promised() {
    let server = shop().await;
    // The shop's first day is the 12th: before it, there is nothing to miss.
    assert_eq!(
        lines(&server, "what=orders&first=2018-03-01").await.len(),
        3
    );
    let before = "what=lines&first=2018-02-01&last=2018-02-02";
    assert!(lines(&server, before).await.is_empty());
    // With these, the 4th leaves.
    for day in 4..=10 {
        let order = format!(
            r#"{{"id":"{day}","timestamp":"2018-03-{day:02}T10:00:00-05:00","items":[{{"sku":"cup","price":"9.00","quantity":1}}]}}"#
        );
        let answer = server.post("/v1/orders", JSON, order).await;
        assert_eq!(answer.json()["accepted"], 1, "{day}");
    }
    let gone = server.get("/v1/export?what=orders&first=2018-03-01").await;
    let detail = gone.problem(404, "day_not_retained");
    assert!(detail.contains("2018-03-05 to 2018-03-14"), "{detail}");
    let days = lines(&server, "what=days&first=2018-02-01&last=2018-02-02").await;
    assert_eq!(days.len(), 2);
    assert!(
        lines(&server, "what=items&first=2018-02-01&last=2018-02-02")
            .await
            .is_empty()
    );
}

/// More rows than a file has in one group.
#[cfg(feature = "parquet")]
#[tokio::test]
async fn a_parquet_file_has_exact_amounts() {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::RowAccessor as _;

    let server = shop().await;
    let order = |id: usize| {
        format!(
            r#"{{"id":{id},"timestamp":"2018-03-13T10:00:00-04:00","items":[{{"sku":"pin","price":"0.01","quantity":1}}]}}"#
        )
    };
    let orders: Vec<String> = (0..25_000).map(order).collect();
    let body = format!("[{}]", orders.join(","));
    assert_eq!(server.post("/v1/orders", JSON, body).await.status, 200);
    let answer = server
        .get("/v1/export?what=orders&first=2018-03-12&format=parquet")
        .await;
    assert_eq!(
        answer.header("content-type"),
        "application/vnd.apache.parquet"
    );
    let file = SerializedFileReader::new(answer.body.clone()).unwrap();
    assert_eq!(file.num_row_groups(), 2);
    let schema = file.metadata().file_metadata().schema().clone();
    let place = |name: &str| {
        let fields = schema.get_fields().iter();
        fields
            .map(|field| field.name())
            .position(|it| it == name)
            .unwrap()
    };
    let rows: Vec<_> = file
        .get_row_iter(None)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(rows.len(), 25_003);
    let first = rows
        .iter()
        .find(|row| row.get_string(place("id")).unwrap() == "a")
        .unwrap();
    let text = |name: &str| {
        first
            .get_column_iter()
            .nth(place(name))
            .unwrap()
            .1
            .to_string()
    };
    assert_eq!(text("date"), "2018-03-12");
    assert_eq!(text("revenue"), "16.50");
    assert_eq!(text("placed_at"), "2018-03-12 14:00:00.000 +00:00");
    assert_eq!(text("channel"), "\"pos\"");
    let other = rows
        .iter()
        .find(|row| row.get_string(place("id")).unwrap() == "b")
        .unwrap();
    assert_eq!(
        other
            .get_column_iter()
            .nth(place("channel"))
            .unwrap()
            .1
            .to_string(),
        "null"
    );
}
