//! Sends digests in the morning, as long as the server runs.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::{BusinessDay, Range, Rhythm, ShopId, Timestamp};
use futures_util::stream::{self, FuturesUnordered, StreamExt as _};
use ports::lasting;
use tokio::time::timeout;

use super::sent::{self, Turn};
use super::{DigestMessage, DigestPlan, DigestSettings, DigestTarget, make};
use crate::AppState;
use crate::peers::Peers;
use crate::rounds::Rounds;
use crate::shops::ShopState;

/// How long to wait before looking again at a shop without data, in milliseconds.
const EMPTY: i64 = 10 * 60_000;
/// How many digests are prepared and sent at a time.
const AT_ONCE: usize = 4;

/// By shop and rhythm, with the last day of the digest.
type Waits = crate::rounds::Waits<(String, Rhythm), BusinessDay>;

/// Runs until the server closes.
pub(crate) async fn keep(state: impl Fn() -> Option<AppState>, settings: DigestSettings) {
    lasting("sends digests", || keep_sending(&state, &settings)).await;
}

async fn keep_sending(state: impl Fn() -> Option<AppState>, settings: &DigestSettings) {
    let (mut waits, mut rounds) = (Waits::none(), Rounds::of(state));
    while let Some(round) = rounds.next().await {
        if round.is_new {
            waits.retain(|(name, _)| round.state.shop_named(name).is_some());
        }
        look(&round.state, round.shops, settings, &mut waits).await;
    }
}

async fn look(
    state: &AppState,
    shops: Vec<Arc<ShopState>>,
    settings: &DigestSettings,
    waits: &mut Waits,
) {
    let now = state.now();
    let due = shops.into_iter().flat_map(|shop| {
        let plan = settings.of(shop.shop().id.as_str()).clone();
        let (local, week_begins) = (shop.shop().clock.local(now), shop.shop().week_begins);
        let is_time = plan.is_any() && local.second / 60 >= plan.minute;
        let rhythms = if is_time {
            plan.rhythms.clone()
        } else {
            Vec::new()
        };
        let days = rhythms.into_iter().filter_map(move |rhythm| {
            let days = rhythm.due(local.day, week_begins)?;
            Some((rhythm, days))
        });
        days.map(move |digest| (Arc::clone(&shop), plan.clone(), digest))
            .collect::<Vec<_>>()
    });
    let waiting = |shop: &ShopState, (rhythm, days): (Rhythm, Range)| {
        waits.holds(&(shop.shop().id.to_string(), rhythm), &days.last, now)
    };
    let due = due.filter(|(shop, _, digest)| !waiting(shop, *digest));
    let due: Vec<_> = due.collect();
    let sent = stream::iter(due).map(|(shop, plan, digest)| async move {
        let until = send(state, &shop, &plan, digest).await;
        ((shop.shop().id.to_string(), digest.0), digest.1.last, until)
    });
    let sent: Vec<_> = sent.buffer_unordered(AT_ONCE).collect().await;
    for (key, last, until) in sent {
        if let Ok(until) = until {
            waits.note(key, last, until);
        }
    }
}

/// Sends a digest if it is this server's turn. Returns until when there is nothing to do about it, `None` once every
/// target has it.
///
/// # Errors
/// If that is not known: the next round tries again.
async fn send(
    state: &AppState,
    shop: &Arc<ShopState>,
    plan: &DigestPlan,
    digest: (Rhythm, Range),
) -> Result<Option<Timestamp>, ()> {
    let (store, id) = (state.presence(), &shop.shop().id);
    let targets = plan.targets.iter().map(|target| target.key());
    let targets: BTreeSet<String> = targets.collect();
    let failed = |error: ports::StoreError| {
        let error = &error as &dyn std::error::Error;
        tracing::debug!(shop = %id, error, "the store does not say which digests were sent");
    };
    let begins = state.figures().first_day(shop.shop()).await;
    if begins
        .map_err(failed)?
        .is_none_or(|first| digest.1.last < first)
    {
        // The shop had no data yet in these days, so there is nothing to report.
        let until = state.now().millis() + EMPTY;
        return Ok(Some(Timestamp::from_millis(until)));
    }
    let Some(peers) = Peers::at(state).await.map_err(failed)? else {
        return Ok(Some(state.now()));
    };
    let turn = sent::claim(store, id, digest, &targets, &peers, state.now()).await;
    let untold = match turn.map_err(failed)? {
        Turn::Done => return Ok(None),
        Turn::Later(until) => return Ok(Some(until)),
        Turn::Ours(untold) => untold,
    };
    let (rhythm, days) = digest;
    let mut told = BTreeSet::new();
    match make(state, shop, rhythm, days).await {
        Ok(made) => {
            let message = DigestMessage {
                id: id_of(id, digest),
                digest: Arc::new(made),
            };
            let targets = plan.targets.iter();
            let targets = targets.filter(|target| untold.contains(&target.key()));
            let sends = targets.map(|target| tell(&**target, &message));
            let mut sends: FuturesUnordered<_> = sends.collect();
            while let Some(sent) = sends.next().await {
                let Some(target) = sent else { continue };
                // At once: if the server dies while others are slow, this one does not get it twice.
                let noted = sent::note_one(store, id, digest, target.key()).await;
                noted.map_err(failed).unwrap_or_default();
                let (target_name, digest) = (target.name(), &message.id);
                tracing::info!(target_name, digest, "a digest was sent");
                told.insert(target.key());
            }
        }
        Err(error) => {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(shop = %id, error, "a digest could not be made; it is tried again");
        }
    }
    let has_failed = told.len() < untold.len();
    let noted = sent::note(store, id, digest, &told, has_failed, state.now()).await;
    // The digest is sent, even if the store does not keep the note.
    noted.map_err(failed).unwrap_or_default();
    match has_failed {
        true => Err(()),
        false => Ok(None),
    }
}

fn id_of(shop: &ShopId, (rhythm, days): (Rhythm, Range)) -> String {
    format!("{shop}.{}.{}", rhythm.name(), days.last)
}

/// Sends to one target; returns it if it accepted the digest.
async fn tell<'t>(
    target: &'t dyn DigestTarget,
    message: &DigestMessage,
) -> Option<&'t dyn DigestTarget> {
    let patience = target.patience();
    let sent = timeout(patience, target.send(message)).await;
    let late = || format!("no answer within {} s", patience.as_secs());
    let (target_name, digest) = (target.name(), &message.id);
    match sent.unwrap_or_else(|_| Err(late())) {
        Ok(()) => Some(target),
        Err(error) => {
            tracing::warn!(
                target_name,
                digest,
                error,
                "a digest could not be sent; it is tried again"
            );
            None
        }
    }
}
