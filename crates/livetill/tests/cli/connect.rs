//! Shops connected by one command.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use serde_json::{Value, json};
use test_servers::platforms::WooShop;
use test_servers::wait_until;

use crate::support::{Server, Workplace};

#[test]
fn a_sender_of_standard_webhooks_is_connected_and_the_call_that_is_shown_works() {
    let place = Workplace::new();
    let server = Server::start(&place, &["--log=trace"]);
    let at = server.url("");
    let connect = [
        "connect",
        "standard",
        "--shop=acme",
        "--currency=EUR",
        "--server",
        &at,
    ];
    let connected = place.run(&connect);
    assert_eq!(connected.code(), 0, "{connected:?}");
    let file = place.path("livetill-secrets/acme.webhook");
    let secret = fs::read_to_string(&file).unwrap();
    assert!(secret.starts_with("whsec_"));
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let shop = &server.get("/v1/shops?q=acme").json(200)["shops"][0];
    assert_eq!(
        (&shop["currency"], &shop["retention_days"]),
        (&json!("EUR"), &json!(400))
    );
    let connection = server.get("/v1/shops/acme/connection").json(200);
    assert_eq!(connection["connection"]["platform"], "standard");
    let called = Command::new("sh")
        .args(["-c", &connected.stdout])
        .output()
        .unwrap();
    let answer = String::from_utf8(called.stdout).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let board = server.get("/v1/board?shop=acme").json(200);
    assert_eq!(board["today"]["revenue"], "8.50");
    let said = [&*connected.stdout, &*connected.stderr, &*server.log()].concat();
    assert!(!said.contains(secret.trim()), "a secret is shown nowhere");
    // Another currency means another shop.
    let other = [
        "connect",
        "standard",
        "--shop=acme",
        "--currency=USD",
        "--server",
        &at,
    ];
    let error = place.run(&other).error();
    assert!(error.contains("connect a new shop with --shop"), "{error}");
    let checked = place.run(&[
        "connect",
        "standard",
        "--shop=acme",
        "--check",
        "--server",
        &at,
    ]);
    assert!(checked.expect(0).contains("acme with standard"));
    let disconnect = ["disconnect", "standard", "--shop=acme", "--server", &at];
    place.run(&disconnect).expect(0);
    assert!(!file.exists());
    assert!(place.run(&disconnect).error().contains("not connected"));
    let answer = Command::new("sh")
        .args(["-c", &connected.stdout])
        .output()
        .unwrap();
    assert!(String::from_utf8(answer.stdout).unwrap().contains(" 401 "));
    assert_eq!(
        server.get("/v1/board?shop=acme").json(200)["today"]["orders"],
        1
    );
}

#[test]
fn what_is_missing_is_asked_for_and_no_secret_is_taken_from_the_command_line() {
    let place = Workplace::new();
    for (args, said) in [
        (&["connect", "standard"][..], "--shop"),
        (&["connect", "woocommerce"], "--address"),
        (
            &["connect", "woocommerce", "--address=https://a.example"],
            "--api-token env:NAME",
        ),
        (
            &[
                "connect",
                "woocommerce",
                "--address=https://a.example",
                "--api-token=hush",
            ],
            "give env:VARIABLE or file:PATH",
        ),
        (&["connect", "ebay"], "choose one of shopify"),
        (
            &["connect", "stripe", "--public-url=http://till.example.com"],
            "must begin with https://",
        ),
        (&["connect", "standard", "--check"], "--shop NAME"),
        (
            &["connect", "standard", "--check", "--shop=default"],
            "not connected",
        ),
    ] {
        let error = place.run(args).error();
        assert!(
            error.contains(said) && !error.contains("hush"),
            "{args:?}: {error}"
        );
    }
}

#[test]
fn a_store_that_nobody_serves_is_connected_as_well() {
    let place = Workplace::new();
    let connected = place.run(&["connect", "standard", "--shop=acme"]);
    assert_eq!(connected.code(), 0, "{connected:?}");
    let server = Server::start(&place, &[]);
    let connection = server.get("/v1/shops/acme/connection").json(200);
    assert_eq!(
        (&connection["of_settings"], &connection["problem"]),
        (&json!(false), &json!(null))
    );
    let form = ("content-type", "application/json");
    let answer = server.post("/v1/webhooks/standard/acme", &[form], b"{}");
    assert_eq!(answer.status, 401);
}

