//! The amounts of an order's lines, if the shop keeps them.

use domain::{
    Commit, Extra, ItemDay, Known, LineKind, LineValue, MAX_DAY_SUM, Measure, OrderLine, Orders,
    Outcome, Rate, Retention, Shop, fold, restate,
};

use super::build::{Built, amount, lump, order, sold, with};

const KEEP: Retention = Retention {
    max_days: 8,
    hold: None,
};

/// The only item of the only day, and the amounts of the entry's sold and returned lines.
fn folded(built: &Built, products: Option<bool>) -> (ItemDay, Vec<u64>, Vec<u64>) {
    let mut shop = Shop::new("shop", "UTC", "USD").unwrap();
    shop.products = products;
    let mut orders = Orders::default();
    built.push("USD", &mut orders).unwrap();
    let known = Known::default();
    let commit = fold(&shop, &KEEP, &known, &orders).commit;
    let entry = commit.entries[0].entry(&commit);
    // A copy of the entry has the same effect on the day.
    let again = restate(0, [("1", &entry)]);
    assert_eq!(item(&again), item(&commit));
    let amounts = |lines: &[domain::SoldUnits]| lines.iter().map(|line| line.amount).collect();
    (
        item(&commit),
        amounts(&entry.sold),
        amounts(&entry.returned),
    )
}

fn item(commit: &Commit<'_>) -> ItemDay {
    commit.days[0].items.iter().map(|(_, item)| *item).sum()
}

/// An amount of the whole line.
fn total(of: &str, quantity: &str) -> OrderLine<'static> {
    OrderLine {
        value: LineValue::Total {
            amount: amount(of),
            quantity: super::build::quantity(quantity),
        },
        ..sold("1", "0")
    }
}

#[test]
fn a_line_is_worth_what_is_left_of_it() {
    let mut built = order(&[
        with(sold("3", "10.00"), "4.50", "2.00"),
        sold("1", "0.005"),
        total("10.00", "3"),
        sold("0.5", "3.00"),
        with(sold("-2", "10.00"), "1.00", "1.50"),
        lump(LineKind::Shipping, "4.90"),
        lump(LineKind::Adjustment, "-5.00"),
        lump(LineKind::Discount, "3.00"),
        OrderLine {
            kind: LineKind::GiftCard,
            ..sold("1", "50.00")
        },
    ]);
    let (item, lines, back) = folded(&built, None);
    // Each is rounded separately, half away from zero.
    assert_eq!(
        (&lines[..], &back[..]),
        (&[2_550, 1, 1_000, 150][..], &[1_900][..])
    );
    assert_eq!((item.units, item.amount), (8, 3_701));
    assert_eq!((item.returned_units, item.returned), (2, 1_900));
    // Without the tax, if it is included in the price.
    built.tax_included = true;
    let (_, lines, back) = folded(&built, Some(true));
    assert_eq!((lines[0], back[0]), (2_350, 1_750));
    // In the shop's currency, rounded once.
    built.rate = Rate::parse("1.5").ok();
    let (_, lines, back) = folded(&built, None);
    assert_eq!(
        (&lines[..], &back[..]),
        (&[3_525, 1, 1_500, 225][..], &[2_625][..])
    );
}

#[test]
fn a_shop_that_keeps_no_amounts_has_units_alone() {
    let built = order(&[sold("3", "10.00"), sold("-2", "10.00")]);
    let (item, lines, back) = folded(&built, Some(false));
    assert_eq!(item, ItemDay::of_units(3));
    assert_eq!((&lines[..], &back[..]), (&[0][..], &[][..]));
}

/// Adjusted returns still take room: otherwise items could exceed a limit that no sum of the day shows.
#[test]
fn returns_that_are_adjusted_take_their_room() {
    let shop = Shop::new("shop", "UTC", "USD").unwrap();
    let built = order(&[sold("-1", "1000"), lump(LineKind::Adjustment, "1000")]);
    let sums = built.sums("USD");
    assert_eq!(sums[Measure::Returns], 0);
    let (_, _, extra) = Extra::split(&sums, domain::Market::NONE, None);
    assert!(extra.is_some(), "it has returned units");
    let mut orders = Orders::default();
    built.push("USD", &mut orders).unwrap();
    let mut known = Known::default();
    let day = fold(&shop, &KEEP, &known, &orders).commit.days[0].day;
    for (room, outcome) in [(100_000, Outcome::Accepted), (99_999, Outcome::DayFull)] {
        known.full_days = [(day, MAX_DAY_SUM - room)].into_iter().collect();
        assert_eq!(fold(&shop, &KEEP, &known, &orders).outcomes, [outcome]);
    }
    let huge = order(&[
        sold("-1000000", "1000000000000"),
        lump(LineKind::Adjustment, "1000000000000"),
    ]);
    assert!(huge.push("USD", &mut Orders::default()).is_err());
}
