//! The text of a cell, without what spreadsheets and databases add around it.

use domain::{Reason, Rejection};

use super::words::first_of;

/// What databases, data frames and spreadsheets write for an empty value or an error.
const NOTHING: [&str; 16] = [
    "NULL", "null", "(null)", "\\N", "NaN", "nan", "None", "<NA>", "N/A", "#N/A", "#NAME?",
    "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!",
];

/// The cell's text. `="008"` and `'008` both mean 008: they keep a spreadsheet from dropping the zeros. An apostrophe
/// that guards against formulas is dropped too. `None` if nothing is left.
pub(super) fn text(cell: &str) -> Option<&str> {
    if is_usual(cell) {
        return Some(cell);
    }
    // No-break spaces and tabs at the ends come from web tables and from tricks that keep numbers as text.
    let cell = cell.trim_matches(|sign: char| sign.is_control() || sign == '\u{a0}');
    let formula = cell.trim_matches(' ').strip_prefix("=\"");
    let quoted = formula.and_then(|rest| rest.strip_suffix('"'));
    let text = match (quoted, cell.strip_prefix('\'')) {
        (Some(quoted), _) if !quoted.contains('"') => quoted,
        (_, Some(rest)) if is_guarded(rest) => rest,
        _ => cell,
    };
    let is_nothing = NOTHING.contains(&text.trim_matches(' ')) || is_too_narrow(text);
    (!text.is_empty() && !is_nothing).then_some(text)
}

/// Whether a cell begins and ends with a character that always belongs to the text, as nearly all do.
pub(super) fn is_usual(cell: &str) -> bool {
    let bytes = cell.as_bytes();
    matches!((bytes, bytes), ([first, ..], [.., last])
        if first.is_ascii_alphanumeric() && !matches!(first, b'N' | b'n') && last.is_ascii_alphanumeric())
}

/// Rejects an identity that a spreadsheet has turned into a number, keeping only the first digits. `what` is the field,
/// `row` the line in the file.
pub(super) fn eaten(text: &str, what: &str, reason: Reason, row: u64) -> Option<Rejection> {
    is_rounded(text).then(|| {
        let detail = format!(
            "{what} is `{text}` in row {row}: a spreadsheet has rounded it; export the file again without opening it, \
             or make the column text"
        );
        Rejection::new(reason, detail)
    })
}

/// Rejects a row that has text beyond the `width` columns that the head line names.
pub(super) fn too_wide<'r>(
    cells: impl Iterator<Item = &'r str> + Clone,
    width: usize,
    file: &str,
    row: u64,
) -> Option<Rejection> {
    let mut further = cells.clone().skip(width);
    further.any(|cell| !cell.trim().is_empty()).then(|| {
        let has = cells.count();
        let detail = format!(
            "row {row} of {file} has {has} cells and the header {width}: a cell that contains a separator needs quotes"
        );
        Rejection::new(Reason::MalformedRow, detail)
    })
}

/// Rejects a row that ends in a quote opened at this line and never closed.
pub(super) fn unclosed(file: &str, line: u64) -> Rejection {
    let detail = format!(
        "a quote opened in line {line} of {file} is never closed, so the rest of the file is one cell of this row; close \
         or remove it, and import the file again"
    );
    Rejection::new(Reason::MalformedRow, detail)
}

/// `4.50001E+12`: a number from a spreadsheet or a data frame that has lost its last digits.
fn is_rounded(text: &str) -> bool {
    if first_of(text.as_bytes(), [b'+'; 3]).is_none() {
        return false;
    }
    let Some((digits, exponent)) = text.trim().split_once(['e', 'E']) else {
        return false;
    };
    let Some(exponent) = exponent.strip_prefix('+') else {
        return false;
    };
    let are_digits =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
    are_digits(whole.strip_prefix('-').unwrap_or(whole))
        && are_digits(fraction)
        && are_digits(exponent)
        && exponent.len() >= 2
}

fn is_guarded(rest: &str) -> bool {
    let is_number = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    is_number || rest.starts_with(['=', '+', '-', '@'])
}

/// `#######`: the column was too narrow for its numbers when the file was saved.
fn is_too_narrow(text: &str) -> bool {
    text.len() > 1 && text.bytes().all(|byte| byte == b'#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_round_a_text_is_taken_off() {
        for (cell, inner) in [
            ("=\"008\"", Some("008")),
            ("'008", Some("008")),
            ("'=cmd", Some("=cmd")),
            ("'47 cap", Some("'47 cap")),
            ("1001\t", Some("1001")),
            ("\u{a0}1001", Some("1001")),
            (" A", Some(" A")),
            ("=1+1", Some("=1+1")),
            ("=\"\"", None),
            ("", None),
            ("NULL", None),
            ("#REF!", None),
            ("########", None),
            ("#", Some("#")),
            ("#1001", Some("#1001")),
        ] {
            assert_eq!(text(cell), inner, "{cell:?}");
        }
    }

    #[test]
    fn rounded_numbers_are_known_and_names_are_not() {
        for text in ["4.50001E+12", "4,50001E+12", "4.5e+12", "5E+15", "-1.2E+20"] {
            assert!(is_rounded(text), "{text}");
        }
        for text in [
            "1E5", "4.5E12", "E+12", "A1E+12", "1E+1", "1.E+12", "5E-10", "E",
        ] {
            assert!(!is_rounded(text), "{text}");
        }
        let said = eaten("4.5E+12", "id", Reason::InvalidId, 7).unwrap();
        assert!(said.detail.contains("row 7"), "{}", said.detail);
    }
}
