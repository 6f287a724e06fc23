//! Reading figures.

use domain::{BusinessDay, Commit, RetainedDays, Shop};
use ports::{Committed, Ledger as _};
use serde_json::{Value, json};

use crate::support::{JSON, MORNING, TestServer, order};

#[tokio::test]
async fn the_board_is_the_documented_one() {
    let server = TestServer::start().await;
    server
        .post("/v1/orders", JSON, order("o1", "tea", "1.99", 2))
        .await;
    server
        .post("/v1/orders", JSON, order("o2", "tea", "0.50", -1))
        .await;
    let board = server.json("/v1/board").await;
    let members: Vec<&String> = board.as_object().unwrap().keys().collect();
    assert_eq!(members.len(), 17, "{members:?}");
    assert_eq!(board["today_unknown"], Value::Null);
    assert_eq!(board["timezone"], "America/New_York");
    assert_eq!(board["currency"], "USD");
    assert_eq!(board["headline"], "revenue");
    assert_eq!(board["date"], "2018-03-14");
    assert_eq!(board["as_of"], MORNING);
    let today = json!({
        "orders": 1, "unique_items": 1, "units": 2, "revenue": "3.98", "returns": "0.50",
        "net_revenue": "3.48", "average_order": "3.98",
    });
    for (name, value) in today.as_object().unwrap() {
        assert_eq!(&board["today"][name], value, "{name}");
    }
    let tea = json!([{"sku": "tea", "name": "Item tea", "units": 2}]);
    assert_eq!((&board["popular"], &board["popular_today"]), (&tea, &tea));
    let line = json!([{
        "sku": "tea", "name": "Item tea", "quantity": 2, "price": "1.99",
        "sold_at": "2018-03-14T10:22:45.000-04:00",
    }]);
    assert_eq!(board["latest"], line);
    assert_eq!(board["revenue"].as_array().unwrap().len(), 7);
    assert_eq!(board["revenue"][0]["date"], "2018-03-08");
    assert_eq!(board["revenue"][6]["hours"][10], "3.98");
    assert_eq!(board["alerts"], json!([]));
    assert_eq!(board["past"].as_str().map(str::len), Some(16));
    assert_eq!(board["fresh"], json!({"accepted_at": MORNING}));
    let minute = json!({"minute": "10:22", "orders": 1, "revenue": "3.98"});
    assert_eq!(
        board["pulse"],
        json!({"minutes": [minute], "baseline": null})
    );
    let sales = json!({"orders": 0, "revenue": "0.00", "net_revenue": "0.00", "total_sales": "0.00", "average_order": "0.00"});
    // Today is the shop's first day.
    let unknown = json!({
        "yesterday": null, "yesterday_unknown": "before_first",
        "last_week": null, "last_week_unknown": "before_first",
    });
    let mut hours = unknown.clone();
    hours["until"] = "10:00".into();
    hours["today"] = sales;
    let mut comparison = unknown;
    comparison["whole_hours"] = hours;
    assert_eq!(board["comparison"], comparison);
}

#[tokio::test]
async fn a_line_of_the_feed_says_what_the_scale_did() {
    let server = TestServer::start().await;
    let weighed = order("o1", "tea", "12.00", 1).replace("\"quantity\":1", "\"quantity\":0.35");
    server.post("/v1/orders", JSON, weighed).await;
    let line = &server.json("/v1/board").await["latest"][0];
    let told = ["quantity", "exact_quantity", "price"].map(|name| &line[name]);
    assert_eq!(told, [&json!(1), &json!("0.35"), &json!("12.00")]);
}