/// An order of WooCommerce that adds up: lines, shipping and taxes equal its total.
pub(crate) fn woo_order(id: u64, net: &str, second: u64) -> Value {
    json!({
        "id": id, "parent_id": 0, "status": "processing", "currency": "EUR",
        "date_created": "2026-03-30T14:00:00", "date_created_gmt": "2026-03-30T12:00:00",
        "date_paid": "2026-03-30T14:00:00", "date_paid_gmt": "2026-03-30T12:00:00",
        "date_modified_gmt": format!("2026-03-30T12:00:{second:02}"),
        "total": "29.90", "total_tax": "2.00", "shipping_total": "5.00",
        "billing": {"first_name": "MARK-name", "country": "DE", "email": "MARK-mail"},
        "line_items": [{"id": 1, "name": "Rope", "sku": "ROPE", "product_id": 7, "variation_id": 0, "quantity": 1,
            "subtotal": net, "total": net, "total_tax": "2.00"}],
        "shipping_lines": [{"id": 2, "total": "5.00", "total_tax": "0.00"}], "fee_lines": [], "refunds": [],
    })
}

#[test]
fn a_woocommerce_shop_is_connected_and_every_fault_against_its_books_is_named() {
    let site = WooShop::serve("Europe/Berlin", "EUR");
    site.with(|shop| {
        for id in 1..=3 {
            shop.put(woo_order(id, "22.90", 1));
        }
    });
    let place = Workplace::new();
    place.file("livetill-secrets/key", WooShop::KEY);
    let mut server = Server::start(&place, &["--log=debug"]);
    let at = server.url("");
    let address = [
        "--address",
        &site.address,
        "--api-token=file:livetill-secrets/key",
    ];
    let public = ["--public-url", &at, "--shop=harbor", "--server", &at];
    let connect = [&["connect", "woocommerce"], &address[..], &public].concat();
    let connected = place.run(&connect);
    assert_eq!(connected.code(), 0, "{connected:?}");
    assert!(
        connected.stderr.contains("Europe/Berlin, EUR"),
        "{}",
        connected.stderr
    );
    assert!(
        connected.stdout.contains(&format!("{at}/?shop=harbor")),
        "{}",
        connected.stdout
    );
    let hook = server.url("/v1/webhooks/woocommerce/harbor");
    let posts = |webhook: &Value| webhook["delivery_url"] == *hook && webhook["status"] == "active";
    assert!(site.with(|shop| shop.webhooks().all(|webhook| posts(webhook))));
    assert!(site.with(|shop| shop.webhooks().count()) >= 3);
    let check = [
        "connect",
        "woocommerce",
        "--check",
        "--shop=harbor",
        "--server",
        &at,
    ];
    place.run(&check).expect(0);
    site.with(|shop| {
        shop.webhooks()
            .for_each(|webhook| webhook["status"] = "disabled".into());
    });
    let said = place.run(&check).expect(2);
    assert!(said.contains("switched off"), "{said}");
    // Connecting again repairs it, without asking for anything already known.
    assert_eq!(place.run(&connect).code(), 0);
    place.run(&check).expect(0);
    // Past orders are loaded by the time the command returns.
    let days = "/v1/range?shop=harbor&first=2026-03-30&last=2026-03-30";
    assert_eq!(server.get(days).json(200)["total"]["net_revenue"], "68.70");
    let reading = &server.get("/v1/shops/harbor/connection").json(200)["reading"];
    assert_eq!(
        (&reading["filled"], &reading["trouble"]),
        (&json!(1.0), &json!(null))
    );
    let reconcile = |code: i32| {
        let days = [
            "--days=3",
            "--last=2026-03-31",
            "--json",
            "--shop=harbor",
            "--server",
            &at,
        ];
        place.run(&[&["reconcile"][..], &days].concat()).json(code)
    };
    let found = reconcile(0);
    assert_eq!(
        (&found["equal"], &found["days"][1]["theirs"]["total"]),
        (&json!(true), &json!("89.70"))
    );
    assert_eq!(found["days"][1]["ours"], found["days"][1]["theirs"]);
    // If a body is read wrongly, its lines do not add up to the amount charged.
    site.with(|shop| shop.put(woo_order(2, "22.90", 2)));
    site.with(|shop| shop.put(woo_order(4, "12.90", 2)));
    server.terminate();
    let address = server.address.clone();
    let mut server = Server::spawn(place.command(&["serve", "--listen", &address]));
    let found = reconcile(2);
    let day = &found["days"][1];
    let left: Vec<&Value> = day["differences"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["mended"] == false)
        .collect();
    assert_eq!(left.len(), 1, "{day}");
    assert_eq!(
        (&left[0]["id"], &left[0]["reason"]),
        (&json!("woo:4"), &json!("mapped_otherwise"))
    );
    assert_eq!(
        (&left[0]["theirs"]["total"], &left[0]["ours"]["total"]),
        (&json!("29.90"), &json!("19.90"))
    );
    let kept = server.get("/v1/reconciliation?shop=harbor").json(200);
    assert_eq!(
        (&kept["equal"], &kept["platform"]),
        (&json!(false), &json!("woocommerce"))
    );
    wait_until("the alert stands", || {
        let alerts = server.get("/v1/alerts?shop=harbor").json(200);
        alerts["alerts"]
            .as_array()
            .unwrap()
            .iter()
            .any(|it| it["rule"] == "books_differ")
    });
    site.with(|shop| shop.put(woo_order(4, "22.90", 3)));
    assert_eq!(reconcile(0)["equal"], true);
    wait_until("the alert is over", || {
        server.get("/v1/alerts?shop=harbor").json(200)["alerts"] == json!([])
    });
    // The log contains no personal data, and above all not the key.
    let disconnect = [
        "disconnect",
        "woocommerce",
        "--shop=harbor",
        "--server",
        &at,
    ];
    place.run(&disconnect).expect(0);
    assert_eq!(site.with(|shop| shop.webhooks().count()), 0);
    server.terminate();
    for mark in ["MARK", WooShop::KEY] {
        assert!(!server.log().contains(mark), "{mark}");
    }
}

