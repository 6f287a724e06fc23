//! Orders of the present.

use crate::basket::Baskets;
use crate::follow_ups::{Delays, FollowUps};
use crate::order::Order;
use crate::{Settings, SettingsError};

/// Endless orders. The caller decides when the next one happens, for example at its rate times
/// [`demand`](crate::demand).
#[derive(Debug)]
pub struct Live {
    baskets: Baskets,
    follow_ups: FollowUps,
}

impl Live {
    /// A shop without a past; [`History::into_live`](crate::History::into_live) gives one with a past.
    ///
    /// # Errors
    /// [`SettingsError`] names the invalid setting.
    pub fn new(settings: &Settings) -> Result<Self, SettingsError> {
        let follow_ups = FollowUps::new(settings.seed, settings.mix, Delays::LIVE);
        Ok(Self::resume(Baskets::new(settings)?, follow_ups))
    }

    pub(crate) fn resume(baskets: Baskets, follow_ups: FollowUps) -> Self {
        Self {
            baskets,
            follow_ups,
        }
    }

    /// The next event at this time (milliseconds since 1970 UTC): a new order, or a refund or change that is due.
    /// `now_ms` must not go backwards.
    pub fn next_order(&mut self, now_ms: i64) -> Order {
        if let Some(later) = self.follow_ups.due(now_ms) {
            return later;
        }
        let order = self.baskets.order(now_ms);
        self.follow_ups.plan(&order, &mut self.baskets);
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{History, Period, Status};
    use jiff::tz::TimeZone;
    use std::collections::HashSet;

    #[test]
    fn goes_on_where_the_history_ended() {
        let settings = Settings::new(9, TimeZone::UTC);
        let now_ms = 1_784_000_000_000;
        let mut history = History::new(
            &settings,
            Period {
                now_ms,
                days: 2,
                orders: 500,
            },
        )
        .unwrap();
        let past: HashSet<(String, u32)> = history
            .by_ref()
            .map(|order| (order.id, order.version))
            .collect();
        let mut live = history.into_live();
        for n in 0..3_000 {
            let order = live.next_order(now_ms + n * 500);
            assert!(!past.contains(&(order.id.clone(), order.version)));
        }
    }

    #[test]
    fn changes_come_soon() {
        let mut live = Live::new(&Settings::new(9, TimeZone::UTC)).unwrap();
        let events: Vec<Order> = (0..3_000).map(|n| live.next_order(n * 1_000)).collect();
        assert!(events.iter().any(|order| order.status == Status::Cancelled));
        assert!(
            events
                .iter()
                .any(|order| order.items[0].quantity.is_return())
        );
    }
}
