//! Notices of commits by any process, for the viewers of a shop.
//!
//! They come in three ways. A commit of this process gives notice at once. Every commit, also one of another server or
//! of a program of the original design, publishes on `orders:` and `sales:`, and any message there counts. And because
//! Redis keeps no messages for clients that are not connected, every new connection counts as a notice, and the commit
//! counters are polled: of a few shops every second, of many in turn.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use domain::{Shop, ShopId};
use futures_util::StreamExt as _;
use futures_util::future::join_all;
use ports::StoreConcern;
use redis::RedisError;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use crate::core::Core;
use crate::layout::keys::Keys;
use crate::wire::dial::Dialer;
use crate::wire::link::PAUSES;
use crate::wire::value::Answer as _;

const POLL: Duration = Duration::from_secs(1);
/// How many shops' commit counters to read at a time.
const POLLED: usize = 20;
/// The suffix of a shop's second channel.
const SECOND_CHANNEL: &str = "sales:";
/// How many channels to subscribe to in one command.
const SUBSCRIBED: usize = 1_000;

/// See the module.
pub(crate) struct Notices {
    board: Arc<Board>,
    tasks: Vec<JoinHandle<()>>,
}

#[derive(Default)]
struct Board {
    shops: Mutex<Shops>,
    /// A shop was added.
    added: Notify,
}

#[derive(Default)]
struct Shops {
    by_id: HashMap<ShopId, Watched>,
    /// Open shops by channel.
    by_channel: HashMap<String, ShopId>,
    /// Channels that still need a subscription.
    new_channels: Vec<String>,
    /// The open shops in the order in which their counters are read, beginning with the next.
    order: Vec<ShopId>,
    next: usize,
    /// Shops that lost something.
    amiss: BTreeSet<ShopId>,
}

struct Watched {
    news: watch::Sender<u64>,
    /// Known once the shop is open.
    keys: Option<Keys>,
    commits: i64,
    /// The counter in the last message, and whether that came on the second channel.
    heard: Option<(i64, bool)>,
    /// From where to where the commit count fell. It only rises in a store that keeps its data.
    fell: Option<(i64, i64)>,
    /// What it lacked when it was opened.
    missing: Option<StoreConcern>,
}

impl Notices {
    pub(crate) fn start(dialer: Dialer, core: &Arc<Core>) -> Notices {
        let board = Arc::new(Board::default());
        let listen = tokio::spawn(listen(dialer, board.clone()));
        let poll = tokio::spawn(poll(Arc::downgrade(core), board.clone()));
        Notices {
            board,
            tasks: vec![listen, poll],
        }
    }

    /// Reports only commits of this process: nobody waits for those of others, and the server is not asked meanwhile.
    pub(crate) fn of_this_process() -> Notices {
        Notices {
            board: Arc::default(),
            tasks: Vec::new(),
        }
    }

    /// Starts to listen for an open shop.
    pub(crate) fn watch_shop(&self, shop: &Shop, keys: &Keys) {
        let mut shops = self.board.shops();
        let watched = shops.watched(&shop.id);
        if watched.keys.replace(keys.clone()).is_some() {
            return;
        }
        for channel in keys.channels() {
            shops.new_channels.push(channel.clone());
            shops.by_channel.insert(channel, shop.id.clone());
        }
        shops.order.push(shop.id.clone());
        self.board.added.notify_one();
    }

    /// Stops listening for a shop.
    pub(crate) fn forget(&self, id: &ShopId) {
        let mut shops = self.board.shops();
        shops.by_id.remove(id);
        shops.amiss.remove(id);
        shops.order.retain(|open| open != id);
        shops.by_channel.retain(|_, of| of != id);
    }

    pub(crate) fn receiver(&self, shop: &Shop) -> watch::Receiver<u64> {
        self.board.shops().watched(&shop.id).news.subscribe()
    }

    /// Gives notice of a commit of this process.
    pub(crate) fn tell(&self, shop: &Shop) {
        if let Some(watched) = self.board.shops().by_id.get(&shop.id) {
            watched.tell();
        }
    }

    /// Records what a shop lacked when it was opened.
    pub(crate) fn note_missing(&self, shop: &Shop, missing: Option<StoreConcern>) {
        let mut shops = self.board.shops();
        if missing.is_some() {
            shops.amiss.insert(shop.id.clone());
        }
        if let Some(watched) = shops.by_id.get_mut(&shop.id) {
            watched.missing = missing;
        }
    }

