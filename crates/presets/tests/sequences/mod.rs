//! Deliveries to a store in many orders. Each must end with the expected figures.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::{BusinessDay, Measure, Shop, Timestamp};
use pipeline::{Committer, Decoded, Delivery, Durability, Origin, decode_delivery, decode_lines};
use ports::Store;
use presets::Platform;
use serde_json::{Value, json};

/// At most this many orders of the same deliveries are tried.
const MAX_ORDERS: usize = 24;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../presets/tests/deliveries")
}

fn read(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap()
}

fn json_of(name: &str) -> Value {
    serde_json::from_slice(&read(name)).unwrap()
}

/// The deliveries of the plan, in the orders that it names and in others.
fn orders_of(sequence: &Value) -> Vec<Vec<String>> {
    let named = sequence["orders"].as_array().unwrap().iter();
    let mut orders: Vec<Vec<String>> = named
        .map(|order| {
            let names = order.as_array().unwrap().iter();
            names
                .map(|name| name.as_str().unwrap().to_owned())
                .collect()
        })
        .collect();
    let first = orders[0].clone();
    permute(&mut orders, &mut Vec::new(), &first);
    orders
}

fn permute(orders: &mut Vec<Vec<String>>, begun: &mut Vec<String>, left: &[String]) {
    if orders.len() >= MAX_ORDERS {
        return;
    }
    if left.is_empty() {
        orders.push(begun.clone());
    }
    // From the back, so that the first ones differ most from the named order.
    for place in (0..left.len()).rev() {
        begun.push(left[place].clone());
        let rest = [&left[..place], &left[place + 1..]].concat();
        permute(orders, begun, &rest);
        begun.pop();
    }
}

/// The shops for one order of deliveries, each with its own intake.
struct Delivering {
    store: Arc<dyn Store>,
    plan: Value,
    suffix: String,
    committers: BTreeMap<String, Committer>,
}

impl Delivering {
    fn shop(&self, name: &str) -> Shop {
        let said = &self.plan["shops"][name];
        let text = |key: &str| said[key].as_str().unwrap();
        let id = format!("{name}-{}", self.suffix);
        Shop::new(&id, text("timezone"), text("currency")).unwrap()
    }

    async fn open(&mut self, shop_name: &str) {
        if !self.committers.contains_key(shop_name) {
            let shop = Arc::new(self.shop(shop_name));
            self.store.open_shop(&shop).await.unwrap();
            let committer = Committer::new(shop, self.store.clone()).await.unwrap();
            self.committers.insert(shop_name.to_owned(), committer);
        }
    }

    async fn deliver(&mut self, name: &str) {
        let stem = name.rsplit_once('.').unwrap().0;
        let headers = json_of(&format!("{stem}.headers.json"));
        let shop_name = headers["shop"].as_str().unwrap();
        let platform = self.plan["shops"][shop_name]["platform"].as_str().unwrap();
        let topic = match headers["path"].as_str() {
            Some(path) => path.strip_prefix("/wp-json/wc/v3/").unwrap(),
            None => headers["topic"].as_str().unwrap(),
        };
        let delivery = Delivery {
            platform: Platform::from_name(platform).unwrap(),
            topic: topic.to_owned(),
            key: None,
            body: read(name).into(),
        };
        self.open(shop_name).await;
        let received_at = headers["received_at"].as_i64().unwrap();
        let received_at = Timestamp::from_millis(received_at * 1_000);
        // In other orders than the named one, something later may already be known.
        let now = Timestamp::parse_rfc3339("2026-04-02T00:00:00Z").unwrap();
        let committer = self.committers.get_mut(shop_name).unwrap();
        let decoded = decode_delivery(committer.shop(), now, received_at, delivery);
        let summaries = committer.commit(vec![decoded], Durability::Deferred).await;
        let rejected = &summaries.unwrap()[0].rejected;
        assert!(rejected.is_empty(), "{name}: {rejected:?}");
    }

    async fn figures(&self) -> Value {
        let mut shops = serde_json::Map::new();
        for name in self.committers.keys() {
            let shop = self.shop(name);
            let day = |text: &str| BusinessDay::parse(text).unwrap();
            let (first, last) = (day("2026-03-20"), day("2026-04-10"));
            let mut days = serde_json::Map::new();
            for record in self.store.days(&shop, first, last).await.unwrap() {
                if !record.sums.is_zero() {
                    days.insert(record.day.to_string(), shown(&shop, &record.sums));
                }
            }
            shops.insert(name.clone(), days.into());
        }
        shops.into()
    }
}

