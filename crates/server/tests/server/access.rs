//! Who may do what, with keys.

use server::auth::{Access, AccessSettings, Key, Role};

use crate::support::{Answer, JSON, TestServer, key, order};

/// Every guarded address: method, path, the roles that may, and whether it is about one shop.
const GUARDED: [(&str, &str, &[Role], bool); 16] = {
    const FIGURES: &[Role] = &[Role::View, Role::Admin];
    [
        ("POST", "/v1/orders", &[Role::Ingest, Role::Admin], true),
        ("GET", "/v1/board", FIGURES, true),
        ("GET", "/v1/items/popular", FIGURES, true),
        ("GET", "/v1/items/latest", FIGURES, true),
        ("GET", "/v1/items/history?sku=a", FIGURES, true),
        ("GET", "/v1/orders", FIGURES, true),
        ("GET", "/v1/revenue", FIGURES, true),
        ("GET", "/v1/live", FIGURES, true),
        ("GET", "/v1/alerts", FIGURES, true),
        ("GET", "/v1/rejects", &[Role::Admin], true),
        ("DELETE", "/v1/rejects?all=true", &[Role::Admin], true),
        ("POST", "/v1/rejects/replay?all=true", &[Role::Admin], true),
        ("POST", "/v1/alerts/x/snooze", &[Role::Admin], true),
        ("POST", "/v1/alerts/test", &[Role::Admin], true),
        ("GET", "/v1/health", FIGURES, false),
        ("GET", "/metrics", FIGURES, false),
    ]
};

async fn with_keys(keys: impl IntoIterator<Item = Key>) -> TestServer {
    let keys = keys.into_iter().collect();
    TestServer::start_with(Access::new(keys, AccessSettings::default())).await
}

async fn ask(server: &TestServer, method: &str, path: &str, secret: &str) -> Answer {
    let bearer = format!("Bearer {secret}");
    server
        .send(method, path, &[("authorization", &bearer)], "")
        .await
}

/// Whether the guard let it through; what the endpoint then says of an empty body is another thing.
fn is_let_in(answer: &Answer) -> bool {
    !matches!(answer.status.as_u16(), 401 | 403)
}

#[tokio::test]
async fn each_role_gets_what_it_is_for_and_nothing_else() {
    let keys = Role::ALL.map(|role| key(role, &[]));
    let server = with_keys(keys.iter().map(|(_, key)| key.clone())).await;
    for (method, path, roles, _) in GUARDED {
        for (secret, key) in &keys {
            let answer = ask(&server, method, path, secret).await;
            let expected = roles.contains(&key.role);
            assert_eq!(
                is_let_in(&answer),
                expected,
                "{method} {path} as {}",
                key.role
            );
            if !expected {
                let detail = answer.problem(403, "role_not_allowed");
                assert!(detail.contains(key.role.as_str()), "{detail}");
                assert!(
                    answer
                        .header("www-authenticate")
                        .contains("insufficient_scope")
                );
            }
        }
    }
}

#[tokio::test]
async fn a_key_of_some_shops_is_for_no_other() {
    let keys = Role::ALL.map(|role| key(role, &["acme"]));
    let server = with_keys(keys.iter().map(|(_, key)| key.clone())).await;
    for (method, path, roles, is_of_a_shop) in GUARDED {
        let sign = if path.contains('?') { '&' } else { '?' };
        for (secret, key) in keys.iter().filter(|(_, key)| roles.contains(&key.role)) {
            let own = ask(&server, method, &format!("{path}{sign}shop=acme"), secret).await;
            assert_eq!(
                is_let_in(&own),
                is_of_a_shop,
                "{method} {path} as {}",
                key.role
            );
            for other in [
                "",
                "default",
                "nope",
                "acme&shop=default",
                "default&shop=acme",
            ] {
                let path = match other {
                    "" => path.to_owned(),
                    other => format!("{path}{sign}shop={other}"),
                };
                let answer = ask(&server, method, &path, secret).await;
                answer.problem(403, "shop_not_allowed");
            }
        }
    }
}

