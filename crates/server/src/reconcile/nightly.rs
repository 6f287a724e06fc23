//! The nightly comparison, by one of the servers at a store.

use std::collections::HashMap;
use std::time::Duration;

use api_types::Reconciliation;
use domain::{BusinessDay, Shop, ShopId, Timestamp};
use ports::{Presence, StoreError, lasting};

use super::kept::{self, Kept};
use super::run::{NotReconciled, reconcile};
use crate::AppState;
use crate::looks::Looks;
use crate::peers::{KnownPeers, Peers};
use crate::rounds::own_minute;

/// How often a server checks whether it is time.
const LOOK: Duration = Duration::from_secs(60);
/// The minute of the shop's day to begin at: by then, the platform's reports include the evening's orders.
const FROM_MINUTE: u32 = 2 * 60;
/// Shops are spread over this many minutes, each with a minute of its own.
const SPREAD: u32 = 60;
/// The number of days compared, the last being yesterday.
const DAYS: i32 = 7;
/// How long after a beginning without a result it begins again, in milliseconds, if its server is still there: the
/// platform was away.
const GIVEN_UP: i64 = 60 * 60 * 1_000;

/// Compares the connected shops every night, as long as the server runs.
pub(crate) async fn keep(state: impl Fn() -> Option<AppState>) {
    lasting("compares with platforms", || keep_comparing(&state)).await;
}

async fn keep_comparing(state: impl Fn() -> Option<AppState>) {
    let mut looks = Looks::every(LOOK, state);
    let mut done: HashMap<String, BusinessDay> = HashMap::new();
    let mut peers = KnownPeers::default();
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
            // A comparison with half of the past would find all the rest missing.
            if keeper.fills().is_none_or(|fills| fills.contains_key(&name)) {
                continue;
            }
            match claim_at(&state, shop.shop(), today, &mut peers).await {
                Ok(Claim::Mine) => {
                    let days = today + -DAYS..=today + -1;
                    match reconcile(&state, &shop, days).await {
                        Ok(_) => drop(done.insert(name, today)),
                        Err(error) => {
                            tracing::warn!(shop = name, %error, "the shop could not be compared with its platform");
                            note(&state, &shop.shop().id, &error).await;
                        }
                    }
                }
                Ok(Claim::Done) => drop(done.insert(name, today)),
                Ok(Claim::Begun) => {}
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

/// Who compares a shop today.
#[derive(Debug, PartialEq, Eq)]
enum Claim {
    /// This server, now.
    Mine,
    /// A server has begun, or this one cannot begin yet.
    Begun,
    /// There is a result.
    Done,
}

async fn claim_at(
    state: &AppState,
    shop: &Shop,
    today: BusinessDay,
    peers: &mut KnownPeers,
) -> Result<Claim, StoreError> {
    match peers.at(state).await? {
        Some(peers) => claim(state.presence(), shop, today, peers, state.now()).await,
        None => Ok(Claim::Begun),
    }
}

async fn claim(
    store: &dyn Presence,
    shop: &Shop,
    today: BusinessDay,
    peers: &Peers,
    now: Timestamp,
) -> Result<Claim, StoreError> {
    let is_done = |last: &Option<Reconciliation>| {
        let at = last.as_ref().and_then(|last| last.at.as_deref());
        let at = at.and_then(|at| Timestamp::parse_rfc3339(at).ok());
        at.is_some_and(|at| {
            let (day, minute) = of_day(shop, at);
            day == today && minute >= FROM_MINUTE
        })
    };
    if is_done(&kept::read(store, &shop.id).await?) {
        return Ok(Claim::Done);
    }
    let is_mine = |kept: &mut Kept| {
        // A clock that was set back does not put it off for days.
        let is_recent = (-GIVEN_UP..GIVEN_UP).contains(&(now.millis() - kept.begun));
        let is_begun = is_recent && !peers.is_gone(&kept.server, kept.begun, now);
        kept.begun = now.millis();
        kept.server.clone_from(&peers.own);
        !is_begun && !is_done(&kept.last)
    };
    Ok(match kept::change(store, &shop.id, is_mine).await? {
        Some(_) => Claim::Mine,
        None => Claim::Begun,
    })
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

#[cfg(test)]
mod tests {
    use store_embedded::EmbeddedStore;

    use super::*;

    #[tokio::test]
    async fn a_night_without_a_result_is_tried_again_and_one_with_a_result_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let store = EmbeddedStore::open(folder.path()).unwrap();
        let shop = Shop::new("harbor", "UTC", "EUR").unwrap();
        let at = |text: &str| Timestamp::parse_rfc3339(text).unwrap();
        let claimed_by = async |own: &str, all: &[&str], text: &str| {
            let (own, all) = (own.to_owned(), all.iter().map(|id| (*id).to_owned()));
            let peers = Peers {
                own,
                all: all.collect(),
            };
            let (today, _) = of_day(&shop, at(text));
            let claimed = claim(&store, &shop, today, &peers, at(text));
            claimed.await.unwrap()
        };
        let claimed = async |text: &str| claimed_by("a", &["a", "b"], text).await;
        assert_eq!(claimed("2026-04-02T02:10:00Z").await, Claim::Mine);
        assert_eq!(claimed("2026-04-02T02:11:00Z").await, Claim::Begun);
        // Another day, by a clock that is set back then.
        assert_eq!(claimed("2026-05-02T02:12:00Z").await, Claim::Mine);
        assert_eq!(claimed("2026-04-02T02:10:00Z").await, Claim::Mine);
        // The platform was away.
        assert_eq!(claimed("2026-04-02T03:10:00Z").await, Claim::Mine);
        // The server is gone; the list of servers may be a little older than its claim.
        let by_b = async |text: &str| claimed_by("b", &["b"], text).await;
        assert_eq!(by_b("2026-04-02T03:10:05Z").await, Claim::Begun);
        assert_eq!(by_b("2026-04-02T03:11:00Z").await, Claim::Mine);
        let found = |at: &str| Reconciliation {
            shop: shop.id.to_string(),
            at: Some(at.to_owned()),
            ..Reconciliation::default()
        };
        // Somebody asked before the night: the evening is missing there.
        kept::keep(&store, &shop.id, &found("2026-04-02T01:00:00Z"))
            .await
            .unwrap();
        assert_eq!(claimed("2026-04-02T04:11:00Z").await, Claim::Mine);
        kept::keep(&store, &shop.id, &found("2026-04-02T04:12:00Z"))
            .await
            .unwrap();
        assert_eq!(claimed("2026-04-02T23:00:00Z").await, Claim::Done);
        assert_eq!(claimed("2026-04-03T02:10:00Z").await, Claim::Mine);
    }
}
