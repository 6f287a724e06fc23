//! The rows of an export, read from a store.

use std::collections::HashMap;

use domain::{
    BusinessDay, DayItems, Dimension, ItemDay, LedgerEntry, Range, Shop, SoldUnits, Totals, Unit,
};
use ports::{Export, Pieces, StoreError};

use super::value::{Column, Kind, Value};
use super::{ExportError, Out, What};

/// How many days to read at once.
const STRETCH: u16 = 32;
/// How many names of items to remember; beyond that, they are read again.
const NAMES: usize = 100_000;

/// The columns of an export. New ones are only added at the end.
pub(super) fn columns(what: What) -> Vec<Column> {
    let figures = |is_wanted: fn(&str) -> bool| {
        let figures = Totals::defs().filter(move |def| is_wanted(def.name));
        figures.map(|def| match def.unit {
            Unit::Money => (def.name, Kind::Money),
            Unit::Count => (def.name, Kind::Count),
        })
    };
    let of_item = [
        ("sku", Kind::Text),
        ("name", Kind::Text),
        ("units", Kind::Count),
        ("amount", Kind::Money),
    ];
    let columns: Vec<(&'static str, Kind)> = match what {
        What::Days => [("date", Kind::Date)]
            .into_iter()
            .chain(figures(|_| true))
            .collect(),
        What::Items => [("date", Kind::Date)]
            .into_iter()
            .chain(of_item)
            .chain([
                ("returned", Kind::Count),
                ("returned_amount", Kind::Money),
                ("items", Kind::Count),
            ])
            .collect(),
        What::Orders => [
            ("date", Kind::Date),
            ("placed_at", Kind::Moment),
            ("id", Kind::Text),
            ("version", Kind::Count),
            ("standing", Kind::Text),
            ("channel", Kind::Text),
            ("country", Kind::Text),
        ]
        .into_iter()
        .chain(figures(is_of_order))
        .chain([
            ("original_currency", Kind::Text),
            ("original_charged", Kind::Text),
        ])
        .collect(),
        What::Lines => [
            ("date", Kind::Date),
            ("placed_at", Kind::Moment),
            ("order_id", Kind::Text),
            ("line", Kind::Count),
        ]
        .into_iter()
        .chain(of_item)
        .collect(),
    };
    let column = |(name, kind)| Column { name, kind };
    columns.into_iter().map(column).collect()
}

/// Whether a day's figure also applies to a single order.
fn is_of_order(name: &str) -> bool {
    !matches!(name, Totals::UNIQUE_ITEMS | "average_order")
}

/// The source of the rows.
pub(super) struct Source<'s> {
    pub(super) shop: &'s Shop,
    pub(super) store: &'s dyn Export,
    pub(super) days: Range,
}

impl Source<'_> {
    /// Each day, oldest first, including days without data.
    pub(super) async fn days(&self, out: &mut Out) -> Result<(), ExportError> {
        for days in self.days.stretches(STRETCH) {
            for day in self.store.days(self.shop, days.first, days.last).await? {
                let mut row = vec![Value::Date(day.day)];
                row.extend(figures(&day.totals(), |_| true));
                out.row(row).await?;
            }
        }
        Ok(())
    }

    /// The items of each day, greatest amounts first. A day whose items are unknown has no row; items that are not kept
    /// one by one share a row.
    pub(super) async fn items(&self, out: &mut Out) -> Result<(), ExportError> {
        let mut names = Names::default();
        for days in self.days.stretches(STRETCH) {
            let records = self.store.days(self.shop, days.first, days.last).await?;
            let sold = records.iter().filter(|day| !day.sums.is_zero());
            let sold: Vec<BusinessDay> = sold.map(|day| day.day).collect();
            for day in sold {
                // One by one, because each may have ten thousand.
                for found in self
                    .store
                    .items_of_days(self.shop, &[day])
                    .await?
                    .into_iter()
                    .flatten()
                {
                    self.items_of(day, &found, &mut names, out).await?;
                }
            }
        }
        Ok(())
    }

    async fn items_of(
        &self,
        day: BusinessDay,
        found: &DayItems,
        names: &mut Names,
        out: &mut Out,
    ) -> Result<(), ExportError> {
        let figures = |item: &ItemDay| {
            let money = |amount| match found.has_amounts {
                true => Value::Money(amount),
                false => Value::None,
            };
            let returned = match found.has_amounts {
                true => Value::Count(item.returned_units.into()),
                false => Value::None,
            };
            let units = Value::Count(item.units.into());
            [units, money(item.amount), returned, money(item.returned)]
        };
        let skus: Vec<&str> = found.items.iter().map(|(sku, _)| &**sku).collect();
        names.learn(self.shop, self.store, &skus).await?;
        for (sku, item) in &found.items {
            let name = names.of(sku);
            let mut row = vec![Value::Date(day), Value::Text(sku.to_string()), name];
            row.extend(figures(item));
            row.push(Value::Count(1));
            out.row(row).await?;
        }
        if found.rest.items > 0 {
            let mut row = vec![Value::Date(day), Value::None, Value::None];
            row.extend(figures(&found.rest.sum));
            row.push(Value::Count(found.rest.items.into()));
            out.row(row).await?;
        }
        Ok(())
    }

    /// The orders of kept days, or their lines, in no particular order. If the store can be frozen, all are as of one
    /// moment.
    pub(super) async fn orders(&self, what: What, out: &mut Out) -> Result<(), ExportError> {
        let frozen = self.store.freeze(self.shop).await?;
        let store = frozen.as_deref().unwrap_or(self.store);
        let mut rows = OrderRows::new(self.shop, store).await?;
        let mut pieces = Pieces::of(self.shop, store);
        while let Some(piece) = pieces.next().await? {
            let is_asked = |(_, entry): &&(Box<str>, LedgerEntry)| {
                (self.days.first..=self.days.last).contains(&entry.at.day)
            };
            for (id, entry) in piece.orders.iter().filter(is_asked) {
                for row in rows.of(what, id, entry).await? {
                    out.row(row).await?;
                }
            }
        }
        Ok(())
    }
}

