//! Samples of the platforms' bodies, and their figures from a separate calculation.

use std::fs;
use std::path::Path;

use domain::{Measure, Shop, Sums, Timestamp};
use presets::Platform;
use serde_json::{Value, json};

/// One of the sample deliveries.
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) shop: String,
    pub(crate) topic: String,
    pub(crate) received_at: Timestamp,
    pub(crate) body: Vec<u8>,
    /// Whether it is an answer of the API instead of a delivery.
    pub(crate) is_of_api: bool,
}

fn read(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../presets/tests/deliveries");
    fs::read(folder.join(name)).unwrap()
}

fn json_of(name: &str) -> Value {
    serde_json::from_slice(&read(name)).unwrap()
}

/// The deliveries in a platform's sequence, as they happened.
pub(crate) fn sequence(name: &str) -> Vec<Sample> {
    let plan = json_of("sequences.json");
    let mut sequences = plan["sequences"].as_array().unwrap().iter();
    let sequence = sequences.rfind(|it| it["name"] == *name).unwrap();
    let names = sequence["orders"][0].as_array().unwrap().iter();
    let names = names.map(|it| it.as_str().unwrap());
    names
        .filter(|it| it.ends_with(".json"))
        .map(sample)
        .collect()
}

fn sample(name: &str) -> Sample {
    let headers = json_of(&name.replace(".json", ".headers.json"));
    let topic = match headers["path"].as_str() {
        Some(path) => path.strip_prefix("/wp-json/wc/v3/").unwrap(),
        None => headers["topic"].as_str().unwrap(),
    };
    Sample {
        name: name.to_owned(),
        shop: headers["shop"].as_str().unwrap().to_owned(),
        topic: topic.to_owned(),
        received_at: Timestamp::from_millis(headers["received_at"].as_i64().unwrap() * 1_000),
        body: read(name),
        is_of_api: headers["api"] == true,
    }
}

/// The samples' shop with this name, under its own id.
pub(crate) fn shop(name: &str, id: &str) -> (Shop, Platform) {
    let said = &json_of("sequences.json")["shops"][name];
    let text = |key: &str| said[key].as_str().unwrap();
    let shop = Shop::new(id, text("timezone"), text("currency")).unwrap();
    (shop, Platform::from_name(text("platform")).unwrap())
}

/// The sums of a sequence by day, for one of its shops.
pub(crate) fn expected(sequence: &str, shop: &str) -> Value {
    json_of("expected.json")["sequences"][sequence]["figures"][shop].clone()
}

/// A day's sums in the form of the expected ones.
pub(crate) fn shown(shop: &Shop, sums: &Sums) -> Value {
    let money = |amount: i128| shop.currency.format(amount);
    let of = |measure: Measure| money(sums[measure]);
    let net = sums[Measure::Revenue] - sums[Measure::Discounts] - sums[Measure::Returns];
    let total = net + sums[Measure::Shipping] + sums[Measure::Tax] + sums[Measure::Fees];
    json!({
        "orders": sums[Measure::Orders] as i64,
        "units": sums[Measure::Units] as i64,
        "returned_units": sums[Measure::ReturnedUnits] as i64,
        "gross": of(Measure::Revenue),
        "discounts": of(Measure::Discounts),
        "returns": of(Measure::Returns),
        "net": money(net),
        "shipping": of(Measure::Shipping),
        "tax": of(Measure::Tax),
        "fees": of(Measure::Fees),
        "tips": of(Measure::Tips),
        "gift_cards": of(Measure::GiftCards),
        "total_sales": money(total),
    })
}
