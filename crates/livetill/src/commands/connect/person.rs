//! Asks the person at the terminal for what no flag says.

use std::io::{self, BufRead as _, IsTerminal as _};

use anyhow::{Context, bail};

use crate::terminal::report;

/// The flag's value, or the person's answer. Without a terminal the flag is required.
pub(super) fn text(said: Option<&String>, flag: &str, question: &str) -> anyhow::Result<String> {
    if let Some(said) = said {
        return Ok(said.clone());
    }
    answer(flag, question, None)
}

/// Like [`text`], with a default for an empty answer.
pub(super) fn text_or(
    said: Option<&String>,
    flag: &str,
    question: &str,
    default: &str,
) -> anyhow::Result<String> {
    match said {
        Some(said) => Ok(said.clone()),
        None if !io::stdin().is_terminal() => Ok(default.to_owned()),
        None => answer(flag, &format!("{question} [{default}]"), Some(default)),
    }
}

/// A secret, typed without being shown.
pub(super) fn secret(flag: &str, question: &str) -> anyhow::Result<String> {
    if !io::stdin().is_terminal() {
        bail!("{question}: use --{flag} env:NAME or --{flag} file:PATH, or run this at a terminal");
    }
    let typed = rpassword::prompt_password(format!("{question}: ")).context("the terminal")?;
    match typed.trim() {
        "" => bail!("{question}: nothing was typed"),
        typed => Ok(typed.to_owned()),
    }
}

fn answer(flag: &str, question: &str, default: Option<&str>) -> anyhow::Result<String> {
    if !io::stdin().is_terminal() {
        bail!("{question}: use --{flag}, or run this at a terminal");
    }
    report(&format!("{question}:"));
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).context("stdin")?;
    match (line.trim(), default) {
        ("", Some(default)) => Ok(default.to_owned()),
        ("", None) => bail!("{question}: nothing was typed"),
        (typed, _) => Ok(typed.to_owned()),
    }
}
