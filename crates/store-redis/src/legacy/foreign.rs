//! Reads what the original design counted.

use domain::Measure::{Orders, Revenue};
use domain::{BusinessDay, DayRecord, RetainedDays, Shop};
use ports::{CatalogueItem, StoreError};

use crate::core::Core;
use crate::layout::keys::Keys;
use crate::legacy::adopt::ITEMS_AT_ONCE;
use crate::reads::popular::leaders;
use crate::upkeep::first_days;
use crate::wire::error::corrupt;
use crate::wire::value::{Answer as _, pairs};

impl Core {
    /// The days in the original design's list.
    pub(crate) async fn foreign_retained(&self, keys: &Keys) -> Result<RetainedDays, StoreError> {
        let mut command = redis::cmd("ZRANGE");
        command
            .arg(keys.article("sales:revenue:days"))
            .arg(0)
            .arg(-1);
        let answer = self
            .reader
            .command("read the days from redis", &command)
            .await?;
        let days = answer.list()?.iter();
        let days = days
            .filter_map(|day| BusinessDay::parse_compact(day.text()?))
            .collect();
        Ok(RetainedDays {
            days,
            ..RetainedDays::default()
        })
    }

    /// Days as the original design counted them: no units, no orders by hour, and floats. `None` if Livetill has
    /// adopted them meanwhile and knows more.
    pub(crate) async fn foreign_days(
        &self,
        shop: &Shop,
        keys: &Keys,
        days: &[BusinessDay],
    ) -> Result<Option<Vec<DayRecord>>, StoreError> {
        if days.is_empty() {
            return Ok(Some(Vec::new()));
        }
        let mut pipeline = redis::pipe();
        let state = pipeline.cmd("HMGET").arg(keys.state());
        state.arg("adopted").arg("since");
        for &day in days {
            pipeline.cmd("GET").arg(keys.article_of("orders", day));
            pipeline
                .cmd("SCARD")
                .arg(keys.article_of("orders:items", day));
            pipeline
                .cmd("HGETALL")
                .arg(keys.article_of("sales:revenue", day));
        }
        let answers = self
            .reader
            .moment("read the original design's days", &pipeline)
            .await?;
        let Some((state, answers)) = answers.split_first() else {
            return Err(corrupt("read the original design's days"));
        };
        let [adopted, since] = state.list()? else {
            return Err(corrupt("read the original design's days"));
        };
        if adopted.bytes().is_some() {
            return Ok(None);
        }
        let whole = first_days::read(shop, since.text())?;
        let records = days
            .iter()
            .zip(answers.chunks_exact(3))
            .map(|(&day, answers)| {
                let mut record = DayRecord::empty(day);
                record.unknown = whole.unknown_on(day);
                record.sums[Orders] = answers[0].number().into();
                record.unique_items = u64::try_from(answers[1].number()).unwrap_or_default();
                for (hour, revenue) in pairs(answers[2].list()?) {
                    let hour = hour.text().and_then(|hour| hour.parse::<usize>().ok());
                    let revenue = revenue
                        .text()
                        .and_then(|it| rounded(it, shop.currency.exponent()));
                    if let (Some(hour), Some(revenue)) = (hour, revenue)
                        && let Some(place) = record.hours.get_mut(hour)
                    {
                        place[Revenue] = revenue;
                        record.sums[Revenue] += revenue;
                    }
                }
                Ok(record)
            });
        records.collect::<Result<_, _>>().map(Some)
    }

    /// The items of a store that is not adopted yet, with their all-time units; `None` for any other store.
    pub(crate) async fn foreign_items(
        &self,
        keys: &Keys,
    ) -> Result<Option<Vec<CatalogueItem>>, StoreError> {
        const DOING: &str = "read the original design's items";
        let mut items = Vec::new();
        loop {
            let (first, last) = (items.len(), items.len() + ITEMS_AT_ONCE - 1);
            let mut pipeline = redis::pipe();
            pipeline
                .atomic()
                .cmd("HEXISTS")
                .arg(keys.state())
                .arg("adopted");
            pipeline
                .cmd("ZRANGE")
                .arg(keys.article("orders:items:popular"))
                .arg(first)
                .arg(last)
                .arg("WITHSCORES");
            let answers = self.reader.transaction(DOING, &pipeline).await?;
            let [adopted, found] = &answers[..] else {
                return Err(corrupt(DOING));
            };
            if adopted.number() == 1 {
                return Ok(None);
            }
            let found = leaders(found.list()?, i64::MIN);
            let is_last = found.len() < ITEMS_AT_ONCE;
            items.extend(found.into_iter().map(|(sku, units)| CatalogueItem {
                sku: sku.into(),
                name: None,
                units,
            }));
            if is_last {
                return Ok(Some(items));
            }
        }
    }
}

/// A decimal as `HINCRBYFLOAT` writes it, such as `5210.43000000000000016`, in minor units, rounded half away from
/// zero.
pub(crate) fn rounded(decimal: &str, exponent: u8) -> Option<i128> {
    let (sign, digits) = match decimal.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, decimal),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let exponent = usize::from(exponent);
    let mut fraction = fraction.bytes().chain(std::iter::repeat(b'0'));
    let mut amount: i128 = whole.parse().ok()?;
    for digit in fraction.by_ref().take(exponent) {
        amount = amount
            .checked_mul(10)?
            .checked_add(i128::from(digit.checked_sub(b'0')?))?;
    }
    if fraction.next()? >= b'5' {
        amount += 1;
    }
    Some(sign * amount)
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn floats_of_the_original_design_are_rounded_to_the_cent() {
        for (text, exponent, amount) in [
            ("5210.43000000000000016", 2, 521_043),
            ("5210.42999999999999999", 2, 521_043),
            ("0.005", 2, 1),
            ("-0.005", 2, -1),
            ("12", 2, 1_200),
            ("12.5", 0, 13),
            ("1.0004", 3, 1_000),
        ] {
            assert_eq!(rounded(text, exponent), Some(amount), "{text}");
        }
        assert_eq!(rounded("inf", 2), None);
    }
}