#[test]
fn what_was_lost_is_fetched_whoever_sees_it_first() {
    let site = WooShop::serve("Europe/Berlin", "EUR");
    site.with(|shop| shop.put(woo_order(1, "22.90", 1)));
    let place = Workplace::new();
    place.file("livetill-secrets/key", WooShop::KEY);
    let server = Server::start(&place, &[]);
    let at = server.url("");
    let to = ["--shop=harbor", "--server", &at];
    // Nothing is posted, and the next poll is half a minute away.
    let connected = place.connect("woocommerce", &site.address, &to);
    assert!(
        connected.stderr.contains("every 30 seconds"),
        "{}",
        connected.stderr
    );
    assert_eq!(site.with(|shop| shop.webhooks().count()), 0);
    site.with(|shop| shop.put(woo_order(2, "22.90", 1)));
    let days = [
        "--days=3",
        "--last=2026-03-31",
        "--json",
        "--shop=harbor",
        "--server",
        &at,
    ];
    let found = place.run(&[&["reconcile"][..], &days].concat()).json(0);
    let day = &found["days"][1];
    let mended = &day["differences"][0];
    assert_eq!(
        (&mended["id"], &mended["reason"], &mended["mended"]),
        (&json!("woo:2"), &json!("missing_here"), &json!(true))
    );
    assert_eq!(
        (&day["equal"], &day["ours"]["total"]),
        (&json!(true), &json!("59.80"))
    );
    // Another time zone means another shop.
    let other = WooShop::serve("Europe/London", "EUR");
    let token = "--api-token=file:livetill-secrets/key";
    let other = ["connect", "woocommerce", "--address", &other.address, token];
    let refused = place.run(&[&other[..], &to].concat());
    assert!(
        refused.stderr.contains("cannot change: connect a new shop"),
        "{refused:?}"
    );
    let since = place.run(&[
        "connect",
        "woocommerce",
        "--address",
        &site.address,
        "--api-token=file:livetill-secrets/key",
        "--shop=harbor",
        "--since=2020-01-01",
        "--server",
        &at,
    ]);
    assert!(since.stderr.contains("before the 400 days"), "{since:?}");
}
