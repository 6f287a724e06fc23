//! A running server: whether it is alive and ready, whether its clock is right, and, with a key, what it reports about
//! itself.

use std::time::Duration;

use api_types::{Board, Health};
use domain::ShopClock;
use ureq::Agent;

use super::{Finding, clock, fields};
use crate::cli::KeyArgs;
use crate::terminal::plural;

/// A source needs attention if it is silent or behind for longer than this, in seconds.
const SILENT: f64 = 120.0;
const BEHIND: f64 = 300.0;

pub(super) fn examine(address: &str, key: &KeyArgs) -> Vec<Finding> {
    const CHECK: &str = "server";
    let address = address.trim_end_matches('/');
    let agent = crate::client::agent(key, address);
    let mut answer = match agent.get(format!("{address}/readyz")).call() {
        Ok(answer) => answer,
        Err(error) => {
            return vec![Finding::error(
                CHECK,
                format!(
                    "{address} does not answer: {error}{}",
                    http_client::mend(address, &error)
                ),
                "start it, or give the address it listens on",
            )];
        }
    };
    let mut findings = vec![match answer.status().is_success() {
        true => Finding::ok(CHECK, format!("{address} is ready")),
        false => Finding::error(
            CHECK,
            format!("{address} is alive but not ready: {}", reason(&mut answer)),
            "see its log, its alerts and the store",
        ),
    }];
    let date = answer.headers().get("date");
    let date = date.and_then(|date| date.to_str().ok());
    let date = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
    // The header has a resolution of whole seconds.
    findings
        .extend(date.map(|date| clock::compare(address, date.timestamp(), Duration::from_secs(1))));
    findings.extend(health(&agent, address, key));
    findings.extend(fields::examine(&agent, address));
    findings
}

/// Why a server is not ready, in its own words.
fn reason(answer: &mut ureq::http::Response<ureq::Body>) -> String {
    let status = answer.status();
    let problem = answer.body_mut().read_json::<api_types::Problem>();
    problem.map_or_else(|_| format!("it answered {status}"), |it| it.detail)
}

/// The clocks of the server's first few shops; empty if it does not report them.
pub(super) fn zones(address: &str, key: &KeyArgs) -> Vec<ShopClock> {
    const FEW: usize = 20;
    let address = address.trim_end_matches('/');
    let agent = crate::client::agent(key, address);
    let read = |path: &str| {
        let mut answer = agent.get(format!("{address}{path}")).call().ok()?;
        let is_told = answer.status().is_success();
        is_told.then(|| answer.body_mut().read_to_string().ok())?
    };
    let health = read("/v1/health?history=false");
    let health = health.and_then(|text| serde_json::from_str::<Health>(&text).ok());
    let shops = health.map(|health| health.shops).unwrap_or_default();
    let mut clocks = Vec::new();
    for shop in shops.iter().take(FEW) {
        let board = read(&format!("/v1/board?shop={}", shop.shop));
        let board = board.and_then(|text| serde_json::from_str::<Board>(&text).ok());
        clocks.extend(board.and_then(|board| ShopClock::new(&board.timezone).ok()));
    }
    clocks
}

/// What the server reports: its version, and the sources that it and other servers read.
fn health(agent: &Agent, address: &str, key: &KeyArgs) -> Vec<Finding> {
    const CHECK: &str = "server_health";
    let url = format!("{address}/v1/health?history=false");
    let unread = |found: String| {
        let mend = "see its log, and check that it is a livetill of about this version";
        vec![Finding::warning(CHECK, found, mend)]
    };
    let mut answer = match agent.get(url).call() {
        Ok(answer) => answer,
        Err(error) => {
            return unread(format!(
                "{address} does not answer when asked for its health: {error}"
            ));
        }
    };
    match answer.status().as_u16() {
        200 => {}
        status @ (401 | 403) => {
            let found = match key.key {
                None => format!("{address} shows its health only with a key"),
                Some(_) => format!("{address} does not accept the key ({status})"),
            };
            let mend =
                "set LIVETILL_KEY to one of that server's keys with role view, for all shops";
            return vec![Finding::warning(CHECK, found, mend)];
        }
        status => {
            return unread(format!(
                "{address} answers {status} when asked for its health"
            ));
        }
    }
    match answer.body_mut().read_json::<Health>() {
        Ok(health) => {
            let mut findings = vec![version(address, &health)];
            findings.extend(health.sources.iter().map(source));
            findings
        }
        Err(error) => unread(format!(
            "the health of {address} cannot be understood: {error}"
        )),
    }
}

fn version(address: &str, health: &Health) -> Finding {
    const CHECK: &str = "server_version";
    let own = env!("CARGO_PKG_VERSION");
    let mut versions: Vec<&str> = health.servers.iter().map(|it| &*it.version).collect();
    versions.sort_unstable();
    versions.dedup();
    let servers = plural(health.servers.len() as u64, "server");
    let said = versions.join(", ");
    let found = format!("{servers} on the store of {address}, version {said}");
    if versions.iter().all(|version| *version == own) {
        return Finding::ok(CHECK, found);
    }
    let found = format!("{found}; this is {own}");
    let mend = "finish the upgrade: all servers on a store should soon have one version";
    Finding::warning(CHECK, found, mend)
}

/// Judges one source, as the servers read it.
fn source(of: &api_types::HealthSource) -> Finding {
    const CHECK: &str = "server_source";
    let shard = match &*of.shard {
        "" => String::new(),
        shard => format!(", shard {shard},"),
    };
    let name = format!("{}{shard} of shop {}", of.source, of.shop);
    let silent = of.silent_seconds.unwrap_or_default();
    let lag = of.lag_seconds.unwrap_or_default();
    if silent > SILENT {
        let found = format!("{name} could not be read for {silent:.0} s");
        let mend =
            "see the server's log for the error, and run livetill doctor where that server runs";
        return Finding::error(CHECK, found, mend);
    }
    if lag > BEHIND {
        let found = format!("{name} is {lag:.0} s behind");
        let mend = "see data_stopped in docs/operations.md: it is catching up, is throttled, or needs more workers";
        return Finding::warning(CHECK, found, mend);
    }
    Finding::ok(CHECK, format!("{name} is read, {lag:.0} s behind"))
}

#[cfg(test)]
mod tests {
    use test_servers::answering;

    use super::*;

    #[test]
    fn a_server_that_is_not_ready_says_why() {
        let problem = r#"{"type":"urn:livetill:problem:x","title":"X","status":503,"detail":"the disk is full"}"#;
        let head = "HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length";
        for (body, why) in [
            (problem, "the disk is full"),
            ("down", "it answered 503 Service Unavailable"),
        ] {
            let (address, _heard) = answering(format!("{head}: {}\r\n\r\n{body}", body.len()));
            let findings = examine(&address, &KeyArgs { key: None });
            let found = format!("is alive but not ready: {why}");
            assert!(findings[0].found.ends_with(&found), "{}", findings[0].found);
        }
    }
}
