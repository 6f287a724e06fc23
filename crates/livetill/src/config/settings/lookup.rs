//! Finds rows by argument, command or variable.

use clap::{Arg, Command};

use super::{LAMBDA, Setting, settings};

/// The row of an argument. `command` is the command's full name.
pub(crate) fn of_argument(command: &str, arg: &Arg) -> Option<&'static Setting> {
    let mut rows = settings().filter(|row| row.commands.contains(&command));
    match arg.get_long() {
        Some(flag) => rows.find(|row| row.flag == Some(flag)),
        None => rows.find(|row| row.flag.is_none() && row.key.is_none()),
    }
}

/// The variables of the command line.
pub(in crate::config) fn variables() -> impl Iterator<Item = &'static str> {
    let is_of_commands = |row: &&Setting| row.commands.iter().any(|name| *name != LAMBDA);
    settings().filter(is_of_commands).filter_map(|row| row.env)
}

/// The rows with a variable for a command, which may be [`LAMBDA`].
pub(crate) fn variables_of(command: &str) -> impl Iterator<Item = &'static Setting> {
    settings().filter(move |row| row.env.is_some() && row.commands.contains(&command))
}

/// The same commands, with the rows' descriptions of their arguments.
pub(crate) fn described(command: Command) -> Command {
    of_name(command, "")
}

fn of_name(command: Command, name: &str) -> Command {
    let command = command.mut_args(|arg| match of_argument(name, &arg) {
        Some(row) => said(arg, row),
        None => arg,
    });
    command.mut_subcommands(|nested| {
        let name = joined(name, nested.get_name());
        of_name(nested, &name)
    })
}

/// The full name of a nested command.
pub(crate) fn joined(name: &str, nested: &str) -> String {
    format!("{name} {nested}").trim_start().to_owned()
}

fn said(arg: Arg, row: &'static Setting) -> Arg {
    let mut help = row.help.to_owned();
    // clap shows its own defaults itself.
    if let (true, Some(default)) = (arg.get_default_values().is_empty(), row.shown_default()) {
        help.push_str(&format!(" [default: {default}]"));
    }
    if let Some(variable) = row.env {
        help.push_str(&format!(" [env: {variable}]"));
    }
    match row.value {
        "" => arg.help(help),
        value => arg.help(help).value_name(value),
    }
}
