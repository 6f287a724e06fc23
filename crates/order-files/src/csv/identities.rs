//! Detects what spreadsheets and data frames did to the ids or SKUs of a whole file. A single odd value may be
//! intended.

use domain::{Reason, Rejection};

use super::super::words::first_of;
use super::months::{MONTHS, SHORT};

/// A float cannot represent every whole number from here on.
const EXACT: u64 = 1 << 53;
/// A spreadsheet keeps this many digits, and replaces the rest with zeros.
const KEPT_DIGITS: usize = 15;
/// If this many different numbers all end in zeros, it is no coincidence.
const ENOUGH: usize = 3;

/// One column of a file.
#[derive(Debug)]
pub(in super::super) struct Identities {
    /// The column's name in messages.
    what: &'static str,
    reason: Reason,
    /// An example of `1001.0`. For other values we only record that there are some.
    fraction: Option<Box<str>>,
    has_others: bool,
    /// Different long numbers whose digits beyond the kept ones are all zeros, and whether there is one where they are
    /// not.
    cut: Vec<Box<str>>,
    has_uncut: bool,
    /// An example of `1-Dec`.
    date: Option<Box<str>>,
}

impl Identities {
    pub(in super::super) fn new(what: &'static str, reason: Reason) -> Identities {
        Identities {
            what,
            reason,
            fraction: None,
            has_others: false,
            cut: Vec::new(),
            has_uncut: false,
            date: None,
        }
    }

    /// Learns from an identity in the file.
    pub(in super::super) fn observe(&mut self, text: &str) {
        // Nearly all identities show nothing.
        if text.len() <= KEPT_DIGITS && first_of(text.as_bytes(), *b"..-").is_none() {
            self.has_others = true;
        } else {
            self.look_at(text);
        }
    }

    fn look_at(&mut self, text: &str) {
        match without_fraction(text) {
            Some(_) if self.fraction.is_none() => self.fraction = Some(text.into()),
            Some(_) => {}
            None => self.has_others = true,
        }
        match is_cut(text) {
            Some(true) if self.is_further(text) => self.cut.push(text.into()),
            Some(false) => self.has_uncut = true,
            _ => {}
        }
        if self.date.is_none() && is_date(text) {
            self.date = Some(text.into());
        }
    }

    /// Adds what later rows show.
    pub(super) fn append(&mut self, next: Identities) {
        self.fraction = self.fraction.take().or(next.fraction);
        self.has_others |= next.has_others;
        for text in next.cut {
            if self.is_further(&text) {
                self.cut.push(text);
            }
        }
        self.has_uncut |= next.has_uncut;
        self.date = self.date.take().or(next.date);
    }

    /// Whether this is a new number and more are still needed.
    fn is_further(&self, text: &str) -> bool {
        self.cut.len() < ENOUGH && !self.cut.iter().any(|known| **known == *text)
    }

    /// Whether the whole column was turned into fractions.
    pub(in super::super) fn are_fractions(&self) -> bool {
        self.fraction.is_some() && !self.has_others
    }

    /// The original identity: `1001.0` is 1001 if the whole column looks like that.
    pub(in super::super) fn plain<'t>(&self, text: &'t str) -> &'t str {
        match self.are_fractions() {
            true => without_fraction(text).unwrap_or(text),
            false => text,
        }
    }

    /// Whether a spreadsheet has zeroed the last digits.
    pub(in super::super) fn are_cut(&self) -> bool {
        self.cut.len() >= ENOUGH && !self.has_uncut
    }

    /// Rejects an identity if its whole column shows that it was cut. `row` is the line of the order's first row.
    pub(in super::super) fn wrong(&self, text: &str, row: u64) -> Option<Rejection> {
        let what = self.what;
        (self.are_cut() && is_cut(text) == Some(true)).then(|| {
            let detail = format!(
                "{what} is `{text}` in the order of row {row}, and all long numbers of this column end in zeros: a \
                 spreadsheet keeps only {KEPT_DIGITS} digits; export the file again without opening it, or send NDJSON \
                 if they are right"
            );
            Rejection::new(self.reason, detail)
        })
    }

    /// Notes what was assumed about this file, and what is doubtful.
    pub(in super::super) fn notes(&self, file: &str, notes: &mut Vec<String>) {
        let what = self.what;
        if let Some(fraction) = self.fraction.as_ref().filter(|_| !self.has_others) {
            let whole = self.plain(fraction);
            notes.push(format!(
                "{file}: the {what} `{fraction}` is read as {whole}, as in all rows"
            ));
        }
        if let Some(cut) = self
            .cut
            .first()
            .filter(|_| !self.has_uncut && !self.are_cut())
        {
            notes.push(format!(
                "{file}: did a spreadsheet turn the last digits of the {what} `{cut}` into zeros? It keeps only {KEPT_DIGITS}"
            ));
        }
        if let Some(date) = &self.date {
            notes.push(format!(
                "{file}: the {what} `{date}` looks like a date that a spreadsheet made of a code; if so, export the \
                 file again without opening it"
            ));
        }
    }
}

