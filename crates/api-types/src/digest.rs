//! What a shop is told of a day, week or month that has ended.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{BreakdownUnknown, DayFigures, ItemsReportRow, NotCompared, RangeFigures};

/// A digest: the figures of a day, week or month that has ended, beside what they are compared with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Digest {
    /// The shop.
    pub shop: String,
    /// What people call it; absent where it has no other name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// ISO 4217 code.
    pub currency: String,
    /// IANA name.
    pub timezone: String,
    /// `daily`, `weekly` or `monthly`.
    #[schema(example = "daily")]
    pub every: String,
    /// The first day that it is about.
    #[schema(format = Date, example = "2018-03-13")]
    pub first: String,
    /// The last day.
    #[schema(format = Date, example = "2018-03-13")]
    pub last: String,
    /// The figure that the shop shows first.
    #[schema(example = "revenue")]
    pub headline: String,
    /// The figures.
    #[schema(value_type = RangeFigures)]
    pub total: DayFigures,
    /// Why none of them is known, nor any item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<DigestUnknown>,
    /// What they are compared with: the same weekday a week before, or the week or month before; then the year before.
    pub compared: Vec<DigestCompared>,
    /// The headline by hour of a day, or by day of a week or month.
    pub steps: Vec<DigestStep>,
    /// What was wanted of these days; null without a goal.
    #[schema(required = true)]
    pub goal: Option<DigestGoal>,
    /// Items that sold best, that fell most and that came back.
    pub items: DigestItems,
    /// What was silent though it usually is not, and what is wrong now.
    pub silent: Vec<DigestSilence>,
    /// Why nothing can be said of hours and days without orders; absent where it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silent_unknown: Option<DigestUnknown>,
    /// How the figures stand against the platform's own.
    pub books: DigestBooks,
}

/// Days that a digest compares with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DigestCompared {
    /// The first day.
    #[schema(format = Date, example = "2018-03-06")]
    pub first: String,
    /// The last day.
    #[schema(format = Date, example = "2018-03-06")]
    pub last: String,
    /// Their figures; null where they are not known.
    #[schema(required = true, value_type = Option<RangeFigures>)]
    pub total: Option<DayFigures>,
    /// Why they are not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<DigestUnknown>,
}

/// An hour or a day of a digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DigestStep {
    /// The hour's begin, such as `09:00`, or the day.
    #[schema(example = "09:00")]
    pub at: String,
    /// The headline figure; null where it is not known.
    #[schema(required = true, example = "123.45")]
    pub value: Option<String>,
    /// The same of what is compared with first; null where it is not known.
    #[schema(required = true)]
    pub before: Option<String>,
}

/// A goal, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DigestGoal {
    /// What was wanted of the headline figure.
    #[schema(example = "1500.00")]
    pub goal: String,
    /// What there is of it; null where it is not known.
    #[schema(required = true, example = "1620.10")]
    pub reached: Option<String>,
}

/// Items of a digest. `before` of each is of the days that are compared with first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DigestItems {
    /// Those that sold for most; null where items are not known of all the days.
    #[schema(required = true)]
    pub best: Option<Vec<ItemsReportRow>>,
    /// Those whose amount fell most against before, the greatest fall first; null where nothing is compared.
    #[schema(required = true)]
    pub fell: Option<Vec<ItemsReportRow>>,
    /// Those of which most came back; null as `best`.
    #[schema(required = true)]
    pub returned: Option<Vec<ItemsReportRow>>,
    /// Why items are not known, though figures are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<BreakdownUnknown>,
    /// Why nothing is compared, though items are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_compared: Option<NotCompared>,
}

/// Something that was silent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DigestSilence {
    /// What kind of thing `what` is.
    pub kind: DigestSilenceKind,
    /// Hours such as `14:00–17:00`, days such as `2018-03-13` or `2018-03-13–2018-03-15`, a channel, or what is wrong in words.
    #[schema(example = "14:00–17:00")]
    pub what: String,
    /// Orders that are usual then, or that the channel had before; null of what is wrong.
    #[schema(required = true, example = 23.4)]
    pub usual: Option<f64>,
}

/// What can be silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DigestSilenceKind {
    /// Hours without an order.
    Hours,
    /// Days without an order.
    Days,
    /// A channel that sold before and did not now.
    Channel,
    /// An alert that stands.
    Alert,
}

/// How the days stand against the platform's own figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DigestBooks {
    /// The platform; null where the shop was never compared with one.
    #[schema(required = true, example = "woocommerce")]
    pub platform: Option<String>,
    /// How many of the days were compared.
    pub compared: usize,
    /// Those of them that differ.
    pub differing: Vec<String>,
    /// Why the last attempt to compare came to nothing, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// Why something is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DigestUnknown {
    /// The shop's figures begin later.
    BeforeFirstDay,
    /// A day is so long ago that nothing of it is kept.
    NotKept,
    /// Fewer than seven days are known before, so nothing is usual yet.
    TooFewDays,
}
