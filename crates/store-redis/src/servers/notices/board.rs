//! What is known about the shops, and which channels to subscribe to.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::{Shop, ShopId};
use ports::StoreConcern;
use tokio::sync::{Notify, watch};

use crate::layout::keys::Keys;

/// The suffix of a shop's second channel.
const SECOND_CHANNEL: &str = "sales:";

pub(super) struct Board {
    shops: Mutex<Shops>,
    /// Notified when there is something to subscribe to or unsubscribe from.
    pub(super) wanted: Notify,
    /// Notified when the subscriptions change.
    changes: watch::Sender<()>,
}

#[derive(Default)]
pub(super) struct Shops {
    by_id: HashMap<ShopId, Watched>,
    /// Shops with a subscription, requested or confirmed, by channel.
    by_channel: HashMap<String, ShopId>,
    /// Shops with waiters whose channels are not subscribed to yet.
    wanted: HashSet<ShopId>,
    /// Channels of shops without waiters.
    left: Vec<String>,
    /// Whether there is a connection for messages; `None` = not tried yet.
    is_connected: Option<bool>,
    /// The open shops in the order in which their counters are read, and the next one's place.
    order: Vec<ShopId>,
    next: usize,
    /// Shops that lost something.
    amiss: BTreeSet<ShopId>,
}

#[derive(Default)]
pub(super) struct Watched {
    /// The number of changes reported so far.
    told: u64,
    /// Where waiters listen; `None` if there are none.
    news: Option<watch::Sender<u64>>,
    slow: Option<watch::Sender<u64>>,
    /// Set once the shop is open.
    keys: Option<Keys>,
    hearing: Hearing,
    commits: i64,
    /// The counter from the last message, and whether it came on the second channel.
    heard: Option<(i64, bool)>,
    /// If the commit counter fell: from where to where. It only rises in a store that keeps its data.
    fell: Option<(i64, i64)>,
    /// What was missing when the shop was opened.
    missing: Option<StoreConcern>,
}

/// Whether a shop's messages arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Hearing {
    #[default]
    Not,
    Asked,
    Confirmed,
}

/// Pending changes of subscriptions.
#[derive(Debug, Default)]
pub(super) struct Turn {
    /// Channels to unsubscribe from; done first.
    pub(super) left: Vec<String>,
    /// Shops to subscribe to, with their channels.
    pub(super) begun: Vec<(ShopId, [String; 2])>,
}

impl Default for Board {
    fn default() -> Board {
        Board {
            shops: Mutex::default(),
            wanted: Notify::new(),
            changes: watch::Sender::new(()),
        }
    }
}

impl Board {
    pub(super) fn shops(&self) -> MutexGuard<'_, Shops> {
        // A panic while the lock is held leaves the maps intact.
        self.shops.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn open(&self, id: &ShopId, keys: &Keys) {
        let mut shops = self.shops();
        let watched = shops.watched(id);
        if watched.keys.replace(keys.clone()).is_some() {
            return;
        }
        let is_waited_for = watched.is_waited_for();
        shops.order.push(id.clone());
        if is_waited_for {
            shops.wanted.insert(id.clone());
            self.wanted.notify_one();
        }
    }

    pub(super) fn forget(&self, id: &ShopId) {
        let mut shops = self.shops();
        shops.leave(id);
        shops.by_id.remove(id);
        shops.amiss.remove(id);
        shops.order.retain(|open| open != id);
        self.wanted.notify_one();
    }

    pub(super) fn wait_for(&self, id: &ShopId) -> watch::Receiver<u64> {
        let mut shops = self.shops();
        let watched = shops.watched(id);
        let told = watched.told;
        let news = watched.news.get_or_insert_with(|| watch::Sender::new(told));
        let receiver = news.subscribe();
        if watched.hearing == Hearing::Not && watched.keys.is_some() {
            shops.wanted.insert(id.clone());
            self.wanted.notify_one();
        }
        receiver
    }

