//! An account at Stripe: its objects, newest first, and the feed of events.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::http::{ApiServer, Reply, Request};

/// A server that imitates Stripe for one account.
pub type StripeServer = ApiServer<StripeAccount>;

/// The state of an account.
#[derive(Default)]
pub struct StripeAccount {
    /// The accepted key.
    pub key: String,
    /// The account's currency, in lower case.
    pub currency: String,
    /// The account's time zone.
    pub timezone: String,
    /// Events before this second are no longer in the feed.
    pub feed_from: i64,
    /// Paths after `/v1/` that the key may not request.
    pub forbidden: Vec<&'static str>,
    intents: BTreeMap<String, Value>,
    charges: BTreeMap<String, Value>,
    sessions: BTreeMap<String, Value>,
    refunds: BTreeMap<String, Value>,
    events: Vec<Value>,
    endpoints: BTreeMap<String, Value>,
    made: u64,
}

impl StripeAccount {
    /// The initial key.
    pub const KEY: &'static str = "rk_live_test";

    /// An account without payments.
    pub fn serve(timezone: &str, currency: &str) -> StripeServer {
        let account = StripeAccount {
            key: StripeAccount::KEY.to_owned(),
            currency: currency.to_ascii_lowercase(),
            timezone: timezone.to_owned(),
            ..StripeAccount::default()
        };
        ApiServer::start(account, answer)
    }

    /// Makes an event happen, in the form of a webhook. Each object has the state of its newest event.
    pub fn happen(&mut self, event: &Value) {
        let object = event["data"]["object"].clone();
        let id = object["id"].as_str().unwrap().to_owned();
        match object["object"].as_str().unwrap() {
            "payment_intent" => {
                let charge = object["latest_charge"].as_str().unwrap().to_owned();
                let made = json!({
                    "id": charge, "object": "charge", "created": event["created"], "status": "succeeded",
                    "captured": true, "amount": object["amount_received"], "amount_captured": object["amount_received"],
                    "currency": object["currency"], "livemode": object["livemode"], "payment_intent": id,
                    "billing_details": {"email": "buyer@example.com"},
                });
                self.charges.entry(charge).or_insert(made);
                self.intents.insert(id, object);
            }
            "charge" => drop(self.charges.insert(id, object)),
            "checkout.session" => drop(self.sessions.insert(id, object)),
            "refund" => drop(self.refunds.insert(id, object)),
            _ => {}
        }
        self.events.push(event.clone());
    }

    /// The registered webhook endpoints.
    pub fn endpoints(&mut self) -> impl Iterator<Item = &mut Value> {
        self.endpoints.values_mut()
    }
}

fn error(status: u16, code: &str) -> Reply {
    let said = json!({"error": {"type": "invalid_request_error", "code": code, "message": "Sorry, an example."}});
    Reply::of(status, &said)
}

fn answer(account: &mut StripeAccount, request: &Request) -> Reply {
    let bearer = format!("Bearer {}", account.key);
    if request.header("authorization") != Some(&bearer) {
        return error(401, "");
    }
    let path = request.path.strip_prefix("/v1/").unwrap_or_default();
    if account.forbidden.iter().any(|it| path.starts_with(it)) {
        return error(403, "");
    }
    match (&*request.method, path) {
        ("GET", "account") => Reply::json(&json!({
            "id": "acct_1Elm", "default_currency": account.currency, "country": "US",
            "settings": {"dashboard": {"display_name": "Elm", "timezone": account.timezone}},
        })),
        ("GET", "payment_intents") => account.list(request, account.intents.values()),
        ("GET", "charges") => account.list(request, account.charges.values()),
        ("GET", "checkout/sessions") => account.list(request, account.sessions.values()),
        ("GET", "refunds") => account.list(request, account.refunds.values()),
        ("GET", "events") => {
            let told = account.events.iter();
            account.list(
                request,
                told.filter(|it| it["created"].as_i64() >= Some(account.feed_from)),
            )
        }
        ("GET", "webhook_endpoints") => account.list(request, account.endpoints.values()),
        (_, path) if path.starts_with("webhook_endpoints") => account.endpoint(request),
        ("GET", path) => {
            let id = path.split('/').next_back().unwrap_or_default();
            let all = [
                &account.intents,
                &account.charges,
                &account.refunds,
                &account.sessions,
            ];
            match all.iter().find_map(|objects| objects.get(id)) {
                Some(object) => Reply::json(&account.expanded(request, object)),
                None => error(404, "resource_missing"),
            }
        }
        _ => error(404, ""),
    }
}