#[tokio::test]
async fn what_discounts_change_is_told_by_the_hour() {
    let server = TestServer::start().await;
    let order = |id: &str, time: &str, more: &str| {
        format!(
            r#"{{"id":"{id}","timestamp":"2018-03-{time}-04:00","items":[{{"sku":"tea","price":"10.00","quantity":1}}]{more}}}"#
        )
    };
    let all = r#","discount":"1.00","shipping":"4.90","tax":"0.70""#;
    let orders = [
        order("a", "14T08:15:00", all),
        order("b", "14T10:05:00", all),
        order("c", "13T09:59:00", r#","discount":"2.50""#),
        order("d", "13T10:00:00", all),
        order("e", "12T10:00:00", ""),
    ];
    server
        .post("/v1/orders", JSON, format!("[{}]", orders.join(",")))
        .await;
    let board = server.json("/v1/board").await;
    let [plain, yesterday, today] = [4, 5, 6].map(|day| &board["revenue"][day]);
    assert_eq!(today["net_hours"][8], "9.00");
    assert_eq!(today["total_hours"][10], "14.60");
    assert_eq!(yesterday["net_hours"][9], "7.50");
    // Hours that equal those of gross revenue are left out.
    assert!(plain.get("net_hours").is_none() && plain.get("total_hours").is_none());
    let hours = &board["comparison"]["whole_hours"];
    let sales = |average: &str, net: &str, total: &str| json!({"orders": 1, "revenue": "10.00", "net_revenue": net, "total_sales": total, "average_order": average});
    assert_eq!(hours["until"], "10:00");
    assert_eq!(hours["today"], sales("9.00", "9.00", "14.60"));
    assert_eq!(hours["yesterday"], sales("7.50", "7.50", "7.50"));
    // For a day that is over, whole days are compared.
    let board = server.json("/v1/board?date=2018-03-13").await;
    let hours = &board["comparison"]["whole_hours"];
    assert_eq!(
        (&hours["until"], &hours["today"]["net_revenue"]),
        (&Value::Null, &json!("16.50"))
    );
    assert_eq!(hours["yesterday"], sales("10.00", "10.00", "10.00"));
}

#[tokio::test]
async fn a_past_day_has_a_board_and_a_forgotten_one_says_what_is_kept() {
    let server = TestServer::start().await;
    let earlier = order("o1", "tea", "5.00", 1).replace("03-14T", "03-12T");
    server.post("/v1/orders", JSON, earlier).await;
    let board = server.json("/v1/board?date=2018-03-12").await;
    assert_eq!(
        (&board["date"], &board["today"]["orders"]),
        (&json!("2018-03-12"), &json!(1))
    );
    assert_eq!(
        server.json("/v1/board?date=2018-03-13").await["today"]["orders"],
        0
    );
    assert_eq!(
        server.json("/v1/board?date=2018-03-14").await["as_of"],
        MORNING
    );
    let gone = server.get("/v1/board?date=2018-03-11").await;
    let detail = gone.problem(404, "day_not_retained");
    assert!(detail.contains("2018-03-12 to 2018-03-14"), "{detail}");
    let future = server.get("/v1/items/popular?date=2018-03-15").await;
    future.problem(404, "day_not_retained");
}

#[tokio::test]
async fn leaderboard_and_feed_come_in_pages() {
    let server = TestServer::start().await;
    let orders: Vec<String> = (1..=5)
        .map(|units| order(&format!("o{units}"), &format!("sku{units}"), "1.00", units))
        .collect();
    server
        .post("/v1/orders", JSON, format!("[{}]", orders.join(",")))
        .await;
    let page = server.json("/v1/items/popular?limit=2&offset=1").await;
    assert_eq!(
        (skus(&page), &page["total"]),
        (vec!["sku4", "sku3"], &json!(5))
    );
    assert_eq!(page["items"][0]["rank"], 2);
    assert_eq!((&page["limit"], &page["offset"]), (&json!(2), &json!(1)));
    let day = server
        .json("/v1/items/popular?date=2018-03-14&limit=1")
        .await;
    assert_eq!(skus(&day), ["sku5"]);
    let page = server.json("/v1/items/latest?limit=2&offset=3").await;
    assert_eq!(
        (skus(&page), &page["total"]),
        (vec!["sku2", "sku1"], &json!(5))
    );
    let beyond = server.json("/v1/items/latest?offset=99").await;
    assert!(skus(&beyond).is_empty());
}

#[tokio::test]
async fn revenue_lists_each_day_of_the_range() {
    let server = TestServer::start().await;
    let earlier = order("o1", "tea", "5.00", 1).replace("03-14T", "03-12T");
    server.post("/v1/orders", JSON, earlier).await;
    let revenue = server.json("/v1/revenue").await;
    assert_eq!(
        (&revenue["shop"], &revenue["currency"]),
        (&json!("default"), &json!("USD"))
    );
    let dates = |revenue: &Value| -> Vec<String> {
        let days = revenue["days"].as_array().unwrap().iter();
        days.map(|day| day["date"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(dates(&revenue).len(), 7);
    assert_eq!(dates(&revenue)[6], "2018-03-14");
    let range = server.json("/v1/revenue?days=2&end=2018-03-13").await;
    assert_eq!(dates(&range), ["2018-03-12", "2018-03-13"]);
    let first = &range["days"][0];
    assert_eq!(
        (&first["total"], &first["orders"]),
        (&json!("5.00"), &json!(1))
    );
    assert_eq!(first["hours"][10], "5.00");
    assert_eq!(dates(&server.json("/v1/revenue?days=400").await).len(), 400);
}

#[tokio::test]
async fn a_day_to_come_has_no_revenue_unless_an_order_is_ahead() {
    let server = TestServer::start().await;
    let tomorrow = "/v1/revenue?days=1&end=2018-03-15";
    let detail = server.get(tomorrow).await.problem(400, "invalid_parameter");
    assert!(detail.contains("to come"), "{detail}");
    server.set_time("2018-03-14T23:57:00-04:00");
    let ahead = r#"{"id":"o1","timestamp":"2018-03-15T00:01:00-04:00","items":[{"sku":"tea","price":"5.00","quantity":1}]}"#;
    assert_eq!(server.post("/v1/orders", JSON, ahead).await.status, 200);
    assert_eq!(server.json(tomorrow).await["days"][0]["total"], "5.00");
    let after = server.get("/v1/revenue?days=1&end=2018-03-16").await;
    after.problem(400, "invalid_parameter");
}

/// The totals and hours of a dropped day stay, however long ago it is. Days that an earlier version forgot are unknown,
/// with or without orders.
#[tokio::test]
async fn days_that_left_have_their_totals_and_forgotten_ones_are_null() {
    let server = TestServer::start().await;
    let newest = BusinessDay::parse("2018-03-13").unwrap();
    let kept = (0..Shop::DEFAULT_RETENTION_DAYS as i32).rev();
    let days = kept.map(|back| (newest - back).to_string());
    let days = ["2016-01-02", "2017-01-02"]
        .map(str::to_owned)
        .into_iter()
        .chain(days);
    for (id, day) in days.enumerate() {
        let order = order(&format!("o{id}"), "tea", "5.00", 1);
        let order = order.replace("2018-03-14", &day);
        server.post("/v1/orders", JSON, order).await;
    }
    let figures = ["total", "orders", "units", "returns", "hours", "unknown"];
    let of_day = async |day: &str| {
        let path = format!("/v1/revenue?days=1&end={day}");
        let range = server.json(&path).await;
        figures.map(|name| range["days"][0].get(name).cloned())
    };
    let left = of_day("2016-01-02").await;
    let known = [json!("5.00"), json!(1), json!(1), json!("0.00")];
    assert_eq!(left[..4], known.map(Some));
    // UTC−5, an hour less than in March.
    assert_eq!(left[4].as_ref().unwrap()[9], "5.00");
    assert_eq!(left[5], Some(json!("totals_only")));
    let empty = of_day("2016-01-03").await;
    assert_eq!(empty[..2], [Some(json!("0.00")), Some(json!(0))]);
    assert_eq!(empty[5], None);

    let shop = Shop::new("default", "America/New_York", "USD").unwrap();
    // The state of a store that forgot its totals before 2017, as an earlier version did.
    let retained = server.store.retained(&shop).await.unwrap();
    let commit = Commit {
        expected_epoch: retained.epoch,
        retained: Some(RetainedDays {
            epoch: retained.epoch + 1,
            totals_from: BusinessDay::parse("2017-01-01"),
            ..retained
        }),
        ..Commit::default()
    };
    let receipt = server.store.submit(&shop, &commit).await.unwrap();
    assert_eq!(receipt.applied().await.unwrap(), Committed::Applied);
    let mut forgotten = [const { None }; 6].map(|_: Option<Value>| Some(Value::Null));
    forgotten[5] = Some(json!("not_kept"));
    assert_eq!(of_day("2016-12-31").await, forgotten);
    assert_eq!(of_day("2017-01-01").await, empty);
}

fn skus(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| item["sku"].as_str().unwrap()).collect()
}
