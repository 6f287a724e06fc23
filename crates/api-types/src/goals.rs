//! What a shop wants to sell, and how far it is.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The goals of a shop, in its currency. Absent or null: no goal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetGoals {
    /// For a day.
    #[serde(default)]
    #[schema(example = "1500.00")]
    pub day: Option<String>,
    /// For a week.
    #[serde(default)]
    pub week: Option<String>,
    /// For a month.
    #[serde(default)]
    pub month: Option<String>,
}

/// How far a shop is with its goals, and how its day may end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Goals {
    /// The shop.
    pub shop: String,
    /// ISO 4217 code.
    pub currency: String,
    /// The figure that the goals are for: the one that the shop shows first.
    #[schema(example = "revenue")]
    pub figure: String,
    /// Today's; null without a goal.
    #[schema(required = true)]
    pub day: Option<Goal>,
    /// This week's.
    #[schema(required = true)]
    pub week: Option<Goal>,
    /// This month's.
    #[schema(required = true)]
    pub month: Option<Goal>,
    /// How today's gross revenue may end; null if nothing can be said.
    #[schema(required = true)]
    pub forecast: Option<Forecast>,
    /// Why there is no forecast.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_forecast: Option<NoForecast>,
}

/// A goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Goal {
    /// The first day that it is for.
    #[schema(format = Date)]
    pub first: String,
    /// The last day.
    #[schema(format = Date)]
    pub last: String,
    /// The amount to reach.
    #[schema(example = "1500.00")]
    pub goal: String,
    /// What is reached by now; null if it is unknown for some day.
    #[schema(required = true, example = "730.20")]
    pub reached: Option<String>,
    /// What should be reached by now. Each day counts by what the same weekdays sold in the last twelve weeks, and
    /// today by how much is usually sold by this time. Null for a day if fewer than four such weekdays are known.
    #[schema(required = true, example = "810.00")]
    pub expected: Option<String>,
}

/// How a day may end, from earlier days of the same weekday and how much of them was over by this
/// time. Not a promise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Forecast {
    /// Gross revenue of the whole day, by the median of those days.
    #[schema(example = "1420.00")]
    pub revenue: String,
    /// The same, by the quarter of days of which most was over.
    #[schema(example = "1310.00")]
    pub low: String,
    /// The same, by the quarter of days of which least was over.
    #[schema(example = "1600.00")]
    pub high: String,
    /// How many days it is from.
    #[schema(example = 8)]
    pub days: usize,
    /// The part of a day's revenue that those days had by this time, 0 to 1: the median.
    #[schema(example = 0.514)]
    pub share: f64,
}

/// Why there is no forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoForecast {
    /// Fewer than four of the same weekdays with sales are known by the hour.
    TooFewDays,
    /// Hardly anything of a usual day is over.
    TooEarly,
}

impl From<domain::NoForecast> for NoForecast {
    fn from(why: domain::NoForecast) -> NoForecast {
        match why {
            domain::NoForecast::TooFewDays => NoForecast::TooFewDays,
            domain::NoForecast::TooEarly => NoForecast::TooEarly,
        }
    }
}
