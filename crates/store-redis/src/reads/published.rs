//! The article's keys of a day, as anybody reads them.

use domain::{BusinessDay, Minor, Shop};
use ports::{PublishedDay, StoreError};

use crate::core::Core;
use crate::wire::error::corrupt;
use crate::wire::value::{Answer as _, lossy, pairs};

impl Core {
    pub(crate) async fn published(
        &self,
        shop: &Shop,
        day: BusinessDay,
    ) -> Result<PublishedDay, StoreError> {
        const DOING: &str = "read the article's keys from redis";
        let keys = self.keys(shop);
        let revenue_key = keys.article_of("sales:revenue", day);
        let mut pipeline = redis::pipe();
        pipeline.cmd("GET").arg(keys.article_of("orders", day));
        let items = keys.article_of("orders:items", day);
        pipeline.cmd("SCARD").arg(items);
        pipeline.cmd("HGETALL").arg(&revenue_key);
        let answers = self.reader.moment(DOING, &pipeline).await?;
        let [orders, unique_items, hours] = &answers[..] else {
            return Err(corrupt(DOING));
        };
        let mut revenue = [0; 24];
        let hours: Vec<(String, String)> = match hours {
            redis::Value::Map(hours) => hours.iter().map(|(a, b)| (lossy(a), lossy(b))).collect(),
            list => pairs(list.list()?)
                .map(|(hour, amount)| (lossy(hour), lossy(amount)))
                .collect(),
        };
        for (hour, amount) in hours {
            let place = hour.parse::<usize>().ok();
            let place = place.and_then(|hour| revenue.get_mut(hour));
            let amount = minor_of(&amount, shop.currency.exponent());
            match (place, amount) {
                (Some(place), Some(amount)) => *place = amount,
                _ => {
                    return Err(corrupt(format!(
                        "field {hour} of {revenue_key} is no revenue of an hour"
                    )));
                }
            }
        }
        Ok(PublishedDay {
            orders: orders.number(),
            unique_items: unique_items.number().unsigned_abs(),
            revenue,
        })
    }
}

/// A decimal in the currency's minor unit; `None` when it is none, or finer than the unit.
fn minor_of(text: &str, exponent: u8) -> Option<Minor> {
    let exponent = usize::from(exponent);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let (fraction, finer) = fraction
        .split_at_checked(exponent)
        .unwrap_or((fraction, ""));
    if finer.bytes().any(|digit| digit != b'0') {
        return None;
    }
    format!("{whole}{fraction:0<exponent$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_become_minor_units_or_nothing() {
        assert_eq!(minor_of("244.56", 2), Some(24_456));
        assert_eq!(minor_of("244.5", 2), Some(24_450));
        assert_eq!(minor_of("244", 0), Some(244));
        assert_eq!(minor_of("-1.250", 2), Some(-125));
        assert_eq!(minor_of("0.001", 2), None);
        assert_eq!(minor_of("many", 2), None);
    }
}
