//! Measured costs; docs/sizing.md says which benchmark row each comes from.

/// Memory of an idle server. Half of it is the program itself.
pub(super) const PROCESS_BYTES: f64 = 34.0 * MIB;
/// Embedded: the storage engine's caches, and what is left in memory after reading the data at the start. Small stores
/// do not fill it.
pub(super) const EMBEDDED_BYTES: f64 = 134.0 * MIB;
/// Embedded: an order in the ledger, without its lines.
pub(super) const ORDER_BYTES: f64 = 21.0;
/// Embedded: a line of an order in the ledger.
pub(super) const LINE_BYTES: f64 = 6.0;
/// Embedded: an item of the catalogue with a short name.
pub(super) const SKU_BYTES: f64 = 120.0;
/// Embedded: an item that sold on a day.
pub(super) const SKU_DAY_BYTES: f64 = 28.0;
/// Redis: an order in the ledger, without its lines, with a random id; consecutive ids take a third.
pub(super) const REDIS_ORDER_BYTES: f64 = 101.0;
/// Redis: a line of an order in the ledger.
pub(super) const REDIS_LINE_BYTES: f64 = 8.0;
/// Redis: an item of the catalogue.
pub(super) const REDIS_SKU_BYTES: f64 = 105.0;
/// Redis: an item that sold on a day.
pub(super) const REDIS_SKU_DAY_BYTES: f64 = 79.0;
/// A live viewer.
pub(super) const VIEWER_BYTES: f64 = 4.0 * 1024.0;

/// Disk: an order without its lines, in the pages and in the same amount of log.
pub(super) const DISK_ORDER_BYTES: f64 = 52.0;
/// Disk: a line of an order.
pub(super) const DISK_LINE_BYTES: f64 = 10.0;
/// Disk: an item, or an item on a day.
pub(super) const DISK_SKU_BYTES: f64 = 60.0;
/// New pages are written before the old ones are removed.
pub(super) const DISK_FACTOR: f64 = 2.0;

/// Core seconds of a server for an order sent alone, in its own request.
pub(super) const POST_CORE_SECONDS: f64 = 30e-6;
/// Core seconds of Redis's single thread for an order with a random id, in a commit of 10,000 or more.
pub(super) const REDIS_CORE_SECONDS: f64 = 4.7e-6;
/// The same for an order of known items that has a commit of its own.
pub(super) const REDIS_ALONE_CORE_SECONDS: f64 = 100e-6;
/// Bytes that an order in a commit of 1,000 sends to each replica. It writes as many into the append-only file.
pub(super) const REDIS_SENT_BYTES: f64 = 350.0;
/// The same for an order that has a commit of its own.
pub(super) const REDIS_ALONE_SENT_BYTES: f64 = 2_520.0;
/// Core seconds of a server for one message to one viewer.
pub(super) const MESSAGE_CORE_SECONDS: f64 = 12.5e-6;
/// The share of Redis's single thread to plan for at most.
pub(super) const REDIS_BUSY: f64 = 0.6;
/// The share of a core to plan for at most.
pub(super) const CORE_BUSY: f64 = 0.7;

/// Bytes of an order in its own request, without its lines: headers, id, time.
pub(super) const POST_BYTES: f64 = 300.0;
/// Bytes of a line in JSON.
pub(super) const POST_LINE_BYTES: f64 = 70.0;
/// Bytes of a message to one viewer, deflated, on average.
pub(super) const MESSAGE_BYTES: f64 = 1_500.0;
/// The most messages per second to one viewer.
pub(super) const MESSAGES_PER_SECOND: f64 = 10.0;

pub(super) const MIB: f64 = 1024.0 * 1024.0;
