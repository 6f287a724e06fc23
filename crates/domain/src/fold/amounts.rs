//! The amounts of an order's lines, if the shop keeps them.

use super::Fold;
use crate::order::line_amount;
use crate::{Exchange, Minor, OrderLine, OrderRef};

/// A line that sells an item, or a return line if those are kept.
pub(super) struct KeptLine<'a> {
    pub(super) sku: &'a str,
    pub(super) name: Option<&'a str>,
    pub(super) units: u64,
    /// Its amount, if kept.
    pub(super) amount: u64,
    pub(super) is_returned: bool,
}

/// What all lines of an order have in common.
#[derive(Clone, Copy)]
pub(super) struct Basis {
    exchange: Option<Exchange>,
    tax_included: bool,
}

impl Basis {
    pub(super) fn of(order: &OrderRef<'_>) -> Basis {
        Basis {
            exchange: order.exchange(),
            tax_included: order.tax_included(),
        }
    }
}

impl<'a> Fold<'a, '_> {
    /// Whether the shop keeps amounts by line.
    pub(super) fn keeps_amounts(&self) -> bool {
        self.products.is_some()
    }

    /// The amount kept for a line of an order with such a basis.
    pub(super) fn amount(&self, basis: Basis, line: &OrderLine<'_>) -> u64 {
        match self.keeps_amounts() {
            true => line_amount(
                &self.shop.currency,
                basis.exchange,
                line,
                basis.tax_included,
            ),
            false => 0,
        }
    }

    /// Reads the kept lines of an order, if it counts.
    pub(super) fn read_lines(&mut self, order: &OrderRef<'a>) {
        let mut lines = std::mem::take(&mut self.lines);
        lines.clear();
        if order.standing().counts() {
            let basis = Basis::of(order);
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
                    amount: self.amount(basis, &line),
                    is_returned,
                })
            });
            lines.extend(kept);
        }
        self.lines = lines;
    }

    /// The sum of the amounts of the current lines.
    pub(super) fn amounts(&self) -> Minor {
        let amounts = self.lines.iter().map(|line| line.amount);
        amounts.map(Minor::from).sum()
    }
}
