//! Builds the two sides of a comparison.

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use api_types::Reconciliation;
use domain::{Amount, BusinessDay, Currency, Measure, MeasureSet, OrderFilter, Shop, Sums};
use platform_apis::{Amounts, Books};
use ports::{Store, StoreError};

use super::compare::{Charged, Earlier, Entry, Side};
use super::own::Own;

/// Orders per page of a day.
const PAGE: usize = 100_000;

/// The platform's side.
pub(super) fn theirs(books: &Books, currency: Currency) -> Side {
    let charged = |amounts: &Amounts| Charged {
        total: currency.round_micros(amounts.total),
        tax: amounts.tax.map(|tax| currency.round_micros(tax)),
        shipping: amounts
            .shipping
            .map(|shipping| currency.round_micros(shipping)),
    };
    let reported = books.days.iter().filter_map(|day| {
        let reported = day.reported.as_ref()?;
        Some((day.day, charged(&reported.amounts)))
    });
    let mut entries = Entries::default();
    for entry in &books.entries {
        let own = entry.currency.as_ref();
        let own = own.map(|code| Own::of(code, entry.amounts.total));
        entries.add(Entry {
            id: entry.id.clone(),
            order: entry.order.clone(),
            day: entry.day,
            charged: match own {
                Some(_) => Charged::NOTHING,
                None => charged(&entry.amounts),
            },
            own,
        });
    }
    Side {
        days: books
            .days
            .iter()
            .map(|day| (day.day, Some(charged(&day.amounts))))
            .collect(),
        reported: reported.collect(),
        entries: entries.0.into_values().collect(),
        ..Side::default()
    }
}

/// Ours, with what an earlier comparison found.
///
/// # Errors
/// Any kind.
pub(super) async fn ours(
    store: &dyn Store,
    shop: &Shop,
    days: RangeInclusive<BusinessDay>,
    earlier: Option<&Reconciliation>,
) -> Result<Side, StoreError> {
    let mut side = Side {
        earlier: earlier.map_or_else(BTreeMap::new, |it| earlier_of(it, shop.currency)),
        ..Side::default()
    };
    let retained: BTreeSet<BusinessDay> = store.retained(shop).await?.days.into_iter().collect();
    for record in store.days(shop, *days.start(), *days.end()).await? {
        let day = record.day;
        let is_known = is_known(record.unknown);
        side.days
            .insert(day, is_known.then(|| charged(&record.sums)));
        if record.unknown_in_detail().is_some() {
            side.in_total_only.insert(day);
        } else if retained.contains(&day) {
            side.entries.extend(entries(store, shop, day).await?);
        }
    }
    Ok(side)
}

async fn entries(
    store: &dyn Store,
    shop: &Shop,
    day: BusinessDay,
) -> Result<Vec<Entry>, StoreError> {
    // An order that arrives between two pages shifts the others, so one may appear twice.
    let mut seen: BTreeMap<String, Entry> = BTreeMap::new();
    let (all, mut offset) = (OrderFilter::default(), 0);
    loop {
        let page = store.orders(shop, day, &all, offset, PAGE).await?;
        offset += page.items.len();
        let is_end = page.items.len() < PAGE;
        let counted = page
            .items
            .into_iter()
            .filter(|order| order.standing.counts());
        seen.extend(counted.map(|order| {
            let original = order.original();
            let entry = Entry {
                order: order_of(&order.id).to_owned(),
                day,
                charged: charged(&order.sums()),
                own: original.map(|it| Own {
                    currency: it.currency.into(),
                    total: it.charged,
                }),
                id: order.id,
            };
            (entry.id.clone(), entry)
        }));
        if is_end {
            break;
        }
    }
    let mut entries = Entries::default();
    seen.into_values().for_each(|entry| entries.add(entry));
    Ok(entries.0.into_values().collect())
}

/// The days of an earlier comparison whose part in other currencies was known.
fn earlier_of(found: &Reconciliation, currency: Currency) -> BTreeMap<BusinessDay, Earlier> {
    let amount = |text: &str| {
        let micros = i128::from(Amount::parse(text).ok()?.micros());
        Some(currency.round_micros(micros))
    };
    let charged = |it: &api_types::Charged| {
        Some(Charged {
            total: amount(&it.total)?,
            tax: it.tax.as_deref().and_then(amount),
            shipping: it.shipping.as_deref().and_then(amount),
        })
    };
    let days = found.days.iter().filter_map(|day| {
        let earlier = Earlier {
            compared: charged(day.ours.as_ref()?)?,
            apart: charged(day.other_currencies.as_ref()?)?,
        };
        Some((BusinessDay::parse(&day.day)?, earlier))
    });
    days.collect()
}

/// The identity of an event's entry. All edits of an order on a day are one entry, because the platform numbers them
/// differently in its books and in its webhooks. A cancellation has a number only in the books.
pub(super) fn entry_id(id: &str) -> String {
    const EDIT: &str = ":edit";
    match (id.find(":edit:"), id.find(":agreement:")) {
        (Some(place), _) => id[..place + EDIT.len()].to_owned(),
        (None, Some(place)) => format!("{}:refund:cancel", &id[..place]),
        (None, None) => id.to_owned(),
    }
}

/// The entries of days, by day and identity.
#[derive(Default)]
struct Entries(BTreeMap<(BusinessDay, String), Entry>);

impl Entries {
    /// Adds an entry.
    fn add(&mut self, mut entry: Entry) {
        entry.id = entry_id(&entry.id);
        match self.0.entry((entry.day, entry.id.clone())) {
            Slot::Vacant(free) => drop(free.insert(entry)),
            Slot::Occupied(mut known) => {
                let known = known.get_mut();
                known.charged = known.charged.plus(&entry.charged);
                match (&mut known.own, entry.own) {
                    (Some(sum), Some(own)) => sum.total += own.total,
                    (sum, own) => *sum = sum.take().or(own),
                }
            }
        }
    }
}

/// The order of an event, by the form of identities: `woo:2003` for `woo:2003:refund:9`. Stripe's refunds do not
/// contain it.
fn order_of(id: &str) -> &str {
    let mut colons = id.match_indices(':').map(|(place, _)| place);
    match (colons.next(), colons.next()) {
        (Some(_), Some(second)) => &id[..second],
        _ => id,
    }
}

fn charged(sums: &Sums) -> Charged {
    use Measure::{Discounts, Fees, GiftCards, Returns, Revenue, Shipping, Tax, Tips};
    let added = [Revenue, Shipping, Tax, Fees, Tips, GiftCards];
    let added: i128 = added.into_iter().map(|measure| sums[measure]).sum();
    Charged {
        total: added - sums[Discounts] - sums[Returns],
        tax: Some(sums[Tax]),
        shipping: Some(sums[Shipping]),
    }
}

fn is_known(unknown: MeasureSet) -> bool {
    use Measure::{Discounts, Fees, GiftCards, Returns, Revenue, Shipping, Tax, Tips};
    let needed = [
        Revenue, Discounts, Returns, Shipping, Tax, Fees, Tips, GiftCards,
    ];
    !needed.into_iter().any(|measure| unknown.has(measure))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_says_which_order_it_belongs_to() {
        for (id, order) in [
            ("woo:2003", "woo:2003"),
            ("woo:2003:refund:9", "woo:2003"),
            ("shopify:1:edit:2", "shopify:1"),
            ("stripe:re_1", "stripe:re_1"),
            ("1001", "1001"),
        ] {
            assert_eq!(order_of(id), order);
        }
    }
}
