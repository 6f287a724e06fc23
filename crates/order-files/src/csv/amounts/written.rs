//! Amounts by the form of their text.

use std::borrow::Cow;

use crate::options::DecimalSign;

/// What the sign in an amount can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// It has no sign, or is not a number.
    Whole,
    /// The sign can only be the decimal one.
    Decimal(DecimalSign),
    /// The sign may also group thousands.
    Either(DecimalSign),
}

/// What the sign in an amount can be.
pub(super) fn shape(text: &str) -> Shape {
    match shape_of_digits(text) {
        Some(shape) => shape,
        None => shape_of_any(text),
    }
}

/// The same for nearly all amounts, in one pass: only digits, perhaps with a point among them.
pub(super) fn shape_of_digits(text: &str) -> Option<Shape> {
    let mut point = None;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => {}
            b'.' if point.is_none() => point = Some(at),
            _ => return None,
        }
    }
    let Some(before) = point else {
        return Some(Shape::Whole);
    };
    Some(match (before, text.len() - before - 1) {
        (0, 0) => Shape::Whole,
        (1..=3, 3) if !text.starts_with('0') => Shape::Either(DecimalSign::Point),
        _ => Shape::Decimal(DecimalSign::Point),
    })
}

pub(super) fn shape_of_any(text: &str) -> Shape {
    let count = |sign| text.bytes().filter(|byte| *byte == sign).count();
    let (sign, byte) = match (count(b','), count(b'.')) {
        (0, 0) => return Shape::Whole,
        (0, 1) => (DecimalSign::Point, '.'),
        (1, 0) => (DecimalSign::Comma, ','),
        // A sign that occurs several times groups thousands, so the other one is the decimal sign.
        (0, _) => return Shape::Decimal(DecimalSign::Comma),
        (_, 0) => return Shape::Decimal(DecimalSign::Point),
        _ if text.rfind(',') > text.rfind('.') => return Shape::Decimal(DecimalSign::Comma),
        _ => return Shape::Decimal(DecimalSign::Point),
    };
    if is_grouped(text, byte) {
        return Shape::Either(sign);
    }
    let is_digit = |at: Option<usize>| {
        at.and_then(|at| text.as_bytes().get(at))
            .is_some_and(u8::is_ascii_digit)
    };
    let at = text.find(byte);
    if !is_digit(at.map(|at| at + 1)) && !is_digit(at.and_then(|at| at.checked_sub(1))) {
        return Shape::Whole;
    }
    Shape::Decimal(sign)
}

/// Whether the sign separates groups of three digits: `1.234`, `-12.345.678`.
fn is_grouped(text: &str, sign: char) -> bool {
    let text = text.trim_start_matches(['-', '+', '\u{2212}']);
    let mut groups = text.split(sign);
    let first = groups.next().unwrap_or_default();
    let are_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let mut rest = groups.peekable();
    rest.peek().is_some()
        && matches!(first.len(), 1..=3)
        && are_digits(first)
        && !first.starts_with('0')
        && rest.all(|group| group.len() == 3 && are_digits(group))
}

/// Whether the sign separates groups of two digits before a last one of three, as in India: `1,00,000`.
fn is_grouped_by_two(text: &str, sign: char) -> bool {
    let text = text.trim_start_matches(['-', '+', '\u{2212}']);
    let Some((before, last)) = text.rsplit_once(sign) else {
        return false;
    };
    let are_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = before.split(sign);
    let first = groups.next().unwrap_or_default();
    let mut rest = groups.peekable();
    last.len() == 3
        && are_digits(last)
        && matches!(first.len(), 1..=2)
        && are_digits(first)
        && !first.starts_with('0')
        && rest.peek().is_some()
        && rest.all(|group| group.len() == 2 && are_digits(group))
}

/// `19.99`, `-0.5`: the form that programs write.
fn is_plain(text: &str) -> bool {
    let are_digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let text = text.strip_prefix('-').unwrap_or(text).as_bytes();
    let point = text.iter().position(|byte| *byte == b'.');
    point.is_some_and(|at| are_digits(&text[..at]) && are_digits(&text[at + 1..]))
}

/// The amount in the form that programs write, where this is the decimal sign.
pub(super) fn normal(text: &str, sign: DecimalSign) -> Cow<'_, str> {
    let usual = |byte: u8| matches!(byte, b'0'..=b'9' | b'-' | b'e' | b'E');
    if text.bytes().all(usual) || (sign == DecimalSign::Point && is_plain(text)) {
        return Cow::Borrowed(text);
    }
    let (decimal, group) = match sign {
        DecimalSign::Comma => (',', '.'),
        DecimalSign::Point => ('.', ','),
    };
    let text = text
        .strip_prefix('+')
        .unwrap_or(text)
        .replace('\u{2212}', "-");
    let (whole, fraction) = text.split_once(decimal).unwrap_or((&text, ""));
    // Thousands are also grouped by spaces (narrow and no-break ones too), and in Switzerland by apostrophes.
    let groups = [group, ' ', '\u{a0}', '\u{202f}', '\'', '\u{2019}'];
    let is_group = |group: &&char| is_grouped(whole, **group) || is_grouped_by_two(whole, **group);
    let found = groups.iter().find(is_group);
    let whole = found.map_or_else(|| whole.to_owned(), |group| whole.replace(*group, ""));
    let (minus, digits) = whole
        .strip_prefix('-')
        .map_or(("", &*whole), |digits| ("-", digits));
    let has_decimals = !fraction.is_empty();
    Cow::Owned(match (digits.is_empty(), has_decimals) {
        (true, true) => format!("{minus}0.{fraction}"),
        (false, true) => format!("{minus}{digits}.{fraction}"),
        _ => whole,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::money;
    use super::*;

    proptest! {
        #[test]
        fn digits_have_the_shape_of_any_amount(text in "[0-9.]{0,9}|[0-9]{0,4}[.][0-9]{2,4}|[0-9.,-]{0,6}") {
            if let Some(shape) = shape_of_digits(&text) {
                prop_assert_eq!(shape, shape_of_any(&text));
                // What has such a shape is the amount itself, and needs no change if it is written as programs do.
                prop_assert_eq!(money::split(&text), (Cow::Borrowed(&*text), None));
                if !text.starts_with('.') && !text.ends_with('.') {
                    prop_assert_eq!(normal(&text, DecimalSign::Point), Cow::Borrowed(&*text));
                }
            }
        }
    }
}
