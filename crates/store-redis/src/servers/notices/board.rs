//! What is known of the shops, and whose channels are to be subscribed to.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::{Shop, ShopId};
use ports::StoreConcern;
use tokio::sync::{Notify, watch};

use crate::layout::keys::Keys;

/// How the second of a shop's channels ends.
const SECOND_CHANNEL: &str = "sales:";

pub(super) struct Board {
    shops: Mutex<Shops>,
    /// There is something to subscribe to, or to unsubscribe from.
    pub(super) wanted: Notify,
    /// Changes with what is subscribed to.
    changes: watch::Sender<()>,
}

#[derive(Default)]
pub(super) struct Shops {
    by_id: HashMap<ShopId, Watched>,
    /// Those that are subscribed to or about to be, by their channels.
    by_channel: HashMap<String, ShopId>,
    /// Those that are waited for and whose channels are not subscribed to.
    wanted: HashSet<ShopId>,
    /// Channels of those that nobody waits for any more.
    left: Vec<String>,
    /// Whether there is a connection for messages; `None` = it was not tried yet.
    is_connected: Option<bool>,
    /// The open ones in the order in which their counters are read, and whose turn it is.
    order: Vec<ShopId>,
    next: usize,
    /// Those that lost something.
    amiss: BTreeSet<ShopId>,
}

#[derive(Default)]
pub(super) struct Watched {
    /// How often something was told.
    told: u64,
    /// Of those who wait for it: nobody does where it is missing.
    news: Option<watch::Sender<u64>>,
    slow: Option<watch::Sender<u64>>,
    /// Known once the shop is open.
    keys: Option<Keys>,
    hearing: Hearing,
    commits: i64,
    /// The counter that the last message told of, and whether it came on the second channel.
    heard: Option<(i64, bool)>,
    /// From where to where the commits fell, which only rise in a store that keeps what it has.
    fell: Option<(i64, i64)>,
    /// What it lacked when it was opened.
    missing: Option<StoreConcern>,
}

/// Whether a shop's messages come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Hearing {
    #[default]
    Not,
    Asked,
    Confirmed,
}

/// What is to be done about subscriptions.
#[derive(Debug, Default)]
pub(super) struct Turn {
    /// Channels to unsubscribe from, first.
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
        // A panic between lock and unlock leaves the maps whole.
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

    /// Changes with what is subscribed to.
    pub(super) fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    /// Whether the messages of all these come that are waited for, or cannot come.
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

    /// Whether anything is to be subscribed to.
    pub(super) fn is_wanted(&self) -> bool {
        !self.shops().wanted.is_empty()
    }

    pub(super) fn connected(&self) {
        self.shops().is_connected = Some(true);
    }

    /// There is no connection for messages: all that were subscribed to are to be subscribed to again.
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

    /// What is to be done, which is under way from now on.
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

    /// Their messages come from now on. What was said before is lost, so there may be news.
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

    /// Unsubscribes from what nobody waits for any more.
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

    /// Takes in a message. A commit says its counter on both channels, of which the second is no news.
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

    /// Takes in a commit counter that was read.
    pub(super) fn read(&self, id: &ShopId, commits: i64) {
        let mut shops = self.shops();
        let Some(watched) = shops.by_id.get_mut(id) else {
            return;
        };
        let before = std::mem::replace(&mut watched.commits, commits);
        if before == commits {
            return;
        }
        // Most were heard of, and who looks again at each poll makes the next order wait.
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

    /// The shops whose counters are read next: so many that all have their turn in `turns`, and some at least.
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

    /// Nobody waits for a shop.
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
