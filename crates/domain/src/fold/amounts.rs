//! What an order's lines are worth, where the shop keeps that.

use super::Fold;
use crate::order::line_amount;
use crate::{Minor, OrderLine, OrderRef};

/// A line that sells an item, or takes it back where that is kept.
pub(super) struct KeptLine<'a> {
    pub(super) sku: &'a str,
    pub(super) name: Option<&'a str>,
    pub(super) units: u64,
    /// What is kept of its worth.
    pub(super) amount: u64,
    pub(super) is_returned: bool,
}

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

    /// Takes the lines of an order in hand, if it counts.
    pub(super) fn read_lines(&mut self, order: &OrderRef<'a>) {
        let mut lines = std::mem::take(&mut self.lines);
        lines.clear();
        if order.standing().counts() {
            let kept = order.lines().filter_map(|line| {
                let returned = || line.returned_units().filter(|_| self.keeps_amounts());
                let (units, is_returned) = match line.sold_units() {
                    Some(units) => (units, false),
                    None => (returned()?, true),
                };
                Some(KeptLine {
                    sku: line.sku,
                    name: line.name,
                    units,
                    amount: self.amount(order, &line),
                    is_returned,
                })
            });
            lines.extend(kept);
        }
        self.lines = lines;
    }

    /// What is kept of the worth of the lines in hand.
    pub(super) fn amounts(&self) -> Minor {
        let amounts = self.lines.iter().map(|line| line.amount);
        amounts.map(Minor::from).sum()
    }
}
