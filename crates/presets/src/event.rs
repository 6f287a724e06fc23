//! Order events made from platforms' bodies.

use std::borrow::Cow;

use domain::{
    LineKind, LineValue, OrderEvent, OrderLine, Orders, Quantity, Reason, Rejection, Shop,
    Standing, Timestamp, WholeAmounts,
};
use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::text::Text;

/// An order event as it is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its id, which begins with the platform's name.
    pub id: Text,
    /// The higher one wins. If two events of a family have the same version, the one made from more data counts.
    pub version: i64,
    /// Seconds since 1970.
    pub at: i64,
    /// Whether it counts.
    pub standing: Standing,
    /// The order that it refunds or adds to; the event is then not an order itself.
    pub refund_of: Option<Text>,
    /// Whether prices contain tax.
    pub tax_included: bool,
    /// Where it was sold.
    pub channel: Option<Text>,
    /// Where it is shipped to.
    pub country: Option<Text>,
    /// ISO 4217; absent = the shop's.
    pub currency: Option<Text>,
    /// An earlier time under which it may already have been counted, if its time can differ.
    pub earlier: Option<i64>,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// A line of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its kind, by its stable name.
    #[serde(rename = "k", default, skip_serializing_if = "str::is_empty")]
    pub(crate) kind: Cow<'static, str>,
    /// The SKU, or a substitute.
    #[serde(rename = "s", default, skip_serializing_if = "str::is_empty")]
    pub(crate) sku: Text,
    /// Its name for people; not stored, because the catalogue has it by then.
    #[serde(skip)]
    pub(crate) name: Option<Text>,
    /// Thousandths of a piece, below 0 for a refund; 0 = only an amount.
    #[serde(rename = "q", default, skip_serializing_if = "is_zero")]
    pub(crate) quantity: i64,
    /// For the whole line, with the sign of its quantity.
    #[serde(rename = "a", default, skip_serializing_if = "money_is_zero")]
    pub(crate) amount: Money,
    /// For the whole line, at least 0.
    #[serde(rename = "d", default, skip_serializing_if = "money_is_zero")]
    pub(crate) discount: Money,
    /// For the whole line, at least 0.
    #[serde(rename = "t", default, skip_serializing_if = "money_is_zero")]
    pub(crate) tax: Money,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn money_is_zero(money: &Money) -> bool {
    money.is_zero()
}

impl Line {
    /// An amount of a kind, with any sign.
    pub(crate) fn lump(kind: LineKind, amount: Money) -> Line {
        Line {
            kind: kind.as_str().into(),
            amount,
            ..Line::default()
        }
    }

    /// Like [`Line::lump`]; `None` if the amount is 0.
    pub(crate) fn some(kind: LineKind, amount: Money) -> Option<Line> {
        (!amount.is_zero()).then(|| Line::lump(kind, amount))
    }

    pub(crate) fn is_kind(&self, kind: LineKind) -> bool {
        self.line_kind() == kind
    }

    pub(crate) fn line_kind(&self) -> LineKind {
        LineKind::from_name(&self.kind).unwrap_or_default()
    }

    fn as_order_line(&self, index: usize) -> Result<OrderLine<'_>, Rejection> {
        let amount = |money: Money| {
            money.amount().ok_or_else(|| {
                Rejection::new(
                    Reason::InvalidAmount,
                    format!("an amount of line {index} is beyond 1,000,000,000,000"),
                )
            })
        };
        let value = match self.quantity {
            0 => LineValue::Lump(amount(self.amount)?),
            thousandths => {
                let quantity = Quantity::from_thousandths(thousandths).ok_or_else(|| {
                    Rejection::new(
                        Reason::InvalidQuantity,
                        format!("the quantity of line {index} is beyond 1,000,000"),
                    )
                })?;
                LineValue::Total {
                    amount: amount(self.amount)?,
                    quantity,
                }
            }
        };
        Ok(OrderLine {
            kind: self.line_kind(),
            sku: &self.sku,
            name: self.name.as_deref(),
            value,
            discount: amount(self.discount)?,
            tax: amount(self.tax)?,
        })
    }
}

impl Event {
    /// Validates the event against its shop and adds it to a batch. It replaces everything known under its id.
    ///
    /// # Errors
    /// As [`Orders::push`]; nothing is added then.
    pub fn push(&self, shop: &Shop, now: Timestamp, into: &mut Orders) -> Result<(), Rejection> {
        let lines = self.lines.iter().enumerate();
        let lines = lines.map(|(index, line)| line.as_order_line(index));
        let lines: Vec<OrderLine<'_>> = lines.collect::<Result<_, _>>()?;
        let event = OrderEvent {
            id: &self.id,
            placed_at: Timestamp::from_millis(self.at.saturating_mul(1_000)),
            currency: self.currency.as_deref(),
            rate: None,
            version: self.version,
            standing: self.standing,
            refund_of: self.refund_of.as_deref(),
            tax_included: self.tax_included,
            channel: self.channel.as_deref(),
            country: self.country.as_deref(),
            lines: &lines,
            whole: WholeAmounts::NONE,
        };
        into.push(shop, now, &event)?;
        let earlier = self
            .earlier
            .map(|at| Timestamp::from_millis(at.saturating_mul(1_000)));
        into.note_joined(into.len() - 1, earlier);
        Ok(())
    }
}