#[tokio::test]
async fn nobody_gets_in_without_a_key_or_with_a_wrong_one() {
    let (secret, viewer) = key(Role::Admin, &[]);
    let server = with_keys([viewer]).await;
    let (stranger, _) = key(Role::Admin, &[]);
    for (method, path, ..) in GUARDED {
        let nobody = server.send(method, path, &[], "").await;
        nobody.problem(401, "unauthorized");
        assert_eq!(
            nobody.header("www-authenticate"),
            "Bearer realm=\"livetill\""
        );
        for wrong in [&*stranger, &secret[1..], "", "ltk_"] {
            let answer = ask(&server, method, path, wrong).await;
            assert_eq!(answer.status, 401, "{method} {path} {wrong:?}");
        }
        let basic = server
            .send(method, path, &[("authorization", "Basic dTpw")], "")
            .await;
        basic.problem(401, "invalid_key");
    }
    let posted = server
        .post("/v1/orders", JSON, order("o1", "tea", "1.00", 1))
        .await;
    posted.problem(401, "unauthorized");
    let board = ask(&server, "GET", "/v1/board", &secret).await.json();
    assert_eq!(board["today"]["orders"], 0);
}

#[tokio::test]
async fn health_the_description_and_the_page_are_open_to_all() {
    let server = with_keys([key(Role::Admin, &[]).1]).await;
    for path in ["/healthz", "/readyz", "/openapi.json", "/"] {
        assert_eq!(server.get(path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn keys_may_be_replaced_while_it_runs() {
    let (first, first_key) = key(Role::View, &[]);
    let (second, second_key) = key(Role::View, &[]);
    let access = Access::new(vec![first_key.clone()], AccessSettings::default());
    let server = TestServer::start_with(access.clone()).await;
    assert_eq!(ask(&server, "GET", "/v1/board", &first).await.status, 200);
    assert_eq!(ask(&server, "GET", "/v1/board", &second).await.status, 401);
    access.replace_keys(vec![second_key]);
    assert_eq!(ask(&server, "GET", "/v1/board", &first).await.status, 401);
    assert_eq!(ask(&server, "GET", "/v1/board", &second).await.status, 200);
    access.replace_keys(Vec::new());
    server.get("/v1/board").await.problem(401, "unauthorized");
}

#[tokio::test]
async fn an_open_server_is_not_read_through_a_strangers_name() {
    let server = TestServer::start().await;
    let as_host = |host: &'static str| {
        let request =
            format!("GET /v1/board HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        let server = &server;
        async move { server.exchange(&request).await }
    };
    let refused = as_host("rebound.example:8080").await;
    assert!(
        refused.starts_with("HTTP/1.1 421 ") && refused.contains("foreign_host"),
        "{refused}"
    );
    for own in ["localhost:1", "127.0.0.1", "[::1]:80", "till"] {
        let answer = as_host(own).await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{own}: {answer}");
    }
}

#[tokio::test]
async fn the_description_says_what_is_needed() {
    let server = TestServer::start().await;
    let document = server.json("/openapi.json").await;
    let schemes = &document["components"]["securitySchemes"];
    assert_eq!(schemes["key"]["scheme"], "bearer");
    assert_eq!(schemes["session"]["in"], "cookie");
    for (method, path, roles, _) in GUARDED {
        let path = path.split('?').next().unwrap().replace("/x/", "/{id}/");
        let operation = &document["paths"][&path][method.to_ascii_lowercase()];
        assert_eq!(
            operation["security"][0]["key"],
            serde_json::json!([]),
            "{method} {path}"
        );
        let said = operation["responses"]["403"]["description"]
            .as_str()
            .unwrap();
        assert!(
            said.contains(&format!("`{}`", roles[0])),
            "{method} {path}: {said}"
        );
        assert!(
            operation["responses"].get("401").is_some(),
            "{method} {path}"
        );
    }
    let open = &document["paths"]["/healthz"]["get"];
    assert!(open.get("security").is_none() && open["responses"].get("401").is_none());
}
