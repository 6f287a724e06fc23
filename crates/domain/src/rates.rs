//! Exchange rates by day, which convert orders in other currencies than their shop's.

mod conversion;
mod file;
mod rate;
mod target;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, PoisonError, RwLock};

pub use conversion::{Conversion, Share};
pub use file::InvalidRates;
pub use rate::{Exchange, InvalidRate, Rate};

use crate::{BusinessDay, Currency, Timestamp};

/// Rates of one base currency by day.
///
/// The answer depends only on an order's date: it uses the rates of the last TARGET working day before the date in UTC.
/// If those are missing, there is no answer instead of an older rate, so that an order is converted the same way
/// whenever and wherever it arrives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RateTable {
    /// `None` = it is empty.
    base: Option<Currency>,
    /// Units of each currency for one of the base.
    days: BTreeMap<BusinessDay, BTreeMap<[u8; 3], Rate>>,
}

/// The result of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RatesTaken {
    /// Rates that are new to the table.
    pub new: u64,
    /// Rates that it already had.
    pub known: u64,
}

impl RateTable {
    /// The factor that converts amounts from one currency to another, for an order placed at a moment. If neither is
    /// the base, the conversion passes through the base.
    ///
    /// # Errors
    /// The day whose rate is missing.
    pub fn exchange(
        &self,
        from: &Currency,
        to: &Currency,
        placed_at: Timestamp,
    ) -> Result<Exchange, BusinessDay> {
        let day = RateTable::day_of(placed_at);
        let rates = self.days.get(&day).ok_or(day)?;
        let base = self.base.as_ref().ok_or(day)?;
        let rate = |currency: &Currency| match currency == base {
            true => Ok(Rate::ONE),
            false => rates.get(&currency.key()).copied().ok_or(day),
        };
        Ok(Exchange::over(rate(to)?, rate(from)?))
    }

    /// Units of a currency for one of the base, on a day; `None` = it is the base, or the table has no rate.
    pub fn rate(&self, currency: &Currency, day: BusinessDay) -> Option<Rate> {
        self.days.get(&day)?.get(&currency.key()).copied()
    }

    /// The codes of the currencies with rates on a day, including the base, sorted; empty if the day is missing.
    pub fn currencies(&self, day: BusinessDay) -> Vec<String> {
        let Some((rates, base)) = self.days.get(&day).zip(self.base) else {
            return Vec::new();
        };
        let code = |key: &[u8; 3]| String::from_utf8_lossy(key).into_owned();
        let mut codes: Vec<String> = rates.keys().chain([&base.key()]).map(code).collect();
        codes.sort_unstable();
        codes
    }

    /// The day whose rates apply to an order placed at a moment.
    pub fn day_of(placed_at: Timestamp) -> BusinessDay {
        target::working_day_before(BusinessDay::of_utc(placed_at))
    }

    /// Adds the rates of a file: the European Central Bank's `eurofxref-hist.csv` as downloaded (base EUR), or a file
    /// with the columns `date`, `base`, `quote` and `rate` (units of `quote` for one of `base`).
    ///
    /// # Errors
    /// [`InvalidRates`] with what is wrong and where; the table is then unchanged. An existing rate is never replaced
    /// by a different one: orders may have been converted with it.
    pub fn import(&mut self, text: &str) -> Result<RatesTaken, InvalidRates> {
        let read = file::read(text)?;
        let mut table = self.clone();
        let mut taken = RatesTaken::default();
        for rate in &read {
            table.add(rate, &mut taken)?;
        }
        *self = table;
        Ok(taken)
    }

    fn add(&mut self, said: &file::Said, taken: &mut RatesTaken) -> Result<(), InvalidRates> {
        let base = self.base.get_or_insert(said.base);
        if *base != said.base {
            return Err(InvalidRates::OtherBase {
                line: said.line,
                base: said.base.code().to_owned(),
                known: base.code().to_owned(),
            });
        }
        match self
            .days
            .entry(said.day)
            .or_default()
            .entry(said.quote.key())
        {
            Entry::Vacant(free) => {
                free.insert(said.rate);
                taken.new += 1;
                Ok(())
            }
            Entry::Occupied(known) if *known.get() == said.rate => {
                taken.known += 1;
                Ok(())
            }
            Entry::Occupied(known) => Err(InvalidRates::Changed {
                line: said.line,
                day: said.day,
                pair: format!("{} to {}", said.base.code(), said.quote.code()),
                known: *known.get(),
                said: said.rate,
            }),
        }
    }

    /// The number of rates.
    pub fn count(&self) -> usize {
        self.days.values().map(BTreeMap::len).sum()
    }

