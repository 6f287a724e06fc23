//! The lines of an archive, and what they are in the domain.

use domain::Measure::{Orders, Returns, Revenue, Units};
use domain::{
    BoardData, BusinessDay, DayRecord, LatestItem, LedgerEntry, LocalTime, Minor, Price, Pulse,
    RankedItem, Reason, Reject, Rejection, RetainedDays, SoldUnits, Sums, Timestamp,
};
use ports::CatalogueItem;
use serde::{Deserialize, Serialize};

use crate::ledger_sums::DaySums;

/// A line of an archive.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    Archive(Header),
    Shop(ShopLine),
    Item(ItemLine),
    Order(OrderLine),
    Total(DayLine),
    Latest(LatestLine),
    Reject(RejectLine),
    Position(PositionLine),
    Figures(FiguresLine),
    Popular(Vec<(String, i64)>),
    End(EndLine),
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Header {
    pub format: u32,
    pub livetill: String,
    pub made_at: i64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ShopLine {
    pub id: String,
    pub timezone: String,
    pub currency: String,
    pub retained: Vec<String>,
    pub dropped_until: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ItemLine {
    sku: Box<str>,
    units: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    named_at: Option<i64>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OrderLine {
    id: Box<str>,
    version: i64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    cancelled: bool,
    day: String,
    second: u32,
    revenue: i64,
    returns: i64,
    sold: Vec<(Box<str>, u64)>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct DayLine {
    pub day: String,
    orders: i64,
    unique_items: u64,
    units: i64,
    revenue: i64,
    returns: i64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LatestLine {
    sku: String,
    quantity: Option<u64>,
    price: Option<u64>,
    sold_at: Option<i64>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RejectLine {
    reason: String,
    detail: String,
    id: Option<String>,
    source: String,
    received_at: i64,
    /// What came in, if it is text.
    body: Option<String>,
    /// What came in otherwise, two digits a byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body_hex: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PositionLine {
    pub source: String,
    pub position: String,
}

/// A retained day as the store showed it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FiguresLine {
    pub day: String,
    orders: i64,
    unique_items: u64,
    units: i64,
    revenue: i64,
    returns: i64,
    /// Orders, revenue and returns of each hour.
    hours: Vec<(i64, i64, i64)>,
    /// Minute, orders and revenue of the minutes in which something sold.
    minutes: Vec<(u16, i64, i64)>,
    popular: Vec<(String, i64)>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct EndLine {
    pub lines: u64,
    pub sha256: String,
}

/// A value that the archive's form cannot hold, or that cannot be what the line says.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("{0} is out of range or cannot be understood")]
pub struct OutOfRange(pub(super) &'static str);

impl ShopLine {
    pub(super) fn retained(&self) -> Result<RetainedDays, OutOfRange> {
        let days = self.retained.iter().map(|day| parse_day(day));
        Ok(RetainedDays {
            epoch: 0,
            days: days.collect::<Result<_, _>>()?,
            dropped_until: self.dropped_until.as_deref().map(parse_day).transpose()?,
        })
    }
}

impl ItemLine {
    pub(super) fn new(item: &CatalogueItem) -> ItemLine {
        ItemLine {
            sku: item.sku.clone(),
            units: item.units,
            name: item.name.as_ref().map(|(_, name)| name.clone()),
            named_at: item.name.as_ref().map(|(at, _)| at.millis()),
        }
    }

    pub(super) fn item(self) -> CatalogueItem {
        let named_at = self.named_at.map(Timestamp::from_millis);
        CatalogueItem {
            sku: self.sku,
            name: named_at.zip(self.name),
            units: self.units,
        }
    }
}

impl OrderLine {
    pub(super) fn new(id: &str, entry: &LedgerEntry) -> Result<OrderLine, OutOfRange> {
        let sold = entry.sold.iter();
        Ok(OrderLine {
            id: id.into(),
            version: entry.version,
            cancelled: entry.cancelled,
            day: entry.at.day.to_string(),
            second: entry.at.second,
            revenue: narrow(entry.revenue)?,
            returns: narrow(entry.returns)?,
            sold: sold.map(|line| (line.sku.clone(), line.units)).collect(),
        })
    }

    pub(super) fn order(self) -> Result<(Box<str>, LedgerEntry), OutOfRange> {
        const DAY_SECONDS: u32 = 86_400;
        if self.second >= DAY_SECONDS {
            return Err(OutOfRange("second"));
        }
        let sold = self.sold.into_iter();
        let at = LocalTime {
            day: parse_day(&self.day)?,
            second: self.second,
        };
        let entry = LedgerEntry {
            version: self.version,
            cancelled: self.cancelled,
            at,
            revenue: self.revenue.into(),
            returns: self.returns.into(),
            sold: sold.map(|(sku, units)| SoldUnits { sku, units }).collect(),
            extra: None,
        };
        Ok((self.id, entry))
    }
}

impl DayLine {
    pub(super) fn new(day: &DayRecord) -> Result<DayLine, OutOfRange> {
        Ok(DayLine {
            day: day.day.to_string(),
            orders: narrow(day.sums[Orders])?,
            unique_items: day.unique_items,
            units: narrow(day.sums[Units])?,
            revenue: narrow(day.sums[Revenue])?,
            returns: narrow(day.sums[Returns])?,
        })
    }

    pub(super) fn record(&self) -> Result<DayRecord, OutOfRange> {
        let sums = [
            (Orders, self.orders),
            (Units, self.units),
            (Revenue, self.revenue),
            (Returns, self.returns),
        ];
        Ok(DayRecord {
            sums: sums.map(|(measure, sum)| (measure, sum.into())).into(),
            unique_items: self.unique_items,
            ..DayRecord::empty(parse_day(&self.day)?)
        })
    }
}

impl LatestLine {
    pub(super) fn new(line: &LatestItem) -> LatestLine {
        LatestLine {
            sku: line.sku.clone(),
            quantity: line.quantity,
            price: line.price.map(Price::micros),
            sold_at: line.sold_at.map(Timestamp::millis),
        }
    }

    pub(super) fn item(self) -> LatestItem {
        LatestItem {
            sku: self.sku,
            name: None,
            quantity: self.quantity,
            price: self.price.map(Price::from_micros),
            sold_at: self.sold_at.map(Timestamp::from_millis),
        }
    }
}

impl RejectLine {
    pub(super) fn new(reject: &Reject) -> RejectLine {
        let (body, body_hex) = match std::str::from_utf8(&reject.body) {
            Ok(text) => (Some(text.to_owned()), None),
            Err(_) => (None, Some(hex(&reject.body))),
        };
        RejectLine {
            reason: reject.rejection.reason.as_str().to_owned(),
            detail: reject.rejection.detail.clone(),
            id: reject.id.clone(),
            source: reject.source.clone(),
            received_at: reject.received_at.millis(),
            body,
            body_hex,
        }
    }

    pub(super) fn reject(self) -> Result<Reject, OutOfRange> {
        let reason = Reason::from_name(&self.reason).ok_or(OutOfRange("reason"))?;
        let body = match (self.body, self.body_hex) {
            (Some(body), _) => body.into_bytes(),
            (None, Some(hex)) => bytes_of(&hex).ok_or(OutOfRange("body_hex"))?,
            (None, None) => Vec::new(),
        };
        Ok(Reject {
            rejection: Rejection::new(reason, self.detail),
            id: self.id,
            source: self.source,
            received_at: Timestamp::from_millis(self.received_at),
            body,
        })
    }
}

impl FiguresLine {
    /// `data` is the board of the day.
    pub(super) fn new(day: &DayRecord, data: &BoardData) -> Result<FiguresLine, OutOfRange> {
        FiguresLine::of(
            day.day,
            &day.sums,
            day.unique_items,
            &day.hours,
            &data.minutes,
            ranks(&data.popular_day),
        )
    }

    /// A day as its orders add up.
    pub(super) fn counted(
        day: BusinessDay,
        sums: &DaySums,
        popular: Vec<(String, i64)>,
    ) -> Result<FiguresLine, OutOfRange> {
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
    ) -> Result<FiguresLine, OutOfRange> {
        let hour = |hour: &Sums| {
            let (revenue, returns) = (narrow(hour[Revenue])?, narrow(hour[Returns])?);
            Ok((narrow(hour[Orders])?, revenue, returns))
        };
        let minute =
            |(minute, pulse): &(u16, Pulse)| Ok((*minute, pulse.orders, narrow(pulse.revenue)?));
        Ok(FiguresLine {
            day: day.to_string(),
            orders: narrow(sums[Orders])?,
            unique_items,
            units: narrow(sums[Units])?,
            revenue: narrow(sums[Revenue])?,
            returns: narrow(sums[Returns])?,
            hours: hours.iter().map(hour).collect::<Result<_, _>>()?,
            minutes: minutes.iter().map(minute).collect::<Result<_, _>>()?,
            popular,
        })
    }

    /// Adds what is known of the day beside its orders.
    pub(super) fn add(&mut self, totals: &DayRecord) -> Result<(), OutOfRange> {
        self.orders += narrow(totals.sums[Orders])?;
        self.unique_items += totals.unique_items;
        self.units += narrow(totals.sums[Units])?;
        self.revenue += narrow(totals.sums[Revenue])?;
        self.returns += narrow(totals.sums[Returns])?;
        Ok(())
    }
}

/// A leaderboard's items and units.
pub(super) fn ranks(items: &[RankedItem]) -> Vec<(String, i64)> {
    let rank = |item: &RankedItem| (item.sku.clone(), item.units);
    items.iter().map(rank).collect()
}

pub(super) fn parse_day(text: &str) -> Result<BusinessDay, OutOfRange> {
    BusinessDay::parse(text).ok_or(OutOfRange("day"))
}

fn narrow(amount: Minor) -> Result<i64, OutOfRange> {
    i64::try_from(amount).map_err(|_| OutOfRange("an amount"))
}

/// Two digits a byte.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to memory does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let pairs = hex.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    hex.len()
        .is_multiple_of(2)
        .then(|| pairs.map(byte).collect())?
}
