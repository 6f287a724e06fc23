//! Takes in orders that came before their time: the clock of their sender is ahead, so they are rejects until then
//! (`in_future`).
//!
//! Each server looks every few seconds, and reads a shop's rejects only after news of it. If several servers try the same
//! reject, its order counts once, like any order that comes twice.

use std::collections::HashMap;

use api_types::Said;
use domain::{Reason, Reject, Shop, Timestamp};
use ports::{StoredReject, lasting};
use tokio::sync::watch;

use crate::AppState;
use crate::replay::Replay;
use crate::rounds::Rounds;
use crate::shops::{ShopState, is_same_shop};

/// Orders further ahead than this when they arrived are left to people, in milliseconds: that is no clock, but a wrong day
/// or year.
const MOST_AHEAD: i64 = 24 * 60 * 60 * 1_000;
/// How many rejects are read at a time.
const PAGE: usize = 250;
/// More than are kept. Otherwise rejects that arrive as fast as they are read would keep a look running.
const MOST: usize = 100_000;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs until the server closes.
pub(crate) async fn keep(state: impl Fn() -> Option<AppState>) {
    lasting("takes in early orders", || keep_looking(&state)).await;
}

async fn keep_looking(state: impl Fn() -> Option<AppState>) {
    let (mut waits, mut rounds) = (HashMap::new(), Rounds::of(state));
    while let Some(round) = rounds.next().await {
        if round.is_new {
            waits.retain(|name: &String, waiting: &mut Waiting| {
                round.state.shop_named(name).is_some() && is_same_shop(&waiting.news)
            });
        }
        for shop in round.shops {
            let waiting = waits.entry(shop.shop().id.to_string());
            let waiting = waiting.or_insert_with(|| Waiting::of(&round.state, shop.shop()));
            if let Err(error) = waiting.look(&round.state, &shop).await {
                let error = &*error as &dyn std::error::Error;
                tracing::debug!(shop = %shop.shop().id, error, "orders that came too early are tried again later");
            }
        }
    }
}

/// What is known about a shop's orders that came too early.
struct Waiting {
    /// Whatever adds a reject changes it.
    news: watch::Receiver<u64>,
    /// The number of the newest reject that was looked at.
    newest: u64,
    /// When the next order may be taken in.
    due: Option<Timestamp>,
}

impl Waiting {
    fn of(state: &AppState, shop: &Shop) -> Waiting {
        let mut news = state.figures().slow_news(shop);
        // There may be rejects already.
        news.mark_changed();
        Waiting {
            news,
            newest: 0,
            due: None,
        }
    }

    /// Takes in what is due, if there is news or if something is due.
    async fn look(&mut self, state: &AppState, shop: &ShopState) -> Result<(), Failure> {
        let now = state.now();
        let is_due = self.due.is_some_and(|due| due <= now);
        if !is_due && !self.news.has_changed().unwrap_or(true) {
            return Ok(());
        }
        self.news.mark_unchanged();
        let looked = self.take_in(state, shop, now, is_due).await;
        if looked.is_err() {
            self.news.mark_changed();
        }
        looked
    }

    /// Rejects are read only if there are new ones, or if one is due.
    async fn take_in(
        &mut self,
        state: &AppState,
        shop: &ShopState,
        now: Timestamp,
        is_due: bool,
    ) -> Result<(), Failure> {
        let (store, of) = (state.records(), shop.shop());
        let counts = store.reject_counts(of).await?;
        if counts.iter().all(|count| count.reason != Reason::InFuture) {
            return Ok(());
        }
        let mut newest = self.newest;
        let mut next = self.due.filter(|_| !is_due);
        let mut replay = Replay::default();
        let (mut offset, mut is_over, mut is_any) = (0, false, false);
        while !is_over && offset < MOST {
            let page = store.rejects(of, offset, PAGE).await?.items;
            is_over = page.is_empty();
            offset += page.len();
            let mut due = Vec::new();
            for StoredReject { number, reject } in page {
                if number <= self.newest && !is_due {
                    is_over = true;
                    break;
                }
                newest = newest.max(number);
                match due_at(of, &reject) {
                    None => {}
                    Some(at) if at <= now => due.push(StoredReject { number, reject }),
                    Some(at) => next = Some(next.map_or(at, |known| known.min(at))),
                }
            }
            is_any |= !due.is_empty();
            replay.page(shop, now, due).await?;
        }
        if is_any {
            let answer = replay.finish(store, shop).await?;
            let taken = answer.accepted + answer.updated;
            if taken > 0 {
                tracing::info!(shop = %of.id, taken, "orders that had come before their time were taken in");
            }
        }
        (self.newest, self.due) = (newest, next);
        Ok(())
    }
}

/// When the order of a reject may be taken in. `None` = it was refused for something else, or is left to people.
fn due_at(shop: &Shop, reject: &Reject) -> Option<Timestamp> {
    if reject.rejection.reason != Reason::InFuture {
        return None;
    }
    let said = Said::read(&reject.rejection.detail)?;
    let placed_at = Timestamp::parse_rfc3339(said.values.get("time")?).ok()?;
    let ahead = placed_at.millis() - reject.received_at.millis();
    let due = placed_at.millis() - shop.max_future_millis;
    (ahead <= MOST_AHEAD).then(|| Timestamp::from_millis(due))
}
