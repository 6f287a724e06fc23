//! The feed: the article's list of SKUs, with Livetill's own data about each line next to it.

use domain::{LATEST_LINES, LatestItem};
use ports::StoreError;
use redis::{Pipeline, Value};

use crate::core::Core;
use crate::layout::feed;
use crate::layout::keys::Keys;
use crate::wire::error::corrupt;
use crate::wire::value::{Answer as _, lossy};

impl Core {
    pub(crate) async fn latest(&self, keys: &Keys) -> Result<Vec<LatestItem>, StoreError> {
        let mut pipeline = redis::pipe();
        add_latest(&mut pipeline, keys, LATEST_LINES);
        let answers = self
            .reader
            .moment("read the feed from redis", &pipeline)
            .await?;
        let [items, lines] = &answers[..] else {
            return Err(corrupt("read the feed"));
        };
        let mut latest = read_latest(items, lines)?;
        let names = self
            .names(keys, latest.iter().map(|line| &*line.sku))
            .await?;
        for (line, name) in latest.iter_mut().zip(names) {
            line.name = name;
        }
        Ok(latest)
    }
}

/// Requests the first lines of both lists, at least one.
pub(crate) fn add_latest(pipeline: &mut Pipeline, keys: &Keys, limit: usize) {
    for list in [keys.article("orders:items:latest"), keys.own("latest")] {
        pipeline
            .cmd("LRANGE")
            .arg(list)
            .arg(0)
            .arg(limit.max(1) - 1);
    }
}

/// The feed: the article's list of SKUs, with Livetill's own data about each line.
pub(crate) fn read_latest(items: &Value, lines: &Value) -> Result<Vec<LatestItem>, StoreError> {
    let lines = lines.list()?;
    let items = items
        .list()?
        .iter()
        .take(LATEST_LINES)
        .enumerate()
        .map(|(index, item)| {
            let sku = lossy(item);
            let known = lines
                .get(index)
                .and_then(|line| feed::read(line.bytes()?, &sku));
            let (quantity, price, sold_at) = match known {
                Some((quantity, price, sold_at)) => (Some(quantity), Some(price), Some(sold_at)),
                None => (None, None, None),
            };
            LatestItem {
                sku,
                name: None,
                quantity,
                price,
                sold_at,
            }
        });
    Ok(items.collect())
}
