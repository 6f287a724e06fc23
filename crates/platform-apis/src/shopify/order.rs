//! Turns an order from GraphQL into the form of webhooks. Names differ, but amounts are the same, so its versions equal
//! those of webhooks.

use domain::Amount;
use serde_json::{Map, Value, json};

use super::{number, strange};
use crate::{ApiBody, ApiError};

/// The body of `orders/updated`. `order` must have all its lines and refunds.
pub(super) fn body(order: &Value) -> Result<ApiBody, ApiError> {
    let mut body = Map::new();
    let mut put = |key: &str, value: Value| drop(body.insert(key.to_owned(), value));
    put("id", id(&order["id"])?);
    for (key, name) in [
        ("created_at", "createdAt"),
        ("processed_at", "processedAt"),
        ("updated_at", "updatedAt"),
        ("cancelled_at", "cancelledAt"),
        ("currency", "currencyCode"),
        ("taxes_included", "taxesIncluded"),
        ("test", "test"),
        ("source_name", "sourceName"),
    ] {
        put(key, order[name].clone());
    }
    let status = order["displayFinancialStatus"]
        .as_str()
        .unwrap_or("pending");
    put("financial_status", status.to_ascii_lowercase().into());
    for (key, name) in [
        ("shipping_address", "shippingAddress"),
        ("billing_address", "billingAddress"),
    ] {
        if let Some(country) = order[name]["countryCodeV2"].as_str() {
            put(key, json!({"country_code": country}));
        }
    }
    let tips = amount(&order["totalTipReceivedSet"]);
    put("total_tip_received", tips.clone());
    let fees = money(&order["originalTotalAdditionalFeesSet"]);
    put("original_total_additional_fees_set", fees);
    let lines = nodes(&order["lineItems"])?.iter();
    let lines = lines.map(|item| line(item, &tips));
    put("line_items", lines.collect::<Result<Value, _>>()?);
    put(
        "shipping_lines",
        nodes(&order["shippingLines"])?
            .iter()
            .map(shipping)
            .collect(),
    );
    let refunds = list(&order["refunds"]).iter().map(refund);
    put("refunds", refunds.collect::<Result<Value, _>>()?);
    Ok(ApiBody {
        topic: "orders/updated".to_owned(),
        body: Value::from(body).to_string().into_bytes(),
    })
}

/// The body of `orders/delete`.
pub(super) fn deleted(id: u64) -> ApiBody {
    ApiBody {
        topic: "orders/delete".to_owned(),
        body: json!({ "id": id }).to_string().into_bytes(),
    }
}

/// Bodies of `orders/edited` that give the time when pieces were added. They use the agreement's number, which may
/// differ from the edit's, and are marked with `agreement`.
pub(super) fn edits(order: &Value, agreements: &Value) -> Result<Vec<ApiBody>, ApiError> {
    let order = id(order)?;
    let edits = nodes(agreements)?.iter();
    let edits = edits.filter(|it| it["__typename"] == "OrderEditAgreement");
    let mut bodies = Vec::new();
    for edit in edits {
        let sales = nodes(&edit["sales"])?.iter();
        let added = sales.filter_map(|sale| {
            let pieces = sale["quantity"].as_i64().filter(|pieces| *pieces > 0)?;
            let line = number(sale["lineItem"]["id"].as_str())?;
            Some(json!({"id": line, "delta": pieces}))
        });
        let added: Vec<Value> = added.collect();
        if added.is_empty() {
            continue;
        }
        let said = json!({"order_edit": {
            "id": id(&edit["id"])?,
            "order_id": order,
            "agreement": true,
            "created_at": edit["happenedAt"],
            "line_items": {"additions": added, "removals": []},
        }});
        bodies.push(ApiBody {
            topic: "orders/edited".to_owned(),
            body: said.to_string().into_bytes(),
        });
    }
    Ok(bodies)
}

fn line(item: &Value, tips: &Value) -> Result<Value, ApiError> {
    let duties = list(&item["duties"]).iter();
    let duties: Vec<Value> = duties
        .map(|duty| json!({"price_set": money(&duty["price"])}))
        .collect();
    // A tip is a line without a product; nothing else marks it.
    let is_tip = item["product"].is_null()
        && item["variant"].is_null()
        && item["requiresShipping"] == false
        && item["isGiftCard"] != true
        && item["quantity"] == 1
        && !tips.is_null()
        && amount(&item["originalUnitPriceSet"]) == *tips;
    let mut line = json!({
        "id": id(&item["id"])?,
        "sku": item["sku"],
        "variant_id": number(item["variant"]["id"].as_str()),
        "product_id": number(item["product"]["id"].as_str()),
        "title": item["title"],
        "name": item["name"],
        "quantity": item["quantity"],
        "gift_card": item["isGiftCard"],
        "price_set": money(&item["originalUnitPriceSet"]),
        "discount_allocations": allocations(item),
        "tax_lines": taxes(item),
        "duties": duties,
    });
    if is_tip {
        line["tip"] = json!({});
    }
    Ok(line)
}

