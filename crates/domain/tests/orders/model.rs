//! The sums of an order, according to the documentation and computed with exact fractions: it shares only names with
//! the crate.

use domain::{LineKind, Measure, Sums};
use num_rational::BigRational;
use num_traits::{One as _, Signed as _, ToPrimitive as _, Zero as _};

/// A line in plain fractions.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) kind: LineKind,
    /// `None` = a lump amount.
    pub(crate) quantity: Option<BigRational>,
    /// Its value, with sign.
    pub(crate) worth: BigRational,
    pub(crate) discount: BigRational,
    pub(crate) tax: BigRational,
}

/// An order in plain fractions.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) is_refund: bool,
    pub(crate) tax_included: bool,
    pub(crate) lines: Vec<Line>,
}

/// A decimal, given in millionths.
pub(crate) fn micros(micros: i64) -> BigRational {
    BigRational::new(micros.into(), 1_000_000.into())
}

/// In units of 10^-`decimals`, rounded half away from zero.
fn rounded(value: &BigRational, decimals: i32) -> i128 {
    let scaled = value.abs() * BigRational::from_integer(10.into()).pow(decimals);
    let half = BigRational::new(1.into(), 2.into());
    let magnitude = (scaled + half).floor().to_integer();
    let magnitude = magnitude.to_i128().unwrap();
    if value.is_negative() {
        -magnitude
    } else {
        magnitude
    }
}

/// The sums of an order in a currency with this many decimals; `factor` converts the order's amounts into it.
pub(crate) fn sums(order: &Order, decimals: i32, factor: &BigRational) -> Sums {
    let mut sums = Sums::ZERO;
    let zero = BigRational::zero;
    let (mut gross, mut net, mut returned, mut discounts) = (zero(), zero(), zero(), zero());
    let (mut shipping, mut tax, mut tips) = (zero(), zero(), zero());
    let (mut fees, mut gift_cards) = (zero(), zero());
    let mut sells = false;
    for line in &order.lines {
        let sign = match &line.quantity {
            Some(quantity) => quantity.signum(),
            None if line.worth.is_negative() => -BigRational::one(),
            None => BigRational::one(),
        };
        let worth = line.worth.abs();
        let paid = &worth - &line.discount;
        let inside = if order.tax_included {
            line.tax.clone()
        } else {
            zero()
        };
        let line_net = &paid - &inside;
        let share = if paid.is_zero() {
            BigRational::one()
        } else {
            &line_net / &paid
        };
        if line.kind != LineKind::Tax && line.kind != LineKind::Discount {
            tax += &sign * &line.tax;
        }
        let pieces = line
            .quantity
            .as_ref()
            .map_or(0, |quantity| rounded(quantity, 0).abs().max(1));
        let signed_net = &sign * &line_net;
        match line.kind {
            LineKind::Product if sign.is_positive() => {
                sells = true;
                sums[Measure::Units] += pieces;
                gross += &worth * share;
                net += line_net;
            }
            LineKind::Product => {
                sums[Measure::ReturnedUnits] += pieces;
                returned += line_net;
            }
            LineKind::GiftCard => {
                sells |= sign.is_positive();
                gift_cards += signed_net;
            }
            LineKind::Shipping => shipping += signed_net,
            LineKind::Tip => tips += signed_net,
            LineKind::Fee => fees += signed_net,
            LineKind::Tax => tax += sign * worth,
            LineKind::Discount => discounts += sign * worth,
            LineKind::Adjustment => returned -= sign * worth,
        }
    }
    let money = |value: &BigRational| rounded(&(value * factor), decimals);
    sums[Measure::Orders] = i128::from(sells && !order.is_refund);
    sums[Measure::Revenue] = money(&gross);
    sums[Measure::Returns] = money(&returned);
    sums[Measure::Discounts] = money(&gross) - money(&net) + money(&discounts);
    sums[Measure::Shipping] = money(&shipping);
    sums[Measure::Tax] = money(&tax);
    sums[Measure::Tips] = money(&tips);
    sums[Measure::Fees] = money(&fees);
    sums[Measure::GiftCards] = money(&gift_cards);
    sums
}
