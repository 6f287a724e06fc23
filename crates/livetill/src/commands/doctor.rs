//! Looks for problems and says how to fix them.

use std::process::ExitCode;

use crate::cli::DoctorArgs;
use crate::config::{AccessConfig, Config, File};
use crate::doctor::{Finding, Level, examine};
use crate::logging;
use crate::terminal::{clean, print};

pub(crate) fn run(args: &DoctorArgs) -> anyhow::Result<ExitCode> {
    logging::start_quietly()?;
    let file = File::read(args.common.config.as_deref())?;
    let config = Config::resolve(&file, &args.shop, &args.common)?.reading(&args.source);
    let access = AccessConfig::resolve(&file, &args.access)?;
    let server = args.server.as_deref().map(|url| (url, &args.key));
    let examined = examine(&config, &access, server);
    let findings = super::runtime()?.block_on(examined);
    if args.json {
        print(&serde_json::to_string_pretty(&findings)?)?;
    } else {
        findings.iter().try_for_each(show)?;
    }
    // Warnings count too, so that a script that checks only the exit code sees them.
    let is_sick = findings.iter().any(|it| it.level != Level::Ok);
    Ok(ExitCode::from(if is_sick { 2 } else { 0 }))
}

/// Prints one finding.
///
/// # Errors
/// When it cannot be written.
pub(super) fn show(finding: &Finding) -> anyhow::Result<()> {
    let level = match finding.level {
        Level::Ok => "ok     ",
        Level::Warning => "warning",
        Level::Error => "ERROR  ",
    };
    // Errors in a file show its line below them.
    let found: Vec<String> = finding.found.lines().map(clean).collect();
    let found = found.join(&format!("\n{:29}", ""));
    print(&format!("{level}  {:<18}  {found}", finding.check))?;
    match &finding.mend {
        Some(mend) => print(&format!("{:29}-> {}", "", clean(mend))),
        None => Ok(()),
    }
}
