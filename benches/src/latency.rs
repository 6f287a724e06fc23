//! From an order's acceptance to the message that shows it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use domain::Timestamp;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::percentile::summary;
use crate::websocket::Viewer;

/// Posts single orders at a fixed rate while a viewer watches. The k-th answer is matched with the
/// first message that counts k orders.
pub(crate) async fn measure(
    server: SocketAddr,
    rate: u64,
    seconds: u64,
    connections: usize,
) -> anyhow::Result<Value> {
    let mut viewer = Viewer::connect(server, 0).await?;
    let before = orders(&viewer.next().await?.text()?).context("the first message is no board")?;
    let total = rate * seconds;
    let watched = tokio::spawn(async move {
        let mut seen: Vec<(u64, Instant)> = Vec::new();
        while seen
            .last()
            .is_none_or(|(orders, _)| *orders < before + total)
        {
            let message = tokio::time::timeout(Duration::from_secs(10), viewer.next()).await;
            let Ok(message) = message else { break };
            if let Some(orders) = orders(&message?.text()?) {
                seen.push((orders, Instant::now()));
            }
        }
        anyhow::Ok(seen)
    });
    let started = Instant::now();
    let next = Arc::new(AtomicU64::new(0));
    let mut posters = JoinSet::new();
    for _ in 0..connections {
        posters.spawn(post(server, rate, total, started, Arc::clone(&next)));
    }
    let (mut accepted, mut answers) = (Vec::new(), Vec::new());
    while let Some(times) = posters.join_next().await {
        for (sent, answered) in times.context("poster")?? {
            accepted.push(answered);
            answers.push((answered - sent).as_secs_f64() * 1e3);
        }
    }
    let took = started.elapsed();
    accepted.sort();
    let seen = watched.await.context("viewer")??;
    let mut latencies = Vec::with_capacity(accepted.len());
    let mut messages = seen.iter().peekable();
    for (index, accepted) in accepted.iter().enumerate() {
        let wanted = before + index as u64 + 1;
        while messages.next_if(|(orders, _)| *orders < wanted).is_some() {}
        let Some((_, shown)) = messages.peek() else {
            bail!("order {index} was never shown")
        };
        // A message may overtake the answer of the order that it shows.
        latencies.push(shown.saturating_duration_since(*accepted).as_secs_f64() * 1e3);
    }
    Ok(json!({
        "orders": total,
        "rate": total as f64 / took.as_secs_f64(),
        "messages_per_second": seen.len() as f64 / took.as_secs_f64(),
        "answer": summary(answers),
        "shown": summary(latencies),
    }))
}

/// One connection: takes the next number, waits for its time, posts it.
async fn post(
    server: SocketAddr,
    rate: u64,
    total: u64,
    started: Instant,
    next: Arc<AtomicU64>,
) -> anyhow::Result<Vec<(Instant, Instant)>> {
    let mut stream = TcpStream::connect(server).await.context("connect")?;
    stream.set_nodelay(true).context("connect")?;
    let (mut times, mut answer) = (Vec::new(), vec![0; 4096]);
    let run = std::process::id();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= total {
            return Ok(times);
        }
        let due = started + Duration::from_secs_f64(number as f64 / rate as f64);
        tokio::time::sleep_until(due.into()).await;
        let now = Timestamp::from_millis(jiff::Timestamp::now().as_millisecond());
        let body = format!(
            r#"{{"id":"latency-{run}-{number}","timestamp":{},"items":[{{"sku":"{}","price":"1.99","quantity":1}}]}}"#,
            now.millis(),
            number % 1000
        );
        let request = format!(
            "POST /v1/orders HTTP/1.1\r\nHost: {server}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let sent = Instant::now();
        stream.write_all(request.as_bytes()).await.context("post")?;
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

/// The orders of a message's `today`, if it has that section.
fn orders(message: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(message).ok()?;
    let today = text.split_once("\"today\":{\"orders\":")?.1;
    today
        .split(|sign: char| !sign.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}
