//! The events in each body of the fixtures, one body at a time.

// Helpers of tests may panic like tests; the lint knows only the tests themselves.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use domain::{Measure, Orders, Shop, Timestamp};
use presets::{Event, Platform, Reading};
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/deliveries")
}

fn json(name: &str) -> Value {
    serde_json::from_slice(&fs::read(folder().join(name)).unwrap()).unwrap()
}

/// A fixture as its platform reads it.
struct Delivery {
    platform: Platform,
    shop: Shop,
    topic: String,
    body: Vec<u8>,
    received_at: Timestamp,
}

impl Delivery {
    fn of(name: &str) -> Delivery {
        let headers = json(&format!(
            "{}.headers.json",
            name.rsplit_once('.').unwrap().0
        ));
        let plan = json("sequences.json");
        let shop_name = headers["shop"].as_str().unwrap();
        let said = &plan["shops"][shop_name];
        let text = |key: &str| said[key].as_str().unwrap();
        let topic = match headers["path"].as_str() {
            Some(path) => path.strip_prefix("/wp-json/wc/v3/").unwrap(),
            None => headers["topic"].as_str().unwrap(),
        };
        Delivery {
            platform: Platform::from_name(text("platform")).unwrap(),
            shop: Shop::new(shop_name, text("timezone"), text("currency")).unwrap(),
            topic: topic.to_owned(),
            body: fs::read(folder().join(name)).unwrap(),
            received_at: Timestamp::from_millis(headers["received_at"].as_i64().unwrap() * 1_000),
        }
    }

    fn read(&self) -> Reading {
        let preset = self.platform.preset();
        let read = preset.read(&self.topic, &self.body, self.received_at);
        read.unwrap()
    }