/// The columns of orders or lines in the archive, where the day is in the file's name.
#[cfg(feature = "parquet")]
pub(crate) fn archived_columns(what: What) -> Vec<Column> {
    columns(what).split_off(1)
}

/// Builds the rows of orders, one order after the other.
pub(crate) struct OrderRows<'s> {
    shop: &'s Shop,
    store: &'s dyn Export,
    /// The first day with amounts by line; `None` = there is none.
    products: Option<BusinessDay>,
    names: Names,
}

impl<'s> OrderRows<'s> {
    /// For orders in a store.
    ///
    /// # Errors
    /// Any kind.
    pub(crate) async fn new(
        shop: &'s Shop,
        store: &'s dyn Export,
    ) -> Result<OrderRows<'s>, StoreError> {
        Ok(OrderRows {
            shop,
            store,
            products: store.retained(shop).await?.products,
            names: Names::default(),
        })
    }

    /// The row of an order, or those of its lines. The day is the first value of each.
    ///
    /// # Errors
    /// Any kind.
    pub(crate) async fn of(
        &mut self,
        what: What,
        id: &str,
        entry: &LedgerEntry,
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        if what != What::Lines {
            return Ok(vec![self.order(id, entry)]);
        }
        let skus: Vec<&str> = lines(entry).map(|(line, _)| &*line.sku).collect();
        self.names.learn(self.shop, self.store, &skus).await?;
        let is_known = self.products.is_some_and(|first| first <= entry.at.day);
        let rows = lines(entry).enumerate().map(|(place, line)| {
            let number = Value::Count(place as i128 + 1);
            let [date, moment] = self.when(entry);
            let mut row = vec![date, moment, Value::Text(id.to_owned()), number];
            row.extend(line_of(line, is_known, &self.names));
            row
        });
        Ok(rows.collect())
    }

    fn when(&self, entry: &LedgerEntry) -> [Value; 2] {
        let moment = self.shop.clock.rfc3339_local(entry.at);
        [Value::Date(entry.at.day), Value::Moment(moment)]
    }

    fn order(&self, id: &str, entry: &LedgerEntry) -> Vec<Value> {
        let market = entry.market();
        let slice = |dimension| {
            let slice = market.slice(dimension);
            Value::of_text(slice.map(|slice| slice.name(&self.shop.channels)))
        };
        let mut row = Vec::from(self.when(entry));
        row.extend([
            Value::Text(id.to_owned()),
            Value::Count(entry.version.into()),
            Value::Text(entry.standing.as_str().to_owned()),
            slice(Dimension::Channel),
            slice(Dimension::Country),
        ]);
        row.extend(figures(&Totals::new(entry.sums(), None), is_of_order));
        let original = entry.original();
        row.extend([
            Value::of_text(original.map(|it| it.currency.code())),
            Value::of_text(original.map(|it| it.currency.format(it.charged))),
        ]);
        row
    }
}

/// Sold lines, then returned ones.
fn lines(entry: &LedgerEntry) -> impl Iterator<Item = (&SoldUnits, i128)> {
    let sold = entry.sold.iter().map(|line| (line, 1));
    sold.chain(entry.returned.iter().map(|line| (line, -1)))
}

fn line_of((line, sign): (&SoldUnits, i128), is_known: bool, names: &Names) -> [Value; 4] {
    let amount = match is_known {
        true => Value::Money(i128::from(line.amount) * sign),
        false => Value::None,
    };
    [
        Value::Text(line.sku.to_string()),
        names.of(&line.sku),
        Value::Count(i128::from(line.units) * sign),
        amount,
    ]
}

fn figures(totals: &Totals, is_wanted: fn(&str) -> bool) -> Vec<Value> {
    let figures = totals.each().filter(|figure| is_wanted(figure.name));
    let value = figures.map(|figure| match (figure.value, figure.unit) {
        (None, _) => Value::None,
        (Some(value), Unit::Money) => Value::Money(value),
        (Some(value), Unit::Count) => Value::Count(value),
    });
    value.collect()
}

/// The names of items read so far.
#[derive(Default)]
struct Names(HashMap<Box<str>, Option<String>>);

impl Names {
    async fn learn(
        &mut self,
        shop: &Shop,
        store: &dyn Export,
        skus: &[&str],
    ) -> Result<(), StoreError> {
        if self.0.len() > NAMES {
            self.0.clear();
        }
        let new = skus
            .iter()
            .copied()
            .filter(|sku| !self.0.contains_key(*sku));
        let new: Vec<&str> = new.collect();
        let names = store.names(shop, &new).await?;
        self.0.extend(new.into_iter().map(Into::into).zip(names));
        Ok(())
    }

    fn of(&self, sku: &str) -> Value {
        Value::of_text(self.0.get(sku).cloned().flatten())
    }
}
