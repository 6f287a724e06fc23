//! Prices with a currency sign, as spreadsheets show them: `$19.99`, `19,99 €`, `-USD 5`.

use std::borrow::Cow;

/// Currency signs, and the currencies written with them.
const SIGNS: [(&str, &[&str]); 42] = [
    (
        "$",
        &[
            "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU",
        ],
    ),
    ("US$", &["USD"]),
    ("C$", &["CAD"]),
    ("CA$", &["CAD"]),
    ("A$", &["AUD"]),
    ("AU$", &["AUD"]),
    ("NZ$", &["NZD"]),
    ("S$", &["SGD"]),
    ("HK$", &["HKD"]),
    ("NT$", &["TWD"]),
    ("MX$", &["MXN"]),
    ("R$", &["BRL"]),
    ("€", &["EUR"]),
    ("£", &["GBP", "EGP"]),
    ("¥", &["JPY", "CNY"]),
    ("円", &["JPY"]),
    ("元", &["CNY"]),
    ("₩", &["KRW"]),
    ("₹", &["INR"]),
    ("Rs", &["INR", "PKR", "LKR", "NPR", "MUR"]),
    ("Rs.", &["INR", "PKR", "LKR", "NPR", "MUR"]),
    ("₺", &["TRY"]),
    ("₽", &["RUB"]),
    ("₴", &["UAH"]),
    ("₪", &["ILS"]),
    ("₫", &["VND"]),
    ("฿", &["THB"]),
    ("₱", &["PHP"]),
    ("₦", &["NGN"]),
    ("kr", &["SEK", "NOK", "DKK", "ISK"]),
    ("kr.", &["SEK", "NOK", "DKK", "ISK"]),
    ("Fr.", &["CHF"]),
    ("zł", &["PLN"]),
    ("Kč", &["CZK"]),
    ("Ft", &["HUF"]),
    ("lei", &["RON"]),
    ("R", &["ZAR"]),
    ("RM", &["MYR"]),
    ("Rp", &["IDR"]),
    ("S/", &["PEN"]),
    ("৳", &["BDT"]),
    ("SFr.", &["CHF"]),
];

/// Splits a price into its amount and the currency sign or code before or after it. Other text is returned whole.
pub(in super::super) fn split(text: &str) -> (Cow<'_, str>, Option<&str>) {
    let whole = (Cow::Borrowed(text), None);
    // Nearly all prices are just a number.
    if text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        return whole;
    }
    let is_digit = |sign: char| sign.is_ascii_digit();
    let begins = text.find(|sign: char| is_digit(sign) || matches!(sign, '.' | ','));
    let (Some(begins), Some(last)) = (begins, text.rfind(is_digit)) else {
        return whole;
    };
    if last < begins {
        return whole;
    }
    let (before, amount) = (&text[..begins], &text[begins..=last]);
    let behind = text[last + 1..].trim();
    // In `Rs.5` the point belongs to the sign.
    let (before, amount) = match amount.strip_prefix('.') {
        Some(rest) if before.ends_with(char::is_alphabetic) => {
            (&text[..=begins], rest.trim_start())
        }
        _ => (before, amount),
    };
    const MINUS: [char; 2] = ['-', '\u{2212}'];
    let before = before.trim();
    let sign = before.trim_matches(|sign: char| MINUS.contains(&sign) || sign.is_whitespace());
    let minuses = before.chars().filter(|sign| MINUS.contains(sign)).count();
    let sign = match (sign.is_empty(), behind.is_empty()) {
        (false, true) => sign,
        (true, false) => behind,
        _ => return whole,
    };
    if minuses > 1 || amount.contains(char::is_alphabetic) || !is_known(sign) {
        return whole;
    }
    let amount = match minuses {
        0 => Cow::Borrowed(amount),
        _ => Cow::Owned(format!("-{amount}")),
    };
    (amount, Some(sign))
}

/// Whether a sign or code may denote a currency.
pub(in super::super) fn stands_for(sign: &str, currency: &str) -> bool {
    let found = SIGNS.iter().find(|(known, _)| is_like(known, sign));
    found.is_some_and(|(_, currencies)| currencies.contains(&currency))
        || sign.eq_ignore_ascii_case(currency)
}

fn is_known(sign: &str) -> bool {
    let is_code = sign.len() == 3 && sign.bytes().all(|byte| byte.is_ascii_uppercase());
    is_code || SIGNS.iter().any(|(known, _)| is_like(known, sign))
}

/// `AU $` counts as `AU$`.
fn is_like(known: &str, sign: &str) -> bool {
    let signs = sign.chars().filter(|sign| !sign.is_whitespace());
    known.chars().eq(signs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_stand_before_or_behind_an_amount() {
        for (text, amount, sign) in [
            ("$19.99", "19.99", Some("$")),
            ("19,99 €", "19,99", Some("€")),
            ("19,99\u{a0}€", "19,99", Some("€")),
            ("€ 1.234,50", "1.234,50", Some("€")),
            ("-$5", "-5", Some("$")),
            ("$-5", "-5", Some("$")),
            ("\u{2212}5 EUR", "-5", Some("EUR")),
            ("USD 5.00", "5.00", Some("USD")),
            ("US$5", "5", Some("US$")),
            ("AU $5.00", "5.00", Some("AU $")),
            ("kr. 5", "5", Some("kr.")),
            ("Rs.5", "5", Some("Rs.")),
            ("$.50", ".50", Some("$")),
            ("19.99", "19.99", None),
            ("1e0", "1e0", None),
            ("19.99 pieces", "19.99 pieces", None),
            ("$5 USD", "$5 USD", None),
            ("--$5", "--$5", None),
            ("$1e5", "$1e5", None),
            ("$", "$", None),
            ("abc", "abc", None),
            ("5.", "5.", None),
            ("", "", None),
        ] {
            let found = split(text);
            assert_eq!((&*found.0, found.1), (amount, sign), "{text}");
        }
    }

    #[test]
    fn a_sign_may_stand_for_several_currencies() {
        assert!(stands_for("$", "USD") && stands_for("$", "CAD") && stands_for("kr", "NOK"));
        assert!(stands_for("EUR", "EUR") && stands_for("US$", "USD") && stands_for("AU $", "AUD"));
        assert!(!stands_for("$", "EUR") && !stands_for("US$", "CAD") && !stands_for("EUR", "USD"));
    }
}
