//! The environment, where clap does not look at it: variables that are no setting, and who a refused
//! value came from.

use anyhow::bail;
use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue};

use crate::cli::Cli;

/// An environment variable of ours that is no setting is a spelling mistake, and is not passed over
/// in silence.
///
/// # Errors
/// Names the variable.
pub(crate) fn check_environment() -> anyhow::Result<()> {
    /// Not settings: what our own tests use, and what Kubernetes sets for a service of our name.
    const OTHERS: [&str; 4] = [
        "LIVETILL_BIN",
        "LIVETILL_TEST_",
        "LIVETILL_SERVICE_",
        "LIVETILL_PORT",
    ];
    let command = Cli::command();
    let settings = || {
        let commands = command.get_subcommands();
        commands
            .flat_map(clap::Command::get_arguments)
            .filter_map(|arg| arg.get_env())
    };
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if !text.starts_with("LIVETILL_") || OTHERS.iter().any(|other| text.starts_with(other)) {
            continue;
        }
        if !settings().any(|setting| *setting == *name) {
            let mut known: Vec<_> = settings().map(|name| name.to_string_lossy()).collect();
            known.sort_unstable();
            known.dedup();
            bail!(
                "environment variable {text} is no setting; there are: {}",
                known.join(", ")
            );
        }
    }
    Ok(())
}

/// The environment variable that a value came from which the command line refused.
pub(crate) fn variable_of(error: &clap::Error) -> Option<String> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let (setting, value) = (
        text(ContextKind::InvalidArg)?,
        text(ContextKind::InvalidValue)?,
    );
    let mut command = Cli::command();
    // An argument can say what it is called only after this.
    command.build();
    let mut settings = command
        .get_subcommands()
        .flat_map(clap::Command::get_arguments);
    let variable = settings.find(|arg| arg.to_string() == setting)?.get_env()?;
    let is_set = std::env::var_os(variable).is_some_and(|set| set == *value);
    is_set.then(|| variable.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[test]
    fn a_refused_value_of_the_command_line_comes_from_no_variable() {
        for wrong in [
            ["livetill", "serve", "--retention-days=x"],
            ["livetill", "generate", "--days=x"],
            ["livetill", "import", "--nonsense=x"],
        ] {
            assert_eq!(variable_of(&Cli::try_parse_from(wrong).unwrap_err()), None);
        }
    }
}