impl StripeAccount {
    fn list<'a>(&self, request: &Request, objects: impl Iterator<Item = &'a Value>) -> Reply {
        let bound = |name: &str| request.number(name);
        let types: Vec<&str> = request
            .query
            .iter()
            .filter_map(|(name, value)| (name == "types[]").then_some(&**value))
            .collect();
        let objects = objects.filter(|object| {
            let created = object["created"].as_i64();
            let is_asked = |name: &str| {
                request
                    .param(name)
                    .is_none_or(|wanted| object[name] == *wanted)
            };
            bound("created[gte]").is_none_or(|from| created >= Some(from))
                && bound("created[lt]").is_none_or(|until| created < Some(until))
                && (types.is_empty() || types.iter().any(|it| object["type"] == **it))
                && ["status", "payment_intent", "charge"]
                    .into_iter()
                    .all(is_asked)
        });
        let mut objects: Vec<&Value> = objects.collect();
        objects.sort_by_key(|object| {
            (
                object["created"].as_i64(),
                object["id"].as_str().unwrap_or_default().to_owned(),
            )
        });
        objects.reverse();
        let first = match request.param("starting_after") {
            None => 0,
            Some(after) => match objects.iter().position(|object| object["id"] == *after) {
                Some(place) => place + 1,
                None => return error(400, "resource_missing"),
            },
        };
        let size = request.number("limit").unwrap_or(10) as usize;
        let page = objects.iter().skip(first).take(size);
        let page: Vec<Value> = page.map(|object| self.expanded(request, object)).collect();
        let has_more = first + page.len() < objects.len();
        Reply::json(&json!({"object": "list", "has_more": has_more, "data": page}))
    }

    /// The object with `expand[]` applied: whole objects in place of ids.
    fn expanded(&self, request: &Request, object: &Value) -> Value {
        let mut object = object.clone();
        let asked = request.query.iter().filter(|(name, _)| name == "expand[]");
        for (_, path) in asked {
            let mut place = &mut object;
            for key in path.split('.').filter(|key| *key != "data") {
                place = &mut place[key];
                let known = place
                    .as_str()
                    .and_then(|id| self.intents.get(id).or_else(|| self.charges.get(id)));
                if let Some(known) = known {
                    *place = known.clone();
                }
            }
        }
        object
    }

    fn endpoint(&mut self, request: &Request) -> Reply {
        let id = request
            .path
            .strip_prefix("/v1/webhook_endpoints/")
            .map(str::to_owned);
        let mut said = Map::new();
        let mut events = Vec::new();
        let pairs = form_urlencoded(&request.body);
        for (name, value) in pairs {
            match &*name {
                "enabled_events[]" => events.push(Value::from(value)),
                "disabled" => drop(said.insert("status".to_owned(), "enabled".into())),
                _ => drop(said.insert(name, value.into())),
            }
        }
        said.insert("enabled_events".to_owned(), events.into());
        match (&*request.method, id) {
            ("POST", None) => {
                self.made += 1;
                let id = format!("we_{}", self.made);
                said.insert("id".to_owned(), id.clone().into());
                said.insert("status".to_owned(), "enabled".into());
                said.insert("created".to_owned(), self.made.into());
                self.endpoints.insert(id, said.clone().into());
                // Only in this answer.
                said.insert("secret".to_owned(), format!("whsec_{}", self.made).into());
                Reply::json(&said.into())
            }
            ("POST", Some(id)) if self.endpoints.contains_key(&id) => {
                let endpoint = self.endpoints.get_mut(&id).unwrap();
                for (key, value) in said {
                    endpoint[&key] = value;
                }
                Reply::json(endpoint)
            }
            ("DELETE", Some(id)) if self.endpoints.remove(&id).is_some() => {
                Reply::json(&json!({"id": id, "deleted": true}))
            }
            _ => error(404, "resource_missing"),
        }
    }
}

fn form_urlencoded(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(body).into_owned().collect()
}
