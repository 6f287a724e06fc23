//! The board: everything the dashboard shows of one business day of one shop.

use domain::Measure::Orders;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::totals::count;
use crate::{Alert, DayFigures, LatestItem, PopularItem, RevenueDay};

/// Everything that the dashboard shows of one business day of a shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Board {
    /// The shop.
    #[schema(example = "default")]
    pub shop: String,
    /// The shop's IANA time zone.
    #[schema(example = "America/New_York")]
    pub timezone: String,
    /// ISO 4217 code of every amount.
    #[schema(example = "USD")]
    pub currency: String,
    /// The figure of its sales that the shop shows first: `revenue`, `net_revenue` or `total_sales`.
    #[serde(default = "gross")]
    #[schema(required = true, example = "revenue")]
    pub headline: String,
    /// The business day.
    #[schema(format = Date, example = "2018-03-11")]
    pub date: String,
    /// When the figures were read, with the shop's offset.
    #[schema(format = DateTime, example = "2018-03-11T10:23:45.123-04:00")]
    pub as_of: String,
    /// The day's headline figures.
    pub today: DayFigures,
    /// All-time leaderboard, the first 50.
    pub popular: Vec<PopularItem>,
    /// The day's leaderboard, the first 50; null if it is unknown.
    #[schema(required = true)]
    pub popular_today: Option<Vec<PopularItem>>,
    /// The last item lines that came in, newest first, at most 100.
    pub latest: Vec<LatestItem>,
    /// Seven calendar days ending at `date`, oldest first.
    pub revenue: Vec<RevenueDay>,
    /// The day minute by minute.
    pub pulse: Pulse,
    /// Earlier days until the same time of day.
    pub comparison: Comparison,
    /// Why the day's items, minutes and units are unknown. Then `popular_today`, `today.units` and what is
    /// made of them are null, and `pulse.minutes` has only its other orders.
    #[schema(required = true)]
    #[serde(default)]
    pub today_unknown: Option<Unknown>,
    /// How new the figures are; null for a past day, and if nothing came in since the server's
    /// start.
    pub fresh: Option<Fresh>,
    /// What is wrong now with the shop, its sources or the store; empty for a past day.
    #[serde(default)]
    pub alerts: Vec<Alert>,
    /// Differs, within some seconds, when the sums of a kept day before today differ: ask again for what you show of such days. Null
    /// for a past day.
    #[schema(required = true, example = "9f86d081884c7d65")]
    #[serde(default)]
    pub past: Option<String>,
}

/// How new the figures of a board are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fresh {
    /// When the newest orders that the board shows were durable in the store, with the shop's
    /// offset. The live channel sends it with the sections that show them, never alone.
    #[schema(format = DateTime, example = "2018-03-11T10:23:45.119-04:00")]
    pub accepted_at: String,
}

/// A message of the live channel: first the whole board, then the sections that changed, each in
/// full. A client's state is the previous state with the message's sections replaced.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LiveMessage {
    /// Grows by one with each message of a shop. After a missed message comes a whole board.
    pub seq: u64,
    /// When the figures were known to be current, with the shop's offset.
    #[schema(format = DateTime)]
    pub as_of: String,
    /// True while the store cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stale: Option<bool>,
    /// See `Board`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shop: Option<String>,
    /// See `Board`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// See `Board`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// See `Board`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub date: Option<String>,
    /// See `Board`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub today: Option<DayFigures>,
    /// See `Board`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub popular: Option<Vec<PopularItem>>,
    /// See `Board`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub popular_today: Option<Vec<PopularItem>>,
    /// See `Board`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest: Option<Vec<LatestItem>>,
    /// See `Board`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revenue: Option<Vec<RevenueDay>>,
    /// See `Board`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pulse: Option<Pulse>,
    /// See `Board`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
    /// See `Board`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub today_unknown: Option<Unknown>,
    /// See `Board`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fresh: Option<Fresh>,
    /// See `Board`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alerts: Option<Vec<Alert>>,
    /// See `Board`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub past: Option<String>,
}

