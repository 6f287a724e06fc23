//! Compares the ledger's sums with the stored figures.

use std::process::ExitCode;

use api_types::Verification;

use super::api::Api;
use crate::cli::VerifyArgs;
use crate::terminal::{clean, plural, print};

/// How many differences to show; JSON has more.
const SHOWN: usize = 50;

pub(crate) fn run(args: &VerifyArgs) -> anyhow::Result<ExitCode> {
    let api = Api::connect(&args.from)?;
    let verification = api.get::<Verification>("/v1/verify");
    api.close()?;
    let verification = verification?;
    if args.json {
        print(&serde_json::to_string_pretty(&verification)?)?;
    } else {
        show(&verification)?;
    }
    Ok(match verification.total {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::from(2),
    })
}

fn show(verification: &Verification) -> anyhow::Result<()> {
    for it in verification.differences.iter().take(SHOWN) {
        let day = it.day.as_deref().unwrap_or("all time");
        let figure = clean(&it.figure);
        print(&format!(
            "{day}  {figure}: stored {}, the ledger says {}",
            it.stored, it.recomputed
        ))?;
    }
    let looked_at = format!(
        "{} of {}, {}",
        plural(verification.orders, "order"),
        plural(verification.days, "day"),
        plural(verification.items, "item")
    );
    match verification.total {
        0 => print(&format!(
            "{looked_at}: every figure is what the ledger says"
        )),
        1 => print(&format!("{looked_at}: 1 figure differs from the ledger")),
        total => print(&format!(
            "{looked_at}: {total} figures differ from the ledger"
        )),
    }
}
