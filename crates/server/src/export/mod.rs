//! A shop's data as rows, for spreadsheets and databases.
//!
//! [`write`] reads rows from the store and passes them to a format ([`Format`]) piece by piece: memory does not grow
//! with the size of the export, and no commit waits for it.

mod formats;
mod rows;
mod value;

use std::io;

use domain::{BusinessDay, Range, Shop};
use ports::{Export, StoreError};
use tokio::sync::mpsc;

use crate::archive::Archive;

pub(crate) use formats::Format;
use formats::Rows;
#[cfg(feature = "parquet")]
pub(crate) use formats::{ParquetRows, SHARED_SCALE};
#[cfg(feature = "parquet")]
pub(crate) use rows::{OrderRows, archived_columns};
pub(crate) use value::Value;
#[cfg(feature = "parquet")]
pub(crate) use value::{Column, Kind};

/// What to export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A row per day, with every figure.
    Days,
    /// A row per item and day.
    Items,
    /// A row per order.
    Orders,
    /// A row per order line.
    Lines,
}

impl What {
    /// The one with this name.
    pub(crate) fn from_name(name: &str) -> Option<What> {
        match name {
            "days" => Some(What::Days),
            "items" => Some(What::Items),
            "orders" => Some(What::Orders),
            "lines" => Some(What::Lines),
            _ => None,
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            What::Days => "days",
            What::Items => "items",
            What::Orders => "orders",
            What::Lines => "lines",
        }
    }

    /// Whether there are none for dropped days.
    pub(crate) const fn is_of_kept_days(self) -> bool {
        matches!(self, What::Orders | What::Lines)
    }
}

/// An export that failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExportError {
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// A row could not be written.
    #[error("a row cannot be written")]
    Write(#[from] io::Error),
    /// The archive failed.
    #[error("the archive cannot be read")]
    Archive(#[from] crate::archive::ArchiveError),
    /// The client disconnected.
    #[error("nobody receives the export any longer")]
    Gone,
}

/// Days that are no longer kept, and the archive with their orders.
pub(crate) type Archived = (Archive, Vec<BusinessDay>);

/// Writes the rows of some days in pieces to `out`. Orders and lines of `archived` days come from the archive, before
/// those of the store.
///
/// # Errors
/// [`ExportError`]; the output is then incomplete.
pub(crate) async fn write(
    shop: &Shop,
    store: &dyn Export,
    archived: Option<Archived>,
    (what, days, format): (What, Range, Format),
    out: mpsc::Sender<Vec<u8>>,
) -> Result<(), ExportError> {
    let columns = rows::columns(what);
    let mut out = Out {
        rows: format.begin(columns, &shop.currency)?,
        pieces: out,
    };
    if let Some((archive, days)) = archived {
        for day in days {
            archive.rows(shop, (what, day), &mut out).await?;
        }
    }
    let source = rows::Source { shop, store, days };
    match what {
        What::Days => source.days(&mut out).await?,
        What::Items => source.items(&mut out).await?,
        What::Orders | What::Lines => source.orders(what, &mut out).await?,
    }
    let Out { rows, pieces } = out;
    let rest = rows.finish()?;
    pieces.send(rest).await.map_err(|_| ExportError::Gone)
}

/// The destination of rows.
pub(crate) struct Out {
    rows: Box<dyn Rows>,
    pieces: mpsc::Sender<Vec<u8>>,
}

impl Out {
    /// Adds a row with a value for each column.
    pub(crate) async fn row(&mut self, row: Vec<Value>) -> Result<(), ExportError> {
        match self.rows.add(row)? {
            None => Ok(()),
            Some(piece) => self.pieces.send(piece).await.map_err(|_| ExportError::Gone),
        }
    }
}
