//! Says how large a machine a shop needs.

use anyhow::bail;

use crate::cli::SizeArgs;
use crate::sizing::{Load, Size, size};
use crate::terminal::print;

pub(crate) fn run(args: &SizeArgs) -> anyhow::Result<()> {
    for (name, value) in [
        ("--lines-per-order", args.lines_per_order),
        ("--peak-factor", args.peak_factor),
    ] {
        if !(value.is_finite() && (1.0..=10_000.0).contains(&value)) {
            bail!("{name}: {value} is impossible; use 1 to 10,000");
        }
    }
    if args.retention_days == 0 {
        bail!("--retention-days: 0 is impossible; use at least 1, which is today");
    }
    let load = Load {
        orders_per_day: args.orders_per_day as f64,
        skus: args.skus as f64,
        viewers: args.viewers as f64,
        retention_days: f64::from(args.retention_days),
        lines_per_order: args.lines_per_order,
        peak_factor: args.peak_factor,
    };
    let size = size(&load)?;
    if args.json {
        return print(&serde_json::to_string_pretty(
            &serde_json::json!({ "load": load, "size": size }),
        )?);
    }
    show(&load, &size)
}

fn show(load: &Load, size: &Size) -> anyhow::Result<()> {
    let messages = size.messages_per_viewer_second;
    print(&format!(
        "{} orders a day of {} lines, {} items, {} days kept, {} viewers",
        load.orders_per_day, load.lines_per_order, load.skus, load.retention_days, load.viewers
    ))?;
    print(&format!(
        "busiest second      {:.1} orders, {messages:.1} messages to each viewer",
        size.peak_orders_per_second
    ))?;
    print(&format!(
        "network             {:.1} Mbit/s in, {:.1} Mbit/s out",
        size.network.in_mbit, size.network.out_mbit
    ))?;
    print(&format!(
        "server              {} core{}, {} with the embedded store, {} with Redis",
        size.server.cores,
        if size.server.cores == 1 { "" } else { "s" },
        bytes(size.embedded.memory_mib),
        bytes(size.server.memory_mib)
    ))?;
    print(&format!(
        "disk (embedded)     {}",
        bytes(size.embedded.disk_mib)
    ))?;
    print(&format!(
        "Redis               {} of data, its one thread busy {:.1} % of the busiest second with 10,000 orders in a commit, \
         {:.1} % with one",
        bytes(size.redis.memory_mib),
        size.redis.engine_busy * 100.0,
        size.redis.engine_busy_alone * 100.0
    ))?;
    print(&format!(
        "replication         {:.1} Mbit/s to each replica with 1,000 orders in a commit, {:.1} with one; as much into the \
         append-only file",
        size.redis.replica_mbit, size.redis.replica_mbit_alone
    ))?;
    let node = match &size.redis.elasticache {
        Some(node) => format!("{node} and a replica of the same type"),
        None => "more memory than one node has".to_owned(),
    };
    print(&format!("ElastiCache         {node}"))?;
    if !size.redis.fits_one_shard {
        print(
            "                    too much for one shard: see \"More than one shard\" in docs/sizing.md",
        )?;
    }
    Ok(())
}

fn bytes(mib: u64) -> String {
    match mib {
        ..10_240 => format!("{mib} MiB"),
        _ => format!("{:.1} GiB", mib as f64 / 1024.0),
    }
}
