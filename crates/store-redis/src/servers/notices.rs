//! News: who watches a shop learns of commits by whichever process.
//!
//! Three ways lead here. A commit of this process tells at once. Every commit, also one of another
//! server or of a program of the original design, publishes on `orders:` and `sales:`, and any
//! message there counts. And because Redis keeps no message for those who are not connected, the
//! commit counter is read every second, and every new connection counts as news.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use domain::{Shop, ShopId};
use futures_util::StreamExt as _;
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

/// See the module.
pub(crate) struct Notices {
    board: Arc<Board>,
    tasks: Vec<JoinHandle<()>>,
}

#[derive(Default)]
struct Board {
    shops: Mutex<HashMap<ShopId, Watched>>,
    /// A shop was added.
    added: Notify,
}

struct Watched {
    news: watch::Sender<u64>,
    /// Known once the shop is open.
    keys: Option<Keys>,
    commits: i64,
    /// From where to where the commits fell, which only rise in a store that keeps what it has.
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

    /// Tells only of the commits of this process: nobody waits for those of others, and nothing is
    /// asked of the server meanwhile.
    pub(crate) fn of_this_process() -> Notices {
        Notices {
            board: Arc::default(),
            tasks: Vec::new(),
        }
    }

    /// Listens for an open shop.
    pub(crate) fn watch_shop(&self, shop: &Shop, keys: &Keys) {
        let mut shops = self.board.shops();
        let watched = shops.entry(shop.id.clone()).or_insert_with(Watched::new);
        if watched.keys.is_none() {
            watched.keys = Some(keys.clone());
            self.board.added.notify_one();
        }
    }

    pub(crate) fn receiver(&self, shop: &Shop) -> watch::Receiver<u64> {
        let mut shops = self.board.shops();
        shops
            .entry(shop.id.clone())
            .or_insert_with(Watched::new)
            .news
            .subscribe()
    }

    /// Tells of a commit of this process.
    pub(crate) fn tell(&self, shop: &Shop) {
        if let Some(watched) = self.board.shops().get(&shop.id) {
            watched.tell();
        }
    }

    /// Notes what a shop lacked when it was opened.
    pub(crate) fn note_missing(&self, shop: &Shop, missing: Option<StoreConcern>) {
        if let Some(watched) = self.board.shops().get_mut(&shop.id) {
            watched.missing = missing;
        }
    }

    /// The shops whose commits fell since this process began to watch them: their store was emptied,
    /// exchanged, or went back to an older state. And those that lacked keys when they were opened.
    pub(crate) fn losses(&self) -> Vec<StoreConcern> {
        let shops = self.board.shops();
        let fell = shops.iter().filter_map(|(id, it)| Some((id, it.fell?)));
        let mut losses: Vec<StoreConcern> = fell
            .map(|(id, (from, to))| {
                StoreConcern::loss(format!(
                    "shop {id} fell from {from} commits to {to}: its store was emptied, or went back to an older state. Restore \
                     a backup, or send the orders again: those that are known count once. Restart the server afterwards"
                ))
            })
            .collect();
        losses.extend(shops.values().filter_map(|watched| watched.missing.clone()));
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
            fell: None,
            missing: None,
        }
    }

    fn tell(&self) {
        self.news.send_modify(|number| *number += 1);
    }
}

impl Board {
    fn shops(&self) -> MutexGuard<'_, HashMap<ShopId, Watched>> {
        // A panic between lock and unlock leaves the map whole.
        self.shops.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The channels of all open shops.
    fn channels(&self) -> Vec<String> {
        self.shops()
            .values()
            .filter_map(|it| it.keys.as_ref())
            .flat_map(Keys::channels)
            .collect()
    }

    fn tell_all(&self) {
        for watched in self.shops().values() {
            watched.tell();
        }
    }

    fn heard(&self, channel: &str) {
        for watched in self.shops().values() {
            let keys = watched.keys.as_ref();
            if keys.is_some_and(|keys| keys.channels().iter().any(|own| own == channel)) {
                watched.tell();
            }
        }
    }
}

/// Keeps a connection for messages, for ever.
async fn listen(dialer: Dialer, board: Arc<Board>) {
    let mut failures = 0;
    loop {
        if board.channels().is_empty() {
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
    sink.subscribe(board.channels()).await?;
    *failures = 0;
    // What was said before this connection is lost.
    board.tell_all();
    loop {
        tokio::select! {
            message = messages.next() => match message {
                Some(message) => board.heard(message.get_channel_name()),
                None => return Ok(()),
            },
            () = board.added.notified() => sink.subscribe(board.channels()).await?,
        }
    }
}

/// Reads the commit counters, for what the messages missed.
async fn poll(core: Weak<Core>, board: Arc<Board>) {
    loop {
        tokio::time::sleep(POLL).await;
        let open: Vec<(ShopId, Keys)> = {
            let shops = board.shops();
            let open = shops
                .iter()
                .filter_map(|(id, it)| Some((id.clone(), it.keys.clone()?)));
            open.collect()
        };
        for (id, keys) in open {
            let Some(core) = core.upgrade() else { return };
            let mut command = redis::cmd("HGET");
            command.arg(keys.state()).arg("commits");
            let Ok(answer) = core
                .reader
                .command("read the commit counter", &command)
                .await
            else {
                continue;
            };
            if let Some(watched) = board.shops().get_mut(&id)
                && watched.commits != answer.number()
            {
                if answer.number() < watched.commits {
                    watched.fell = Some((watched.commits, answer.number()));
                }
                watched.commits = answer.number();
                watched.tell();
            }
        }
    }
}
