//! Measures the time from an order's acceptance to the message that shows it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::{Value, json};

use crate::percentile::summary;
use crate::posts::{Load, What};
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
    let load = Load {
        server,
        connections,
        rate: Some(rate),
        seconds,
        what: What::Orders,
    };
    let times = load.run().await?;
    let took = started.elapsed();
    let mut accepted: Vec<Instant> = times.iter().map(|(_, answered)| *answered).collect();
    let answers = times.iter();
    let answers = answers.map(|(sent, answered)| (*answered - *sent).as_secs_f64() * 1e3);
    let answers = answers.collect();
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
        // A message may arrive before the answer to the order that it shows.
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
