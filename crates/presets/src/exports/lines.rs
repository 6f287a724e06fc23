//! Distributes amounts of an order over its lines.

use domain::LineKind;

use crate::event::Line;
use crate::money::Money;

/// Distributes the order's discount over its lines by their value, so that items have their net amounts. A surcharge,
/// or a part that the lines cannot absorb, becomes a line of its own.
pub(super) fn take_off(lines: &mut Vec<Line>, discount: Money) {
    let left = share_out(
        lines,
        discount,
        |line| line.amount - line.discount,
        |line, part| line.discount += part,
    );
    lines.extend(Line::some(LineKind::Discount, left));
}

/// Distributes tax that is inside prices over the lines by what was paid for them.
pub(super) fn tax_inside(lines: &mut [Line], tax: Money) -> Money {
    share_out(
        lines,
        tax,
        |line| line.amount - line.discount,
        |line, part| line.tax += part,
    )
}

/// Distributes an amount by weight; the heaviest line gets the remainder. Returns what is left if there are no weights.
fn share_out(
    lines: &mut [Line],
    amount: Money,
    weight: impl Fn(&Line) -> Money,
    mut add: impl FnMut(&mut Line, Money),
) -> Money {
    let weights: Vec<Money> = lines
        .iter()
        .map(weight)
        .map(|weight| weight.max(Money::ZERO))
        .collect();
    let whole: Money = weights.iter().copied().sum();
    if amount.is_zero() || amount.is_negative() || amount > whole {
        return amount;
    }
    let mut left = amount;
    for (line, weight) in lines.iter_mut().zip(&weights) {
        let part = amount
            .share(weight.micros(), whole.micros())
            .min(left)
            .min(*weight);
        add(line, part);
        left = left - part;
    }
    // Rounding leaves some millionths, and some line has room for them.
    for (line, weight) in lines.iter_mut().zip(&weights) {
        let room = *weight - amount.share(weight.micros(), whole.micros());
        let part = left.min(room.max(Money::ZERO));
        add(line, part);
        left = left - part;
    }
    left
}

/// Fits the lines to the total that the file gives. A difference goes to the most valuable line, or to all of them if
/// that is worth less, and what they cannot take to a line of its own.
pub(super) fn fit(lines: &mut Vec<Line>, whole: Money) {
    let known: Money = lines.iter().map(|line| line.amount).sum();
    let missing = whole - known;
    if missing.is_zero() {
        return;
    }
    let heaviest = lines.iter_mut().max_by_key(|line| line.amount);
    match heaviest {
        Some(line) if !(line.amount + missing).is_negative() => line.amount += missing,
        _ => {
            let take = |line: &mut Line, part| line.amount = line.amount - part;
            let left = share_out(lines, -missing, |line| line.amount, take);
            lines.extend(Line::some(LineKind::Discount, left));
        }
    }
}

/// A line for the whole order if its items are unknown.
pub(super) fn whole_order(amount: Money, quantity: i64) -> Vec<Line> {
    if amount.is_negative() {
        return vec![Line::lump(LineKind::Adjustment, amount)];
    }
    vec![Line {
        sku: "order".into(),
        quantity: quantity.max(1),
        amount,
        ..Line::default()
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(amounts: &[&str]) -> Vec<Line> {
        let line = |amount: &&str| Line {
            sku: "A".into(),
            quantity: 1_000,
            amount: Money::parse(amount).unwrap(),
            ..Line::default()
        };
        amounts.iter().map(line).collect()
    }

    #[test]
    fn a_discount_is_shared_out_to_the_last_millionth() {
        for (amounts, discount) in [
            (&["10.00", "10.00", "10.00"][..], "10.00"),
            (&["0.01", "0.02"], "0.03"),
            (&["80.00", "25.00"], "17.70"),
            (&["5.00"], "6.00"),
            (&["5.00"], "-1.00"),
            (&[], "2.00"),
        ] {
            let discount = Money::parse(discount).unwrap();
            let mut lines = lines(amounts);
            take_off(&mut lines, discount);
            let lumps = lines.iter().filter(|line| line.is_kind(LineKind::Discount));
            let lumps: Money = lumps.map(|line| line.amount).sum();
            let shared: Money = lines.iter().map(|line| line.discount).sum();
            assert_eq!(shared + lumps, discount);
            let goods = lines
                .iter()
                .filter(|line| !line.is_kind(LineKind::Discount));
            for line in goods {
                assert!(line.discount <= line.amount && !line.discount.is_negative());
            }
        }
    }

    #[test]
    fn lines_are_worth_what_the_order_says() {
        let mut some = lines(&["29.25", "13.05"]);
        fit(&mut some, Money::parse("42.31").unwrap());
        assert_eq!(some[0].amount, Money::parse("29.26").unwrap());
        // Of a refunded order the file may name more than was sold: half a metre is a whole piece.
        let mut less = lines(&["44.68", "28.88", "7.39"]);
        fit(&mut less, Money::parse("33.16").unwrap());
        let whole: Money = less.iter().map(|line| line.amount).sum();
        assert_eq!((less.len(), whole), (3, Money::parse("33.16").unwrap()));
        let mut none = lines(&[]);
        fit(&mut none, Money::parse("3").unwrap());
        assert_eq!(none[0].amount, Money::parse("-3").unwrap());
    }
}
