//! Before a shop's first day nothing was counted: what was sold then is unknown, and not 0.

use serde_json::{Value, json};

use crate::support::{JSON, TestServer};

/// Sells two pieces of tea at noon of a day in March 2018.
async fn sell(server: &TestServer, day: u32) {
    let body = json!({"id": day.to_string(), "timestamp": format!("2018-03-{day:02}T12:00:00-04:00"), "channel": "pos",
        "items": [{"sku": "tea", "price": "5.00", "quantity": 2}]});
    let answer = server.post("/v1/orders", JSON, body.to_string()).await;
    assert_eq!(answer.json()["accepted"], 1);
}

/// The days of a list with why they are unknown.
fn unknown(days: &Value) -> Vec<(String, Option<String>)> {
    let days = days.as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    days.map(|day| (text(&day["date"]).unwrap(), text(&day["unknown"])))
        .collect()
}

#[tokio::test]
async fn days_of_the_week_say_that_they_are_before_the_first_one() {
    let server = TestServer::start().await;
    server.set_time("2018-03-14T10:30:00-04:00");
    let before = async |path: &str, list: &str| {
        let days = unknown(&server.json(path).await[list]);
        assert_eq!(days.len(), 7, "{path}");
        assert!(
            days.iter()
                .all(|(_, why)| why.as_deref().is_none_or(|why| why == "before_first"))
        );
        days.iter().filter(|(_, why)| why.is_some()).count()
    };
    let paths = [("/v1/board", "revenue"), ("/v1/revenue", "days")];
    for (path, list) in paths {
        // Today has begun even in a shop without any order.
        assert_eq!(before(path, list).await, 6, "{path}");
    }
    sell(&server, 13).await;
    for (path, list) in paths {
        assert_eq!(before(path, list).await, 5, "{path}");
    }
    let board = server.json("/v1/board?date=2018-03-13").await;
    assert_eq!(
        unknown(&board["revenue"])[5].1.as_deref(),
        Some("before_first")
    );
    // An earlier order comes late, and the days after it were days without sales.
    sell(&server, 10).await;
    for (path, list) in paths {
        assert_eq!(before(path, list).await, 2, "{path}");
    }
    let board = server.json("/v1/board").await;
    assert_eq!(
        (
            &board["revenue"][0]["total"],
            &board["revenue"][0]["orders"]
        ),
        (&json!("0.00"), &json!(0))
    );
    sell(&server, 7).await;
    for (path, list) in paths {
        assert_eq!(before(path, list).await, 0, "{path}");
    }
}

#[tokio::test]
async fn items_and_channels_have_no_figures_before_the_first_day() {
    let server = TestServer::start().await;
    server.set_time("2018-03-14T10:30:00-04:00");
    sell(&server, 12).await;
    let days = "first=2018-03-10&last=2018-03-13";
    let item = server.json(&format!("/v1/items/item?sku=tea&{days}")).await;
    let units: Vec<&Value> = item["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["figures"].get("units").unwrap_or(&Value::Null))
        .collect();
    assert_eq!(units, [&json!(null), &json!(null), &json!(2), &json!(0)]);
    assert_eq!(
        (&item["total"]["units"], &item["begins"]),
        (&json!(2), &json!("2018-03-12"))
    );
    // A step that reaches the first day is known.
    let item = server
        .json(&format!("/v1/items/item?sku=tea&step=week&{days}"))
        .await;
    assert_eq!(
        (
            &item["steps"][0]["figures"],
            &item["steps"][1]["figures"]["units"]
        ),
        (&json!(null), &json!(2))
    );
    let known = [
        "items/item?sku=tea",
        "items/report?",
        "breakdown?by=channel",
    ];
    for path in known {
        let report = server.json(&format!("/v1/{path}&{days}")).await;
        assert_eq!(report["begins"], "2018-03-12", "{path}");
        assert!(
            report["total"].is_object() && report.get("unknown").is_none(),
            "{path}"
        );
        let early = "first=2018-03-01&last=2018-03-11&against=previous";
        let report = server.json(&format!("/v1/{path}&{early}")).await;
        assert_eq!(report["total"], Value::Null, "{path}");
        assert_eq!(
            (
                &report["unknown"],
                &report["unknown_until"],
                &report["not_compared"]
            ),
            (
                &json!("before_first"),
                &json!("2018-03-11"),
                &json!("before_first")
            ),
            "{path}"
        );
    }
    let digest = server.json("/v1/digest?every=weekly&date=2018-03-14").await;
    assert_eq!(digest["unknown"], "before_first_day");
    sell(&server, 8).await;
    let digest = server.json("/v1/digest?every=weekly&date=2018-03-14").await;
    let steps = digest["steps"].as_array().unwrap().iter();
    let values: Vec<&Value> = steps.map(|step| &step["value"]).take(5).collect();
    assert_eq!(
        values,
        [
            &json!(null),
            &json!(null),
            &json!(null),
            &json!("10.00"),
            &json!("0.00")
        ]
    );
}
