//! An answer to a view.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use api_types::{Overview, OverviewGroup, OverviewRate, OverviewRates, OverviewShop};
use bytes::Bytes;
use domain::{Conversion, Currency, Minor, RateTable};
use serde::Serialize;

use super::figures::{Figures, unread_shop};
use super::keeper::{Row, Rows};
use super::sum::Sum;
use super::view::{View, prefix_of};
use crate::live::{Member, Whole};

/// An answer to a view.
pub(crate) struct Sheet {
    pub(crate) overview: Overview,
    text: OnceLock<Bytes>,
}

impl Sheet {
    /// Answers a view.
    pub(super) fn new(view: &View, rows: &Rows, table: &Arc<RateTable>) -> Sheet {
        let all = rows.rows.iter().map(|row| &**row);
        let found: Vec<&Row> = all.filter(|row| view.has(row)).collect();
        let currencies = currencies(&found);
        let currency = wanted(view, &currencies);
        let mut conversion = Conversion::new(Arc::clone(table), currency, rows.as_of);
        let zones = rows.zones.iter();
        let minutes: Vec<u16> = zones.map(|zone| zone.elapsed_minute(rows.as_of)).collect();
        let (mut known, mut unread) = (Vec::with_capacity(found.len()), Vec::new());
        let (mut total, mut groups) = (Sum::default(), BTreeMap::<&str, Sum>::new());
        for row in &found {
            let Some(shop) = Figures::of(row, minutes[row.zone], &mut conversion) else {
                unread.push(unread_shop(rows, row));
                continue;
            };
            total.add(&shop);
            if view.has_groups {
                let group = prefix_of(row.shop.id.as_str());
                groups.entry(group).or_default().add(&shop);
            }
            known.push(shop);
        }
        let counts = (found.len() as u64, unread.len() as u64);
        first_sorted(&mut known, view.limit, |one, other| view.order(one, other));
        let shops = known.iter().map(|shop| shop.written(&currency, rows));
        let shops = shops.chain(unread).take(view.limit).collect();
        let (group_count, groups) = view
            .has_groups
            .then(|| written(groups, view, &currency))
            .unzip();
        let overview = Overview {
            as_of: rows.as_of.rfc3339_utc(),
            currency: currency.code().to_owned(),
            rates: rates(&conversion, &currencies),
            total: total.written(&currency),
            count: counts.0,
            unread: counts.1,
            shops,
            group_count,
            groups,
        };
        Sheet {
            overview,
            text: OnceLock::new(),
        }
    }

    /// The members of a message for a viewer that has the sheet `before`.
    pub(super) fn changes(&self, before: &Sheet) -> Vec<Member> {
        let (new, old) = (&self.overview, &before.overview);
        let mut members = Vec::new();
        let mut tell = |name, is_changed: bool, text: Bytes| {
            if is_changed {
                members.push((name, text));
            }
        };
        tell(
            "currency",
            new.currency != old.currency,
            text(&new.currency),
        );
        tell("rates", new.rates != old.rates, text(&new.rates));
        tell("total", new.total != old.total, text(&new.total));
        tell("count", new.count != old.count, text(&new.count));
        tell("unread", new.unread != old.unread, text(&new.unread));
        tell(
            "group_count",
            new.group_count != old.group_count,
            text(&new.group_count),
        );
        tell("groups", new.groups != old.groups, text(&new.groups));
        let had = old.shops.iter().map(|row| (&*row.shop, row));
        let had: HashMap<&str, &OverviewShop> = had.collect();
        let rows = new.shops.iter();
        let changed: Vec<_> = rows
            .filter(|row| had.get(&*row.shop) != Some(row))
            .collect();
        tell("shops", !changed.is_empty(), text(&changed));
        let order = names(new);
        tell("order", order != names(old), text(&order));
        members
    }
}

impl Whole for Sheet {
    fn as_of(&self) -> &str {
        &self.overview.as_of
    }

