//! Reads and writes bytes: the few encodings that records and script arguments consist of.

use packing::{put_varint, take_varint, take_zigzag};

/// The bytes of a number without leading zeros; none for 0.
pub(crate) fn put_minimal(out: &mut Vec<u8>, value: u64) {
    let bytes = value.to_be_bytes();
    out.extend_from_slice(&bytes[value.leading_zeros() as usize / 8..]);
}

/// Reads what the functions above write. `None` means that the bytes are not such a record.
pub(crate) struct Reader<'b> {
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Reader<'b> {
        Reader { rest: bytes }
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    pub(crate) fn rest(&mut self) -> &'b [u8] {
        std::mem::take(&mut self.rest)
    }

    pub(crate) fn varint(&mut self) -> Option<u64> {
        take_varint(&mut self.rest)
    }

    pub(crate) fn zigzag(&mut self) -> Option<i64> {
        take_zigzag(&mut self.rest)
    }

    /// A big-endian number of this many bytes.
    pub(crate) fn number(&mut self, bytes: usize) -> Option<u64> {
        let taken = self.take(bytes)?;
        Some(
            taken
                .iter()
                .fold(0, |value, byte| value << 8 | u64::from(*byte)),
        )
    }

    pub(crate) fn text(&mut self) -> Option<&'b str> {
        let len = usize::try_from(self.varint()?).ok()?;
        std::str::from_utf8(self.take(len)?).ok()
    }
}

/// Writes text after its length.
pub(crate) fn put_text(out: &mut Vec<u8>, text: &str) {
    put_varint(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// Writes the part of msgpack that the scripts read.
#[derive(Default)]
pub(crate) struct Pack {
    pub(crate) bytes: Vec<u8>,
}

impl Pack {
    pub(crate) fn array(&mut self, len: usize) {
        self.head(len, 0x90, 16, [0xdc, 0xdd]);
    }

    pub(crate) fn map(&mut self, len: usize) {
        self.head(len, 0x80, 16, [0xde, 0xdf]);
    }

    /// Text or bytes: Lua does not distinguish them.
    pub(crate) fn string(&mut self, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        self.string_head(bytes.len());
        self.bytes.extend_from_slice(bytes);
    }

    /// The head of a string; the caller appends its bytes.
    pub(crate) fn string_head(&mut self, len: usize) {
        self.head(len, 0xa0, 32, [0xda, 0xdb]);
    }

    /// A whole number. Lua holds it as a double, which is exact only up to 2^53.
    pub(crate) fn int(&mut self, value: i64) {
        match value {
            0..0x80 => self.bytes.push(value as u8),
            -32..0 => self.bytes.push(value as u8),
            0x80..0x1_0000 => {
                self.bytes.push(0xcd);
                self.bytes.extend_from_slice(&(value as u16).to_be_bytes());
            }
            _ => match i32::try_from(value) {
                Ok(value) => {
                    self.bytes.push(0xd2);
                    self.bytes.extend_from_slice(&value.to_be_bytes());
                }
                Err(_) => {
                    self.bytes.push(0xd3);
                    self.bytes.extend_from_slice(&value.to_be_bytes());
                }
            },
        }
    }

    pub(crate) fn bool(&mut self, value: bool) {
        self.bytes.push(if value { 0xc3 } else { 0xc2 });
    }

    fn head(&mut self, len: usize, short: u8, limit: usize, [two, four]: [u8; 2]) {
        if len < limit {
            self.bytes.push(short | len as u8);
        } else if let Ok(len) = u16::try_from(len) {
            self.bytes.push(two);
            self.bytes.extend_from_slice(&len.to_be_bytes());
        } else {
            self.bytes.push(four);
            self.bytes.extend_from_slice(&(len as u32).to_be_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minimal_bytes_have_no_zeros_in_front() {
        let bytes = |value| {
            let mut out = Vec::new();
            put_minimal(&mut out, value);
            out
        };
        assert_eq!(bytes(0), [] as [u8; 0]);
        assert_eq!(bytes(255), [255]);
        assert_eq!(bytes(256), [1, 0]);
        assert_eq!(bytes(u64::MAX), [255; 8]);
    }
}
