//! What a store must do for the servers that run on it.

use async_trait::async_trait;
use domain::Shop;

use crate::{Lease, LeaseRequest, StoreError};

/// The part of a store that servers and people on call look at: its own figures, the servers
/// attached to it, small notes that those servers share, and who of them does what.
///
/// None of it has to do with sales; a store that is away fails here as it fails everywhere.
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

    /// Says that a server is at work on this store, and learns who else is: every server that said
    /// so within the last [`SERVER_EXPIRES_SECONDS`], the asking one included, the one that started
    /// first at the front.
    ///
    /// # Errors
    /// Any kind.
    async fn announce(&self, server: &ServerRecord) -> Result<Vec<ServerRecord>, StoreError>;

    /// The servers that said so, without saying it: of a server that may not write, too.
    ///
    /// # Errors
    /// Any kind.
    async fn servers(&self) -> Result<Vec<ServerRecord>, StoreError>;

    /// The notes that the servers of this store share, by name. They outlive the servers.
    ///
    /// # Errors
    /// Any kind.
    async fn notes(&self) -> Result<Vec<(String, String)>, StoreError>;

    /// Writes a note, or takes it away. A note is short, and there are few of them: what stands
    /// there is read whole.
    ///
    /// # Errors
    /// Any kind.
    async fn set_note(&self, name: &str, text: Option<&str>) -> Result<(), StoreError>;

    /// A document that all shops of this store share, such as the table of rates; empty where nobody has
    /// written it.
    ///
    /// # Errors
    /// Any kind.
    async fn document(&self, name: &str) -> Result<Vec<u8>, StoreError>;

    /// Puts a document in the place of another, durably, if that is still there (`known` is what was read); else
    /// nothing is written and the answer is `false`. It may have megabytes, and is read rarely.
    ///
    /// # Errors
    /// Any kind.
    async fn replace_document(
        &self,
        name: &str,
        known: &[u8],
        new: &[u8],
    ) -> Result<bool, StoreError>;

    /// Takes, renews and gives back leases of a shop's sources in one atomic step, and tells which
    /// ones of the group are held afterwards, and by whom. They run out by the store's own clock,
    /// and may be lost with its last writes. A store without any grants what is asked: that is right
    /// where one process has it to itself.
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
    /// What it is: `embedded`, `redis`, `valkey`.
    pub kind: String,
    /// Its server's version; for the embedded store that of its on-disk format.
    pub version: String,
    /// Seconds that an empty question took to be answered; `None` where nobody has to be asked.
    pub ping_seconds: Option<f64>,
    /// The servers that hold data and take writes: one, or the primaries of a cluster. The
    /// embedded store is one node.
    pub nodes: Vec<NodeFigures>,
    /// What lets it forget figures without an error.
    pub concerns: Vec<StoreConcern>,
}

/// Something that lets a store forget figures without an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreConcern {
    /// What is the case and what to do, for people.
    pub detail: String,
    /// Whether figures are lost already; if not, they may be.
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

/// The figures of one server of a store. What it cannot say is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeFigures {
    /// Its address; for the embedded store the folder.
    pub address: String,
    /// Bytes that the data take: memory on Redis, disk for the embedded store.
    pub bytes_used: Option<u64>,
    /// The most that they may take: `maxmemory`, or the memory of the machine.
    pub bytes_limit: Option<u64>,
    /// Processor seconds of the whole process since its start.
    pub cpu_seconds: Option<f64>,
    /// Processor seconds of the one thread that executes commands, since its start: when it is
    /// busy all the time the store can do no more, however many cores there are.
    pub engine_cpu_seconds: Option<f64>,
    /// Bytes that came in over the network since its start.
    pub network_in_bytes: Option<u64>,
    /// Bytes that went out over the network since its start.
    pub network_out_bytes: Option<u64>,
    /// Open client connections.
    pub connections: Option<u64>,
    /// Commands executed since its start.
    pub commands: Option<u64>,
    /// Keys that were thrown away for want of memory since its start. Anything but 0 means that
    /// figures are wrong.
    pub evicted_keys: Option<u64>,
    /// Replicas that are connected.
    pub replicas: Option<u64>,
    /// The longest of the newest events that its latency monitor noted, in seconds; `None` when it
    /// notes none.
    pub latency_event_seconds: Option<f64>,
    /// Orders in the ledger, of all open shops.
    pub orders: Option<u64>,
}

/// A server at work on a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerRecord {
    /// Made anew at each start: no two runs have the same.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The machine it runs on.
    pub host: String,
    /// When it started, milliseconds since 1970 by its own clock.
    pub started_millis: i64,
    /// What it has to tell the others, as text without line ends: how far its sources are.
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

    /// Reads such a line; `None` when it is none.
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

    /// Sorts servers as [`Presence::announce`] gives them.
    pub fn sort(servers: &mut [ServerRecord]) {
        servers.sort_by(|one, other| {
            (one.started_millis, &one.id).cmp(&(other.started_millis, &other.id))
        });
    }
}
