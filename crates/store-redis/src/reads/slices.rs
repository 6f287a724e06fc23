//! Days by channel and country.

use domain::{BusinessDay, DaySlices, Shop, SliceSums, Slices};
use ports::StoreError;

use crate::core::Core;
use crate::layout::slices;
use crate::reads::days::{DAYS_AT_ONCE, DaysAsked, STATE_OF_DAYS, days_of, read_retained};
use crate::upkeep::first_days;
use crate::wire::error::{corrupt, unreadable_order};
use crate::wire::value::Answer as _;

const DOING: &str = "read days by channel and country from redis";

impl Core {
    pub(crate) async fn slices(
        &self,
        shop: &Shop,
        first: BusinessDay,
        last: BusinessDay,
    ) -> Result<Vec<DaySlices>, StoreError> {
        let asked = days_of(first, last);
        let mut read = Vec::with_capacity(asked.len());
        for days in asked.chunks(DAYS_AT_ONCE) {
            let part = loop {
                // Try once more if the first commit, or one with more measures, came between two reads.
                if let Some(part) = self.slices_of(shop, days).await? {
                    break part;
                }
            };
            read.extend(part);
        }
        Ok(read)
    }

    async fn slices_of(
        &self,
        shop: &Shop,
        days: &[BusinessDay],
    ) -> Result<Option<Vec<DaySlices>>, StoreError> {
        let keys = self.keys(shop);
        let asked = DaysAsked::of(self, &keys, days);
        let mut pipeline = redis::pipe();
        let state = pipeline.cmd("HMGET").arg(keys.state());
        state.arg("adopted").arg(&STATE_OF_DAYS);
        for &day in days {
            pipeline.cmd("GET").arg(keys.own_of("by", day));
        }
        let names: Vec<String> = days.iter().map(|day| day.compact()).collect();
        let dropped = pipeline.cmd("HMGET").arg(keys.own("totals:by"));
        dropped.arg(names);
        asked.add_to(&mut pipeline);
        let answers = self.reader.moment(DOING, &pipeline).await?;
        let parts = answers
            .split_first()
            .and_then(|(state, rest)| Some((state, rest.split_at_checked(days.len())?)));
        let Some((state, (kept, [dropped, totals @ ..]))) = parts else {
            return Err(corrupt(DOING));
        };
        let [adopted, state @ ..] = state.list()? else {
            return Err(corrupt(DOING));
        };
        let records = match adopted.bytes() {
            Some(_) => asked.read(shop, state, totals)?,
            None => self.foreign_days(shop, &keys, days).await?,
        };
        let (Some(records), [_, since, retained]) = (records, state) else {
            return Ok(None);
        };
        let whole = first_days::read(shop, since.text())?;
        let retained = read_retained(None, retained.text())?;
        let stored = kept.iter().zip(dropped.list()?);
        let read = records.iter().zip(stored).map(|(record, (kept, dropped))| {
            let slices = match (kept.bytes(), dropped.bytes()) {
                (Some(kept), _) => slices::read(kept),
                (None, Some(dropped)) => slices::read_packed(dropped),
                (None, None) => Ok(Slices::default()),
            };
            Ok(DaySlices {
                day: record.day,
                sums: SliceSums::of(&record.sums),
                slices: slices.map_err(unreadable_order)?,
                unknown: whole.unsliced(record.day, &retained),
            })
        });
        read.collect::<Result<_, StoreError>>().map(Some)
    }
}
