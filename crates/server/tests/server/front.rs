//! Webhooks that do not go through the router.

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
