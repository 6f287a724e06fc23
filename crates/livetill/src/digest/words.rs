//! Days and reasons in English.

use api_types::{Digest, DigestUnknown};
use domain::Rhythm;
use jiff::civil::Date;

/// The days of a digest: first, last, and which kind of range they are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Days {
    first: Date,
    last: Date,
    rhythm: Rhythm,
}

impl Days {
    /// `None` if the texts are not dates.
    pub(super) fn of(digest: &Digest, first: &str, last: &str) -> Option<Days> {
        Some(Days {
            first: first.parse().ok()?,
            last: last.parse().ok()?,
            rhythm: Rhythm::from_name(&digest.every)?,
        })
    }

    /// As a heading: `Tuesday, 13 March 2018`, `5–11 March 2018`, `February 2018`.
    pub(super) fn heading(&self) -> String {
        match self.rhythm {
            Rhythm::Daily => shown(self.first, "%A, %-d %B %Y"),
            Rhythm::Monthly => shown(self.first, "%B %Y"),
            Rhythm::Weekly => self.week(),
        }
    }

    /// Within a sentence: `on Tuesday, 13 March`, `in the week of 5–11 March 2018`, `in February 2018`.
    pub(super) fn within(&self) -> String {
        match self.rhythm {
            Rhythm::Daily => format!("on {}", shown(self.first, "%A, %-d %B")),
            Rhythm::Weekly => format!("in the week of {}", self.week()),
            Rhythm::Monthly => format!("in {}", shown(self.first, "%B %Y")),
        }
    }

    /// At the head of a column: `Tue 13 Mar 2018`, `5–11 Mar 2018`, `Feb 2018`.
    pub(super) fn column(&self) -> String {
        match self.rhythm {
            Rhythm::Daily => shown(self.first, "%a %-d %b %Y"),
            Rhythm::Weekly => {
                let first = match self.first.month() == self.last.month() {
                    true => "%-d–",
                    false => "%-d %b – ",
                };
                shown(self.first, first) + &shown(self.last, "%-d %b %Y")
            }
            Rhythm::Monthly => shown(self.first, "%b %Y"),
        }
    }

    fn week(&self) -> String {
        let first = match (self.first.year(), self.first.month()) {
            (year, month) if (year, month) == (self.last.year(), self.last.month()) => "%-d–",
            (year, _) if year == self.last.year() => "%-d %B – ",
            _ => "%-d %B %Y – ",
        };
        shown(self.first, first) + &shown(self.last, "%-d %B %Y")
    }
}

/// What a digest is compared with first, to follow "than" or "against".
pub(super) const fn before(rhythm: Option<Rhythm>) -> &'static str {
    match rhythm {
        Some(Rhythm::Weekly) => "the week before",
        Some(Rhythm::Monthly) => "the month before",
        _ => "a week before",
    }
}

/// A day such as `Wednesday 14 March`; the text itself if it is not a date.
pub(super) fn day(text: &str) -> String {
    match text.parse() {
        Ok(date) => shown(date, "%A %-d %B"),
        Err(_) => text.to_owned(),
    }
}

/// Why figures are unknown, to follow a dash.
pub(super) const fn unknown(why: DigestUnknown) -> &'static str {
    match why {
        DigestUnknown::BeforeFirstDay => "the shop's figures begin later",
        DigestUnknown::NotKept => "too long ago, and not kept",
        DigestUnknown::TooFewDays => "it takes seven days to learn what is usual",
    }
}

fn shown(date: Date, format: &str) -> String {
    date.strftime(format).to_string()
}
