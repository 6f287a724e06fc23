//! Prices and quantities as the file writes them. One decision per file: which sign is the decimal sign and which
//! groups thousands.

mod written;

use std::borrow::Cow;

use super::money;
use crate::options::DecimalSign;
use written::{Shape, normal, shape, shape_of_any, shape_of_digits};

/// What a file's prices and quantities show about its signs.
#[derive(Debug, Default)]
pub(in super::super) struct Amounts {
    told: Option<DecimalSign>,
    /// The columns are separated by semicolons, usually because the comma is the decimal sign.
    semicolons: bool,
    /// One example each of an amount that can be read only one way.
    comma: Option<Box<str>>,
    point: Option<Box<str>>,
    /// An example of `1,234` or `1.234`, which can be either.
    either: Option<Box<str>>,
}

/// The amount can be read as two different numbers.
#[derive(Debug)]
pub(in super::super) struct Ambiguous;

impl Amounts {
    pub(in super::super) fn new(told: Option<DecimalSign>, semicolons: bool) -> Amounts {
        Amounts {
            told,
            semicolons,
            ..Amounts::default()
        }
    }

    /// Learns from an amount in the file.
    pub(in super::super) fn observe(&mut self, text: &str) {
        self.learn(shape(text), text);
    }

    fn learn(&mut self, shape: Shape, text: &str) {
        let known = match shape {
            Shape::Whole => return,
            Shape::Decimal(DecimalSign::Comma) => &mut self.comma,
            Shape::Decimal(DecimalSign::Point) => &mut self.point,
            Shape::Either(_) => &mut self.either,
        };
        known.get_or_insert_with(|| text.into());
    }

    /// Adds what later rows show.
    pub(super) fn append(&mut self, next: Amounts) {
        let [comma, point, either] = [next.comma, next.point, next.either];
        self.comma = self.comma.take().or(comma);
        self.point = self.point.take().or(point);
        self.either = self.either.take().or(either);
    }

    /// Learns from a price, which may include a currency sign.
    pub(in super::super) fn observe_price(&mut self, text: &str) {
        match shape_of_digits(text) {
            Some(shape) => self.learn(shape, text),
            None => self.observe(&money::split(text).0),
        }
    }

    /// Whether the amounts show the decimal sign, so that no others are needed.
    pub(in super::super) fn is_decided(&self) -> bool {
        self.sign().is_some()
    }

    /// The decimal sign, if the file shows it.
    fn sign(&self) -> Option<DecimalSign> {
        match (self.told, &self.comma, &self.point) {
            (Some(told), ..) => Some(told),
            (None, Some(_), None) => Some(DecimalSign::Comma),
            (None, None, Some(_)) => Some(DecimalSign::Point),
            _ => None,
        }
    }

