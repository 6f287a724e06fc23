//! Times as the file writes them. One decision per file: what a number or `03/04/2018` means.

mod written;

use anyhow::ensure;
use domain::{ShopClock, Timestamp};
use jiff::fmt::strtime::{self, BrokenDownTime};

pub(super) use written::since_epoch;
use written::{Plain, Written, date, plain, resolve, short_year};

/// What a file's times show about how they are written.
#[derive(Debug, Default)]
pub(in super::super) struct Times {
    /// From `--time-format`.
    format: Option<String>,
    /// An example of a date whose first number cannot be a month, and of one whose second number cannot.
    day_first: Option<Box<str>>,
    month_first: Option<Box<str>>,
    /// An example of a date that can be read either way.
    either: Option<Box<str>>,
    /// An example of a spreadsheet's day number, and of a date in digits.
    serial: Option<Box<str>>,
    digits: Option<Box<str>>,
    /// An example of a year of two digits.
    short_year: Option<Box<str>>,
    /// An example of text that is not a time, such as a year alone.
    unread: Option<Box<str>>,
}

/// The most characters of a text that a message quotes.
const SHOWN: usize = 40;

/// Checks that `--time-format` can be read and names a day.
///
/// # Errors
/// When no text in this format is a time.
pub(super) fn check_format(format: &str) -> anyhow::Result<()> {
    const DAY: i64 = 86_400_000;
    let example = jiff::Timestamp::from_millisecond(1_520_763_825_000)?;
    let written = strtime::format(format, example).unwrap_or_default();
    let told = Times::new(Some(format.to_owned()));
    let read = told.read(&ShopClock::new("UTC")?, &written);
    ensure!(
        read.is_some_and(|at| at.millis() / DAY == example.as_millisecond() / DAY),
        "time_format: no day can be read with `{format}`; an example is '%d/%m/%Y %H:%M'"
    );
    Ok(())
}

impl Times {
    pub(in super::super) fn new(format: Option<String>) -> Times {
        Times {
            format,
            ..Times::default()
        }
    }

    /// Learns from a time in the file.
    pub(in super::super) fn observe(&mut self, text: &str) {
        // RFC 3339 and similar forms are unambiguous.
        let is_iso = text.as_bytes().get(4) == Some(&b'-');
        if self.format.is_some() || is_iso || since_epoch(text).is_some() {
            return;
        }
        let known = match Written::of(text) {
            Written::DayNumber(_) => &mut self.serial,
            Written::Digits(_) => &mut self.digits,
            Written::Slashes([first, second, _], _) if first > 12 && second <= 12 => {
                &mut self.day_first
            }
            Written::Slashes([first, second, _], _) if second > 12 && first <= 12 => {
                &mut self.month_first
            }
            // Both readings give the same day.
            Written::Slashes([first, second, _], _) if first == second => return,
            Written::Slashes(..) => &mut self.either,
            Written::ShortYear(..) => &mut self.short_year,
            Written::Number(at) if at < Timestamp::EARLIEST => &mut self.unread,
            Written::Other if plain(text).is_none() => &mut self.unread,
            _ => return,
        };
        known.get_or_insert_with(|| text.into());
    }

    /// Whether the user gave the format.
    pub(super) fn has_format(&self) -> bool {
        self.format.is_some()
    }

    /// Adds what later rows show.
    pub(super) fn append(&mut self, next: Times) {
        let pairs = [
            (&mut self.day_first, next.day_first),
            (&mut self.month_first, next.month_first),
            (&mut self.either, next.either),
            (&mut self.serial, next.serial),
            (&mut self.digits, next.digits),
            (&mut self.short_year, next.short_year),
            (&mut self.unread, next.unread),
        ];
        for (ours, theirs) in pairs {
            *ours = ours.take().or(theirs);
        }
    }

    /// The moments that a text may mean before the file is understood: with the day before the month, and with the
    /// month first.
    pub(super) fn readings(&self, clock: &ShopClock, text: &str) -> [Option<Timestamp>; 2] {
        let is_plain = self.format.is_some() || text.as_bytes().get(4) == Some(&b'-');
        match (!is_plain).then(|| Written::of(text)) {
            Some(Written::Slashes([first, second, year], rest)) => {
                [(first, second), (second, first)]
                    .map(|(day, month)| resolve(clock, date(year, month, day)?, rest))
            }
            _ => [self.read(clock, text); 2],
        }
    }

