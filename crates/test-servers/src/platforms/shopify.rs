//! A shop at Shopify behind the GraphQL Admin API. Queries are recognised by the names of their operations.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use serde_json::{Value, json};

use super::http::{ApiServer, Reply, Request};
use super::shopify_files::Files;
use super::shopify_graph as graph;

/// A server that imitates a shop.
pub type ShopifyServer = ApiServer<ShopifyShop>;

/// The state of a shop.
pub struct ShopifyShop {
    /// The token that never expires; empty if there is none.
    pub token: String,
    /// The client id and secret of the app.
    pub app: (String, String),
    /// The rights of the app.
    pub scopes: Vec<&'static str>,
    /// How many orders a query may request.
    pub most: usize,
    /// Whether the app may see addresses.
    pub may_read_addresses: bool,
    /// How many seconds a token is valid.
    pub lasts: u64,
    /// How many of the next queries exceed the available cost.
    pub throttled: usize,
    timezone: String,
    currency: String,
    orders: BTreeMap<u64, Value>,
    /// By the time of change.
    changed: BTreeSet<(i64, u64)>,
    /// Edits by order.
    edits: BTreeMap<u64, Vec<Value>>,
    tokens: BTreeSet<String>,
    granted: usize,
    webhooks: BTreeMap<u64, Value>,
    files: Files,
    /// How bulk operations end that start from now on.
    pub bulk_ends: &'static str,
    /// The server's address, which files are served from.
    pub address: String,
}

impl ShopifyShop {
    /// The initial token.
    pub const TOKEN: &'static str = "shpat_test";

    /// A shop without orders.
    pub fn serve(timezone: &str, currency: &str) -> ShopifyServer {
        let shop = ShopifyShop {
            token: ShopifyShop::TOKEN.to_owned(),
            app: ("client".to_owned(), "shpss_test".to_owned()),
            scopes: vec!["read_orders", "read_all_orders"],
            most: 8,
            may_read_addresses: true,
            lasts: 86_399,
            throttled: 0,
            timezone: timezone.to_owned(),
            currency: currency.to_owned(),
            orders: BTreeMap::new(),
            changed: BTreeSet::new(),
            edits: BTreeMap::new(),
            tokens: BTreeSet::new(),
            granted: 0,
            webhooks: BTreeMap::new(),
            files: Files::default(),
            bulk_ends: "COMPLETED",
            address: String::new(),
        };
        let server = ApiServer::start(shop, answer);
        let address = server.address.clone();
        server.with(|shop| shop.address = address);
        server
    }

    /// Puts an order in its current state: the body of a webhook. An older body changes nothing.
    pub fn put(&mut self, order: Value) {
        let id = order["id"].as_u64().unwrap();
        let known = self
            .orders
            .get(&id)
            .map(|known| graph::millis(&known["updated_at"]));
        let changed = graph::millis(&order["updated_at"]);
        if known.is_none_or(|known| known <= changed) {
            self.remove(id);
            self.changed.insert((changed, id));
            self.orders.insert(id, order);
        }
    }

    /// The body of `orders/edited`.
    pub fn edit(&mut self, body: &Value) {
        let edit = &body["order_edit"];
        let of = self
            .edits
            .entry(edit["order_id"].as_u64().unwrap())
            .or_default();
        of.push(edit.clone());
    }

    /// The current state of an order.
    pub fn order(&self, order: u64) -> Option<&Value> {
        self.orders.get(&order)
    }

    /// Deletes an order.
    pub fn remove(&mut self, order: u64) {
        if let Some(gone) = self.orders.remove(&order) {
            let changed = graph::millis(&gone["updated_at"]);
            self.changed.remove(&(changed, order));
        }
    }

    /// Revokes the app's tokens before they expire.
    pub fn revoke(&mut self) {
        self.tokens.clear();
    }

    /// How many tokens the app has received.
    pub fn granted(&self) -> usize {
        self.granted
    }

    /// Registers the webhooks as if this field had not been known yet.
    pub fn forget_field(&mut self, field: &str) {
        let lists = self.webhooks.values_mut();
        for fields in lists.filter_map(|it| it["includeFields"].as_array_mut()) {
            fields.retain(|it| it != field);
        }
    }

    /// The registered webhooks.
    pub fn webhooks(&self) -> impl Iterator<Item = &Value> {
        self.webhooks.values()
    }
}