fn shown(shop: &Shop, sums: &domain::Sums) -> Value {
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

/// Tries every sequence. Each order has its own shops in the store.
pub(crate) async fn every_sequence_ends_alike(store: Arc<dyn Store>) {
    let plan = json_of("sequences.json");
    let expected = json_of("expected.json");
    let (mut number, mut failed) = (0, Vec::new());
    for sequence in plan["sequences"].as_array().unwrap() {
        let name = sequence["name"].as_str().unwrap();
        let wanted = &expected["sequences"][name]["figures"];
        for order in orders_of(sequence) {
            number += 1;
            let mut delivering = Delivering {
                store: store.clone(),
                plan: plan.clone(),
                suffix: number.to_string(),
                committers: BTreeMap::new(),
            };
            for delivery in order.iter().filter(|name| name.ends_with(".json")) {
                delivering.deliver(delivery).await;
            }
            let found = delivering.figures().await;
            if found != *wanted {
                failed.push(format!(
                    "{name}: {order:#?}\nfound {found:#}\nwanted {wanted:#}"
                ));
                break;
            }
        }
    }
    assert!(
        failed.is_empty(),
        "{} failed:\n{}",
        failed.len(),
        failed.join("\n")
    );
    assert!(number > 200, "{number} orders were tried");
}

/// An edit of a day before the shop's first one is kept, whatever else the shop or the order has already.
pub(crate) async fn edits_wait_for_their_order(store: Arc<dyn Store>) {
    const LATER: &str = "shopify-orders-create-pos.json";
    const EDIT: &str = "shopify-orders-edited.json";
    const ORDER: &str = "shopify-orders-updated-after-edit.json";
    let mut expected = None;
    for (number, order) in [
        [ORDER, EDIT, LATER],
        [LATER, EDIT, ORDER],
        [EDIT, LATER, ORDER],
        [LATER, ORDER, EDIT],
    ]
    .into_iter()
    .enumerate()
    {
        let mut delivering = Delivering {
            store: store.clone(),
            plan: json_of("sequences.json"),
            suffix: format!("edit-{number}"),
            committers: BTreeMap::new(),
        };
        for name in order {
            delivering.deliver(name).await;
        }
        let found = delivering.figures().await;
        let expected = expected.get_or_insert_with(|| found.clone());
        assert_eq!(found, *expected, "{order:?}");
    }
}

/// A refund known only from a file of the platform, and the deliveries of its order.
struct OfFile {
    deliveries: [&'static str; 2],
    order: &'static str,
    id: &'static str,
}

const OF_FILES: [OfFile; 3] = [
    OfFile {
        deliveries: [
            "shopify-orders-create-discounts.json",
            "shopify-refunds-create-partial.json",
        ],
        order: "shopify:6001000000002",
        id: "shopify:6001000000002:refund:export",
    },
    OfFile {
        deliveries: [
            "woo-order-created-processing.json",
            "woo-order-updated-partly-refunded.json",
        ],
        order: "woo:2003",
        id: "woo:2003:refund:export",
    },
    OfFile {
        deliveries: [
            "stripe-payment-intent-succeeded.json",
            "stripe-refund-updated-succeeded.json",
        ],
        order: "stripe:pi_3ElmExample0000000000A1",
        id: "stripe:ch_3ElmExample0000000000A1:refund:export",
    },
];

/// A refund from a file is replaced by the platform's own, no matter when the file arrives.
pub(crate) async fn refunds_of_files_give_way(store: Arc<dyn Store>) {
    for (number, of_file) in OF_FILES.iter().enumerate() {
        let mut expected = None;
        for place in [None, Some(0), Some(1), Some(2)] {
            let mut delivering = Delivering {
                store: store.clone(),
                plan: json_of("sequences.json"),
                suffix: format!("file-{number}-{}", place.map_or(9, |place| place)),
                committers: BTreeMap::new(),
            };
            for at in 0..=of_file.deliveries.len() {
                if place == Some(at) {
                    delivering.import(of_file).await;
                }
                if let Some(name) = of_file.deliveries.get(at) {
                    delivering.deliver(name).await;
                }
            }
            let found = delivering.figures().await;
            let expected = expected.get_or_insert_with(|| found.clone());
            assert_eq!(
                found, *expected,
                "{}: the file came at {place:?}",
                of_file.id
            );
        }
    }
}

impl Delivering {
    async fn import(&mut self, of_file: &OfFile) {
        let stem = of_file.deliveries[0].rsplit_once('.').unwrap().0;
        let shop_name = json_of(&format!("{stem}.headers.json"))["shop"].clone();
        let shop_name = shop_name.as_str().unwrap();
        self.open(shop_name).await;
        let event = json!({
            "id": of_file.id,
            "timestamp": "2026-03-29T10:00:00Z",
            "refund_of": of_file.order,
            "items": [{"kind": "adjustment", "amount": "-3.21"}],
        });
        let committer = self.committers.get_mut(shop_name).unwrap();
        let now = Timestamp::parse_rfc3339("2026-04-02T00:00:00Z").unwrap();
        let mut decoded = Decoded::new(Origin {
            source: "import",
            now,
        });
        let line = event.to_string();
        decode_lines(committer.shop(), None, line.as_bytes(), &mut decoded);
        let summaries = committer.commit(vec![decoded], Durability::Deferred).await;
        let rejected = &summaries.unwrap()[0].rejected;
        assert!(rejected.is_empty(), "{rejected:?}");
    }
}
