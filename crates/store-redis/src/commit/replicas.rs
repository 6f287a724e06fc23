//! Waits until replicas have a commit.
//!
//! Redis answers a write before its replicas have it, and a failover loses what they lack. So if a store has replicas,
//! a commit is acknowledged when one of them has it, unless the URL sets another number. Sentinel and clusters exist
//! for failovers. Once a server has had a replica, one is always expected; this is recorded in the store, because while
//! a replica is away, a write exists on only one machine.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use ports::{ErrorKind, StoreError};

use crate::core::Core;
use crate::layout::keys::Keys;
use crate::wire::url::Topology;
use crate::wire::value::Answer as _;

/// How often to ask a server without replicas whether it has one now.
const LOOK: Duration = Duration::from_secs(2);
/// The field of the key `ready` that says that the server has had a replica.
const NOTED: &str = "replicas";
const DOING: &str = "look for replicas of redis";

impl Core {
    /// Waits until the wanted number of replicas has this process's writes. A commit that is not acknowledged for lack
    /// of replicas is applied anyway: sent again, it is a duplicate.
    pub(crate) async fn wait_for_replicas(&self) -> Result<(), StoreError> {
        let wanted = self.wanted_replicas().await?;
        self.wait_for(wanted).await
    }

    async fn wait_for(&self, wanted: u32) -> Result<(), StoreError> {
        if wanted == 0 {
            return Ok(());
        }
        let mut command = redis::cmd("WAIT");
        let limit = self.url.wait_timeout.as_millis() as u64;
        command.arg(wanted).arg(limit);
        let answer = self.writer.command("wait for replicas", &command).await?;
        let reached = answer.number();
        if reached >= i64::from(wanted) {
            return Ok(());
        }
        let message = format!(
            "too few replicas: {reached} of {wanted} had the commit within {limit} ms; bring them back, or use wait=0 \
             in the store's URL to do without"
        );
        Err(StoreError::new(ErrorKind::TooFewReplicas, message))
    }

    /// Like [`Core::wait_for_replicas`], for what a conflict reports as stored. Another process or an earlier
    /// connection may have written it without waiting, and `WAIT` covers only this connection's writes.
    pub(crate) async fn wait_for_replicas_of_stored(&self, keys: &Keys) -> Result<(), StoreError> {
        let wanted = self.wanted_replicas().await?;
        if wanted == 0 {
            return Ok(());
        }
        let mut write = redis::cmd("HSET");
        write.arg(keys.state()).arg("waited").arg(1);
        self.writer.command("wait for replicas", &write).await?;
        self.wait_for(wanted).await
    }

    /// How many replicas must have a commit.
    async fn wanted_replicas(&self) -> Result<u32, StoreError> {
        if let Some(wanted) = self.url.wait {
            return Ok(wanted);
        }
        if !matches!(self.url.topology, Topology::Server(_)) {
            return Ok(1);
        }
        if !self.replicas.are_expected.load(Ordering::Relaxed) {
            let mut looked = self.replicas.looked.lock().await;
            if looked.is_none_or(|at| at.elapsed() >= LOOK) {
                self.look_for_replicas().await?;
                *looked = Some(Instant::now());
            }
        }
        Ok(u32::from(
            self.replicas.are_expected.load(Ordering::Relaxed),
        ))
    }

    async fn look_for_replicas(&self) -> Result<(), StoreError> {
        let ready = Keys::new(self.url.default_prefix()).own("ready");
        let mut noted = redis::cmd("HGET");
        noted.arg(&ready).arg(NOTED);
        let is_noted = self.writer.command(DOING, &noted).await?.text().is_some();
        let mut info = redis::cmd("INFO");
        info.arg("replication");
        let has_some = match self.writer.command(DOING, &info).await {
            Ok(info) => has_replicas(info.text().unwrap_or_default()),
            Err(error) if error.is_retryable() => return Err(error),
            Err(error) => {
                tracing::warn!(%error, "allow livetill's user to run INFO, or say in the store's URL how many replicas \
                    to wait for");
                false
            }
        };
        if has_some && !is_noted {
            let mut note = redis::cmd("HSET");
            note.arg(&ready).arg(NOTED).arg("expected");
            self.writer.command(DOING, &note).await?;
        }
        if has_some || is_noted {
            self.replicas.are_expected.store(true, Ordering::Relaxed);
        }
        Ok(())
    }
}

fn has_replicas(info: &str) -> bool {
    let count = info
        .lines()
        .find_map(|line| line.strip_prefix("connected_slaves:"));
    count.is_some_and(|count| count.trim() != "0")
}

#[cfg(test)]
mod tests {
    use super::has_replicas;

    #[test]
    fn replicas_are_found_in_what_a_server_says() {
        assert!(has_replicas(
            "# Replication\r\nrole:master\r\nconnected_slaves:2\r\n"
        ));
        assert!(!has_replicas("role:master\r\nconnected_slaves:0\r\n"));
        assert!(!has_replicas(""));
    }
}
