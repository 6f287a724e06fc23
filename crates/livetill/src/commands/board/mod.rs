//! Shows the current figures in the terminal.

mod all;
mod text;

use std::io::{IsTerminal as _, stdout};
use std::thread;
use std::time::Duration;

use anyhow::Context;
use api_types::{Board, Overview};
use ratatui::crossterm::cursor::MoveTo;
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{Clear, ClearType};
use serde_json::Value;

use super::api::Api;
use crate::cli::BoardArgs;
use crate::terminal::{not_written, print};
use text::Length;

/// How often `--watch` asks.
const EVERY: Duration = Duration::from_secs(1);

pub(crate) fn run(args: &BoardArgs) -> anyhow::Result<()> {
    let api = Api::connect(&args.from)?;
    let shown = match args.watch {
        true => watch(&api, args),
        false => ask(&api, args).and_then(|shown| print(&shown)),
    };
    api.close()?;
    shown
}

/// Shows the board again whenever it changes, until somebody stops it.
fn watch(api: &Api, args: &BoardArgs) -> anyhow::Result<()> {
    let is_screen = stdout().is_terminal();
    let mut before = String::new();
    loop {
        let shown = ask(api, args)?;
        if shown != before {
            if is_screen {
                let cleared = execute!(stdout(), Clear(ClearType::All), MoveTo(0, 0));
                cleared.map_err(|error| not_written(error, "cannot clear the screen"))?;
            }
            print(&shown)?;
            before = shown;
        }
        thread::sleep(EVERY);
    }
}

fn ask(api: &Api, args: &BoardArgs) -> anyhow::Result<String> {
    if args.all {
        return ask_all(api, args);
    }
    let path = match &args.date {
        Some(date) => format!("/v1/board?date={date}"),
        None => "/v1/board".to_owned(),
    };
    let board = api.get::<Value>(&path)?;
    if args.json {
        return Ok(format!("{board:#}"));
    }
    let board: Board = serde_json::from_value(board).context("the server's board")?;
    let length = match args.full {
        true => Length::Full,
        false => Length::Short,
    };
    Ok(text::of(&board, length)?)
}

/// Asks for all shops. The server checks the names of currencies and sort orders.
fn ask_all(api: &Api, args: &BoardArgs) -> anyhow::Result<String> {
    let query = [
        ("currency", args.total_in.clone()),
        ("sort", args.sort.clone()),
        ("limit", args.limit.map(|limit| limit.to_string())),
    ];
    let start = "/v1/overview?".to_owned();
    let from = start.len();
    let mut path = form_urlencoded::Serializer::for_suffix(start, from);
    for (name, value) in query {
        if let Some(value) = value {
            path.append_pair(name, &value);
        }
    }
    let overview = api.get::<Value>(&path.finish())?;
    if args.json {
        return Ok(format!("{overview:#}"));
    }
    let overview: Overview = serde_json::from_value(overview).context("the server's overview")?;
    Ok(all::of(&overview)?)
}
