//! Figures of any run of days.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{DayFigures, Unknown};

/// What a run of days adds up to, in all and step by step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RangeReport {
    /// The shop.
    pub shop: String,
    /// ISO 4217 code.
    pub currency: String,
    /// The first day.
    #[schema(format = Date, example = "2018-03-01")]
    pub first: String,
    /// The last day; never one that is to come.
    #[schema(format = Date, example = "2018-03-11")]
    pub last: String,
    /// All of it, until now where today is in it. A figure that is not known of one of its days is null, and so are
    /// the unique items of more than one.
    pub total: DayFigures,
    /// With which days it is compared; null where it is with none.
    #[schema(required = true)]
    pub compared_to: Option<RangeCompared>,
    /// Why it is compared with none, though that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_compared: Option<Unknown>,
    /// What of this range is compared; absent where all of it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<RangePart>,
    /// What it is compared with. Until a time of day orders and revenue alone are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<DayFigures>,
    /// Its days, weeks or months, oldest first.
    pub steps: Vec<RangeStep>,
}

/// Which days a range is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RangeCompared {
    /// The first day.
    #[schema(format = Date, example = "2017-03-01")]
    pub first: String,
    /// The last day.
    #[schema(format = Date, example = "2017-03-11")]
    pub last: String,
    /// The time of the last day until which it counts, as today does; null: that day counts whole.
    #[schema(required = true, example = "14:32")]
    pub until: Option<String>,
}

/// Some days with their figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RangePart {
    /// The first day.
    #[schema(format = Date)]
    pub first: String,
    /// The last day.
    #[schema(format = Date)]
    pub last: String,
    /// What they add up to.
    pub total: DayFigures,
}

/// A day, week or month of a range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RangeStep {
    /// The first day.
    #[schema(format = Date)]
    pub first: String,
    /// The last day.
    #[schema(format = Date)]
    pub last: String,
    /// What they add up to.
    pub total: DayFigures,
    /// The same of the step that it is compared with; absent where there is none, and while it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<DayFigures>,
}