/// Minutes in which something sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Pulse {
    /// Of the business day; null if it has orders but the minutes of none are known.
    #[schema(required = true)]
    pub minutes: Option<Vec<PulseMinute>>,
    /// Of the same weekday a week before; null if they are unknown.
    #[schema(required = true)]
    pub baseline: Option<Vec<PulseMinute>>,
}

/// One local wall-clock minute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PulseMinute {
    /// `HH:MM`.
    #[schema(example = "10:22")]
    pub minute: String,
    /// Orders with at least one sold line.
    pub orders: i64,
    /// Gross revenue.
    #[schema(example = "30.00")]
    pub revenue: String,
}

/// Earlier days until the same time of day; whole days for the board of a past day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Comparison {
    /// The day before; null if it is unknown.
    #[schema(required = true)]
    pub yesterday: Option<Baseline>,
    /// The same weekday a week before; null if it is unknown.
    #[schema(required = true)]
    pub last_week: Option<Baseline>,
    /// Why `yesterday` is null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub yesterday_unknown: Option<Unknown>,
    /// Why `last_week` is null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_week_unknown: Option<Unknown>,
    /// The figures that are kept by the hour, not by the minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(required = true, value_type = WholeHours)]
    pub whole_hours: Option<WholeHours>,
}

/// The day and earlier ones until the day's last whole hour; for a past day, whole days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WholeHours {
    /// Everything before this time of day counts; null: whole days.
    #[schema(required = true, example = "10:00")]
    pub until: Option<String>,
    /// The board's day; null if it is unknown.
    #[schema(required = true)]
    pub today: Option<Sales>,
    /// The day before; null if it is unknown.
    #[schema(required = true)]
    pub yesterday: Option<Sales>,
    /// The same weekday a week before; null if it is unknown.
    #[schema(required = true)]
    pub last_week: Option<Sales>,
    /// Why `today` is null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today_unknown: Option<Unknown>,
    /// Why `yesterday` is null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub yesterday_unknown: Option<Unknown>,
    /// Why `last_week` is null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_week_unknown: Option<Unknown>,
}

/// The figures that a shop may show first, and its average order, for some hours of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sales {
    /// Orders.
    pub orders: i64,
    /// Gross revenue.
    #[schema(example = "1000.00")]
    pub revenue: String,
    /// Revenue less discounts and returns.
    #[schema(example = "940.00")]
    pub net_revenue: String,
    /// Net revenue with shipping, tax and fees.
    #[schema(example = "1128.40")]
    pub total_sales: String,
    /// Revenue less discounts, divided by orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(required = true, value_type = String, example = "24.50")]
    pub average_order: Option<String>,
}

/// Why a figure is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// The day is no longer kept in detail: its totals are known, and at best the hours of its orders and
    /// revenue.
    TotalsOnly,
    /// The day is before those for which totals are kept.
    NotKept,
    /// The original design counted the day, at least in part, and kept neither minutes nor units of
    /// the day or of its items.
    OriginalDesign,
    /// The moment is in an hour that the day's clock showed twice, and the day's minutes contain both.
    RepeatedHour,
    /// The day lies before the first one of which the shop has anything.
    BeforeFirst,
}

/// Figures of an earlier day until the same time of day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Baseline {
    /// Orders.
    pub orders: i64,
    /// Gross revenue.
    #[schema(example = "1000.00")]
    pub revenue: String,
}

impl Board {
    /// A shop's board.
    pub fn new(shop: &domain::Shop, board: &domain::Board) -> Board {
        let data = &board.data;
        Board {
            shop: shop.id.to_string(),
            timezone: shop.clock.name().to_owned(),
            currency: shop.currency.code().to_owned(),
            headline: shop.headline.figure().to_owned(),
            date: board.day.to_string(),
            as_of: shop.clock.rfc3339(board.as_of),
            today: DayFigures::new(shop, &board.totals),
            popular: PopularItem::list(&data.popular),
            popular_today: PopularItem::list_of_day(board),
            latest: LatestItem::list(shop, &data.latest),
            revenue: RevenueDay::list(shop, &data.week, board.begins),
            pulse: Pulse {
                minutes: PulseMinute::of_day(shop, board),
                baseline: PulseMinute::of_baseline(shop, board),
            },
            comparison: Comparison::new(shop, board),
            today_unknown: board.unknown().map(Unknown::from),
            fresh: None,
            alerts: Vec::new(),
            past: None,
        }
    }
}