    pub(super) fn tell(&self, id: &ShopId) {
        if let Some(watched) = self.shops().by_id.get_mut(id) {
            watched.tell();
        }
    }

    /// Notified when the subscriptions change.
    pub(super) fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    /// Whether the messages of all shops with waiters arrive, or cannot arrive.
    pub(super) fn hears_all(&self, shops: &[&Shop]) -> bool {
        let known = self.shops();
        let is_late = |shop: &&Shop| {
            let watched = known.by_id.get(&shop.id);
            watched.is_some_and(|it| {
                it.is_waited_for() && it.keys.is_some() && it.hearing != Hearing::Confirmed
            })
        };
        known.is_connected == Some(false) || !shops.iter().any(is_late)
    }

    /// Whether there is anything to subscribe to.
    pub(super) fn is_wanted(&self) -> bool {
        !self.shops().wanted.is_empty()
    }

    pub(super) fn connected(&self) {
        self.shops().is_connected = Some(true);
    }

    /// The connection for messages is gone: everything must be subscribed to again.
    pub(super) fn disconnected(&self) {
        let mut shops = self.shops();
        shops.is_connected = Some(false);
        shops.left.clear();
        let heard: Vec<ShopId> = shops.by_channel.drain().map(|(_, id)| id).collect();
        for id in heard {
            if let Some(watched) = shops.by_id.get_mut(&id) {
                watched.hearing = Hearing::Not;
                shops.wanted.insert(id);
            }
        }
        drop(shops);
        self.changes.send_replace(());
    }

    /// Takes the pending changes; they count as requested from now on.
    pub(super) fn turn(&self) -> Turn {
        let mut shops = self.shops();
        let mut turn = Turn {
            left: std::mem::take(&mut shops.left),
            begun: Vec::new(),
        };
        for id in std::mem::take(&mut shops.wanted) {
            let Some(watched) = shops.by_id.get_mut(&id) else {
                continue;
            };
            let Some(keys) = watched.keys.as_ref().filter(|_| watched.is_waited_for()) else {
                continue;
            };
            let channels = keys.channels();
            watched.hearing = Hearing::Asked;
            for channel in &channels {
                shops.by_channel.insert(channel.clone(), id.clone());
            }
            turn.begun.push((id, channels));
        }
        turn
    }

    /// Their messages arrive from now on. Earlier ones are lost, so there may be news.
    pub(super) fn confirmed<'i>(&self, ids: impl Iterator<Item = &'i ShopId>) {
        let mut shops = self.shops();
        for id in ids {
            if let Some(watched) = shops.by_id.get_mut(id)
                && watched.hearing == Hearing::Asked
            {
                watched.hearing = Hearing::Confirmed;
                watched.tell();
            }
        }
        drop(shops);
        self.changes.send_replace(());
    }

    /// Unsubscribes from shops without waiters.
    pub(super) fn sweep(&self) {
        let mut shops = self.shops();
        let shops = &mut *shops;
        let of_channels = shops.by_channel.values();
        let left = of_channels.chain(&shops.wanted).filter(|id| {
            let watched = shops.by_id.get(*id);
            watched.is_none_or(|it| !it.is_waited_for())
        });
        let left: HashSet<ShopId> = left.cloned().collect();
        if left.is_empty() {
            return;
        }
        left.iter().for_each(|id| shops.leave(id));
        self.wanted.notify_one();
    }

    /// Handles a message. A commit announces its counter on both channels; the second message is not news.
    pub(super) fn heard(&self, channel: &str, payload: &[u8]) {
        let mut shops = self.shops();
        let Some(id) = shops.by_channel.get(channel).cloned() else {
            return;
        };
        let Some(watched) = shops.by_id.get_mut(&id) else {
            return;
        };
        let counter = std::str::from_utf8(payload).ok();
        let counter = counter.and_then(|text| text.parse().ok());
        let heard = counter.map(|counter: i64| (counter, channel.ends_with(SECOND_CHANNEL)));
        if let (Some((before, was_second)), Some((counter, is_second))) = (watched.heard, heard)
            && before == counter
            && was_second != is_second
        {
            return;
        }
        watched.heard = heard;
        watched.tell();
    }

    /// Handles a commit counter that was read.
    pub(super) fn read(&self, id: &ShopId, commits: i64) {
        let mut shops = self.shops();
        let Some(watched) = shops.by_id.get_mut(id) else {
            return;
        };
        let before = std::mem::replace(&mut watched.commits, commits);
        if before == commits {
            return;
        }
        // Most commits were already announced. Looking again at each poll would delay the next order.
        if watched.heard.is_none_or(|(heard, _)| heard != commits) {
            watched.tell();
        }
        if commits < before {
            watched.fell = Some((before, commits));
            shops.amiss.insert(id.clone());
        }
    }
}

