//! Shops that had orders of their own before they connected their platform.

use std::fs;

use serde_json::{Value, json};
use test_servers::platforms::life::{Hook, Signed, signed};
use test_servers::platforms::{WooServer, WooShop};
use test_servers::{Redis, wait_until};

use crate::connect::woo_order;
use crate::support::{Server, Workplace};

/// The same order, with its creation, payment and change on another day.
fn woo_order_of(id: u64, day: &str) -> Value {
    let text = woo_order(id, "22.90", 1).to_string();
    serde_json::from_str(&text.replace("2026-03-30", day)).unwrap()
}

/// A site with orders from before and after the first day that counts.
fn site_with_a_past() -> WooServer {
    let site = WooShop::serve("Europe/Berlin", "EUR");
    site.with(|shop| {
        shop.put(woo_order_of(1, "2026-03-29"));
        shop.put(woo_order_of(2, "2026-03-31"));
        // A refund on a day that counts, of an order from before.
        let mut refunded = woo_order_of(3, "2026-03-29");
        refunded["refunds"] = json!([{"id": 9, "reason": "", "total": "-5.00"}]);
        refunded["date_modified_gmt"] = "2026-03-31T12:00:00".into();
        shop.put(refunded);
        let refund = json!({"id": 9, "amount": "5.00", "date_created": "2026-03-31T14:00:00", "date_created_gmt": "2026-03-31T12:00:00",
            "line_items": [], "shipping_lines": [], "fee_lines": []});
        shop.refund(3, refund);
    });
    site
}

/// A shop's orders and net revenue on a day.
fn day(server: &Server, day: &str) -> (Value, Value) {
    let path = format!("/v1/range?shop=harbor&first={day}&last={day}");
    let total = server.get(&path).json(200)["total"].clone();
    (total["orders"].clone(), total["net_revenue"].clone())
}

/// Posts an order that is not from the platform, at noon (UTC) of a day.
fn post_own(server: &Server, id: &str, day: &str) {
    let own = json!({"id": id, "timestamp": format!("{day}T14:00:00+02:00"), "items": [{"sku": "ROPE", "price": "22.90", "quantity": 1}]});
    let form = ("content-type", "application/json");
    let body = own.to_string();
    let answer = server.post("/v1/orders?shop=harbor", &[form], body.as_bytes());
    assert_eq!(answer.status, 200);
}

#[test]
fn a_shop_that_has_orders_of_its_own_is_connected_from_a_day_on() {
    let site = site_with_a_past();
    let place = Workplace::new();
    place.file("livetill-secrets/key", WooShop::KEY);
    let server = Server::start(&place, &[]);
    let at = server.url("");
    let zone = [
        "--timezone=Europe/Berlin",
        "--currency=EUR",
        "--retention-days=400",
    ];
    let added = place.run(&[&["shops", "add", "harbor", "--server", &at], &zone[..]].concat());
    assert_eq!(added.code(), 0, "{added:?}");
    post_own(&server, "7", "2026-03-29");
    let connect = [
        "connect",
        "woocommerce",
        "--address",
        &site.address,
        "--api-token=file:livetill-secrets/key",
        "--public-url",
        &at,
        "--shop=harbor",
        "--server",
        &at,
    ];
    let error = place.run(&connect).error();
    assert!(
        error.contains("under other ids") && error.contains("from_day"),
        "{error}"
    );
    let early = place.run(&[&connect[..], &["--from-day=2026-03-29"]].concat());
    assert!(early.error().contains("2026-03-29"));
    let connected = place.run(&[&connect[..], &["--from-day=2026-03-30"]].concat());
    assert_eq!(connected.code(), 0, "{connected:?}");
    let as_it_was = || {
        assert_eq!(day(&server, "2026-03-29"), (json!(1), json!("22.90")));
        assert_eq!(day(&server, "2026-03-31"), (json!(1), json!("17.90")));
    };
    as_it_was();
    // A webhook about an order from before changes nothing either.
    let secret = fs::read_to_string(place.path("livetill-secrets/harbor.webhook")).unwrap();
    let hook = Hook {
        topic: "order.updated".to_owned(),
        body: woo_order_of(1, "2026-03-29").to_string().into_bytes(),
    };
    let headers = signed(Signed::WooCommerce, secret.trim(), &hook);
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, it)| (*name, &**it)).collect();
    let answer = server.post("/v1/webhooks/woocommerce/harbor", &headers, &hook.body);
    assert_eq!(answer.status, 200);
    as_it_was();
    let days = [
        "--days=4",
        "--last=2026-04-01",
        "--json",
        "--shop=harbor",
        "--server",
        &at,
    ];
    let found = place.run(&[&["reconcile"][..], &days].concat()).json(0);
    let compared: Vec<&Value> = found["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["day"])
        .collect();
    assert_eq!(compared.len(), 3, "{found}");
    assert_eq!(found["equal"], true);
    let last = [
        "--days=2",
        "--last=2026-03-29",
        "--shop=harbor",
        "--server",
        &at,
    ];
    let error = place.run(&[&["reconcile"][..], &last].concat()).error();
    assert!(error.contains("2026-03-30"), "{error}");
}

