//! Goals, and how a day may end.

use serde_json::{Value, json};

use crate::support::{JSON, TestServer};

/// A shop at half past ten on Wednesday 14 March.
async fn shop(orders: &[(&str, &str)]) -> TestServer {
    let server = TestServer::start().await;
    server.set_time("2018-03-14T10:30:00-04:00");
    for (number, (at, price)) in orders.iter().enumerate() {
        // Daylight saving time began on 11 March.
        let offset = if *at < "03-11" { "-05:00" } else { "-04:00" };
        let body = format!(
            r#"{{"id":{number},"timestamp":"2018-{at}:00{offset}","items":[{{"sku":"tea","price":"{price}","quantity":1}}]}}"#
        );
        let answer = server.post("/v1/orders", JSON, body).await;
        assert_eq!(answer.json()["accepted"], 1, "{at}");
    }
    server
}

async fn set(server: &TestServer, goals: Value) -> Value {
    let kind = [("content-type", JSON)];
    let answer = server
        .send("PUT", "/v1/goals", &kind, goals.to_string())
        .await;
    assert_eq!(answer.status, 200);
    answer.json()
}

#[tokio::test]
async fn goals_say_how_far_the_shop_is() {
    let server = shop(&[("03-12T10:00", "100.00"), ("03-14T09:00", "40.00")]).await;
    let none = server.json("/v1/goals").await;
    assert_eq!([&none["day"], &none["month"]], [&Value::Null, &Value::Null]);
    let goals = set(&server, json!({"day": "100", "week": "700.00"})).await;
    let day = json!({"first": "2018-03-14", "last": "2018-03-14", "goal": "100.00", "reached": "40.00", "expected": null});
    assert_eq!(goals["day"], day);
    // Two of seven days are over, and ten and a half hours of the third.
    let week = json!({"first": "2018-03-12", "last": "2018-03-18", "goal": "700.00", "reached": "140.00", "expected": "243.75"});
    assert_eq!(goals["week"], week);
    assert_eq!(goals["figure"], "revenue");
    assert_eq!(goals["no_forecast"], "too_few_days");
    assert_eq!(server.json("/v1/goals").await, goals);
    let changed = set(&server, json!({"month": "3100.00", "day": null})).await;
    assert_eq!(
        [&changed["day"], &changed["week"]],
        [&Value::Null, &Value::Null]
    );
    assert_eq!(changed["month"]["goal"], "3100.00");
    assert_eq!(changed["month"]["reached"], "140.00");
}

#[tokio::test]
async fn a_day_is_forecast_from_the_same_weekdays() {
    let mut orders = vec![("03-14T09:00", "40.00")];
    for day in ["02-14", "02-21", "02-28", "03-07"] {
        let at = |time: &str| -> &'static str { Box::leak(format!("{day}T{time}").into()) };
        orders.extend([(at("09:15"), "25.00"), (at("18:00"), "75.00")]);
    }
    // Posted in order, because otherwise the oldest would be too late.
    orders.sort_unstable();
    let server = shop(&orders).await;
    let goals = set(&server, json!({"day": "200.00"})).await;
    let forecast =
        json!({"revenue": "160.00", "low": "160.00", "high": "160.00", "days": 4, "share": 0.25});
    assert_eq!(goals["forecast"], forecast);
    assert_eq!(goals["day"]["expected"], "50.00");
    server.set_time("2018-03-14T08:00:00-04:00");
    assert_eq!(server.json("/v1/goals").await["no_forecast"], "too_early");
}

#[tokio::test]
async fn impossible_goals_are_refused() {
    let server = shop(&[]).await;
    for (goals, status, said) in [
        (json!({"day": "0"}), 422, "above 0"),
        (json!({"day": "-5"}), 422, "above 0"),
        (json!({"week": "1.005"}), 422, "more decimals than USD"),
        (
            json!({"month": "many"}),
            422,
            "the goal of a month is not a decimal number",
        ),
        (json!({"month": "1e30"}), 422, "the goal of a month"),
        (json!({"year": "5"}), 400, "year"),
        (json!({"day": 5}), 400, "day"),
        (json!([]), 400, "it is not an object"),
        (json!(["5.00", null, null]), 400, "it is not an object"),
    ] {
        let kind = [("content-type", JSON)];
        let answer = server
            .send("PUT", "/v1/goals", &kind, goals.to_string())
            .await;
        assert_eq!(answer.status, status, "{goals}");
        let detail = answer.json()["detail"].clone();
        assert!(detail.as_str().unwrap().contains(said), "{detail}");
    }
    assert_eq!(server.json("/v1/goals").await["day"], Value::Null);
}
