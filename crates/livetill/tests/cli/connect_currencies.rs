//! Platforms' orders in other currencies than the shop's, held against the platform's books.

use serde_json::{Value, json};
use test_servers::platforms::{StripeAccount, WooShop};

use crate::connect::woo_order;
use crate::connect_stripe::{NOON, paid_in};
use crate::support::{Server, Workplace};

const DAY: i64 = 24 * 60 * 60;

/// A place with the secrets of a platform.
fn place_with(key: &str) -> Workplace {
    let place = Workplace::new();
    place.file("livetill-secrets/key", key);
    place
}

#[test]
fn an_order_in_what_is_no_currency_was_rejected_and_is_named_in_its_own_code() {
    let site = WooShop::serve("Europe/Berlin", "EUR");
    let mut in_coins = woo_order(2, "0.0012", 1);
    in_coins["currency"] = "BTC".into();
    in_coins["total"] = "0.00123456".into();
    site.with(|shop| {
        shop.put(woo_order(1, "22.90", 1));
        shop.put(in_coins);
    });
    let place = place_with(WooShop::KEY);
    let server = Server::start(&place, &[]);
    let to = ["--shop=harbor", "--server", &server.url("")];
    // It says that something differs.
    place.connect("woocommerce", &site.address, &to);
    let reconcile = [&["reconcile", "--days=1", "--last=2026-03-30"], &to[..]].concat();
    let found = place.run(&[&reconcile[..], &["--json"]].concat()).json(2);
    let day = &found["days"][0];
    assert_eq!(
        (
            &day["theirs"]["total"],
            &day["ours"]["total"],
            &day["total"]
        ),
        (&json!("29.90"), &json!("29.90"), &json!(1))
    );
    let named = &day["differences"][0];
    let said = ["id", "currency", "reason", "rejected"].map(|it| &named[it]);
    assert_eq!(said, ["woo:2", "BTC", "rejected_here", "currency_mismatch"]);
    // More decimals than an amount may have are cut.
    assert_eq!(named["theirs"]["total"], "0.001234");
    assert_eq!(
        (&named["ours"], &named["mended"]),
        (&Value::Null, &json!(false))
    );
    let said = place.run(&reconcile).expect(2);
    assert!(
        said.contains("BTC rejected here: currency_mismatch"),
        "{said}"
    );
}

#[test]
fn a_day_that_has_left_with_other_currencies_is_equal_or_unknown_but_never_differs_by_them() {
    let account = StripeAccount::serve("America/Chicago", "USD");
    account.with(|account| {
        for (number, currency) in [(1, "usd"), (2, "eur"), (DAY, "usd"), (DAY + 1, "eur")] {
            account.happen(&paid_in(currency, number));
        }
    });
    let place = place_with(StripeAccount::KEY);
    let rates = "date,base,quote,rate\n2026-03-27,EUR,USD,1.1379\n2026-03-30,EUR,USD,1.1402\n";
    place.file("rates.csv", rates);
    let server = Server::start(&place, &["--rates=rates.csv"]);
    let to = ["--shop=elm", "--server", &server.url("")];
    let few = [&["--retention-days=3"], &to[..]].concat();
    place.connect("stripe", &account.address, &few);
    let reconcile = |days: &str, last: &str, code| {
        let days = [format!("--days={days}"), format!("--last=2026-{last}")];
        let asked = [&["reconcile", &days[0], &days[1]], &to[..]].concat();
        place.run(&asked).expect(code)
    };
    let said = reconcile("2", "03-31", 0);
    assert!(said.contains("every day equals stripe"), "{said}");
    // Of the second day, something changes after it was compared.
    let later = json!({"id": "by-hand", "timestamp": NOON + DAY, "items": [{"sku": "A", "price": "1.00", "quantity": 1}]});
    server
        .post(
            "/v1/orders?shop=elm",
            &[("content-type", "application/json")],
            later.to_string().as_bytes(),
        )
        .json(200);
    account.with(|account| {
        (2..5).for_each(|days| account.happen(&paid_in("usd", days * DAY)));
    });
    reconcile("3", "04-03", 0);
    let kept = server.get("/v1/orders?shop=elm&date=2026-03-30");
    assert_eq!(kept.status, 404, "the day has left");

    for _ in 0..2 {
        let said = reconcile("2", "03-31", 0);
        let lines = said.lines().collect::<Vec<_>>();
        assert!(lines[1].ends_with("45.99           45.99  equal"), "{said}");
        assert!(
            lines[2].ends_with("45.99               –  unknown"),
            "{said}"
        );
        assert!(lines[3].contains("some are in other currencies"), "{said}");
        assert!(said.contains("1 day cannot be compared"), "{said}");
        assert!(said.contains("every other day equals stripe"), "{said}");
    }
    let kept = server.get("/v1/reconciliation?shop=elm").json(200);
    let kept = |day: &str| {
        kept["days"]
            .as_array()
            .unwrap()
            .iter()
            .find(|it| it["day"] == day)
            .cloned()
            .unwrap()
    };
    let (equal, unknown) = (kept("2026-03-30"), kept("2026-03-31"));
    assert_eq!(
        (&equal["equal"], &unknown["equal"]),
        (&json!(true), &Value::Null)
    );
    assert_eq!(equal["other_currencies"]["total"], "52.33");
    assert_eq!(
        (&unknown["ours"], &unknown["other_currencies"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(unknown["said"]["code"], "books_currencies");
}
