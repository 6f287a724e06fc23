//! Reads the commit counters, for commits without a message.

use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::future::join_all;

use super::board::Board;
use crate::core::Core;
use crate::wire::value::Answer as _;

const EVERY: Duration = Duration::from_secs(1);
/// The counters of all shops are read within this many turns,
const TURNS: usize = 60;
/// and at least this many shops in each.
const LEAST: usize = 20;

pub(super) async fn poll(core: Weak<Core>, board: Arc<Board>) {
    loop {
        tokio::time::sleep(EVERY).await;
        board.sweep();
        let turn = board.shops().next(TURNS, LEAST);
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
