//! Reads the numbers of all items in the background when a shop is opened. Otherwise each commit with items not seen
//! since the start would need a round trip to ask for them.

use std::sync::{Arc, Weak};

use ports::StoreError;

use crate::core::Core;
use crate::layout::keys::Keys;
use crate::layout::page;
use crate::wire::error::corrupt;
use crate::wire::link::Link;
use crate::wire::value::{Answer as _, lossy};

const DOING: &str = "read the numbers of items from redis";

/// How often to start again if another server adds items meanwhile. After that, commits ask for themselves.
const ATTEMPTS: usize = 3;
/// Larger catalogues are learned item by item: reading them at once would take much time and memory.
const READ_AT_ONCE: u64 = 200_000;

impl Core {
    pub(crate) fn remember_later(self: &Arc<Core>, keys: &Keys) {
        let (weak, keys) = (Arc::downgrade(self), keys.clone());
        tokio::spawn(async move {
            if let Err(error) = remember(&weak, &keys).await {
                tracing::debug!(%error, "the numbers of items are read as they come by");
            }
        });
    }

    /// The dictionary's token, and the count of numbers.
    async fn dictionary_state(
        &self,
        link: &Link,
        keys: &Keys,
    ) -> Result<(String, u64), StoreError> {
        let mut command = redis::cmd("HMGET");
        command.arg(keys.state()).arg(&["dictionary", "numbers"]);
        let answer = link.command(DOING, &command).await?;
        let [token, count] = answer.list()? else {
            return Err(corrupt(DOING));
        };
        let count = u64::try_from(count.number()).unwrap_or_default();
        Ok((token.text().unwrap_or_default().to_owned(), count))
    }
}

async fn remember(core: &Weak<Core>, keys: &Keys) -> Result<(), StoreError> {
    for _ in 0..ATTEMPTS {
        let Some(core) = core.upgrade() else {
            return Ok(());
        };
        let dictionary = core.dictionaries.of(keys);
        // From here on the remembered items follow this server's own commits, or are forgotten.
        let (count, forgotten) = {
            let mut turn = dictionary.lock().await;
            // Over the commits' connection, after all commits under way.
            let (token, count) = core.dictionary_state(&core.writer, keys).await?;
            turn.learn_state(&token, count);
            (count, turn.forgotten())
        };
        if count == 0 || count > READ_AT_ONCE {
            return Ok(());
        }
        let mut items = Vec::with_capacity(count as usize);
        core.scan("HSCAN", &keys.own("catalogue"), |sku, value| {
            let value = value.bytes().and_then(page::read_item);
            let (number, name) = value.ok_or_else(|| corrupt("an item cannot be read"))?;
            let name = name.map(|name| String::from_utf8_lossy(name).into());
            items.push((lossy(sku).into_boxed_str(), number, name));
            Ok(())
        })
        .await?;
        let mut turn = dictionary.lock().await;
        let (token, count) = core.dictionary_state(&core.writer, keys).await?;
        let is_another = turn.learn_state(&token, count);
        if !is_another && turn.forgotten() == forgotten {
            turn.learn_all(items);
            return Ok(());
        }
    }
    Ok(())
}