    /// Which reading the file uses. `None` if some of its times remain ambiguous.
    pub(super) fn is_day_first(&self) -> Option<bool> {
        match (&self.day_first, &self.month_first, &self.either) {
            (Some(_), Some(_), _) | (None, None, Some(_)) => None,
            _ if self.serial.is_some() && self.has_slashes() => None,
            (day_first, ..) => Some(day_first.is_some()),
        }
    }

    /// The moment that a text means. Times without an offset are in the shop's local time. `None` if the text is not a
    /// time, or is ambiguous.
    pub(in super::super) fn read(&self, clock: &ShopClock, text: &str) -> Option<Timestamp> {
        if let Some(format) = &self.format {
            let parsed = BrokenDownTime::parse(format, text).ok()?;
            if let Ok(at) = parsed.to_timestamp() {
                return Some(Timestamp::from_millis(at.as_millisecond()));
            }
            let midnight = || parsed.to_date().map(|date| date.at(0, 0, 0, 0));
            return clock.resolve(parsed.to_datetime().or_else(|_| midnight()).ok()?);
        }
        match Written::of(text) {
            Written::Number(at) => (at >= Timestamp::EARLIEST).then_some(at),
            Written::Digits(at) => clock.resolve(at),
            // If some dates are numbers and others text, a spreadsheet has swapped day and month in those it could
            // read.
            Written::DayNumber(at) if !self.has_slashes() => clock.resolve(at),
            Written::Slashes([first, second, year], rest) => {
                let (day, month) = match (self.serial.is_none(), &self.day_first, &self.month_first)
                {
                    (true, Some(_), None) => (first, second),
                    (true, None, Some(_)) => (second, first),
                    (true, None, None) if first == second => (first, second),
                    _ => return None,
                };
                resolve(clock, date(year, month, day)?, rest)
            }
            Written::DayNumber(_) | Written::ShortYear(..) => None,
            Written::Other => match plain(text)? {
                Plain::Moment(at) => Some(at),
                Plain::Local(date, rest) => resolve(clock, date, rest),
            },
        }
    }

    /// Explains why a text cannot be read as a time, if there is more to say than that.
    pub(in super::super) fn why_not(&self, text: &str) -> Option<String> {
        match (&self.format, Written::of(text)) {
            (Some(_), _) if text.is_empty() => None,
            (Some(format), _) => {
                let shown: String = text.chars().take(SHOWN).collect();
                Some(format!(
                    "timestamp cannot be read; `{shown}` is not written as --time-format says: `{format}`"
                ))
            }
            (None, Written::ShortYear(parts, sign)) => Some(short_year(text, parts, sign)),
            (None, _) => None,
        }
    }

    fn has_slashes(&self) -> bool {
        [&self.day_first, &self.month_first, &self.either]
            .iter()
            .any(|example| example.is_some())
    }

    /// Notes what was assumed about this file, and what could not be.
    pub(in super::super) fn notes(&self, file: &str, notes: &mut Vec<String>) {
        if let Some(digits) = &self.digits {
            notes.push(format!("{file}: `{digits}` is a date in digits"));
        }
        match &self.serial {
            Some(serial) if self.has_slashes() => notes.push(format!(
                "{file}: some times are a spreadsheet's day numbers (`{serial}`) and others text: it may have swapped \
                 days and months; export the file again without opening it"
            )),
            Some(serial) => notes.push(format!(
                "{file}: `{serial}` is a spreadsheet's day number, counted from 1899-12-30"
            )),
            None => {}
        }
        match (&self.day_first, &self.month_first, &self.either) {
            (Some(day), Some(month), _) => notes.push(format!(
                "{file}: `{day}` has the day first and `{month}` the month: use --time-format"
            )),
            (Some(day), None, _) => {
                notes.push(format!("{file}: the day is first, as in `{day}`"));
            }
            (None, Some(month), _) => {
                notes.push(format!("{file}: the month is first, as in `{month}`"));
            }
            (None, None, Some(either)) => notes.push(format!(
                "{file}: is the day or the month first in `{either}`? Use --time-format '%d/%m/%Y' or '%m/%d/%Y', with \
                 %H:%M if it has a time"
            )),
            (None, None, None) => {}
        }
        if let Some(short) = &self.short_year
            && let Some(why) = self.why_not(short)
        {
            notes.push(format!("{file}: {why}"));
        }
        if let Some(unread) = &self.unread {
            notes.push(format!(
                "{file}: `{unread}` does not look like an order's time; if it is one, use --time-format"
            ));
        }
    }
}
