//! News: tells waiters about a shop's commits, whichever process made them.
//!
//! Commits of this process are reported at once. Every commit, including those of other servers and of programs of the
//! original design, publishes on the shop's channels `orders:` and `sales:`, and any message there counts. A server
//! subscribes to a shop's channels only while somebody waits for its [news](Notices::receiver): of ten thousand shops
//! on a store, it hears only those that are being watched. A caller that [waits for the
//! subscription](Notices::listening) before it reads misses nothing. Redis keeps no messages for clients that are not
//! subscribed, so a confirmed subscription counts as news, again after each reconnection.
//!
//! In addition, the commit counters are read, one shop after the other. For shops without waiters this is the source of
//! their [slow news](Notices::slow_receiver), and it reveals a store that lost commits.

mod board;
mod listen;
mod poll;

use std::sync::Arc;
use std::time::Duration;

use domain::{Shop, ShopId};
use ports::{StoreConcern, lasting};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use self::board::Board;
use crate::core::Core;
use crate::layout::keys::Keys;
use crate::wire::dial::Dialer;

/// How long to wait for a subscription at most. A caller that reads without it gets the missed news once it is
/// confirmed.
const PATIENCE: Duration = Duration::from_secs(1);

/// See the module.
pub(crate) struct Notices {
    board: Arc<Board>,
    tasks: Vec<JoinHandle<()>>,
}

impl Notices {
    pub(crate) fn start(dialer: Dialer, core: &Arc<Core>) -> Notices {
        let board = Arc::new(Board::default());
        let listen = tokio::spawn(listen::listen(dialer, board.clone()));
        let (core, polled) = (Arc::downgrade(core), board.clone());
        let poll = lasting("reads the commit counters", move || {
            poll::poll(core.clone(), polled.clone())
        });
        Notices {
            board,
            tasks: vec![listen, tokio::spawn(poll)],
        }
    }

    /// Reports only commits of this process: nobody waits for those of others, so the server is not asked for them.
    pub(crate) fn of_this_process() -> Notices {
        Notices {
            board: Arc::default(),
            tasks: Vec::new(),
        }
    }

    /// Records that a shop is open.
    pub(crate) fn watch_shop(&self, shop: &Shop, keys: &Keys) {
        self.board.open(&shop.id, keys);
    }

    /// Records that a shop was closed.
    pub(crate) fn forget(&self, id: &ShopId) {
        self.board.forget(id);
    }

    /// Reports every commit, as long as the receiver exists.
    pub(crate) fn receiver(&self, shop: &Shop) -> watch::Receiver<u64> {
        self.board.wait_for(&shop.id)
    }

    /// Reports commits at once if they are made by this process or announced to it, and others when their shop's turn
    /// comes, which is within a minute.
    pub(crate) fn slow_receiver(&self, shop: &Shop) -> watch::Receiver<u64> {
        self.board.shops().watched(&shop.id).slow_receiver()
    }

    /// Waits until the channels of those shops that have waiters are subscribed to, or until there is no connection
    /// that could do so.
    pub(crate) async fn listening(&self, shops: &[&Shop]) {
        if self.tasks.is_empty() {
            return;
        }
        let mut changes = self.board.changes();
        let heard =
            async { while !self.board.hears_all(shops) && changes.changed().await.is_ok() {} };
        // If it takes longer, the news comes once it is confirmed.
        let _ = timeout(PATIENCE, heard).await;
    }

    /// Reports a commit of this process.
    pub(crate) fn tell(&self, shop: &Shop) {
        self.board.tell(&shop.id);
    }

    /// Records what was missing when a shop was opened.
    pub(crate) fn note_missing(&self, shop: &Shop, missing: Option<StoreConcern>) {
        self.board.shops().note_missing(&shop.id, missing);
    }

    /// Shops whose commit counters fell since this process began to watch them, because their store was emptied,
    /// replaced, or went back to an older state; and shops that lacked keys when they were opened.
    pub(crate) fn losses(&self) -> Vec<StoreConcern> {
        self.board.shops().losses()
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

#[cfg(test)]
mod tests;
