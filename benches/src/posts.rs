//! Single posts over several connections: orders, or a platform's signed webhooks, at a fixed rate or as fast as they
//! are answered.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::ValueEnum;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::percentile::summary;

/// The secret that webhooks are signed with.
const SECRET: &[u8] = b"bench";

/// Placeholder for the order's id in the body of a webhook. The ids of the lines begin with it.
const ID: u64 = 7_777_777_777_777;
/// Placeholder for the SKUs.
const SKU: &str = "@sku";
/// Placeholder for the times.
const TIME: &str = "@time";

/// How many webhooks a second of a load without a rate are signed before it begins: more than any machine takes so far. Those
/// beyond them are signed as they are posted.
const SIGNED: u64 = 80_000;

/// What is posted.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum What {
    /// Orders of one line to `/v1/orders`.
    Orders,
    /// Orders of two lines as Shopify posts them to the default shop, signed with the secret `bench`.
    Webhooks,
}

/// A load.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    pub(crate) server: SocketAddr,
    pub(crate) connections: usize,
    /// Posts per second; `None` = each connection posts again as soon as it is answered.
    pub(crate) rate: Option<u64>,
    pub(crate) seconds: u64,
    pub(crate) what: What,
}

/// Runs a load. Returns its rate and how long answers took.
pub(crate) async fn measure(load: Load) -> anyhow::Result<Value> {
    let times = load.run().await?;
    let first = times.iter().map(|(sent, _)| *sent).min();
    let last = times.iter().map(|(_, answered)| *answered).max();
    let took = first.zip(last).map(|(first, last)| last - first);
    let took = took.context("nothing was posted")?.as_secs_f64();
    let answers = times.iter();
    let answers = answers.map(|(sent, answered)| (*answered - *sent).as_secs_f64() * 1e3);
    Ok(json!({
        "posts": times.len(),
        "rate": times.len() as f64 / took,
        "answer": summary(answers.collect()),
    }))
}

impl Load {
    /// When each post was sent and answered.
    pub(crate) async fn run(self) -> anyhow::Result<Vec<(Instant, Instant)>> {
        let requests = Arc::new(Requests::of(self));
        let (started, next) = (Instant::now(), Arc::new(AtomicU64::new(0)));
        let mut posters = JoinSet::new();
        for _ in 0..self.connections {
            posters.spawn(self.post(Arc::clone(&requests), started, Arc::clone(&next)));
        }
        let mut all = Vec::new();
        while let Some(times) = posters.join_next().await {
            all.extend(times.context("poster")??);
        }
        Ok(all)
    }

    /// One connection: takes the next number, waits until it is due, and posts it.
    async fn post(
        self,
        requests: Arc<Requests>,
        started: Instant,
        next: Arc<AtomicU64>,
    ) -> anyhow::Result<Vec<(Instant, Instant)>> {
        let mut stream = TcpStream::connect(self.server).await.context("connect")?;
        stream.set_nodelay(true).context("connect")?;
        let (mut times, mut answer) = (Vec::new(), vec![0; 4096]);
        let (mut body, mut request) = (String::new(), Vec::new());
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            match self.rate {
                Some(rate) if number >= rate * self.seconds => return Ok(times),
                Some(rate) => {
                    let due = started + Duration::from_secs_f64(number as f64 / rate as f64);
                    tokio::time::sleep_until(due.into()).await;
                }
                None if started.elapsed().as_secs() >= self.seconds => return Ok(times),
                None => {}
            }
            body.clear();
            request.clear();
            requests.write(number, &mut body, &mut request);
            let sent = Instant::now();
            stream.write_all(&request).await.context("post")?;
            // The answer is short and comes in one piece.
            let read = stream.read(&mut answer).await.context("answer")?;
            if !answer[..read].starts_with(b"HTTP/1.1 200") {
                bail!(
                    "the server answered {}",
                    String::from_utf8_lossy(&answer[..read])
                );
            }
            times.push((sent, Instant::now()));
        }
    }
}

/// The requests of a load.
struct Requests {
    what: What,
    server: SocketAddr,
    webhook: Vec<Piece>,
    /// When they begin, which is when all webhooks say that they were sent: so they can be signed before.
    time: String,
    /// By number. Signing takes a sender as long as checking takes the server, and here both share a machine.
    signatures: Vec<[u8; 32]>,
}

/// A piece of a webhook's body, which is written once: writing it anew, or searching it for what differs, would take as
/// much processor time as a server that reads it.
enum Piece {
    Same(String),
    Id,
    Sku,
    Time,
}

impl Requests {
    fn of(load: Load) -> Requests {
        let time = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ");
        let mut requests = Requests {
            what: load.what,
            server: load.server,
            webhook: pieces(&shopify()),
            time: time.to_string(),
            signatures: Vec::new(),
        };
        if matches!(load.what, What::Webhooks) {
            let mut body = String::new();
            let signed = (0..load.rate.unwrap_or(SIGNED) * load.seconds).map(|number| {
                body.clear();
                requests.write_webhook(number, &mut body);
                signature(body.as_bytes())
            });
            requests.signatures = signed.collect();
        }
        requests
    }

