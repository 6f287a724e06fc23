//! A place in a text of JSON, and what stands there.

use std::ops::Range;

/// So many bytes of text are looked at at once.
const STEP: usize = size_of::<u64>();

/// A place in a text. What its methods don't understand is `None`, and the place means nothing then: whoever reads with it gives
/// way to a general decoder. What it does understand is valid JSON.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// The start of a text.
    #[inline]
    pub fn of(text: &'a str) -> Cursor<'a> {
        Cursor {
            text,
            bytes: text.as_bytes(),
            at: 0,
        }
    }

    /// How many bytes it has passed.
    #[inline]
    pub fn at(&self) -> usize {
        self.at
    }

    /// Whether nothing is left.
    #[inline]
    pub fn is_at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// The next byte.
    #[inline]
    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// What it has passed since a place.
    #[inline]
    pub fn since(&self, start: usize) -> Option<&'a str> {
        self.text.get(start..self.at)
    }

    /// Goes on, over bytes that were looked at.
    #[inline]
    pub fn pass(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Goes back to a place where it was.
    #[inline]
    pub(super) fn go_back(&mut self, place: usize) {
        self.at = place;
    }

    /// Takes this byte if it stands here.
    #[inline]
    pub fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Passes over what may stand between values.
    #[inline]
    pub fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Takes this byte if it stands here or behind space. Mostly there is none.
    #[inline]
    fn take_behind_space(&mut self, byte: u8) -> Option<()> {
        if self.take(byte).is_some() {
            return Some(());
        }
        self.skip_space();
        self.take(byte)
    }

    fn rest(&self, at: usize) -> &'a [u8] {
        self.bytes.get(at..).unwrap_or_default()
    }

    /// The next bytes as a number, unless so many are not left.
    #[inline]
    pub fn ahead(&self) -> Option<u128> {
        let chunk = self.rest(self.at).first_chunk()?;
        Some(u128::from_le_bytes(*chunk))
    }

    /// Reads text without escapes.
    #[inline]
    pub fn text(&mut self) -> Option<&'a str> {
        let place = self.plain_text()?;
        self.text.get(place)
    }

    /// Passes over text without escapes. Returns where it stands, without its quotes.
    #[inline]
    fn plain_text(&mut self) -> Option<Range<usize>> {
        self.take(b'"')?;
        let start = self.at;
        self.go_to_special()?;
        let end = self.at;
        self.take(b'"')?;
        Some(start..end)
    }

    /// Goes to the next byte that ends a text, begins an escape, or may not stand in one.
    #[inline]
    fn go_to_special(&mut self) -> Option<()> {
        while let Some(chunk) = self.rest(self.at).first_chunk() {
            let special = special(u64::from_le_bytes(*chunk));
            if special != 0 {
                self.at += special.trailing_zeros() as usize / 8;
                return Some(());
            }
            self.at += STEP;
        }
        self.go_to_last_special()
    }

    /// The same for the last bytes.
    #[cold]
    fn go_to_last_special(&mut self) -> Option<()> {
        let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
        self.at += self.rest(self.at).iter().position(is_special)?;
        Some(())
    }

    /// Passes over a number without an exponent.
    #[inline]
    pub fn skip_number(&mut self) -> Option<()> {
        let _ = self.take(b'-');
        let first = self.peek()?;
        let digits = self.skip_digits();
        if digits == 0 || (digits > 1 && first == b'0') {
            return None;
        }
        if self.take(b'.').is_some() && self.skip_digits() == 0 {
            return None;
        }
        (!matches!(self.peek(), Some(b'e' | b'E'))).then_some(())
    }

    fn skip_digits(&mut self) -> usize {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        self.at - start
    }

    /// Passes over a word, such as `true`.
    #[inline]
    pub fn skip_word(&mut self, word: &[u8]) -> Option<()> {
        let is_here = self.rest(self.at).starts_with(word);
        is_here.then(|| self.at += word.len())
    }

    /// Passes over a value of any kind, nested at most so deeply. Text in it may have escapes, but no halves of characters.
    pub fn skip_value(&mut self, depth: u8) -> Option<()> {
        match self.peek()? {
            b'"' => self.skip_text(),
            b'-' | b'0'..=b'9' => self.skip_number(),
            b't' => self.skip_word(b"true"),
            b'f' => self.skip_word(b"false"),
            b'n' => self.skip_word(b"null"),
            b'[' => {
                let depth = depth.checked_sub(1)?;
                self.each(b']', |cursor| cursor.skip_value(depth))
            }
            b'{' => {
                let depth = depth.checked_sub(1)?;
                self.each(b'}', |cursor| cursor.skip_field(depth))
            }
            _ => None,
        }
    }

    /// Reads what a list or an object holds, behind the bracket that stands here, up to this one.
    #[inline]
    pub fn each(&mut self, end: u8, mut read: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        let mut more = self.begin(end);
        while more {
            read(self)?;
            more = self.goes_on(end)?;
        }
        Some(())
    }

    /// Passes over the bracket that stands here, and says whether something is in it, or else passes over its end too.
    #[inline]
    pub fn begin(&mut self, end: u8) -> bool {
        self.at += 1;
        self.skip_space();
        self.take(end).is_none()
    }

    /// Behind one of the things in a bracket: whether another one follows, or else passes over the end.
    #[inline]
    pub fn goes_on(&mut self, end: u8) -> Option<bool> {
        if self.take_behind_space(b',').is_none() {
            return self.take(end).map(|()| false);
        }
        self.skip_space();
        Some(true)
    }

    /// Reads the name of a member without escapes, and what stands between it and its value.
    #[inline]
    pub fn name(&mut self) -> Option<&'a [u8]> {
        let place = self.plain_text()?;
        self.go_to_value()?;
        // Names are compared as bytes: as text, it would be checked that no character is cut.
        self.bytes.get(place)
    }

    /// Passes over what stands between a name and its value.
    #[inline]
    fn go_to_value(&mut self) -> Option<()> {
        self.take_behind_space(b':')?;
        self.skip_space();
        Some(())
    }

    fn skip_field(&mut self, depth: u8) -> Option<()> {
        self.skip_text()?;
        self.go_to_value()?;
        self.skip_value(depth)
    }

    /// Passes over text that may have escapes, but no halves of characters.
    #[inline]
    pub fn skip_text(&mut self) -> Option<()> {
        self.take(b'"')?;
        self.go_to_special()?;
        match self.take(b'"') {
            Some(()) => Some(()),
            None => self.skip_escapes(),
        }
    }

    /// Passes over the rest of a text, from an escape on.
    fn skip_escapes(&mut self) -> Option<()> {
        loop {
            if self.take(b'\\').is_none() {
                return self.take(b'"');
            }
            match self.rest(self.at) {
                [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => self.at += 1,
                // The halves of characters of UTF-16 begin with D8 to DF.
                [
                    b'u',
                    b'0'..=b'9' | b'a'..=b'c' | b'A'..=b'C' | b'e' | b'E' | b'f' | b'F',
                    hex @ ..,
                ] if hex
                    .iter()
                    .take(3)
                    .filter(|it| it.is_ascii_hexdigit())
                    .count()
                    == 3 =>
                {
                    self.at += 5;
                }
                _ => return None,
            }
            self.go_to_special()?;
        }
    }
}

/// Which of eight bytes are `"`, `\` or below a space: the highest bit of the first of them is set, and none before it.
const fn special(bytes: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    const HIGHEST: u64 = ONES * 0x80;
    let escapes = (bytes ^ (ONES * b'\\' as u64)).wrapping_sub(ONES);
    // This bit changes `"` into a space, and of spaces and `!` makes more; controls stay below.
    let others = (bytes ^ (ONES * 2)).wrapping_sub(ONES * 0x21);
    (escapes | others) & !bytes & HIGHEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_special_byte_is_found_wherever_it_stands() {
        for byte in 0..=u8::MAX {
            for around in [b' ', b'!', b'#', b'[', b']', b'z', 0x7f, 0x80, 0xff] {
                for place in 0..STEP {
                    let mut bytes = [around; STEP];
                    bytes[place] = byte;
                    let expected = matches!(byte, b'"' | b'\\' | 0..0x20).then_some(place);
                    let found = special(u64::from_le_bytes(bytes));
                    let found = (found != 0).then(|| found.trailing_zeros() as usize / 8);
                    assert_eq!(found, expected, "{byte:#x} at {place} among {around:#x}");
                }
            }
        }
    }
}