    fn events(&self) -> Vec<Event> {
        match self.read() {
            Reading::Pieces(pieces) => {
                let joined = pieces.iter().map(|it| it.join(None, self.received_at));
                joined.flat_map(|joined| joined.events).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn samples() -> Vec<String> {
    let expected = json("expected.json");
    let samples = expected["samples"].as_object().unwrap();
    samples.keys().cloned().collect()
}

#[test]
fn a_body_alone_adds_up_to_what_is_expected() {
    let expected = json("expected.json");
    let mut checked = 0;
    for name in samples() {
        let delivery = Delivery::of(&name);
        if delivery.platform == Platform::Standard || name.ends_with(".form") {
            continue;
        }
        let mut orders = Orders::default();
        for event in delivery.events() {
            let pushed = event.push(&delivery.shop, delivery.received_at, &mut orders);
            pushed.unwrap_or_else(|rejection| panic!("{name}: {rejection:?}"));
        }
        let shop = &delivery.shop;
        let found = orders.iter().map(|order| {
            let sums = order.sums();
            let counts = order.standing().counts();
            let figure = |measure: Measure| if counts { sums[measure] } else { 0 };
            let at = shop.clock.rfc3339(order.placed_at()).replace(".000", "");
            let money = |measure| shop.currency.format(figure(measure));
            let mut figures = vec![
                ("version", order.version().to_string()),
                ("local_time", at),
                ("standing", order.standing().as_str().to_owned()),
            ];
            for (name, measure) in [
                ("orders", Measure::Orders),
                ("units", Measure::Units),
                ("returned_units", Measure::ReturnedUnits),
            ] {
                figures.push((name, figure(measure).to_string()));
            }
            for (name, measure) in [
                ("gross", Measure::Revenue),
                ("discounts", Measure::Discounts),
                ("returns", Measure::Returns),
                ("shipping", Measure::Shipping),
                ("tax", Measure::Tax),
                ("fees", Measure::Fees),
                ("tips", Measure::Tips),
                ("gift_cards", Measure::GiftCards),
            ] {
                figures.push((name, money(measure)));
            }
            (order.id().to_owned(), figures)
        });
        // Refunds that may also come from a file of the platform are replaced, and are expected elsewhere.
        let is_of_file =
            |id: &str| id.ends_with(":refund:export") || name.starts_with("shopify-orders-delete");
        let found = found.filter(|(id, _)| !is_of_file(id));
        let found: BTreeMap<_, _> = found.collect();
        let wanted = expected["samples"][&name]["events"].as_array().unwrap();
        let wanted: BTreeMap<_, _> = wanted
            .iter()
            .map(|event| {
                let shown = &found.get(event["id"].as_str().unwrap());
                let shown = shown.unwrap_or_else(|| panic!("{name}: {} is missing", event["id"]));
                // A refund that counts nothing has the order's version, so that it can return with a later one.
                let is_taken_back = event["standing"] == "cancelled"
                    && event["id"].as_str().unwrap().contains(":refund:");
                let figures = shown.iter().map(|(key, found)| {
                    let nothing = match found.trim_matches(['0', '.']) {
                        "" => found.clone(),
                        _ => "0".to_owned(),
                    };
                    let wanted = match &event[*key] {
                        _ if is_taken_back && *key == "version" => found.clone(),
                        Value::Null => nothing,
                        Value::String(text) => text.clone(),
                        other => other.to_string(),
                    };
                    (*key, wanted)
                });
                checked += 1;
                (event["id"].as_str().unwrap().to_owned(), figures.collect())
            })
            .collect();
        assert_eq!(found, wanted, "{name}");
    }
    assert!(checked > 40, "{checked}");
}

#[test]
fn what_is_kept_of_a_body_reads_as_the_body_and_names_nobody() {
    for name in samples() {
        let delivery = Delivery::of(&name);
        if delivery.platform == Platform::Standard || name.ends_with(".form") {
            continue;
        }
        let kept = delivery.platform.kept_body(&delivery.body).unwrap();
        let text = String::from_utf8(kept.clone()).unwrap();
        for personal in [
            "Example Street",
            "buyer@example.com",
            "first_name",
            "Exampleton",
        ] {
            assert!(!text.contains(personal), "{name} keeps {personal}");
        }
        let again = Delivery {
            body: kept,
            ..Delivery::of(&name)
        };
        assert_eq!(again.read(), delivery.read(), "{name}");
    }
}

/// A body with an id and something else is no deletion, and must not become one because the other thing is not kept.
#[test]
fn what_is_no_deletion_is_none_when_it_is_read_again() {
    let at = Timestamp::from_millis(1_774_600_000_000);
    let read = |body: &[u8]| Platform::Shopify.preset().read("orders/delete", body, at);
    for (body, is_deletion) in [
        ("{\"id\":1}", true),
        ("{\"id\":1,\"title\":\"A\"}", false),
        ("{\"title\":\"A\",\"vendor\":\"B\"}", false),
        ("{\"title\":\"A\"}", false),
        ("{}", false),
    ] {
        let read_first = read(body.as_bytes());
        assert_eq!(read_first.is_ok(), is_deletion, "{body}");
        let kept = Platform::Shopify.kept_body(body.as_bytes()).unwrap();
        assert_eq!(read(&kept), read_first, "{body}");
    }
}

#[test]
fn what_stripe_writes_out_in_the_place_of_an_id_is_kept() {
    let at = Timestamp::from_millis(1_774_600_000_000);
    let intent = r#"{"id":"pi_1","latest_charge":{"id":"ch_1","created":1774500000,"billing_details":{"name":"A Buyer"}}}"#;
    let session = format!(
        r#"{{"id":"evt_1","type":"checkout.session.completed","created":1774600000,"livemode":true,"data":{{"object":{{"id":"cs_1",
            "payment_status":"paid","currency":"usd","amount_subtotal":1000,"amount_total":1000,"payment_intent":{intent}}}}}}}"#
    );
    let read = |body: &[u8]| Platform::Stripe.preset().read("", body, at);
    let kept = Platform::Stripe.kept_body(session.as_bytes()).unwrap();
    assert!(!String::from_utf8_lossy(&kept).contains("Buyer"));
    assert_eq!(read(&kept), read(session.as_bytes()));
    let Reading::Pieces(pieces) = read(&kept).unwrap() else {
        panic!("no pieces");
    };
    let events = pieces[0].join(None, at).events;
    assert_eq!(
        (&*events[0].id, events[0].at),
        ("stripe:pi_1", 1_774_500_000)
    );
}

#[test]
fn what_is_no_body_of_its_topic_is_refused_with_a_reason() {
    let at = Timestamp::from_millis(1_774_600_000_000);
    for (platform, topic, body, reason) in [
        (Platform::Shopify, "orders/create", "[]", "malformed_json"),
        (
            Platform::Shopify,
            "orders/create",
            "{\"id\":1}",
            "malformed_json",
        ),
        (
            Platform::Shopify,
            "orders/edited",
            "{\"id\":1}",
            "malformed_json",
        ),
        (
            Platform::Shopify,
            "orders/create",
            "{\"id\":1,\"order_number\":1,\"line_items\":[],\"updated_at\":\"yesterday\"}",
            "invalid_timestamp",
        ),
        (
            Platform::WooCommerce,
            "order.updated",
            "{\"id\":1,\"status\":\"processing\",\"line_items\":[]}",
            "invalid_timestamp",
        ),
        (
            Platform::Stripe,
            "x",
            "{\"type\":\"refund.created\"}",
            "malformed_json",
        ),
        (
            Platform::Stripe,
            "x",
            "{\"type\":\"payment_intent.succeeded\",\"livemode\":true,\"data\":{\"object\":{\"id\":\"pi\"}}}",
            "invalid_currency",
        ),
        (
            Platform::Standard,
            "x",
            "{\"type\":\"x\"}",
            "malformed_json",
        ),
    ] {
        let read = platform.preset().read(topic, body.as_bytes(), at);
        assert_eq!(read.unwrap_err().reason.as_str(), reason, "{body}");
    }
    // A draft is signed like an order, and the signature does not cover the topic header.
    let draft =
        br#"{"id":1,"line_items":[],"invoice_url":"x","updated_at":"2026-03-27T10:00:00Z"}"#;
    let read = Platform::Shopify.preset().read("orders/create", draft, at);
    assert!(read.is_err());
}

