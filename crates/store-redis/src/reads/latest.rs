//! The feed: the article's list of SKUs, and beside it what Livetill knows of each line.

use domain::{LATEST_LINES, LatestItem, Price, Timestamp};
use ports::StoreError;
use redis::{Pipeline, Value};

use crate::core::Core;
use crate::layout::bytes::Reader;
use crate::layout::keys::Keys;
use crate::wire::error::corrupt;
use crate::wire::value::{Answer as _, lossy};

impl Core {
    pub(crate) async fn latest(&self, keys: &Keys) -> Result<Vec<LatestItem>, StoreError> {
        let mut pipeline = redis::pipe();
        add_latest(&mut pipeline, keys);
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

/// Asks for both lists.
pub(crate) fn add_latest(pipeline: &mut Pipeline, keys: &Keys) {
    for list in [keys.article("orders:items:latest"), keys.own("latest")] {
        pipeline
            .cmd("LRANGE")
            .arg(list)
            .arg(0)
            .arg(LATEST_LINES - 1);
    }
}

/// The feed: the article's list of SKUs, with what Livetill knows of each line beside it.
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
                .and_then(|line| read_line(line.bytes()?, &sku));
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

fn read_line(line: &[u8], sku: &str) -> Option<(u64, Price, Timestamp)> {
    let mut reader = Reader::new(line);
    let (quantity, price) = (reader.varint()?, Price::from_micros(reader.varint()?));
    let sold_at = Timestamp::from_millis(reader.number(8)? as i64);
    // A foreign program may have pushed to the one list and not the other.
    (reader.rest() == sku.as_bytes()).then_some((quantity, price, sold_at))
}
