//! Shops that are connected by one command.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use serde_json::json;

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
    // Another currency is another shop.
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
            "name env:VARIABLE or file:PATH",
        ),
        (&["connect", "ebay"], "known are shopify"),
        (
            &["connect", "stripe", "--public-url=http://till.example.com"],
            "begins with https://",
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
