//! What an order says, before it is checked.

use crate::{Price, Timestamp};

/// Whether an order stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// It stands.
    #[default]
    Placed,
    /// It was cancelled and contributes nothing.
    Cancelled,
}

/// One order event, decoded but not yet checked against its shop.
#[derive(Clone, Debug)]
pub struct OrderEvent<'a> {
    /// The order's identity in its shop.
    pub id: &'a str,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// ISO 4217 code, absent = the shop's.
    pub currency: Option<&'a str>,
    /// The higher one wins.
    pub version: i64,
    /// Placed or cancelled.
    pub status: Status,
    /// The item lines.
    pub lines: &'a [OrderLine<'a>],
}

/// One item line. A negative quantity is a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderLine<'a> {
    /// The stock-keeping unit.
    pub sku: &'a str,
    /// What people call it.
    pub name: Option<&'a str>,
    /// Price of one.
    pub price: Price,
    /// How many: sold if positive, returned if negative, never 0.
    pub quantity: i64,
}
