//! Days with their hours, and which of them are kept order by order.

use domain::{BusinessDay, DayRecord, RetainedDays, Shop};
use ports::StoreError;
use redis::{Pipeline, Value};

use crate::core::Core;
use crate::layout::day::{self, HOURS_END, Parts, later_bytes};
use crate::layout::keys::Keys;
use crate::layout::totals;
use crate::upkeep::first_days;
use crate::wire::error::corrupt;
use crate::wire::value::Answer as _;

/// How many days to read in one step.
pub(crate) const DAYS_AT_ONCE: usize = 100;

/// Every day from the first to the last; empty if the first is later than the last.
pub(crate) fn days_of(first: BusinessDay, last: BusinessDay) -> Vec<BusinessDay> {
    let count = (last.epoch_days() - first.epoch_days()).max(-1) + 1;
    (0..count).map(|index| first + index).collect()
}

impl Core {
    pub(crate) async fn days(
        &self,
        shop: &Shop,
        first: BusinessDay,
        last: BusinessDay,
    ) -> Result<Vec<DayRecord>, StoreError> {
        let keys = self.keys(shop);
        let asked = days_of(first, last);
        let mut records = Vec::with_capacity(asked.len());
        for days in asked.chunks(DAYS_AT_ONCE) {
            let asked = DaysAsked::of(self, &keys, days);
            let mut pipeline = redis::pipe();
            let state = pipeline.cmd("HMGET").arg(keys.state());
            state.arg("adopted").arg(&STATE_OF_DAYS);
            asked.add_to(&mut pipeline);
            let answers = self
                .reader
                .moment("read days from redis", &pipeline)
                .await?;
            let Some((state, answers)) = answers.split_first() else {
                return Err(corrupt("read days"));
            };
            let [adopted, state @ ..] = state.list()? else {
                return Err(corrupt("read days"));
            };
            let read = match adopted.bytes() {
                Some(_) => asked.read(shop, state, answers)?,
                None => self.foreign_days(shop, &keys, days).await?,
            };
            match read {
                Some(days) => records.extend(days),
                // The first commit, or one with more measures, came between the two reads.
                None => return Box::pin(self.days(shop, first, last)).await,
            }
        }
        Ok(records)
    }

    /// The oldest day of which anything is kept.
    pub(crate) async fn first_day(&self, keys: &Keys) -> Result<Option<BusinessDay>, StoreError> {
        let mut command = redis::cmd("HKEYS");
        command.arg(keys.own("totals"));
        let names = self.reader.command("read the days from redis", &command);
        let names = names.await?;
        let dropped = names.list()?.iter();
        let dropped = dropped.filter_map(|name| BusinessDay::parse_compact(name.text()?));
        let retained = self.retained(keys).await?.days.first().copied();
        Ok(dropped.chain(retained).min())
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

/// Reads the retained days from the state.
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
    let mut says_totals = false;
    for day in days.unwrap_or_default().split(',') {
        let number = |text: &str| text.parse().map_err(|_| unreadable());
        if let Some(dropped) = day.strip_suffix('<') {
            retained.dropped_until = Some(BusinessDay::from_epoch_days(number(dropped)?));
        } else if let Some(from) = day.strip_suffix('*') {
            says_totals = true;
            let from = Some(from).filter(|from| !from.is_empty());
            let from = from.map(number).transpose()?;
            retained.totals_from = from.map(BusinessDay::from_epoch_days);
        } else if let Some(first) = day.strip_suffix('+') {
            retained.products = Some(BusinessDay::from_epoch_days(number(first)?));
        } else if let Some((day, _)) = day.split_once('=') {
            retained
                .days
                .insert(BusinessDay::from_epoch_days(number(day)?));
        }
    }
    Ok(match says_totals {
        true => retained,
        false => retained.of_400_days(),
    })
}

/// The fields of the state needed to read days.
pub(crate) const STATE_OF_DAYS: [&str; 3] = ["measures", "since", "days"];

/// A request for days.
pub(crate) struct DaysAsked<'k> {
    core: &'k Core,
    keys: &'k Keys,
    days: &'k [BusinessDay],
    /// How many measures are known to exist: no more are read.
    measures: usize,
}

impl<'k> DaysAsked<'k> {
    pub(crate) fn of(core: &'k Core, keys: &'k Keys, days: &'k [BusinessDay]) -> DaysAsked<'k> {
        DaysAsked {
            core,
            keys,
            days,
            measures: core.measures.of(keys),
        }
    }

    pub(crate) fn add_to(&self, pipeline: &mut Pipeline) {
        let stretches = [Some(0..=HOURS_END - 1), later_bytes(self.measures)];
        for stretch in stretches.into_iter().flatten() {
            for &day in self.days {
                let range = pipeline.cmd("GETRANGE").arg(self.keys.own_of("day", day));
                range.arg(*stretch.start()).arg(*stretch.end());
            }
        }
        let names: Vec<String> = self.days.iter().map(|day| day.compact()).collect();
        pipeline
            .cmd("HMGET")
            .arg(self.keys.own("totals"))
            .arg(names);
    }

    /// Reads the answers, including those for [`STATE_OF_DAYS`]: the record of a kept day, or the totals of a dropped
    /// one. `None` if there are more measures than requested: then ask again.
    pub(crate) fn read(
        &self,
        shop: &Shop,
        state: &[Value],
        answers: &[Value],
    ) -> Result<Option<Vec<DayRecord>>, StoreError> {
        let ([measures, since, days], Some((totals, records))) = (state, answers.split_last())
        else {
            return Err(corrupt("read days"));
        };
        let measures = usize::try_from(measures.number()).unwrap_or_default();
        if self.core.measures.learn(self.keys, measures) && later_bytes(measures).is_some() {
            return Ok(None);
        }
        let whole = first_days::read(shop, since.text())?;
        let retained = read_retained(None, days.text())?;
        let (fronts, laters) = records.split_at(self.days.len().min(records.len()));
        let answers = fronts.iter().zip(totals.list()?).enumerate();
        let read = self.days.iter().zip(answers);
        let read = read.map(|(&day, (index, (front, totals)))| {
            let (front, later) = (bytes(Some(front)), bytes(laters.get(index)));
            let record = match front.is_empty() {
                true => totals::read(day, bytes(Some(totals))),
                false => day::read(day, Parts { front, later }),
            };
            DayRecord {
                unknown: whole.unknown_on(day).or(retained.unknown_on(day)),
                has_left: !record.sums.is_zero() && !retained.days.contains(&day),
                ..record
            }
        });
        Ok(Some(read.collect()))
    }
}

fn bytes(answer: Option<&Value>) -> &[u8] {
    answer.and_then(|it| it.bytes()).unwrap_or_default()
}
