//! How large a machine needs to be: the formulas of docs/sizing.md.

mod measured;
mod nodes;

use serde::Serialize;

use measured::{
    CORE_BUSY, DISK_FACTOR, DISK_LINE_BYTES, DISK_ORDER_BYTES, DISK_SKU_BYTES, EMBEDDED_BYTES,
    LINE_BYTES, MESSAGE_BYTES, MESSAGE_CORE_SECONDS, MESSAGES_PER_SECOND, MIB, ORDER_BYTES,
    POST_BYTES, POST_CORE_SECONDS, POST_LINE_BYTES, PROCESS_BYTES, REDIS_ALONE_CORE_SECONDS,
    REDIS_ALONE_SENT_BYTES, REDIS_BUSY, REDIS_CORE_SECONDS, REDIS_LINE_BYTES, REDIS_ORDER_BYTES,
    REDIS_SENT_BYTES, REDIS_SKU_BYTES, REDIS_SKU_DAY_BYTES, SKU_BYTES, SKU_DAY_BYTES, VIEWER_BYTES,
};

const DAY_SECONDS: f64 = 86_400.0;

/// The load of a shop.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Load {
    pub orders_per_day: f64,
    pub skus: f64,
    pub viewers: f64,
    pub retention_days: f64,
    pub lines_per_order: f64,
    /// The orders in the busiest second, as a multiple of the average.
    pub peak_factor: f64,
}

/// Megabytes of memory for the ledger of this many days with this many orders of three lines each.
pub(crate) fn ledger_megabytes(days: u32, orders_a_day: u32) -> u64 {
    let order = ORDER_BYTES + 3.0 * LINE_BYTES + SKU_DAY_BYTES;
    (f64::from(days) * f64::from(orders_a_day) * order / 1e6).ceil() as u64
}

/// What a shop needs.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Size {
    pub peak_orders_per_second: f64,
    pub messages_per_viewer_second: f64,
    pub server: Server,
    pub embedded: Embedded,
    pub redis: Redis,
    pub network: Network,
}

/// The server's part, with either store.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Server {
    pub cores: u32,
    pub memory_mib: u64,
}

/// The embedded store, inside the server's process.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Embedded {
    pub memory_mib: u64,
    pub disk_mib: u64,
}

/// The Redis store.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Redis {
    pub memory_mib: u64,
    /// How busy its single thread is in the busiest second, if orders come in commits of 10,000; 1 = all the time.
    pub engine_busy: f64,
    /// The same if each order has a commit of its own. Above 1 they share commits.
    pub engine_busy_alone: f64,
    /// Megabits a second to each replica in the busiest second, if orders come in commits of 1,000. As much is written
    /// into the append-only file.
    pub replica_mbit: f64,
    /// The same if each order has a commit of its own.
    pub replica_mbit_alone: f64,
    /// The smallest ElastiCache node that holds the data; absent if none does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elasticache: Option<String>,
    /// Whether one shard is enough.
    pub fits_one_shard: bool,
}

/// Traffic in the busiest second, in megabits per second.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Network {
    pub in_mbit: f64,
    pub out_mbit: f64,
}

/// Computes what a shop needs.
///
/// # Errors
/// When the built-in table of node types cannot be read.
pub(crate) fn size(load: &Load) -> anyhow::Result<Size> {
    let Load {
        skus,
        viewers,
        retention_days: days,
        lines_per_order: lines,
        ..
    } = *load;
    let orders = load.orders_per_day * days;
    let peak = load.orders_per_day / DAY_SECONDS * load.peak_factor;
    // A day cannot sell more items than it has lines.
    let skus_a_day = skus.min(load.orders_per_day * lines);
    let messages = messages_per_second(viewers, peak);
    let server_bytes = PROCESS_BYTES + viewers * VIEWER_BYTES;
    let embedded_bytes = EMBEDDED_BYTES
        + orders * (ORDER_BYTES + lines * LINE_BYTES)
        + skus * SKU_BYTES
        + days * skus_a_day * SKU_DAY_BYTES;
    let disk_bytes = orders * (DISK_ORDER_BYTES + lines * DISK_LINE_BYTES)
        + (skus + days * skus_a_day) * DISK_SKU_BYTES;
    let redis_bytes = orders * (REDIS_ORDER_BYTES + lines * REDIS_LINE_BYTES)
        + skus * REDIS_SKU_BYTES
        + days * skus_a_day * REDIS_SKU_DAY_BYTES;
    let cores = peak * POST_CORE_SECONDS + viewers * messages * MESSAGE_CORE_SECONDS;
    let engine_busy = peak * REDIS_CORE_SECONDS;
    let node = nodes::all()?
        .into_iter()
        .find(|node| node.usable_bytes() >= redis_bytes);
    Ok(Size {
        peak_orders_per_second: peak,
        messages_per_viewer_second: messages,
        server: Server {
            cores: (cores / CORE_BUSY).ceil().max(1.0) as u32,
            memory_mib: mib(server_bytes),
        },
        embedded: Embedded {
            memory_mib: mib(server_bytes + embedded_bytes),
            disk_mib: mib(DISK_FACTOR * disk_bytes) + 256,
        },
        redis: Redis {
            memory_mib: mib(redis_bytes),
            engine_busy,
            engine_busy_alone: peak * REDIS_ALONE_CORE_SECONDS,
            replica_mbit: mbit(peak * REDIS_SENT_BYTES),
            replica_mbit_alone: mbit(peak * REDIS_ALONE_SENT_BYTES),
            fits_one_shard: node.is_some() && engine_busy <= REDIS_BUSY,
            elasticache: node.map(|node| node.node_type),
        },
        network: Network {
            in_mbit: mbit(peak * (POST_BYTES + lines * POST_LINE_BYTES)),
            out_mbit: mbit(viewers * messages * MESSAGE_BYTES),
        },
    })
}