impl Shops {
    pub(super) fn watched(&mut self, id: &ShopId) -> &mut Watched {
        self.by_id.entry(id.clone()).or_default()
    }

    /// The shops whose counters are read next: enough that all have their turn within `turns`, and at least `least`.
    pub(super) fn next(&mut self, turns: usize, least: usize) -> Vec<(ShopId, Keys)> {
        let (count, first) = (self.order.len(), self.next);
        let turn = count.div_ceil(turns).max(least).min(count);
        self.next = (first + turn) % count.max(1);
        let ids = self.order.iter().cycle().skip(first).take(turn);
        ids.filter_map(|id| Some((id.clone(), self.by_id.get(id)?.keys.clone()?)))
            .collect()
    }

    pub(super) fn note_missing(&mut self, id: &ShopId, missing: Option<StoreConcern>) {
        if missing.is_some() {
            self.amiss.insert(id.clone());
        }
        if let Some(watched) = self.by_id.get_mut(id) {
            watched.missing = missing;
        }
    }

    pub(super) fn losses(&self) -> Vec<StoreConcern> {
        let amiss = || {
            let amiss = self.amiss.iter();
            amiss.filter_map(|id| Some((id, self.by_id.get(id)?)))
        };
        let fell = amiss().filter_map(|(id, it)| Some((id, it.fell?)));
        let mut losses: Vec<StoreConcern> = fell
            .map(|(id, (from, to))| {
                StoreConcern::loss(format!(
                    "shop {id} fell from {from} commits to {to}: its store was emptied, or went back to an older state. \
                     Restore a backup, or send the orders again (known ones count once). Restart the server afterwards"
                ))
            })
            .collect();
        losses.extend(amiss().filter_map(|(_, watched)| watched.missing.clone()));
        losses.sort_by(|one, other| one.detail.cmp(&other.detail));
        losses
    }

    /// Called when a shop has no waiters left.
    fn leave(&mut self, id: &ShopId) {
        self.wanted.remove(id);
        let Some(watched) = self.by_id.get_mut(id) else {
            return;
        };
        (watched.news, watched.heard) = (None, None);
        let was_heard = std::mem::replace(&mut watched.hearing, Hearing::Not) != Hearing::Not;
        let channels = watched.keys.as_ref().filter(|_| was_heard);
        for channel in channels.into_iter().flat_map(Keys::channels) {
            self.by_channel.remove(&channel);
            self.left.push(channel);
        }
    }
}

impl Watched {
    pub(super) fn slow_receiver(&mut self) -> watch::Receiver<u64> {
        let told = self.told;
        let slow = self.slow.get_or_insert_with(|| watch::Sender::new(told));
        slow.subscribe()
    }

    fn is_waited_for(&self) -> bool {
        let news = self.news.as_ref();
        news.is_some_and(|news| news.receiver_count() > 0)
    }

    fn tell(&mut self) {
        self.told += 1;
        for sender in [&self.news, &self.slow].into_iter().flatten() {
            sender.send_replace(self.told);
        }
    }
}
