//! The nightly comparison, by one of the servers at a store.

use std::collections::HashMap;
use std::time::Duration;

use domain::{BusinessDay, Shop, ShopId, Timestamp};

use super::kept::{self, Kept};
use super::run::{NotReconciled, reconcile};
use crate::AppState;
use crate::looks::Looks;
use crate::rounds::own_minute;

/// How often a server checks whether it is time.
const LOOK: Duration = Duration::from_secs(60);
/// The minute of the shop's day to begin at: by then, the platform's reports include the evening's orders.
const FROM_MINUTE: u32 = 2 * 60;
/// Shops are spread over this many minutes, each with a minute of its own.
const SPREAD: u32 = 60;
/// The number of days compared, the last being yesterday.
const DAYS: i32 = 7;
/// When a server that began but did not finish counts as gone, in milliseconds.
const GIVEN_UP: i64 = 60 * 60 * 1_000;

/// Compares the connected shops every night, as long as the server runs.
pub(crate) async fn keep(state: impl Fn() -> Option<AppState>) {
    let mut looks = Looks::every(LOOK, state);
    let mut done: HashMap<String, BusinessDay> = HashMap::new();
    while let Some(state) = looks.next().await {
        let Some(keeper) = state.connecting() else {
            continue;
        };
        let connected = keeper.asked();
        done.retain(|name, _| connected.contains(name));
        for name in connected {
            let Some(shop) = state.shop_named(&name) else {
                continue;
            };
            let now = state.now();
            let (today, minute) = of_day(shop.shop(), now);
            if minute < FROM_MINUTE + own_minute(&name, SPREAD) || done.get(&name) == Some(&today) {
                continue;
            }
            match claim(&state, shop.shop(), today, now).await {
                Ok(true) => {
                    let days = today + -DAYS..=today + -1;
                    if let Err(error) = reconcile(&state, &shop, days).await {
                        tracing::warn!(shop = name, %error, "the shop could not be compared with its platform");
                        note(&state, &shop.shop().id, &error).await;
                    }
                    done.insert(name, today);
                }
                // Another server does it, or did.
                Ok(false) => drop(done.insert(name, today)),
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::debug!(error, "the store does not say what was compared");
                }
            }
        }
    }
}

/// The shop's day, and the minute of that day.
fn of_day(shop: &Shop, now: Timestamp) -> (BusinessDay, u32) {
    let local = shop.clock.local(now);
    (local.day, local.second / 60)
}

/// Whether this server is to compare the shop today.
async fn claim(
    state: &AppState,
    shop: &Shop,
    today: BusinessDay,
    now: Timestamp,
) -> Result<bool, ports::StoreError> {
    let is_mine = |kept: &mut Kept| {
        let begun = of_day(shop, Timestamp::from_millis(kept.begun)).0;
        let is_done = kept.last.as_ref().is_some_and(|last| {
            last.at
                .as_deref()
                .and_then(|at| Timestamp::parse_rfc3339(at).ok())
                .is_some_and(|at| {
                    let (day, minute) = of_day(shop, at);
                    day == today && minute >= FROM_MINUTE
                })
        });
        let is_begun = begun == today && now.millis() - kept.begun < GIVEN_UP;
        kept.begun = now.millis();
        !is_done && !is_begun
    };
    Ok(kept::change(state.presence(), &shop.id, is_mine)
        .await?
        .is_some())
}

/// Notes that the night had no result; the earlier result stays.
async fn note(state: &AppState, shop: &ShopId, error: &NotReconciled) {
    let text = error.to_string();
    let noted = kept::change(state.presence(), shop, |kept| {
        let last = kept.last.get_or_insert_default();
        last.shop = shop.to_string();
        last.problem = Some(text.clone());
        true
    });
    // The store is away, which is reported elsewhere.
    drop(noted.await);
}
