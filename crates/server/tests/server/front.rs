//! Orders and webhooks, which do not go through the router.

use server::auth::{Access, AccessSettings, Role};

use crate::support::{Answer, JSON, TestServer, key, order};
use crate::webhooks::{SECRET, connected, counted, signature};

/// An address with an escape goes through the router, one without does not.
#[tokio::test]
async fn the_short_way_answers_as_the_router_does() {
    let server = connected().await;
    let long = vec![b' '; 8 * 1024 * 1024 + 1];
    let right = signature(SECRET, b"{\"id\":7}");
    let route = [
        "method=\"POST\"",
        "route=\"/v1/webhooks/{platform}/{shop}\"",
    ];
    for (status, class, name, body) in [
        (200, "2xx", "default", b"{\"id\":7}".to_vec()),
        (401, "4xx", "default", b"{}".to_vec()),
        (401, "4xx", "nobody", b"{}".to_vec()),
        (413, "4xx", "default", long),
    ] {
        let headers = [
            ("x-wc-webhook-topic", "product.updated"),
            ("x-wc-webhook-signature", &*right),
        ];
        let answer = async |address: String| {
            let class = format!("status=\"{class}\"");
            let labels = [&route[..], &[&*class][..]].concat();
            let count = async || {
                let page = server.get("/metrics").await.text().to_owned();
                counted(&page, "livetill_http_requests_total", &labels)
            };
            let before = count().await;
            let path = format!("/v1/webhooks/{address}");
            let mut answer = server.send("POST", &path, &headers, body.clone()).await;
            // Other tests in this process count as well.
            assert!(count().await > before, "{path}");
            answer.headers.remove("date");
            (answer.status.as_u16(), answer.headers, answer.body)
        };
        let short = answer(format!("woocommerce/{name}")).await;
        assert_eq!(short.0, status, "{name}");
        assert_eq!(short, answer(format!("woo%63ommerce/{name}")).await);
    }
    for (method, address, status) in [
        ("GET", "woocommerce/default", 405),
        ("POST", "woocommerce/", 404),
        ("POST", "/default", 401),
        ("POST", "woocommerce/default/", 404),
        ("POST", "woocommerce/default/x", 404),
    ] {
        let path = format!("/v1/webhooks/{address}");
        let answer = server.send(method, &path, &[], "").await;
        assert_eq!(answer.status.as_u16(), status, "{method} {address}");
    }
}

#[tokio::test]
async fn orders_past_the_router_are_counted_and_have_its_headers() {
    let (ingest, first) = key(Role::Ingest, &[]);
    let (admin, second) = key(Role::Admin, &[]);
    let access = Access::new(vec![first, second], AccessSettings::default());
    let server = TestServer::start_with(access).await;
    let (ingest, admin) = (format!("Bearer {ingest}"), format!("Bearer {admin}"));
    let as_admin = [("authorization", &*admin)];
    let with_key = [("authorization", &*ingest), ("content-type", JSON)];
    let security = |answer: &Answer| {
        let names = [
            "content-security-policy",
            "x-content-type-options",
            "referrer-policy",
            "cross-origin-resource-policy",
        ];
        names.map(|name| answer.header(name).to_owned())
    };
    let of_router = server.send("GET", "/v1/rejects", &as_admin, "").await;
    assert_eq!(of_router.status, 200);
    let right = order("1", "A", "1", 1);
    for (path, headers, body, status, class) in [
        ("/v1/orders", &with_key[..], &*right, 200, Some("2xx")),
        (
            "/v1/orders?shop=default",
            &with_key,
            &right,
            200,
            Some("2xx"),
        ),
        ("/v1/orders", &with_key, "", 400, Some("4xx")),
        (
            "/v1/orders?shop=nobody",
            &with_key,
            &right,
            404,
            Some("4xx"),
        ),
        // A refusal is counted as such, and not by route.
        ("/v1/orders", &[], &right, 401, None),
    ] {
        let count = async || {
            let answer = server.send("GET", "/metrics", &as_admin, "").await;
            let labels = class.map(|class| format!("status=\"{class}\""));
            let (name, labels) = match &labels {
                Some(class) => (
                    "livetill_http_requests_total",
                    vec!["method=\"POST\"", "route=\"/v1/orders\"", class],
                ),
                None => ("livetill_refusals_total", vec!["status=\"401\""]),
            };
            counted(answer.text(), name, &labels)
        };
        let before = count().await;
        let answer = server.send("POST", path, headers, body.to_owned()).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        assert_eq!(security(&answer), security(&of_router), "{path}");
        // Other tests in this process count as well.
        assert!(count().await > before, "{path}: {status}");
    }
    for (method, path, status) in [
        ("PUT", "/v1/orders", 405),
        ("POST", "/v1/orders/", 404),
        ("POST", "/v1/%6Frders", 404),
    ] {
        let answer = server.send(method, path, &with_key, "").await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}");
    }
}
