//! Every setting as a page of documentation, from what the program itself goes by.

use clap::{Arg, Command, CommandFactory};

use crate::cli::Cli;
use crate::config;
use crate::terminal::print;

const INTRO: &str = "\
# Configuration

This page is printed by `livetill configuration`; a test keeps it the same.

A flag beats the environment, the environment beats the file, the file beats the default. The file is named by `--config` or
`LIVETILL_CONFIG`. An unknown setting, an unknown variable that begins with `LIVETILL_`, or an impossible value is an error
that names it.

White space round a variable's value is cut, as files of secrets end in a line break, and an empty variable is as good as none.
What Kubernetes sets for a Service called `livetill` or `livetill-ANYTHING`, such as `LIVETILL_REDIS_SERVICE_HOST`, is no setting
and is passed over.

## The file

Everything in it may be left out. This is the whole of it, with the defaults:

```toml
";

pub(crate) fn run() -> anyhow::Result<()> {
    print(page().trim_end())
}

fn page() -> String {
    let mut text = String::from(INTRO);
    text.push_str(config::DEFAULT);
    text.push_str("```\n\n## Commands\n");
    let mut command = Cli::command();
    command.build();
    for command in command.get_subcommands() {
        describe(command, "livetill", &mut text);
    }
    text
}

fn describe(command: &Command, parent: &str, text: &mut String) {
    if command.is_hide_set() || command.get_name() == "help" {
        return;
    }
    let name = format!("{parent} {}", command.get_name());
    let about = command.get_about().map(ToString::to_string);
    text.push_str(&format!(
        "\n### `{name}`\n\n{}\n",
        about.unwrap_or_default()
    ));
    let is_setting = |arg: &&Arg| !arg.is_hide_set() && !is_everywhere(arg);
    let mut settings = command.get_arguments().filter(is_setting).peekable();
    if settings.peek().is_some() {
        text.push_str("\n| flag | environment | default | |\n|---|---|---|---|\n");
        settings.for_each(|arg| text.push_str(&row(arg)));
    }
    for nested in command.get_subcommands() {
        describe(nested, &name, text);
    }
}

/// `--help` and `--version` need no row in each table.
fn is_everywhere(arg: &Arg) -> bool {
    matches!(arg.get_id().as_str(), "help" | "version")
}

fn row(arg: &Arg) -> String {
    let value = || {
        let names = arg.get_value_names().unwrap_or_default();
        let names: Vec<&str> = names.iter().map(clap::builder::Str::as_str).collect();
        names.join(" ")
    };
    let flag = match arg.get_long() {
        Some(long) if arg.get_action().takes_values() => format!("`--{long} {}`", value()),
        Some(long) => format!("`--{long}`"),
        None => format!("`{}`", value()),
    };
    let variable = arg
        .get_env()
        .map(|name| format!("`{}`", name.to_string_lossy()));
    let defaults = arg.get_default_values().iter();
    let defaults: Vec<String> = defaults
        .map(|value| value.to_string_lossy().into_owned())
        .collect();
    // Defaults that the file may change stand at the end of the help.
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let (help, stated) = match help.rsplit_once(" [default: ") {
        Some((help, stated)) => (help.to_owned(), stated.trim_end_matches(']').to_owned()),
        None => (help, String::new()),
    };
    let takes_value = arg.get_action().takes_values();
    let default = match (defaults.is_empty() || !takes_value, stated.is_empty()) {
        (false, _) => format!("`{}`", defaults.join(",")),
        (true, false) => format!("`{stated}`"),
        (true, true) => String::new(),
    };
    let cell = |text: &str| text.replace('|', "\\|");
    format!(
        "| {} | {} | {} | {} |\n",
        cell(&flag),
        variable.unwrap_or_default(),
        cell(&default),
        cell(&help)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_in_the_documentation_is_what_the_program_goes_by() {
        let kept = include_str!("../../../../docs/configuration.md");
        assert!(
            kept.trim_end() == page().trim_end(),
            "docs/configuration.md differs: livetill configuration > docs/configuration.md"
        );
    }
}
