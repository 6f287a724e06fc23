//! Compares a shop's days with its platform's own figures.

use std::process::ExitCode;

use api_types::{Charged, ReconciledDay, ReconciledOrder, Reconciliation};

use super::api::{Api, Missing};
use super::connect::Place;
use crate::cli::ReconcileArgs;
use crate::terminal::{clean, print};

/// How many differences of a day to show; JSON has more.
const SHOWN: usize = 20;

pub(crate) fn run(args: &ReconcileArgs) -> anyhow::Result<ExitCode> {
    let from = &args.from;
    let place = Place::of(&from.common, &args.secrets, from.server.as_ref())?;
    let api = Api::connect_linked(from, Missing::Refuse, &place.folder)?;
    let last = args.last.map(|last| format!("&last={last}"));
    let path = format!(
        "/v1/reconciliation?days={}{}",
        args.days,
        last.unwrap_or_default()
    );
    let found = api.post::<Reconciliation>(&path, None::<&()>);
    api.close()?;
    let found = found?;
    match args.json {
        true => print(&serde_json::to_string_pretty(&found)?)?,
        false => show(&found)?,
    }
    Ok(code(&found))
}

/// Exit code: 2 if something differs.
pub(super) fn code(found: &Reconciliation) -> ExitCode {
    match found.equal {
        Some(false) => ExitCode::from(2),
        _ => ExitCode::SUCCESS,
    }
}

/// Prints each day with its differences, oldest first.
///
/// # Errors
/// When it cannot be written.
pub(super) fn show(found: &Reconciliation) -> anyhow::Result<()> {
    let platform = clean(found.platform.as_deref().unwrap_or("the platform"));
    print(&format!(
        "{:<12}{platform:>16}{:>16}  {}",
        "",
        "here",
        clean(&found.currency)
    ))?;
    for day in found.days.iter().rev() {
        show_day(day)?;
    }
    let mended: u64 = found.days.iter().map(|day| day.mended).sum();
    let of = |equal| found.days.iter().filter(|day| day.equal == equal).count();
    let (differ, unknown) = (of(Some(false)), of(None));
    if mended > 0 {
        print(&format!(
            "{mended} were missing or behind, and have been fixed"
        ))?;
    }
    match unknown {
        0 => {}
        1 => print("1 day cannot be compared")?,
        days => print(&format!("{days} days cannot be compared"))?,
    }
    match differ {
        0 if unknown == found.days.len() => Ok(()),
        0 if unknown > 0 => print(&format!("every other day equals {platform}")),
        0 => print(&format!("every day equals {platform}")),
        1 => print(&format!("1 day differs from {platform}")),
        days => print(&format!("{days} days differ from {platform}")),
    }
}

fn show_day(day: &ReconciledDay) -> anyhow::Result<()> {
    let ours = day.ours.as_ref().map_or("–", |ours| &ours.total);
    let verdict = match day.equal {
        Some(true) => "equal",
        Some(false) => "DIFFERS",
        None => "unknown",
    };
    print(&format!(
        "{:<12}{:>16}{:>16}  {verdict}",
        day.day, day.theirs.total, ours
    ))?;
    if let Some(detail) = &day.detail {
        print(&format!("  {}", clean(detail)))?;
    }
    for order in day.differences.iter().take(SHOWN) {
        print(&line(order))?;
    }
    match day
        .total
        .saturating_sub(day.differences.len().min(SHOWN) as u64)
    {
        0 => Ok(()),
        more => print(&format!("  and {more} more")),
    }
}

fn line(order: &ReconciledOrder) -> String {
    let (theirs, ours) = (total(order.theirs.as_ref()), total(order.ours.as_ref()));
    let what = match (&*order.reason, order.mended) {
        ("missing_here", true) => "was missing here",
        ("missing_here", false) => "missing here",
        ("rejected_here", _) => "rejected here",
        ("missing_there", true) => "is gone there, and now here",
        ("missing_there", false) => "missing there",
        ("version_behind", _) => "was an older version here",
        ("mapped_otherwise", _) => "counts differently here",
        (other, _) => other,
    };
    let parts = match (&order.theirs, &order.ours) {
        (Some(theirs), Some(ours)) if theirs.total == ours.total => parts(theirs, ours),
        _ => String::new(),
    };
    let rejected = order.rejected.as_deref();
    let rejected = rejected.map_or(String::new(), |why| format!(": {}", clean(why)));
    let currency = order.currency.as_deref();
    let currency = currency.map_or(String::new(), |code| format!("{} ", clean(code)));
    format!(
        "  {:<36} {theirs:>12} {ours:>12}  {currency}{}{rejected}{parts}",
        clean(&order.id),
        clean(what)
    )
}

fn total(charged: Option<&Charged>) -> &str {
    charged.map_or("–", |charged| &charged.total)
}

/// Which parts differ if the totals agree.
fn parts(theirs: &Charged, ours: &Charged) -> String {
    let part = |name, theirs: &Option<String>, ours: &Option<String>| match (theirs, ours) {
        (Some(theirs), Some(ours)) if theirs != ours => format!(": {name} {theirs} and {ours}"),
        _ => String::new(),
    };
    part("tax", &theirs.tax, &ours.tax) + &part("shipping", &theirs.shipping, &ours.shipping)
}
