//! The small parts of a shop's figures: retained days, totals of days gone by, feed, positions.

use std::collections::{BTreeMap, VecDeque};

use domain::{BusinessDay, LATEST_LINES, Price, RetainedDays, TOTALS_DAYS, Timestamp};

use super::Version;
use super::day::Totals;
use crate::codec::{Malformed, Reader, Write};

/// A line of the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FeedLine {
    pub item: u32,
    pub quantity: u64,
    pub price: Price,
    pub sold_at: Timestamp,
}

#[derive(Debug)]
pub(crate) struct Misc {
    retained: RetainedDays,
    /// Days that left the window.
    totals: BTreeMap<BusinessDay, Totals>,
    /// Newest first.
    feed: VecDeque<FeedLine>,
    positions: BTreeMap<String, String>,
}

impl Default for Misc {
    fn default() -> Misc {
        Misc {
            retained: RetainedDays::default(),
            totals: BTreeMap::new(),
            feed: VecDeque::with_capacity(LATEST_LINES),
            positions: BTreeMap::new(),
        }
    }
}

impl Misc {
    pub(crate) fn retained(&self) -> &RetainedDays {
        &self.retained
    }

    /// Orders of earlier days are forgotten.
    pub(crate) fn expired_before(&self) -> BusinessDay {
        let never = BusinessDay::from_epoch_days(i32::MIN);
        self.retained.dropped_until.map_or(never, |day| day + 1)
    }

    /// Takes other retained days. Orders of dropped days are forgotten.
    pub(crate) fn retain(&mut self, retained: RetainedDays) {
        self.retained = retained;
    }

    pub(crate) fn totals(&self, day: BusinessDay) -> Option<Totals> {
        self.totals.get(&day).copied()
    }

    pub(crate) fn keep_totals(&mut self, day: BusinessDay, totals: Totals) {
        let kept = self.totals.entry(day).or_default();
        *kept = kept.plus(totals);
        if let Some(newest) = self.retained.days.last() {
            let oldest = *newest - TOTALS_DAYS;
            self.totals = self.totals.split_off(&oldest);
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
        Ok(misc)
    }
}

impl FeedLine {
    pub(crate) fn put(&self, bytes: &mut Vec<u8>) {
        bytes.put_u64(u64::from(self.item));
        bytes.put_u64(self.quantity);
        bytes.put_u64(self.price.micros());
        bytes.put_i64(self.sold_at.millis());
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<FeedLine, Malformed> {
        Ok(FeedLine {
            item: reader.u32()?,
            quantity: reader.u64()?,
            price: Price::from_micros(reader.u64()?),
            sold_at: Timestamp::from_millis(reader.i64()?),
        })
    }
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
    })
}
