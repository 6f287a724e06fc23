//! The truth, computed as plainly as possible: every figure from scratch, over all orders.

mod items;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use domain::Measure::{Orders, Returns, Revenue, Units};
use domain::{
    BoardQuery, BusinessDay, Currency, DayItems, DayRecord, DaySlices, Dimension, Grain,
    LATEST_LINES, LatestItem, LedgerOrder, Measure, MeasureSet, OrderFilter, Pulse, Quantity,
    RankedItem, Shop, Slice, SliceSums, Slices, SoldItem, Sums, Timestamp, Unsliced,
};

use super::event::orders_of;
use super::fixture::has_left;
use super::{Event, Fixture, Line};

/// Orders one by one, as they arrive, in maps.
#[derive(Clone, Debug)]
pub struct Naive {
    shop: Shop,
    max_days: usize,
    ledger: BTreeMap<String, Event>,
    days: BTreeSet<BusinessDay>,
    dropped: BTreeMap<BusinessDay, DayRecord>,
    /// The items of dropped days, if known.
    left: BTreeMap<BusinessDay, DayItems>,
    forgotten_units: BTreeMap<String, i64>,
    names: BTreeMap<String, (Timestamp, String)>,
    latest: Vec<(String, i64, domain::Price, Timestamp)>,
    items: BTreeSet<String>,
    /// Orders of which only the common data is kept.
    plain: BTreeSet<String>,
    is_older: bool,
    unknown: MeasureSet,
    sliced: BTreeMap<BusinessDay, DaySlices>,
    unsliced: Option<Unsliced>,
}

impl Naive {
    /// A truth without orders.
    pub fn new(shop: &Shop, max_days: usize) -> Naive {
        Naive {
            shop: shop.clone(),
            max_days,
            ledger: BTreeMap::new(),
            days: BTreeSet::new(),
            dropped: BTreeMap::new(),
            left: BTreeMap::new(),
            forgotten_units: BTreeMap::new(),
            names: BTreeMap::new(),
            latest: Vec::new(),
            items: BTreeSet::new(),
            plain: BTreeSet::new(),
            is_older: false,
            unknown: MeasureSet::NONE,
            sliced: BTreeMap::new(),
            unsliced: None,
        }
    }

