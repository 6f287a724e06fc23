//! Shops whose platform is away while they are connected, shops with unusual names, and keys that are
//! replaced.

use std::thread;

use serde_json::{Value, json};
use test_servers::platforms::{Fault, Reply, WooShop};
use test_servers::wait_until;

use crate::connect::woo_order;
use crate::support::{Server, Workplace};

#[test]
fn without_a_terminal_trouble_is_told_once_while_the_past_is_fetched() {
    let site = WooShop::serve("Europe/Berlin", "EUR");
    site.with(|shop| {
        shop.put(woo_order(1, "22.90", 1));
        shop.is_busy = true;
    });
    let place = Workplace::new();
    place.file("livetill-secrets/key", WooShop::KEY);
    let server = Server::start(&place, &[]);
    let to = ["--shop=harbor", "--server", &server.url("")];
    let connected = thread::scope(|scope| {
        scope.spawn(|| {
            // Each attempt of the server is four requests.
            let mut asked = 0;
            wait_until("it tried twice", || {
                let requests = site.requests();
                asked += requests
                    .iter()
                    .filter(|it| it.path.ends_with("/refunds"))
                    .count();
                asked > 8
            });
            site.with(|shop| shop.is_busy = false);
        });
        place.connect("woocommerce", &site.address, &to)
    });
    let told = connected
        .stderr
        .matches("cannot be reached: it answers 503");
    assert_eq!(told.count(), 1, "{}", connected.stderr);
}

#[test]
fn a_shop_with_any_name_and_any_address_of_its_site_is_connected() {
    let site = WooShop::serve("Europe/Berlin", "EUR");
    // The site's description is the first answer.
    let name = format!("Bob&#039;s &amp;lt; \u{7}{}", "é".repeat(100));
    let site_said = json!({"name": name, "timezone_string": "Europe/Berlin", "gmt_offset": 1});
    site.fail([Fault::Answer(Reply::json(&site_said))]);
    let place = Workplace::new();
    place.file("livetill-secrets/key", WooShop::KEY);
    let server = Server::start(&place, &[]);
    let to = ["--shop=harbor", "--server", &server.url("")];
    let api = format!("{}/wp-json/wc/v3/", site.address);
    place.connect("woocommerce", &api, &to);
    let shop = &server.get("/v1/shops?q=harbor").json(200)["shops"][0];
    let shown = shop["display_name"].as_str().unwrap();
    assert!(
        shown.starts_with("Bob's &lt; éé") && shown.len() > 120,
        "{shown}"
    );
}

#[test]
fn where_the_server_cannot_read_the_secret_nothing_is_left_of_the_shop() {
    let site = WooShop::serve("Europe/Berlin", "EUR");
    let place = Workplace::new();
    place.file("elsewhere/key", WooShop::KEY);
    let server = Server::start(&place, &[]);
    let to = ["--shop=harbor", "--server", &server.url("")];
    let here = "--secrets-folder=elsewhere";
    let woo = ["connect", "woocommerce", "--address", &site.address, here];
    let woo = [&woo[..], &["--api-token=file:elsewhere/key"], &to].concat();
    let standard = [
        "connect",
        "standard",
        here,
        "--timezone=UTC",
        "--currency=USD",
    ];
    let standard = [&standard[..], &to].concat();
    let refused = |connect: &[&str]| {
        let ran = place.run(connect);
        assert_eq!(ran.code(), 1, "{ran:?}");
        ran.stderr
    };
    let shops = || server.get("/v1/shops").json(200)["total"].clone();
    for connect in [woo, standard.clone()] {
        let told = refused(&connect);
        assert!(told.contains("Removed shop harbor again"), "{told}");
        assert_eq!(shops(), 1, "{told}");
    }
    assert!(!place.path("elsewhere/harbor.webhook").exists());
    // One that was there before stays.
    let added = ["shops", "add", "harbor", "--server", &server.url("")];
    let as_it_is = ["--timezone=UTC", "--currency=USD"];
    place.run(&[&added[..], &as_it_is].concat()).expect(0);
    let told = refused(&standard);
    assert!(!told.contains("Removed"), "{told}");
    assert_eq!(shops(), 2);
}

#[test]
fn a_key_that_is_replaced_in_its_file_is_used_without_a_restart() {
    let site = WooShop::serve("Europe/Berlin", "EUR");
    site.with(|shop| shop.put(woo_order(1, "22.90", 1)));
    let place = Workplace::new();
    place.file("livetill-secrets/key", WooShop::KEY);
    let server = Server::start(&place, &[]);
    let to = ["--shop=harbor", "--server", &server.url("")];
    place.connect("woocommerce", &site.address, &to);
    // The old one is revoked.
    site.with(|shop| {
        shop.put(woo_order(2, "22.90", 2));
        shop.key = "ck_new:cs_new".to_owned();
    });
    place.file("livetill-secrets/key", "ck_new:cs_new");
    let days = "/v1/range?shop=harbor&first=2026-03-30&last=2026-03-30";
    wait_until("the second order is read with the new key", || {
        server.get(days).json(200)["total"]["orders"] == 2
    });
}

#[test]
fn an_order_that_cannot_be_read_is_named_with_its_reason_and_kept_once() {
    let site = WooShop::serve("Europe/Berlin", "EUR");
    let mut unreadable = woo_order(2, "22.90", 1);
    unreadable["line_items"][0]["total"] = Value::Null;
    site.with(|shop| {
        shop.put(woo_order(1, "22.90", 1));
        shop.put(unreadable);
    });
    let place = Workplace::new();
    place.file("livetill-secrets/key", WooShop::KEY);
    let server = Server::start(&place, &[]);
    let to = ["--shop=harbor", "--server", &server.url("")];
    place.connect("woocommerce", &site.address, &to);
    let reconcile = ["reconcile", "--days=1", "--last=2026-03-30", "--json"];
    for _ in 0..2 {
        let found = place.run(&[&reconcile[..], &to[..]].concat()).json(2);
        let named = &found["days"][0]["differences"][0];
        let said = ["id", "reason", "rejected"].map(|it| &named[it]);
        assert_eq!(said, ["woo:2", "rejected_here", "invalid_amount"]);
        let rejects = server.get("/v1/rejects?shop=harbor").json(200);
        assert_eq!(
            (&rejects["total"], &rejects["items"][0]["id"]),
            (&json!(1), &json!("woo:2"))
        );
    }
}
