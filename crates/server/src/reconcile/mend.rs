//! Fetches differing orders again.

use std::collections::{BTreeSet, HashMap};

use domain::{Reject, Timestamp};
use pipeline::{Delivery, IntakeError, decode_delivery};
use platform_apis::{ApiError, PlatformApi};
use ports::{Store, StoreError, StoredReject};
use presets::Platform;

use super::compare::{DayFound, Rejected};
use super::sides::entry_id;
use crate::shops::ShopState;

/// Orders per request to a platform.
const AT_A_TIME: usize = 100;
/// The most orders fetched again in one go. With more differences than that something is wrong in general, and the next
/// fill fixes it.
const MOST: usize = 2_000;
/// Rejects per page.
const REJECTS: usize = 100;

/// Why it could not be fixed.
pub(super) enum NotMended {
    Api(ApiError),
    Intake(IntakeError),
    Store(StoreError),
}

/// What came of fetching orders again.
#[derive(Debug, Default)]
pub(super) struct Mended {
    /// Whether any was fetched.
    pub(super) is_any: bool,
    /// What was rejected.
    pub(super) rejected: Rejected,
}

/// Fetches the orders of the differences, and counts them as they are now.
pub(super) async fn mend(
    shop: &ShopState,
    platform: Platform,
    api: &dyn PlatformApi,
    now: Timestamp,
    found: &[DayFound],
    store: &dyn Store,
) -> Result<Mended, NotMended> {
    let differences = found.iter().flat_map(|day| &day.differences);
    let own = |order: &str| Some(order.split_once(':')?.1.to_owned());
    let orders: BTreeSet<String> = differences.filter_map(|it| own(&it.order)).collect();
    let orders: Vec<String> = orders.into_iter().take(MOST).collect();
    fetch(shop, platform, api, now, &orders, store).await
}

/// Fetches orders, and counts them as they are now.
pub(super) async fn fetch(
    shop: &ShopState,
    platform: Platform,
    api: &dyn PlatformApi,
    now: Timestamp,
    orders: &[String],
    store: &dyn Store,
) -> Result<Mended, NotMended> {
    let (mut rejected, mut reasons) = (BTreeSet::new(), Rejected::new());
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
                let summary = shop.intake.submit(decoded).await;
                let summary = summary.map_err(NotMended::Intake)?;
                for event in summary.rejected {
                    if let Some(id) = event.id {
                        reasons.insert(entry_id(&id), event.rejection.reason);
                        rejected.insert(id);
                    }
                }
            }
        }
    }
    if !rejected.is_empty() {
        let dropped = drop_repeated(shop, store, &rejected).await;
        dropped.map_err(NotMended::Store)?;
    }
    if !orders.is_empty() {
        shop.board.note_write();
    }
    Ok(Mended {
        is_any: !orders.is_empty(),
        rejected: reasons,
    })
}

/// Of deliveries that were rejected again, keeps only the newest reject: otherwise each night would add one.
async fn drop_repeated(
    shop: &ShopState,
    store: &dyn Store,
    rejected: &BTreeSet<String>,
) -> Result<(), StoreError> {
    let (of, mut offset) = (shop.shop(), 0);
    let (mut newest, mut repeated) = (HashMap::new(), BTreeSet::new());
    loop {
        let page = store.rejects(of, offset, REJECTS).await?.items;
        offset += page.len();
        let is_end = page.len() < REJECTS;
        for StoredReject { number, reject } in page {
            let is_again = reject.id.as_ref().is_some_and(|id| rejected.contains(id));
            if !is_again || !reject.is_delivery() {
                continue;
            }
            let Reject { id, body, .. } = reject;
            // A reject that arrives meanwhile shifts the others, so one may appear twice.
            let kept = *newest
                .entry((id, body, reject.rejection.reason))
                .or_insert(number);
            if kept != number {
                repeated.insert(number);
            }
        }
        if is_end {
            break;
        }
    }
    let repeated: Vec<u64> = repeated.into_iter().collect();
    store.drop_rejects(of, &repeated).await.map(drop)
}
