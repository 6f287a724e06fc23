//! Reads a backup line by line, and checks that it is complete.

use std::io::{self, BufRead, BufReader, Read};

use data_encoding::HEXLOWER;
use domain::OwnChannels;
use sha2::{Digest as _, Sha256};

use super::FORMAT;
use super::line::Line;
use super::value::InvalidValue;

/// No line of a backup is longer: a reject's 16 KiB with each byte escaped fit easily.
const MAX_LINE: u64 = 4 * 1024 * 1024;

/// What is wrong with a backup.
#[derive(Debug, thiserror::Error)]
pub enum InvalidBackup {
    /// It cannot be read or unpacked.
    #[error("the backup cannot be read after line {0}; is it a complete Livetill backup?")]
    Read(u64, #[source] io::Error),
    /// A line does not belong in a backup.
    #[error("line {0} of the backup cannot be understood")]
    Line(u64, #[source] serde_json::Error),
    /// A line has an impossible value.
    #[error("line {0} of the backup")]
    Value(u64, #[source] InvalidValue),
    /// A line is in the wrong place.
    #[error("line {0} of the backup is not what should come there")]
    Order(u64),
    /// The end is missing.
    #[error("the backup ends after line {0} without its end: the backup did not finish")]
    Unfinished(u64),
    /// The content differs from what was written.
    #[error("the backup is damaged: its checksum at line {0} does not match its content")]
    Checksum(u64),
    /// A later version wrote it.
    #[error("the backup has format {0}; this version reads format {FORMAT}: use a newer one")]
    Format(u32),
    /// It is empty.
    #[error("the backup is empty")]
    Empty,
}

/// A shop in a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The shop.
    pub shop: String,
    /// When the backup was made, milliseconds since 1970.
    pub made_at: i64,
    /// Its orders.
    pub orders: u64,
    /// How many of its retained days were counted by the original design: as totals, without orders.
    pub original_days: u64,
}

/// Reads the backups of a file.
pub struct BackupReader<'r> {
    input: Box<dyn BufRead + Send + 'r>,
    hash: Sha256,
    /// Lines of this backup.
    lines: u64,
    /// Lines in all, for messages.
    number: u64,
    text: Vec<u8>,
}

impl<'r> BackupReader<'r> {
    /// Reads from a compressed backup.
    ///
    /// # Errors
    /// When the decompressor cannot be started.
    pub fn new(input: impl Read + Send + 'r) -> Result<BackupReader<'r>, InvalidBackup> {
        let decoder = zstd::Decoder::new(input).map_err(|error| InvalidBackup::Read(0, error))?;
        Ok(BackupReader {
            input: Box::new(BufReader::with_capacity(1 << 18, decoder)),
            hash: Sha256::new(),
            lines: 0,
            number: 0,
            text: Vec::new(),
        })
    }

    /// Reads to the end. Returns the content if everything is unchanged since it was written.
    ///
    /// # Errors
    /// [`InvalidBackup`]
    pub fn check(mut self) -> Result<Vec<Contents>, InvalidBackup> {
        let mut found: Vec<Contents> = Vec::new();
        let mut is_open = false;
        let (mut retained, mut own) = (Vec::new(), OwnChannels::default());
        while let Some(line) = self.next()? {
            let current = found.last_mut();
            match (line, current) {
                (Line::Backup(header), _) if !is_open => {
                    is_open = true;
                    found.push(Contents {
                        shop: String::new(),
                        made_at: header.made_at,
                        orders: 0,
                        original_days: 0,
                    });
                }
                (Line::Shop(shop), Some(current)) => {
                    let channels = shop.own_channels();
                    own = channels.map_err(|error| InvalidBackup::Value(self.number, error))?;
                    current.shop = shop.id;
                    retained = shop.retained;
                }
                (Line::Total(day), Some(current)) => {
                    current.original_days += u64::from(retained.contains(&day.day));
                }
                (Line::Order(order), Some(current)) => {
                    let order = order.order(&own);
                    order.map_err(|error| InvalidBackup::Value(self.number, error))?;
                    current.orders += 1;
                }
                (Line::End(_), _) => is_open = false,
                (_, Some(_)) if is_open => {}
                _ => return Err(InvalidBackup::Order(self.number)),
            }
        }
        match (is_open, found.is_empty()) {
            (true, _) => Err(InvalidBackup::Unfinished(self.number)),
            (false, true) => Err(InvalidBackup::Empty),
            (false, false) => Ok(found),
        }
    }

    /// The next line; `None` at the end of the file. The end of each backup is checked here.
    pub(super) fn next(&mut self) -> Result<Option<Line>, InvalidBackup> {
        self.text.clear();
        let mut limited = Read::take(&mut self.input, MAX_LINE);
        let read = limited.read_until(b'\n', &mut self.text);
        let read = read.map_err(|error| InvalidBackup::Read(self.number, error))?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        let line = serde_json::from_slice(&self.text)
            .map_err(|error| InvalidBackup::Line(self.number, error))?;
        match &line {
            Line::Backup(header) if header.format > FORMAT => {
                return Err(InvalidBackup::Format(header.format));
            }
            Line::End(end) => {
                let sum = HEXLOWER.encode(&self.hash.finalize_reset());
                if end.lines != self.lines || end.sha256 != sum {
                    return Err(InvalidBackup::Checksum(self.number));
                }
                self.lines = 0;
                return Ok(Some(line));
            }
            _ => {}
        }
        self.hash.update(&self.text);
        self.lines += 1;
        Ok(Some(line))
    }

    /// How many lines were read.
    pub(super) fn number(&self) -> u64 {
        self.number
    }
}
