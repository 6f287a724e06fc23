//! `livetill health`: lets a container without a shell or curl check its own server.

use std::time::Duration;

use anyhow::{Context, bail};
use ureq::Agent;

use crate::cli::HealthArgs;

const PATIENCE: Duration = Duration::from_secs(5);

/// Asks whether the server is alive.
///
/// # Errors
/// When it is not alive or does not answer.
pub(crate) fn run(args: &HealthArgs) -> anyhow::Result<()> {
    let server = args.server.trim_end_matches('/');
    let settings = http_client::settings(server).timeout_global(Some(PATIENCE));
    let agent: Agent = settings.build().into();
    let answer = agent.get(format!("{server}/healthz")).call();
    let answer = answer.with_context(|| format!("{server} does not answer"))?;
    match answer.status().as_u16() {
        200 => Ok(()),
        status => bail!("{server} answers {status}, and is not alive"),
    }
}