    /// The shops whose commit count fell since this process began to watch them, because their store was emptied,
    /// exchanged, or went back to an older state. Also the shops that lacked keys when they were opened.
    pub(crate) fn losses(&self) -> Vec<StoreConcern> {
        let shops = self.board.shops();
        let amiss = || {
            shops
                .amiss
                .iter()
                .filter_map(|id| Some((id, shops.by_id.get(id)?)))
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

    pub(crate) fn stop(&self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl Drop for Notices {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Watched {
    fn new() -> Watched {
        Watched {
            news: watch::Sender::new(0),
            keys: None,
            commits: 0,
            heard: None,
            fell: None,
            missing: None,
        }
    }

    fn tell(&self) {
        self.news.send_modify(|number| *number += 1);
    }
}

impl Shops {
    fn watched(&mut self, id: &ShopId) -> &mut Watched {
        self.by_id.entry(id.clone()).or_insert_with(Watched::new)
    }

    /// The shops whose counters are read next.
    fn turn(&mut self) -> Vec<(ShopId, Keys)> {
        let (count, first) = (self.order.len(), self.next);
        let turn = POLLED.min(count);
        self.next = (first + turn) % count.max(1);
        let ids = self.order.iter().cycle().skip(first).take(turn);
        ids.filter_map(|id| Some((id.clone(), self.by_id.get(id)?.keys.clone()?)))
            .collect()
    }
}

impl Board {
    fn shops(&self) -> MutexGuard<'_, Shops> {
        // A panic while locked leaves the maps consistent.
        self.shops.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The channels of all open shops, none of which counts as new afterwards.
    fn all_channels(&self) -> Vec<String> {
        let mut shops = self.shops();
        shops.new_channels.clear();
        shops.by_channel.keys().cloned().collect()
    }

    fn new_channels(&self) -> Vec<String> {
        std::mem::take(&mut self.shops().new_channels)
    }

    fn tell_all(&self) {
        self.shops().by_id.values().for_each(Watched::tell);
    }

    /// Takes in a message. A commit publishes its counter on both channels; the second message is not news.
    fn heard(&self, channel: &str, payload: &[u8]) {
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
    fn read(&self, id: &ShopId, commits: i64) {
        let mut shops = self.shops();
        let Some(watched) = shops.by_id.get_mut(id) else {
            return;
        };
        let before = std::mem::replace(&mut watched.commits, commits);
        if before == commits {
            return;
        }
        // Most are already known, and a needless look at each poll would delay the next order.
        if watched.heard.is_none_or(|(heard, _)| heard != commits) {
            watched.tell();
        }
        if commits < before {
            watched.fell = Some((before, commits));
            shops.amiss.insert(id.clone());
        }
    }
}

/// Keeps a connection for messages, forever.
async fn listen(dialer: Dialer, board: Arc<Board>) {
    let mut failures = 0;
    loop {
        if board.shops().order.is_empty() {
            board.added.notified().await;
        }
        if let Err(error) = listen_once(&dialer, &board, &mut failures).await {
            tracing::debug!(%error, "no connection for messages, trying again");
        }
        tokio::time::sleep(PAUSES.after(failures)).await;
        failures += 1;
    }
}

async fn listen_once(dialer: &Dialer, board: &Board, failures: &mut u32) -> Result<(), RedisError> {
    let (mut sink, mut messages) = dialer.listen().await?.split();
    for channels in board.all_channels().chunks(SUBSCRIBED) {
        sink.subscribe(channels).await?;
    }
    *failures = 0;
    // Messages before this connection are lost.
    board.tell_all();
    loop {
        tokio::select! {
            message = messages.next() => match message {
                Some(message) => board.heard(message.get_channel_name(), message.get_payload_bytes()),
                None => return Ok(()),
            },
            () = board.added.notified() => {
                for channels in board.new_channels().chunks(SUBSCRIBED) {
                    sink.subscribe(channels).await?;
                }
            }
        }
    }
}

/// Reads the commit counters, to find commits whose messages were missed.
async fn poll(core: Weak<Core>, board: Arc<Board>) {
    loop {
        tokio::time::sleep(POLL).await;
        let turn = board.shops().turn();
        let Some(core) = core.upgrade() else { return };
        let core = &*core;
        let reads = turn.iter().map(|(id, keys)| async move {
            let mut command = redis::cmd("HGET");
            command.arg(keys.state()).arg("commits");
            let doing = "read the commit counter";
            let answer = core.reader.command(doing, &command).await.ok()?;
            Some((id, answer.number()))
        });
        for (id, commits) in join_all(reads).await.into_iter().flatten() {
            board.read(id, commits);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_news_once() {
        let shop = Shop::new("default", "UTC", "USD").unwrap();
        let notices = Notices::of_this_process();
        notices.watch_shop(&shop, &Keys::new(None));
        let mut news = notices.receiver(&shop);
        let board = &notices.board;
        let mut is_news = |heard: &dyn Fn(&Board)| {
            heard(board);
            let is_new = news.has_changed().unwrap();
            news.mark_unchanged();
            is_new
        };
        assert!(is_news(&|it| it.heard("orders:", b"5")));
        assert!(!is_news(&|it| it.heard("sales:", b"5")), "the same commit");
        assert!(!is_news(&|it| it.read(&shop.id, 5)), "it was heard of");
        assert!(
            is_news(&|it| it.heard("orders:", b"5")),
            "emptied, and filled"
        );
        assert!(
            is_news(&|it| it.read(&shop.id, 6)),
            "its messages were lost"
        );
        assert!(!is_news(&|it| it.read(&shop.id, 6)));
        for _ in 0..2 {
            assert!(is_news(&|it| it.heard("sales:", b"another program")));
        }
        assert!(is_news(&|it| it.heard("sales:", b"7")));
        assert!(is_news(&|it| it.read(&shop.id, 3)), "it fell");
        assert_eq!(notices.losses().len(), 1);
    }
}
