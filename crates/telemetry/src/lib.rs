//! What a process measures of itself.
//!
//! Each metric is a static in the [`catalogue`]: a [`Counter`], [`Gauge`] or [`Histogram`] over the struct of
//! its [labels]. Code that counts gets the series of its labels once and keeps it; counting is then an atomic
//! operation or two, without a look-up. A series exists from when it is first asked for, so what was never
//! measured is absent, not 0.
//!
//! [`render`] writes all of them for Prometheus. Code in the process that needs figures takes a metric's
//! [`snapshot`](Metric::snapshot), from the same atomics: there is no second truth, and no text to parse.
//!
//! A metric whose labels begin with a [`ShopName`] has a series for each shop. A shop that nobody uses has none,
//! [`forget_shop`] drops those of a removed shop, and [`Show`] says whether a page shows them.

pub mod catalogue;
mod label;
pub mod labels;
mod metric;
mod render;
mod series;
mod snapshot;
mod tally;

pub use catalogue::CATALOGUE;
pub use label::{Label, LabelValue, Labels, ShopName};
pub use metric::{Counter, Family, Gauge, Histogram, Metric, forget_shop};
pub use render::{Show, render};
pub use series::{Count, Distribution, Kind, Level};
pub use snapshot::Snapshot;
pub use tally::Tally;
