//! Amounts where bodies have them, and bodies that lack some.

// Helpers of tests may panic like tests; the lint knows only the tests themselves.
#![allow(clippy::unwrap_used)]

use domain::{Measure, Orders, Rejection, Shop, Timestamp};
use presets::{Platform, Reading};
use serde_json::{Value, json};

fn now() -> Timestamp {
    Timestamp::parse_rfc3339("2026-04-02T00:00:00Z").unwrap()
}

/// The events of a body read alone, with the figures of each that are not 0.
fn figures(
    platform: Platform,
    topic: &str,
    body: &Value,
) -> Result<Vec<(String, String)>, Rejection> {
    let text = body.to_string();
    let read = platform.preset().read(topic, text.as_bytes(), now())?;
    let kept = platform.kept_body(text.as_bytes()).unwrap();
    assert_eq!(
        platform.preset().read(topic, &kept, now()),
        Ok(read.clone())
    );
    let Reading::Pieces(pieces) = read else {
        return Ok(Vec::new());
    };
    let shop = Shop::new("elm", "Europe/Berlin", "EUR").unwrap();
    let mut orders = Orders::default();
    for event in pieces
        .iter()
        .flat_map(|piece| piece.join(None, now()).events)
    {
        event.push(&shop, now(), &mut orders)?;
    }
    let counted = orders.iter().filter(|order| order.standing().counts());
    let counted = counted.map(|order| {
        let sums = order.sums();
        let figures = [
            ("revenue", Measure::Revenue),
            ("discounts", Measure::Discounts),
            ("returns", Measure::Returns),
            ("shipping", Measure::Shipping),
            ("tax", Measure::Tax),
            ("tips", Measure::Tips),
            ("fees", Measure::Fees),
        ];
        let some = figures.into_iter().filter(|(_, of)| sums[*of] != 0);
        let some = some.map(|(name, of)| format!("{name} {}", shop.currency.format(sums[of])));
        (order.id().to_owned(), some.collect::<Vec<_>>().join(", "))
    });
    Ok(counted.collect())
}

fn shopify_order() -> Value {
    json!({"id": 1, "order_number": 1, "processed_at": "2026-03-26T12:00:00Z", "updated_at": "2026-03-26T12:00:01Z",
        "currency": "EUR", "financial_status": "pending",
        "line_items": [{"id": 7, "sku": "A", "quantity": 2, "price": "30.00",
            "discount_allocations": [{"amount": "6.00"}], "tax_lines": [{"price": "10.26"}],
            "duties": [{"id": "2", "shop_money": {"amount": "12.00", "currency_code": "EUR"},
                "presentment_money": {"amount": "14.00", "currency_code": "USD"}, "harmonized_system_code": "520300"}]}],
        "shipping_lines": [{"price": "5.00", "tax_lines": [{"price": "0.95"}]}],
        "total_tip_received": "3.00", "refunds": []})
}

fn shopify_refund() -> Value {
    json!({"id": 9, "order_id": 1, "processed_at": "2026-03-27T12:00:00Z",
        "refund_line_items": [{"line_item_id": 7, "quantity": 1, "subtotal": 27.0, "total_tax": 5.13}],
        "refund_shipping_lines": [{"subtotal_amount_set": {"shop_money": {"amount": "5.00"}}}],
        "order_adjustments": [{"kind": "refund_discrepancy", "amount": "-1.00"}],
        "refund_duties": [{"duty_id": 2, "refund_type": "FULL"}],
        "duties": [{"duty_id": 2, "amount_set": {"shop_money": {"amount": "12.00", "currency_code": "EUR"}}}]})
}

fn woo_order() -> Value {
    json!({"id": 1, "status": "processing", "currency": "EUR", "date_created_gmt": "2026-03-26T12:00:00",
        "date_modified_gmt": "2026-03-26T12:00:00",
        "line_items": [{"id": 7, "sku": "A", "quantity": 2, "subtotal": "60.00", "total": "54.00", "total_tax": "10.26"}],
        "shipping_lines": [{"total": "5.00", "total_tax": "0.95"}],
        "fee_lines": [{"total": "2.00", "total_tax": "0.38"}],
        "refunds": [{"id": 9, "total": "-4.00"}]})
}

fn woo_refund() -> Value {
    json!({"id": 9, "date_created_gmt": "2026-03-27T12:00:00", "amount": "32.13",
        "line_items": [{"id": 8, "sku": "A", "quantity": -1, "total": "-27.00", "total_tax": "-5.13"}],
        "shipping_lines": [], "fee_lines": []})
}

