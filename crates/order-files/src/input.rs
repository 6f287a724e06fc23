//! An input file or stdin, decompressed.

use std::fs::{self, File};
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::progress::Progress;
use crate::options::Format;

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
const BYTE_ORDER_MARK: [u8; 3] = [0xef, 0xbb, 0xbf];
/// Bytes read ahead.
const BUFFER: usize = 256 * 1024;
/// Bytes examined at the beginning: usually the head line of a CSV file.
const HEAD: u64 = 1024;

/// The decompressed contents of a file, from its first byte.
pub struct Input {
    path: PathBuf,
    head: Vec<u8>,
    reader: Box<dyn Read + Send>,
}

impl Input {
    /// Whether a file is there, before much work is done on those before it.
    ///
    /// # Errors
    /// If it cannot be opened, or is a folder.
    pub fn check(path: &Path) -> anyhow::Result<()> {
        if path.as_os_str() == "-" {
            return Ok(());
        }
        let cannot_open = || format!("cannot open {}", path.display());
        let found = fs::metadata(path).with_context(cannot_open)?;
        if found.is_dir() {
            bail!("{}: it is a folder; name the files in it", cannot_open());
        }
        Ok(())
    }

    /// Opens a file; `-` is stdin. Compressed files are recognised by their first bytes, whatever their names are.
    pub(super) fn open(path: &Path, progress: &Progress) -> anyhow::Result<Input> {
        let raw: Box<dyn Read + Send> = if path.as_os_str() == "-" {
            Box::new(io::stdin())
        } else {
            let file = File::open(path);
            Box::new(file.with_context(|| format!("cannot open {}", path.display()))?)
        };
        let mut raw = BufReader::with_capacity(BUFFER, progress.watch(raw));
        let head = peek(&mut raw).with_context(|| format!("cannot read {}", path.display()))?;
        let whole = Cursor::new(head.clone()).chain(raw);
        let reader: Box<dyn Read + Send> = if head.starts_with(&GZIP) {
            Box::new(flate2::read::MultiGzDecoder::new(whole))
        } else if head.starts_with(&ZSTD) {
            Box::new(zstd::Decoder::new(whole).context("cannot unpack zstd")?)
        } else {
            Box::new(whole)
        };
        let mut reader = BufReader::with_capacity(BUFFER, reader);
        let head =
            peek(&mut reader).with_context(|| format!("cannot unpack {}", path.display()))?;
        Ok(Input {
            path: path.to_owned(),
            head,
            reader: Box::new(reader),
        })
    }

    /// Contents that are already in memory.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(super) fn of_bytes(bytes: &[u8]) -> Input {
        Input {
            path: "memory.csv".into(),
            head: Vec::new(),
            reader: Box::new(Cursor::new(bytes.to_vec())),
        }
    }

    /// The format: from the argument, otherwise by the file name without the compression suffix, otherwise by the first
    /// byte.
    pub(super) fn format(&self, told: Format) -> anyhow::Result<Format> {
        let head = self.head.strip_prefix(&BYTE_ORDER_MARK);
        let first = head.unwrap_or(&self.head).trim_ascii_start().first();
        let format = match told {
            Format::Auto => self.guess(first.copied()),
            told => told,
        };
        if format == Format::Ndjson && first == Some(&b'[') {
            bail!(
                "{} is one JSON array; put one order on each line (NDJSON)",
                self.path.display()
            );
        }
        Ok(format)
    }

    fn guess(&self, first: Option<u8>) -> Format {
        let name = self
            .path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        let name = name.trim_end_matches(".gz").trim_end_matches(".zst");
        if name.ends_with(".csv") || name.ends_with(".tsv") {
            return Format::Csv;
        }
        if [".ndjson", ".jsonl", ".json"]
            .iter()
            .any(|end| name.ends_with(end))
        {
            return Format::Ndjson;
        }
        match first {
            Some(b'{' | b'[') | None => Format::Ndjson,
            Some(_) => Format::Csv,
        }
    }

    /// Detects UTF-16 without a byte order mark.
    pub(super) fn utf16(&self) -> Option<&'static Encoding> {
        // A head line begins with Latin letters, so every other byte is zero.
        match self.head.as_slice() {
            [1..=127, 0, 1..=127, 0, ..] => Some(UTF_16LE),
            [0, 1..=127, 0, 1..=127, ..] => Some(UTF_16BE),
            _ => None,
        }
    }

    /// Whether the first bytes are a byte order mark.
    pub(super) fn has_mark(&self) -> bool {
        let marks: [&[u8]; 3] = [&BYTE_ORDER_MARK, &[0xff, 0xfe], &[0xfe, 0xff]];
        marks.iter().any(|mark| self.head.starts_with(mark))
    }

    /// The contents as UTF-8, if a byte order mark shows that they are UTF-16.
    pub(super) fn into_utf8(self) -> Box<dyn Read + Send> {
        if self.head.starts_with(&[0xff, 0xfe]) || self.head.starts_with(&[0xfe, 0xff]) {
            let decoder = DecodeReaderBytesBuilder::new()
                .utf8_passthru(true)
                .build(self);
            return Box::new(decoder);
        }
        Box::new(self)
    }

    /// The file's name, for messages.
    pub(super) fn name(&self) -> String {
        self.path.display().to_string()
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.head.is_empty() {
            return self.reader.read(buffer);
        }
        let len = self.head.len().min(buffer.len());
        buffer[..len].copy_from_slice(&self.head[..len]);
        self.head.drain(..len);
        Ok(len)
    }
}

/// Consumes the first bytes.
fn peek(reader: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    reader.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}
