//! The sums of orders, compared with exact fractions, and the orders that are refused.

#![allow(clippy::unwrap_used, reason = "what cannot go on fails the test")]

mod amounts;
mod build;
mod examples;
mod model;
mod refused;

use domain::{Amount, LineKind, LineValue, OrderLine, Price, Quantity, Rate, WholeAmounts};
use proptest::collection::vec;
use proptest::prelude::*;

use build::Built;

fn any_quantity() -> impl Strategy<Value = Quantity> {
    let whole = (1..4_i64).prop_map(|pieces| pieces * 1_000);
    let part = prop_oneof![1..5_000_i64, Just(500), Just(1_250)];
    let quantity = prop_oneof![3 => whole, 1 => part, 1 => 1..=1_000_000_000_i64];
    (quantity, prop::bool::weighted(0.25)).prop_map(|(quantity, is_return)| {
        Quantity::from_thousandths(if is_return { -quantity } else { quantity }).unwrap()
    })
}

/// Whole cents, half cents, or any amount.
fn any_micros() -> impl Strategy<Value = i64> {
    prop_oneof![
        4 => (0..20_000_i64).prop_map(|cents| cents * 10_000),
        2 => (0..2_000_i64).prop_map(|halves| halves * 5_000),
        1 => 0..1_000_000_i64,
        1 => 0..10_000_000_000_i64,
    ]
}

fn any_value(kind: LineKind) -> impl Strategy<Value = LineValue> {
    (any_quantity(), any_micros(), 0..3_u8, any::<bool>()).prop_map(
        move |(quantity, micros, form, is_negative)| {
            let signed = |is_negative: bool| {
                Amount::from_micros(if is_negative { -micros } else { micros }).unwrap()
            };
            match form {
                0 => LineValue::Total {
                    amount: signed(!quantity.is_sold()),
                    quantity,
                },
                1 if kind != LineKind::Product => LineValue::Lump(signed(is_negative)),
                _ => LineValue::Priced {
                    price: Price::from_micros(micros as u64),
                    quantity,
                },
            }
        },
    )
}

/// The value of a line in whole millionths, truncated.
fn worth(value: LineValue) -> i64 {
    match value {
        LineValue::Priced { price, quantity } => {
            let nanos = i128::from(price.micros()) * i128::from(quantity.thousandths()).abs();
            i64::try_from(nanos / 1_000).unwrap()
        }
        LineValue::Total { amount, .. } | LineValue::Lump(amount) => amount.micros().abs(),
    }
}

/// A part of an amount: nothing, all, whole cents, or any.
fn part_of(all: i64, percent: i64, form: u8) -> Amount {
    let part = i64::try_from(i128::from(all) * i128::from(percent) / 100).unwrap();
    let part = match form {
        0..4 => 0,
        4 => all,
        5..8 => part / 10_000 * 10_000,
        _ => part,
    };
    Amount::from_micros(part.min(Amount::MAX.micros())).unwrap()
}

fn any_line() -> impl Strategy<Value = OrderLine<'static>> {
    let kind = prop_oneof![4 => Just(LineKind::Product), 3 => prop::sample::select(LineKind::ALL.to_vec())];
    let value = kind.prop_flat_map(|kind| (Just(kind), any_value(kind)));
    let parts = (0..=100_i64, 0..10_u8, 0..=100_i64, 0..10_u8);
    (value, parts).prop_map(|((kind, value), (discount, of_discount, tax, of_tax))| {
        let worth = worth(value).min(Amount::MAX.micros());
        let discount = part_of(worth, discount, of_discount);
        let tax = part_of(worth - discount.micros(), tax, of_tax);
        OrderLine {
            kind,
            sku: "A",
            name: None,
            value,
            discount,
            tax,
        }
    })
}

fn any_rate() -> impl Strategy<Value = Option<Rate>> {
    let rates = ["0.5", "1.0823", "0.000741234567", "0.333333333333", "25"];
    prop_oneof![2 => Just(None), 1 => prop::sample::select(rates.to_vec()).prop_map(|it| Rate::parse(it).ok())]
}

fn any_order() -> impl Strategy<Value = Built> {
    let whole = vec((any_micros(), any::<bool>()), 5);
    let parts = (any::<bool>(), any::<bool>(), vec(any_line(), 1..6), whole);
    (parts, any_rate()).prop_map(|((is_refund, tax_included, lines, whole), rate)| {
        let amount = |at: usize| {
            let (micros, is_there) = whole[at];
            Amount::from_micros(if is_there { micros } else { 0 }).unwrap()
        };
        Built {
            refund_of: is_refund.then_some("another"),
            tax_included,
            lines,
            whole: WholeAmounts {
                shipping: amount(0),
                discount: amount(1),
                tax: amount(2),
                tip: amount(3),
                fee: amount(4),
            },
            rate,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn orders_add_up_to_what_exact_fractions_do(order in any_order(), currency in prop::sample::select(vec![("USD", 2), ("JPY", 0), ("KWD", 3)])) {
        let (code, decimals) = currency;
        prop_assert_eq!(order.sums(code), model::sums(&order.plain(), decimals, &order.factor()));
    }
}
