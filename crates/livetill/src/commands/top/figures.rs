//! Which figures appear, in which group and order, on the screen and as text.

use std::fmt::Write as _;

use api_types::Health;

use super::View;
use super::units::{bytes, bytes_per_second, count, per_second, percent, seconds};
use crate::terminal::clean;

/// A named figure, and its name in the last hour's series.
pub(super) struct Figure {
    pub(super) label: &'static str,
    pub(super) value: String,
    pub(super) series: Option<&'static str>,
}

/// A group of related figures.
pub(super) struct Group {
    pub(super) title: String,
    pub(super) figures: Vec<Figure>,
}

fn figure(label: &'static str, value: String, series: &'static str) -> Figure {
    Figure {
        label,
        value,
        series: Some(series),
    }
}

/// Figures of the store.
pub(super) fn store(health: &Health) -> Group {
    let store = &health.store;
    let state = match (store.available, &store.refuses) {
        (false, _) => " · AWAY",
        (true, Some(_)) => " · TAKES NO WRITES",
        (true, None) => "",
    };
    let wide = |figure: Option<u64>| figure.map(|it| it as f64);
    Group {
        title: format!(
            "store · {} {}{state}",
            clean(&store.kind),
            clean(&store.version)
        ),
        figures: vec![
            figure(
                "engine CPU",
                percent(store.engine_cpu_percent),
                "store.engine_cpu_percent",
            ),
            figure("CPU", percent(store.cpu_percent), "store.cpu_percent"),
            figure("used", bytes(wide(store.bytes_used)), "store.bytes_used"),
            figure(
                "freeable",
                bytes(wide(store.freeable_memory_bytes)),
                "store.freeable_memory_bytes",
            ),
            figure(
                "connections",
                count(wide(store.connections)),
                "store.connections",
            ),
            figure(
                "commands",
                per_second(store.commands_per_second),
                "store.commands_per_second",
            ),
            figure(
                "network in",
                bytes_per_second(store.network_in_bytes_per_second),
                "store.network_in_bytes_per_second",
            ),
            figure(
                "network out",
                bytes_per_second(store.network_out_bytes_per_second),
                "store.network_out_bytes_per_second",
            ),
            figure("ping", seconds(store.ping_seconds), "store.ping_seconds"),
        ],
    }
}

/// Figures of orders, from source to screen.
pub(super) fn orders(health: &Health) -> Group {
    let (intake, screen) = (&health.intake, &health.screen);
    let lag = health
        .sources
        .iter()
        .filter_map(|source| source.lag_seconds);
    Group {
        title: "orders".to_owned(),
        figures: vec![
            figure(
                "orders",
                per_second(intake.orders_per_second),
                "intake.orders_per_second",
            ),
            figure(
                "rejects",
                per_second(intake.rejects_per_second),
                "intake.rejects_per_second",
            ),
            figure(
                "commit p50",
                seconds(intake.commit_p50_seconds),
                "intake.commit_p50_seconds",
            ),
            figure(
                "commit p99",
                seconds(intake.commit_p99_seconds),
                "intake.commit_p99_seconds",
            ),
            figure("batch", count(intake.batch_orders), "intake.batch_orders"),
            figure(
                "to screen p50",
                seconds(screen.age_p50_seconds),
                "screen.age_p50_seconds",
            ),
            figure(
                "to screen p99",
                seconds(screen.age_p99_seconds),
                "screen.age_p99_seconds",
            ),
            figure(
                "viewers",
                count(Some(screen.viewers as f64)),
                "screen.viewers",
            ),
            figure(
                "source lag",
                seconds(lag.reduce(f64::max)),
                "sources.lag_seconds",
            ),
        ],
    }
}

/// Figures of the machine and the process.
pub(super) fn host(health: &Health) -> Group {
    let host = &health.host;
    Group {
        title: format!("host · {} cores", host.cores),
        figures: vec![
            figure("CPU", percent(host.cpu_percent), "host.cpu_percent"),
            figure(
                "freeable",
                bytes(Some(host.freeable_memory_bytes as f64)),
                "host.freeable_memory_bytes",
            ),
            figure(
                "swap used",
                bytes(Some(host.swap_used_bytes as f64)),
                "host.swap_used_bytes",
            ),
            figure(
                "network in",
                bytes_per_second(host.network_in_bytes_per_second),
                "host.network_in_bytes_per_second",
            ),
            figure(
                "network out",
                bytes_per_second(host.network_out_bytes_per_second),
                "host.network_out_bytes_per_second",
            ),
            figure(
                "livetill CPU",
                percent(host.process_cpu_percent),
                "host.process_cpu_percent",
            ),
            figure(
                "livetill memory",
                bytes(Some(host.process_memory_bytes as f64)),
                "host.process_memory_bytes",
            ),
            Figure {
                label: "disk free",
                value: bytes(host.disk_free_bytes.map(|free| free as f64)),
                series: None,
            },
        ],
    }
}

/// Servers, the intake buffer, lagging or silent sources, and rejects by reason.
pub(super) fn lists(health: &Health) -> Vec<String> {
    let mut lines = Vec::new();
    for server in &health.servers {
        let own = if server.id == health.server.id {
            " *"
        } else {
            ""
        };
        let since = server
            .started_at
            .get(..16)
            .unwrap_or_default()
            .replace('T', " ");
        let host = clean(&server.host);
        lines.push(format!(
            "server {host} {} since {since}{own}",
            clean(&server.version)
        ));
    }
    if let Some(orders) = health.intake.buffer_orders {
        let size = bytes(health.intake.buffer_bytes.map(|it| it as f64));
        let oldest = match health.intake.buffer_oldest_seconds {
            Some(oldest) => format!(", the oldest for {}", seconds(Some(oldest))),
            None => String::new(),
        };
        lines.push(format!("buffer: {orders} orders wait, {size}{oldest}"));
    }
    if let Some(why) = &health.intake.buffer_refuses {
        lines.push(clean(why));
    }
    for source in &health.sources {
        let name = clean(&format!("{} {}", source.source, source.shard));
        let (lag, silent) = (seconds(source.lag_seconds), seconds(source.silent_seconds));
        let past = source.filled.filter(|filled| *filled < 1.0);
        let past = past.map(|filled| format!(", {:.0} % of the past", filled * 100.0));
        let past = past.unwrap_or_default();
        lines.push(format!("source {name}: lag {lag}, read {silent} ago{past}"));
    }
    for shop in &health.shops {
        for (reason, rejected) in &shop.rejects {
            lines.push(format!(
                "rejected {}: {reason} {rejected}",
                clean(&shop.shop)
            ));
        }
    }
    lines
}

/// All figures once, one per line.
pub(super) fn text(view: &View) -> String {
    let health = &view.health;
    let mut out = format!("{} as of {}\n", view.server, clean(&health.as_of));
    for alert in &view.alerts {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "ALERT {}: {}", clean(&alert.id), clean(&alert.detail));
    }
    for group in [store(health), orders(health), host(health)] {
        let _ = writeln!(out, "\n{}", group.title);
        for figure in group.figures {
            let _ = writeln!(out, "  {:<16} {:>12}", figure.label, figure.value);
        }
    }
    let lists = lists(health);
    if !lists.is_empty() {
        let _ = writeln!(out, "\n{}", lists.join("\n"));
    }
    out.trim_end().to_owned()
}
