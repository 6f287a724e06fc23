//! A shop that has only Stripe.

use std::fs;

use serde_json::{Value, json};
use test_servers::platforms::StripeAccount;

use crate::support::{Server, Workplace};

/// 2026-03-30T12:00:00Z.
const NOON: i64 = 1_774_872_000;

fn paid(number: i64) -> Value {
    json!({"id": format!("evt_{number}"), "type": "payment_intent.succeeded", "created": NOON + number, "livemode": true,
        "data": {"object": {"object": "payment_intent", "id": format!("pi_{number}"), "created": NOON + number - 60,
            "amount_received": 4_599, "currency": "usd", "livemode": true, "status": "succeeded",
            "latest_charge": format!("ch_{number}"), "receipt_email": "MARK-mail"}}})
}

#[test]
fn its_payments_are_there_and_equal_and_the_secret_that_it_makes_is_kept() {
    let account = StripeAccount::serve("America/Chicago", "USD");
    account.with(|account| (1..=3).for_each(|number| account.happen(&paid(number))));
    let place = Workplace::new();
    fs::create_dir(place.path("livetill-secrets")).unwrap();
    place.file("livetill-secrets/key", StripeAccount::KEY);
    let mut server = Server::start(&place, &["--log=debug"]);
    let at = server.url("");
    let address = [
        "--address",
        &account.address,
        "--api-token=file:livetill-secrets/key",
    ];
    let connect = [
        &["connect", "stripe"],
        &address[..],
        &["--public-url", &at, "--server", &at],
    ]
    .concat();
    let connected = place.run(&connect);
    assert_eq!(connected.code(), 0, "{connected:?}");
    let board = server
        .get("/v1/range?shop=elm&first=2026-03-30&last=2026-03-30")
        .json(200);
    assert_eq!(
        (&board["total"]["orders"], &board["total"]["revenue"]),
        (&json!(3), &json!("137.97"))
    );
    let secret = fs::read_to_string(place.path("livetill-secrets/elm.webhook")).unwrap();
    assert!(secret.starts_with("whsec_"));
    let check = [
        "connect",
        "stripe",
        "--check",
        "--shop=elm",
        "--server",
        &at,
    ];
    place.run(&check).expect(0);
    account.with(|account| account.happen(&paid(4)));
    let reconcile = [
        "reconcile",
        "--days=3",
        "--last=2026-03-31",
        "--shop=elm",
        "--server",
        &at,
    ];
    let said = place.run(&reconcile).expect(0);
    assert!(
        said.contains("was missing here") && said.contains("every day equals stripe"),
        "{said}"
    );
    place
        .run(&["disconnect", "stripe", "--shop=elm", "--server", &at])
        .expect(0);
    assert_eq!(account.with(|account| account.endpoints().count()), 0);
    assert!(!place.path("livetill-secrets/elm.webhook").exists());
    server.terminate();
    for mark in ["MARK", StripeAccount::KEY, secret.trim()] {
        assert!(!server.log().contains(mark), "{mark}");
    }
}
