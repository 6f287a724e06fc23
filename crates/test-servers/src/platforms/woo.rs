//! A site with WooCommerce behind its REST API v3 and its analytics.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::http::{ApiServer, Reply, Request};

/// A server that imitates a site.
pub type WooServer = ApiServer<WooShop>;

/// The state of a site.
pub struct WooShop {
    /// Consumer key and secret, joined by a colon.
    pub key: String,
    /// Whether the key may change anything.
    pub may_write: bool,
    /// The shop's currency.
    pub currency: String,
    /// Its time zone.
    pub timezone: String,
    /// The date that its analytics use for days.
    pub date_type: String,
    /// Whether it has the list of all refunds, as versions since 9.0 do.
    pub lists_refunds: bool,
    /// Whether it is too busy to list them now.
    pub is_busy: bool,
    /// Whether it has analytics.
    pub has_analytics: bool,
    /// The most entries in a page, however many are requested.
    pub most: usize,
    /// How many entries it says that its lists have, in addition to those it shows.
    pub hidden: usize,
    orders: BTreeMap<u64, Value>,
    /// With the order's number.
    refunds: BTreeMap<u64, (u64, Value)>,
    webhooks: BTreeMap<u64, Value>,
}

/// Statuses that its reports leave out.
const LEFT_OUT: [&str; 7] = [
    "pending",
    "failed",
    "cancelled",
    "trash",
    "checkout-draft",
    "auto-draft",
    "draft",
];

impl WooShop {
    /// The initial key.
    pub const KEY: &'static str = "ck_test:cs_test";

    /// A site without orders.
    pub fn serve(timezone: &str, currency: &str) -> WooServer {
        let shop = WooShop {
            key: WooShop::KEY.to_owned(),
            may_write: true,
            currency: currency.to_owned(),
            timezone: timezone.to_owned(),
            date_type: "date_paid".to_owned(),
            lists_refunds: true,
            is_busy: false,
            has_analytics: true,
            most: 100,
            hidden: 0,
            orders: BTreeMap::new(),
            refunds: BTreeMap::new(),
            webhooks: BTreeMap::new(),
        };
        ApiServer::start(shop, answer)
    }

    /// Puts an order in its current state: the body of a webhook.
    pub fn put(&mut self, order: Value) {
        let id = order["id"].as_u64().unwrap();
        self.orders.insert(id, order);
    }

    /// Adds a complete refund of an order.
    pub fn refund(&mut self, order: u64, mut refund: Value) {
        let id = refund["id"].as_u64().unwrap();
        refund["parent_id"] = order.into();
        self.refunds.insert(id, (order, refund));
    }

    /// Moves an order to the trash at this time, such as `2026-04-01T10:00:00`.
    pub fn trash(&mut self, order: u64, at: &str) {
        let order = self.orders.get_mut(&order).unwrap();
        order["status"] = "trash".into();
        order["date_modified_gmt"] = at.into();
    }

    /// Deletes an order for good.
    pub fn remove(&mut self, order: u64) {
        self.orders.remove(&order);
    }

    /// Deletes the refunds of an order, except these.
    pub fn keep_refunds(&mut self, order: u64, kept: &[u64]) {
        self.refunds
            .retain(|refund, (of, _)| *of != order || kept.contains(refund));
    }

    /// The current state of an order.
    pub fn order(&self, order: u64) -> Option<&Value> {
        self.orders.get(&order)
    }

    /// The registered webhooks.
    pub fn webhooks(&mut self) -> impl Iterator<Item = &mut Value> {
        self.webhooks.values_mut()
    }
}

fn error(status: u16, code: &str) -> Reply {
    let body = json!({"code": code, "message": "Sorry, an example.", "data": {"status": status}});
    Reply::of(status, &body)
}

fn answer(shop: &mut WooShop, request: &Request) -> Reply {
    let Some(path) = request.path.strip_prefix("/wp-json/") else {
        return Reply {
            body: "<html>".to_owned(),
            ..error(404, "")
        };
    };
    if path.is_empty() {
        let site = json!({"name": "Harbor", "timezone_string": shop.timezone, "gmt_offset": 0});
        return Reply::json(&site);
    }
    let basic = format!("Basic {}", STANDARD.encode(&shop.key));
    if request.header("authorization") != Some(&basic) {
        return error(401, "woocommerce_rest_cannot_view");
    }
    if request.method != "GET" && !shop.may_write {
        return error(401, "woocommerce_rest_authentication_error");
    }
    let parts: Vec<&str> = path.split('/').collect();
    match parts[..] {
        ["wc", "v3", "data", "currencies", "current"] => {
            Reply::json(&json!({"code": shop.currency}))
        }
        ["wc", "v3", "settings", "wc_admin", "woocommerce_date_type"] => {
            Reply::json(&json!({"value": shop.date_type}))
        }
        ["wc", "v3", "orders"] => shop.list_orders(request),
        ["wc", "v3", "orders", id, "refunds"] => {
            let id: u64 = id.parse().unwrap();
            let refunds = shop.refunds.values().filter(|(order, _)| *order == id);
            let refunds = refunds.map(|(_, refund)| filtered(request, refund));
            Reply::json(&refunds.collect())
        }
        ["wc", "v3", "refunds"] if shop.is_busy => error(503, "busy"),
        ["wc", "v3", "refunds"] if shop.lists_refunds => shop.list_refunds(request),
        ["wc", "v3", "webhooks"] => shop.hook(request, None),
        ["wc", "v3", "webhooks", id] => shop.hook(request, id.parse().ok()),
        ["wc-analytics", "reports", "revenue", "stats"] if shop.has_analytics => {
            shop.revenue(request)
        }
        _ => error(404, "rest_no_route"),
    }
}

