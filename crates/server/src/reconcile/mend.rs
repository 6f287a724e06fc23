//! Fetches differing orders again.

use std::collections::BTreeSet;

use domain::Timestamp;
use pipeline::{Delivery, IntakeError, decode_delivery};
use platform_apis::{ApiError, PlatformApi};
use presets::Platform;

use super::compare::DayFound;
use crate::shops::ShopState;

/// Orders per request to a platform.
const AT_A_TIME: usize = 100;
/// The most orders fetched again in one go. With more differences than that something is wrong in general, and the next
/// fill fixes it.
const MOST: usize = 2_000;

/// Why it could not be fixed.
pub(super) enum NotMended {
    Api(ApiError),
    Intake(IntakeError),
}

/// Fetches the orders of the differences, and counts them as they are now. Returns whether any was fetched.
pub(super) async fn mend(
    shop: &ShopState,
    platform: Platform,
    api: &dyn PlatformApi,
    now: Timestamp,
    found: &[DayFound],
) -> Result<bool, NotMended> {
    let differences = found.iter().flat_map(|day| &day.differences);
    let own = |order: &str| Some(order.split_once(':')?.1.to_owned());
    let orders: BTreeSet<String> = differences.filter_map(|it| own(&it.order)).collect();
    let orders: Vec<String> = orders.into_iter().take(MOST).collect();
    for ids in orders.chunks(AT_A_TIME) {
        let bodies = api.orders(ids).await.map_err(NotMended::Api)?;
        for body in bodies {
            let delivery = Delivery {
                platform,
                topic: body.topic,
                key: None,
                body: body.body.into(),
            };
            let decoded = decode_delivery(shop.shop(), now, now, delivery);
            if decoded.events() > 0 {
                shop.intake
                    .submit(decoded)
                    .await
                    .map_err(NotMended::Intake)?;
            }
        }
    }
    if !orders.is_empty() {
        shop.board.note_write();
    }
    Ok(!orders.is_empty())
}