    /// Writes a request, and its body first. Both are empty, and keep their memory from one request to the next.
    fn write(&self, number: u64, body: &mut String, request: &mut Vec<u8>) {
        let (path, more) = match self.what {
            What::Orders => {
                body.push_str(&order(number));
                ("/v1/orders", String::new())
            }
            What::Webhooks => {
                self.write_webhook(number, body);
                let known = self.signatures.get(number as usize).copied();
                let signature = known.unwrap_or_else(|| signature(body.as_bytes()));
                let headers = format!(
                    "X-Shopify-Topic: orders/create\r\nX-Shopify-Hmac-SHA256: {}\r\n",
                    STANDARD.encode(signature)
                );
                ("/v1/webhooks/shopify/default", headers)
            }
        };
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n{more}\
             Content-Length: {}\r\n\r\n",
            self.server,
            body.len()
        );
        request.extend_from_slice(head.as_bytes());
        request.extend_from_slice(body.as_bytes());
    }

    fn write_webhook(&self, number: u64, body: &mut String) {
        let id = u64::from(std::process::id()) * 1_000_000_000 + number;
        let id = id.to_string();
        let sku = format!("SKU-{}", number % 1000);
        for piece in &self.webhook {
            body.push_str(match piece {
                Piece::Same(text) => text,
                Piece::Id => &id,
                Piece::Sku => &sku,
                Piece::Time => &self.time,
            });
        }
    }
}

/// The pieces of a text with placeholders.
fn pieces(text: &str) -> Vec<Piece> {
    let id = ID.to_string();
    let (mut pieces, mut rest) = (Vec::new(), text);
    loop {
        let places = [(&*id, Piece::Id), (SKU, Piece::Sku), (TIME, Piece::Time)].into_iter();
        let places = places.filter_map(|(sign, piece)| Some((rest.find(sign)?, sign.len(), piece)));
        let Some((at, length, piece)) = places.min_by_key(|(at, ..)| *at) else {
            pieces.push(Piece::Same(rest.to_owned()));
            return pieces;
        };
        pieces.extend([Piece::Same(rest[..at].to_owned()), piece]);
        rest = &rest[at + length..];
    }
}

fn signature(body: &[u8]) -> [u8; 32] {
    let code = Hmac::<Sha256>::new_from_slice(SECRET).map(|mut code| {
        code.update(body);
        code.finalize().into_bytes().into()
    });
    // A key may have any length.
    code.unwrap_or_default()
}

fn order(number: u64) -> String {
    let (run, now) = (std::process::id(), jiff::Timestamp::now().as_millisecond());
    format!(
        r#"{{"id":"latency-{run}-{number}","timestamp":{now},"items":[{{"sku":"{}","price":"1.99","quantity":1}}]}}"#,
        number % 1000
    )
}

/// An order from Shopify with two lines, as long as a real one, with placeholders.
fn shopify() -> String {
    let (id, now) = (ID, TIME);
    let money = |amount: &str| {
        let one = json!({"amount": amount, "currency_code": "USD"});
        json!({"shop_money": one, "presentment_money": one})
    };
    let line = |place: u64, price: &str| {
        json!({
            "id": id * 10 + place, "admin_graphql_api_id": format!("gid://shopify/LineItem/{}", id * 10 + place),
            "sku": format!("{SKU}-{place}"), "variant_id": 4_400_000_000_001_u64 + place, "product_id": 7_700_000_000_001_u64,
            "title": "Harbour mug", "name": "Harbour mug - blue", "variant_title": "blue", "vendor": "Harbour", "quantity": 1,
            "current_quantity": 1, "fulfillable_quantity": 1, "fulfillment_service": "manual", "fulfillment_status": null, "gift_card": false,
            "grams": 350, "price": price, "price_set": money(price), "product_exists": true, "properties": [], "requires_shipping": true,
            "taxable": true, "total_discount": "0.00", "total_discount_set": money("0.00"), "duties": [],
            "discount_allocations": [{"amount": "1.00", "amount_set": money("1.00"), "discount_application_index": 0}],
            "tax_lines": [{"title": "State tax", "rate": 0.1, "price": "1.00", "price_set": money("1.00"), "channel_liable": false}],
        })
    };
    json!({
        "id": id, "admin_graphql_api_id": format!("gid://shopify/Order/{id}"), "created_at": now, "processed_at": now, "updated_at": now,
        "cancelled_at": null, "closed_at": null, "currency": "USD", "presentment_currency": "USD", "financial_status": "paid",
        "fulfillment_status": null, "source_name": "web", "taxes_included": false, "test": false, "tags": "", "note": null,
        "name": format!("#{id}"), "order_number": id, "confirmed": true, "total_tip_received": "0.00",
        "shipping_address": {"first_name": "A", "last_name": "Buyer", "address1": "1 Harbour Street", "city": "Boston", "zip": "02110", "country_code": "US"},
        "billing_address": {"first_name": "A", "last_name": "Buyer", "address1": "1 Harbour Street", "city": "Boston", "zip": "02110", "country_code": "US"},
        "line_items": [line(1, "11.00"), line(2, "11.00")],
        "shipping_lines": [{"id": id, "title": "Standard", "price": "5.00", "price_set": money("5.00"), "discount_allocations": [], "tax_lines": []}],
        "refunds": [], "discount_applications": [], "payment_gateway_names": ["card"], "fulfillments": [],
    })
    .to_string()
}
