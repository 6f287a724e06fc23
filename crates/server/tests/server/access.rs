//! Which key may do what.

use std::collections::BTreeSet;

use http_body_util::BodyExt as _;
use server::auth::{Access, AccessSettings, Key, LimitSettings, Role};

use crate::support::{Answer, JSON, TestServer, key, order};

/// What an address applies to, which decides which keys of its roles are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    /// One shop.
    OneShop,
    /// One shop, named in the path.
    ShopOfPath,
    /// All of them: a key limited to some shops is not accepted.
    AllShops,
    /// The sender only.
    Asker,
}

const FIGURES: &[Role] = &[Role::View, Role::Admin];
const ADMIN: &[Role] = &[Role::Admin];

/// Every guarded address: method, path, the allowed roles, and what it applies to.
const GUARDED: &[(&str, &str, &[Role], About)] = {
    use About::{AllShops, Asker, OneShop, ShopOfPath};
    &[
        ("POST", "/v1/orders", &[Role::Ingest, Role::Admin], OneShop),
        ("GET", "/v1/board", FIGURES, OneShop),
        ("GET", "/v1/items/popular", FIGURES, OneShop),
        ("GET", "/v1/items/latest", FIGURES, OneShop),
        ("GET", "/v1/items/history", FIGURES, OneShop),
        ("GET", "/v1/items/item", FIGURES, OneShop),
        ("GET", "/v1/items/report", FIGURES, OneShop),
        ("GET", "/v1/orders", FIGURES, OneShop),
        ("GET", "/v1/revenue", FIGURES, OneShop),
        ("GET", "/v1/breakdown", FIGURES, OneShop),
        ("GET", "/v1/range", FIGURES, OneShop),
        ("GET", "/v1/digest", FIGURES, OneShop),
        ("GET", "/v1/live", FIGURES, OneShop),
        ("GET", "/v1/events", FIGURES, OneShop),
        ("GET", "/v1/alerts", FIGURES, OneShop),
        ("GET", "/v1/reconciliation", FIGURES, OneShop),
        ("POST", "/v1/reconciliation", ADMIN, OneShop),
        ("POST", "/v1/rejects", &[Role::Ingest, Role::Admin], OneShop),
        ("GET", "/v1/rejects", ADMIN, OneShop),
        ("DELETE", "/v1/rejects", ADMIN, OneShop),
        ("POST", "/v1/rejects/replay", ADMIN, OneShop),
        ("GET", "/v1/backup", ADMIN, OneShop),
        ("GET", "/v1/export", ADMIN, OneShop),
        ("GET", "/v1/goals", FIGURES, OneShop),
        ("PUT", "/v1/goals", ADMIN, OneShop),
        ("GET", "/v1/verify", ADMIN, OneShop),
        ("POST", "/v1/alerts/{id}/snooze", ADMIN, OneShop),
        ("POST", "/v1/alerts/test", ADMIN, AllShops),
        ("POST", "/v1/rates", ADMIN, AllShops),
        ("GET", "/v1/rates", FIGURES, AllShops),
        ("GET", "/v1/health", FIGURES, AllShops),
        ("GET", "/metrics", FIGURES, AllShops),
        ("GET", "/v1/session", &Role::ALL, Asker),
        ("GET", "/v1/shops", FIGURES, Asker),
        ("GET", "/v1/overview", FIGURES, Asker),
        ("GET", "/v1/overview/live", FIGURES, Asker),
        ("GET", "/v1/overview/events", FIGURES, Asker),
        ("POST", "/v1/shops", ADMIN, AllShops),
        ("DELETE", "/v1/shops/{shop}", ADMIN, AllShops),
        ("GET", "/v1/shops/{shop}/connection", ADMIN, ShopOfPath),
        ("PUT", "/v1/shops/{shop}/connection", ADMIN, AllShops),
        ("DELETE", "/v1/shops/{shop}/connection", ADMIN, AllShops),
    ]
};

/// The addresses open to anybody, by method and path.
const OPEN: [(&str, &str); 5] = [
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("POST", "/v1/session"),
    ("DELETE", "/v1/session"),
    // The platform's signature over the body replaces a key.
    ("POST", "/v1/webhooks/{platform}/{shop}"),
];

/// A concrete path, with parameters filled in and required query parameters added.
fn example(path: &str) -> String {
    let query = match path {
        "/v1/items/history" | "/v1/items/item" => "?sku=a",
        "/v1/rejects/replay" => "?all=true",
        "/v1/breakdown" => "?by=channel",
        "/v1/export" => "?what=days",
        _ => "",
    };
    path.replace("{id}", "x").replace("{shop}", "x") + query
}

async fn with_keys(keys: impl IntoIterator<Item = Key>) -> TestServer {
    // Each address refuses several requests.
    let limits = LimitSettings {
        refusals_per_minute: 0,
        ..LimitSettings::default()
    };
    let settings = AccessSettings {
        limits,
        ..AccessSettings::default()
    };
    TestServer::start_with(Access::new(keys.into_iter().collect(), settings)).await
}

/// Sends a request with a key. Does not wait for the body of a success, because events never end.
async fn ask(server: &TestServer, method: &str, path: &str, secret: &str) -> Answer {
    let bearer = format!("Bearer {secret}");
    let headers = [("authorization", &*bearer)];
    let response = server.begin(method, path, &headers, "").await;
    let (parts, body) = response.into_parts();
    let body = if parts.status.is_success() && path.contains("/events") {
        Default::default()
    } else {
        body.collect().await.unwrap().to_bytes()
    };
    Answer {
        status: parts.status,
        headers: parts.headers,
        body,
    }
}

