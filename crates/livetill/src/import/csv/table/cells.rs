//! Cells of a row, as they are kept and given back.

use csv::StringRecord;
use domain::Rejection;

use super::super::super::cell;
use super::super::super::columns::Columns;
use super::super::super::fields::{Field, OF_LINES, OF_ORDERS};
use super::{Cells, CsvFile, NONE, Row};

impl CsvFile {
    pub(super) fn keep(&mut self, columns: &Columns, record: &StringRecord) -> Row {
        let start = self.text.len() as u64;
        let [kind, amount, discount, tax] = OF_LINES;
        for field in OF_ORDERS.into_iter().filter(|field| is_amount(*field)) {
            self.amounts
                .observe_price(columns.text(record, field).unwrap_or_default());
        }
        let [sku, name, price, quantity] = [Field::Sku, Field::Name, Field::Price, Field::Quantity];
        let fields = [sku, name, price, quantity, kind, amount, discount, tax];
        let lens = fields.map(|field| {
            let text = columns.text(record, field).unwrap_or_default();
            match field {
                _ if field == Field::Price || is_amount(field) => self.amounts.observe_price(text),
                Field::Quantity => self.amounts.observe(text),
                Field::Sku if !text.is_empty() => self.skus.observe(text),
                _ => {}
            }
            self.text.push_str(text);
            text.len() as u32
        });
        Row {
            start,
            lens,
            next: NONE,
        }
    }

    pub(super) fn cells(&self, row: &Row) -> Cells<'_> {
        let mut at = row.start as usize;
        let [sku, name, price, quantity, rare @ ..] = row.lens.map(|len| {
            let text = &self.text[at..at + len as usize];
            at += len as usize;
            text
        });
        Cells {
            sku: self.skus.plain(sku),
            name,
            price,
            // A file without such a column lists pieces.
            quantity: if self.has_quantity { quantity } else { "1" },
            rare,
        }
    }

    /// A row with more cells than titles has a separator within a cell, and others in wrong columns.
    pub(super) fn too_wide(&self, record: &StringRecord, line: u64) -> Option<Rejection> {
        cell::too_wide(record, self.width, &self.name, line)
    }
}

/// Channel and country are never a reason to refuse: the first one holds.
pub(in super::super) fn may_contradict(field: Field) -> bool {
    !matches!(field, Field::Channel | Field::Country)
}

/// Whether a field that few files have is an amount.
pub(in super::super) fn is_amount(field: Field) -> bool {
    use Field::{Amount, Discount, Fee, OrderDiscount, OrderTax, Rate, Shipping, Tax, Tip};
    matches!(
        field,
        Amount | Discount | Fee | OrderDiscount | OrderTax | Rate | Shipping | Tax | Tip
    )
}