fn answer(shop: &mut ShopifyShop, request: &Request) -> Reply {
    if request.path == "/admin/oauth/access_token" {
        return shop.grant(request);
    }
    if let Some(number) = request.path.strip_prefix("/bulk/") {
        return shop.files.part(number, request);
    }
    if request.path != "/admin/api/2026-07/graphql.json" {
        return Reply::of(404, &json!({"errors": "Not Found"}));
    }
    let token = request.header("x-shopify-access-token").unwrap_or_default();
    if token.is_empty() || (token != shop.token && !shop.tokens.contains(token)) {
        return Reply::of(
            401,
            &json!({"errors": "[API] Invalid API key or access token"}),
        );
    }
    if shop.throttled > 0 {
        shop.throttled -= 1;
        return wrong("THROTTLED", &json!(["orders"]));
    }
    let body = request.json();
    let variables = &body["variables"];
    let text = body["query"].as_str().unwrap();
    let asks_address = text.contains("shippingAddress") && variables["country"] == true;
    if asks_address && !shop.may_read_addresses {
        return wrong(
            "ACCESS_DENIED",
            &json!(["orders", "nodes", 0, "shippingAddress"]),
        );
    }
    if variables["first"].as_u64() > Some(shop.most as u64) {
        return wrong("MAX_COST_EXCEEDED", &json!([]));
    }
    let data = match body["operationName"].as_str().unwrap() {
        "Shop" => shop.about(),
        "Webhooks" => {
            let nodes: Vec<&Value> = shop.webhooks.values().collect();
            json!({"webhookSubscriptions": {"nodes": nodes, "pageInfo": {"hasNextPage": false}}})
        }
        "Subscribe" => shop.subscribe(variables),
        "Renew" => {
            let hook = shop.webhooks.get_mut(&graph::number(&variables["id"]));
            hook.unwrap()["includeFields"] = variables["webhook"]["includeFields"].clone();
            json!({"webhookSubscriptionUpdate": {"userErrors": []}})
        }
        "Unsubscribe" => {
            let id = graph::number(&variables["id"]);
            shop.webhooks.remove(&id);
            json!({"webhookSubscriptionDelete": {"userErrors": []}})
        }
        _ if !shop.scopes.contains(&"read_orders") => {
            return wrong("ACCESS_DENIED", &json!(["orders"]));
        }
        "Begin" => shop.begin(variables["query"].as_str().unwrap()),
        "Look" => shop.files.look(&variables["id"], &shop.address),
        operation => shop.orders(operation, variables),
    };
    Reply::json(&json!({"data": data, "extensions": {"cost": {"requestedQueryCost": 90}}}))
}

fn wrong(code: &str, path: &Value) -> Reply {
    let cost = json!({"requestedQueryCost": 110, "throttleStatus": {"currentlyAvailable": 100, "restoreRate": 1_000}});
    Reply::json(&json!({
        "errors": [{"message": "Sorry, an example.", "path": path, "extensions": {"code": code}}],
        "data": null,
        "extensions": {"cost": cost},
    }))
}

impl ShopifyShop {
    fn grant(&mut self, request: &Request) -> Reply {
        let form: BTreeMap<String, String> =
            form_urlencoded::parse(&request.body).into_owned().collect();
        let said = |name: &str| form.get(name).map_or("", |text| text);
        let is_app = said("client_id") == self.app.0 && said("client_secret") == self.app.1;
        if said("grant_type") != "client_credentials" || !is_app {
            return Reply::of(400, &json!({"error": "invalid_client"}));
        }
        self.granted += 1;
        let token = format!("shpca_{}", self.granted);
        self.tokens.insert(token.clone());
        Reply::json(
            &json!({"access_token": token, "scope": "read_orders", "expires_in": self.lasts}),
        )
    }

    fn about(&self) -> Value {
        let scopes: Vec<Value> = self.scopes.iter().map(|it| json!({"handle": it})).collect();
        json!({
            "shop": {"name": "Nordlicht", "myshopifyDomain": "nordlicht-test.myshopify.com",
                "ianaTimezone": self.timezone, "currencyCode": self.currency},
            "currentAppInstallation": {"accessScopes": scopes},
        })
    }

    fn subscribe(&mut self, variables: &Value) -> Value {
        let webhook = &variables["webhook"];
        let uri = webhook["uri"].as_str().unwrap();
        if !uri.starts_with("https://") {
            return json!({"webhookSubscriptionCreate": {"userErrors": [{"field": ["uri"]}]}});
        }
        let id = self.webhooks.keys().last().copied().unwrap_or_default() + 1;
        let made = json!({
            "id": format!("gid://shopify/WebhookSubscription/{id}"), "topic": variables["topic"], "uri": uri,
            "includeFields": webhook["includeFields"],
        });
        self.webhooks.insert(id, made);
        json!({"webhookSubscriptionCreate": {"userErrors": []}})
    }

