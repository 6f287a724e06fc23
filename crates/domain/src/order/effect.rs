//! The contribution of an order to each measure: only the formulas.

use num_rational::BigRational;

use super::event::OrderEvent;
use super::line::{LineKind, OrderLine, nanos};
use super::round::{Share, Total};
use crate::Measure::{
    self, Discounts, Fees, GiftCards, Orders, ReturnedUnits, Returns, Revenue, Shipping, Tax, Tips,
    Units,
};
use crate::{Currency, Exchange, Minor, Sums};

/// The sums of an event in the shop's currency. Money is rounded once per measure, half away from zero. The net of the
/// sold lines is rounded first, and their discounts are the difference, so that revenue less discounts is exactly that
/// net. Foreign currencies are converted before rounding.
pub(crate) fn sums_of(
    currency: &Currency,
    exchange: Option<Exchange>,
    event: &OrderEvent<'_>,
) -> Sums {
    let parts = Parts::of(event);
    let round = |nanos: i128| rounded(currency, exchange, nanos);
    let revenue = match exchange {
        None => parts.gross.rounded(currency),
        Some(exchange) => exchange.minor(currency, &exact_gross(event)),
    };
    let of_every_measure: [_; Measure::COUNT] = [
        (Orders, i128::from(parts.sells && event.refund_of.is_none())),
        (Units, parts.units),
        (Revenue, revenue),
        (Returns, round(parts.returned)),
        (ReturnedUnits, parts.returned_units),
        (
            Discounts,
            revenue - round(parts.net) + round(parts.discounts),
        ),
        (Shipping, round(parts.shipping)),
        (Tax, round(parts.tax)),
        (Tips, round(parts.tips)),
        (Fees, round(parts.fees)),
        (GiftCards, round(parts.gift_cards)),
    ];
    Sums::from(of_every_measure)
}

/// The gross of the sold lines as an exact fraction of billionths: a truncated part could be missing after a
/// conversion.
fn exact_gross(event: &OrderEvent<'_>) -> BigRational {
    let is_sold = |line: &&OrderLine<'_>| line.kind == LineKind::Product && line.is_positive();
    let sold = event.lines.iter().filter(is_sold);
    sold.map(|line| {
        let exact = |nanos: i128| BigRational::from_integer(nanos.into());
        let Share { of, part, whole } = gross_share(line, net_nanos(line, event.tax_included));
        match whole {
            0 => exact(of),
            whole => exact(of) * exact(part) / exact(whole),
        }
    })
    .sum()
}

/// Tax is removed from a line before its discount: gross is the line's value times the untaxed share of the price paid.
fn gross_share(line: &OrderLine<'_>, net: i128) -> Share {
    let worth = line.worth_nanos();
    Share {
        of: worth,
        part: net,
        whole: worth - nanos(line.discount),
    }
}

/// Converts billionths of the event's unit into the shop's minor unit, rounded.
fn rounded(currency: &Currency, exchange: Option<Exchange>, nanos: i128) -> Minor {
    match exchange {
        // Most orders do not have most of the possible amounts.
        _ if nanos == 0 => 0,
        None => currency.round_nanos(nanos),
        Some(exchange) => exchange.minor(currency, &BigRational::from_integer(nanos.into())),
    }
}

/// The value of an event's returned products, without adjustments.
pub(super) fn returned_of(
    currency: &Currency,
    exchange: Option<Exchange>,
    event: &OrderEvent<'_>,
) -> Minor {
    let back = event.lines.iter();
    let back = back.filter(|line| line.returned_units().is_some());
    let nanos = back.map(|line| net_nanos(line, event.tax_included)).sum();
    rounded(currency, exchange, nanos)
}

/// The value of a line of a checked order: after its discount, without tax, rounded separately, and without sign. The
/// sum over an order's lines may differ from the order's amount by these roundings.
pub(crate) fn line_amount(
    currency: &Currency,
    exchange: Option<Exchange>,
    line: &OrderLine<'_>,
    tax_included: bool,
) -> u64 {
    let net = rounded(currency, exchange, net_nanos(line, tax_included));
    u64::try_from(net).unwrap_or_default()
}

/// The value of a line after its discount and without tax, in billionths of the major unit. Negative if the line's tax
/// exceeds it.
pub(super) fn net_nanos(line: &OrderLine<'_>, tax_included: bool) -> i128 {
    net_of(line.worth_nanos(), line, tax_included)
}

fn net_of(worth: i128, line: &OrderLine<'_>, tax_included: bool) -> i128 {
    let tax = if tax_included { nanos(line.tax) } else { 0 };
    worth - nanos(line.discount) - tax
}

/// Exact sums: money in billionths of the major unit, units in whole pieces.
#[derive(Default)]
struct Parts {
    /// Whether anything was sold.
    sells: bool,
    units: i128,
    returned_units: i128,
    /// For sold products, before their discounts.
    gross: Total,
    /// For sold products, after their discounts.
    net: i128,
    returned: i128,
    /// For the order as a whole.
    discounts: i128,
    shipping: i128,
    tax: i128,
    tips: i128,
    fees: i128,
    gift_cards: i128,
}

impl Parts {
    fn of(event: &OrderEvent<'_>) -> Parts {
        let whole = &event.whole;
        let mut parts = Parts {
            discounts: nanos(whole.discount),
            shipping: nanos(whole.shipping),
            tax: nanos(whole.tax),
            tips: nanos(whole.tip),
            fees: nanos(whole.fee),
            ..Parts::default()
        };
        for line in event.lines {
            parts.add(line, event.tax_included);
        }
        parts
    }

    fn add(&mut self, line: &OrderLine<'_>, tax_included: bool) {
        let signed = |nanos: i128| if line.is_positive() { nanos } else { -nanos };
        let worth = line.worth_nanos();
        let net = net_of(worth, line, tax_included);
        if !matches!(line.kind, LineKind::Tax | LineKind::Discount) {
            self.tax += signed(nanos(line.tax));
        }
        match line.kind {
            LineKind::Product => self.add_product(line, net),
            LineKind::GiftCard => {
                self.sells |= line.is_positive();
                self.gift_cards += signed(net);
            }
            LineKind::Shipping => self.shipping += signed(net),
            LineKind::Tip => self.tips += signed(net),
            LineKind::Fee => self.fees += signed(net),
            LineKind::Tax => self.tax += signed(worth),
            LineKind::Discount => self.discounts += signed(worth),
            LineKind::Adjustment => self.returned -= signed(worth),
        }
    }

    fn add_product(&mut self, line: &OrderLine<'_>, net: i128) {
        let pieces = line
            .quantity()
            .map_or(0, |quantity| quantity.pieces().into());
        if !line.is_positive() {
            self.returned += net;
            self.returned_units += pieces;
            return;
        }
        self.sells = true;
        self.units += pieces;
        self.net += net;
        self.gross += gross_share(line, net);
    }
}