    /// The truth about a store to which an earlier version committed these events. That version kept only the common
    /// data of an order, and no hours of dropped days; anything else about these days is unknown.
    pub fn over_older<'e>(
        shop: &Shop,
        max_days: usize,
        events: impl IntoIterator<Item = &'e Event>,
    ) -> Naive {
        let unknown = Measure::all().filter(|measure| measure.def().is_partial_at_first);
        let mut naive = Naive {
            is_older: true,
            unknown: unknown.collect(),
            unsliced: Some(Unsliced::NotRecorded),
            ..Naive::new(shop, max_days)
        };
        naive.take(events);
        naive.is_older = false;
        naive
    }

    /// Adds events one after the other.
    pub fn take<'e>(&mut self, events: impl IntoIterator<Item = &'e Event>) {
        for event in events {
            self.take_one(event);
        }
    }

    fn take_one(&mut self, event: &Event) {
        let known = self.ledger.get(&event.id);
        let counted = known.is_some_and(|stored| stored.standing.counts());
        let known = known.map(|stored| stored.version);
        if known.is_some_and(|version| version >= event.version) {
            return;
        }
        let day = self.shop.today(event.placed_at);
        let oldest = self.days.iter().rev().nth(self.max_days - 1);
        if !self.days.contains(&day) && oldest.is_some_and(|oldest| day < *oldest) {
            return;
        }
        // The order's earlier version is subtracted from its old day even if that day is dropped now.
        self.ledger.remove(&event.id);
        self.days.insert(day);
        while self.days.len() > self.max_days {
            if let Some(oldest) = self.days.pop_first() {
                self.forget(oldest);
            }
        }
        if event.standing.counts() {
            if self.keeps_products() {
                let skus = event.lines.iter().map(|line| line.sku.clone());
                self.items.extend(skus);
            }
            for line in event.lines.iter().filter(|line| line.quantity > 0) {
                self.items.insert(line.sku.clone());
                if !counted {
                    let sold = (line.sku.clone(), line.quantity, line.price);
                    self.latest.push((sold.0, sold.1, sold.2, event.placed_at));
                }
                if let Some(name) = &line.name {
                    let name = (event.placed_at, name.clone());
                    let newest = self
                        .names
                        .entry(line.sku.clone())
                        .or_insert_with(|| name.clone());
                    *newest = newest.clone().max(name);
                }
            }
        }
        match self.is_older {
            true => self.plain.insert(event.id.clone()),
            false => self.plain.remove(&event.id),
        };
        self.ledger.insert(event.id.clone(), event.clone());
    }

    fn forget(&mut self, day: BusinessDay) {
        let mut totals = self.day(day);
        has_left(&mut totals);
        if self.is_older {
            totals.hours = [Sums::ZERO; 24];
        }
        if !self.is_older || totals.sums.is_zero() {
            self.left.insert(day, self.items_of_day(day));
        }
        for (sku, units) in self.units(Some(day)) {
            *self.forgotten_units.entry(sku).or_default() += units;
        }
        self.sliced.insert(day, self.slices(day));
        self.dropped.insert(day, totals);
        let shop = &self.shop;
        self.ledger
            .retain(|_, event| shop.today(event.placed_at) != day);
    }

    /// The kept and the dropped days.
    pub fn all_days(&self) -> Vec<BusinessDay> {
        self.days
            .iter()
            .chain(self.dropped.keys())
            .copied()
            .collect()
    }

    /// The figures of a day.
    pub fn day(&self, day: BusinessDay) -> DayRecord {
        if let Some(totals) = self.dropped.get(&day) {
            return totals.clone();
        }
        let mut record = DayRecord::empty(day);
        for event in self.standing(day) {
            let hour = &mut record.hours[self.shop.clock.local(event.placed_at).hour()];
            let sums = self.sums_of(event);
            record.sums += sums;
            for measure in Measure::kept_by(Grain::Hour) {
                hour[measure] += sums[measure];
            }
        }
        record.unique_items = self.units(Some(day)).len() as u64;
        record.unknown = self.unknown;
        record
    }

    /// What every order has, from scratch. What only some have comes from the domain: a store just carries it.
    fn sums_of(&self, event: &Event) -> Sums {
        let orders = orders_of(&self.shop, [event]);
        let mut all = match self.plain.contains(&event.id) {
            true => Sums::ZERO,
            false => orders.get(0).expect("there is one").sums(),
        };
        let (revenue, returns) = sums(&self.shop.currency, &event.lines);
        let sold = event.lines.iter().filter(|line| line.quantity > 0);
        let units: i64 = sold.map(|line| line.quantity).sum();
        let is_order = units > 0 && !event.is_refund;
        (all[Orders], all[Units]) = (i128::from(is_order), i128::from(units));
        (all[Revenue], all[Returns]) = (revenue, returns);
        all
    }

    /// A day by channel and country: each order of which these are kept, once for each that it names.
    pub fn slices(&self, day: BusinessDay) -> DaySlices {
        if let Some(slices) = self.sliced.get(&day) {
            return slices.clone();
        }
        let (mut slices, mut all) = (Slices::default(), SliceSums::ZERO);
        for event in self.standing(day) {
            let sums = SliceSums::of(&self.sums_of(event));
            all += sums;
            if self.plain.contains(&event.id) {
                continue;
            }
            let channel = event.channel.map(|said| match said {
                "pos" | "online" => said,
                _ => "other",
            });
            let country = event.country.filter(|said| said.len() == 2);
            for (dimension, name) in [(Dimension::Channel, channel), (Dimension::Country, country)]
            {
                let slice = |name| Slice::from_name(dimension, name, &self.shop.channels);
                if let Some(slice) = name.and_then(slice) {
                    slices.add(slice, sums);
                }
            }
        }
        slices.forget_zeros();
        DaySlices {
            day,
            sums: all,
            slices,
            unknown: self.unsliced,
        }
    }

    /// The minutes of a day with sales.
    pub fn minutes(&self, day: BusinessDay) -> Vec<(u16, Pulse)> {
        let mut minutes: BTreeMap<u16, Pulse> = BTreeMap::new();
        for event in self.standing(day) {
            if event.lines.iter().all(|line| line.quantity < 0) {
                continue;
            }
            let minute = self.shop.clock.local(event.placed_at).minute();
            let pulse = minutes.entry(minute).or_default();
            pulse.orders += i64::from(!event.is_refund);
            pulse.revenue += sums(&self.shop.currency, &event.lines).0;
        }
        minutes.into_iter().collect()
    }

    /// The leaderboard, all-time or of a kept day.
    pub fn popular(&self, day: Option<BusinessDay>) -> Vec<RankedItem> {
        let mut ranking: Vec<(String, i64)> = self.units(day).into_iter().collect();
        ranking.sort_by(|a, b| (b.1, &b.0).cmp(&(a.1, &a.0)));
        let name = |sku: &str| self.names.get(sku).map(|(_, name)| name.clone());
        ranking
            .into_iter()
            .map(|(sku, units)| RankedItem {
                name: name(&sku),
                sku,
                units,
            })
            .collect()
    }

    /// The feed, newest first.
    pub fn latest(&self) -> Vec<LatestItem> {
        let newest = self.latest.iter().rev().take(LATEST_LINES);
        newest
            .map(|(sku, quantity, price, sold_at)| LatestItem {
                sku: sku.clone(),
                name: self.names.get(sku).map(|(_, name)| name.clone()),
                quantity: Quantity::whole(*quantity),
                price: Some(*price),
                sold_at: Some(*sold_at),
            })
            .collect()
    }

    /// The orders of a kept day, newest first.
    pub fn orders(&self, day: BusinessDay) -> Vec<LedgerOrder> {
        let of_day = self
            .ledger
            .values()
            .filter(|event| self.shop.today(event.placed_at) == day);
        let mut orders: Vec<LedgerOrder> = of_day.map(|event| self.order(event)).collect();
        let repeated = self.shop.clock.repeated(day);
        let newest = |order: &LedgerOrder| (order.at.elapsed(repeated.as_ref()), order.id.clone());
        orders.sort_by_cached_key(|order| Reverse(newest(order)));
        orders
    }

    fn order(&self, event: &Event) -> LedgerOrder {
        let counts = event.standing.counts();
        let has_extra = counts && !self.plain.contains(&event.id);
        let lines = if counts { &event.lines[..] } else { &[] };
        let (revenue, returns) = sums(&self.shop.currency, lines);
        let sold = lines.iter().filter(|line| line.quantity > 0);
        let items = sold.map(|line| SoldItem {
            sku: line.sku.clone(),
            name: self.names.get(&line.sku).map(|(_, name)| name.clone()),
            units: line.quantity as u64,
        });
        LedgerOrder {
            id: event.id.clone(),
            version: event.version,
            standing: event.standing,
            at: self.shop.clock.local(event.placed_at),
            revenue,
            returns,
            items: items.collect(),
            extra: event.extra(&self.shop).filter(|_| has_extra),
        }
    }

    /// Asserts that a store shows all of this, and nothing else.
    ///
    /// # Panics
    /// When it does not.
    pub async fn assert_shown(&self, it: &Fixture) {
        let days = self.all_days();
        self.assert_items(it, &days).await;
        for day in days {
            let query = BoardQuery {
                popular: 1_000,
                ..BoardQuery::of(day)
            };
            let board = it
                .store
                .board(&it.shop, &query)
                .await
                .expect("a board is read");
            let week: Vec<DayRecord> = query.week().map(|day| self.day(day)).collect();
            assert_eq!(board.week, week, "the week up to {day}");
            assert_eq!(board.minutes, self.minutes(day), "the minutes of {day}");
            assert_eq!(board.yesterday_minutes, self.minutes(query.yesterday()));
            assert_eq!(board.last_week_minutes, self.minutes(query.last_week()));
            assert_eq!(board.popular, self.popular(None));
            assert_eq!(
                board.popular_day,
                self.popular(Some(day)),
                "the leaders of {day}"
            );
            assert_eq!(board.latest, self.latest());
            assert_eq!(board.known_items, self.items.len() as u64);
            let minutes = it.store.minutes(&it.shop, day).await;
            assert_eq!(minutes.expect("minutes are read"), board.minutes);
            let items = it.store.known_items(&it.shop).await;
            assert_eq!(items.expect("items are counted"), board.known_items);
            let slices = it.store.slices(&it.shop, day, day).await;
            let slices = slices.expect("slices are read");
            assert_eq!(slices, [self.slices(day)], "the slices of {day}");
            let all = OrderFilter::default();
            let orders = it.store.orders(&it.shop, day, &all, 0, 1_000).await;
            let orders = orders.expect("orders are read").items;
            assert_eq!(orders, self.orders(day), "the orders of {day}");
        }
        assert_eq!(it.retained().await.days, self.days);
    }

    /// The orders of a kept day that count.
    fn standing(&self, day: BusinessDay) -> impl Iterator<Item = &Event> {
        self.ledger
            .values()
            .filter(move |event| event.standing.counts() && self.shop.today(event.placed_at) == day)
    }

    fn units(&self, day: Option<BusinessDay>) -> BTreeMap<String, i64> {
        let mut units = BTreeMap::new();
        let days: Vec<BusinessDay> = match day {
            Some(day) => vec![day],
            None => {
                units.clone_from(&self.forgotten_units);
                self.days.iter().copied().collect()
            }
        };
        for day in days {
            for line in self.standing(day).flat_map(|event| &event.lines) {
                if line.quantity > 0 {
                    *units.entry(line.sku.clone()).or_default() += line.quantity;
                }
            }
        }
        units
    }
}

fn sums(currency: &Currency, lines: &[Line]) -> (i128, i128) {
    let sum = |sign: i64| {
        let part = lines.iter().filter(|line| line.quantity.signum() == sign);
        let amounts =
            part.map(|line| i128::from(line.price.micros()) * i128::from(line.quantity * sign));
        currency.round_micros(amounts.sum())
    };
    (sum(1), sum(-1))
}
