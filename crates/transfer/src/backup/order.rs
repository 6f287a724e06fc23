//! An order's line, as in the ledger.

use domain::Measure::{Orders, Returns, Revenue, Units};
use domain::{
    Channel, Country, Dimension, Extra, LedgerEntry, LocalTime, Market, Original, OwnChannels,
    SoldUnits, Standing, Sums,
};
use serde::{Deserialize, Serialize};

use super::sums::NamedSums;
use super::value::{InvalidValue, parse_day};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OrderLine {
    id: Box<str>,
    version: i64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    cancelled: bool,
    /// For orders that neither count nor are cancelled. Backups of older versions have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    standing: Option<Box<str>>,
    day: String,
    second: u32,
    /// Whether the clock showed this second for the second time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    second_pass: bool,
    /// All sums except units, which follow from the sold lines. For orders, it is the difference from what those lines
    /// say. Since format 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sums: Option<NamedSums>,
    /// In format 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    revenue: Option<i64>,
    /// In format 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    returns: Option<i64>,
    sold: Vec<(Box<str>, u64)>,
    /// The value of each entry in `sold`, if amounts by line are kept. Since format 4.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    amounts: Vec<u64>,
    /// Return lines with their value. Since format 4.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    returned: Vec<(Box<str>, u64, u64)>,
    /// Since format 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    channel: Option<Box<str>>,
    /// Since format 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    country: Option<Box<str>>,
    /// Its original currency data if it was converted, as [`Original`] writes it. Older versions ignore it, because no
    /// figure depends on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    original: Option<Box<str>>,
}

impl OrderLine {
    pub(super) fn new(
        id: &str,
        entry: &LedgerEntry,
        own: &OwnChannels,
    ) -> Result<OrderLine, InvalidValue> {
        let (sold, has_amounts) = (entry.sold.iter(), entry.has_amounts());
        let (mut sums, market) = (entry.sums(), entry.market());
        sums[Orders] = entry.extra.as_deref().map_or(0, |extra| extra.sum(Orders));
        sums[Units] = 0;
        Ok(OrderLine {
            id: id.into(),
            version: entry.version,
            cancelled: entry.standing == Standing::Cancelled,
            standing: matches!(entry.standing, Standing::Pending | Standing::Test)
                .then(|| entry.standing.as_str().into()),
            day: entry.at.day.to_string(),
            second: entry.at.second,
            second_pass: entry.at.is_second_pass,
            sums: Some(NamedSums::new(&sums)?),
            revenue: None,
            returns: None,
            sold: sold.map(|line| (line.sku.clone(), line.units)).collect(),
            amounts: entry
                .sold
                .iter()
                .filter(|_| has_amounts)
                .map(|line| line.amount)
                .collect(),
            returned: entry
                .returned
                .iter()
                .map(|line| (line.sku.clone(), line.units, line.amount))
                .collect(),
            channel: market.channel.map(|channel| channel.name(own).into()),
            country: market.country.map(|country| country.code().into()),
            original: entry.original().map(|it| it.to_string().into()),
        })
    }

    pub(super) fn order(self, own: &OwnChannels) -> Result<(Box<str>, LedgerEntry), InvalidValue> {
        const DAY_SECONDS: u32 = 86_400;
        if self.second >= DAY_SECONDS {
            return Err(InvalidValue::OutOfRange("second"));
        }
        let sums = self.sums()?;
        let standing = match (&self.standing, self.cancelled) {
            (None, false) => Standing::Counts,
            (None, true) => Standing::Cancelled,
            (Some(name), _) => {
                Standing::from_name(name).ok_or(InvalidValue::OutOfRange("standing"))?
            }
        };
        let market = self.market(own)?;
        let has_lines = !self.sold.is_empty() || !self.returned.is_empty();
        let original = self.original.as_deref().map(|text| {
            let original = Original::parse(text);
            original.ok_or(InvalidValue::OutOfRange("original of an order"))
        });
        let original = original.transpose()?;
        let is_bare = market.is_none() && original.is_none();
        let is_empty = !has_lines && sums.is_zero() && is_bare;
        if !self.amounts.is_empty() && self.amounts.len() != self.sold.len() {
            return Err(InvalidValue::OutOfRange("amounts of an order"));
        }
        if !standing.counts() && !is_empty {
            return Err(InvalidValue::CancelledWithSums);
        }
        let (revenue, returns, extra) = Extra::split(&sums, market, original);
        let amounts = self.amounts.into_iter().chain(std::iter::repeat(0));
        let sold = self.sold.into_iter().zip(amounts);
        let returned = self.returned.into_iter();
        let at = LocalTime {
            day: parse_day(&self.day)?,
            second: self.second,
            is_second_pass: self.second_pass,
        };
        let entry = LedgerEntry {
            version: self.version,
            standing,
            at,
            revenue,
            returns,
            sold: sold
                .map(|((sku, units), amount)| SoldUnits { sku, units, amount })
                .collect(),
            returned: returned
                .map(|(sku, units, amount)| SoldUnits { sku, units, amount })
                .collect(),
            extra: extra.map(Box::new),
        };
        Ok((self.id, entry))
    }

