//! Writes figures of a shop to a file, from a store or a running server.

use clap::ValueEnum;

use super::api::Api;
use super::download::download;
use crate::cli::ExportArgs;
use crate::terminal;

pub(crate) fn run(args: &ExportArgs) -> anyhow::Result<()> {
    let api = Api::connect_archived(&args.from, args.archive.as_deref())?;
    let written = download(&api, &address(args), &args.output);
    api.close()?;
    // Nothing else is printed next to a file on stdout.
    match written? {
        None => Ok(()),
        Some(bytes) => terminal::print(&format!("{}: {bytes} bytes", args.output.display())),
    }
}

fn address(args: &ExportArgs) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("what", &name(&args.what));
    query.append_pair("format", &name(&args.format));
    args.days.ask(&mut query);
    format!("/v1/export?{}", query.finish())
}

fn name(value: &impl ValueEnum) -> String {
    let value = value.to_possible_value();
    value.map(|it| it.get_name().to_owned()).unwrap_or_default()
}
