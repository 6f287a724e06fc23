//! Writes JSON by hand: a sample order is one line, made millions of times.

/// Appends a JSON string, quotes included.
pub(crate) fn string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|&byte| needs_escape(byte)) {
        let (clean, tail) = rest.split_at(at);
        out.extend_from_slice(clean);
        escape(out, tail[0]);
        rest = &tail[1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

fn needs_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

fn escape(out: &mut Vec<u8>, byte: u8) {
    match byte {
        b'"' => out.extend_from_slice(b"\\\""),
        b'\\' => out.extend_from_slice(b"\\\\"),
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\t' => out.extend_from_slice(b"\\t"),
        _ => {
            const HEX: &[u8; 16] = b"0123456789abcdef";
            out.extend_from_slice(b"\\u00");
            out.push(HEX[usize::from(byte >> 4)]);
            out.push(HEX[usize::from(byte & 15)]);
        }
    }
}

/// Appends a whole number.
pub(crate) fn integer(out: &mut Vec<u8>, value: i64) {
    if value < 0 {
        out.push(b'-');
    }
    unsigned(out, value.unsigned_abs());
}

/// Appends a whole number that is never negative.
pub(crate) fn unsigned(out: &mut Vec<u8>, mut value: u64) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// Appends a decimal given in units of `10^-decimals`, without quotes.
pub(crate) fn decimal(out: &mut Vec<u8>, units: u64, decimals: u8) {
    let scale = 10u64.pow(u32::from(decimals));
    unsigned(out, units / scale);
    if decimals > 0 {
        out.push(b'.');
        let mut place = scale / 10;
        while place > 0 {
            out.push(b'0' + (units / place % 10) as u8);
            place /= 10;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl Fn(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn strings_survive_a_parser() {
        for sample in [
            "",
            "Kéks",
            "a\"b\\c",
            "line\nbreak\ttab",
            "\u{1}\u{1f}",
            "抹茶",
        ] {
            let written = text(|out| string(out, sample));
            assert_eq!(serde_json::from_str::<String>(&written).unwrap(), sample);
        }
    }

    #[test]
    fn numbers() {
        assert_eq!(text(|out| integer(out, i64::MIN)), i64::MIN.to_string());
        assert_eq!(text(|out| unsigned(out, u64::MAX)), u64::MAX.to_string());
        assert_eq!(text(|out| decimal(out, 5, 2)), "0.05");
        assert_eq!(text(|out| decimal(out, 12_345, 3)), "12.345");
        assert_eq!(text(|out| decimal(out, 399, 0)), "399");
    }
}
