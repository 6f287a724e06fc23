//! What goes over the wire: plain structs with their JSON names and OpenAPI schemas.
//!
//! Wire types are not domain types: the domain may change its shape, but these may only gain fields.
//! Conversion is by hand, and this is where money becomes text: amounts of the shop's currency with
//! exactly its decimals, unit prices with at least those.

mod alerts;
mod board;
mod breakdown;
mod cloud_event;
mod connection;
mod digest;
mod goals;
mod health;
mod intake;
mod items;
mod items_report;
mod ledger;
mod orders;
mod overview;
mod page;
mod problem;
mod range;
mod rates;
mod reconciliation;
mod rejects;
mod revenue;
mod said;
mod session;
mod shops;
mod totals;
mod verification;

pub use alerts::{Alert, AlertList, AlertTargetTest, AlertTest, SnoozeRequest};
pub use board::{
    Baseline, Board, Comparison, Fresh, LiveMessage, Pulse, PulseMinute, Sales, Unknown, WholeHours,
};
pub use breakdown::{
    Breakdown, BreakdownDays, BreakdownFigures, BreakdownRest, BreakdownRow, BreakdownUnknown,
    NotCompared,
};
pub use cloud_event::CloudEvent;
pub use connection::{Connection, ConnectionReading, NewConnection};
pub use digest::{
    Digest, DigestBooks, DigestCompared, DigestGoal, DigestItems, DigestSilence, DigestSilenceKind,
    DigestStep, DigestUnknown,
};
pub use goals::{Forecast, Goal, Goals, NoForecast, SetGoals};
pub use health::{
    Health, HealthHistory, HealthHost, HealthIntake, HealthNode, HealthScreen, HealthServer,
    HealthShop, HealthSource, HealthStore,
};
pub use intake::{IntakeAnswer, RejectedOrder};
pub use items::{ItemDay, ItemHistory, LatestItem, PopularItem, ProductItem};
pub use items_report::{ItemFigures, ItemReport, ItemStep, ItemsReport, ItemsReportRow};
pub use ledger::{LedgerOrder, OriginalAmount, SoldItem};
pub use orders::{OrderEvent, OrderItem, OrdersBody};
pub use overview::{
    Overview, OverviewComparison, OverviewGroup, OverviewMessage, OverviewRate, OverviewRates,
    OverviewShop, OverviewSum,
};
pub use page::{LatestPage, OrderPage, PopularPage};
pub use problem::Problem;
pub use range::{RangeCompared, RangePart, RangeReport, RangeStep};
pub use rates::{RatesAnswer, RatesTable};
pub use reconciliation::{Charged, ReconciledDay, ReconciledOrder, Reconciliation};
pub use rejects::{
    DropAnswer, KeptAnswer, RejectPage, RejectReport, RejectSelection, ReplayAnswer,
    ReportedReject, StoredReject,
};
pub use revenue::{Revenue, RevenueDay};
pub use said::Said;
pub use session::{Session, SignIn};
pub use shops::{MAX_DISPLAY_NAME, NewShop, ShopEntry, ShopList};
pub use totals::{Amount, DayFigures, DaySums, Figure, RangeFigures, Totals};
pub use verification::{Difference, Verification};
