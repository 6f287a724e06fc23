//! What a process measures of itself.
//!
//! Each metric is a static of the [`catalogue`]: a [`Counter`], [`Gauge`] or [`Histogram`] over the
//! struct of its [labels]. Who counts asks once for the series of its labels and keeps it; counting is
//! then an atomic operation or two, without a look-up. A series is there from when it is asked for, so
//! that what was never measured is absent, and not 0.
//!
//! [`render`] writes all of them for Prometheus. Whoever wants figures within the process takes a
//! metric's [`snapshot`](Metric::snapshot), of the same atomics: there is no second truth, and no text to
//! read back.
//!
//! A metric whose labels begin with a [`ShopName`] has series by shop. A shop that nobody uses has none,
//! [`forget_shop`] drops those of one that is gone, and [`Show`] says whether a page shows them.

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