impl WooShop {
    fn list_orders(&self, request: &Request) -> Reply {
        let status = request.param("status").unwrap_or("any");
        let include = request.param("include");
        let include: Option<Vec<u64>> =
            include.map(|ids| ids.split(',').map(|id| id.parse().unwrap()).collect());
        let orders = self.orders.values().filter(|order| {
            let is_listed = match status {
                "any" => order["status"] != "trash",
                status => order["status"] == *status,
            };
            let is_included = include
                .as_ref()
                .is_none_or(|ids| order["id"].as_u64().is_some_and(|id| ids.contains(&id)));
            is_listed && is_included
        });
        self.list(request, orders.collect(), "date_modified_gmt")
    }

    fn list_refunds(&self, request: &Request) -> Reply {
        let refunds = self.refunds.values().map(|(_, refund)| refund);
        self.list(request, refunds.collect(), "date_created_gmt")
    }

    /// A page of a list, as requested by the query.
    fn list(&self, request: &Request, mut rows: Vec<&Value>, time: &str) -> Reply {
        let of = |row: &Value| row[time].as_str().unwrap_or_default().to_owned();
        if let Some(after) = request.param("modified_after") {
            rows.retain(|row| row[time].as_str() > Some(after));
        }
        if let Some(before) = request.param("modified_before") {
            rows.retain(|row| row[time].as_str() < Some(before));
        }
        if request.param("orderby") == Some("modified") {
            // Entries of the same second have no guaranteed order.
            rows.sort_by_key(|row| (of(row), u64::MAX - row["id"].as_u64().unwrap()));
        } else {
            rows.sort_by_key(|row| row["id"].as_u64());
        }
        let all = rows.len() + self.hidden;
        let size = request.number("per_page").unwrap_or(10) as usize;
        let size = size.min(self.most);
        let page = request.number("page").unwrap_or(1) as usize;
        let offset = request
            .number("offset")
            .map_or((page - 1) * size, |it| it as usize);
        let rows = rows.iter().skip(offset).take(size);
        let rows: Value = rows.map(|row| filtered(request, row)).collect();
        let mut reply = Reply::json(&rows);
        reply.headers.push(("x-wp-total", all.to_string()));
        reply
            .headers
            .push(("x-wp-totalpages", all.div_ceil(size).to_string()));
        reply
    }

    fn hook(&mut self, request: &Request, id: Option<u64>) -> Reply {
        match (&*request.method, id) {
            ("GET", None) => {
                let hooks = self.webhooks.values();
                self.list(request, hooks.collect(), "id")
            }
            ("POST", None) => {
                let id = self.webhooks.keys().last().copied().unwrap_or_default() + 1;
                let mut hook = request.json();
                hook["id"] = id.into();
                self.webhooks.insert(id, hook.clone());
                Reply::of(201, &hook)
            }
            ("PUT", Some(id)) if self.webhooks.contains_key(&id) => {
                let hook = self.webhooks.get_mut(&id).unwrap();
                for (key, value) in request.json().as_object().unwrap() {
                    hook[key] = value.clone();
                }
                Reply::json(hook)
            }
            ("DELETE", Some(id)) => match self.webhooks.remove(&id) {
                Some(hook) if request.param("force") == Some("true") => Reply::json(&hook),
                _ => error(404, "woocommerce_rest_shop_webhook_invalid_id"),
            },
            _ => error(404, "rest_no_route"),
        }
    }

    /// Like its `Orders/Stats/DataStore.php`: a row for each order or refund, on its day in the site's zone.
    fn revenue(&self, request: &Request) -> Reply {
        let day_of = |row: &Value| {
            let paid = row["date_paid"].as_str().or(row["date_created"].as_str());
            paid.unwrap()[..10].to_owned()
        };
        let bound = |name| request.param(name).unwrap()[..10].to_owned();
        let (after, before) = (bound("after"), bound("before"));
        let mut days: BTreeMap<String, (u64, f64, f64, f64)> = BTreeMap::new();
        let counts = |order: &&Value| !LEFT_OUT.contains(&order["status"].as_str().unwrap());
        for order in self.orders.values().filter(counts) {
            let day = days.entry(day_of(order)).or_default();
            day.0 += 1;
            day.1 += float(&order["total"]);
            day.2 += float(&order["total_tax"]);
            day.3 += float(&order["shipping_total"]);
        }
        for (order, refund) in self.refunds.values() {
            if self.orders.get(order).as_ref().is_some_and(counts) {
                let day = days.entry(day_of(refund)).or_default();
                day.1 -= float(&refund["amount"]);
            }
        }
        let days = days
            .into_iter()
            .filter(|(day, _)| (&after..=&before).contains(&day));
        let intervals = days.map(|(day, (orders, total, taxes, shipping))| {
            json!({"interval": day, "subtotals": {
                "orders_count": orders, "total_sales": total, "taxes": taxes, "shipping": shipping,
            }})
        });
        Reply::json(&json!({"totals": {}, "intervals": intervals.collect::<Vec<_>>()}))
    }
}

fn float(value: &Value) -> f64 {
    value.as_str().map_or(0.0, |text| text.parse().unwrap())
}

/// Only the fields in `_fields`.
fn filtered(request: &Request, row: &Value) -> Value {
    let Some(fields) = request.param("_fields") else {
        return row.clone();
    };
    let mut kept = Map::new();
    for field in fields.split(',') {
        match field.split_once('.') {
            Some((outer, inner)) if row[outer].get(inner).is_some() => {
                kept.insert(outer.to_owned(), json!({ inner: row[outer][inner] }));
            }
            None if row.get(field).is_some() => {
                drop(kept.insert(field.to_owned(), row[field].clone()));
            }
            _ => {}
        }
    }
    kept.into()
}
