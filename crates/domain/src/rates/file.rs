//! Files of rates.

use crate::{BusinessDay, Currency, Rate};

/// Why a file of rates was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRates {
    /// Its header has neither of the two forms.
    #[error(
        "its first line is neither that of the European Central Bank's eurofxref-hist.csv (`Date,USD,JPY,…`) nor \
         `date,base,quote,rate`"
    )]
    Head,
    /// It has no rates.
    #[error("there is no rate in it")]
    Empty,
    /// It does not end with a line break: a part is missing.
    #[error("it ends in the middle of line {0}: the download is incomplete")]
    Cut(usize),
    /// A line cannot be read.
    #[error("line {line}: {what}")]
    Line {
        /// Its number, from 1.
        line: usize,
        /// What is wrong there.
        what: String,
    },
    /// Two rates for a day, or a different rate from the table's.
    #[error(
        "line {line}: {pair} on {day} is {known} in the table, but {said} here; orders may have been converted with the \
         known one, so it is not changed"
    )]
    Changed {
        /// The line number, from 1.
        line: usize,
        /// The day.
        day: BusinessDay,
        /// The pair of currencies.
        pair: String,
        /// The known rate.
        known: Rate,
        /// The file's rate.
        said: Rate,
    },
    /// The table's rates have a different base.
    #[error(
        "line {line}: the base is {base}, but the table's rates are for one {known}; a table has one base"
    )]
    OtherBase {
        /// The line number, from 1.
        line: usize,
        /// The file's base.
        base: String,
        /// The table's base.
        known: String,
    },
}

/// A rate in a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    pub(super) line: usize,
    pub(super) day: BusinessDay,
    pub(super) base: Currency,
    pub(super) quote: Currency,
    pub(super) rate: Rate,
}

/// The bank's marks for a missing rate.
const NO_RATE: [&str; 3] = ["", "N/A", "-"];

pub(super) fn read(text: &str) -> Result<Vec<Said>, InvalidRates> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().enumerate();
    let (_, head) = lines.next().ok_or(InvalidRates::Empty)?;
    let head = cells(head);
    let form = Form::of(&head)?;
    // The bank ends each line with a comma, so a truncated file is detected.
    if !text.ends_with(['\n', ',']) {
        return Err(InvalidRates::Cut(text.lines().count()));
    }
    let mut rates = Vec::new();
    for (index, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let cells = cells(line);
        let read = form.read(index + 1, &cells, &mut rates);
        read.map_err(|what| InvalidRates::Line {
            line: index + 1,
            what,
        })?;
    }
    match rates.is_empty() {
        true => Err(InvalidRates::Empty),
        false => Ok(rates),
    }
}

fn cells(line: &str) -> Vec<&str> {
    line.split(',')
        .map(|cell| cell.trim().trim_matches('"'))
        .collect()
}

enum Form {
    /// A line per day, a column per currency; `None` for a column without a title, such as the last, or of a currency
    /// that no longer exists.
    Bank {
        euro: Currency,
        columns: Vec<Option<Currency>>,
    },
    /// A line per rate: the indexes of its four cells.
    Plain([usize; 4]),
}

impl Form {
    fn of(head: &[&str]) -> Result<Form, InvalidRates> {
        let place = |name: &str| head.iter().position(|cell| cell.eq_ignore_ascii_case(name));
        let plain = ["date", "base", "quote", "rate"].map(place);
        if let [Some(date), Some(base), Some(quote), Some(rate)] = plain {
            return Ok(Form::Plain([date, base, quote, rate]));
        }
        let is_code =
            |cell: &&str| cell.len() == 3 && cell.bytes().all(|it| it.is_ascii_uppercase());
        let columns = head.get(1..).unwrap_or_default();
        let is_bank = head
            .first()
            .is_some_and(|cell| cell.eq_ignore_ascii_case("date"))
            && columns.iter().any(is_code)
            && columns.iter().all(|cell| cell.is_empty() || is_code(cell));
        let euro = Currency::from_code("EUR").ok().filter(|_| is_bank);
        Ok(Form::Bank {
            euro: euro.ok_or(InvalidRates::Head)?,
            columns: columns
                .iter()
                .map(|code| Currency::from_code(code).ok())
                .collect(),
        })
    }

    fn read(&self, line: usize, cells: &[&str], into: &mut Vec<Said>) -> Result<(), String> {
        match self {
            Form::Bank { euro, columns } => {
                let (day, rates) = cells.split_first().ok_or("it is empty")?;
                let day = day_of(day)?;
                if rates.len() < columns.len() {
                    let detail =
                        "it has fewer cells than the first line; the file is cut off or damaged";
                    return Err(detail.to_owned());
                }
                for (quote, rate) in columns.iter().zip(rates) {
                    if let Some(quote) = quote.filter(|_| !NO_RATE.contains(rate)) {
                        into.push(Said {
                            line,
                            day,
                            base: *euro,
                            quote,
                            rate: rate_of(rate)?,
                        });
                    }
                }
            }
            Form::Plain(places) => {
                let cell = |place: usize| cells.get(place).copied().unwrap_or_default();
                let [date, base, quote, rate] = places.map(cell);
                into.push(Said {
                    line,
                    day: day_of(date)?,
                    base: currency(base)?,
                    quote: currency(quote)?,
                    rate: rate_of(rate)?,
                });
            }
        }
        Ok(())
    }
}

fn day_of(text: &str) -> Result<BusinessDay, String> {
    BusinessDay::parse(text).ok_or_else(|| format!("`{text}` is not a date such as 2026-03-13"))
}

fn currency(text: &str) -> Result<Currency, String> {
    Currency::from_code(text).map_err(|_| format!("`{text}` is not an ISO 4217 currency code"))
}

fn rate_of(text: &str) -> Result<Rate, String> {
    Rate::parse(text).map_err(|error| format!("the rate `{text}` {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn both_forms_are_read() {
        let bank = read("\u{feff}Date,USD,ROL,XYZ,\r\n2026-03-13,1.0823,N/A,7,\r\n\r\n").unwrap();
        assert_eq!(bank.len(), 1);
        assert_eq!(bank[0].rate.to_string(), "1.0823");
        let plain = read("Quote,Rate,Date,Base\nHUF,391.5,2026-03-13,EUR\n").unwrap();
        assert_eq!(plain[0].quote.code(), "HUF");
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        assert!(error("hello\n").starts_with("its first line"));
        assert!(error("Date,Open,Close\n2026-03-13,1,2\n").starts_with("its first line"));
        assert_eq!(error("Date,USD,\n"), "there is no rate in it");
        assert_eq!(error(""), "there is no rate in it");
        assert!(error("Date,USD,\n2026-03-13,1.08").contains("middle of line 2"));
        assert!(error("Date,USD,JPY,\n2026-03-13,1.08\n").contains("line 2: it has fewer"));
        assert!(error("Date,USD,\n13.03.2026,1.08,\n").contains("`13.03.2026` is not a date"));
        for rate in ["0", "-1", "1e30", "x", "1;08"] {
            let text = format!("date,base,quote,rate\n2026-03-13,EUR,USD,{rate}\n");
            assert!(
                error(&text).contains(&format!("line 2: the rate `{rate}` must be")),
                "{rate}"
            );
        }
        let unknown = "date,base,quote,rate\n2026-03-13,EUR,DOGE,2\n";
        assert!(error(unknown).contains("`DOGE` is not an ISO 4217"));
    }
}
