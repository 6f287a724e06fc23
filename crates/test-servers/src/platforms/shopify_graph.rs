//! Turns bodies of Shopify's webhooks into the form of GraphQL.

use serde_json::{Value, json};

pub(super) fn millis(time: &Value) -> i64 {
    let time: jiff::Timestamp = time.as_str().unwrap().parse().unwrap();
    time.as_millisecond()
}

pub(super) fn gid(kind: &str, id: &Value) -> Value {
    match id.is_null() {
        true => Value::Null,
        false => format!("gid://shopify/{kind}/{id}").into(),
    }
}

pub(super) fn number(gid: &Value) -> u64 {
    gid.as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .parse()
        .unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn page(nodes: Vec<Value>, skip: usize, first: usize) -> Value {
    let all = nodes.len();
    let nodes: Vec<Value> = nodes.into_iter().skip(skip).take(first).collect();
    let end = skip + nodes.len();
    json!({"nodes": nodes, "pageInfo": {"hasNextPage": end < all, "endCursor": end.to_string()}})
}

fn money(object: &Value, key: &str) -> Value {
    match bag(&object[format!("{key}_set")]) {
        Value::Null => {
            json!({"shopMoney": {"amount": object[key].to_string().trim_matches('"'), "currencyCode": "EUR"}})
        }
        money => money,
    }
}

/// An amount that may be absent.
fn bag(set: &Value) -> Value {
    let money = &set["shop_money"];
    match money.is_null() {
        true => Value::Null,
        false => {
            json!({"shopMoney": {"amount": money["amount"], "currencyCode": money["currency_code"]}})
        }
    }
}

fn taxes(line: &Value) -> Vec<Value> {
    let taxes = list(&line["tax_lines"]).iter();
    taxes
        .map(|it| json!({"rate": it["rate"], "priceSet": money(it, "price")}))
        .collect()
}

fn allocations(line: &Value) -> Vec<Value> {
    let all = list(&line["discount_allocations"]).iter();
    all.map(|it| json!({"allocatedAmountSet": money(it, "amount")}))
        .collect()
}

pub(super) fn lines(order: &Value, skip: usize, first: usize) -> Value {
    let lines = list(&order["line_items"]).iter().map(|line| {
        let of = |kind, key: &str| match line[key].is_null() {
            true => Value::Null,
            false => json!({"id": gid(kind, &line[key])}),
        };
        json!({
            "id": gid("LineItem", &line["id"]), "sku": line["sku"], "name": line["name"], "title": line["title"],
            "quantity": line["quantity"], "isGiftCard": line["gift_card"], "requiresShipping": line["requires_shipping"],
            "variant": of("ProductVariant", "variant_id"), "product": of("Product", "product_id"),
            "originalUnitPriceSet": money(line, "price"), "discountAllocations": allocations(line), "taxLines": taxes(line),
            "duties": list(&line["duties"]).iter().map(|it| json!({"price": money(it, "price")})).collect::<Vec<_>>(),
        })
    });
    page(lines.collect(), skip, first)
}

pub(super) fn refund(refund: &Value, skip: usize, first: usize) -> Value {
    let goods = list(&refund["refund_line_items"]).iter().map(|back| {
        json!({"lineItem": {"id": gid("LineItem", &back["line_item_id"])}, "quantity": back["quantity"],
            "subtotalSet": money(back, "subtotal"), "totalTaxSet": money(back, "total_tax")})
    });
    let shipping = list(&refund["refund_shipping_lines"]).iter();
    let shipping = shipping.map(|it| json!({"subtotalAmountSet": money(it, "subtotal_amount"), "taxAmountSet": money(it, "tax_amount")}));
    let adjustments = list(&refund["order_adjustments"]).iter();
    let reason = |it: &Value| (it["kind"] == "refund_discrepancy").then_some("REFUND_DISCREPANCY");
    let adjustments = adjustments
        .map(|it| json!({"reason": reason(it), "amountSet": money(it, "amount"), "taxAmountSet": money(it, "tax_amount")}));
    let moved = list(&refund["transactions"]).iter().map(|it| {
        let upper = |key: &str| it[key].as_str().unwrap().to_ascii_uppercase();
        json!({"kind": upper("kind"), "status": upper("status"), "amountSet": money(it, "amount")})
    });
    json!({
        "id": gid("Refund", &refund["id"]), "createdAt": refund["created_at"], "processedAt": refund["processed_at"],
        "refundLineItems": page(goods.collect(), skip, first),
        "refundShippingLines": page(shipping.collect(), 0, 10),
        "orderAdjustments": page(adjustments.collect(), 0, 10),
        "duties": [], "transactions": page(moved.collect(), 0, 10),
    })
}

pub(super) fn order(order: &Value, edits: &[Value], first: usize, refunds: usize) -> Value {
    let shipping = list(&order["shipping_lines"]).iter().map(|line| {
        json!({"originalPriceSet": money(line, "price"), "discountAllocations": allocations(line), "taxLines": taxes(line)})
    });
    let country = |key: &str| json!({"countryCodeV2": order[key]["country_code"]});
    let refunds = list(&order["refunds"])
        .iter()
        .take(refunds)
        .map(|it| refund(it, 0, first));
    json!({
        "id": gid("Order", &order["id"]), "createdAt": order["created_at"], "processedAt": order["processed_at"],
        "updatedAt": order["updated_at"], "cancelledAt": order["cancelled_at"], "currencyCode": order["currency"],
        "displayFinancialStatus": order["financial_status"].as_str().unwrap().to_ascii_uppercase(),
        "taxesIncluded": order["taxes_included"], "test": order["test"], "edited": !edits.is_empty(),
        "sourceName": order["source_name"],
        "totalTipReceivedSet": {"shopMoney": {"amount": order["total_tip_received"], "currencyCode": order["currency"]}},
        "originalTotalAdditionalFeesSet": bag(&order["original_total_additional_fees_set"]),
        "shippingAddress": country("shipping_address"), "billingAddress": country("billing_address"),
        "lineItems": lines(order, 0, first), "shippingLines": page(shipping.collect(), 0, 10),
        "refunds": refunds.collect::<Vec<_>>(),
    })
}

/// An order as lines of a bulk operation's file.
pub(super) fn lines_of_file(order: &Value, edits: &[Value]) -> Vec<Value> {
    let mut parent = self::order(order, edits, usize::MAX / 2, usize::MAX / 2);
    let mut all = vec![Value::Null];
    for (list, kind) in [("lineItems", "LineItem"), ("shippingLines", "ShippingLine")] {
        let taken = parent[list].take();
        all.extend(list_of(&taken).iter().map(|line| {
            let mut line = line.clone();
            line["__typename"] = kind.into();
            line["__parentId"] = parent["id"].clone();
            line
        }));
        parent.as_object_mut().unwrap().remove(list);
    }
    let refunds = list(&parent["refunds"]).iter();
    parent["refunds"] = refunds.map(|refund| json!({"id": refund["id"]})).collect();
    all[0] = parent;
    all
}

fn list_of(page: &Value) -> &[Value] {
    list(&page["nodes"])
}

/// An agreement has another number than the edit in a webhook.
fn agreement(edit: &Value) -> Value {
    let number = edit["id"].as_u64().unwrap() + 900_000;
    gid("OrderEditAgreement", &number.into())
}

pub(super) fn edits(edits: &[Value], skip: usize) -> Value {
    let nodes = edits.iter().map(|edit| {
        let sale = |line: &Value, sign: i64| {
            json!({"actionType": "ORDER_EDIT", "quantity": sign * line["delta"].as_i64().unwrap(),
                "lineItem": {"id": gid("LineItem", &line["id"])}})
        };
        let added = list(&edit["line_items"]["additions"]).iter().map(|line| sale(line, 1));
        let removed = list(&edit["line_items"]["removals"]).iter().map(|line| sale(line, -1));
        json!({"__typename": "OrderEditAgreement", "id": agreement(edit), "happenedAt": edit["created_at"],
            "sales": page(added.chain(removed).collect(), 0, 250)})
    });
    page(nodes.collect(), skip, 3)
}

/// An order's sales: the cost of its lines and shipping, with their tax, and what each refund gives back.
pub(super) fn book(order: &Value, edits: &[Value], agreements: usize, sales: usize) -> Value {
    let is_inside = order["taxes_included"] == true;
    let mut nodes = Vec::new();
    let added_by = |edit: &Value, line: &Value| -> f64 {
        let all = list(&edit["line_items"]["additions"]).iter();
        let of = all.filter(|it| it["id"] == line["id"]);
        of.map(|it| it["delta"].as_f64().unwrap()).sum()
    };
    let part = |line: &Value, pieces: f64| {
        let quantity = line["quantity"].as_f64().unwrap_or(1.0);
        let tax: f64 = taxes(line).iter().map(|it| float(&it["priceSet"])).sum();
        let off: f64 = allocations(line)
            .iter()
            .map(|it| float(&it["allocatedAmountSet"]))
            .sum();
        let total =
            float(&money(line, "price")) * quantity - off + if is_inside { 0.0 } else { tax };
        (total * pieces / quantity, tax * pieces / quantity)
    };
    let lines = list(&order["line_items"]);
    let of_lines = |pieces: &dyn Fn(&Value) -> f64| -> Vec<Value> {
        let some = lines.iter().filter(|line| pieces(line) > 0.0);
        some.map(|line| sale("PRODUCT", part(line, pieces(line))))
            .collect()
    };
    let mut first = of_lines(&|line| {
        line["quantity"].as_f64().unwrap()
            - edits.iter().map(|edit| added_by(edit, line)).sum::<f64>()
    });
    first.extend(list(&order["shipping_lines"]).iter().map(|line| {
        let mut line = line.clone();
        line["quantity"] = 1.into();
        sale("SHIPPING", part(&line, 1.0))
    }));
    let agreed = |kind: &str, id: Value, at: &Value, of: Vec<Value>| json!({"__typename": kind, "id": id, "happenedAt": at, "sales": page(of, 0, sales)});
    nodes.push(agreed(
        "OrderAgreement",
        gid("OrderAgreement", &order["id"]),
        &order["processed_at"],
        first,
    ));
    for edit in edits {
        let added = of_lines(&|line| added_by(edit, line));
        nodes.push(agreed(
            "OrderEditAgreement",
            agreement(edit),
            &edit["created_at"],
            added,
        ));
    }
    for refund in list(&order["refunds"]) {
        let back = |it: &Value, amount: &str, tax: &str| {
            let (amount, tax) = (float(&money(it, amount)), float(&money(it, tax)));
            (-(amount + if is_inside { 0.0 } else { tax }), -tax)
        };
        let goods = list(&refund["refund_line_items"]).iter();
        let mut of: Vec<Value> = goods
            .map(|it| sale("PRODUCT", back(it, "subtotal", "total_tax")))
            .collect();
        let shipping = list(&refund["refund_shipping_lines"]).iter();
        of.extend(shipping.map(|it| sale("SHIPPING", back(it, "subtotal_amount", "tax_amount"))));
        let other = list(&refund["order_adjustments"]).iter();
        let other = other.filter(|it| it["kind"] == "refund_discrepancy");
        of.extend(other.map(|it| sale("ADJUSTMENT", (float(&money(it, "amount")), 0.0))));
        let mut agreement = agreed(
            "RefundAgreement",
            gid("RefundAgreement", &refund["id"]),
            &refund["created_at"],
            of,
        );
        agreement["refund"] = json!({"id": gid("Refund", &refund["id"])});
        nodes.push(agreement);
    }
    json!({"id": gid("Order", &order["id"]), "test": order["test"], "currencyCode": order["currency"], "cancelledAt": order["cancelled_at"],
        "displayFinancialStatus": order["financial_status"].as_str().unwrap().to_ascii_uppercase(),
        "agreements": page(nodes, 0, agreements)})
}

fn float(bag: &Value) -> f64 {
    bag["shopMoney"]["amount"]
        .as_str()
        .map_or(0.0, |text| text.parse().unwrap_or(0.0))
}

fn sale(kind: &str, (total, tax): (f64, f64)) -> Value {
    let money = |amount: f64| json!({"shopMoney": {"amount": format!("{amount:.2}")}});
    json!({"lineType": kind, "totalAmount": money(total), "totalTaxAmount": money(tax)})
}
