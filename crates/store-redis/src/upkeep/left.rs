//! Packs the items of dropped days: their pages, few of which are full, become one string.

use std::collections::{BTreeMap, HashMap};

use domain::{BusinessDay, ItemDay, KEPT_ITEMS, RestOfItems};
use ports::StoreError;

use crate::core::Core;
use crate::layout::keys::Keys;
use crate::layout::left::{self, AMOUNTS, NumberedItems, item_of};
use crate::layout::page::{self, PAGE};
use crate::scripts::{Call, PACK_DAY, PACK_DAY_TEXT};
use crate::wire::error::corrupt;
use crate::wire::value::Answer as _;

const DOING: &str = "pack the items of a day that has left";

impl Core {
    /// Packs all days that wait for it. A dropped day never changes, so after an interruption anybody can continue.
    pub(crate) async fn pack_left_days(&self, keys: &Keys) -> Result<(), StoreError> {
        for day in self.days_to_pack(keys).await? {
            let has_amounts = self.retained(keys).await?.has_products(day);
            let items = self.items_on_pages(keys, day, has_amounts).await?;
            let items = self.first_places(keys, items).await?;
            let packed = left::write(items.has_amounts, &items.items, &items.rest);
            let packed = packed.ok_or_else(|| corrupt("a page of items cannot be packed"))?;
            let pages = AMOUNTS.map(|(name, _)| keys.own_of(name, day));
            let [leaving, sold, into] = [
                keys.own("leaving"),
                keys.own_of("sold", day),
                keys.own_of("items", day),
            ];
            let name = day.compact();
            let mut script_keys = vec![&*leaving, &*into, &*sold];
            script_keys.extend(pages.iter().map(|key| &**key));
            let call = Call {
                script: &PACK_DAY,
                source: PACK_DAY_TEXT,
                keys: &script_keys,
                args: &[name.as_bytes(), &packed],
            };
            self.reader.script(DOING, &call).await?;
        }
        Ok(())
    }

    /// The days that wait to be packed.
    pub(crate) async fn days_to_pack(&self, keys: &Keys) -> Result<Vec<BusinessDay>, StoreError> {
        let mut command = redis::cmd("HKEYS");
        command.arg(keys.own("leaving"));
        let names = self.reader.command(DOING, &command).await?;
        let names = names.list()?.iter();
        Ok(names
            .filter_map(|name| BusinessDay::parse_compact(name.text()?))
            .collect())
    }

    /// The items of a day that are kept one by one, and the rest.
    pub(crate) async fn first_places(
        &self,
        keys: &Keys,
        mut items: NumberedItems,
    ) -> Result<NumberedItems, StoreError> {
        if items.items.len() > KEPT_ITEMS {
            let skus: HashMap<u64, Box<str>> = self
                .numbered_items(keys)
                .await?
                .into_iter()
                .map(|(number, (sku, _))| (number, sku))
                .collect();
            items.rest = RestOfItems::of(&mut items.items, |number| skus.get(number));
        }
        Ok(items)
    }

    /// A day's figures for each item; without amounts only units.
    pub(crate) async fn items_on_pages(
        &self,
        keys: &Keys,
        day: BusinessDay,
        has_amounts: bool,
    ) -> Result<NumberedItems, StoreError> {
        let mut numbers: BTreeMap<u64, (i64, [i64; AMOUNTS.len()])> = BTreeMap::new();
        for (number, units) in self.numbers_on_pages(&keys.own_of("sold", day)).await? {
            numbers.entry(number).or_default().0 = units;
        }
        if has_amounts {
            for (place, (name, _)) in AMOUNTS.iter().enumerate() {
                for (number, amount) in self.numbers_on_pages(&keys.own_of(name, day)).await? {
                    numbers.entry(number).or_default().1[place] = amount;
                }
            }
        }
        let items = numbers.into_iter();
        let items = items.map(|(number, (units, amounts))| (number, item_of(units, amounts)));
        let items: Vec<(u64, ItemDay)> = items.collect();
        Ok(NumberedItems {
            has_amounts,
            items,
            rest: RestOfItems::default(),
        })
    }

    /// All numbers on a hash's pages that are not 0, each with its item's number.
    async fn numbers_on_pages(&self, pages: &str) -> Result<Vec<(u64, i64)>, StoreError> {
        let unreadable = || corrupt("a page of items cannot be read");
        let mut items = Vec::new();
        for (field, page) in self.whole_hash(pages).await? {
            let field = std::str::from_utf8(&field).ok();
            let first: u64 = field
                .and_then(|it| it.parse().ok())
                .ok_or_else(unreadable)?;
            let page = page.bytes().ok_or_else(unreadable)?;
            let first = first.checked_mul(PAGE).ok_or_else(unreadable)?;
            let numbers = (first..).take(PAGE as usize);
            let found = numbers.map(|number| (number, page::number_at(page, number)));
            items.extend(found.filter(|(_, found)| *found != 0));
        }
        Ok(items)
    }
}