/// Whether the guard admitted the request; the endpoint may still refuse its empty body.
fn is_let_in(answer: &Answer) -> bool {
    !matches!(answer.status.as_u16(), 401 | 403)
}

#[tokio::test]
async fn every_address_of_the_router_stands_in_these_lists() {
    let server = TestServer::start().await;
    let document = server.json("/openapi.json").await;
    let mut routed = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            // Other members of a path are not methods.
            if operation.get("responses").is_some() {
                routed.insert((method.to_ascii_uppercase(), path.clone()));
            }
        }
    }
    let guarded = GUARDED.iter().map(|&(method, path, ..)| (method, path));
    let listed = guarded.chain(OPEN);
    let listed: BTreeSet<(String, String)> = listed
        .map(|(method, path)| (method.to_owned(), path.to_owned()))
        .collect();
    assert_eq!(listed, routed);
}

#[tokio::test]
async fn each_role_gets_what_it_is_for_and_nothing_else() {
    let keys = Role::ALL.map(|role| key(role, &[]));
    let server = with_keys(keys.iter().map(|(_, key)| key.clone())).await;
    for &(method, path, roles, _) in GUARDED {
        let path = &example(path);
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
    for &(method, path, roles, about) in GUARDED {
        let concrete = &example(path);
        let sign = if concrete.contains('?') { '&' } else { '?' };
        let of_shop = |shop: &str| match about {
            About::ShopOfPath => path.replace("{shop}", shop),
            _ => format!("{concrete}{sign}shop={shop}"),
        };
        let path = concrete;
        for (secret, key) in keys.iter().filter(|(_, key)| roles.contains(&key.role)) {
            let own = ask(&server, method, &of_shop("acme"), secret).await;
            assert_eq!(
                is_let_in(&own),
                about != About::AllShops,
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
                    "" => path.clone(),
                    other => of_shop(other),
                };
                let answer = ask(&server, method, &path, secret).await;
                if about == About::Asker {
                    assert!(is_let_in(&answer), "{method} {path} as {}", key.role);
                } else {
                    answer.problem(403, "shop_not_allowed");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_shop_in_the_path_and_one_beside_it_both_count() {
    let (secret, own) = key(Role::Admin, &["acme"]);
    let server = with_keys([own]).await;
    let path = "/v1/shops/acme/connection";
    let answer = ask(&server, "GET", path, &secret).await;
    assert_eq!(answer.json()["shop"], "acme");
    let answer = ask(&server, "GET", &format!("{path}?shop=default"), &secret).await;
    answer.problem(403, "shop_not_allowed");
    let answer = ask(&server, "PUT", path, &secret).await;
    answer.problem(403, "shop_not_allowed");
}

#[tokio::test]
async fn nobody_gets_in_without_a_key_or_with_a_wrong_one() {
    let (secret, viewer) = key(Role::Admin, &[]);
    let server = with_keys([viewer]).await;
    let (stranger, _) = key(Role::Admin, &[]);
    for &(method, path, ..) in GUARDED {
        let path = &example(path);
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
async fn the_description_has_what_an_unknown_parameter_is_answered() {
    let (secret, key) = key(Role::Admin, &[]);
    let server = with_keys([key]).await;
    let document = server.json("/openapi.json").await;
    for &(method, path, ..) in GUARDED {
        let asked = example(path);
        let sign = if asked.contains('?') { '&' } else { '?' };
        let answer = ask(&server, method, &format!("{asked}{sign}unknown=1"), &secret).await;
        let responses = &document["paths"][path][method.to_ascii_lowercase()]["responses"];
        let status = answer.status.as_str();
        assert!(responses.get(status).is_some(), "{method} {path}: {status}");
    }
}

#[tokio::test]
async fn the_description_says_what_is_needed() {
    let server = TestServer::start().await;
    let document = server.json("/openapi.json").await;
    let schemes = &document["components"]["securitySchemes"];
    assert_eq!(schemes["key"]["scheme"], "bearer");
    assert_eq!(schemes["session"]["in"], "cookie");
    for &(method, path, roles, about) in GUARDED {
        let operation = &document["paths"][path][method.to_ascii_lowercase()];
        assert_eq!(
            operation["security"][0]["key"],
            serde_json::json!([]),
            "{method} {path}"
        );
        let said = |status: &str| operation["responses"][status]["description"].as_str();
        if about != About::Asker {
            let said = said("403").unwrap();
            let named = said.contains(&format!("`{}`", roles[0]));
            let shops = said.contains("all shops") == (about == About::AllShops);
            assert!(
                named && (shops || path.ends_with("/snooze")),
                "{method} {path}: {said}"
            );
        }
        assert!(
            said("401").is_some() && said("429").is_some(),
            "{method} {path}"
        );
        let is_named = operation["parameters"].as_array().is_some_and(|all| {
            let mut all = all.iter();
            all.any(|parameter| parameter["name"] == "shop" && parameter["in"] == "query")
        });
        // Health and metrics can be limited to one shop, but need access to all.
        let may_choose = ["/v1/health", "/metrics"].contains(&path);
        let takes_shop = about == About::OneShop || may_choose;
        assert_eq!(is_named, takes_shop, "{method} {path}: shop");
    }
    for method in ["post", "delete"] {
        let operation = &document["paths"]["/v1/session"][method];
        assert!(
            operation.get("security").is_none(),
            "no key is needed to {method}"
        );
        assert!(operation["responses"].get("429").is_some(), "{method}");
    }
    let open = &document["paths"]["/healthz"]["get"];
    assert!(open.get("security").is_none() && open["responses"].get("401").is_none());
}
