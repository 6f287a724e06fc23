//! Orders to a running server.

use std::time::Duration;

use anyhow::{Context, bail};
use api_types::{IntakeAnswer, KeptAnswer, Problem, RejectReport, ReportedReject};
use domain::{Reason, Reject};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::summary::ImportSummary;
use crate::cli::KeyArgs;
use crate::client::agent;
use order_files::{Chunk, Refused, TOO_LONG};

/// How often a request is tried while the server or its store is away.
const TRIES: u32 = 10;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How many refused orders are reported at a time.
const REPORTED: usize = 500;
/// What orders are sent as.
const NDJSON: (&str, &str) = ("content-type", "application/x-ndjson");

/// What a server says is wrong, for whoever gave the command.
pub(crate) fn explain(problem: &Problem) -> String {
    let hint = match problem.status {
        401 => "; set LIVETILL_KEY, or use --key",
        _ => "",
    };
    format!("{}: {}{hint}", problem.title, problem.detail)
}

/// A server that takes orders.
pub(crate) struct HttpTarget {
    agent: ureq::Agent,
    base: String,
    shop: String,
}

/// What is read of a board.
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

    /// What the server says of its shop.
    ///
    /// # Errors
    /// When the server does not say.
    pub(super) fn shop(&self) -> anyhow::Result<ShownShop> {
        let url = format!("{}/v1/board?shop={}", self.base, self.shop);
        let mut answer = self
            .agent
            .get(url)
            .call()
            .with_context(|| format!("cannot reach {}", self.base))?;
        let status = answer.status();
        let board = answer.body_mut().read_json::<ShownShop>();
        let board = board.ok().filter(|_| status.is_success());
        board.with_context(|| {
            let base = &self.base;
            format!("{base} does not say the shop's time zone ({status}); use --timezone")
        })
    }

    /// Sends lines and counts what became of them.
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
            // The server could not know why.
            Chunk::Refused(orders) => {
                for orders in orders.chunks(REPORTED) {
                    self.report(orders.iter().map(reported).collect(), summary);
                }
            }
        }
        Ok(())
    }

    /// Has the server keep what was refused here. An older one cannot: then the summary alone says it, and
    /// the file is still there.
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

    /// Posts lines, again and again while the server or its store is away: each order counts once
    /// however often it is sent.
    ///
    /// # Errors
    /// When the server refuses the request itself, its store refuses orders until somebody mends it,
    /// or it stays away.
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

    /// The inner error means that trying again may help.
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
            Err(error) => return Ok(Err(format!("cannot reach {}: {error}", self.base))),
        };
        let status = answer.status().as_u16();
        let mut body = answer.body_mut().with_config().limit(u64::MAX).reader();
        match status {
            // 202: durable on the server's disk, to be counted when its store is back.
            200 | 202 | 422 => {
                let answer = serde_json::from_reader(body);
                Ok(Ok(answer.with_context(|| {
                    format!("{} is not a Livetill server", self.base)
                })?))
            }
            // Away, asked too often, or refusing, which trying again would not help.
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
