//! Invalid requests.

use crate::support::{JSON, TestServer, order};

#[tokio::test]
async fn an_unknown_shop_is_named_by_every_endpoint_with_data() {
    let server = TestServer::start().await;
    for path in [
        "/v1/board",
        "/v1/items/popular",
        "/v1/items/latest",
        "/v1/items/history",
        "/v1/items/item",
        "/v1/items/report",
        "/v1/orders",
        "/v1/revenue",
        "/v1/breakdown",
        "/v1/range",
        "/v1/digest",
        "/v1/reconciliation",
        "/v1/export",
        "/v1/goals",
        "/v1/rejects",
        "/v1/live",
        "/v1/events",
    ] {
        let answer = server.get(&format!("{path}?shop=nope")).await;
        assert!(
            answer.problem(404, "unknown_shop").contains("`nope`"),
            "{path}"
        );
    }
    let posted = server.post("/v1/orders?shop=nope", JSON, "[]").await;
    posted.problem(404, "unknown_shop");
}

#[tokio::test]
async fn impossible_parameters_are_named() {
    let server = TestServer::start().await;
    for (path, name) in [
        ("/v1/board?date=yesterday", "date"),
        ("/v1/board?dat=2018-03-14", "dat"),
        ("/v1/items/popular?limit=1001", "limit"),
        ("/v1/items/popular?limit=0", "limit"),
        ("/v1/items/popular?q=", "q"),
        ("/v1/items/latest?offset=-1", "offset"),
        ("/v1/items/history", "sku"),
        ("/v1/items/history?sku=", "sku"),
        ("/v1/items/item", "sku"),
        ("/v1/orders?limit=1001", "limit"),
        ("/v1/orders?date=today", "date"),
        ("/v1/orders?q=tea", "q"),
        ("/v1/orders?channel=pigeon", "channel"),
        ("/v1/orders?country=Atlantis", "country"),
        ("/v1/export", "what"),
        ("/v1/export?what=orders&format=xls", "format"),
        ("/v1/digest?every=hourly", "every"),
        ("/v1/digest?date=2018-03-15", "date"),
        ("/v1/breakdown", "by"),
        ("/v1/breakdown?by=weather", "by"),
        (
            "/v1/breakdown?by=channel&date=2018-03-11&first=2018-03-01",
            "date",
        ),
        ("/v1/breakdown?by=channel&last=2018-03-11", "last"),
        ("/v1/breakdown?by=channel&first=2018-03-15", "first"),
        ("/v1/breakdown?by=channel&first=2016-03-15", "first"),
        ("/v1/breakdown?by=country&top=0", "top"),
        ("/v1/revenue?days=401", "days"),
        ("/v1/revenue?end=2018-02-30", "end"),
        ("/v1/revenue?end=2018-03-15", "end"),
        ("/v1/rejects?limit=x", "limit"),
        ("/v1/live?date=2018-03-14", "date"),
    ] {
        let detail = server.get(path).await.problem(400, "invalid_parameter");
        assert!(detail.contains(&format!("`{name}`")), "{path}: {detail}");
    }
}

#[tokio::test]
async fn a_parameter_that_is_not_known_changes_nothing() {
    let server = TestServer::start().await;
    let shop = r#"{"shop":"harbor","timezone":"UTC","currency":"USD"}"#;
    for (method, path, body) in [
        ("POST", "/v1/orders?dryrun=true", "[]"),
        ("POST", "/v1/rates?base=EUR", ""),
        ("POST", "/v1/rejects?reason=x", r#"{"rejects":[]}"#),
        ("POST", "/v1/rejects/replay?all=true&limit=1", ""),
        ("DELETE", "/v1/rejects?all=true&limit=1", ""),
        ("PUT", "/v1/goals?week=1", "{}"),
        ("POST", "/v1/alerts/gone/snooze?minutes=5", ""),
        ("POST", "/v1/alerts/test?target=x", ""),
        ("POST", "/v1/reconciliation?day=1", ""),
        ("POST", "/v1/shops?currency=EUR", shop),
        ("DELETE", "/v1/shops/acme?keep=orders", ""),
        ("GET", "/v1/shops/default/connection?deep=true", ""),
        ("PUT", "/v1/shops/default/connection?check=no", "{}"),
        ("DELETE", "/v1/shops/default/connection?keep=true", ""),
    ] {
        let kind = [("content-type", JSON)];
        let answer = server.send(method, path, &kind, body).await;
        let detail = answer.problem(400, "invalid_parameter");
        assert!(detail.contains("is unknown here"), "{path}: {detail}");
    }
    let listed = async |name| server.json(&format!("/v1/shops?q={name}")).await["total"].clone();
    assert_eq!(
        (listed("harbor").await, listed("acme").await),
        (0.into(), 1.into())
    );
}

#[tokio::test]
async fn a_method_that_is_not_taken_is_told_which_are() {
    let server = TestServer::start().await;
    let answer = server.send("PUT", "/v1/orders", &[], "").await;
    answer.problem(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "POST,GET,HEAD");
    let answer = server.post("/v1/board", JSON, "{}").await;
    answer.problem(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "GET,HEAD");
    let answer = server.send("PUT", "/v1/rejects", &[], "").await;
    answer.problem(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "POST,GET,HEAD,DELETE");
}

#[tokio::test]
async fn an_address_that_leads_nowhere_says_so() {
    let server = TestServer::start().await;
    assert!(
        server
            .get("/v1/boards")
            .await
            .problem(404, "not_found")
            .contains("/v1/boards")
    );
    server
        .post("/elsewhere", JSON, "{}")
        .await
        .problem(404, "not_found");
    let browser = [("accept", "text/html")];
    server
        .send("GET", "/v1/boards", &browser, "")
        .await
        .problem(404, "not_found");
    server
        .send("GET", "/assets/gone.js", &browser, "")
        .await
        .problem(404, "not_found");
}

#[tokio::test]
async fn pages_of_other_sites_may_not_write_or_watch() {
    let server = TestServer::start().await;
    let order = order("o1", "tea", "1.00", 1);
    let foreign = [("origin", "https://evil.example")];
    let posted = server
        .send("POST", "/v1/orders", &foreign, order.clone())
        .await;
    posted.problem(403, "foreign_origin");
    server
        .send("GET", "/v1/live", &foreign, "")
        .await
        .problem(403, "foreign_origin");
    let dropped = server
        .send("DELETE", "/v1/rejects?all=true", &foreign, "")
        .await;
    dropped.problem(403, "foreign_origin");
    // Behind a proxy that does not pass the name on, the page asks by plain HTTP why it got no WebSocket, and browsers
    // name the page but not its origin.
    let page = [("referer", "https://shop.example/sales/days?date=2018-03-11")];
    let told = server.send("GET", "/v1/live", &page, "").await;
    let told = told.problem(403, "foreign_origin");
    assert!(
        told.contains("Host") && told.contains("docs/proxies.md"),
        "{told}"
    );
    let own = format!("http://{}", server.address);
    let page = format!("{own}/days");
    let told = server
        .send("GET", "/v1/live", &[("referer", &page)], "")
        .await;
    told.problem(426, "websocket_required");
    let posted = server
        .send("POST", "/v1/orders", &[("origin", &own)], order)
        .await;
    assert_eq!(posted.status, 200);
}