const CONNECTION: &str = "/v1/shops/harbor/connection";

/// A server whose configuration file has the shop, connected with these further settings. Empty = not connected.
fn configured(place: &Workplace, site: &WooServer, connect: &str, args: &[&str]) -> Server {
    let shop =
        "[shops.harbor]\ntimezone = 'Europe/Berlin'\ncurrency = 'EUR'\nretention_days = 400\n";
    let connect = match connect {
        "" => String::new(),
        more => format!(
            "[shops.harbor.connect]\nplatform = 'woocommerce'\nstore = '{}'\napi_token = 'file:key'\n{more}\n",
            site.address
        ),
    };
    place.file("key", WooShop::KEY);
    place.file("livetill.toml", format!("{shop}{connect}"));
    let args = [&["--config", "livetill.toml"], args].concat();
    Server::start(place, &args)
}

#[test]
fn a_connection_of_the_file_counts_from_a_day_on_and_says_why_it_does_not_yet() {
    let site = site_with_a_past();
    let place = Workplace::new();
    let mut server = configured(&place, &site, "", &[]);
    post_own(&server, "7", "2026-03-29");
    server.terminate();
    let mut server = configured(&place, &site, "from_day = '2026-03-29'", &[]);
    let connection = server.get(CONNECTION).json(200);
    let problem = connection["problem"].as_str().unwrap();
    assert!(problem.contains("orders of 2026-03-29"), "{problem}");
    assert_eq!(
        (
            &connection["reading"],
            &connection["connection"]["from_day"]
        ),
        (&json!(null), &json!("2026-03-29"))
    );
    assert_eq!(day(&server, "2026-03-31"), (json!(0), json!("0.00")));
    server.terminate();
    for _ in 0..2 {
        let mut server = configured(&place, &site, "from_day = '2026-03-30'", &[]);
        wait_until("everything is read", || {
            server.get(CONNECTION).json(200)["reading"]["complete_at"].is_string()
        });
        assert_eq!(day(&server, "2026-03-29"), (json!(1), json!("22.90")));
        assert_eq!(day(&server, "2026-03-31").1, "17.90");
        // Orders that arrive another way do not stop a platform whose orders were already read.
        post_own(&server, "8", "2026-04-01");
        server.terminate();
    }
}

#[test]
fn every_server_at_the_store_says_how_far_the_past_is() {
    let site = site_with_a_past();
    site.with(|shop| shop.is_busy = true);
    let redis = Redis::start();
    let store = format!("--store={}", redis.url());
    let places = [Workplace::new(), Workplace::new()];
    let reading = |server: &Server| server.get(CONNECTION).json(200)["reading"].clone();
    let source = |server: &Server| {
        let sources = server.get("/v1/health").json(200)["sources"].clone();
        let mut sources = sources.as_array().unwrap().clone().into_iter();
        sources
            .find(|it| it["source"] == "api:woocommerce")
            .unwrap_or_default()
    };
    // One after the other: a second server that took over while the refunds are away would not know what the first read.
    let servers = places.each_ref().map(|place| {
        let server = configured(place, &site, "from_day = '2026-03-30'", &[&store]);
        wait_until("it waits for the refunds", || {
            let (reading, source) = (reading(&server), source(&server));
            let is_told = |of: &Value| {
                of["filled"] == 0.95 && of["read"].as_u64() > Some(0) && of["trouble"].is_string()
            };
            is_told(&reading) && is_told(&source)
        });
        server
    });
    site.with(|shop| shop.is_busy = false);
    for server in &servers {
        wait_until("the past is there", || {
            let source = source(server);
            reading(server)["filled"] == 1.0 && source["filled"] == 1.0 && source["read"].is_null()
        });
        assert_eq!(day(server, "2026-03-31").1, "17.90");
    }
}
