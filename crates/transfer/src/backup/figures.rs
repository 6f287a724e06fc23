//! A day's lines: its totals, and the figures that the store showed for it.

use domain::Measure::{Orders, Returns, Revenue, Units};
use domain::{
    BoardData, BusinessDay, DayRecord, MeasureSet, OwnChannels, Pulse, RankedItem, Slices, Sums,
};
use serde::{Deserialize, Serialize};

use super::slices::NamedSlices;
use super::sums::{HourSums, NamedSums, measure};
use super::value::{InvalidValue, narrow, parse_day};
use crate::ledger_sums::DaySums;

/// A day as sums only.
#[derive(Debug, Serialize, Deserialize)]
#[serde(try_from = "AnyDay")]
pub(super) struct DayLine {
    pub day: String,
    unique_items: u64,
    sums: NamedSums,
    /// Names of the measures that are incomplete for the day.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unknown: Vec<String>,
    /// Orders and revenue by hour; empty if unknown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hours: Vec<HourSums>,
}

/// A retained day as the store showed it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "AnyDay")]
pub(super) struct FiguresLine {
    pub day: String,
    unique_items: u64,
    sums: NamedSums,
    hours: Vec<HourSums>,
    /// Minute, orders and revenue of the minutes with sales.
    minutes: Vec<(u16, i64, i64)>,
    popular: Vec<(String, i64)>,
    /// Since format 3.
    #[serde(skip_serializing_if = "NamedSlices::is_empty")]
    by: NamedSlices,
}

/// A day's line of any format.
#[derive(Deserialize)]
struct AnyDay {
    day: String,
    unique_items: u64,
    /// Since format 2.
    sums: Option<NamedSums>,
    /// The sums of format 1.
    orders: Option<i64>,
    units: Option<i64>,
    revenue: Option<i64>,
    returns: Option<i64>,
    #[serde(default)]
    unknown: Vec<String>,
    hours: Option<Vec<HourSums>>,
    minutes: Option<Vec<(u16, i64, i64)>>,
    popular: Option<Vec<(String, i64)>>,
    #[serde(default)]
    by: NamedSlices,
}

impl AnyDay {
    fn sums(&self) -> Result<NamedSums, InvalidValue> {
        let first = [self.orders, self.units, self.revenue, self.returns];
        match (self.sums, first) {
            (Some(sums), [None, None, None, None]) => Ok(sums),
            (None, [Some(orders), Some(units), Some(revenue), Some(returns)]) => {
                let sums = [
                    (Orders, orders),
                    (Units, units),
                    (Revenue, revenue),
                    (Returns, returns),
                ];
                NamedSums::new(&sums.map(|(measure, sum)| (measure, sum.into())).into())
            }
            _ => Err(InvalidValue::OutOfRange("sums")),
        }
    }
}

impl TryFrom<AnyDay> for DayLine {
    type Error = InvalidValue;

    fn try_from(any: AnyDay) -> Result<DayLine, InvalidValue> {
        Ok(DayLine {
            sums: any.sums()?,
            day: any.day,
            unique_items: any.unique_items,
            unknown: any.unknown,
            hours: any.hours.unwrap_or_default(),
        })
    }
}

impl TryFrom<AnyDay> for FiguresLine {
    type Error = InvalidValue;

    fn try_from(any: AnyDay) -> Result<FiguresLine, InvalidValue> {
        let missing = InvalidValue::OutOfRange;
        Ok(FiguresLine {
            sums: any.sums()?,
            day: any.day,
            unique_items: any.unique_items,
            hours: any.hours.ok_or(missing("hours"))?,
            minutes: any.minutes.ok_or(missing("minutes"))?,
            popular: any.popular.ok_or(missing("popular"))?,
            by: any.by,
        })
    }
}

impl DayLine {
    pub(super) fn new(day: &DayRecord) -> Result<DayLine, InvalidValue> {
        let unknown = day.unknown.each();
        let has_hours = day.hours.iter().any(|hour| !hour.is_zero());
        let hours = day.hours.iter().filter(|_| has_hours);
        Ok(DayLine {
            hours: hours.map(HourSums::new).collect::<Result<_, _>>()?,
            day: day.day.to_string(),
            unique_items: day.unique_items,
            sums: NamedSums::new(&day.sums)?,
            unknown: unknown.map(|it| it.def().name.to_owned()).collect(),
        })
    }

    pub(super) fn record(&self) -> Result<DayRecord, InvalidValue> {
        let unknown = self.unknown.iter().map(|name| measure(name));
        let mut hours = self.hours.iter().map(HourSums::sums);
        Ok(DayRecord {
            hours: std::array::from_fn(|_| hours.next().unwrap_or_default()),
            sums: self.sums.sums(),
            unique_items: self.unique_items,
            unknown: unknown.collect::<Result<MeasureSet, _>>()?,
            ..DayRecord::empty(parse_day(&self.day)?)
        })
    }
}

impl FiguresLine {
    /// `data` is the board of the day.
    pub(super) fn new(day: &DayRecord, data: &BoardData) -> Result<FiguresLine, InvalidValue> {
        FiguresLine::of(
            day.day,
            &day.sums,
            day.unique_items,
            &day.hours,
            &data.minutes,
            ranks(&data.popular_day),
        )
    }

    /// A day as the sum of its orders.
    pub(super) fn counted(
        day: BusinessDay,
        sums: &DaySums,
        popular: Vec<(String, i64)>,
    ) -> Result<FiguresLine, InvalidValue> {
        let minutes = (0..).zip(sums.minutes.iter().copied());
        let minutes: Vec<_> = minutes.filter(|(_, pulse)| !pulse.is_zero()).collect();
        let unique = sums.unique_items();
        FiguresLine::of(day, &sums.sums(), unique, &sums.hours, &minutes, popular)
    }

    fn of(
        day: BusinessDay,
        sums: &Sums,
        unique_items: u64,
        hours: &[Sums; 24],
        minutes: &[(u16, Pulse)],
        popular: Vec<(String, i64)>,
    ) -> Result<FiguresLine, InvalidValue> {
        let minute =
            |(minute, pulse): &(u16, Pulse)| Ok((*minute, pulse.orders, narrow(pulse.revenue)?));
        Ok(FiguresLine {
            day: day.to_string(),
            unique_items,
            sums: NamedSums::new(sums)?,
            hours: hours.iter().map(HourSums::new).collect::<Result<_, _>>()?,
            minutes: minutes.iter().map(minute).collect::<Result<_, _>>()?,
            popular,
            by: NamedSlices::default(),
        })
    }

    /// The day by channel and country.
    pub(super) fn by(
        mut self,
        slices: &Slices,
        own: &OwnChannels,
    ) -> Result<FiguresLine, InvalidValue> {
        self.by = NamedSlices::new(slices, own)?;
        Ok(self)
    }

    /// Adds what is known about the day besides its orders.
    pub(super) fn add(&mut self, totals: &DayRecord) -> Result<(), InvalidValue> {
        self.sums = NamedSums::new(&(self.sums.sums() + totals.sums))?;
        self.unique_items += totals.unique_items;
        Ok(())
    }
}

/// The items and units of a leaderboard.
pub(super) fn ranks(items: &[RankedItem]) -> Vec<(String, i64)> {
    let rank = |item: &RankedItem| (item.sku.clone(), item.units);
    items.iter().map(rank).collect()
}
