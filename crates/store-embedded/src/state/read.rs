//! The reads for screens.

use domain::{
    BoardData, BoardQuery, BusinessDay, DayRecord, DaySlices, ItemDay, ItemDays, LatestItem, Pulse,
    RankedItem, RetainedDays, SliceSums, Slices,
};
use ports::Page as ListPage;

use super::ShopState;
use super::day::Day;

impl ShopState {
    pub(crate) fn retained(&self) -> &RetainedDays {
        self.misc.retained()
    }

    pub(crate) fn position(&self, source: &str) -> Option<&str> {
        self.misc.position(source)
    }

    pub(crate) fn board(&mut self, query: &BoardQuery) -> BoardData {
        BoardData {
            week: query.week().map(|day| self.day(day)).collect(),
            last_week: self.day(query.last_week()),
            minutes: self.minutes(query.day),
            yesterday_minutes: self.minutes(query.yesterday()),
            last_week_minutes: self.minutes(query.last_week()),
            popular: self.items.popular(0, query.popular),
            popular_day: self.popular(Some(query.day), 0, query.popular).items,
            latest: self.latest(query.latest),
            known_items: self.known_items(),
        }
    }

    pub(crate) fn known_items(&self) -> u64 {
        self.items.len() as u64
    }

    pub(crate) fn popular(
        &mut self,
        day: Option<BusinessDay>,
        offset: usize,
        limit: usize,
    ) -> ListPage<RankedItem> {
        let Some(day) = day else {
            let total = self.items.positive();
            return ListPage {
                items: self.items.popular(offset, limit),
                total,
            };
        };
        match self.days.get_mut(&day) {
            None => ListPage {
                items: Vec::new(),
                total: 0,
            },
            Some(day) => {
                let total = day.unique();
                ListPage {
                    items: day.popular(&self.items, offset, limit),
                    total,
                }
            }
        }
    }

    pub(crate) fn latest(&self, limit: usize) -> Vec<LatestItem> {
        let item = |line: &super::misc::FeedLine| LatestItem {
            sku: self.items.sku(line.item).to_owned(),
            name: self.items.name(line.item).map(str::to_owned),
            quantity: Some(line.quantity),
            price: Some(line.price),
            sold_at: Some(line.sold_at),
        };
        self.misc.feed().take(limit).map(item).collect()
    }

    /// An item's units on the retained days.
    pub(crate) fn item_days(&self, sku: &str) -> Option<ItemDays> {
        let item = self.items.find(sku)?;
        let days = self.retained().days.iter().map(|day| {
            let units = self.days.get(day).map(|detail| detail.units_of(item));
            (*day, units.unwrap_or_default())
        });
        Some(ItemDays {
            name: self.items.name(item).map(str::to_owned),
            days: days.collect(),
        })
    }

    /// The newest names of items.
    pub(crate) fn names(&self, skus: &[&str]) -> Vec<Option<String>> {
        let name = |sku: &&str| self.items.name(self.items.find(sku)?).map(str::to_owned);
        skus.iter().map(name).collect()
    }

    /// The sales and returns of these items on a retained day, if amounts are known; 0 for an unknown item.
    pub(crate) fn amounts_of(&self, day: BusinessDay, skus: &[&str]) -> Option<Vec<ItemDay>> {
        let retained = self.retained();
        if !retained.has_products(day) || !retained.days.contains(&day) {
            return None;
        }
        let detail = self.days.get(&day);
        let of_item = |sku: &&str| {
            let item = detail.zip(self.items.find(sku));
            item.map(|(detail, item)| detail.item(item))
        };
        Some(
            skus.iter()
                .map(|sku| of_item(sku).unwrap_or_default())
                .collect(),
        )
    }

    /// The oldest day of which anything is kept.
    pub(crate) fn first_day(&self) -> Option<BusinessDay> {
        let retained = self.retained().days.first().copied();
        self.misc.first_totals().into_iter().chain(retained).min()
    }

    pub(crate) fn day(&self, day: BusinessDay) -> DayRecord {
        let mut record = DayRecord::empty(day);
        let retained = self.retained();
        record.unknown = self.first_days.unknown_on(day);
        record.unknown = record.unknown.or(retained.unknown_on(day));
        if let Some(totals) = self.misc.totals(day) {
            totals.add_to(&mut record);
            record.has_left = !retained.days.contains(&day) && !record.sums.is_zero();
        }
        if let Some(detail) = self.days.get(&day) {
            detail.add_to(&mut record);
        }
        record
    }

    /// A day by channel and country. A day that came back also has the slices it kept when it was dropped.
    pub(crate) fn slices(&self, day: BusinessDay) -> DaySlices {
        let record = self.day(day);
        let kept = self.misc.slices(day).into_iter();
        let mut slices = Slices::default();
        for part in kept.chain(self.days.get(&day).map(Day::slices)) {
            slices.add_all(part);
        }
        slices.forget_zeros();
        DaySlices {
            day,
            sums: SliceSums::of(&record.sums),
            slices,
            unknown: self.first_days.unsliced(day, self.retained()),
        }
    }

    pub(crate) fn minutes(&self, day: BusinessDay) -> Vec<(u16, Pulse)> {
        self.days
            .get(&day)
            .map(Day::sold_minutes)
            .unwrap_or_default()
    }
}
