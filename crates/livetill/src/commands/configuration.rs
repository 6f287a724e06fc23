//! Prints every setting as a documentation page, from the rows that the program itself uses.

use clap::{Arg, Command, CommandFactory};

use crate::cli::Cli;
use crate::config::DEFAULT;
use crate::config::settings::{self, FIRST, LAMBDA, Setting};
use crate::terminal::print;

const INTRO: &str = "# Configuration

`livetill configuration` prints this page, and a test keeps it up to date.

Flags \
override the environment, the environment overrides the file, and the file overrides the defaults. Name the file \
with
`--config` or `LIVETILL_CONFIG`. An unknown setting, an unknown variable that begins with `LIVETILL_`, or an \
impossible value is
an error that names it.

White space around a variable's value is removed, because files of secrets \
end in a line break, and an empty variable counts as
unset. Variables that Kubernetes sets for a Service called \
`livetill` or `livetill-ANYTHING`, such as
`LIVETILL_REDIS_SERVICE_HOST`, are not settings and are ignored.

## The \
file

You may leave out anything. This is the whole file, with the defaults:

```toml
";

const SERVE: &str = "serve";

const FUNCTION: &str = "
## The Lambda function

It takes its settings only from variables.

| environment | default | \
    |
|---|---|---|
";

pub(crate) fn run() -> anyhow::Result<()> {
    print(page().trim_end())
}

fn page() -> String {
    let mut text = String::from(INTRO);
    text.push_str(&DEFAULT);
    text.push_str("```\n\n## Commands\n\n`livetill serve` describes the settings; other commands name those that they share with it.\n");
    let mut command = settings::described(Cli::command());
    command.build();
    let serve = command.find_subcommand(SERVE);
    let of_serve: Vec<String> = serve.map_or_else(Vec::new, |serve| {
        let rows = rows(serve, SERVE);
        rows.map(|(arg, row)| identity(arg, row)).collect()
    });
    for command in command.get_subcommands() {
        describe(command, "", &of_serve, &mut text);
    }
    text.push_str(FUNCTION);
    for row in settings::variables_of(LAMBDA) {
        let default = code(row.shown_default());
        text.push_str(&line(&[code(row.env), default, meaning(row)]));
    }
    text
}

/// `of_serve` are the settings that are described once, with the command that has nearly all of them.
fn describe(command: &Command, above: &str, of_serve: &[String], text: &mut String) {
    if command.is_hide_set() || command.get_name() == "help" {
        return;
    }
    let name = settings::joined(above, command.get_name());
    let about = command.get_about().map(ToString::to_string);
    text.push_str(&format!(
        "\n### `livetill {name}`\n\n{}\n",
        about.unwrap_or_default()
    ));
    let (shared, own): (Vec<_>, Vec<_>) = rows(command, &name)
        .partition(|(arg, row)| name != SERVE && of_serve.contains(&identity(arg, row)));
    let reads_file = command
        .get_arguments()
        .any(|arg| arg.get_long() == Some("config"));
    if !own.is_empty() {
        text.push_str("\n| flag | environment | file | default | |\n|---|---|---|---|---|\n");
        for (arg, row) in own {
            text.push_str(&line(&[
                flag(row),
                code(row.env),
                code(row.key.filter(|_| reads_file)),
                default(arg, row),
                meaning(row),
            ]));
        }
    }
    if !shared.is_empty() {
        let flags = shared
            .iter()
            .map(|(_, row)| format!("`--{}`", row.flag.unwrap_or_default()));
        let flags: Vec<String> = flags.collect();
        let places = match reads_file {
            true => "",
            false => ", but not from the file",
        };
        text.push_str(&format!(
            "\nAlso, as for [`livetill serve`](#livetill-serve){places}: {}.\n",
            flags.join(", ")
        ));
    }
    for nested in command.get_subcommands() {
        describe(nested, &name, of_serve, text);
    }
}

fn rows<'c>(
    command: &'c Command,
    name: &'c str,
) -> impl Iterator<Item = (&'c Arg, &'static Setting)> {
    let all = command.get_arguments();
    all.filter_map(move |arg| Some((arg, settings::of_argument(name, arg)?)))
}

/// What two commands must have in common to share a description.
fn identity(arg: &Arg, row: &Setting) -> String {
    line(&[flag(row), code(row.env), default(arg, row), meaning(row)])
}

fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

fn code(text: Option<&str>) -> String {
    text.map(|text| format!("`{text}`")).unwrap_or_default()
}

fn flag(row: &Setting) -> String {
    let flag = row.flag.map(|flag| format!("--{flag}")).unwrap_or_default();
    code(Some(format!("{flag} {}", row.value).trim()))
}

fn default(arg: &Arg, row: &Setting) -> String {
    let of_clap = arg.get_default_values().iter();
    let of_clap: Vec<String> = of_clap
        .map(|value| value.to_string_lossy().into_owned())
        .collect();
    match (of_clap.is_empty(), row.value) {
        // A switch is off by default.
        (_, "") => String::new(),
        (true, _) => code(row.shown_default()),
        (false, _) => code(Some(&of_clap.join(","))),
    }
}

fn meaning(row: &Setting) -> String {
    match row.since {
        FIRST => row.help.to_owned(),
        since => format!("{} (since {since})", row.help),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::settings::golden;

    #[test]
    fn the_documentation_is_what_the_program_goes_by() {
        golden("docs/configuration.md", &format!("{}\n", page().trim_end()));
    }
}
