//! The core: what counts, when, and how much.
//!
//! Pure functions here make every decision that affects figures: which orders are valid ([`Orders::push`]), which
//! business day and hour they belong to ([`ShopClock`]), what a batch of orders changes, given what is already known
//! ([`fold()`]), and what the screen shows ([`Board::assemble`]). Stores compare and apply; sources and screens only
//! transport.
//!
//! This crate does no I/O and never reads a clock: the time is an argument.

pub mod alerts;
mod amount;
mod baseline;
mod board;
mod breakdown;
mod calendar;
mod clock;
mod commit;
mod counts_from;
mod day_items;
mod decimal;
mod digest;
mod dimension;
mod first_days;
mod fold;
mod forecast;
mod headline;
mod items_report;
mod known;
mod ledger;
mod measure;
mod memo;
mod money;
mod order;
mod pulse;
mod quantity;
mod range;
mod rates;
mod reject;
mod restate;
mod retention;
mod search;
mod shop;
mod sums;
mod timestamp;
mod totals;

pub use amount::{Amount, InvalidAmount};
pub use baseline::Baseline;
pub use board::{
    Board, BoardData, BoardQuery, DayRecord, FoundItem, LatestItem, Places, RankedItem, Unknown,
};
pub use breakdown::{Breakdown, DaySlices, Unsliced};
pub use calendar::{BusinessDay, LocalTime};
pub use clock::ShopClock;
pub use commit::{
    Commit, CommitLine, DayDelta, EntryChange, ItemDeltas, LatestLine, MAX_DAY_SUM, PositionChange,
    SkuDelta, SkuSlot,
};
pub use counts_from::CountsFrom;
pub use day_items::{DayItems, ItemDay, ItemOnDay, KEPT_ITEMS, LeftDay, MAX_ITEM_SUM, RestOfItems};
pub use decimal::{NotWhole, parse_whole};
pub use digest::{Rhythm, SILENT_ORDERS, Silence, silences};
pub use dimension::{
    Channel, Country, Dimension, InvalidChannels, Market, OwnChannels, SLICED, Slice, SliceSums,
    Slices,
};
pub use first_days::FirstDays;
pub use fold::{FoldMemory, Folded, Outcome, fold, fold_in};
pub use forecast::{Forecast, NoForecast, UsualShare, share_by_now};
pub use headline::{Headline, WholeHours};
pub use items_report::{ItemSums, ItemsBy, ItemsReport, ReportedItem};
pub use known::{ItemRoom, Known};
pub use ledger::{ItemDays, LedgerEntry, LedgerOrder, OrderFilter, SoldItem, SoldUnits};
pub use measure::{
    DERIVED, DerivedDef, Grain, MEASURES, Measure, MeasureDef, MeasureSet, Sums, Unit,
};
pub use memo::{Memo, MemoChange};
pub use money::{Currency, InvalidPrice, Minor, Price, UnknownCurrency};
pub use order::{
    Extra, LineKind, LineValue, MAX_KEY_BYTES, MAX_LINES, MAX_NAME_BYTES, OrderEvent, OrderLine,
    OrderRef, Orders, Original, Standing, WholeAmounts, check_id, check_sku, clip_name,
};
pub use pulse::Pulse;
pub use quantity::{InvalidQuantity, Quantity};
pub use range::{Against, Range, Step, Weekday};
pub use rates::{
    Conversion, Exchange, InvalidRate, InvalidRates, Rate, RateTable, Rates, RatesTaken, Share,
};
pub use reject::{Reason, Reject, RejectRoom, Rejection};
pub use restate::restate;
pub use retention::{Floor, RetainedDays, Retention};
pub use search::{SearchText, put_lower};
pub use shop::{InvalidShop, Shop, ShopId};
pub use timestamp::{InvalidTimestamp, Timestamp, parse_version_time};
pub use totals::{Figure, FigureDef, Totals};

/// How many item lines the feed of latest items keeps.
pub const LATEST_LINES: usize = 100;