/// The whole number in `1001.0`, if a float represents it exactly.
pub(super) fn without_fraction(text: &str) -> Option<&str> {
    let point = first_of(text.as_bytes(), [b'.'; 3])?;
    let (whole, fraction) = (&text[..point], &text[point + 1..]);
    let is_exact = whole.parse::<u64>().is_ok_and(|number| number < EXACT);
    let is_plain = whole == "0" || !whole.starts_with(['0', '+']);
    let is_zero = !fraction.is_empty() && fraction.bytes().all(|digit| digit == b'0');
    (is_exact && is_plain && is_zero).then_some(whole)
}

/// Whether all digits beyond those that a spreadsheet keeps are zeros. `None` for shorter or other text.
fn is_cut(text: &str) -> Option<bool> {
    let is_long = text.len() > KEPT_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
    is_long.then(|| text[KEPT_DIGITS..].bytes().all(|digit| digit == b'0'))
}

/// `1-Dec`, `Dec-01`: what spreadsheets make of `DEC1`, `1-12` or `12-1`.
fn is_date(text: &str) -> bool {
    let is_number =
        |part: &str| matches!(part.len(), 1..=2) && part.bytes().all(|byte| byte.is_ascii_digit());
    let Some((first, second)) = text.split_once('-') else {
        return false;
    };
    let is_month = |part: &str| MONTHS.iter().any(|month| month[..SHORT] == *part);
    (is_number(first) && is_month(second)) || (is_month(first) && is_number(second))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn most_identities_show_as_much_without_a_look(text in "[0-9]{1,4}[.-]?[0]{0,2}|[0-9]{13,17}0{0,3}|([0-9]|Dec|[a-z.-]){0,9}") {
            let (mut quick, mut looked_at) = (of(&[]), of(&[]));
            quick.observe(&text);
            looked_at.look_at(&text);
            prop_assert_eq!(format!("{quick:?}"), format!("{looked_at:?}"));
        }
    }

    fn of(texts: &[&str]) -> Identities {
        let mut identities = Identities::new("id", Reason::InvalidId);
        texts.iter().for_each(|text| identities.observe(text));
        identities
    }

    fn notes(texts: &[&str]) -> usize {
        let mut notes = Vec::new();
        of(texts).notes("a.csv", &mut notes);
        notes.len()
    }

    #[test]
    fn numbers_are_whole_where_the_whole_column_has_fractions() {
        let ids = of(&["1001.0", "1002.00", "0.0"]);
        assert_eq!((ids.plain("1001.0"), ids.plain("0.0")), ("1001", "0"));
        assert_eq!(of(&["1001.0", "A"]).plain("1001.0"), "1001.0");
        assert_eq!(of(&["1.0", "1.1"]).plain("1.0"), "1.0", "versions");
        let beyond = of(&["9007199254740993.0"]);
        assert_eq!(beyond.plain("9007199254740993.0"), "9007199254740993.0");
        assert_eq!(notes(&["1001.0"]), 1);
        assert_eq!(notes(&["1001", "007.0", "A-1"]), 0);
    }

    #[test]
    fn long_numbers_that_all_end_in_zeros_are_cut() {
        let cut = ["1234567890123450", "1234567890123460", "12345678901234700"];
        assert!(
            of(&cut)
                .wrong(cut[0], 7)
                .is_some_and(|it| it.detail.contains("row 7"))
        );
        assert_eq!(of(&cut).wrong("17", 7), None);
        let chance = [&cut[..], &["1234567890123451"]].concat();
        assert_eq!((of(&chance).wrong(cut[0], 7), notes(&chance)), (None, 0));
        let again = [cut[0]; 5];
        assert_eq!((of(&again).wrong(cut[0], 7), notes(&again)), (None, 1));
    }

    #[test]
    fn dates_among_codes_are_told() {
        for text in ["1-Dec", "01-Dec", "Dec-01", "Mar-5"] {
            assert_eq!(notes(&[text]), 1, "{text}");
        }
        for text in ["DEC-01", "1-dec", "Dec", "Dec-2018", "1-Dec-18", "A-Dec"] {
            assert_eq!(notes(&[text]), 0, "{text}");
        }
    }
}
