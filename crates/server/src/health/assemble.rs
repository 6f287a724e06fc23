//! Computes the health answer of the API from two looks.

use api_types::{
    Health, HealthHost, HealthIntake, HealthNode, HealthScreen, HealthServer, HealthShop,
    HealthStore,
};
use domain::Timestamp;
use ports::{NodeFigures, ServerRecord};

use super::look::{Look, Window};

/// Everything but the history, which needs more than two looks.
pub(crate) fn health(
    window: Window<'_>,
    own: &ServerRecord,
    (shops, shop_count): (&[String], usize),
) -> Health {
    let fleet = &window.last.fleet;
    Health {
        as_of: window.last.at.rfc3339_utc(),
        window_seconds: window.seconds(),
        server: server(own),
        servers: fleet.servers.iter().map(server).collect(),
        store: store(window),
        host: host(window),
        intake: intake(window),
        screen: screen(window),
        shops: shops.iter().map(|shop| of_shop(window, shop)).collect(),
        shop_count: shop_count as u64,
        sources: fleet.sources.clone(),
        history: None,
    }
}

fn server(record: &ServerRecord) -> HealthServer {
    HealthServer {
        id: record.id.clone(),
        version: record.version.clone(),
        host: record.host.clone(),
        started_at: Timestamp::from_millis(record.started_millis).rfc3339_utc(),
    }
}

fn store(window: Window<'_>) -> HealthStore {
    let figures = &window.last.store;
    let refuses = window.last.refuses.as_ref();
    let nodes = &figures.nodes;
    let sum = |of: fn(&NodeFigures) -> Option<u64>| nodes.iter().map(of).sum::<Option<u64>>();
    let has_nodes = !nodes.is_empty();
    let is_inside = figures.kind == "embedded";
    let engine = |node: &NodeFigures| percent(window.node(node, |it| it.engine_cpu_seconds));
    let left = |node: &NodeFigures| Some(node.bytes_limit?.saturating_sub(node.bytes_used?));
    let process = || percent(window.host(|it| it.process_cpu_seconds));
    HealthStore {
        kind: figures.kind.clone(),
        version: figures.version.clone(),
        available: window.last.away_since.is_none(),
        away_since: window.last.away_since.map(Timestamp::rfc3339_utc),
        refuses: refuses.map(|(_, why)| why.clone()),
        refuses_since: refuses.map(|(since, _)| since.rfc3339_utc()),
        ping_seconds: figures.ping_seconds,
        latency_event_seconds: nodes.iter().find_map(|node| node.latency_event_seconds),
        cpu_percent: if is_inside {
            process()
        } else {
            percent(window.nodes(|it| it.cpu_seconds).filter(|_| has_nodes))
        },
        engine_cpu_percent: nodes.iter().filter_map(engine).reduce(f64::max),
        bytes_used: sum(|node| node.bytes_used).filter(|_| has_nodes),
        bytes_limit: sum(|node| node.bytes_limit).filter(|_| has_nodes),
        freeable_memory_bytes: nodes.iter().filter_map(left).min(),
        network_in_bytes_per_second: per_second(window, |it| it.network_in_bytes),
        network_out_bytes_per_second: per_second(window, |it| it.network_out_bytes),
        connections: sum(|node| node.connections).filter(|_| has_nodes),
        commands_per_second: per_second(window, |it| it.commands),
        evicted_keys: sum(|node| node.evicted_keys).filter(|_| has_nodes),
        orders: sum(|node| node.orders).filter(|_| has_nodes),
        nodes: nodes
            .iter()
            .map(|node| HealthNode {
                address: node.address.clone(),
                bytes_used: node.bytes_used,
                bytes_limit: node.bytes_limit,
                engine_cpu_percent: engine(node),
                connections: node.connections,
                replicas: node.replicas,
            })
            .collect(),
    }
}

fn per_second(window: Window<'_>, of: fn(&NodeFigures) -> Option<u64>) -> Option<f64> {
    let rate = window.nodes(|node| of(node).map(|count| count as f64));
    rate.filter(|_| !window.last.store.nodes.is_empty())
}

fn percent(seconds_per_second: Option<f64>) -> Option<f64> {
    seconds_per_second.map(|share| share * 100.0)
}

fn host(window: Window<'_>) -> HealthHost {
    let host = &window.last.host;
    HealthHost {
        cores: host.cores,
        cpu_percent: (host.cores > 0).then_some(host.cpu_percent),
        freeable_memory_bytes: host.freeable_memory_bytes,
        memory_bytes: host.memory_bytes,
        swap_used_bytes: host.swap_used_bytes,
        network_in_bytes_per_second: window.host(|it| it.network_in_bytes as f64),
        network_out_bytes_per_second: window.host(|it| it.network_out_bytes as f64),
        disk_free_bytes: host.disk_free_bytes,
        process_cpu_percent: percent(window.host(|it| it.process_cpu_seconds)),
        process_memory_bytes: host.process_memory_bytes,
    }
}

fn intake(window: Window<'_>) -> HealthIntake {
    let commits = window.counter(|it| it.commit_orders.count());
    let orders = |look: &Look| look.measured.commit_orders.sum();
    let orders = window.rate(orders(window.first), orders(window.last));
    let buffer = window.last.measured.buffer;
    let now = window.last.at.millis() as f64 / 1_000.0;
    HealthIntake {
        orders_per_second: window.counter(|it| it.orders.total()),
        rejects_per_second: window.counter(|it| it.rejects.total()),
        commit_p50_seconds: window.quantile(|it| &it.commit_seconds, 0.5),
        commit_p99_seconds: window.quantile(|it| &it.commit_seconds, 0.99),
        batch_orders: match (orders, commits) {
            (Some(orders), Some(commits)) if commits > 0.0 => Some(orders / commits),
            _ => None,
        },
        commits_per_second: commits,
        buffer_orders: buffer.map(|it| it.orders as u64),
        buffer_bytes: buffer.map(|it| it.bytes as u64),
        buffer_oldest_seconds: buffer
            .and_then(|it| it.oldest)
            .map(|oldest| (now - oldest).max(0.0)),
        buffer_refuses: window.last.buffer_refuses.clone(),
    }
}

fn screen(window: Window<'_>) -> HealthScreen {
    HealthScreen {
        age_p50_seconds: window.quantile(|it| &it.screen_age, 0.5),
        age_p99_seconds: window.quantile(|it| &it.screen_age, 0.99),
        viewers: window.last.measured.viewers.total() as u64,
        messages_per_second: window.counter(|it| it.live_messages),
        skips_per_second: window.counter(|it| it.live_skips),
    }
}

/// One shop.
pub(crate) fn of_shop(window: Window<'_>, shop: &str) -> HealthShop {
    let measured = &window.last.measured;
    let rejects = measured.rejects.of_shop(shop).iter();
    HealthShop {
        shop: shop.to_owned(),
        viewers: measured.viewers.total_of_shop(shop) as u64,
        orders_per_second: window.counter(|it| it.orders.total_of_shop(shop)),
        rejects: rejects
            .map(|(of, count)| (of.reason.to_owned(), *count))
            .collect(),
        test_orders: measured.test_orders.total_of_shop(shop),
    }
}