    fn market(&self, own: &OwnChannels) -> Result<Market, InvalidValue> {
        let unknown =
            |of: Dimension, name: &str| InvalidValue::UnknownSlice(of.as_str(), name.to_owned());
        let channel = |name: &str| {
            let channel = Channel::from_name(name, own);
            channel.ok_or_else(|| unknown(Dimension::Channel, name))
        };
        let country = |code: &str| {
            let country = Country::from_code(code);
            country.ok_or_else(|| unknown(Dimension::Country, code))
        };
        Ok(Market {
            channel: self.channel.as_deref().map(channel).transpose()?,
            country: self.country.as_deref().map(country).transpose()?,
        })
    }

    fn sums(&self) -> Result<Sums, InvalidValue> {
        match (&self.sums, self.revenue, self.returns) {
            (Some(sums), None, None) => {
                let sums = sums.sums();
                match sums[Orders].abs() <= 1 && sums[Units] == 0 {
                    true => Ok(sums),
                    false => Err(InvalidValue::OutOfRange("orders or units of an order")),
                }
            }
            (None, Some(revenue), Some(returns)) => Ok(Sums::from([
                (Revenue, revenue.into()),
                (Returns, returns.into()),
            ])),
            _ => Err(InvalidValue::OutOfRange("sums")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> OwnChannels {
        OwnChannels::new(["amazon"]).unwrap()
    }

    fn read(line: &str) -> Result<LedgerEntry, InvalidValue> {
        let line: OrderLine = serde_json::from_str(line).unwrap();
        line.order(&own()).map(|(_, entry)| entry)
    }

    #[test]
    fn an_order_of_either_format_is_the_same() {
        let of_1 = r#"{"id":"a","version":2,"day":"2018-03-10","second":7,"revenue":450,"returns":0,"sold":[["tea",2]]}"#;
        let of_2 = r#"{"id":"a","version":2,"day":"2018-03-10","second":7,"sums":{"revenue":450},"sold":[["tea",2]]}"#;
        let entry = read(of_1).unwrap();
        assert_eq!(entry, read(of_2).unwrap());
        let written = serde_json::to_string(&OrderLine::new("a", &entry, &own()).unwrap()).unwrap();
        assert_eq!(written, of_2);
    }

    #[test]
    fn an_order_says_where_it_was_sold() {
        let line = r#"{"id":"a","version":2,"day":"2018-03-10","second":7,"sums":{"revenue":450},"sold":[["tea",2]],"channel":"amazon","country":"DE"}"#;
        let entry = read(line).unwrap();
        assert_eq!(entry.market().slices().count(), 2);
        let written = serde_json::to_string(&OrderLine::new("a", &entry, &own()).unwrap()).unwrap();
        assert_eq!(written, line);
        for (known, newer) in [("amazon", "etsy"), ("DE", "QQ")] {
            let error = read(&line.replace(known, newer)).unwrap_err();
            assert!(error.to_string().contains(newer), "{error}");
        }
    }

    #[test]
    fn a_converted_order_says_what_it_was_in() {
        let line = r#"{"id":"a","version":2,"day":"2018-03-10","second":7,"sums":{"revenue":450},"sold":[["tea",2]],"original":"JPY 700 0.0064"}"#;
        let entry = read(line).unwrap();
        assert_eq!(entry.original().map(|it| it.charged), Some(700));
        let written = serde_json::to_string(&OrderLine::new("a", &entry, &own()).unwrap()).unwrap();
        assert_eq!(written, line);
        let error = read(&line.replace("JPY", "YEN")).unwrap_err();
        assert!(error.to_string().contains("original"), "{error}");
    }

    #[test]
    fn an_order_of_the_second_pass_says_so() {
        let line = r#"{"id":"a","version":2,"day":"2018-11-04","second":5407,"second_pass":true,"sums":{"revenue":450},"sold":[["tea",2]]}"#;
        let entry = read(line).unwrap();
        assert!(entry.at.is_second_pass);
        let written = serde_json::to_string(&OrderLine::new("a", &entry, &own()).unwrap()).unwrap();
        assert_eq!(written, line);
    }

    #[test]
    fn sums_that_cannot_be_are_refused() {
        for (members, says) in [
            (
                r#""cancelled":true,"sums":{"revenue":450},"sold":[]"#,
                "a cancelled order",
            ),
            (
                r#""cancelled":true,"revenue":0,"returns":0,"sold":[["tea",2]]"#,
                "a cancelled order",
            ),
            (
                r#""sums":{"units":1},"sold":[["tea",2]]"#,
                "orders or units",
            ),
            (r#""revenue":450,"sold":[["tea",2]]"#, "sums"),
            (
                r#""sums":{},"revenue":450,"returns":0,"sold":[["tea",2]]"#,
                "sums",
            ),
        ] {
            let line =
                format!(r#"{{"id":"a","version":1,"day":"2018-03-10","second":7,{members}}}"#);
            let said = read(&line).unwrap_err().to_string();
            assert!(said.starts_with(says), "{line}: {said}");
        }
        for standing in Standing::ALL {
            let entry = LedgerEntry {
                standing,
                ..read(
                    r#"{"id":"a","version":1,"day":"2018-03-10","second":7,"sums":{},"sold":[]}"#,
                )
                .unwrap()
            };
            let line =
                serde_json::to_string(&OrderLine::new("a", &entry, &own()).unwrap()).unwrap();
            assert_eq!(read(&line).unwrap().standing, standing, "{line}");
        }
        let cancelled = r#"{"id":"a","version":1,"cancelled":true,"day":"2018-03-10","second":7,"sums":{},"sold":[]}"#;
        assert!(read(cancelled).unwrap().sold.is_empty());
    }
}
