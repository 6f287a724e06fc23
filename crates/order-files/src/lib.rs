//! Reads files of orders: NDJSON, CSV files of item lines, and the exports of platforms, packed or not.
//!
//! Whatever a file holds becomes chunks of NDJSON lines, so that its orders pass the same checks as orders over HTTP.
//! What happens to the chunks is up to the caller.

mod cell;
mod chunk;
mod columns;
mod countries;
mod csv;
mod encoding;
mod exports;
mod fields;
mod figures;
mod files;
mod in_order;
mod input;
mod options;
mod progress;
mod spill;
mod words;

pub use self::csv::{CsvReader, ShopFacts};
pub use chunk::{Chunk, Refused, Spare, TOO_LONG};
pub use figures::figures;
pub use files::Files;
pub use input::Input;
pub use options::{CsvArgs, DecimalSign, Format};
pub use progress::Progress;

/// Reads a CSV file that is in memory already, into chunks of NDJSON.
///
/// # Errors
/// When the file or its options cannot be understood.
#[cfg(feature = "fuzzing")]
pub fn read_csv(file: &[u8], args: &CsvArgs, shop: &ShopFacts) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut files = csv::CsvFiles::default();
    CsvReader::new(args)?.read(Input::of_bytes(file), shop, &mut files)?;
    let chunks = files.chunks(shop.clone(), &mut Vec::new(), Spare::default())?;
    let lines = chunks.filter_map(|chunk| match chunk {
        Ok(Chunk::Lines(lines) | Chunk::Exported(lines)) => Some(Ok(lines)),
        Ok(_) => None,
        Err(error) => Some(Err(error)),
    });
    lines.collect()
}
