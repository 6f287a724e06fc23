//! What items sold and got back by day.

use std::collections::BTreeMap;

use domain::{BusinessDay, DayItems, ItemDay, RestOfItems};

use super::{Fixture, Naive};

impl Naive {
    /// Whether the shop keeps amounts by line.
    pub(super) fn keeps_products(&self) -> bool {
        self.shop.products == Some(true)
    }

    pub(super) fn items_of_day(&self, day: BusinessDay) -> DayItems {
        let mut items: BTreeMap<String, ItemDay> = BTreeMap::new();
        for line in self.standing(day).flat_map(|event| &event.lines) {
            let item = items.entry(line.sku.clone()).or_default();
            let worth = i128::from(line.price.micros()) * i128::from(line.quantity.abs());
            let amount = self.shop.currency.round_micros(worth);
            if line.quantity > 0 {
                item.units += line.quantity;
                item.amount += amount;
            } else {
                item.returned_units -= line.quantity;
                item.returned += amount;
            }
        }
        let items = items.into_iter();
        let items = items.map(|(sku, item)| (sku.into_boxed_str(), item));
        DayItems::new(
            self.keeps_products(),
            items.collect(),
            RestOfItems::default(),
        )
    }

    /// Asserts that a store shows the items of these days correctly.
    pub(super) async fn assert_items(&self, it: &Fixture, days: &[BusinessDay]) {
        let items = it.store.items_of_days(&it.shop, days).await;
        let mut expected = Vec::new();
        for (day, items) in days.iter().zip(items.expect("items are read")) {
            let of_day = match self.dropped.contains_key(day) {
                true => self.left.get(day).cloned(),
                false => Some(self.items_of_day(*day)),
            };
            assert_eq!(items, of_day, "the items of {day}");
            expected.push(of_day);
        }
        for sku in self
            .names
            .keys()
            .map(String::as_str)
            .take(3)
            .chain(["never sold"])
        {
            let found = it.store.item_on_days(&it.shop, sku, days).await;
            let of_days = expected.iter().map(|items| Some(items.as_ref()?.on(sku)));
            assert_eq!(
                found.expect("an item is read"),
                of_days.collect::<Vec<_>>(),
                "{sku}"
            );
        }
        let skus: Vec<&str> = self.names.keys().map(String::as_str).collect();
        let skus = [&["never sold"], &skus[..]].concat();
        let names = it.store.names(&it.shop, &skus).await;
        let named = |sku: &&str| self.names.get(*sku).map(|(_, name)| name.clone());
        let expected: Vec<Option<String>> = skus.iter().map(named).collect();
        assert_eq!(names.expect("names are read"), expected);
    }
}
