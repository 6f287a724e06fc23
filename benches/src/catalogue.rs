//! A catalogue of any size, with each item sold once.

use std::io::{BufWriter, Write, stdout};

use anyhow::Context;
use sample_orders::Catalogue;

/// Lines per order: the maximum.
const LINES: u32 = 1_000;

/// Writes orders that sell each item once.
pub(crate) fn write(skus: u32) -> anyhow::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, stdout().lock());
    let now = jiff::Timestamp::now().as_millisecond();
    for first in (0..skus).step_by(LINES as usize) {
        write!(
            out,
            r#"{{"id":"catalogue-{first}","timestamp":{now},"items":["#
        )?;
        for rank in first..skus.min(first + LINES) {
            let comma = if rank == first { "" } else { "," };
            let sku = Catalogue::sku_number(rank);
            write!(
                out,
                r#"{comma}{{"sku":"{sku}","price":"1.00","quantity":1}}"#
            )?;
        }
        out.write_all(b"]}\n")?;
    }
    out.flush().context("write")
}
