//! One object per line. Amounts are text, as everywhere in the API; unknown values are null.

use std::io::{self, Write as _};

use domain::Currency;

use super::{Column, PIECE, Rows, Value};

/// Lines being written.
pub(super) struct Lines {
    columns: Vec<Column>,
    currency: Currency,
    text: Vec<u8>,
}

impl Lines {
    pub(super) fn new(columns: Vec<Column>, currency: Currency) -> Lines {
        Lines {
            columns,
            currency,
            text: Vec::new(),
        }
    }
}

impl Rows for Lines {
    fn add(&mut self, row: Vec<Value>) -> io::Result<Option<Vec<u8>>> {
        // By hand, because the library's objects do not keep the order of columns.
        let mut sign = b'{';
        for (column, value) in self.columns.iter().zip(row) {
            self.text.push(sign);
            sign = b',';
            serde_json::to_writer(&mut self.text, column.name)?;
            self.text.push(b':');
            match value {
                Value::Count(count) => write!(self.text, "{count}")?,
                other => serde_json::to_writer(&mut self.text, &other.text(&self.currency))?,
            }
        }
        self.text.extend_from_slice(b"}\n");
        Ok((self.text.len() >= PIECE).then(|| std::mem::take(&mut self.text)))
    }

    fn finish(self: Box<Self>) -> io::Result<Vec<u8>> {
        Ok(self.text)
    }
}
