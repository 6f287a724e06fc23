//! Sends orders to a running server.

use std::time::Duration;

use anyhow::{Context, bail};
use api_types::{IntakeAnswer, KeptAnswer, Problem, RejectReport, ReportedReject};
use domain::{Reason, Reject};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::summary::ImportSummary;
use crate::cli::KeyArgs;
use crate::client::{agent, unreached};
use order_files::{Chunk, Refused, TOO_LONG};

/// How often a request is tried while the server or its store is unavailable.
const TRIES: u32 = 10;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How many rejected orders are reported per request.
const REPORTED: usize = 500;
/// The content type of orders.
const NDJSON: (&str, &str) = ("content-type", "application/x-ndjson");

/// Turns a server's error into a message for the user.
pub(crate) fn explain(problem: &Problem) -> String {
    let hint = match problem.status {
        401 => "; set LIVETILL_KEY, or use --key",
        _ => "",
    };
    format!("{}: {}{hint}", problem.title, problem.detail)
}

/// A server that accepts orders.
pub(crate) struct HttpTarget {
    agent: ureq::Agent,
    base: String,
    shop: String,
}

/// The part of a board that is read.
#[derive(Deserialize)]
pub(super) struct ShownShop {
    pub(super) timezone: String,
    pub(super) currency: String,
}

impl HttpTarget {
    pub(crate) fn new(base: &str, shop: &str, key: &KeyArgs) -> HttpTarget {
        HttpTarget {
            agent: agent(key, base),
            base: base.trim_end_matches('/').to_owned(),
            shop: shop.to_owned(),
        }
    }

    /// Asks the server for its shop's settings.
    ///
    /// # Errors
    /// If the server does not answer with them.
    pub(super) fn shop(&self) -> anyhow::Result<ShownShop> {
        let url = format!("{}/v1/board?shop={}", self.base, self.shop);
        let mut answer = self
            .agent
            .get(url)
            .call()
            .map_err(|error| unreached(&self.base, &error))?;
        let status = answer.status();
        if !status.is_success() {
            match answer.body_mut().read_json::<Problem>() {
                // A key that may only send orders sees no board.
                Ok(problem) if problem.kind() != "role_not_allowed" => bail!(explain(&problem)),
                _ => {}
            }
        }
        let board = answer.body_mut().read_json::<ShownShop>();
        let board = board.ok().filter(|_| status.is_success());
        board.with_context(|| {
            let base = &self.base;
            format!("{base} does not say the shop's time zone ({status}); use --timezone")
        })
    }

    /// Sends lines and counts the results.
    pub(super) fn send(&self, chunk: &Chunk, summary: &mut ImportSummary) -> anyhow::Result<()> {
        match chunk {
            Chunk::Lines(lines) if lines.trim_ascii().is_empty() => {}
            Chunk::Lines(lines) => summary.add_answer(&self.post(lines)?),
            Chunk::Exported(lines) => {
                let answer = self.deliver("orders", &[NDJSON, ("livetill-compare", "1")], lines)?;
                summary.add_answer(&answer);
            }
            Chunk::TooLong(beginning) => {
                let reported = ReportedReject {
                    reason: Reason::TooLarge.as_str().to_owned(),
                    detail: TOO_LONG.to_owned(),
                    id: None,
                    body: String::from_utf8_lossy(beginning).into_owned(),
                };
                self.report(vec![reported], summary);
            }
            // The server could not know why they are rejected.
            Chunk::Refused(orders) => {
                for orders in orders.chunks(REPORTED) {
                    self.report(orders.iter().map(reported).collect(), summary);
                }
            }
        }
        Ok(())
    }

    /// Asks the server to keep what was rejected here. An older server cannot: then only the summary mentions the
    /// rejects, and the user still has the file.
    fn report(&self, rejects: Vec<ReportedReject>, summary: &mut ImportSummary) {
        for reject in &rejects {
            summary.reject(&reject.reason);
        }
        let report = serde_json::to_vec(&RejectReport { rejects }).unwrap_or_default();
        let headers = [("content-type", "application/json")];
        if let Err(error) = self.deliver::<KeptAnswer>("rejects", &headers, &report) {
            summary.note_once(format!(
                "the server did not keep what was rejected here: {error}"
            ));
        }
    }

    /// Posts lines, and retries while the server or its store is unavailable. An order counts once however often it is
    /// sent.
    ///
    /// # Errors
    /// If the server rejects the request itself, if its store refuses orders until somebody fixes it, or if it stays
    /// unavailable.
    pub(crate) fn post(&self, lines: &[u8]) -> anyhow::Result<IntakeAnswer> {
        self.deliver("orders", &[NDJSON], lines)
    }

    fn deliver<T: DeserializeOwned>(
        &self,
        to: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> anyhow::Result<T> {
        let mut pause = FIRST_PAUSE;
        for _ in 1..TRIES {
            match self.try_once(to, headers, body)? {
                Ok(answer) => return Ok(answer),
                Err(away) => tracing::warn!("{away}; trying again"),
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        self.try_once(to, headers, body)?
            .map_err(|away| anyhow::anyhow!(away))
    }

    /// The inner error means that a retry may help.
    fn try_once<T: DeserializeOwned>(
        &self,
        to: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> anyhow::Result<Result<T, String>> {
        let address = format!("{}/v1/{to}?shop={}", self.base, self.shop);
        let mut request = self.agent.post(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut answer = match request.send(body) {
            Ok(answer) => answer,
            Err(error) => return Ok(Err(unreached(&self.base, &error).to_string())),
        };
        let status = answer.status().as_u16();
        let mut body = answer.body_mut().with_config().limit(u64::MAX).reader();
        match status {
            // 202: durable on the server's disk, and counted once its store is back.
            200 | 202 | 422 => {
                let answer = serde_json::from_reader(body);
                Ok(Ok(answer.with_context(|| {
                    format!("{} is not a Livetill server", self.base)
                })?))
            }
            // Unavailable, or asked too often. If the store refuses orders, a retry would not help.
            503 | 429 => match serde_json::from_reader::<_, Problem>(&mut body) {
                Ok(problem) if problem.r#type.ends_with(":store_refuses") => {
                    bail!(explain(&problem))
                }
                Ok(problem) => Ok(Err(explain(&problem))),
                Err(_) => Ok(Err(format!("{} takes no orders now", self.base))),
            },
            _ => match serde_json::from_reader::<_, Problem>(&mut body) {
                Ok(problem) => bail!(explain(&problem)),
                Err(_) => bail!("{} answered {status}", self.base),
            },
        }
    }
}

fn reported(order: &Refused) -> ReportedReject {
    ReportedReject {
        reason: order.rejection.reason.as_str().to_owned(),
        detail: order.rejection.detail.clone(),
        id: order.id.clone(),
        body: String::from_utf8_lossy(&order.body[..order.body.len().min(Reject::MAX_BODY)])
            .into_owned(),
    }
}
