//! Searches a leaderboard, part by part because it takes long, and reads an item's days.

use domain::{BusinessDay, FoundItem, ItemDays, SearchText};
use ports::{Page, StoreError};
use redis::Value;

use crate::core::Core;
use crate::layout::keys::Keys;
use crate::layout::leaderboard::Leaderboard;
use crate::layout::page;
use crate::reads::popular::name_of;
use crate::wire::error::corrupt;
use crate::wire::value::Answer as _;

impl Core {
    pub(crate) async fn search(
        &self,
        keys: &Keys,
        day: Option<BusinessDay>,
        text: &SearchText,
        offset: usize,
        limit: usize,
    ) -> Result<Page<FoundItem>, StoreError> {
        let ranked = self.all_ranked(keys, &Leaderboard::of(keys, day)).await?;
        let named = self.named(keys, ranked).await?;
        let mut scratch = String::new();
        let mut total = 0;
        let mut items = Vec::new();
        for (rank, item) in (1..).zip(named) {
            if text.finds(&item.sku, item.name.as_deref(), &mut scratch) {
                if total >= offset && items.len() < limit {
                    items.push(FoundItem { rank, item });
                }
                total += 1;
            }
        }
        Ok(Page { items, total })
    }

    pub(crate) async fn item_days(
        &self,
        keys: &Keys,
        sku: &str,
    ) -> Result<Option<ItemDays>, StoreError> {
        let retained = self.retained(keys).await?;
        const DOING: &str = "read an item from redis";
        // An item keeps its number, so both reads see the same item.
        let mut pipeline = redis::pipe();
        pipeline.cmd("HGET").arg(keys.own("catalogue")).arg(sku);
        let popular = keys.article("orders:items:popular");
        pipeline.cmd("ZSCORE").arg(popular).arg(sku);
        let answers = self.reader.moment(DOING, &pipeline).await?;
        let [item, score] = &answers[..] else {
            return Err(corrupt(DOING));
        };
        let number = item.bytes().and_then(page::read_item).map(|(it, _)| it);
        let units = match number {
            None if score.bytes().is_none() => return Ok(None),
            None => vec![0; retained.days.len()],
            Some(_) if retained.days.is_empty() => Vec::new(),
            Some(number) => {
                let mut pipeline = redis::pipe();
                for &day in &retained.days {
                    let page = page::field(number);
                    pipeline.cmd("HGET").arg(keys.own_of("sold", day)).arg(page);
                }
                let pages = self.reader.moment(DOING, &pipeline).await?;
                let units =
                    |page: &Value| page::number_at(page.bytes().unwrap_or_default(), number);
                pages.iter().map(units).collect()
            }
        };
        let days = retained.days.into_iter().zip(units).collect();
        Ok(Some(ItemDays {
            name: name_of(item),
            days,
        }))
    }
}
