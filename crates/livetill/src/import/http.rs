//! Orders to a running server.

use std::time::Duration;

use anyhow::{Context, bail};
use api_types::{IntakeAnswer, Problem};
use domain::Reason;
use serde::Deserialize;

use super::chunk::Chunk;
use super::summary::ImportSummary;
use crate::cli::KeyArgs;
use crate::client::agent;

/// How often a request is tried while the server or its store is away.
const TRIES: u32 = 10;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What a server says is wrong, for whoever gave the command.
pub(crate) fn explain(problem: &Problem) -> String {
    let hint = match problem.status {
        401 => "; set LIVETILL_KEY, or say --key",
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
struct Zone {
    timezone: String,
}

impl HttpTarget {
    pub(crate) fn new(base: &str, shop: &str, key: &KeyArgs) -> HttpTarget {
        HttpTarget {
            agent: agent(key, base),
            base: base.trim_end_matches('/').to_owned(),
            shop: shop.to_owned(),
        }
    }

    /// The time zone of the server's shop.
    ///
    /// # Errors
    /// When the server does not say.
    pub(super) fn timezone(&self) -> anyhow::Result<String> {
        let url = format!("{}/v1/board?shop={}", self.base, self.shop);
        let mut answer = self
            .agent
            .get(url)
            .call()
            .with_context(|| format!("cannot reach {}", self.base))?;
        let status = answer.status();
        let board = answer.body_mut().read_json::<Zone>();
        let board = board.ok().filter(|_| status.is_success());
        Ok(board
            .with_context(|| {
                let base = &self.base;
                format!("{base} does not say the shop's time zone ({status}); say --timezone")
            })?
            .timezone)
    }

    /// Sends lines and counts what became of them.
    pub(super) fn send(&self, chunk: &Chunk, summary: &mut ImportSummary) -> anyhow::Result<()> {
        match chunk {
            Chunk::Lines(lines) if lines.trim_ascii().is_empty() => {}
            Chunk::Lines(lines) => summary.add_answer(&self.post(lines)?),
            Chunk::TooLong(_) => summary.reject(Reason::TooLarge.as_str()),
            // The server could not know why; the summary says it, and the file is still there.
            Chunk::Refused(orders) => {
                for order in orders {
                    summary.reject(order.rejection.reason.as_str());
                }
            }
        }
        Ok(())
    }

    /// Posts lines, again and again while the server or its store is away: each order counts once
    /// however often it is sent.
    ///
    /// # Errors
    /// When the server refuses the request itself, its store refuses orders until somebody mends it,
    /// or it stays away.
    pub(crate) fn post(&self, lines: &[u8]) -> anyhow::Result<IntakeAnswer> {
        let mut pause = FIRST_PAUSE;
        for _ in 1..TRIES {
            match self.try_post(lines)? {
                Ok(answer) => return Ok(answer),
                Err(away) => tracing::warn!("{away}; trying again"),
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        self.try_post(lines)?.map_err(|away| anyhow::anyhow!(away))
    }

    /// The inner error means that trying again may help.
    fn try_post(&self, lines: &[u8]) -> anyhow::Result<Result<IntakeAnswer, String>> {
        let request = self
            .agent
            .post(format!("{}/v1/orders?shop={}", self.base, self.shop))
            .header("content-type", "application/x-ndjson");
        let mut answer = match request.send(lines) {
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
                    format!("{} is no Livetill", self.base)
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
