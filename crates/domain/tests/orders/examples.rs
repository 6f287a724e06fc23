//! Orders of real shops, with the figures in the shops' own reports.

use domain::{LineKind, LineValue, Measure, OrderLine, Sums, Totals, WholeAmounts};

use super::build::{amount, lump, order, quantity, sold, with};

fn figures(sums: Sums, names: &[&str]) -> Vec<i128> {
    let totals = Totals::new(sums, None);
    names
        .iter()
        .map(|name| totals.named(name).unwrap())
        .collect()
}

const NET: [&str; 4] = ["revenue", "discounts", "returns", "net_revenue"];

#[test]
fn tax_inside_leaves_the_line_before_the_discount_does() {
    let mut shirt = order(&[with(sold("1", "100"), "25", "6.82")]);
    shirt.tax_included = true;
    let sums = shirt.sums("USD");
    assert_eq!(figures(sums, &NET), [9_091, 2_273, 0, 6_818]);
    assert_eq!(
        figures(sums, &["tax", "total_sales", "charged"]),
        [682, 7_500, 7_500]
    );
}

#[test]
fn tax_on_top_changes_no_line() {
    let sums = order(&[with(sold("1", "100"), "25", "6")]).sums("USD");
    assert_eq!(figures(sums, &NET), [10_000, 2_500, 0, 7_500]);
    assert_eq!(sums[Measure::Tax], 600);
}

/// Items 100, coupon 10, fee 5, shipping 4.90, tax 21.50: WooCommerce reports 121.40, and 95 without tax and shipping.
#[test]
fn a_woocommerce_order_is_what_its_report_says() {
    let mut placed = order(&[with(sold("2", "50"), "10", "0"), lump(LineKind::Fee, "5")]);
    placed.whole = WholeAmounts {
        shipping: amount("4.90"),
        tax: amount("21.50"),
        ..WholeAmounts::NONE
    };
    let sums = placed.sums("EUR");
    assert_eq!(
        figures(sums, &["charged", "sales_ex_tax", "average_order"]),
        [12_140, 9_500, 9_000]
    );
}

/// Returns one of two at 40, with its share of the discount, 4, and its tax; 3 are withheld for restocking.
#[test]
fn a_refund_is_money_back_and_no_order() {
    let mut refund = order(&[
        with(sold("-1", "40"), "4", "7.20"),
        lump(LineKind::Fee, "3"),
    ]);
    refund.refund_of = Some("1001");
    let sums = refund.sums("USD");
    let names = [
        "orders",
        "units",
        "returned_units",
        "returns",
        "tax",
        "fees",
        "charged",
    ];
    assert_eq!(figures(sums, &names), [0, 0, 1, 3_600, -720, 300, -4_020]);
}

#[test]
fn money_back_without_goods_is_an_adjustment() {
    let sums = order(&[lump(LineKind::Adjustment, "-12.34")]).sums("USD");
    assert_eq!(
        figures(sums, &["returns", "charged", "orders"]),
        [1_234, -1_234, 0]
    );
    let kept = order(&[sold("-1", "40"), lump(LineKind::Adjustment, "10")]).sums("USD");
    assert_eq!(figures(kept, &["returns", "charged"]), [3_000, -3_000]);
}

#[test]
fn an_exchange_in_a_refund_sells_and_is_no_order() {
    let mut exchange = order(&[sold("-1", "40"), sold("1", "45")]);
    exchange.refund_of = Some("1001");
    let sums = exchange.sums("USD");
    let names = ["orders", "units", "returned_units", "net_revenue"];
    assert_eq!(figures(sums, &names), [0, 1, 1, 500]);
}

#[test]
fn a_gift_card_makes_an_order_and_no_revenue() {
    let card = OrderLine {
        kind: LineKind::GiftCard,
        ..sold("1", "50")
    };
    let sums = order(&[card]).sums("USD");
    let names = [
        "orders",
        "units",
        "revenue",
        "gift_cards",
        "total_sales",
        "charged",
    ];
    assert_eq!(figures(sums, &names), [1, 0, 0, 5_000, 0, 5_000]);
}

#[test]
fn a_line_may_say_what_it_costs_in_all() {
    let three = OrderLine {
        value: LineValue::Total {
            amount: amount("10.00"),
            quantity: quantity("3"),
        },
        ..sold("1", "0")
    };
    let sums = order(&[three, sold("0.5", "12.99")]).sums("USD");
    assert_eq!(figures(sums, &["units", "revenue"]), [4, 1_650]);
}

#[test]
fn an_order_may_be_shipping_alone() {
    let mut shipping = order(&[]);
    shipping.whole.shipping = amount("4.90");
    let sums = shipping.sums("USD");
    assert_eq!(
        figures(sums, &["orders", "shipping", "total_sales"]),
        [0, 490, 490]
    );
}
