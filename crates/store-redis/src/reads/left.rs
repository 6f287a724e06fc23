//! What items sold and got back on a day, retained or not.

use std::collections::HashMap;

use domain::Measure::{ReturnedUnits, Units};
use domain::{BusinessDay, DayItems, DayRecord, ItemDay, Shop};
use ports::StoreError;
use redis::Value;

use crate::core::Core;
use crate::layout::keys::Keys;
use crate::layout::left::{self, AMOUNTS, NumberedItems, item_of};
use crate::layout::page;
use crate::wire::error::corrupt;
use crate::wire::value::Answer as _;

const DOING: &str = "read the items of days from redis";
/// If a day is dropped and packed between two reads, the third finds it.
const LOOKS: usize = 3;

/// Whether no item was sold or returned on a day. It leaves nothing to pack when it is dropped, even if it has other
/// amounts, such as a tip or a refund without lines.
fn had_no_items(record: &DayRecord) -> bool {
    let totals = record.totals();
    let had_none = |measure| totals.get(measure) == Some(0);
    record.sums.is_zero() || (had_none(Units) && had_none(ReturnedUnits))
}

impl Core {
    pub(crate) async fn items_of_days(
        &self,
        shop: &Shop,
        days: &[BusinessDay],
    ) -> Result<Vec<Option<DayItems>>, StoreError> {
        let keys = self.keys(shop);
        let mut numbered = Vec::with_capacity(days.len());
        for &day in days {
            let record = self.days(shop, day, day).await?.into_iter().next();
            let record = record.filter(|record| record.totals().get(Units).is_some());
            numbered.push(match record {
                None => None,
                Some(record) => match self.numbered_of_day(&keys, day).await? {
                    None if had_no_items(&record) => Some(NumberedItems {
                        has_amounts: self.retained(&keys).await?.has_products(day),
                        ..NumberedItems::default()
                    }),
                    found => found,
                },
            });
        }
        // Read after the days, so that it has all their items.
        let has_items = numbered.iter().flatten().any(|day| !day.items.is_empty());
        let skus: HashMap<u64, Box<str>> = match has_items {
            true => self.numbered_items(&keys).await?,
            false => Vec::new(),
        }
        .into_iter()
        .map(|(number, (sku, _))| (number, sku))
        .collect();
        let named = |day: NumberedItems| {
            let named = day.items.into_iter().map(|(number, item)| {
                let sku = skus.get(&number).cloned();
                Ok((sku.ok_or_else(|| corrupt("an item has no SKU"))?, item))
            });
            let named = named.collect::<Result<_, StoreError>>()?;
            Ok(DayItems::new(day.has_amounts, named, day.rest))
        };
        numbered
            .into_iter()
            .map(|day| day.map(named).transpose())
            .collect()
    }

    /// The items of a day: from the counters while it is kept, and packed or not yet packed afterwards.
    async fn numbered_of_day(
        &self,
        keys: &Keys,
        day: BusinessDay,
    ) -> Result<Option<NumberedItems>, StoreError> {
        for _ in 0..LOOKS {
            let mut packed = redis::cmd("GET");
            packed.arg(keys.own_of("items", day));
            let packed = self.reader.command(DOING, &packed).await?;
            if let Some(bytes) = packed.bytes() {
                let unreadable = || corrupt("the items of a day cannot be read");
                return left::read(bytes).map(Some).ok_or_else(unreadable);
            }
            let has_amounts = self.retained(keys).await?.has_products(day);
            let items = self.items_on_pages(keys, day, has_amounts).await?;
            // Pages that are packed during the read may be read only in part.
            if self.retained(keys).await?.days.contains(&day) {
                return Ok(Some(items));
            }
            let mut waits = redis::cmd("HEXISTS");
            waits.arg(keys.own("leaving")).arg(day.compact());
            if self.reader.command(DOING, &waits).await?.number() == 1 {
                return self.first_places(keys, items).await.map(Some);
            }
        }
        Ok(None)
    }

    /// What some items sold and got back on a retained day, all as of one moment.
    pub(crate) async fn amounts_of(
        &self,
        keys: &Keys,
        day: BusinessDay,
        skus: &[&str],
    ) -> Result<Option<Vec<ItemDay>>, StoreError> {
        let retained = self.retained(keys).await?;
        if !retained.has_products(day) || !retained.days.contains(&day) {
            return Ok(None);
        }
        if skus.is_empty() {
            return Ok(Some(Vec::new()));
        }
        let mut command = redis::cmd("HMGET");
        command.arg(keys.own("catalogue")).arg(skus);
        let answer = self.reader.command(DOING, &command).await?;
        let number = |value: &Value| value.bytes().and_then(page::read_item).map(|(it, _)| it);
        let numbers: Vec<Option<u64>> = answer.list()?.iter().map(number).collect();
        let known: Vec<u64> = numbers.iter().flatten().copied().collect();
        if known.is_empty() {
            return Ok(Some(vec![ItemDay::default(); skus.len()]));
        }
        let fields: Vec<String> = known.iter().map(|number| page::field(*number)).collect();
        let mut pipeline = redis::pipe();
        for name in std::iter::once("sold").chain(AMOUNTS.map(|(name, _)| name)) {
            let pages = pipeline.cmd("HMGET").arg(keys.own_of(name, day));
            pages.arg(&fields);
        }
        let answers = self.reader.moment(DOING, &pipeline).await?;
        let lists: Result<Vec<&[Value]>, StoreError> =
            answers.iter().map(|answer| answer.list()).collect();
        let lists = lists?;
        let mut figures = (0..).zip(&known).map(|(place, number)| {
            let at = |list: usize| {
                let page = lists.get(list).and_then(|list| list.get(place));
                let page = page.and_then(|page: &Value| page.bytes());
                page::number_at(page.unwrap_or_default(), *number)
            };
            item_of(at(0), [at(1), at(2), at(3)])
        });
        let of_item = |number: &Option<u64>| number.and_then(|_| figures.next());
        let items = numbers.iter().map(of_item);
        Ok(Some(items.map(Option::unwrap_or_default).collect()))
    }
}