    /// The amount in the form that programs write. Text that is not a number is returned unchanged, and rejected later.
    pub(in super::super) fn plain<'t>(&self, text: &'t str) -> Result<Cow<'t, str>, Ambiguous> {
        let digits = shape_of_digits(text);
        let shape = digits.unwrap_or_else(|| shape_of_any(text));
        let sign = match (shape, self.sign()) {
            (Shape::Whole, _) => DecimalSign::Point,
            (_, Some(sign)) => sign,
            // A file with both signs is read only where an amount has one possible meaning and uses the point, as
            // programs do.
            (Shape::Decimal(DecimalSign::Point), None) => DecimalSign::Point,
            (Shape::Either(DecimalSign::Point), None)
                if !self.semicolons && self.comma.is_none() =>
            {
                DecimalSign::Point
            }
            _ => return Err(Ambiguous),
        };
        let ends_in_digits = !text.starts_with('.') && !text.ends_with('.');
        if digits.is_some() && ends_in_digits && sign == DecimalSign::Point {
            return Ok(Cow::Borrowed(text));
        }
        Ok(normal(text, sign))
    }

    /// The same for an amount that cannot have three decimals: `1,234` and `1.234` both mean 1234 unless the file shows
    /// what its signs mean.
    pub(in super::super) fn plain_or_grouped<'t>(
        &self,
        text: &'t str,
    ) -> Result<Cow<'t, str>, Ambiguous> {
        match (shape(text), self.sign(), &self.comma, &self.point) {
            (Shape::Either(DecimalSign::Comma), None, None, None) => {
                Ok(normal(text, DecimalSign::Point))
            }
            (Shape::Either(DecimalSign::Point), None, None, None) => {
                Ok(normal(text, DecimalSign::Comma))
            }
            _ => self.plain(text),
        }
    }

    /// The same for a price, without its currency sign.
    pub(in super::super) fn plain_price<'t>(
        &self,
        text: &'t str,
    ) -> Result<Cow<'t, str>, Ambiguous> {
        self.plain_amount(money::split(text).0)
    }

    /// The same for a price that was split from its currency sign.
    pub(in super::super) fn plain_amount<'t>(
        &self,
        amount: Cow<'t, str>,
    ) -> Result<Cow<'t, str>, Ambiguous> {
        match amount {
            Cow::Borrowed(amount) => self.plain(amount),
            Cow::Owned(amount) => Ok(Cow::Owned(self.plain(&amount)?.into_owned())),
        }
    }

    /// Notes what was assumed about this file, and what could not be.
    pub(in super::super) fn notes(&self, file: &str, notes: &mut Vec<String>) {
        match (self.told, &self.comma, &self.point, &self.either) {
            (Some(_), ..) => {}
            (None, Some(comma), Some(point), _) => notes.push(format!(
                "{file} has amounts such as `{comma}` and such as `{point}`: what does the comma mean? Use --decimal \
                 comma or --decimal point"
            )),
            (None, Some(comma), None, _) => {
                notes.push(format!("{file}: the comma of `{comma}` is the decimal sign"));
            }
            (None, None, None, Some(either)) if self.semicolons || either.contains(',') => {
                notes.push(format!(
                    "{file}: `{either}` can be two numbers; use --decimal comma or --decimal point"
                ));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(semicolons: bool, texts: &[&str]) -> Vec<Option<String>> {
        let mut amounts = Amounts::new(None, semicolons);
        texts.iter().for_each(|text| amounts.observe(text));
        let plain = |text: &&str| amounts.plain(text).ok().map(Cow::into_owned);
        texts.iter().map(plain).collect()
    }

    /// An amount as it is in a file, and in the form that programs write.
    type Expected = (&'static str, Option<&'static str>);

    #[track_caller]
    fn assert_read(semicolons: bool, expected: &[Expected]) {
        let texts: Vec<&str> = expected.iter().map(|(text, _)| *text).collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(_, plain)| plain.map(str::to_owned))
            .collect();
        assert_eq!(read(semicolons, &texts), expected, "{texts:?}");
    }

    #[test]
    fn a_file_has_one_decimal_sign() {
        let files: [(bool, &[Expected]); 8] = [
            (
                true,
                &[
                    ("1,50", Some("1.50")),
                    ("1.234", Some("1234")),
                    ("2", Some("2")),
                ],
            ),
            (
                false,
                &[("1,50", Some("1.50")), ("1.234,5", Some("1234.5"))],
            ),
            (false, &[("1.50", Some("1.50")), ("1,234", Some("1234"))]),
            (
                false,
                &[("1,234.50", Some("1234.50")), ("0.125", Some("0.125"))],
            ),
            (
                false,
                &[("1.234.567", Some("1234567")), ("1,5", Some("1.5"))],
            ),
            (true, &[("1.50", Some("1.50")), ("1.000", Some("1.000"))]),
            (true, &[("1,50", Some("1.50")), ("1,000", Some("1.000"))]),
            (
                false,
                &[("1,50", None), ("1.50", Some("1.50")), ("1.234", None)],
            ),
        ];
        for (semicolons, amounts) in files {
            assert_read(semicolons, amounts);
        }
    }

    #[test]
    fn what_can_be_two_numbers_is_refused() {
        assert_read(false, &[("1,234", None), ("2", Some("2"))]);
        assert_read(true, &[("1.234", None)]);
        // Read as programs write it, since the file shows nothing else.
        assert_read(false, &[("1.234", Some("1.234"))]);
        for (texts, plain) in [
            (&["1,234"][..], "1234"),
            (&["1.234"], "1234"),
            (&["1.234", "5.50"], "1.234"),
        ] {
            let mut amounts = Amounts::new(None, false);
            texts.iter().for_each(|text| amounts.observe(text));
            let money = amounts.plain_or_grouped(texts[0]).ok();
            assert_eq!(money.as_deref(), Some(plain), "{texts:?}");
        }
        let mut told = Amounts::new(Some(DecimalSign::Comma), true);
        told.observe("1.234");
        assert_eq!(told.plain("1.234").ok().as_deref(), Some("1234"));
    }

    #[test]
    fn signs_and_spaces_are_read() {
        assert_read(
            false,
            &[
                ("\u{2212}2", Some("-2")),
                ("+3", Some("3")),
                (".5", Some("0.5")),
                ("-.5", Some("-0.5")),
                ("5.", Some("5")),
                ("1\u{202f}234.50", Some("1234.50")),
                ("1'234.50", Some("1234.50")),
                ("1,00,000.50", Some("100000.50")),
                ("-12,34,567", Some("-1234567")),
                ("1e0", Some("1e0")),
                ("$1.00", Some("$1.00")),
                ("abc", Some("abc")),
                ("", Some("")),
                ("19.989999999999998", Some("19.989999999999998")),
            ],
        );
        assert_read(true, &[("1\u{a0}234,50", Some("1234.50"))]);
    }
}
