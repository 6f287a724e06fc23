//! The orders sent by the tests, and the figures that they must add up to.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::Server;

pub(super) const DAY: &str = "2026-03-01";
const SKUS: u64 = 9;

/// The order with this number: one line sold, and in every tenth order also a return.
pub(super) fn order(number: u64) -> Value {
    let hour = number % 24;
    let mut items = vec![json!({
        "sku": format!("S{}", number % SKUS), "price": money(cents(number)), "quantity": units(number),
    })];
    if number.is_multiple_of(10) {
        items.push(json!({"sku": "R", "price": "0.05", "quantity": -1}));
    }
    json!({"id": number, "timestamp": format!("{DAY}T{hour:02}:30:00Z"), "items": items})
}

fn cents(number: u64) -> u64 {
    number % 97 + 1
}

fn units(number: u64) -> u64 {
    number % 3 + 1
}

fn money(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// Asserts that the board shows orders 0 to `orders`, exclusive, each once. Returns how many figures were compared.
#[track_caller]
pub(super) fn assert_exact(server: &Server, orders: u64) -> usize {
    let (mut revenue, mut returns, mut sold) = (0, 0, 0);
    let mut hours = [0; 24];
    let mut popular = BTreeMap::new();
    for number in 0..orders {
        let amount = cents(number) * units(number);
        revenue += amount;
        hours[(number % 24) as usize] += amount;
        sold += units(number);
        *popular.entry(format!("S{}", number % SKUS)).or_insert(0) += units(number);
        if number.is_multiple_of(10) {
            returns += 5;
        }
    }
    let mut popular: Vec<(u64, String)> = popular
        .into_iter()
        .map(|(sku, units)| (units, sku))
        .collect();
    popular.sort();
    popular.reverse();
    let board = server.get(&format!("/v1/board?date={DAY}")).json(200);
    let today = json!({
        "orders": orders,
        "unique_items": popular.len(),
        "units": sold,
        "revenue": money(revenue),
        "returns": money(returns),
        "net_revenue": money(revenue - returns),
    });
    let mut compared = 0;
    for (figure, value) in today.as_object().unwrap() {
        assert_eq!(
            &board["today"][figure], value,
            "{figure} of {orders} orders"
        );
        compared += 1;
    }
    let day = board["revenue"].as_array().unwrap().last().unwrap();
    for (hour, cents) in hours.into_iter().enumerate() {
        assert_eq!(day["hours"][hour], money(cents), "hour {hour}");
        compared += 1;
    }
    for list in ["popular", "popular_today"] {
        let shown: Vec<(u64, String)> = board[list]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| {
                (
                    item["units"].as_u64().unwrap(),
                    item["sku"].as_str().unwrap().to_owned(),
                )
            })
            .collect();
        assert_eq!(shown, popular, "{list}");
        compared += 2 * shown.len();
    }
    compared
}