fn stripe(kind: &str, object: &Value) -> Value {
    json!({"type": kind, "created": 1_774_526_400, "livemode": true, "data": {"object": object}})
}

fn intent() -> Value {
    stripe(
        "payment_intent.succeeded",
        &json!({"id": "pi_1", "currency": "eur", "amount_received": 4_599}),
    )
}

fn stripe_refund() -> Value {
    stripe(
        "refund.created",
        &json!({"id": "re_1", "currency": "eur", "amount": 599, "created": 1_774_526_400, "status": "succeeded"}),
    )
}

fn session(of: &Value) -> Value {
    let mut session = json!({"id": "cs_1", "object": "checkout.session", "payment_intent": "pi_1", "payment_status": "paid", "currency": "eur"});
    let more = of.as_object().unwrap().clone();
    session.as_object_mut().unwrap().extend(more);
    stripe("checkout.session.completed", &session)
}

/// Counted as 0, it would be a figure that nobody knows, and the answer would say that all is well.
#[test]
fn a_body_that_lacks_an_amount_is_refused_and_not_counted_as_nothing() {
    use Platform::{Shopify, Stripe, WooCommerce};
    let (order, refund) = ("orders/updated", "refunds/create");
    let session = session(&json!({"amount_subtotal": 1_000, "amount_total": 1_000}));
    for (platform, topic, body, places) in [
        (
            Shopify,
            order,
            shopify_order(),
            &[
                "/line_items/0/price",
                "/line_items/0/quantity",
                "/line_items/0/discount_allocations/0/amount",
                "/line_items/0/tax_lines/0/price",
                "/line_items/0/duties/0/shop_money/amount",
                "/shipping_lines/0/price",
            ][..],
        ),
        (
            Shopify,
            refund,
            shopify_refund(),
            &[
                "/refund_line_items/0/subtotal",
                "/refund_line_items/0/quantity",
                "/refund_shipping_lines/0/subtotal_amount_set/shop_money/amount",
                "/order_adjustments/0/amount",
            ],
        ),
        (
            WooCommerce,
            "order.updated",
            woo_order(),
            &[
                "/line_items/0/subtotal",
                "/line_items/0/total",
                "/line_items/0/quantity",
                "/shipping_lines/0/total",
                "/fee_lines/0/total",
                "/refunds/0/total",
            ],
        ),
        (
            WooCommerce,
            "orders/1/refunds",
            woo_refund(),
            &["/amount", "/line_items/0/total", "/line_items/0/quantity"],
        ),
        (Stripe, "", intent(), &["/data/object/amount_received"]),
        (Stripe, "", stripe_refund(), &["/data/object/amount"]),
        (
            Stripe,
            "",
            session,
            &["/data/object/amount_subtotal", "/data/object/amount_total"],
        ),
    ] {
        figures(platform, topic, &body).unwrap();
        for place in places {
            let (parent, key) = place.rsplit_once('/').unwrap();
            let mut without = body.clone();
            let object = without.pointer_mut(parent).unwrap().as_object_mut();
            object.unwrap().remove(key).unwrap();
            let mut null = body.clone();
            *null.pointer_mut(place).unwrap() = Value::Null;
            for body in [without, null] {
                let refused = figures(platform, topic, &body).unwrap_err();
                assert_eq!(refused.reason.as_str(), "invalid_amount", "{place}");
                assert!(refused.detail.contains("is missing"), "{refused:?}");
            }
        }
    }
    let mut unsaid = intent();
    unsaid.as_object_mut().unwrap().remove("livemode");
    let refused = figures(Stripe, "", &unsaid).unwrap_err();
    assert!(refused.detail.contains("livemode"), "{refused:?}");
}

#[test]
fn a_number_beyond_all_amounts_and_times_is_refused() {
    use Platform::{Shopify, Stripe};
    for (platform, topic, body, place) in [
        (
            Shopify,
            "orders/updated",
            shopify_order(),
            "/line_items/0/quantity",
        ),
        (
            Shopify,
            "refunds/create",
            shopify_refund(),
            "/refund_line_items/0/quantity",
        ),
        (Stripe, "", intent(), "/created"),
        (Stripe, "", stripe_refund(), "/data/object/created"),
        (Stripe, "", stripe_refund(), "/data/object/amount"),
    ] {
        for number in [i64::MAX, i64::MIN, i64::MAX / 1_000] {
            let mut body = body.clone();
            *body.pointer_mut(place).unwrap() = number.into();
            let refused = figures(platform, topic, &body).unwrap_err();
            assert!(refused.detail.contains("too large"), "{place}: {refused:?}");
        }
    }
}