#[test]
fn the_topic_of_an_answer_of_the_api_is_none_of_a_webhook() {
    let preset = Platform::WooCommerce.preset();
    for (said, topic) in [
        ("order.updated", "order.updated"),
        ("orders/2003/refunds", ""),
        ("orders/orders/2003/refunds", ""),
    ] {
        let headers = |name: &str| (name == "x-wc-webhook-topic").then_some(said.as_bytes());
        assert_eq!(preset.topic(&headers, b"{}"), topic);
    }
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    let body = "[".repeat(1_000_000);
    let at = Timestamp::from_millis(0);
    for platform in Platform::ALL {
        let topic = match platform {
            Platform::WooCommerce => "order.updated",
            _ => "orders/create",
        };
        assert!(platform.preset().read(topic, body.as_bytes(), at).is_err());
    }
}

/// Servers of other versions on the same store read it, so not a byte may change.
#[test]
fn the_note_about_an_order_is_what_it_always_was() {
    let body = r#"{"id":1,"order_number":1,"processed_at":"2026-03-26T12:00:00Z","updated_at":"2026-03-26T12:00:01Z",
        "currency":"EUR","source_name":"web","taxes_included":true,"shipping_address":{"country_code":"DE"},
        "line_items":[{"id":7,"sku":"T\"A","name":"Tea","quantity":2,"price":"1.50",
            "discount_allocations":[{"amount":"0.50"}],"tax_lines":[{"price":"0.25"}]}],
        "shipping_lines":[{"price":"4.00"}],"total_tip_received":"1.00",
        "refunds":[{"id":9,"created_at":"2026-03-27T12:00:00Z",
            "refund_line_items":[{"line_item_id":7,"quantity":1,"subtotal":"1.50"}]}]}"#;
    let at = Timestamp::parse_rfc3339("2026-03-27T12:00:00Z").unwrap();
    let preset = Platform::Shopify.preset();
    let read = preset.read("orders/updated", body.as_bytes(), at);
    let Reading::Pieces(pieces) = read.unwrap() else {
        panic!("an order is pieces")
    };
    let note = pieces[0].join(None, at).note.unwrap();
    assert_eq!(
        note,
        concat!(
            r#"{"o":{"v":1774526401001002,"u":1774526401,"at":1774526400,"i":true,"c":"EUR","ch":"online","co":"DE","#,
            r#""l":[["7",{"k":"product","s":"T\"A","q":2000,"a":3000000,"d":500000,"t":250000}]],"#,
            r#""s":[{"k":"shipping","a":4000000}],"r":[{"k":"tip","a":1000000}]},"#,
            r#""r":{"9":{"v":1774526401001002,"at":1774612800,"b":[{"o":"7","k":"product","q":-1000,"a":-1500000,"i":true}]}}}"#
        )
    );
    let again = pieces[0].join(Some(&note), at);
    assert_eq!(again.note.as_ref(), Some(&note));
}

#[test]
fn bodies_that_leave_something_out_say_of_what() {
    let left_out = |name: &str| {
        let delivery = Delivery::of(name);
        let preset = delivery.platform.preset();
        preset.left_out(&delivery.topic, &delivery.body)
    };
    for (name, order) in [
        ("woo-order-updated-partly-refunded.json", Some("2003")),
        ("woo-order-updated-processing.json", None),
        ("woo-order-deleted.json", None),
        ("woo-api-refund.json", None),
        (
            "stripe-charge-refunded.json",
            Some("ch_3ElmExample0000000000A1"),
        ),
        ("stripe-refund-updated-succeeded.json", None),
        ("stripe-checkout-session-completed.json", None),
        ("shopify-orders-updated-two-refunds.json", None),
    ] {
        assert_eq!(left_out(name).as_deref(), order, "{name}");
    }
    let stripe = Platform::Stripe.preset();
    let event = |object: &str| format!(r#"{{"data":{{"object":{object}}}}}"#).into_bytes();
    let is_left_out = |topic: &str, object: &str| stripe.left_out(topic, &event(object));
    let whole = r#"{"id":"ch_1","refunds":{"data":[{"id":"re_1"}]}}"#;
    assert_eq!(is_left_out("charge.refunded", whole), None);
    let topic = "checkout.session.async_payment_succeeded";
    let session = r#"{"id":"cs_1","payment_intent":"pi_1"}"#;
    assert_eq!(is_left_out(topic, session).as_deref(), Some("pi_1"));
    let endless = format!(r#"{{"payment_intent":"{}"}}"#, "p".repeat(1_000));
    assert_eq!(is_left_out(topic, &endless), None);
}
