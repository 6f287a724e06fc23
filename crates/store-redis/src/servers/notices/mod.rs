//! News: who waits for a shop's commits learns of them by whichever process.
//!
//! A commit of this process tells at once. Every commit, also one of another server or of a program of the original
//! design, publishes on the shop's channels `orders:` and `sales:`, and any message there counts. A server subscribes to the
//! channels of a shop while somebody waits for its [news](Notices::receiver), and to no others: of ten thousand shops on
//! a store it hears those that are looked at. Who [waits until that is so](Notices::listening) before he reads misses nothing.
//! Redis keeps no message for those who are not subscribed, so a confirmed subscription counts as news, on every new connection again.
//!
//! Beside this the commit counters are read, one shop after the other: of those that nobody waits for it is how their
//! [slow news](Notices::slow_receiver) come, and how a store is found out that lost commits.

mod board;
mod listen;
mod poll;

use std::sync::Arc;
use std::time::Duration;

use domain::{Shop, ShopId};
use ports::StoreConcern;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use self::board::Board;
use crate::core::Core;
use crate::layout::keys::Keys;
use crate::wire::dial::Dialer;

/// How long is waited for a subscription at most: whoever reads without it hears of what he missed when it is there.
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
        let poll = tokio::spawn(poll::poll(Arc::downgrade(core), board.clone()));
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

    /// Notes that a shop is open.
    pub(crate) fn watch_shop(&self, shop: &Shop, keys: &Keys) {
        self.board.open(&shop.id, keys);
    }

    /// Notes that a shop is open no more.
    pub(crate) fn forget(&self, id: &ShopId) {
        self.board.forget(id);
    }

    /// Tells of every commit, for as long as it is there.
    pub(crate) fn receiver(&self, shop: &Shop) -> watch::Receiver<u64> {
        self.board.wait_for(&shop.id)
    }

    /// Tells at once of commits of this process and of those that are heard of, and of others when their shop's turn comes:
    /// within a minute.
    pub(crate) fn slow_receiver(&self, shop: &Shop) -> watch::Receiver<u64> {
        self.board.shops().watched(&shop.id).slow_receiver()
    }

    /// Waits until the channels of these shops are subscribed to, those of them that are waited for, or there is no connection
    /// that could.
    pub(crate) async fn listening(&self, shops: &[&Shop]) {
        if self.tasks.is_empty() {
            return;
        }
        let mut changes = self.board.changes();
        let heard =
            async { while !self.board.hears_all(shops) && changes.changed().await.is_ok() {} };
        // Who is late is told when it is there.
        let _ = timeout(PATIENCE, heard).await;
    }

    /// Tells of a commit of this process.
    pub(crate) fn tell(&self, shop: &Shop) {
        self.board.tell(&shop.id);
    }

    /// Notes what a shop lacked when it was opened.
    pub(crate) fn note_missing(&self, shop: &Shop, missing: Option<StoreConcern>) {
        self.board.shops().note_missing(&shop.id, missing);
    }

    /// The shops whose commits fell since this process began to watch them: their store was emptied,
    /// exchanged, or went back to an older state. And those that lacked keys when they were opened.
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
