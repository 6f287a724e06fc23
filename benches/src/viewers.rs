//! Many viewers at once.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::percentile::summary;
use crate::websocket::Viewer;

/// How many connections to open at the same time.
const OPENING: usize = 64;
/// One in this many viewers records the times; the others only read.
const SAMPLED: usize = 20;

/// Opens the viewers, lets them watch, and returns how old the figures in messages were on arrival.
pub(crate) async fn watch(
    server: SocketAddr,
    viewers: usize,
    seconds: u64,
) -> anyhow::Result<Value> {
    let (watching, opening) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(Semaphore::new(OPENING)),
    );
    let opened = Arc::new(Semaphore::new(0));
    let mut tasks = JoinSet::new();
    for number in 0..viewers {
        let (watching, opening) = (Arc::clone(&watching), Arc::clone(&opening));
        let opened = Arc::clone(&opened);
        tasks.spawn(async move {
            let permit = opening.acquire().await?;
            let mut viewer = Viewer::connect(server, number).await?;
            viewer.next().await?;
            drop(permit);
            opened.add_permits(1);
            let (mut messages, mut ages) = (0_u64, Vec::new());
            loop {
                let message = viewer.next().await;
                if watching.load(Ordering::Relaxed) {
                    let message = message?;
                    messages += 1;
                    if number % SAMPLED == 0 {
                        ages.extend(age(&message.text()?));
                    }
                } else if opened.is_closed() {
                    return anyhow::Ok((messages, ages));
                }
            }
        });
    }
    let all = u32::try_from(viewers).context("viewers")?;
    drop(opened.acquire_many(all).await.context("viewers")?);
    watching.store(true, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    watching.store(false, Ordering::Relaxed);
    opened.close();
    let (mut messages, mut ages) = (0, Vec::new());
    while let Some(viewer) = tasks.join_next().await {
        let (count, own) = viewer.context("viewer")??;
        messages += count;
        ages.extend(own);
    }
    let per_second = messages as f64 / viewers as f64 / seconds as f64;
    Ok(
        json!({ "viewers": viewers, "messages_per_viewer_second": per_second, "age": summary(ages) }),
    )
}

/// The age of a message's figures, in milliseconds.
fn age(message: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(message).ok()?;
    let as_of = text.split_once("\"as_of\":\"")?.1.split_once('"')?.0;
    let as_of: jiff::Timestamp = as_of.parse().ok()?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    Some(now.as_secs_f64() * 1e3 - as_of.as_millisecond() as f64)
}