fn shipping(line: &Value) -> Value {
    json!({
        "price_set": money(&line["originalPriceSet"]),
        "discount_allocations": allocations(line),
        "tax_lines": taxes(line),
    })
}

fn refund(refund: &Value) -> Result<Value, ApiError> {
    let goods = nodes(&refund["refundLineItems"])?.iter().map(|back| {
        Ok(json!({
            "line_item_id": id(&back["lineItem"]["id"])?,
            "quantity": back["quantity"],
            "subtotal_set": money(&back["subtotalSet"]),
            "total_tax_set": money(&back["totalTaxSet"]),
        }))
    });
    let goods = goods.collect::<Result<Value, ApiError>>()?;
    let shipping: Vec<Value> = nodes(&refund["refundShippingLines"])?
        .iter()
        .map(|line| {
            json!({
                "subtotal_amount_set": money(&line["subtotalAmountSet"]),
                "tax_amount_set": money(&line["taxAmountSet"]),
            })
        })
        .collect();
    let adjustments: Vec<Value> = nodes(&refund["orderAdjustments"])?
        .iter()
        .map(|it| adjustment(it, &shipping))
        .collect();
    let duties = list(&refund["duties"]).iter();
    let duties: Vec<Value> = duties
        .map(|duty| json!({"amount_set": money(&duty["amountSet"])}))
        .collect();
    let moved = nodes(&refund["transactions"])?.iter().map(|moved| {
        json!({
            "kind": word(&moved["kind"]),
            "status": word(&moved["status"]),
            "amount_set": money(&moved["amountSet"]),
        })
    });
    let moved: Vec<Value> = moved.collect();
    Ok(json!({
        "id": id(&refund["id"])?,
        "created_at": refund["createdAt"],
        "processed_at": refund["processedAt"],
        "refund_line_items": goods,
        "refund_shipping_lines": shipping,
        "order_adjustments": adjustments,
        "refund_duties": duties,
        "transactions": moved,
    }))
}

/// Adjustments may repeat refunded shipping, with or without its tax. A discrepancy has a reason.
fn adjustment(adjustment: &Value, shipping: &[Value]) -> Value {
    let (back, tax) = (
        micros(&adjustment["amountSet"]["shopMoney"]),
        micros(&adjustment["taxAmountSet"]["shopMoney"]),
    );
    let is_shipping = adjustment["reason"].is_null()
        && shipping.iter().any(|line| {
            let line = micros(&line["subtotal_amount_set"]["shop_money"]);
            line != 0 && (back == -line || back + tax == -line)
        });
    json!({
        "kind": if is_shipping { "shipping_refund" } else { "refund_discrepancy" },
        "amount_set": money(&adjustment["amountSet"]),
        "tax_amount_set": money(&adjustment["taxAmountSet"]),
    })
}

/// Millionths; an invalid amount is rejected later, where the body is read.
fn micros(money: &Value) -> i64 {
    let amount = money["amount"].as_str().map(Amount::parse);
    amount.and_then(Result::ok).map_or(0, Amount::micros)
}

fn allocations(line: &Value) -> Vec<Value> {
    let allocations = list(&line["discountAllocations"]).iter();
    let allocations = allocations.map(|it| json!({"amount_set": money(&it["allocatedAmountSet"])}));
    allocations.collect()
}

fn taxes(line: &Value) -> Vec<Value> {
    let taxes = list(&line["taxLines"]).iter();
    let taxes = taxes.map(|it| json!({"rate": it["rate"], "price_set": money(&it["priceSet"])}));
    taxes.collect()
}

fn money(bag: &Value) -> Value {
    let money = &bag["shopMoney"];
    match money.is_null() {
        true => Value::Null,
        false => {
            json!({"shop_money": {"amount": money["amount"], "currency_code": money["currencyCode"]}})
        }
    }
}

fn amount(bag: &Value) -> Value {
    bag["shopMoney"]["amount"].clone()
}

fn word(value: &Value) -> Value {
    value
        .as_str()
        .map_or(Value::Null, |word| word.to_ascii_lowercase().into())
}

fn id(gid: &Value) -> Result<Value, ApiError> {
    let number =
        number(gid.as_str()).ok_or_else(|| strange("a global id does not end in a number"))?;
    Ok(number.into())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub(super) fn nodes(connection: &Value) -> Result<&[Value], ApiError> {
    let nodes = connection["nodes"].as_array();
    nodes
        .map(Vec::as_slice)
        .ok_or_else(|| strange("a list in the answer is not a list"))
}
