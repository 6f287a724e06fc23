//! The rules for an order besides its lines' prices: each one at its limit and beyond it.

use domain::{Amount, LineKind, LineValue, OrderLine, Orders, Reason, WholeAmounts};

use super::build::{Built, amount, lump, order, quantity, sold, with};

fn refusal(order: &Built) -> Option<Reason> {
    let mut orders = Orders::default();
    let refused = order.push("USD", &mut orders).err();
    assert_eq!(orders.len(), usize::from(refused.is_none()));
    refused.map(|rejection| rejection.reason)
}

fn total(of: &str, amount_of: &str) -> OrderLine<'static> {
    OrderLine {
        value: LineValue::Total {
            amount: amount(amount_of),
            quantity: quantity(of),
        },
        ..sold("1", "0")
    }
}

#[test]
fn a_discount_is_at_most_what_the_line_is_worth() {
    assert_eq!(refusal(&order(&[with(sold("2", "5"), "10", "0")])), None);
    assert_eq!(refusal(&order(&[with(sold("-2", "5"), "10", "0")])), None);
    let above = [
        with(sold("2", "5"), "10.000001", "0"),
        with(sold("-2", "5"), "10.01", "0"),
        with(total("3", "10"), "10.01", "0"),
        with(lump(LineKind::Shipping, "-4"), "4.01", "0"),
        with(sold("1", "5"), "-1", "0"),
    ];
    for line in above {
        assert_eq!(
            refusal(&order(&[line])),
            Some(Reason::InvalidAmount),
            "{line:?}"
        );
    }
}

#[test]
fn tax_inside_is_at_most_what_is_paid() {
    let inside = |line| Built {
        tax_included: true,
        ..order(&[line])
    };
    assert_eq!(refusal(&inside(with(sold("1", "10"), "4", "6"))), None);
    assert_eq!(refusal(&inside(with(sold("1", "10"), "10", "0"))), None);
    for line in [
        with(sold("1", "10"), "4", "6.01"),
        with(sold("1", "10"), "10", "0.01"),
        with(lump(LineKind::Shipping, "4.90"), "0", "4.91"),
        with(sold("1000000", "1000001"), "0", "1"),
    ] {
        assert_eq!(
            refusal(&inside(line)),
            Some(Reason::InvalidAmount),
            "{line:?}"
        );
    }
    // Tax on top has no limit: some taxes exceed the price.
    assert_eq!(refusal(&order(&[with(sold("1", "10"), "4", "60")])), None);
    let negative = with(sold("-1", "10"), "0", "-1");
    assert_eq!(refusal(&order(&[negative])), Some(Reason::InvalidAmount));
}

#[test]
fn an_amount_has_the_sign_of_its_quantity() {
    assert_eq!(
        refusal(&order(&[total("-3", "-10"), total("-1", "0")])),
        None
    );
    for line in [total("-3", "10"), total("3", "-10")] {
        assert_eq!(
            refusal(&order(&[line])),
            Some(Reason::InvalidAmount),
            "{line:?}"
        );
    }
    for kind in LineKind::ALL {
        let expected = (kind == LineKind::Product).then_some(Reason::InvalidSku);
        assert_eq!(refusal(&order(&[lump(kind, "-1")])), expected, "{kind:?}");
    }
    let lump_of_a_product = OrderLine {
        sku: "A",
        ..lump(LineKind::Product, "1")
    };
    assert_eq!(
        refusal(&order(&[lump_of_a_product])),
        Some(Reason::InvalidAmount)
    );
}

#[test]
fn only_products_need_a_sku_or_a_name() {
    let line = |sku, name| OrderLine {
        sku,
        name,
        ..sold("1", "1")
    };
    assert_eq!(refusal(&order(&[line("", None)])), Some(Reason::InvalidSku));
    assert_eq!(
        refusal(&order(&[line("", Some(""))])),
        Some(Reason::InvalidSku)
    );
    let fee = OrderLine {
        kind: LineKind::Fee,
        ..line("", None)
    };
    assert_eq!(refusal(&order(&[fee])), None);
    let long = "é".repeat(200);
    let mut orders = Orders::default();
    let named = [line("", Some("Kéks")), line("", Some(long.leak()))];
    order(&named).push("USD", &mut orders).unwrap();
    let skus: Vec<&str> = orders
        .get(0)
        .unwrap()
        .lines()
        .map(|line| line.sku)
        .collect();
    assert_eq!(skus[0], "name:Kéks");
    assert_eq!(
        skus[1],
        format!("name:{}", "é".repeat(61)),
        "128 bytes at most"
    );
}

#[test]
fn an_order_gives_nothing_back_as_a_whole() {
    let back = WholeAmounts {
        tip: amount("-1"),
        ..WholeAmounts::NONE
    };
    let with_lines = |lines: &[OrderLine<'static>], refund_of| Built {
        refund_of,
        whole: back,
        ..order(lines)
    };
    let gift_card = OrderLine {
        kind: LineKind::GiftCard,
        ..sold("1", "5")
    };
    for line in [sold("1", "5"), gift_card] {
        let refused = refusal(&with_lines(&[line], None));
        assert_eq!(refused, Some(Reason::InvalidAmount));
        assert_eq!(refusal(&with_lines(&[line], Some("2"))), None);
    }
    assert_eq!(refusal(&with_lines(&[sold("-1", "5")], None)), None);
    assert_eq!(refusal(&with_lines(&[], None)), None);
}

#[test]
fn a_refund_takes_back_another_order() {
    let of = |refund_of| Built {
        refund_of: Some(refund_of),
        ..order(&[sold("-1", "5")])
    };
    assert_eq!(refusal(&of("2")), None);
    for wrong in ["1", "", "a\nb"] {
        assert_eq!(refusal(&of(wrong)), Some(Reason::InvalidId), "{wrong:?}");
    }
}

#[test]
fn every_sum_of_an_order_has_a_bound() {
    let most = OrderLine {
        value: LineValue::Lump(Amount::MAX),
        ..lump(LineKind::Fee, "1")
    };
    assert_eq!(refusal(&order(&[most; 10])), None);
    assert_eq!(refusal(&order(&[most; 11])), Some(Reason::InvalidAmount));
    let mut shipping = order(&[sold("1", "1")]);
    shipping.whole.shipping = Amount::MAX;
    assert_eq!(refusal(&shipping), None);
}
