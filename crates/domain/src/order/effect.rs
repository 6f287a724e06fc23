//! What an order's lines add to each measure: the formulas, and nothing else.

use super::event::OrderLine;
use crate::Measure::{self, Orders, ReturnedUnits, Returns, Revenue, Units};
use crate::{Currency, Sums};

/// What lines add up to. Money is rounded once a measure, half away from zero.
pub(crate) fn sums_of(currency: &Currency, lines: &[OrderLine<'_>]) -> Sums {
    let parts = Parts::of(lines);
    let of = |measure| match measure {
        Orders => i128::from(parts.sold_units > 0),
        Units => parts.sold_units,
        Revenue => currency.round_micros(parts.sold),
        Returns => currency.round_micros(parts.returned),
        ReturnedUnits => parts.returned_units,
    };
    Measure::all()
        .map(|measure| (measure, of(measure)))
        .collect()
}

/// Exact sums of the lines: money in millionths, units in whole pieces.
#[derive(Default)]
struct Parts {
    sold: i128,
    sold_units: i128,
    returned: i128,
    returned_units: i128,
}

impl Parts {
    fn of(lines: &[OrderLine<'_>]) -> Parts {
        let mut parts = Parts::default();
        for line in lines {
            let quantity = i128::from(line.quantity);
            let amount = i128::from(line.price.micros()) * quantity;
            if quantity > 0 {
                parts.sold += amount;
                parts.sold_units += quantity;
            } else {
                parts.returned -= amount;
                parts.returned_units -= quantity;
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Price;

    #[test]
    fn sold_and_returned_lines_are_summed_apart() {
        let usd = Currency::from_code("USD").unwrap();
        let line = |price: &str, quantity| OrderLine {
            sku: "A",
            name: None,
            price: Price::parse(price).unwrap(),
            quantity,
        };
        let sums = sums_of(&usd, &[line("0.335", 3), line("1.255", -2), line("0", 1)]);
        let sums = [Orders, Units, Revenue, Returns, ReturnedUnits].map(|measure| sums[measure]);
        assert_eq!(sums, [1, 4, 101, 251, 2]);
        let refund = sums_of(&usd, &[line("1.00", -1)]);
        assert_eq!(
            (refund[Orders], refund[Units], refund[Returns]),
            (0, 0, 100)
        );
        assert_eq!(sums_of(&usd, &[]), Sums::ZERO);
    }
}
