//! Adopts a Redis that the original design filled.
//!
//! Until Livetill writes to a shop, its boards are read from the article's keys alone (see read.rs) and follow their
//! changes. Livetill's first commit adopts them: units, orders, revenue and unique items become the base for everything
//! after it, so that the article's keys stay right. Whatever the original design never kept remains unknown: orders by
//! hour and minute, units by day, and the ids it has counted. The original writer has to be stopped by then; anything
//! it adds later to days that Livetill writes is overwritten.

use domain::Measure::{Orders, Revenue};
use domain::{BusinessDay, Shop};
use ports::StoreError;

use crate::commit::encode;
use crate::core::Core;
use crate::layout::day::place;
use crate::layout::dictionary::new_token;
use crate::layout::keys::Keys;
use crate::layout::sizes::FORMATS;
use crate::scripts::{ADOPT, ADOPT_TEXT, Call};
use crate::wire::value::Answer as _;

/// How many items one call adopts: about a millisecond of the server's time.
pub(crate) const ITEMS_AT_ONCE: usize = 1_000;

impl Core {
    pub(crate) async fn adopt(&self, shop: &Shop, keys: &Keys) -> Result<(), StoreError> {
        tracing::info!(shop = %shop.id, "adopting the figures of the original design");
        let mut first = 0;
        loop {
            let last = first + ITEMS_AT_ONCE - 1;
            let range = [first.to_string(), last.to_string(), new_token()];
            let found = self.adopt_step(keys, "items", &range).await?;
            if found < ITEMS_AT_ONCE as i64 {
                break;
            }
            first += ITEMS_AT_ONCE;
        }
        let retained = self.foreign_retained(keys).await?;
        let days: Vec<BusinessDay> = retained.days.iter().copied().collect();
        let Some(records) = self.foreign_days(shop, keys, &days).await? else {
            // Another server was faster.
            return Ok(());
        };
        for day in records {
            let mut arguments = vec![day.day.compact()];
            let mut set = |place: usize, value: i128| {
                let value = i64::try_from(value).unwrap_or_default();
                arguments.extend(["SET".to_owned(), "i64".to_owned()]);
                arguments.extend([format!("#{place}"), value.to_string()]);
            };
            set(place(Orders).day, day.sums[Orders]);
            set(place(Revenue).day, day.sums[Revenue]);
            let hours = day.hours.iter().enumerate();
            for (hour, sums) in hours.filter(|(_, sums)| sums[Revenue] != 0) {
                if let Some(place) = place(Revenue).hour(hour) {
                    set(place, sums[Revenue]);
                }
            }
            self.adopt_step(keys, "day", &arguments).await?;
        }
        let days = encode::days_text(&retained);
        self.adopt_step(keys, "end", &[days, FORMATS[0].to_owned()])
            .await
            .map(|_| ())
    }

    async fn adopt_step(
        &self,
        keys: &Keys,
        step: &str,
        arguments: &[String],
    ) -> Result<i64, StoreError> {
        let state = keys.state();
        let mut args = vec![
            keys.article.as_bytes(),
            keys.own.as_bytes(),
            step.as_bytes(),
        ];
        args.extend(arguments.iter().map(String::as_bytes));
        let call = Call {
            script: &ADOPT,
            source: ADOPT_TEXT,
            keys: &[&state],
            args: &args,
        };
        let answer = self
            .writer
            .script("take over the original design's keys", &call)
            .await?;
        Ok(answer.number())
    }
}
