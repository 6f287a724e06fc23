//! The remembered figures of a shop's day.

use std::time::Duration;

use domain::Measure::{Orders, Revenue, Units};
use domain::{
    Baseline, BoardData, BoardQuery, BusinessDay, DayRecord, LocalTime, Minor, Pulse, Shop,
    Timestamp, Unknown,
};
use ports::{ErrorKind, Figures, StoreError};

/// A store that takes longer counts as away.
const READ_TIMEOUT: Duration = Duration::from_secs(5);

/// A shop's day, as of its last read.
#[derive(Debug)]
pub(crate) struct Summary {
    pub(crate) day: BusinessDay,
    /// `None` = unknown, as for the other figures.
    pub(crate) orders: Option<i128>,
    pub(crate) units: Option<i128>,
    pub(crate) revenue: Option<Minor>,
    pub(crate) yesterday: Baseline,
    pub(crate) last_week: Baseline,
    /// When the newest order was placed.
    pub(crate) last_order: Option<Timestamp>,
}

impl Summary {
    /// Reads the current day.
    pub(crate) async fn read(
        shop: &Shop,
        day: BusinessDay,
        store: &dyn Figures,
    ) -> Result<Summary, StoreError> {
        let query = BoardQuery::sums_of(day);
        let read = async {
            let data = store.board(shop, &query).await?;
            // Only an empty day can be before the shop's first one.
            let first = match data.begins_empty() {
                true => store.first_day(shop).await?,
                false => Some(query.last_week()),
            };
            Ok(Summary::of(shop, &query, &data, first))
        };
        let read = tokio::time::timeout(READ_TIMEOUT, read).await;
        read.map_err(|_| {
            let error = "reading a shop for the overview took too long";
            StoreError::new(ErrorKind::Unavailable, error)
        })?
    }

    /// The summary for a shop whose days begin with `first`; `None` = it has no days.
    fn of(
        shop: &Shop,
        query: &BoardQuery,
        data: &BoardData,
        first: Option<BusinessDay>,
    ) -> Summary {
        let baseline = |day: &DayRecord, minutes: &[(u16, Pulse)]| match first {
            Some(first) if first <= day.day => Baseline::new(day, minutes, &shop.clock),
            _ => Baseline::unknown(Unknown::BeforeFirst),
        };
        let none = DayRecord::empty(query.day);
        let mut newest_first = data.week.iter().rev();
        let today = newest_first.next().unwrap_or(&none);
        let yesterday = newest_first.next().unwrap_or(&none);
        let totals = today.totals();
        Summary {
            day: query.day,
            orders: totals.get(Orders),
            units: totals.get(Units),
            revenue: totals.get(Revenue),
            yesterday: baseline(yesterday, &data.yesterday_minutes),
            last_week: baseline(&data.last_week, &data.last_week_minutes),
            last_order: last_order(shop, query, data),
        }
    }
}

/// The later of the order that came last and the last minute with an order: orders do not arrive in the order in which
/// they were placed.
fn last_order(shop: &Shop, query: &BoardQuery, data: &BoardData) -> Option<Timestamp> {
    let days = [
        (query.day, &data.minutes),
        (query.yesterday(), &data.yesterday_minutes),
        (query.last_week(), &data.last_week_minutes),
    ];
    let newest = days.into_iter().find_map(|(day, minutes)| {
        let (minute, _) = minutes.iter().rev().find(|(_, pulse)| pulse.orders > 0)?;
        let second = u32::from(*minute) * 60;
        shop.clock.moment(LocalTime::new(day, second))
    });
    let came = data.latest.first().and_then(|line| line.sold_at);
    newest.max(came)
}