impl Fresh {
    /// What a shop's board says of orders that were durable at a moment.
    pub fn new(shop: &domain::Shop, accepted_at: domain::Timestamp) -> Fresh {
        Fresh {
            accepted_at: shop.clock.rfc3339(accepted_at),
        }
    }
}

impl PulseMinute {
    /// The minutes of a board's day, as far as they are known.
    pub fn of_day(shop: &domain::Shop, board: &domain::Board) -> Option<Vec<PulseMinute>> {
        let minutes = &board.data.minutes;
        let is_known = !minutes.is_empty() || board.totals.get(Orders) == Some(0);
        is_known.then(|| PulseMinute::list(shop, minutes))
    }

    /// The minutes of the same weekday a week before a board's day, if they are known.
    pub fn of_baseline(shop: &domain::Shop, board: &domain::Board) -> Option<Vec<PulseMinute>> {
        let data = &board.data;
        let is_known = board.has_last_week() && data.last_week.unknown_in_detail().is_none();
        is_known.then(|| PulseMinute::list(shop, &data.last_week_minutes))
    }

    fn list(shop: &domain::Shop, minutes: &[(u16, domain::Pulse)]) -> Vec<PulseMinute> {
        let minutes = minutes.iter().map(|(minute, pulse)| PulseMinute {
            minute: format!("{:02}:{:02}", minute / 60, minute % 60),
            orders: pulse.orders,
            revenue: shop.currency.format(pulse.revenue),
        });
        minutes.collect()
    }
}

impl Comparison {
    /// A board's comparison.
    pub fn new(shop: &domain::Shop, board: &domain::Board) -> Comparison {
        let baseline = |day: domain::Pulse| Baseline {
            orders: day.orders,
            revenue: shop.currency.format(day.revenue),
        };
        Comparison {
            yesterday: board.yesterday.ok().map(baseline),
            last_week: board.last_week.ok().map(baseline),
            yesterday_unknown: board.yesterday.err().map(Unknown::from),
            last_week_unknown: board.last_week.err().map(Unknown::from),
            whole_hours: Some(WholeHours::new(shop, &board.whole_hours)),
        }
    }
}

impl WholeHours {
    fn new(shop: &domain::Shop, hours: &domain::WholeHours) -> WholeHours {
        let sales = |day: &Result<domain::Totals, domain::Unknown>| {
            day.as_ref()
                .ok()
                .and_then(|totals| Sales::new(shop, totals))
        };
        let why = |day: &Result<domain::Totals, domain::Unknown>| {
            day.as_ref().err().copied().map(Unknown::from)
        };
        WholeHours {
            until: hours.until.map(|hour| format!("{hour:02}:00")),
            today: sales(&hours.today),
            yesterday: sales(&hours.yesterday),
            last_week: sales(&hours.last_week),
            today_unknown: why(&hours.today),
            yesterday_unknown: why(&hours.yesterday),
            last_week_unknown: why(&hours.last_week),
        }
    }
}

impl Sales {
    fn new(shop: &domain::Shop, totals: &domain::Totals) -> Option<Sales> {
        let named = |name: &str| Some(shop.currency.format(totals.named(name)?));
        let money = |headline: domain::Headline| named(headline.figure());
        Some(Sales {
            orders: count(totals.get(Orders)?),
            revenue: money(domain::Headline::Gross)?,
            net_revenue: money(domain::Headline::Net)?,
            total_sales: money(domain::Headline::Total)?,
            average_order: named("average_order"),
        })
    }
}

/// What servers show first that say nothing of it.
fn gross() -> String {
    domain::Headline::Gross.figure().to_owned()
}

impl From<domain::Unknown> for Unknown {
    fn from(reason: domain::Unknown) -> Unknown {
        match reason {
            domain::Unknown::TotalsOnly => Unknown::TotalsOnly,
            domain::Unknown::NotKept => Unknown::NotKept,
            domain::Unknown::OriginalDesign => Unknown::OriginalDesign,
            domain::Unknown::RepeatedHour => Unknown::RepeatedHour,
            domain::Unknown::BeforeFirst => Unknown::BeforeFirst,
        }
    }
}
