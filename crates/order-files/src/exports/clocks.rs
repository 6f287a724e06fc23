//! The times of one file: their form and their zone.

use std::cell::RefCell;

use domain::{ShopClock, Timestamp};
use jiff::fmt::strtime::BrokenDownTime;
use presets::exports::{Export, Zone};

use super::super::csv::Times;
use super::zones::zone;

/// What a file's times show.
pub(super) struct Clocks {
    zone: Zone,
    utc: Option<ShopClock>,
    /// The last zone given in words, with its clock if the zone is known.
    named: RefCell<Option<(String, Option<ShopClock>)>>,
    title: &'static str,
    /// From `--time-format`.
    told: Option<Times>,
    /// The platform's own forms that have fitted all times so far.
    forms: Vec<String>,
    usual: Times,
    seen: bool,
    /// A zone in words that is unknown here.
    unknown: RefCell<Option<String>>,
}

impl Clocks {
    pub(super) fn new(export: &'static Export, told: Option<String>) -> Clocks {
        let forms = export.times.iter();
        // The time of day may follow, from another column.
        let forms = forms.flat_map(|form| [(*form).to_owned(), format!("{form} %H:%M:%S")]);
        Clocks {
            zone: export.zone,
            utc: ShopClock::new("UTC").ok(),
            named: RefCell::default(),
            title: export.title,
            told: told.map(|format| Times::new(Some(format))),
            forms: forms.collect(),
            usual: Times::new(None),
            seen: false,
            unknown: RefCell::default(),
        }
    }

    /// Learns from a time in the file.
    pub(super) fn observe(&mut self, text: &str) {
        self.seen = true;
        self.forms
            .retain(|form| BrokenDownTime::parse(form, text).is_ok());
        self.usual.observe(text);
    }

    /// The platform's own form that fits all times.
    fn form(&self) -> Option<&String> {
        self.forms
            .first()
            .filter(|_| self.seen && self.told.is_none())
    }

    /// The moment that a text means. `words` names its zone, if the file does. `is_main`: the text is from the column
    /// that `--time-format` describes.
    pub(super) fn read(
        &self,
        shop: &ShopClock,
        text: &str,
        words: Option<&str>,
        is_main: bool,
    ) -> Option<Timestamp> {
        let named = words.and_then(|words| self.named(words));
        let clock = match (&named, self.zone) {
            (Some(named), _) => named,
            (None, Zone::Utc) => self.utc.as_ref().unwrap_or(shop),
            (None, Zone::Shop) => shop,
        };
        if let Some(told) = &self.told {
            let at = told.read(clock, text);
            return match is_main {
                true => at,
                false => at.or_else(|| self.usual.read(clock, text)),
            };
        }
        match self.form() {
            Some(form) => Times::new(Some(form.clone())).read(clock, text),
            None => self.usual.read(clock, text),
        }
    }

    /// The clock of a zone given in words. Usually all rows have the same zone, so the last one is cached.
    fn named(&self, words: &str) -> Option<ShopClock> {
        let mut named = self.named.borrow_mut();
        if let Some((known, clock)) = &*named
            && known == words
        {
            return clock.clone();
        }
        let clock = ShopClock::new(zone(words)).ok();
        if clock.is_none() {
            *self.unknown.borrow_mut() = Some(words.to_owned());
        }
        *named = Some((words.to_owned(), clock.clone()));
        clock
    }

    /// Explains why a text cannot be read as a time.
    pub(super) fn why_not(&self, text: &str) -> String {
        let why = match &self.told {
            Some(told) => told.why_not(text),
            None => self.usual.why_not(text),
        };
        why.unwrap_or_else(|| {
            format!("the time `{text}` cannot be read, or can be read two ways; use --time-format")
        })
    }

    /// Notes what was assumed, and what could not be.
    pub(super) fn notes(&self, file: &str, notes: &mut Vec<String>) {
        match (self.form(), &self.told) {
            (Some(form), _) => {
                let title = self.title;
                notes.push(format!("{file}: times are `{form}`, as {title} writes them; if they are not, use --time-format"));
            }
            (None, Some(told)) => told.notes(file, notes),
            (None, None) => self.usual.notes(file, notes),
        }
        if self.zone == Zone::Utc {
            notes.push(format!("{file}: times without an offset are UTC"));
        }
    }

    /// Notes what became known only while the times were read.
    pub(super) fn late_notes(&self, file: &str, notes: &mut Vec<String>) {
        if let Some(words) = &*self.unknown.borrow() {
            notes.push(format!("{file}: the zone `{words}` is unknown; its times were taken as the shop's local time"));
        }
    }
}