    fn whole(&self) -> Bytes {
        let whole = || {
            text(&Everything {
                overview: &self.overview,
                order: names(&self.overview),
            })
        };
        self.text.get_or_init(whole).clone()
    }
}

/// Keeps only the first `limit` elements, sorted.
fn first_sorted<T>(all: &mut Vec<T>, limit: usize, order: impl Fn(&T, &T) -> Ordering) {
    if all.len() > limit {
        all.select_nth_unstable_by(limit, &order);
        all.truncate(limit);
    }
    all.sort_unstable_by(order);
}

/// The currencies of the shops, and how many shops have each.
fn currencies(rows: &[&Row]) -> Vec<(Currency, usize)> {
    let mut currencies: Vec<(Currency, usize)> = Vec::new();
    for row in rows {
        let currency = row.shop.currency;
        match currencies.iter_mut().find(|(of, _)| *of == currency) {
            Some((_, count)) => *count += 1,
            None => currencies.push((currency, 1)),
        }
    }
    currencies.sort_unstable_by_key(|(currency, _)| currency.code().to_owned());
    currencies
}

/// The requested currency, or else the most frequent one.
fn wanted(view: &View, currencies: &[(Currency, usize)]) -> Currency {
    let asked = view.currency.as_deref();
    let asked = asked.and_then(|code| Currency::from_code(code).ok());
    // `max_by_key` takes the last of several: reversed, that is the first by its code.
    let most = currencies.iter().rev().max_by_key(|(_, count)| *count);
    asked
        .or(most.map(|(currency, _)| *currency))
        .unwrap_or(Currency::EURO)
}

fn rates(conversion: &Conversion, currencies: &[(Currency, usize)]) -> OverviewRates {
    let wanted = conversion.currency();
    let is_mixed = currencies.iter().any(|(currency, _)| currency != wanted);
    let mut codes: Vec<Currency> = currencies.iter().map(|(currency, _)| *currency).collect();
    if !codes.contains(wanted) {
        codes.push(*wanted);
    }
    let (mut used, mut missing) = (Vec::new(), Vec::new());
    for currency in codes.iter().filter(|_| is_mixed) {
        let code = currency.code().to_owned();
        match conversion.rate(currency) {
            Some(rate) => used.push(OverviewRate {
                currency: code,
                rate: rate.to_string(),
            }),
            None if conversion.base() == Some(currency) => {}
            None => missing.push(code),
        }
    }
    let mut available = conversion.currencies();
    available.extend(codes.iter().map(|currency| currency.code().to_owned()));
    available.sort_unstable();
    available.dedup();
    OverviewRates {
        available,
        date: conversion.day().to_string(),
        base: conversion.base().map(|base| base.code().to_owned()),
        used,
        missing,
    }
}

/// The number of groups, and the first of them.
fn written(
    groups: BTreeMap<&str, Sum>,
    view: &View,
    currency: &Currency,
) -> (u64, Vec<OverviewGroup>) {
    let count = groups.len() as u64;
    let summed = groups
        .into_iter()
        .map(|(prefix, sum)| (sum.revenue(), prefix, sum));
    let mut summed: Vec<(Minor, &str, Sum)> = summed.collect();
    first_sorted(&mut summed, view.limit, |one, other| {
        other.0.cmp(&one.0).then_with(|| one.1.cmp(other.1))
    });
    let groups = summed.into_iter().map(|(_, prefix, sum)| OverviewGroup {
        prefix: prefix.to_owned(),
        sum: sum.written(currency),
    });
    (count, groups.collect())
}

/// A message with everything.
#[derive(Serialize)]
struct Everything<'o> {
    #[serde(flatten)]
    overview: &'o Overview,
    order: Vec<&'o str>,
}

/// The names of the listed shops, in their order.
fn names(overview: &Overview) -> Vec<&str> {
    overview.shops.iter().map(|row| &*row.shop).collect()
}

fn text(value: &impl Serialize) -> Bytes {
    // Strings, numbers and lists always have a JSON form.
    serde_json::to_vec(value).unwrap_or_default().into()
}
