//! A shop's figures held against its platform's own.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What came of holding a shop's days against its platform's own figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reconciliation {
    /// The shop.
    pub shop: String,
    /// The platform: `shopify`, `woocommerce` or `stripe`; null when nothing was compared yet.
    #[schema(required = true, example = "woocommerce")]
    pub platform: Option<String>,
    /// The currency of every amount.
    #[schema(example = "EUR")]
    pub currency: String,
    /// When it was done last, in the shop's time zone; null when it never was.
    #[schema(required = true, format = DateTime)]
    pub at: Option<String>,
    /// Whether every day here is equal; null when none was compared.
    #[schema(required = true)]
    pub equal: Option<bool>,
    /// Why the last attempt came to nothing, for people; null when it did not. The days are those of the one before then.
    #[schema(required = true)]
    pub problem: Option<String>,
    /// The days that were ever compared, newest first; at most 400.
    pub days: Vec<ReconciledDay>,
}

/// A day held against the platform's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReconciledDay {
    /// The business day.
    #[schema(format = Date)]
    pub day: String,
    /// When it was compared last, in the shop's time zone.
    #[schema(format = DateTime)]
    pub at: String,
    /// Whether both sides are the same to the cent.
    pub equal: bool,
    /// What the platform's orders and refunds add up to.
    pub theirs: Charged,
    /// What we say; null where it is not known.
    #[schema(required = true)]
    pub ours: Option<Charged>,
    /// What the platform's own report says of the day, where it has one: it may be hours behind the orders that it is made of, and
    /// decides nothing.
    #[serde(default)]
    #[schema(required = true)]
    pub reported: Option<Charged>,
    /// What is to be said of the day where no order can be named, for people; null otherwise.
    #[schema(required = true)]
    pub detail: Option<String>,
    /// Orders, refunds and edits that differ or did so until they were fetched anew; at most 100.
    pub differences: Vec<ReconciledOrder>,
    /// How many there are in all.
    pub total: u64,
    /// How many of them are mended.
    pub mended: u64,
}

/// Amounts with exactly the currency's decimals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Charged {
    /// What was charged in all: net revenue, shipping, tax, fees, tips and gift cards.
    #[schema(example = "1190.00")]
    pub total: String,
    /// The tax of it; null where it is not told.
    #[schema(required = true)]
    pub tax: Option<String>,
    /// The shipping of it, without tax; null where it is not told.
    #[schema(required = true)]
    pub shipping: Option<String>,
}

/// An order, a refund or an edit that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReconciledOrder {
    /// Its identity.
    #[schema(example = "woo:2003")]
    pub id: String,
    /// What the platform says; null where it has none.
    #[schema(required = true)]
    pub theirs: Option<Charged>,
    /// What we say; null where we have none.
    #[schema(required = true)]
    pub ours: Option<Charged>,
    /// `missing_here`, `missing_there`, `version_behind` (ours was an older one) or `mapped_otherwise` (the newest one counts otherwise here).
    #[schema(example = "missing_here")]
    pub reason: String,
    /// Whether fetching it anew mended it.
    pub mended: bool,
}
