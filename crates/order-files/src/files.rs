//! All files of a command, one after the other.

use std::path::PathBuf;
use std::slice;
use std::sync::{Mutex, PoisonError};

use super::chunk::{Chunk, Chunks, Spare};
use super::csv::{CsvFiles, CsvReader, ShopFacts};
use super::input::Input;
use super::progress::Progress;
use crate::options::Format;

/// How many rejected orders of CSV files are listed one by one.
const TOLD: usize = 10;

/// What is needed to read the files, and where their notes go.
pub struct Files<'a> {
    /// The files, `-` for stdin.
    pub paths: &'a [PathBuf],
    /// What they hold.
    pub format: Format,
    /// Reads those that are CSV.
    pub csv: &'a CsvReader,
    /// Shows how much of them is read.
    pub progress: &'a Progress,
    /// Collects what people should know of them.
    pub notes: &'a Mutex<Vec<String>>,
    /// Memory for their chunks.
    pub spare: Spare,
}

impl<'a> Files<'a> {
    /// The chunks of all files. CSV files are one input and come after all files are read. `shop` is called for the
    /// shop's facts only if there are CSV files, since these may have local times.
    pub fn chunks(
        self,
        shop: impl FnOnce() -> anyhow::Result<ShopFacts> + Send + 'a,
    ) -> impl Iterator<Item = anyhow::Result<Chunk>> + Send + 'a {
        Pieces {
            left: self.paths.iter(),
            files: self,
            current: None,
            csv: None,
            shop: Shop::Unasked(shop),
            told: 0,
            noted: 0,
        }
    }
}

struct Pieces<'a, C> {
    files: Files<'a>,
    left: slice::Iter<'a, PathBuf>,
    current: Option<Chunks>,
    csv: Option<CsvFiles>,
    shop: Shop<C>,
    told: usize,
    /// How many notes there were before the second pass over the CSV rows.
    noted: usize,
}

/// The shop's facts, requested at most once.
enum Shop<C> {
    Unasked(C),
    Known(ShopFacts),
    /// The request failed.
    Unknown,
}

impl<C: FnOnce() -> anyhow::Result<ShopFacts>> Shop<C> {
    fn facts(&mut self) -> anyhow::Result<ShopFacts> {
        if let Shop::Unasked(_) = self
            && let Shop::Unasked(ask) = std::mem::replace(self, Shop::Unknown)
        {
            *self = Shop::Known(ask()?);
        }
        match self {
            Shop::Known(facts) => Ok(facts.clone()),
            _ => anyhow::bail!("the shop's time zone is unknown"),
        }
    }
}

impl<C: FnOnce() -> anyhow::Result<ShopFacts>> Pieces<'_, C> {
    fn read(&mut self) -> anyhow::Result<Option<Chunk>> {
        loop {
            if let Some(chunk) = self.current.as_mut().and_then(Iterator::next) {
                let chunk = chunk?;
                self.tell(&chunk);
                return Ok(Some(chunk));
            }
            if let Some(ended) = self.current.take() {
                let notes = self.files.notes.lock();
                let mut notes = notes.unwrap_or_else(PoisonError::into_inner);
                // Notes on files come before notes on single orders.
                let at = self.noted.min(notes.len());
                notes.splice(at..at, ended.take_notes());
            }
            let Files {
                format,
                csv,
                progress,
                notes,
                ref spare,
                ..
            } = self.files;
            if let Some(file) = self.left.next() {
                let input = Input::open(file, progress)?;
                match input.format(format)? {
                    Format::Csv => {
                        let facts = self.shop.facts()?;
                        csv.read(input, &facts, self.csv.get_or_insert_default())?;
                    }
                    Format::Ndjson | Format::Auto => {
                        let (name, spare) = (input.name(), spare.clone());
                        self.current = Some(Chunks::lines(name, input.into_utf8(), spare));
                    }
                }
            } else if let Some(files) = self.csv.take() {
                let facts = self.shop.facts()?;
                let mut notes = notes.lock().unwrap_or_else(PoisonError::into_inner);
                self.current = Some(files.chunks(facts, &mut notes, spare.clone())?);
                self.noted = notes.len();
            } else {
                return Ok(None);
            }
        }
    }

    fn tell(&mut self, chunk: &Chunk) {
        let Chunk::Refused(orders) = chunk else {
            return;
        };
        let notes = self.files.notes.lock();
        let mut notes = notes.unwrap_or_else(PoisonError::into_inner);
        for order in orders {
            self.told += 1;
            match self.told {
                ..=TOLD => notes.push(match &order.id {
                    Some(id) => format!("order {id}: {}", order.rejection.detail),
                    None => order.rejection.detail.clone(),
                }),
                _ if self.told == TOLD + 1 => {
                    notes.push("further orders were rejected for such reasons".to_owned());
                }
                _ => {}
            }
        }
    }
}

impl<C: FnOnce() -> anyhow::Result<ShopFacts>> Iterator for Pieces<'_, C> {
    type Item = anyhow::Result<Chunk>;

    fn next(&mut self) -> Option<anyhow::Result<Chunk>> {
        self.read().transpose()
    }
}
