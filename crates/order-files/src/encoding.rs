//! Files that do not name their encoding: UTF-8, or Windows-1252, which spreadsheets in Western Europe write. The first
//! byte beyond ASCII decides: if it is not valid UTF-8, the file is Windows-1252.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use encoding_rs::WINDOWS_1252;

/// Bytes examined at a time.
const PIECE: usize = 64 * 1024;

/// Reads text whose encoding shows only later in the file. UTF-8 is passed through unchanged, so that the reader finds
/// and reports invalid bytes.
pub(super) struct Guessed<R> {
    inner: R,
    seen: Seen,
    /// Bytes read but not decided yet: an incomplete character at the end of a piece.
    undecided: Vec<u8>,
    ready: Vec<u8>,
    at: usize,
    is_windows: Arc<AtomicBool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Ascii,
    Utf8,
    /// Has bytes that text never has. Whatever it is, its encoding is not guessed.
    Other,
    Windows,
}

impl<R: Read> Guessed<R> {
    /// Also returns a flag that is set once the text turns out not to be UTF-8.
    pub(super) fn new(inner: R) -> (Guessed<R>, Arc<AtomicBool>) {
        let is_windows = Arc::new(AtomicBool::new(false));
        let guessed = Guessed {
            inner,
            seen: Seen::Ascii,
            undecided: Vec::new(),
            ready: Vec::new(),
            at: 0,
            is_windows: Arc::clone(&is_windows),
        };
        (guessed, is_windows)
    }

    /// Reads the next piece once all of the last one was given. Leaves `ready` empty at the end.
    fn fill(&mut self) -> io::Result<()> {
        while self.ready.is_empty() {
            let mut piece = std::mem::take(&mut self.undecided);
            let known = piece.len();
            piece.resize(known + PIECE, 0);
            let read = self.inner.read(&mut piece[known..])?;
            piece.truncate(known + read);
            if piece.is_empty() {
                return Ok(());
            }
            self.take(piece, read == 0)?;
        }
        Ok(())
    }

    /// Whether a piece is to be passed on as it is and shows nothing new.
    fn needs_no_change(&self, piece: &[u8]) -> bool {
        let is_text = || simdutf8::basic::from_utf8(piece).is_ok();
        match self.seen {
            Seen::Other => true,
            Seen::Utf8 => is_text(),
            Seen::Ascii => is_text() && piece.is_ascii() && !has_other(piece),
            Seen::Windows => false,
        }
    }

    fn take(&mut self, mut piece: Vec<u8>, is_end: bool) -> io::Result<()> {
        match self.seen {
            Seen::Windows => return self.take_windows(&piece),
            Seen::Other => {
                self.ready = piece;
                return Ok(());
            }
            Seen::Ascii | Seen::Utf8 => {}
        }
        let (valid, is_cut) = match simdutf8::compat::from_utf8(&piece) {
            Ok(_) => (piece.len(), false),
            Err(error) => (error.valid_up_to(), error.error_len().is_none() && !is_end),
        };
        let text = &piece[..valid];
        if self.seen == Seen::Ascii && !text.is_ascii() {
            self.seen = Seen::Utf8;
        }
        if self.seen == Seen::Ascii && has_other(text) {
            self.seen = Seen::Other;
        }
        if self.seen == Seen::Other || valid == piece.len() {
            self.ready = piece;
        } else if is_cut {
            self.undecided = piece.split_off(valid);
            self.ready = piece;
        } else if self.seen == Seen::Ascii {
            self.seen = Seen::Windows;
            self.is_windows.store(true, Ordering::Relaxed);
            let rest = piece.split_off(valid);
            self.ready = piece;
            self.take_windows(&rest)?;
        } else {
            self.seen = Seen::Other;
            self.ready = piece;
        }
        Ok(())
    }

    fn take_windows(&mut self, bytes: &[u8]) -> io::Result<()> {
        // Two such letters in a row are one letter in UTF-8, and hardly ever occur in other text.
        let is_utf8 = |pair: &[u8]| matches!(pair, [0xc3, 0x80..=0xbf]);
        if bytes.windows(2).any(is_utf8) {
            let what = "some of it is UTF-8 and some is not; name the encoding with --encoding";
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
        self.ready.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// Whether there are such bytes. To look at all of them is quicker than to stop at the first: several are looked at at
/// once.
fn has_other(text: &[u8]) -> bool {
    text.iter()
        .fold(false, |any, byte| any | is_of_no_text(byte))
}

/// A control character that text files never have.
fn is_of_no_text(byte: &u8) -> bool {
    matches!(byte, 0..=8 | 11 | 12 | 14..=31)
}

impl<R: Read> Read for Guessed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.ready.len() {
            self.at = 0;
            self.ready.clear();
            // What needs no change is read to where it is wanted.
            if buffer.len() >= PIECE && self.undecided.is_empty() {
                let read = self.inner.read(buffer)?;
                if self.needs_no_change(&buffer[..read]) {
                    return Ok(read);
                }
                self.take(buffer[..read].to_vec(), read == 0)?;
            }
            if self.ready.is_empty() {
                self.fill()?;
            }
        }
        let len = buffer.len().min(self.ready.len() - self.at);
        buffer[..len].copy_from_slice(&self.ready[self.at..self.at + len]);
        self.at += len;
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns few bytes at a time, so that characters are cut.
    struct Trickle<'a>(&'a [u8], usize);

    impl Read for Trickle<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let len = self.1.min(self.0.len()).min(buffer.len());
            buffer[..len].copy_from_slice(&self.0[..len]);
            self.0 = &self.0[len..];
            Ok(len)
        }
    }

    /// Reads in pieces so small that they are copied, and so large that they need not be.
    fn read(bytes: &[u8], step: usize) -> (Result<Vec<u8>, String>, bool) {
        let [copied, direct] = [7, PIECE].map(|size| {
            let (mut guessed, is_windows) = Guessed::new(Trickle(bytes, step));
            let (mut all, mut piece) = (Vec::new(), vec![0; size]);
            let done = loop {
                match guessed.read(&mut piece) {
                    Ok(0) => break Ok(all),
                    Ok(len) => all.extend_from_slice(&piece[..len]),
                    Err(error) => break Err(error.to_string()),
                }
            };
            (done, is_windows.load(Ordering::Relaxed))
        });
        assert_eq!(copied, direct);
        direct
    }

    #[test]
    fn the_first_sign_that_needs_it_shows_the_encoding() {
        for step in [1, 3, 1_000] {
            let utf8 = "id,Kékes,€\n".as_bytes();
            assert_eq!(read(utf8, step).0.unwrap(), utf8);
            let (text, is_windows) = read(b"id,caf\xe9 \x80 5,\xfc\n", step);
            assert_eq!(
                (text.unwrap(), is_windows),
                ("id,café € 5,ü\n".as_bytes().to_vec(), true)
            );
            // Later invalid bytes are passed through, to be reported.
            let broken = "é,\u{20ac}"
                .as_bytes()
                .iter()
                .copied()
                .chain([0xff])
                .collect::<Vec<_>>();
            assert_eq!(read(&broken, step).0.unwrap(), broken);
            let packed = b"PK\x03\x04\xff\xfe";
            assert_eq!(read(packed, step).0.unwrap(), packed);
            assert!(!read(b"cut\xe2\x82", step).0.unwrap().is_empty());
        }
        let both = read(b"\xe9t\xe9, \xc3\xa9", 1_000);
        assert!(both.0.unwrap_err().contains("--encoding"));
    }
}
