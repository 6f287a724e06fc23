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

/// Placeholder for the numbers of SKUs.
const SKU: &str = "@@@";
/// Placeholder for the time of an order, in milliseconds.
const TIME: &str = "~~~~~~~~~~~~~";
/// Placeholder for the signature of a webhook: as long as the base64 of one.
const SIGNATURE: &str = "############################################";
/// How many digits of an order's id are its number. Those before are the same for all orders of a run.
const DIGITS: usize = 9;

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
        let mut request = requests.first.clone();
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
            requests.write(number, &mut request);
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

/// The requests of a load. One is written, and then changed where the next one differs: writing each anew would take the sender
/// much of the processor time that the server takes to read it, and both share a machine.
struct Requests {
    what: What,
    first: Vec<u8>,
    /// Where the body begins.
    body: usize,
    /// Where the number of the order is, those of its SKUs, and its time if it is that of the request.
    ids: Vec<usize>,
    skus: Vec<usize>,
    times: Vec<usize>,
    signed: Option<usize>,
    /// Of webhooks, by number. Signing takes a sender as long as checking takes the server. So all webhooks name the time when
    /// the run begins, and are signed before.
    signatures: Vec<[u8; 32]>,
}

impl Requests {
    fn of(load: Load) -> Requests {
        let run = u64::from(std::process::id());
        let (path, headers, id, body) = match load.what {
            What::Orders => {
                let id = format!("{run}-{:0DIGITS$}", 0);
                let body = order(&id);
                ("/v1/orders", String::new(), id, body)
            }
            What::Webhooks => {
                let id = run * 10_u64.pow(DIGITS as u32);
                let headers = format!(
                    "X-Shopify-Topic: orders/create\r\nX-Shopify-Hmac-SHA256: {SIGNATURE}\r\n"
                );
                let path = "/v1/webhooks/shopify/default";
                (path, headers, id.to_string(), shopify(id))
            }
        };
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n{headers}\
             Content-Length: {}\r\n\r\n",
            load.server,
            body.len()
        );
        let request = format!("{head}{body}");
        let places = |text: &str| {
            let places = request.match_indices(text);
            places.map(|(at, _)| at).collect::<Vec<usize>>()
        };
        let before = id.len() - DIGITS;
        let mut requests = Requests {
            what: load.what,
            body: head.len(),
            ids: places(&id).iter().map(|at| at + before).collect(),
            skus: places(SKU),
            times: places(TIME),
            signed: request.find(SIGNATURE),
            first: request.clone().into_bytes(),
            signatures: Vec::new(),
        };
        if matches!(load.what, What::Webhooks) {
            let mut request = requests.first.clone();
            let signed = (0..load.rate.unwrap_or(SIGNED) * load.seconds).map(|number| {
                requests.change(number, &mut request);
                signature(&request[requests.body..])
            });
            requests.signatures = signed.collect();
        }
        requests
    }

    /// Turns a request into the one of this number.
    fn write(&self, number: u64, request: &mut [u8]) {
        self.change(number, request);
        match self.what {
            What::Orders => {
                let now = jiff::Timestamp::now().as_millisecond();
                let now: [u8; TIME.len()] = digits(now as u64);
                put(&now, &self.times, request);
            }
            What::Webhooks => {
                let known = self.signatures.get(number as usize).copied();
                let signature = known.unwrap_or_else(|| signature(&request[self.body..]));
                let mut text = [0; SIGNATURE.len()];
                // It has exactly this length.
                let _ = STANDARD.encode_slice(signature, &mut text);
                put(&text, self.signed.as_slice(), request);
            }
        }
    }

    fn change(&self, number: u64, request: &mut [u8]) {
        put(&digits::<DIGITS>(number), &self.ids, request);
        put(&digits::<{ SKU.len() }>(number), &self.skus, request);
    }
}

/// Writes a text at these places.
fn put(text: &[u8], places: &[usize], request: &mut [u8]) {
    for at in places {
        request[*at..][..text.len()].copy_from_slice(text);
    }
}

/// The last digits of a number.
fn digits<const N: usize>(mut number: u64) -> [u8; N] {
    let mut digits = [b'0'; N];
    for digit in digits.iter_mut().rev() {
        *digit += (number % 10) as u8;
        number /= 10;
    }
    digits
}

fn signature(body: &[u8]) -> [u8; 32] {
    let code = Hmac::<Sha256>::new_from_slice(SECRET).map(|mut code| {
        code.update(body);
        code.finalize().into_bytes().into()
    });
    // A key may have any length.
    code.unwrap_or_default()
}

/// An order of one line, with placeholders for its time and its SKU's number.
fn order(id: &str) -> String {
    format!(
        r#"{{"id":"latency-{id}","timestamp":{TIME},"items":[{{"sku":"{SKU}","price":"1.99","quantity":1}}]}}"#
    )
}

/// An order from Shopify with two lines, as long as a real one, with placeholders for the SKUs' numbers.
fn shopify(id: u64) -> String {
    let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ");
    let now = now.to_string();
    let money = |amount: &str| {
        let one = json!({"amount": amount, "currency_code": "USD"});
        json!({"shop_money": one, "presentment_money": one})
    };
    let line = |place: u64, price: &str| {
        json!({
            "id": id * 10 + place, "admin_graphql_api_id": format!("gid://shopify/LineItem/{}", id * 10 + place),
            "sku": format!("SKU-{SKU}-{place}"), "variant_id": 4_400_000_000_001_u64 + place, "product_id": 7_700_000_000_001_u64,
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
