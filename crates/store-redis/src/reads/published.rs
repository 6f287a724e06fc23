//! The article's keys of a day, as other programs read them.

use domain::{BusinessDay, Shop};
use ports::{PublishedDay, StoreError};

use crate::core::Core;
use crate::legacy::foreign::rounded;
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
            // The original design counts in floats, which drift by less than a minor unit.
            let amount = rounded(&amount, shop.currency.exponent());
            match (place, amount) {
                (Some(place), Some(amount)) => *place = amount,
                _ => {
                    return Err(corrupt(format!(
                        "field {hour} of {revenue_key} is not an hour's revenue"
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
