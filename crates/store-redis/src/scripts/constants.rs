//! What the commit script knows about this server and the layout. It is part of the script's text, so that no commit
//! has to send it, and the script does not unpack it each time.

use domain::Measure::{Orders, Units};
use domain::{FirstDays, LATEST_LINES, MAX_DAY_SUM, MAX_ITEM_SUM, Measure, Memo, Reject};

use crate::layout::day::{
    HEADER_END, HOUR, HOURS_END, KEPT_OF_HOUR, LATER_SUMS, UNIQUE_ITEMS, place,
};
use crate::layout::first_days;
use crate::layout::left::AMOUNTS;
use crate::layout::sizes::{AMOUNTS_FORMAT, BoardSizes, DAY_TOP, FORMATS, NARROW_FORMAT, TOP};
use crate::layout::slices::SLICE_BYTES;

/// The script compares sums as doubles. This is a little more than allowed, so that rounding never refuses what the
/// fold allows, and still well within 64 bits.
const DAY_SUM: i64 = MAX_DAY_SUM as i64 + 10_000;

/// If a commit has at most this many values, places and amounts, their answers are read: enough for a few orders.
const FEW_STEPS: usize = 64;

/// Lua code that defines the names. Values only passed on to a command are text, because Redis formats each Lua number
/// with 17 digits.
pub(super) fn text() -> String {
    let [plain, .., newest] = FORMATS;
    let known = FORMATS.map(|format| format!("[{}] = true", quoted(format)));
    let narrow = &known[NARROW_FORMAT..];
    let since = first_days::write(&FirstDays::of_new_shop());
    let since = since.map_or("false".to_owned(), |since| quoted(&since));
    let orders = place(Orders).day * 8;
    let kept = KEPT_OF_HOUR.map(|place| place * 8);
    let constants = [
        // Formats of a store, and how many measures each may hold.
        ("PLAIN", quoted(plain)),
        ("NEWEST", quoted(newest)),
        ("AMOUNTS_FORMAT", quoted(FORMATS[AMOUNTS_FORMAT])),
        ("NARROW", quoted(FORMATS[NARROW_FORMAT])),
        ("NARROW_FORMATS", format!("{{ {} }}", narrow.join(", "))),
        ("FORMATS", format!("{{ {} }}", known.join(", "))),
        ("KNOWN_MEASURES", Measure::COUNT.to_string()),
        // From when on a new shop's measures are complete.
        ("SINCE", since),
        ("DAY_SUM", DAY_SUM.to_string()),
        ("ITEM_SUM", MAX_ITEM_SUM.to_string()),
        // The pages of a day's items, apart from units.
        (
            "AMOUNTS",
            format!("{{ {} }}", AMOUNTS.map(|(name, _)| quoted(name)).join(", ")),
        ),
        ("LATEST_LAST", quoted(LATEST_LINES - 1)),
        ("MAX_REJECTS", Reject::KEPT.to_string()),
        ("MAX_APART", Reject::MAX_APART.to_string()),
        ("DELIVERIES_FOR", Reject::DELIVERIES_FOR.to_string()),
        ("MAX_MEMO_BYTES", Memo::MAX_BYTES.to_string()),
        ("TOP", sizes(TOP)),
        ("DAY_TOP", sizes(DAY_TOP)),
        // Places in a day's record: in bytes, except for BITFIELD.
        ("ORDERS", quoted(format!("#{}", place(Orders).day))),
        ("ORDERS_FIRST", quoted(orders)),
        ("ORDERS_LAST", quoted(orders + 7)),
        ("UNITS", (place(Units).day * 8).to_string()),
        ("UNIQUE_ITEMS", quoted(format!("#{UNIQUE_ITEMS}"))),
        // What is kept of a dropped day.
        ("FRONT", HEADER_END.to_string()),
        ("HOURS_LAST", (HOURS_END - 1).to_string()),
        ("HOUR", HOUR.to_string()),
        ("KEPT_OF_HOUR", format!("{{ {}, {} }}", kept[0], kept[1])),
        ("LATER_FIRST", LATER_SUMS.start().to_string()),
        ("LATER_LAST", LATER_SUMS.end().to_string()),
        ("SLICE_BYTES", SLICE_BYTES.to_string()),
        ("FEW_STEPS", FEW_STEPS.to_string()),
    ];
    constants
        .map(|(name, value)| format!("local {name} = {value}\n"))
        .concat()
}

/// Numbers, dates and the like, which need no escaping.
fn quoted(text: impl std::fmt::Display) -> String {
    format!("'{text}'")
}

fn sizes(sizes: BoardSizes) -> String {
    format!("{{ {} }}", sizes.map(|size| size.to_string()).join(", "))
}
