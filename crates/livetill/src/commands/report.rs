//! Shows a range of days in the terminal.

use std::fmt::Write;

use anyhow::Context;
use api_types::{Amount, DayFigures, RangeReport};
use serde_json::Value;

use super::api::Api;
use crate::cli::ReportArgs;
use crate::terminal::{clean, print};

/// The figures in each row.
const SHOWN: [&str; 4] = ["orders", "units", "revenue", "net_revenue"];
/// Shown in place of an unknown figure.
const NOT_KNOWN: &str = "–";

pub(crate) fn run(args: &ReportArgs) -> anyhow::Result<()> {
    let api = Api::connect(&args.from)?;
    let report = api.get::<Value>(&address(args));
    api.close()?;
    let report = report?;
    if args.json {
        return print(&format!("{report:#}"));
    }
    let report: RangeReport = serde_json::from_value(report).context("the server's report")?;
    print(text(&report)?.trim_end())
}

fn address(args: &ReportArgs) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("against", &args.against);
    query.append_pair("step", &args.step);
    args.days.ask(&mut query);
    format!("/v1/range?{}", query.finish())
}

fn text(report: &RangeReport) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    let (shop, currency) = (clean(&report.shop), &report.currency);
    writeln!(
        out,
        "{shop} · {} to {} · {currency}\n",
        report.first, report.last
    )?;
    write!(out, "{:<24}", "")?;
    for name in SHOWN {
        write!(out, " {:>13}", name.replace('_', " "))?;
    }
    writeln!(out)?;
    // Before the first day nothing was counted, which says nothing of what was sold.
    let begins = report.begins.as_deref().unwrap_or_default();
    let known = |last: &str, figures: &DayFigures| match last < begins {
        true => DayFigures::default(),
        false => figures.clone(),
    };
    for step in &report.steps {
        let name = match step.first == step.last {
            true => step.first.clone(),
            false => format!("{} to {}", step.first, step.last),
        };
        line(&mut out, &name, &known(&step.last, &step.total))?;
    }
    writeln!(out)?;
    line(&mut out, "all", &known(&report.last, &report.total))?;
    if let Some(part) = &report.compared {
        line(&mut out, &format!("until {}", part.last), &part.total)?;
    }
    if let (Some(with), Some(before)) = (&report.compared_to, &report.before) {
        line(&mut out, "before", before)?;
        let until = with.until.as_ref().map(|time| format!(", until {time}"));
        let until = until.unwrap_or_default();
        writeln!(out, "\nbefore: {} to {}{until}", with.first, with.last)?;
    }
    if *report.first < *begins {
        writeln!(
            out,
            "\nthe shop's first day is {begins}: what was sold before is unknown"
        )?;
    }
    if report.not_compared.is_some() {
        writeln!(
            out,
            "\nno comparison: the figures of the period before are unknown"
        )?;
    }
    Ok(out)
}

fn line(out: &mut String, name: &str, figures: &DayFigures) -> std::fmt::Result {
    write!(out, "{name:<24}")?;
    for shown in SHOWN {
        let figure = figures.0.each().find(|figure| figure.name == shown);
        match figure.and_then(|figure| figure.value.as_ref()) {
            None => write!(out, " {NOT_KNOWN:>13}")?,
            Some(Amount::Count(count)) => write!(out, " {count:>13}")?,
            Some(Amount::Money(amount)) => write!(out, " {amount:>13}")?,
        }
    }
    writeln!(out)
}
