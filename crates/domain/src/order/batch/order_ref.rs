//! An order of a batch.

use std::ops::Range;

use super::super::event::{Standing, WholeAmounts};
use super::super::extra::{self, Extra};
use super::super::line::OrderLine;
use super::part::Part;
use super::rows::{OrderDetails, OrderRow, RareDetails};
use crate::{Channel, Exchange, Market, Minor, Rate, Sums, Timestamp};

/// An order in a batch.
#[derive(Clone, Copy, Debug)]
pub struct OrderRef<'a> {
    pub(super) batch: &'a Part,
    pub(super) row: &'a OrderRow,
}

impl<'a> OrderRef<'a> {
    /// The order's identity in its shop.
    pub fn id(&self) -> &'a str {
        self.row.id.of(&self.batch.text)
    }

    /// Whether its source derived its id. A source may give two orders the same one by mistake; an order with its own
    /// id is the order of that id, whatever its other content.
    pub fn is_id_given(&self) -> bool {
        self.row.is_id_given
    }

    /// Whether it is to be compared with the known order, see [`Orders::note_compared`](super::Orders::note_compared).
    pub fn is_compared(&self) -> bool {
        self.row.is_compared
    }

    /// Whether it is joined from all known pieces, see [`Orders::note_joined`](super::Orders::note_joined).
    pub fn is_joined(&self) -> bool {
        self.rare().is_some_and(|details| details.is_joined)
    }

    /// An earlier time under which it may have been counted.
    pub fn earlier(&self) -> Option<Timestamp> {
        self.rare()?.earlier
    }

    /// When it was placed.
    pub fn placed_at(&self) -> Timestamp {
        self.row.placed_at
    }

    /// Its version; the higher one wins.
    pub fn version(&self) -> i64 {
        self.row.version
    }

    /// Whether it counts.
    pub fn standing(&self) -> Standing {
        self.row.standing
    }

    /// The id of the refunded order, if it is a refund.
    pub fn refund_of(&self) -> Option<&'a str> {
        let id = self.rare()?.refund_of.of(&self.batch.text);
        Some(id).filter(|id| !id.is_empty())
    }

    /// Whether the prices of its lines include tax.
    pub fn tax_included(&self) -> bool {
        self.details().is_some_and(|details| details.tax_included)
    }

    /// The channel that sold it, in the body's words.
    pub fn channel(&self) -> Option<&'a str> {
        let channel = self.details()?.channel.of(&self.batch.text);
        Some(channel).filter(|channel| !channel.is_empty())
    }

    /// The country it goes to, in the body's words.
    pub fn country(&self) -> Option<&'a str> {
        let country = self.details()?.country.of(&self.batch.text);
        Some(country).filter(|country| !country.is_empty())
    }

    /// Its amounts for the order as a whole.
    pub fn whole(&self) -> WholeAmounts {
        self.details()
            .map_or(WholeAmounts::NONE, |details| details.whole)
    }

    /// The currency of its lines and amounts, if it is not the shop's.
    pub fn currency(&self) -> Option<&'a str> {
        let currency = self.rare()?.currency.of(&self.batch.text);
        Some(currency).filter(|currency| !currency.is_empty())
    }

    /// The rate for that currency in its own body.
    pub fn rate(&self) -> Option<Rate> {
        self.rare()?.rate
    }

    /// The factor that converts its lines and amounts into the shop's currency.
    pub fn exchange(&self) -> Option<Exchange> {
        self.rare()?.exchange
    }

    fn details(&self) -> Option<&'a OrderDetails> {
        self.batch.order_details.get(self.row.details as usize)
    }

    fn rare(&self) -> Option<&'a RareDetails> {
        self.batch.rare_details.get(self.details()?.rare as usize)
    }

    /// Its revenue, see [`Measure::Revenue`](crate::Measure::Revenue).
    pub fn revenue(&self) -> Minor {
        self.row.revenue.into()
    }

    /// Its returns if they are above 0, and otherwise 0, see [`Measure::Returns`](crate::Measure::Returns).
    pub fn returns(&self) -> Minor {
        self.row.returns.into()
    }

    /// Further data, if any.
    pub fn extra(&self) -> Option<&'a Extra> {
        self.row.extra.of(&self.batch.extras)
    }

    /// Whether its market equals that of a stored order. An order stored before channels were kept has none, and
    /// `other` may have become one of the shop's own channels since.
    pub(crate) fn is_sold_in(&self, stored: Market) -> bool {
        let market = self.extra().map(Extra::market).unwrap_or_default();
        let is_channel = stored.channel == market.channel || stored.channel == Some(Channel::OTHER);
        (is_channel || stored.channel.is_none())
            && (stored.country.is_none() || stored.country == market.country)
    }

    /// All of its sums, if it counts.
    pub fn sums(&self) -> Sums {
        let units = self.lines().filter_map(|line| line.sold_units());
        extra::joined(units, self.revenue(), self.returns(), self.extra())
    }

    /// How much of a day's room its amounts take.
    pub(crate) fn weight(&self) -> Minor {
        self.revenue() + self.returns() + self.extra().map_or(0, Extra::weight)
    }

    /// Its item lines.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = OrderLine<'a>> + use<'a> {
        let (batch, (from, to)) = (self.batch, self.row.lines);
        let rows: Range<usize> = from as usize..to as usize;
        batch.lines[rows].iter().map(|row| batch.line(row))
    }
}
