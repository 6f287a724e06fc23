//! Shows what a digest would say.

use anyhow::Context;
use clap::ValueEnum as _;
use serde_json::Value;

use super::api::Api;
use crate::cli::DigestArgs;
use crate::digest::{Sheet, html, text};
use crate::terminal::print;

pub(crate) fn run(args: &DigestArgs) -> anyhow::Result<()> {
    let api = Api::connect(&args.from)?;
    let digest = api.get::<Value>(&address(args));
    api.close()?;
    let digest = digest?;
    if args.json {
        return print(&format!("{digest:#}"));
    }
    let digest = serde_json::from_value(digest).context("the server's digest")?;
    let sheet = Sheet::of(&digest);
    if args.html {
        return print(&html(&sheet));
    }
    print(&format!(
        "Subject: {}\n\n{}",
        sheet.subject,
        text(&sheet).trim_end()
    ))
}

fn address(args: &DigestArgs) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    if let Some(every) = args.every.to_possible_value() {
        query.append_pair("every", every.get_name());
    }
    if let Some(date) = &args.date {
        query.append_pair("date", &date.to_string());
    }
    format!("/v1/digest?{}", query.finish())
}
