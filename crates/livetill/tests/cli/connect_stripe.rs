//! A shop that has only Stripe.

use std::fs;

use serde_json::{Value, json};
use test_servers::platforms::StripeAccount;

use crate::support::{Server, Workplace};

/// 2026-03-30T12:00:00Z.
pub(crate) const NOON: i64 = 1_774_872_000;

fn paid(number: i64) -> Value {
    paid_in("usd", number)
}

pub(crate) fn paid_in(currency: &str, number: i64) -> Value {
    json!({"id": format!("evt_{number}"), "type": "payment_intent.succeeded", "created": NOON + number, "livemode": true,
        "data": {"object": {"object": "payment_intent", "id": format!("pi_{number}"), "created": NOON + number - 60,
            "amount_received": 4_599, "currency": currency, "livemode": true, "status": "succeeded",
            "latest_charge": format!("ch_{number}"), "receipt_email": "MARK-mail"}}})
}

#[test]
fn its_payments_are_there_and_equal_and_the_secret_that_it_makes_is_kept() {
    let account = StripeAccount::serve("America/Chicago", "USD");
    account.with(|account| (1..=3).for_each(|number| account.happen(&paid(number))));
    let place = Workplace::new();
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

#[test]
fn payments_in_other_currencies_are_compared_in_their_own() {
    let account = StripeAccount::serve("America/Chicago", "USD");
    account.with(|account| {
        for (number, currency) in (1..).zip(["usd", "eur", "jpy", "kwd"]) {
            account.happen(&paid_in(currency, number));
        }
        let refund = json!({"object": "refund", "id": "re_2", "created": NOON + 9, "amount": 1_000, "currency": "eur",
            "charge": "ch_2", "payment_intent": "pi_2", "status": "succeeded"});
        account.happen(&json!({"id": "evt_9", "type": "refund.created", "created": NOON + 9, "livemode": true,
            "data": {"object": refund}}));
    });
    let place = Workplace::new();
    place.file("livetill-secrets/key", StripeAccount::KEY);
    let rates = "date,base,quote,rate\n2026-03-27,EUR,USD,1.1379\n2026-03-27,EUR,JPY,161.17\n";
    place.file("rates.csv", rates);
    let server = Server::start(&place, &["--rates=rates.csv"]);
    let at = server.url("");
    let connect = [
        "connect",
        "stripe",
        "--address",
        &account.address,
        "--api-token=file:livetill-secrets/key",
        "--public-url",
        &at,
        "--server",
        &at,
    ];
    place.run(&connect).expect(0);
    let reconcile = [
        "reconcile",
        "--days=1",
        "--last=2026-03-30",
        "--shop=elm",
        "--server",
        &at,
    ];
    // The one that has no rate is among the rejects, and nothing else differs.
    let said = place.run(&reconcile).expect(2);
    let missing = said.lines().filter(|line| line.contains("stripe:pi_"));
    let missing: Vec<&str> = missing.collect();
    assert!(said.contains("45.99           45.99  DIFFERS"), "{said}");
    assert!(
        matches!(missing[..], [line] if line.contains("stripe:pi_4") && line.contains("4.599            –  KWD rejected here: no_rate")),
        "{said}"
    );
    let rejects = || server.get("/v1/rejects?shop=elm").json(200)["total"].clone();
    // To fetch it again and again does not add rejects.
    let before = rejects();
    place.run(&reconcile).expect(2);
    assert_eq!(rejects(), before);
    let more = "date,base,quote,rate\n2026-03-27,EUR,KWD,0.3502\n";
    place.file("more.csv", more);
    place
        .run(&["rates", "import", "more.csv", "--server", &at])
        .expect(0);
    // It is fetched again, and counts now.
    let said = place.run(&reconcile).expect(0);
    assert!(said.contains("KWD was missing here"), "{said}");
    assert!(said.contains("every day equals stripe"), "{said}");
}
