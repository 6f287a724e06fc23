//! What a store must do for the servers that run on it.

use async_trait::async_trait;
use domain::Shop;

use crate::{Lease, LeaseRequest, StoreError};

/// The part of a store for servers and people on call: its own figures, the servers attached to it, small notes that
/// those servers share, and which of them does what.
///
/// None of it concerns sales. A store that is away fails here too.
#[async_trait]
pub trait Presence: Send + Sync + 'static {
    /// Whether the store can take a commit now.
    ///
    /// # Errors
    /// The reason why not.
    async fn ready(&self) -> Result<(), StoreError>;

    /// The store's own figures now.
    ///
    /// # Errors
    /// Any kind.
    async fn health(&self) -> Result<StoreFigures, StoreError>;

    /// Announces a server on this store, and returns every server that did so within the last
    /// [`SERVER_EXPIRES_SECONDS`], including this one, sorted by start.
    ///
    /// # Errors
    /// Any kind.
    async fn announce(&self, server: &ServerRecord) -> Result<Vec<ServerRecord>, StoreError>;

    /// The same servers, without announcing one; also for servers that may not write.
    ///
    /// # Errors
    /// Any kind.
    async fn servers(&self) -> Result<Vec<ServerRecord>, StoreError>;

    /// The notes that the servers of this store share, by name. They outlive the servers.
    ///
    /// # Errors
    /// Any kind.
    async fn notes(&self) -> Result<Vec<(String, String)>, StoreError>;

    /// Writes or removes a note. Notes are short and few: all of them are read at once.
    ///
    /// # Errors
    /// Any kind.
    async fn set_note(&self, name: &str, text: Option<&str>) -> Result<(), StoreError>;

    /// A document shared by all shops of this store, such as the table of rates; empty if it was never written.
    ///
    /// # Errors
    /// Any kind.
    async fn document(&self, name: &str) -> Result<Vec<u8>, StoreError>;

    /// Replaces a document durably, if it still equals what was read (`known`); otherwise nothing is written and the
    /// answer is `false`. It may have megabytes, and is rarely read.
    ///
    /// # Errors
    /// Any kind.
    async fn replace_document(
        &self,
        name: &str,
        known: &[u8],
        new: &[u8],
    ) -> Result<bool, StoreError>;

    /// Takes, renews and releases leases of a shop's sources in one atomic step. Returns all leases of the group and
    /// their holders. They expire by the store's own clock, and may be lost with its last writes. A store without
    /// leases grants every request, which is right if one process has the store to itself.
    ///
    /// # Errors
    /// Any kind.
    async fn lease(
        &self,
        shop: &Shop,
        request: &LeaseRequest<'_>,
    ) -> Result<Vec<Lease>, StoreError> {
        let _ = shop;
        let granted = request.take.iter().map(|claim| Lease {
            name: claim.name.clone(),
            owner: request.owner.to_owned(),
        });
        Ok(granted.collect())
    }
}

/// After how many seconds without an announcement a server counts as gone.
pub const SERVER_EXPIRES_SECONDS: u64 = 30;

/// A store's own figures at a moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoreFigures {
    /// Its kind: `embedded`, `redis`, `valkey`.
    pub kind: String,
    /// Its server's version, or the version of the embedded store's format on disk.
    pub version: String,
    /// Seconds that a ping took; `None` if there is nothing to ping.
    pub ping_seconds: Option<f64>,
    /// The servers that have data and accept writes: one, or the primaries of a cluster. The embedded store is one
    /// node.
    pub nodes: Vec<NodeFigures>,
    /// What can make it forget figures without an error.
    pub concerns: Vec<StoreConcern>,
}

/// Something that can make a store forget figures without an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreConcern {
    /// What is wrong and what to do, for people.
    pub detail: String,
    /// Whether figures are already lost, or may be.
    pub is_loss: bool,
}

impl StoreConcern {
    /// Figures are lost.
    pub fn loss(detail: String) -> StoreConcern {
        let is_loss = true;
        StoreConcern { detail, is_loss }
    }

    /// Figures may be lost.
    pub fn risk(detail: String) -> StoreConcern {
        let is_loss = false;
        StoreConcern { detail, is_loss }
    }
}

/// The figures of one server of a store. Unknown figures are `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeFigures {
    /// Its address, or the embedded store's folder.
    pub address: String,
    /// Bytes of data: in memory on Redis, on disk in the embedded store.
    pub bytes_used: Option<u64>,
    /// The most it may use: `maxmemory`, or the machine's memory.
    pub bytes_limit: Option<u64>,
    /// Processor seconds of the whole process since its start.
    pub cpu_seconds: Option<f64>,
    /// Processor seconds of the single thread that executes commands, since its start. If it is busy all the time, the
    /// store is at its limit, however many cores there are.
    pub engine_cpu_seconds: Option<f64>,
    /// Bytes that came in over the network since its start.
    pub network_in_bytes: Option<u64>,
    /// Bytes that went out over the network since its start.
    pub network_out_bytes: Option<u64>,
    /// Open client connections.
    pub connections: Option<u64>,
    /// Commands executed since its start.
    pub commands: Option<u64>,
    /// Keys evicted for lack of memory since its start. Anything but 0 means that figures are wrong.
    pub evicted_keys: Option<u64>,
    /// Connected replicas.
    pub replicas: Option<u64>,
    /// The longest of the newest events in its latency monitor, in seconds; `None` if there are none.
    pub latency_event_seconds: Option<f64>,
    /// Orders in the ledger, of all open shops.
    pub orders: Option<u64>,
}

/// A server on a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerRecord {
    /// New at each start: unique to the run.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The machine it runs on.
    pub host: String,
    /// When it started, milliseconds since 1970 by its own clock.
    pub started_millis: i64,
    /// A report for the other servers, as text without line ends: how far its sources are.
    pub report: String,
}

impl ServerRecord {
    /// The record as one line of text, for stores that keep text.
    pub fn to_line(&self) -> String {
        let clean = |text: &str| text.replace(['\t', '\n'], " ");
        let (version, host) = (clean(&self.version), clean(&self.host));
        format!(
            "{}\t{version}\t{}\t{host}\t{}",
            self.started_millis,
            clean(&self.id),
            self.report
        )
    }

    /// Reads such a line; `None` if it is not one.
    pub fn from_line(line: &str) -> Option<ServerRecord> {
        let mut parts = line.splitn(5, '\t');
        let started_millis = parts.next()?.parse().ok()?;
        let version = parts.next()?.to_owned();
        let id = parts.next()?.to_owned();
        let host = parts.next()?.to_owned();
        let report = parts.next()?.to_owned();
        Some(ServerRecord {
            id,
            version,
            host,
            started_millis,
            report,
        })
    }

    /// Sorts servers as [`Presence::announce`] returns them.
    pub fn sort(servers: &mut [ServerRecord]) {
        servers.sort_by(|one, other| {
            (one.started_millis, &one.id).cmp(&(other.started_millis, &other.id))
        });
    }
}
