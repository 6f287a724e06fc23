//! Loads exchange rates.

use std::fs;
use std::path::Path;

use anyhow::Context;
use api_types::RatesAnswer;

use super::api::Api;
use crate::cli::RatesCommand;
use crate::terminal::print;

pub(crate) fn run(command: RatesCommand) -> anyhow::Result<()> {
    match command {
        RatesCommand::Import { files, json, from } => {
            let api = Api::connect(&from)?;
            let taken = files.iter().try_for_each(|file| import(&api, file, json));
            api.close()?;
            taken
        }
    }
}

fn import(api: &Api, file: &Path, json: bool) -> anyhow::Result<()> {
    let name = file.display();
    let bytes = fs::read(file).with_context(|| format!("cannot read {name}"))?;
    let answer: RatesAnswer = api
        .send("/v1/rates", "text/csv", &bytes)
        .with_context(|| name.to_string())?;
    if json {
        return print(&serde_json::to_string_pretty(&answer)?);
    }
    let table = &answer.table;
    let known = |text: &Option<String>| text.clone().unwrap_or_default();
    print(&format!(
        "{name}: {} new rates, {} known; the table now has {} for one {}, from {} to {}",
        answer.new,
        answer.known,
        table.rates,
        known(&table.base),
        known(&table.first),
        known(&table.last),
    ))
}