/// Messages come only with orders, and each viewer of a large crowd gets fewer.
fn messages_per_second(viewers: f64, orders_per_second: f64) -> f64 {
    let most = 1.0 / (viewers * MESSAGE_CORE_SECONDS).max(1.0 / MESSAGES_PER_SECOND);
    most.min(orders_per_second)
}

fn mib(bytes: f64) -> u64 {
    (bytes / MIB).ceil() as u64
}

fn mbit(bytes: f64) -> f64 {
    bytes * 8.0 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOP: Load = Load {
        orders_per_day: 100_000.0,
        skus: 50_000.0,
        viewers: 100.0,
        retention_days: 8.0,
        lines_per_order: 2.5,
        peak_factor: 10.0,
    };

    #[test]
    fn a_middling_shop_fits_into_a_small_machine() {
        let size = size(&SHOP).unwrap();
        assert_eq!(size.server.cores, 1);
        assert!(size.embedded.memory_mib < 256, "{size:?}");
        assert!(size.redis.fits_one_shard, "{size:?}");
        assert!((11.0..12.0).contains(&size.peak_orders_per_second));
    }

    #[test]
    fn every_need_grows_with_the_load() {
        let small = size(&SHOP).unwrap();
        let large = size(&Load {
            orders_per_day: 50.0 * SHOP.orders_per_day,
            skus: 100.0 * SHOP.skus,
            viewers: 200.0 * SHOP.viewers,
            ..SHOP
        })
        .unwrap();
        assert!(large.embedded.memory_mib > 10 * small.embedded.memory_mib);
        assert!(large.embedded.disk_mib > small.embedded.disk_mib);
        assert!(large.redis.memory_mib > 10 * small.redis.memory_mib);
        assert!(large.server.cores > small.server.cores);
        assert!(large.network.out_mbit > small.network.out_mbit);
        assert_eq!(large.messages_per_viewer_second, 4.0, "20,000 viewers");
    }

    /// The rows of docs/benchmarks.md that the constants were fitted to: orders of 2.5 lines over 100,000 SKUs and
    /// eight days. The formulas assume that each SKU sells every day if it can; `pairs` is how many pairs of SKU and
    /// day really sold.
    #[test]
    fn the_formulas_give_the_rows_that_they_were_fitted_to() {
        let of = |orders: f64| {
            let load = Load {
                orders_per_day: orders / 8.0,
                skus: 100_000.0,
                viewers: 0.0,
                ..SHOP
            };
            size(&load).unwrap()
        };
        let is_near = |found: f64, row: f64| (found / row - 1.0).abs() < 0.03;
        let unsold = |pairs: f64, bytes: f64| (800_000.0 - pairs) * bytes / MIB;
        for (orders, pairs, row) in [(1e6, 495_000.0, 227.0), (1e7, 760_000.0, 544.0)] {
            let found = of(orders).embedded.memory_mib as f64 - unsold(pairs, SKU_DAY_BYTES);
            assert!(is_near(found, row), "{found} MiB, {row} were measured");
        }
        let found = of(1e6).redis.memory_mib as f64 - unsold(495_000.0, REDIS_SKU_DAY_BYTES);
        let found = found * MIB / 1e6;
        assert!(
            is_near(found, 171.0),
            "{found} bytes an order, 171 were measured"
        );
    }

    /// As docs/sizing.md says: 6,000 orders a second of quiet shops or 128,000 of a busy one keep the thread busy for
    /// 60 %, and the busiest second of a million orders a day sends 2.3 Mbit.
    #[test]
    fn small_and_large_commits_are_told_apart() {
        let of = |orders_per_second: f64| {
            let load = Load {
                orders_per_day: orders_per_second * DAY_SECONDS / SHOP.peak_factor,
                ..SHOP
            };
            size(&load).unwrap().redis
        };
        let percent = |busy: f64| (busy * 100.0).round();
        assert_eq!(percent(of(6_000.0).engine_busy_alone), 60.0);
        assert_eq!(percent(of(128_000.0).engine_busy), 60.0);
        let million = of(1e6 / DAY_SECONDS * SHOP.peak_factor);
        assert_eq!((million.replica_mbit_alone * 10.0).round(), 23.0);
        assert_eq!((million.replica_mbit * 10.0).round(), 3.0);
    }

    #[test]
    fn what_is_too_much_for_one_shard_is_said() {
        let size = size(&Load {
            orders_per_day: 2e9,
            ..SHOP
        })
        .unwrap();
        assert!(!size.redis.fits_one_shard);
    }
}
