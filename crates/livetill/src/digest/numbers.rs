//! Formats numbers for people. Amounts arrive as exact decimals and stay exact.

/// Shown in place of an unknown value.
pub(super) const NOT_KNOWN: &str = "–";

/// A decimal with commas between thousands.
pub(super) fn grouped(amount: &str) -> String {
    let (sign, digits) = match amount.strip_prefix('-') {
        Some(digits) => ("−", digits),
        None => ("", amount),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, format!(".{fraction}")),
        None => (digits, String::new()),
    };
    let mut text = String::from(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + &fraction
}

/// The digits of an amount as a whole number: all amounts of a currency have the same number of decimals.
pub(super) fn minor(amount: &str) -> Option<i128> {
    amount.replace('.', "").parse().ok()
}

/// The change, such as `+12%`; a dash if there was nothing to change from.
pub(super) fn change(now: Option<i128>, before: Option<i128>) -> String {
    let (Some(now), Some(before)) = (now, before) else {
        return NOT_KNOWN.to_owned();
    };
    if before <= 0 {
        return NOT_KNOWN.to_owned();
    }
    // In thousandths, rounded half away from zero.
    let (part, whole) = ((now - before).saturating_mul(1_000), before);
    let half = if part < 0 { -whole } else { whole };
    let thousandths = part.saturating_mul(2).saturating_add(half) / (2 * whole);
    let sign = match thousandths {
        0 => "±",
        1.. => "+",
        _ => "−",
    };
    let size = thousandths.unsigned_abs();
    if size < 100 && size > 0 {
        return format!("{sign}{}.{}%", size / 10, size % 10);
    }
    let percent = (size + 5) / 10;
    format!("{sign}{}%", grouped(&percent.to_string()))
}

/// A share of a whole, such as `108%`; `None` if the whole is zero.
pub(super) fn percent(part: i128, whole: i128) -> Option<String> {
    (whole > 0).then(|| format!("{}%", (part.saturating_mul(200) + whole) / (2 * whole)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (amount, shown) in [
            ("0.00", "0.00"),
            ("999", "999"),
            ("1000", "1,000"),
            ("1234567.89", "1,234,567.89"),
            ("-12345.6", "−12,345.6"),
        ] {
            assert_eq!(grouped(amount), shown);
        }
    }

    #[test]
    fn a_change_is_rounded_and_has_its_sign() {
        for (now, before, shown) in [
            (1_120, 1_000, "+12%"),
            (1_034, 1_000, "+3.4%"),
            (960, 1_000, "−4.0%"),
            (0, 1_000, "−100%"),
            (1_000, 1_000, "±0%"),
            (13_340, 1_000, "+1,234%"),
            (10, 0, "–"),
            (10, -5, "–"),
        ] {
            assert_eq!(change(Some(now), Some(before)), shown, "{now} {before}");
        }
        assert_eq!(change(None, Some(1)), "–");
        assert_eq!(change(minor("1.20"), minor("1.00")), "+20%");
        assert_eq!(percent(1_620, 1_500).as_deref(), Some("108%"));
        assert_eq!(percent(1, 0), None);
    }
}
