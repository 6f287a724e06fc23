//! Lists, replays and drops rejected events.

use anyhow::bail;
use api_types::{DropAnswer, RejectPage, RejectSelection, ReplayAnswer};
use domain::Reason;

use super::api::Api;
use crate::cli::{RejectsCommand, Which};
use crate::terminal::{clean, print};

/// How many bytes of an event a line shows.
const SHOWN_BODY: usize = 160;

pub(crate) fn run(command: RejectsCommand) -> anyhow::Result<()> {
    match command {
        RejectsCommand::List { limit, json, from } => {
            let api = Api::connect(&from)?;
            let page = api.get::<RejectPage>(&format!("/v1/rejects?limit={limit}"));
            api.close()?;
            list(&page?, json)
        }
        RejectsCommand::Replay { which, from } => {
            let (query, selection) = select(which)?;
            let api = Api::connect(&from)?;
            let path = format!("/v1/rejects/replay{query}");
            let answer = api.post(&path, selection.as_ref());
            api.close()?;
            replayed(&answer?)
        }
        RejectsCommand::Drop { which, from } => {
            let (query, selection) = select(which)?;
            let api = Api::connect(&from)?;
            let path = format!("/v1/rejects{query}");
            let answer = api.delete::<DropAnswer>(&path, selection.as_ref());
            api.close()?;
            print(&format!("dropped {}", answer?.dropped))
        }
    }
}

/// The query and body of a request.
fn select(which: Which) -> anyhow::Result<(String, Option<RejectSelection>)> {
    match which.reason {
        _ if which.all => Ok(("?all=true".to_owned(), None)),
        // The reason becomes part of an address.
        Some(reason) if Reason::from_name(&reason).is_none() => {
            let known = Reason::ALL.map(Reason::as_str).join(", ");
            bail!(
                "reason: there is no `{}`; choose one of: {known}",
                clean(&reason)
            )
        }
        Some(reason) => Ok((format!("?reason={reason}"), None)),
        None => {
            let numbers = which.numbers;
            Ok((String::new(), Some(RejectSelection { numbers })))
        }
    }
}

fn list(page: &RejectPage, json: bool) -> anyhow::Result<()> {
    if json {
        return print(&serde_json::to_string_pretty(page)?);
    }
    for reject in &page.items {
        let id = reject.id.as_deref().unwrap_or("-");
        let body: String = reject.body.chars().take(SHOWN_BODY).collect();
        print(&format!(
            "{}  {}  {}  {}  {}\n    {}\n    {}",
            reject.number,
            reject.received_at,
            clean(&reject.source),
            reject.reason,
            clean(id),
            clean(&reject.detail),
            clean(&body)
        ))?;
    }
    print(&format!("{} kept, {} shown", page.total, page.items.len()))?;
    for (reason, count) in &page.counts {
        print(&format!("{count:>8}  {reason}"))?;
    }
    Ok(())
}

fn replayed(answer: &ReplayAnswer) -> anyhow::Result<()> {
    print(&format!(
        "replayed {}: accepted {}, duplicates {}, updated {}",
        answer.replayed, answer.accepted, answer.duplicates, answer.updated
    ))?;
    for (reason, count) in &answer.rejected {
        print(&format!("{count:>8}  still {reason}"))?;
    }
    match answer.cut {
        0 => Ok(()),
        cut => print(&format!(
            "{cut:>8}  not tried: only the first 16 KiB are kept; send them again"
        )),
    }
}