#[test]
fn duties_are_where_webhooks_have_them() {
    let found = figures(Platform::Shopify, "orders/create", &shopify_order()).unwrap();
    let sale = "revenue 60.00, discounts 6.00, shipping 5.00, tax 11.21, tips 3.00, fees 12.00";
    assert_eq!(found, [("shopify:1".to_owned(), sale.to_owned())]);
    let found = figures(Platform::Shopify, "refunds/create", &shopify_refund()).unwrap();
    let back = "returns 28.00, shipping -5.00, tax -5.13, fees -12.00";
    let id = "shopify:1:refund:9".to_owned();
    assert_eq!(found, [(id, back.to_owned())]);
}

/// Shopify takes a refund out again while its money is on its way, and often writes the opposite beside it.
#[test]
fn a_refund_on_its_way_counts_once() {
    let adjustment = |amount: &str| json!({"kind": "refund_discrepancy", "amount": amount, "tax_amount": "0.00"});
    for (adjustments, expected) in [
        (&["32.13"][..], "returns 27.00, tax -5.13"),
        (&["32.13", "-32.13"], "returns 27.00, tax -5.13"),
        (&["-32.13", "32.13"], "returns 27.00, tax -5.13"),
        (&["32.13", "-32.13", "-1.00"], "returns 28.00, tax -5.13"),
    ] {
        for status in ["pending", "success"] {
            if status == "success" && adjustments.len() == 1 {
                continue;
            }
            let adjustments: Vec<Value> = adjustments.iter().map(|it| adjustment(it)).collect();
            let body = json!({"id": 9, "order_id": 1, "processed_at": "2026-03-27T12:00:00Z",
                "refund_line_items": [{"line_item_id": 7, "quantity": 1, "subtotal": 27.0, "total_tax": 5.13}],
                "order_adjustments": adjustments,
                "transactions": [{"kind": "refund", "status": status, "amount": "32.13"}]});
            let found = figures(Platform::Shopify, "refunds/create", &body).unwrap();
            assert_eq!(found[0].1, expected, "{status} {adjustments:?}");
        }
    }
}

#[test]
fn additional_fees_are_the_orders() {
    let mut order = shopify_order();
    order["original_total_additional_fees_set"] =
        json!({"shop_money": {"amount": "1.50", "currency_code": "EUR"}});
    let found = figures(Platform::Shopify, "orders/create", &order).unwrap();
    assert!(found[0].1.ends_with("fees 13.50"), "{found:?}");
}

#[test]
fn a_tip_is_no_item_however_its_line_says_so() {
    for mark in [
        json!({"tip": {"payment_gateway": "cash"}}),
        json!({"tip_payment_gateway": "shopify_payments", "tip_payment_method": "Visa"}),
        json!({"tip_payment_method": "Visa"}),
    ] {
        let mut order = shopify_order();
        let mut tip = json!({"id": 8, "title": "Tip", "quantity": 1, "price": "3.00"});
        let mark = mark.as_object().unwrap().clone();
        tip.as_object_mut().unwrap().extend(mark);
        order["line_items"].as_array_mut().unwrap().push(tip);
        let found = figures(Platform::Shopify, "orders/create", &order).unwrap();
        let sale = "revenue 60.00, discounts 6.00, shipping 5.00, tax 11.21, tips 3.00, fees 12.00";
        assert_eq!(found, [("shopify:1".to_owned(), sale.to_owned())]);
    }
}

