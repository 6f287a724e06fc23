//! The figures computed from scratch: for each id the highest version, and all sums from these.

use std::collections::BTreeMap;

use domain::Measure::{Orders, Returns, Revenue, Units};
use domain::{BusinessDay, Grain, Measure, Shop, Sums};
use jiff::tz::TimeZone;

use super::event::Event;
use super::plain_store::{Day, Figures, orders_of};

/// The figures of a set of events in any sequence.
pub(crate) fn figures(shop: &Shop, events: &[Event]) -> Figures {
    let mut newest: BTreeMap<&str, &Event> = BTreeMap::new();
    for event in events {
        let kept = newest.entry(&event.id).or_insert(event);
        if event.version > kept.version {
            *kept = event;
        }
    }
    let (mut days, mut units): (BTreeMap<BusinessDay, Day>, BTreeMap<String, i64>) =
        Default::default();
    for event in newest.values().filter(|event| event.standing.counts()) {
        let (day, minute) = local(shop, event);
        let day = days.entry(day).or_default();
        let sold: Vec<_> = event
            .lines
            .iter()
            .filter(|(.., quantity)| *quantity > 0)
            .collect();
        for (sku, _, price, quantity) in &event.lines {
            let item = day.items.entry(sku.clone()).or_default();
            let keeps_amounts = shop.products != Some(false);
            let worth = i128::from(*price) * i128::from(quantity.abs());
            let worth = if keeps_amounts {
                rounded(shop, worth)
            } else {
                0
            };
            if *quantity > 0 {
                item.units += quantity;
                item.amount += worth;
            } else if keeps_amounts {
                item.returned_units -= quantity;
                item.returned += worth;
            }
        }
        let orders = i64::from(!sold.is_empty() && !event.is_refund);
        let pulse = day.minutes.entry(minute).or_default();
        pulse.orders += orders;
        pulse.revenue += amount(shop, event, 1);
        let mut sums = beside(shop, event);
        sums[Orders] = orders.into();
        sums[Revenue] = amount(shop, event, 1);
        sums[Returns] = amount(shop, event, -1);
        sums[Units] = sold
            .iter()
            .map(|(.., quantity)| i128::from(*quantity))
            .sum();
        for measure in Measure::all() {
            match measure.def().grain {
                Grain::Day => day.day_only[measure] += sums[measure],
                _ => day.hours[usize::from(minute / 60)][measure] += sums[measure],
            }
        }
        for (sku, _, _, quantity) in sold {
            *units.entry(sku.clone()).or_default() += quantity;
        }
    }
    for day in days.values_mut() {
        day.minutes.retain(|_, pulse| !pulse.is_zero());
        day.items.retain(|_, item| !item.is_nothing());
    }
    days.retain(|_, day| *day != Day::default());
    let versions = newest
        .into_iter()
        .map(|(id, event)| (id.to_owned(), event.version));
    (days, units, versions.collect())
}

/// Measures that are not computed here but taken from the batch. The fold must apply and remove them like the others.
fn beside(shop: &Shop, event: &Event) -> Sums {
    let orders = orders_of(shop, std::slice::from_ref(event));
    orders.get(0).unwrap().sums()
}

/// The local time, computed independently of the shop's clock: through civil time.
fn local(shop: &Shop, event: &Event) -> (BusinessDay, u16) {
    let moment = jiff::Timestamp::from_millisecond(event.placed_at.millis()).unwrap();
    let civil = TimeZone::get(shop.clock.name())
        .unwrap()
        .to_datetime(moment);
    let minute = u16::try_from(civil.hour()).unwrap() * 60 + u16::try_from(civil.minute()).unwrap();
    (
        BusinessDay::parse(&civil.date().to_string()).unwrap(),
        minute,
    )
}

/// The sum of the sold (1) or returned (−1) lines in minor units, rounded once: computed with digits instead of the
/// crate's own division.
fn amount(shop: &Shop, event: &Event, sign: i64) -> i128 {
    let part = event
        .lines
        .iter()
        .filter(|(.., quantity)| quantity.signum() == sign);
    let micros: i128 = part
        .map(|(_, _, price, quantity)| i128::from(*price) * i128::from(quantity * sign))
        .sum();
    rounded(shop, micros)
}

/// Converts millionths of the unit to minor units, rounded half away from zero.
fn rounded(shop: &Shop, micros: i128) -> i128 {
    let digits = format!("{micros:020}");
    let (whole, rest) = digits.split_at(digits.len() - (6 - usize::from(shop.currency.exponent())));
    whole.parse::<i128>().unwrap() + i128::from(rest.as_bytes()[0] >= b'5')
}
