//! Figures of any run of days.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{DayFigures, RangeFigures, Unknown};

/// What a run of days adds up to, in total and step by step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RangeReport {
    /// The shop.
    pub shop: String,
    /// ISO 4217 code.
    pub currency: String,
    /// The first day.
    #[schema(format = Date, example = "2018-03-01")]
    pub first: String,
    /// The last day; never in the future.
    #[schema(format = Date, example = "2018-03-11")]
    pub last: String,
    /// The shop's first day with any data; null before the first order. Figures of days before it are 0, because
    /// nothing was counted; what was sold then is unknown.
    #[serde(default)]
    #[schema(required = true, format = Date, example = "2018-02-11")]
    pub begins: Option<String>,
    /// The whole range, until now if it contains today. A figure that is unknown for some day is null; so are the
    /// unique items of more than one day.
    #[schema(value_type = RangeFigures)]
    pub total: DayFigures,
    /// Which days it is compared with; null if none.
    #[schema(required = true)]
    pub compared_to: Option<RangeCompared>,
    /// Why it is not compared, although that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_compared: Option<Unknown>,
    /// The part of this range that is compared; absent if it is all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<RangePart>,
    /// What it is compared with. Up to a time of day, only orders and revenue are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<RangeFigures>)]
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
    /// The time of day at which the last day ends, as today does; during an hour that the clock shows again, that
    /// hour's end. Null: the whole day counts.
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
    #[schema(value_type = RangeFigures)]
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
    #[schema(value_type = RangeFigures)]
    pub total: DayFigures,
    /// The same for the step of comparison; absent if there is none, and while the step is running.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<RangeFigures>)]
    pub before: Option<DayFigures>,
}