#[test]
fn an_order_cancelled_without_a_refund_gives_everything_back() {
    let mut order = shopify_order();
    order["cancelled_at"] = "2026-03-28T12:00:00Z".into();
    order["financial_status"] = "voided".into();
    let found = figures(Platform::Shopify, "orders/cancelled", &order).unwrap();
    let back = "returns 54.00, shipping -5.00, tax -11.21, tips -3.00, fees -12.00";
    let id = "shopify:1:refund:cancel".to_owned();
    assert_eq!(found[1], (id, back.to_owned()));
    // An edit before that removed a piece: a refund without money.
    let removed = json!({"id": 9, "processed_at": "2026-03-27T12:00:00Z", "transactions": [],
        "refund_line_items": [{"line_item_id": 7, "quantity": 1, "subtotal": 27.0, "total_tax": 5.13}]});
    order["refunds"] = json!([removed]);
    let found = figures(Platform::Shopify, "orders/cancelled", &order).unwrap();
    let rest = "returns 27.00, shipping -5.00, tax -6.08, tips -3.00, fees -12.00";
    assert_eq!(found[2].1, rest);
    // What was paid and not refunded, the shop keeps, also a tip that is a line.
    order["financial_status"] = "refunded".into();
    let tip = json!({"id": 8, "title": "Tip", "quantity": 1, "price": "3.00", "tip": {}});
    order["line_items"].as_array_mut().unwrap().push(tip);
    let found = figures(Platform::Shopify, "orders/cancelled", &order).unwrap();
    assert_eq!(found[2].1, "returns 27.00, tax -5.13");
}

#[test]
fn a_charge_that_is_only_authorized_is_no_payment() {
    let charge = |kind: &str, captured: bool, amount_captured: Option<i64>| {
        let mut charge = json!({"id": "ch_1", "currency": "eur", "amount": 5_000, "captured": captured,
            "created": 1_774_526_400, "payment_intent": null});
        if let Some(amount) = amount_captured {
            charge["amount_captured"] = amount.into();
        }
        figures(Platform::Stripe, "", &stripe(kind, &charge)).unwrap()
    };
    assert!(charge("charge.succeeded", false, Some(0)).is_empty());
    let of = |amount: &str| [("stripe:ch_1".to_owned(), format!("revenue {amount}"))];
    assert_eq!(charge("charge.captured", true, Some(3_000)), of("30.00"));
    assert_eq!(charge("charge.succeeded", true, None), of("50.00"));
}

#[test]
fn a_session_counts_what_was_paid_even_if_its_parts_are_unknown() {
    let parts =
        |tax: i64| json!({"amount_discount": 1_000, "amount_shipping": 500, "amount_tax": tax});
    for (subtotal, total, parts, expected) in [
        (
            10_000,
            9_500,
            parts(0),
            "revenue 100.00, discounts 10.00, shipping 5.00",
        ),
        (
            10_000,
            11_000,
            parts(1_500),
            "revenue 100.00, discounts 10.00, shipping 5.00, tax 15.00",
        ),
        // 5.00 of the tax is inside the prices, 10.00 on top.
        (
            10_000,
            10_500,
            parts(1_500),
            "revenue 95.00, discounts 10.00, shipping 5.00, tax 15.00",
        ),
        (10_000, 9_500, Value::Null, "revenue 95.00"),
    ] {
        let session = session(
            &json!({"amount_subtotal": subtotal, "amount_total": total, "total_details": parts}),
        );
        let found = figures(Platform::Stripe, "", &session).unwrap();
        assert_eq!(found, [("stripe:pi_1".to_owned(), expected.to_owned())]);
    }
    // Only a part of what was authorized was captured.
    let intent = json!({"id": "pi_1", "currency": "eur", "amount_received": 4_000});
    let partly = session(
        &json!({"amount_subtotal": 9_500, "amount_total": 9_500, "payment_intent": intent}),
    );
    let found = figures(Platform::Stripe, "", &partly).unwrap();
    assert_eq!(found[0].1, "revenue 40.00");
}

#[test]
fn a_body_that_cannot_be_read_still_says_what_it_is_about() {
    use Platform::{Shopify, Stripe, WooCommerce};
    let edit = json!({"order_edit": {"id": 3, "order_id": 1}});
    let session = session(&json!({}));
    for (platform, topic, body, id) in [
        (Shopify, "orders/updated", shopify_order(), "shopify:1"),
        (
            Shopify,
            "refunds/create",
            shopify_refund(),
            "shopify:1:refund:9",
        ),
        (Shopify, "orders/edited", edit, "shopify:1"),
        (WooCommerce, "order.updated", woo_order(), "woo:1"),
        (
            WooCommerce,
            "orders/1/refunds",
            woo_refund(),
            "woo:1:refund:9",
        ),
        (Stripe, "", intent(), "stripe:pi_1"),
        (Stripe, "", stripe_refund(), "stripe:re_1"),
        (Stripe, "", session, "stripe:pi_1"),
    ] {
        let preset = platform.preset();
        let about = preset.about(topic, body.to_string().as_bytes());
        assert_eq!(about.as_deref(), Some(id));
    }
    assert_eq!(Stripe.preset().about("", b"[]"), None);
}
