//! Days with their hours, and which of them are kept order by order.

use domain::{BusinessDay, DayRecord, RetainedDays, Shop};
use ports::StoreError;
use redis::{Pipeline, Value};

use crate::core::Core;
use crate::layout::day::{self, HOURS_END};
use crate::layout::keys::Keys;
use crate::wire::error::corrupt;
use crate::wire::value::Answer as _;

/// How many days are read at one moment.
const DAYS_AT_ONCE: usize = 100;

impl Core {
    pub(crate) async fn days(
        &self,
        shop: &Shop,
        first: BusinessDay,
        last: BusinessDay,
    ) -> Result<Vec<DayRecord>, StoreError> {
        let keys = self.keys(shop);
        let count = (last.epoch_days() - first.epoch_days()).max(-1) + 1;
        let asked: Vec<BusinessDay> = (0..count).map(|index| first + index).collect();
        let mut records = Vec::with_capacity(asked.len());
        for days in asked.chunks(DAYS_AT_ONCE) {
            let mut pipeline = redis::pipe();
            pipeline.cmd("HGET").arg(keys.state()).arg("adopted");
            add_days(&mut pipeline, &keys, days);
            let answers = self
                .reader
                .moment("read days from redis", &pipeline)
                .await?;
            let foreign = match answers.split_first() {
                Some((adopted, answers)) if adopted.bytes().is_some() => {
                    records.extend(read_days(days, answers)?);
                    continue;
                }
                _ => self.foreign_days(shop, &keys, days).await?,
            };
            match foreign {
                Some(days) => records.extend(days),
                // The first commit came between the two looks.
                None => return Box::pin(self.days(shop, first, last)).await,
            }
        }
        Ok(records)
    }

    pub(crate) async fn retained(&self, keys: &Keys) -> Result<RetainedDays, StoreError> {
        let mut command = redis::cmd("HMGET");
        command.arg(keys.state()).arg(&["adopted", "epoch", "days"]);
        let answer = self
            .reader
            .command("read the retained days from redis", &command)
            .await?;
        match answer.list()? {
            [adopted, epoch, days] if adopted.bytes().is_some() => {
                read_retained(epoch.text(), days.text())
            }
            _ => self.foreign_retained(keys).await,
        }
    }
}

/// Reads the retained days as the state holds them.
pub(crate) fn read_retained(
    epoch: Option<&str>,
    days: Option<&str>,
) -> Result<RetainedDays, StoreError> {
    let unreadable = || corrupt("the retained days cannot be read");
    let epoch = epoch.map_or(Ok(0), str::parse).map_err(|_| unreadable())?;
    let mut retained = RetainedDays {
        epoch,
        ..RetainedDays::default()
    };
    for day in days.unwrap_or_default().split(',') {
        let number = |text: &str| text.parse().map_err(|_| unreadable());
        if let Some(dropped) = day.strip_suffix('<') {
            retained.dropped_until = Some(BusinessDay::from_epoch_days(number(dropped)?));
        } else if let Some((day, _)) = day.split_once('=') {
            retained
                .days
                .insert(BusinessDay::from_epoch_days(number(day)?));
        }
    }
    Ok(retained)
}

pub(crate) fn add_days(pipeline: &mut Pipeline, keys: &Keys, days: &[BusinessDay]) {
    for &day in days {
        pipeline
            .cmd("GETRANGE")
            .arg(keys.own_of("day", day))
            .arg(0)
            .arg(HOURS_END - 1);
    }
    let names: Vec<String> = days.iter().map(|day| day.compact()).collect();
    pipeline.cmd("HMGET").arg(keys.own("totals")).arg(names);
}

/// Reads what [`add_days`] asked for: the record of a kept day, or the totals of a dropped one.
pub(crate) fn read_days(
    days: &[BusinessDay],
    answers: &[Value],
) -> Result<Vec<DayRecord>, StoreError> {
    let (totals, records) = answers.split_last().ok_or_else(|| corrupt("read days"))?;
    let answers = records.iter().zip(totals.list()?);
    let read = days.iter().zip(answers).map(|(&day, (record, totals))| {
        let record = record.bytes().filter(|record| !record.is_empty());
        day::read(day, record.or_else(|| totals.bytes()).unwrap_or_default())
    });
    Ok(read.collect())
}
