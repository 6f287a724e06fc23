//! The rows of one order.

use std::borrow::Cow;
use std::cell::RefCell;

use compact_str::format_compact;
use domain::{Quantity, Reason, Rejection, Standing};

use super::Column;
use super::entities::without_entities;
use super::status::Words;
use crate::event::{Event, Line};
use crate::money::Money;
use crate::text::Text;

/// The longest key of an item, in bytes.
const MAX_KEY: usize = 128;

/// The cells of an order's rows, as written in the file.
pub trait Cells {
    /// The number of rows, at least one.
    fn rows(&self) -> usize;

    /// A cell's text; `None` if the column does not exist or the cell is empty.
    fn text(&self, row: usize, column: Column) -> Option<&str>;

    /// A cell's number in the usual form of programs: a minus, digits, a point.
    ///
    /// # Errors
    /// When it is ambiguous, or has another currency than the order.
    fn number(&self, row: usize, column: Column) -> Result<Option<Cow<'_, str>>, Rejection>;

    /// A cell's time, in seconds since 1970.
    ///
    /// # Errors
    /// When it is not a time, or is ambiguous.
    fn time(&self, row: usize, column: Column) -> Result<Option<i64>, Rejection>;
}

/// The rows of one order, with the problems found while reading.
pub(super) struct Rows<'a> {
    cells: &'a dyn Cells,
    words: Words,
    strange_status: RefCell<Option<String>>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(cells: &'a dyn Cells, words: Words) -> Rows<'a> {
        Rows {
            cells,
            words,
            strange_status: RefCell::default(),
        }
    }

    pub(super) fn each(&self) -> std::ops::Range<usize> {
        0..self.cells.rows()
    }

    pub(super) fn strange_status(self) -> Option<String> {
        self.strange_status.into_inner()
    }

    pub(super) fn text(&self, row: usize, column: Column) -> Option<&str> {
        self.cells.text(row, column)
    }

    /// The first non-empty cell: fields of the order are on each of its rows, or on one.
    pub(super) fn first(&self, column: Column) -> Option<&str> {
        self.each().find_map(|row| self.text(row, column))
    }

    pub(super) fn money(&self, row: usize, column: Column) -> Result<Money, Rejection> {
        Ok(self.some_money(row, column)?.unwrap_or(Money::ZERO))
    }

    pub(super) fn some_money(
        &self,
        row: usize,
        column: Column,
    ) -> Result<Option<Money>, Rejection> {
        let Some(number) = self.cells.number(row, column)? else {
            return Ok(None);
        };
        let money = Money::parse(&number);
        money
            .map(Some)
            .map_err(|what| invalid(Reason::InvalidAmount, column, &what))
    }

    /// An amount of a row without which its item is not known: an empty cell is not 0.
    pub(super) fn needed_money(&self, row: usize, column: Column) -> Result<Money, Rejection> {
        let money = self.some_money(row, column)?;
        money.ok_or_else(|| invalid(Reason::InvalidAmount, column, "is empty"))
    }

    /// An amount of the order, which is on each of its rows or on one of them: the first that is not 0.
    pub(super) fn once(&self, column: Column) -> Result<Option<Money>, Rejection> {
        let mut found = None;
        for row in self.each() {
            match self.some_money(row, column)? {
                Some(money) if !money.is_zero() => return Ok(Some(money)),
                Some(zero) => found = Some(zero),
                None => {}
            }
        }
        Ok(found)
    }

    /// Like [`Rows::once`], for an amount without which the order is not known.
    pub(super) fn needed_once(&self, column: Column) -> Result<Money, Rejection> {
        let money = self.once(column)?;
        money.ok_or_else(|| invalid(Reason::InvalidAmount, column, "is empty"))
    }

    pub(super) fn once_or_zero(&self, column: Column) -> Result<Money, Rejection> {
        Ok(self.once(column)?.unwrap_or(Money::ZERO))
    }

    /// Thousandths of a piece; `None` if there is no number, or 0.
    pub(super) fn quantity(&self, row: usize) -> Result<Option<i64>, Rejection> {
        let micros = self.money(row, Column::Quantity)?.micros();
        let thousandths = micros.signum() * ((micros.abs() + 500) / 1_000);
        match thousandths {
            0 => Ok(None),
            some if Quantity::from_thousandths(some).is_some() => Ok(Some(some)),
            _ => Err(invalid(
                Reason::InvalidQuantity,
                Column::Quantity,
                "is beyond 1,000,000",
            )),
        }
    }

    /// The order's id with its platform's name.
    pub(super) fn id(&self, platform: &str) -> Result<Text, Rejection> {
        let own = self.first(Column::Id).or_else(|| self.first(Column::Key));
        let own = own.ok_or_else(|| Rejection::new(Reason::MissingId, "the order has no id"))?;
        Ok(format_compact!("{platform}:{own}"))
    }

    /// When the order was placed, in seconds since 1970.
    pub(super) fn placed_at(&self) -> Result<i64, Rejection> {
        self.time(Column::Time)?
            .ok_or_else(|| Rejection::new(Reason::InvalidTimestamp, "the order has no time"))
    }

    pub(super) fn time(&self, column: Column) -> Result<Option<i64>, Rejection> {
        let row = self.each().find(|row| self.text(*row, column).is_some());
        match row {
            Some(row) => self.time_of(row, column),
            None => Ok(None),
        }
    }

    pub(super) fn time_of(&self, row: usize, column: Column) -> Result<Option<i64>, Rejection> {
        self.cells.time(row, column)
    }

    /// The standing of the order by the words of its status. An unknown status is noted, and the order counts.
    pub(super) fn standing(&self) -> super::status::Stand {
        let Some(text) = self.first(Column::Status) else {
            return super::status::Stand::Placed;
        };
        super::status::stand(text, self.words).unwrap_or_else(|| {
            *self.strange_status.borrow_mut() = Some(text.to_owned());
            super::status::Stand::Placed
        })
    }

    /// A row's item: its key and its name.
    pub(super) fn item(&self, row: usize) -> Line {
        let name = self.text(row, Column::Title).map(without_entities);
        let key = self
            .text(row, Column::Sku)
            .or_else(|| self.text(row, Column::ItemId));
        Line {
            sku: item_key(key, name.as_deref()),
            name: name.map(Text::from),
            ..Line::default()
        }
    }

    /// An event that counts, without lines.
    pub(super) fn event(&self, id: Text, at: i64) -> Event {
        let country = self.first(Column::Country);
        let country = country.or_else(|| self.first(Column::BillingCountry));
        Event {
            id,
            version: 0,
            at,
            standing: Standing::Counts,
            refund_of: None,
            tax_included: false,
            channel: None,
            country: country.map(Text::from),
            currency: self
                .first(Column::Currency)
                .map(|code| code.to_ascii_uppercase().into()),
            earlier: None,
            lines: Vec::new(),
        }
    }

    /// The refund of an order if only a file reports it: a single amount.
    pub(super) fn refund(&self, of: &Event, id: Text, at: i64, amount: Money) -> Event {
        let lines = Line::some(domain::LineKind::Adjustment, -amount);
        Event {
            id,
            at,
            refund_of: Some(of.id.clone()),
            tax_included: false,
            lines: lines.into_iter().collect(),
            ..of.clone()
        }
    }
}

/// An item's key: the given one, or else its name.
pub(super) fn item_key(key: Option<&str>, name: Option<&str>) -> Text {
    let mut key = match (key, name) {
        (Some(key), _) => key.into(),
        (None, Some(name)) => format_compact!("name:{name}"),
        (None, None) => "unknown".into(),
    };
    key.truncate(key.floor_char_boundary(MAX_KEY));
    key
}

pub(super) fn invalid(reason: Reason, column: Column, what: &str) -> Rejection {
    Rejection::new(reason, format!("{} {what}", column.name()))
}
