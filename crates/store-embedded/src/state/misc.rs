//! The small parts of a shop's figures: retained days, totals of dropped days, feed, positions.

use std::collections::{BTreeMap, VecDeque};

use domain::{BusinessDay, LATEST_LINES, Price, Quantity, RetainedDays, Slices, Timestamp};

use super::Version;
use super::totals::Totals;
use crate::codec::{Malformed, Reader, Write};

/// A line of the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FeedLine {
    pub item: u32,
    pub quantity: Quantity,
    pub price: Price,
    pub sold_at: Timestamp,
}

#[derive(Debug, Default)]
pub(crate) struct Misc {
    retained: RetainedDays,
    /// Totals of dropped days.
    totals: BTreeMap<BusinessDay, Totals>,
    /// Only for days with any.
    slices: BTreeMap<BusinessDay, Slices>,
    /// Newest first.
    feed: VecDeque<FeedLine>,
    positions: BTreeMap<String, String>,
}

impl Misc {
    pub(crate) fn retained(&self) -> &RetainedDays {
        &self.retained
    }

    /// Orders before this day are dropped.
    pub(crate) fn expired_before(&self) -> BusinessDay {
        let never = BusinessDay::from_epoch_days(i32::MIN);
        self.retained.dropped_until.map_or(never, |day| day + 1)
    }

    /// Changes the retained days. Orders of dropped days are forgotten.
    pub(crate) fn retain(&mut self, retained: RetainedDays) {
        self.retained = retained;
    }

    pub(crate) fn totals(&self, day: BusinessDay) -> Option<&Totals> {
        self.totals.get(&day)
    }

    /// The oldest day with kept totals.
    pub(crate) fn first_totals(&self) -> Option<BusinessDay> {
        self.totals.keys().next().copied()
    }

    pub(crate) fn keep_totals(&mut self, day: BusinessDay, totals: &Totals) {
        self.totals.entry(day).or_default().add(totals);
    }

    pub(crate) fn slices(&self, day: BusinessDay) -> Option<&Slices> {
        self.slices.get(&day)
    }

    pub(crate) fn keep_slices(&mut self, day: BusinessDay, slices: &Slices) {
        if !slices.is_empty() {
            self.slices.entry(day).or_default().add_all(slices);
        }
    }

    pub(crate) fn feed(&self) -> impl Iterator<Item = &FeedLine> {
        self.feed.iter()
    }

    pub(crate) fn push_feed(&mut self, line: FeedLine) {
        self.feed.truncate(LATEST_LINES - 1);
        self.feed.push_front(line);
    }

    pub(crate) fn position(&self, source: &str) -> Option<&str> {
        self.positions.get(source).map(String::as_str)
    }

    pub(crate) fn positions(&self) -> Vec<(String, String)> {
        let positions = self.positions.iter();
        positions
            .map(|(source, at)| (source.clone(), at.clone()))
            .collect()
    }

    pub(crate) fn advance(&mut self, source: &str, position: &str) {
        self.positions
            .insert(source.to_owned(), position.to_owned());
    }

    pub(crate) fn page_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        put_retained(&mut bytes, &self.retained);
        bytes.put_i64(i64::from(self.expired_before().epoch_days()));
        put_day(&mut bytes, self.retained.totals_from);
        bytes.put_len(self.totals.len());
        for (day, totals) in &self.totals {
            bytes.put_i64(i64::from(day.epoch_days()));
            totals.put(&mut bytes);
        }
        bytes.put_len(self.feed.len());
        self.feed.iter().for_each(|line| line.put(&mut bytes));
        bytes.put_len(self.positions.len());
        for (source, position) in &self.positions {
            bytes.put_bytes(source.as_bytes());
            bytes.put_bytes(position.as_bytes());
        }
        bytes.put_len(self.slices.len());
        for (day, slices) in &self.slices {
            bytes.put_i64(i64::from(day.epoch_days()));
            bytes.put_slices(slices);
        }
        put_day(&mut bytes, self.retained.products);
        bytes
    }

    pub(crate) fn load(bytes: &[u8], version: Version) -> Result<Misc, Malformed> {
        let mut reader = Reader::new(bytes);
        let mut misc = Misc {
            retained: read_retained(&mut reader)?,
            ..Misc::default()
        };
        let expired_before = BusinessDay::from_epoch_days(reader.i32()?);
        if expired_before.epoch_days() > i32::MIN {
            misc.retained.dropped_until = Some(expired_before - 1);
        }
        if version >= Version::Three {
            misc.retained.totals_from = read_day(&mut reader)?;
        } else {
            misc.retained = misc.retained.of_400_days();
        }
        for _ in 0..reader.len()? {
            let day = BusinessDay::from_epoch_days(reader.i32()?);
            misc.totals.insert(day, Totals::read(&mut reader, version)?);
        }
        for _ in 0..reader.len()? {
            misc.feed.push_back(FeedLine::read(&mut reader)?);
        }
        for _ in 0..reader.len()? {
            let (source, position) = (reader.str()?, reader.str()?);
            misc.advance(source, position);
        }
        if version >= Version::Four {
            for _ in 0..reader.len()? {
                let day = BusinessDay::from_epoch_days(reader.i32()?);
                misc.slices.insert(day, reader.slices()?);
            }
        }
        if version >= Version::Five {
            misc.retained.products = read_day(&mut reader)?;
        }
        Ok(misc)
    }
}

