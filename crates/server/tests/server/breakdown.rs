//! Figures by channel and by country.

use serde_json::{Value, json};

use crate::support::{JSON, TestServer};

/// An order of a day in March 2018.
fn sold(id: &str, day: u32, price: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","timestamp":"2018-03-{day:02}T10:00:00-04:00",{more}"items":[{{"sku":"tea","price":"{price}","quantity":1}}]}}"#
    )
}

async fn shop() -> TestServer {
    let server = TestServer::start().await;
    for body in [
        sold("1", 5, "30.00", r#""channel":"pos","country":"DE","#),
        sold("2", 5, "10.00", r#""channel":"online","country":"AT","#),
        sold("3", 12, "5.00", r#""channel":"pos","country":"FR","#),
        sold(
            "4",
            12,
            "10.00",
            r#""channel":"pigeon","country":"DE","discount":"1.00","#,
        ),
        sold("5", 12, "15.00", ""),
        sold("6", 14, "8.00", r#""country":"DE","#),
    ] {
        let answer = server.post("/v1/orders", JSON, body).await;
        assert_eq!(answer.status, 200);
    }
    server
}

fn figures(orders: u32, amounts: [&str; 4], share: f64) -> Value {
    let [revenue, discounts, returns, net] = amounts;
    json!({
        "orders": orders, "revenue": revenue, "discounts": discounts, "returns": returns,
        "net_revenue": net, "share": share,
    })
}

fn row(value: Value, figures: Value, before: Value) -> Value {
    let mut row = figures;
    row["value"] = value;
    row["before"] = before;
    row
}

#[tokio::test]
async fn a_day_that_is_over_is_compared_with_the_same_weekday() {
    let server = shop().await;
    let answer = server
        .json("/v1/breakdown?by=channel&date=2018-03-12")
        .await;
    let none = || figures(0, ["0.00", "0.00", "0.00", "0.00"], 0.0);
    let rows = json!([
        row(
            Value::Null,
            figures(1, ["15.00", "0.00", "0.00", "15.00"], 0.5),
            none()
        ),
        row(
            json!("other"),
            figures(1, ["10.00", "1.00", "0.00", "9.00"], 0.3333),
            none()
        ),
        row(
            json!("pos"),
            figures(1, ["5.00", "0.00", "0.00", "5.00"], 0.1667),
            figures(1, ["30.00", "0.00", "0.00", "30.00"], 0.75),
        ),
        row(
            json!("online"),
            none(),
            figures(1, ["10.00", "0.00", "0.00", "10.00"], 0.25),
        ),
    ]);
    assert_eq!(answer["rows"], rows);
    let days = json!({"first": "2018-03-05", "last": "2018-03-05"});
    assert_eq!(answer["compared_to"], days);
    let total = figures(3, ["30.00", "1.00", "0.00", "29.00"], 1.0);
    assert_eq!(answer["total"], total);
    let before = figures(2, ["40.00", "0.00", "0.00", "40.00"], 1.0);
    assert_eq!(answer["total_before"], before);
    for absent in ["rest", "unknown", "not_compared"] {
        assert_eq!(answer[absent], Value::Null, "{absent}");
    }
}

#[tokio::test]
async fn days_that_are_not_over_are_not_compared_and_the_rest_is_a_row() {
    let server = shop().await;
    let answer = server
        .json("/v1/breakdown?by=country&first=2018-03-05&top=1")
        .await;
    assert_eq!(
        (&answer["first"], &answer["last"]),
        (&json!("2018-03-05"), &json!("2018-03-14"))
    );
    let rows = answer["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (&rows[0]["value"], &rows[0]["revenue"]),
        (&json!("DE"), &json!("48.00"))
    );
    let mut rest = figures(3, ["30.00", "0.00", "0.00", "30.00"], 0.3846);
    rest["values"] = json!(3);
    assert_eq!(answer["rest"], rest);
    assert_eq!(answer["not_compared"], "running");
    assert_eq!(answer["compared_to"], Value::Null);
    let over = server
        .json("/v1/breakdown?by=country&first=2018-03-11&last=2018-03-12&top=1")
        .await;
    let days = json!({"first": "2018-03-09", "last": "2018-03-10"});
    assert_eq!(over["compared_to"], days);
    assert_eq!(over["rows"][0]["before"]["orders"], 0);
    let today = server.json("/v1/breakdown?by=channel").await;
    assert_eq!(today["rows"][0]["value"], Value::Null);
    assert_eq!(today["total"]["revenue"], "8.00");
}

#[tokio::test]
async fn a_value_leads_to_its_orders() {
    let server = shop().await;
    for (query, ids) in [
        ("date=2018-03-12&country=de", &["4"][..]),
        ("date=2018-03-12&channel=none", &["5"]),
        ("date=2018-03-12&channel=pos&country=FR", &["3"]),
        ("date=2018-03-12&channel=pos&country=none", &[]),
        ("date=2018-03-05&channel=online&sku=tea", &["2"]),
    ] {
        let page = server.json(&format!("/v1/orders?{query}")).await;
        let orders = page["items"].as_array().unwrap();
        let found: Vec<&str> = orders.iter().filter_map(|it| it["id"].as_str()).collect();
        assert_eq!(found, ids, "{query}");
    }
    let page = server.json("/v1/orders?date=2018-03-12&country=DE").await;
    let said = ["channel", "country"].map(|name| &page["items"][0][name]);
    assert_eq!(said, ["other", "DE"]);
    let page = server.json("/v1/orders?date=2018-03-12&channel=none").await;
    assert!(page["items"][0].get("channel").is_none());
}

#[tokio::test]
async fn a_spreadsheet_gets_the_same_rows() {
    let server = shop().await;
    let csv = [("accept", "text/csv")];
    let table = async |query: &str| {
        let path = format!("/v1/breakdown?{query}");
        let answer = server.send("GET", &path, &csv, "").await;
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        answer.text().to_owned()
    };
    assert_eq!(
        table("by=country&span=last_10_days&top=1").await,
        "\u{feff}country,orders,revenue,discounts,returns,net_revenue,share\r\n\
         DE,3,48.00,1.00,0.00,47.00,0.6154\r\n\
         rest,3,30.00,0.00,0.00,30.00,0.3846\r\n\
         all,6,78.00,1.00,0.00,77.00,1\r\n"
    );
    let over = table("by=channel&date=2018-03-12").await;
    let rows: Vec<&str> = over.lines().collect();
    assert!(rows[0].ends_with(",share,orders_before,revenue_before,discounts_before,returns_before,net_revenue_before,share_before"));
    assert_eq!(
        rows[1],
        "none,1,15.00,0.00,0.00,15.00,0.5,0,0.00,0.00,0.00,0.00,0"
    );
    let odd = server
        .get("/v1/breakdown?by=channel&span=last_0_days")
        .await;
    assert_eq!(odd.status, 400);
    let twice = server
        .get("/v1/breakdown?by=channel&span=week&first=2018-03-01")
        .await;
    assert_eq!(twice.status, 400);
}

#[tokio::test]
async fn several_days_are_compared_as_ranges_are() {
    let server = shop().await;
    let path = "/v1/breakdown?by=channel&span=week&against=previous&top=1";
    let answer = server.json(path).await;
    // Today is Wednesday the 14th, which is not over.
    let days = [&answer["first"], &answer["last"], &answer["compared_to"]];
    let before = json!({"first": "2018-03-05", "last": "2018-03-06"});
    assert_eq!(days, [&json!("2018-03-12"), &json!("2018-03-13"), &before]);
    assert_eq!(answer["total"]["revenue"], "30.00");
    assert_eq!(answer["total_before"]["revenue"], "40.00");
    let year = server
        .json("/v1/breakdown?by=country&date=2018-03-12&against=year_weekday")
        .await;
    assert_eq!(year["compared_to"], Value::Null);
    assert_eq!(year["not_compared"], "before_first");
    let answer = server.get("/v1/breakdown?by=country&against=luck").await;
    answer.problem(400, "invalid_parameter");
}
