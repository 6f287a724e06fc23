//! The private decoders, for the fuzzer.

use domain::{
    Amount, BoardQuery, BusinessDay, Known, OrderEvent, OrderLine, Orders, PositionChange, Price,
    Quantity, Retention, Shop, Standing, Timestamp, WholeAmounts, fold,
};

use crate::state::{Page, ShopState, Version, extended_order};

/// Bits in a page's kind: for the current version, and for the one before.
const NEW: u8 = 4;
const BEFORE: u8 = 128;

/// Applies bytes as the record of a commit, to an empty shop and to one with figures.
pub fn record(bytes: &[u8]) {
    let mut state = ShopState::new(1);
    if state.apply(1, bytes).is_ok() {
        look(&mut state);
        // After a crash the log is read again: the same record must still be valid.
        let _ = state.apply(2, bytes);
        look(&mut state);
    }
}

/// Loads bytes as a page, then applies the bytes after the page's length as a record.
pub fn page(bytes: &[u8]) {
    let Some((kind, bytes)) = bytes.split_first() else {
        return;
    };
    let page = match kind % 4 {
        0 => Page::Misc,
        1 => Page::Items(0),
        2 => Page::Day(BusinessDay::from_epoch_days(20_000)),
        _ => Page::Ledger(u32::from(kind / 8)),
    };
    let version = match (kind & NEW, kind & BEFORE) {
        (0, 0) => Version::One,
        (0, _) => Version::Two,
        _ => Version::NOW,
    };
    let mut state = ShopState::new(1);
    if state.load_page(page, version, 1, bytes).is_ok() && state.recovered().is_ok() {
        look(&mut state);
    }
}

fn look(state: &mut ShopState) {
    let day = BusinessDay::from_epoch_days(20_000);
    let _ = state.board(&BoardQuery::of(day));
    let _ = state.popular(None, 0, 10);
    let _ = state.latest(domain::LATEST_LINES);
    for page in state.pages() {
        // A state that was read can be written, or returns an error.
        let _ = state.page_bytes(page);
    }
}

/// Records and pages to start from.
///
/// # Panics
/// If the store cannot read what it wrote.
pub fn seeds() -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let (Ok(shop), mut state) = (Shop::new("default", "UTC", "USD"), ShopState::new(1)) else {
        panic!("the shop is valid");
    };
    let retention = Retention {
        max_days: 2,
        hold: None,
    };
    let mut known = Known::default();
    let mut records = Vec::new();
    for number in 0..4_i64 {
        let placed_at = Timestamp::from_millis((20_000 + number) * 86_400_000);
        let line = |sku, name, quantity| {
            let (price, quantity) = (Price::from_micros(1_999_999), Quantity::whole(quantity));
            OrderLine::product(sku, name, price, quantity.unwrap_or(Quantity::MAX))
        };
        let mut orders = Orders::default();
        for (id, standing, shipping) in [
            ("1", Standing::Counts, 0),
            (
                "3a84a4a0-53ba-4b5e-8a0f-6f3f4f9f0b11",
                Standing::Counts,
                4_900_000,
            ),
            ("c", Standing::Cancelled, 0),
        ] {
            let whole = WholeAmounts {
                shipping: Amount::from_micros(shipping).unwrap_or_default(),
                ..WholeAmounts::NONE
            };
            let lines = [line("sku", Some("Kéks"), 2), line("7", None, -1)];
            let event = OrderEvent {
                version: number,
                standing,
                whole,
                ..OrderEvent::of_lines(id, placed_at, &lines)
            };
            if let Err(rejection) = orders.push(&shop, placed_at, &event) {
                panic!("{rejection:?}");
            }
        }
        // Later versions would be conflicts first; only committed data matter here.
        let mut commit = fold(&shop, &retention, &known, &orders).commit;
        commit.entries.retain(|_| number == 0);
        commit.positions.push(PositionChange {
            source: "kinesis:orders:shardId-000".to_owned(),
            expected: None,
            position: number.to_string(),
        });
        let mut record = Vec::new();
        state.encode(&commit, &mut record);
        if let Some(retained) = commit.retained.take() {
            known.retained = retained;
        }
        assert_eq!(state.apply(number as u64 + 1, &record), Ok(()));
        records.push(record);
    }
    let kind = |page: &Page| match page {
        Page::Misc => 0_u8,
        Page::Items(_) => 1,
        Page::Day(_) => 2,
        Page::Ledger(_) => 3,
    };
    let mut pages = Vec::new();
    for page in state.pages() {
        if let Ok(Some(bytes)) = state.page_bytes(page)
            && bytes.len() > 2
        {
            pages.push([&[kind(&page) | NEW], &bytes[..]].concat());
        }
    }
    pages.push([&[3 | NEW], &extended_order()[..]].concat());
    (records, pages)
}