impl FeedLine {
    pub(crate) fn put(&self, bytes: &mut Vec<u8>) {
        bytes.put_u64(u64::from(self.item));
        // The thousandths of a fractional quantity follow a 0, which is not a quantity itself.
        if self.quantity.is_whole() {
            bytes.put_u64(self.quantity.pieces());
        } else {
            bytes.put_u64(0);
            bytes.put_u64(self.quantity.thousandths().unsigned_abs());
        }
        bytes.put_u64(self.price.micros());
        bytes.put_i64(self.sold_at.millis());
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<FeedLine, Malformed> {
        Ok(FeedLine {
            item: reader.u32()?,
            quantity: read_quantity(reader)?,
            price: Price::from_micros(reader.u64()?),
            sold_at: Timestamp::from_millis(reader.i64()?),
        })
    }
}

fn read_quantity(reader: &mut Reader<'_>) -> Result<Quantity, Malformed> {
    let number = |value: u64| i64::try_from(value).map_err(|_| Malformed::Damaged);
    let quantity = match reader.u64()? {
        0 => Quantity::from_thousandths(number(reader.u64()?)?),
        pieces => Quantity::whole(number(pieces)?),
    };
    quantity.ok_or(Malformed::Damaged)
}

pub(crate) fn put_retained(bytes: &mut Vec<u8>, retained: &RetainedDays) {
    bytes.put_u64(retained.epoch);
    bytes.put_len(retained.days.len());
    retained
        .days
        .iter()
        .for_each(|day| bytes.put_i64(i64::from(day.epoch_days())));
}

pub(crate) fn read_retained(reader: &mut Reader<'_>) -> Result<RetainedDays, Malformed> {
    let epoch = reader.u64()?;
    let days = (0..reader.len()?).map(|_| Ok(BusinessDay::from_epoch_days(reader.i32()?)));
    Ok(RetainedDays {
        epoch,
        days: days.collect::<Result<_, Malformed>>()?,
        dropped_until: None,
        totals_from: None,
        products: None,
    })
}

/// Writes an optional day.
pub(crate) fn put_day(bytes: &mut Vec<u8>, day: Option<BusinessDay>) {
    bytes.put_i64(day.map_or(i32::MIN, BusinessDay::epoch_days).into());
}

pub(crate) fn read_day(reader: &mut Reader<'_>) -> Result<Option<BusinessDay>, Malformed> {
    let day = Some(reader.i32()?).filter(|day| *day > i32::MIN);
    Ok(day.map(BusinessDay::from_epoch_days))
}

#[cfg(test)]
mod tests {
    use domain::Measure::{Orders, Revenue, Units};
    use domain::{DayRecord, Sums};

    use super::*;

    const DAY: BusinessDay = BusinessDay::from_epoch_days(20_000);

    fn shown(misc: &Misc) -> DayRecord {
        let mut day = DayRecord::empty(DAY);
        misc.totals(DAY).expect("they are kept").add_to(&mut day);
        day
    }

    fn misc() -> Misc {
        let mut misc = Misc::default();
        misc.retain(RetainedDays {
            epoch: 7,
            days: [DAY + 500].into(),
            dropped_until: Some(DAY),
            totals_from: None,
            products: Some(DAY + 2),
        });
        let mut left = DayRecord::empty(DAY);
        left.sums = Sums::from([(Orders, 3), (Units, 4), (Revenue, 900)]);
        left.hours[9] = Sums::from([(Orders, 1), (Revenue, 400)]);
        left.hours[23] = Sums::from([(Orders, 2), (Revenue, 500)]);
        left.unique_items = 2;
        misc.keep_totals(DAY, &Totals::of(&left));
        assert_eq!(shown(&misc), left);
        misc
    }

    #[test]
    fn totals_come_back_with_their_hours() {
        let mut written = misc();
        for from in [None, Some(DAY - 3)] {
            written.retained.totals_from = from;
            let read = Misc::load(&written.page_bytes(), Version::NOW).unwrap();
            assert_eq!(read.retained, written.retained);
            assert_eq!(shown(&read), shown(&written));
        }
    }

    #[test]
    fn an_earlier_version_kept_no_hours_and_totals_of_400_days() {
        let mut page = Vec::new();
        put_retained(&mut page, &misc().retained);
        page.put_i64(i64::from(DAY.epoch_days()) + 1);
        page.put_len(1);
        page.put_i64(DAY.epoch_days().into());
        page.put_u64(2);
        page.put_sums(&Sums::from([(Orders, 3), (Revenue, 900)]));
        page.extend([0, 0]);
        let read = Misc::load(&page, Version::Two).unwrap();
        assert_eq!(read.retained.totals_from, Some(DAY + 100));
        let day = shown(&read);
        assert_eq!((day.sums[Orders], day.sums[Revenue]), (3, 900));
        assert!(day.hours.iter().all(Sums::is_zero));
    }
}