    /// Whether it has no rates.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// The currency that all rates refer to.
    pub fn base(&self) -> Option<&Currency> {
        self.base.as_ref()
    }

    /// The first and the last day with rates.
    pub fn span(&self) -> Option<(BusinessDay, BusinessDay)> {
        let (first, _) = self.days.first_key_value()?;
        let (last, _) = self.days.last_key_value()?;
        Some((*first, *last))
    }

    /// The whole table as a file for [`import`](RateTable::import), oldest day first.
    pub fn to_csv(&self) -> String {
        let mut out = String::from("date,base,quote,rate\n");
        let base = self.base.as_ref().map(Currency::code).unwrap_or_default();
        for (day, rates) in &self.days {
            for (quote, rate) in rates {
                let quote = String::from_utf8_lossy(quote);
                out.push_str(&format!("{day},{base},{quote},{rate}\n"));
            }
        }
        out
    }
}

/// The newest table known to this process, shared by all intakes.
#[derive(Clone, Debug, Default)]
pub struct Rates(Arc<RwLock<Arc<RateTable>>>);

impl Rates {
    /// The table.
    pub fn table(&self) -> Arc<RateTable> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the table.
    pub fn set(&self, table: RateTable) {
        let table = Arc::new(table);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = table;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ECB: &str =
        "Date,USD,JPY,CHF,\n2026-03-13,1.0823,163.4,0.9612,\n2026-03-12,1.0801,N/A,0.9600,\n";

    fn currency(code: &str) -> Currency {
        Currency::from_code(code).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).unwrap()
    }

    fn table() -> RateTable {
        let mut table = RateTable::default();
        let taken = table.import(ECB).unwrap();
        assert_eq!(taken, RatesTaken { new: 5, known: 0 });
        table
    }

    #[test]
    fn an_order_has_the_rate_of_the_working_day_before_its_date_in_utc() {
        let table = table();
        let rate = |text: &str| Rate::parse(text).unwrap();
        let (dollar, euro, franc) = (currency("USD"), currency("EUR"), currency("CHF"));
        let of = |from: &Currency, to: &Currency, time: &str| table.exchange(from, to, at(time));
        // Friday's rates apply on Saturday, Sunday and Monday.
        for day in ["14", "15", "16"] {
            let found = of(&dollar, &euro, &format!("2026-03-{day}T23:59:59Z"));
            assert_eq!(found, Ok(Exchange::over(Rate::ONE, rate("1.0823"))));
        }
        // Early on Saturday in Berlin, it is still Friday in UTC.
        let found = of(&dollar, &franc, "2026-03-14T00:30:00+01:00");
        assert_eq!(found, Ok(Exchange::over(rate("0.96"), rate("1.0801"))));
        let monday = BusinessDay::parse("2026-03-16").unwrap();
        assert_eq!(of(&dollar, &euro, "2026-03-17T10:00:00Z"), Err(monday));
        let thursday = BusinessDay::parse("2026-03-12").unwrap();
        assert_eq!(
            of(&currency("JPY"), &euro, "2026-03-13T10:00:00Z"),
            Err(thursday)
        );
        assert_eq!(
            of(&currency("HUF"), &euro, "2026-03-13T10:00:00Z"),
            Err(thursday)
        );
    }

    #[test]
    fn a_rate_never_changes() {
        let mut table = table();
        let before = table.clone();
        assert_eq!(table.import(ECB).unwrap().known, 5);
        let more = "date,base,quote,rate\n2026-03-16,EUR,USD,1.1\n2026-03-13,EUR,USD,1.0824\n";
        let error = table.import(more).unwrap_err().to_string();
        assert_eq!(
            error,
            "line 3: EUR to USD on 2026-03-13 is 1.0823 in the table, but 1.0824 here; orders may have been \
             converted with the known one, so it is not changed"
        );
        assert_eq!(table, before);
        let error = table.import("date,base,quote,rate\n2026-03-16,USD,EUR,0.9\n");
        assert!(error.unwrap_err().to_string().contains("base is USD"));
        assert_eq!(table, before);
        assert_eq!(
            table
                .import("date,base,quote,rate\n2026-03-12,EUR,JPY,160\n")
                .unwrap()
                .new,
            1
        );
    }

    #[test]
    fn it_is_written_down_and_read_again() {
        let table = table();
        let mut again = RateTable::default();
        again.import(&table.to_csv()).unwrap();
        assert_eq!(again, table);
        let day = |text| BusinessDay::parse(text).unwrap();
        assert_eq!(again.span(), Some((day("2026-03-12"), day("2026-03-13"))));
        assert_eq!(again.base(), Some(&currency("EUR")));
    }
}
