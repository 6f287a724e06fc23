//! What an order's lines are worth, where the shop keeps that.

use super::Fold;
use crate::commit::CommitLine;
use crate::order::line_amount;
use crate::{Minor, OrderLine, OrderRef};

impl<'a> Fold<'a, '_> {
    /// Whether the shop keeps amounts by line.
    pub(super) fn keeps_amounts(&self) -> bool {
        self.products.is_some()
    }

    /// What is kept of the worth of an order's line.
    pub(super) fn amount(&self, order: &OrderRef<'a>, line: &OrderLine<'_>) -> u64 {
        match self.keeps_amounts() {
            true => line_amount(
                &self.shop.currency,
                order.exchange(),
                line,
                order.tax_included(),
            ),
            false => 0,
        }
    }

    /// What is kept of the worth of an order's lines that sell items and take them back.
    pub(super) fn amounts(&self, order: &OrderRef<'a>) -> Minor {
        if !self.keeps_amounts() {
            return 0;
        }
        let lines = order
            .lines()
            .filter(|line| line.sold().is_some() || line.returned_units().is_some());
        lines
            .map(|line| Minor::from(self.amount(order, &line)))
            .sum()
    }

    /// Writes a line with which something comes back, where that is kept.
    pub(super) fn write_returned(&mut self, order: &OrderRef<'a>, line: &OrderLine<'a>) {
        let Some(units) = line.returned_units().filter(|_| self.keeps_amounts()) else {
            return;
        };
        let amount = self.amount(order, line);
        let sku = self.sums.sku_slot(line.sku);
        let line = CommitLine { sku, units, amount };
        self.sums.commit.returned.push(line);
    }
}
