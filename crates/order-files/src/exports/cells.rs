//! Gives a platform's rules access to the cells of one order.

use std::borrow::Cow;

use domain::{Currency, Reason, Rejection};
use presets::exports::{Cells, Column, without_entities};

use super::super::columns::joined;
use super::super::csv::{Ambiguous, ShopFacts, money};
use super::sheet::Sheet;

/// The rows of one order in a sheet.
pub(super) struct OrderCells<'s> {
    pub(super) sheet: &'s Sheet,
    pub(super) shop: &'s ShopFacts,
    pub(super) rows: Vec<u32>,
}

impl OrderCells<'_> {
    /// The order's currency, or else the shop's.
    fn currency(&self) -> Option<String> {
        let said = self
            .rows
            .iter()
            .find_map(|row| self.sheet.cell(*row, Column::Currency));
        let currency = said.or(self.shop.currency.as_deref());
        currency.map(str::to_ascii_uppercase)
    }

    /// Explains why an amount with this sign does not belong to the order.
    fn foreign(&self, sign: &str, column: Column, text: &str) -> Option<Rejection> {
        let said = format!("{} is `{text}`", column.name());
        match self.currency() {
            Some(currency) if money::stands_for(sign, &currency) => None,
            Some(currency) => Some(Rejection::new(
                Reason::CurrencyMismatch,
                format!("{said}, but the order is in {currency}: `{sign}` does not stand for that"),
            )),
            None => Some(Rejection::new(
                Reason::InvalidAmount,
                format!("{said}: is `{sign}` the shop's currency? Use --currency"),
            )),
        }
    }

    /// Whether a sign may group thousands. Platforms write amounts with the currency's decimals, so with two decimals
    /// `1,234` cannot be a decimal amount.
    fn is_grouped(&self, column: Column) -> bool {
        let currency = self
            .currency()
            .and_then(|code| Currency::from_code(&code).ok());
        column.is_money() && currency.is_some_and(|currency| currency.exponent() != 3)
    }
}

impl Cells for OrderCells<'_> {
    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn text(&self, row: usize, column: Column) -> Option<&str> {
        self.sheet.cell(*self.rows.get(row)?, column)
    }

    fn number(&self, row: usize, column: Column) -> Result<Option<Cow<'_, str>>, Rejection> {
        let Some(cell) = self.text(row, column) else {
            return Ok(None);
        };
        let text = without_entities(cell);
        // Accountants write negative amounts in brackets.
        let inner = text
            .strip_prefix('(')
            .and_then(|rest| rest.strip_suffix(')'));
        let text = inner.map_or(text.clone(), |inner| Cow::Owned(format!("-{inner}")));
        let (amount, sign) = match column.is_money() {
            true => money::split(&text),
            false => (Cow::Borrowed(&*text), None),
        };
        if let Some(wrong) = sign.and_then(|sign| self.foreign(sign, column, cell)) {
            return Err(wrong);
        }
        let amounts = self.sheet.amounts(column);
        let plain = match self.is_grouped(column) {
            true => amounts.plain_or_grouped(&amount),
            false => amounts.plain(&amount),
        };
        let plain = plain.map_err(|Ambiguous| {
            let (name, file) = (column.name(), &self.sheet.name);
            let detail = format!(
                "{name} is `{cell}`, and {file} does not show whether the comma or the point is its decimal sign; use \
                 --decimal comma or --decimal point"
            );
            Rejection::new(Reason::InvalidAmount, detail)
        })?;
        Ok(Some(Cow::Owned(plain.into_owned())))
    }

    fn time(&self, row: usize, column: Column) -> Result<Option<i64>, Rejection> {
        let Some(text) = self.text(row, column) else {
            return Ok(None);
        };
        let is_main = column == Column::Time;
        let time = self.text(row, Column::TimeOfDay).filter(|_| is_main);
        let text = time.map_or(Cow::Borrowed(text), |time| joined(text, time));
        let words = self.text(row, Column::Zone);
        let clocks = &self.sheet.clocks;
        match clocks.read(&self.shop.clock, &text, words, is_main) {
            Some(at) => Ok(Some(at.millis().div_euclid(1_000))),
            None => Err(Rejection::new(
                Reason::InvalidTimestamp,
                clocks.why_not(&text),
            )),
        }
    }
}