    /// Starts to make a file with the current state.
    fn begin(&mut self, query: &str) -> Value {
        let since = query.split('\'').nth(1).unwrap();
        let since = (graph::millis(&since.into()), 0);
        let mut file = String::new();
        for (_, id) in self.changed.range(since..) {
            let order = &self.orders[id];
            for line in graph::lines_of_file(order, self.edits_of(order)) {
                file.push_str(&format!("{line}\n"));
            }
        }
        let newest = self.changed.last().map_or(0, |(changed, _)| *changed);
        self.files.begin(file, newest, self.bulk_ends)
    }

    fn orders(&self, operation: &str, variables: &Value) -> Value {
        if operation == "Count" {
            let most = variables["limit"].as_u64().unwrap_or(u64::MAX);
            return json!({"ordersCount": {"count": most.min(self.orders.len() as u64)}});
        }
        let first = |name: &str| variables[name].as_u64().unwrap_or(100) as usize;
        match operation {
            "Changed" | "Books" => {
                let query = variables["query"].as_str().unwrap();
                let since = query.split('\'').nth(1).unwrap();
                let since = graph::millis(&since.into());
                let place = |order: &Value| {
                    (
                        graph::millis(&order["updated_at"]),
                        order["id"].as_u64().unwrap(),
                    )
                };
                let after = variables["after"].as_str().map(|after| {
                    let (millis, id) = after.split_once('|').unwrap();
                    (millis.parse::<i64>().unwrap(), id.parse::<u64>().unwrap())
                });
                let begin = after.map_or(Bound::Included((since, 0)), Bound::Excluded);
                let found = self.changed.range((begin, Bound::Unbounded));
                let found = found.take(first("first") + 1);
                let mut orders: Vec<&Value> = found.map(|(_, id)| &self.orders[id]).collect();
                let has_more = orders.len() > first("first");
                orders.truncate(first("first"));
                let end = orders
                    .last()
                    .map(|order| format!("{}|{}", place(order).0, place(order).1));
                let nodes: Vec<Value> = orders
                    .into_iter()
                    .map(|order| match operation {
                        "Books" => graph::book(order, self.edits_of(order), 10, 15),
                        _ => graph::order(
                            order,
                            self.edits_of(order),
                            first("lines"),
                            first("refunds"),
                        ),
                    })
                    .collect();
                json!({"orders": {"nodes": nodes, "pageInfo": {"hasNextPage": has_more, "endCursor": end}}})
            }
            "OneRefund" | "RefundLines" => {
                let id = graph::number(&variables["id"]);
                let refunds = self
                    .orders
                    .values()
                    .flat_map(|order| order["refunds"].as_array().unwrap());
                let refund = refunds
                    .into_iter()
                    .find(|refund| refund["id"] == id)
                    .unwrap();
                let skip = variables["after"]
                    .as_str()
                    .map_or(0, |after| after.parse().unwrap());
                json!({"refund": graph::refund(refund, skip, first("lines"))})
            }
            _ => {
                let Some(order) = self.orders.get(&graph::number(&variables["id"])) else {
                    return json!({"order": null});
                };
                let edits = self.edits_of(order);
                let skip = variables["after"]
                    .as_str()
                    .map_or(0, |after| after.parse().unwrap());
                let said = match operation {
                    "Whole" => graph::order(order, edits, first("lines"), first("refunds")),
                    "Lines" => {
                        json!({"updatedAt": order["updated_at"], "lineItems": graph::lines(order, skip, 100)})
                    }
                    "Refunds" => {
                        let refunds = order["refunds"].as_array().unwrap().iter();
                        let ids = refunds
                            .map(|refund| json!({"id": graph::gid("Refund", &refund["id"])}));
                        json!({"updatedAt": order["updated_at"], "refunds": ids.collect::<Vec<_>>()})
                    }
                    "Edits" => json!({"agreements": graph::edits(edits, skip)}),
                    "Book" => graph::book(order, edits, 100, 250),
                    other => panic!("the server does not know {other}"),
                };
                json!({"order": said})
            }
        }
    }

    fn edits_of(&self, order: &Value) -> &[Value] {
        let edits = self.edits.get(&order["id"].as_u64().unwrap());
        edits.map_or(&[], Vec::as_slice)
    }
}
