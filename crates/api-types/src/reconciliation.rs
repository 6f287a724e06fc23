//! A shop's figures held against its platform's own.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Said;

/// The result of comparing a shop's days with its platform's own figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reconciliation {
    /// The shop.
    pub shop: String,
    /// The platform: `shopify`, `woocommerce` or `stripe`; null if nothing was compared yet.
    #[schema(required = true, example = "woocommerce")]
    pub platform: Option<String>,
    /// The currency of every amount.
    #[schema(example = "EUR")]
    pub currency: String,
    /// When this was last done, in the shop's time zone; null if never.
    #[schema(required = true, format = DateTime)]
    pub at: Option<String>,
    /// Whether every day here that can be compared is equal; null if there is none.
    #[schema(required = true)]
    pub equal: Option<bool>,
    /// Why the last attempt failed, for people; null if it did not. The days are then those of the attempt before.
    #[schema(required = true)]
    pub problem: Option<String>,
    /// The problem as a word and its values; absent if there is none, or no word for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem_said: Option<Said>,
    /// All days that were compared, newest first; at most 400.
    pub days: Vec<ReconciledDay>,
}

/// A day compared with the platform's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReconciledDay {
    /// The business day.
    #[schema(format = Date)]
    pub day: String,
    /// When it was last compared, in the shop's time zone.
    #[schema(format = DateTime)]
    pub at: String,
    /// Whether both sides are the same to the cent; null if that cannot be known (see `detail`).
    #[schema(required = true)]
    pub equal: Option<bool>,
    /// What the platform's orders and refunds add up to.
    pub theirs: Charged,
    /// Our figures, without what the platform has in other currencies; null if unknown.
    #[schema(required = true)]
    pub ours: Option<Charged>,
    /// Our figures of what the platform has in other currencies, converted; null if unknown. Neither `ours` nor
    /// `theirs` contains them.
    #[serde(default)]
    #[schema(required = true)]
    pub other_currencies: Option<Charged>,
    /// What the platform's own report says of the day, if it has one. It may be hours behind the orders, and decides
    /// nothing.
    #[serde(default)]
    #[schema(required = true)]
    pub reported: Option<Charged>,
    /// What there is to say of the day if no order can be named, for people; null otherwise.
    #[schema(required = true)]
    pub detail: Option<String>,
    /// The detail as a word and its values; absent if there is none, or no word for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Said>,
    /// Orders, refunds and edits that differ, or did until they were fetched again; at most 100.
    pub differences: Vec<ReconciledOrder>,
    /// How many there are in all.
    pub total: u64,
    /// How many of them are fixed.
    pub mended: u64,
}

/// Amounts with exactly the currency's decimals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Charged {
    /// What was charged in total: net revenue, shipping, tax, fees, tips and gift cards.
    #[schema(example = "1190.00")]
    pub total: String,
    /// The tax in it; null if unknown.
    #[schema(required = true)]
    pub tax: Option<String>,
    /// The shipping in it, without tax; null if unknown.
    #[schema(required = true)]
    pub shipping: Option<String>,
}

/// An order, a refund or an edit that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReconciledOrder {
    /// Its identity.
    #[schema(example = "woo:2003")]
    pub id: String,
    /// The platform's amounts; null if it has none.
    #[schema(required = true)]
    pub theirs: Option<Charged>,
    /// Our amounts; null if we have none.
    #[schema(required = true)]
    pub ours: Option<Charged>,
    /// The currency of these amounts, if it is not the shop's. The platform's code, even if ISO 4217 has no such one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "USD")]
    pub currency: Option<String>,
    /// `missing_here`, `rejected_here` (fetched again, its newest version was rejected), `missing_there`,
    /// `version_behind` (ours was an older one) or `mapped_otherwise` (the newest one counts differently here).
    #[schema(example = "missing_here")]
    pub reason: String,
    /// Why it was rejected, as in the rejects; absent unless it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "no_rate")]
    pub rejected: Option<String>,
    /// Whether fetching it again fixed it.
    pub mended: bool,
}

impl Reconciliation {
    /// With its sentences taken apart too, for an answer: what is kept has only the sentences.
    #[must_use]
    pub fn taken_apart(mut self) -> Reconciliation {
        self.problem_said = self.problem.as_deref().and_then(Said::read);
        for day in &mut self.days {
            day.said = day.detail.as_deref().and_then(Said::read);
        }
        self
    }
}
