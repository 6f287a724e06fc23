//! Settings from the environment. One rule holds for all: surrounding white space is trimmed, because files of secrets
//! end in a line break; an empty value counts as unset; and a flag wins, even a flag that contradicts it.
//!
//! clap could read variables itself, but not by that rule. So clap does not know them: it gets the command line with
//! the environment's settings added as flags.

use std::ffi::{OsStr, OsString};

use anyhow::bail;
use clap::error::{ContextKind, ContextValue};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, Parser};

use super::settings;

/// A command line that is invalid, or that asks for help.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) error: clap::Error,
    /// The variable that the refused value came from.
    pub(crate) variable: Option<String>,
}

impl From<clap::Error> for Refused {
    fn from(error: clap::Error) -> Refused {
        Refused {
            error,
            variable: None,
        }
    }
}

/// Reads the command from a command line and an environment.
///
/// # Errors
/// [`Refused`], also for help.
pub(crate) fn read_command<C: Parser>(
    line: impl IntoIterator<Item = OsString>,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<C, Refused> {
    let mut line: Vec<OsString> = line.into_iter().collect();
    let command = settings::described(C::command());
    let said = command.clone().try_get_matches_from(&line)?;
    let mut built = command.clone();
    // Arguments know the names that errors use for them only after this.
    built.build();
    let mut added = Vec::new();
    let depth = add_variables(&built, "", &said, &variable, &mut added);
    // Directly after the command's name, before anything that ends the flags.
    let place = (1 + depth).min(line.len());
    line.splice(place..place, added.iter().map(Added::flag));
    let read = command
        .try_get_matches_from(&line)
        .and_then(|matches| C::from_arg_matches(&matches));
    read.map_err(|error| Refused {
        variable: variable_of(&error, &added),
        error,
    })
}

/// Rejects variables that look like ours but are not settings: they are spelling mistakes.
///
/// # Errors
/// Names the variable.
pub(crate) fn check_environment() -> anyhow::Result<()> {
    let mut known: Vec<&str> = settings::variables().collect();
    known.sort_unstable();
    for (name, value) in std::env::vars_os() {
        let (name, value) = (name.to_string_lossy(), value.to_string_lossy());
        if !name.starts_with("LIVETILL_") || is_of_others(&name, &value) || known.contains(&&*name)
        {
            continue;
        }
        let meant = settings::variable_meant(&name);
        let meant = meant.map(|meant| format!("; did you mean {meant}?"));
        bail!(
            "environment variable {name} is not a setting{}; there are: {}",
            meant.unwrap_or_default(),
            known.join(", ")
        );
    }
    Ok(())
}

/// Variables that look like ours but are not settings: those of our tests, the port in `deploy/compose.yaml`, and the
/// ones that Kubernetes sets for each Service of a namespace, like Docker's links. A Service called `livetill-redis`
/// gives `LIVETILL_REDIS_SERVICE_HOST`, `…_SERVICE_PORT`, `…_SERVICE_PORT_NAME`, `…_PORT` and `…_PORT_6379_TCP` with
/// `_PROTO`, `_PORT` and `_ADDR`.
fn is_of_others(name: &str, value: &str) -> bool {
    const PROTOCOLS: [&str; 3] = ["tcp", "udp", "sctp"];
    if matches!(name, "LIVETILL_BIN" | "LIVETILL_PORT") || name.starts_with("LIVETILL_TEST_") {
        return true;
    }
    if name.ends_with("_SERVICE_HOST")
        || name.ends_with("_SERVICE_PORT")
        || name.contains("_SERVICE_PORT_")
    {
        return true;
    }
    if name.ends_with("_PORT") {
        let (protocol, _) = value.split_once("://").unwrap_or_default();
        if PROTOCOLS.contains(&protocol) {
            return true;
        }
    }
    let ends = ["_PROTO", "_PORT", "_ADDR"];
    let base = ends.iter().find_map(|end| name.strip_suffix(end));
    let base = base.unwrap_or(name).to_ascii_lowercase();
    let port = PROTOCOLS
        .iter()
        .find_map(|protocol| base.strip_suffix(&format!("_{protocol}")));
    let number = port.and_then(|port| Some(port.rsplit_once("_port_")?.1));
    number.is_some_and(|number| number.parse::<u16>().is_ok())
}

/// A setting that the environment adds to a command line.
#[derive(Debug)]
struct Added {
    variable: &'static str,
    /// Its name in errors, such as `--store <URL>`.
    setting: String,
    long: String,
    value: OsString,
}

impl Added {
    fn flag(&self) -> OsString {
        let mut flag = OsString::from(format!("--{}=", self.long));
        flag.push(&self.value);
        flag
    }
}

/// Collects what the variables of the chosen command add to the command line. Returns how many words the command's name
/// has.
fn add_variables(
    command: &Command,
    name: &str,
    said: &ArgMatches,
    variable: &impl Fn(&str) -> Option<OsString>,
    added: &mut Vec<Added>,
) -> usize {
    if let Some((nested, said)) = said.subcommand()
        && let Some(command) = command.find_subcommand(nested)
    {
        let name = settings::joined(name, nested);
        return 1 + add_variables(command, &name, said, variable, added);
    }
    let is_said =
        |arg: &Arg| said.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine);
    let all_said: Vec<&Arg> = command.get_arguments().filter(|arg| is_said(arg)).collect();
    for arg in command.get_arguments() {
        let row = settings::of_argument(name, arg);
        let (Some(variable_name), Some(long)) = (row.and_then(|row| row.env), arg.get_long())
        else {
            continue;
        };
        let is_against = |other: &&Arg| {
            command.get_arg_conflicts_with(other).contains(&arg)
                || command.get_arg_conflicts_with(arg).contains(other)
        };
        if is_said(arg) || all_said.iter().any(is_against) {
            continue;
        }
        let value = variable(variable_name).unwrap_or_default();
        added.extend(values(arg, &value).into_iter().map(|value| Added {
            variable: variable_name,
            setting: arg.to_string(),
            long: long.to_owned(),
            value,
        }));
    }
    0
}

/// The values in a variable: none, one, or a list. Text that is not UTF-8 can only be a path, and stays as it is.
fn values(arg: &Arg, value: &OsStr) -> Vec<OsString> {
    let Some(text) = value.to_str() else {
        return vec![value.to_owned()];
    };
    let parts: Vec<&str> = match arg.get_value_delimiter() {
        Some(' ') => text.split_whitespace().collect(),
        Some(delimiter) => text.split(delimiter).collect(),
        None => vec![text],
    };
    parts
        .into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(OsString::from)
        .collect()
}

/// The variable that a refused value came from.
fn variable_of(error: &clap::Error, added: &[Added]) -> Option<String> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let (setting, value) = (
        text(ContextKind::InvalidArg)?,
        text(ContextKind::InvalidValue)?,
    );
    let refused = added
        .iter()
        .find(|it| it.setting == setting && it.value == value)?;
    Some(refused.variable.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command as Asked, From, ServeArgs};
    use crate::config::CommonArgs;

    fn read(line: &[&str], variables: &[(&str, &str)]) -> Result<Asked, Refused> {
        let line = ["livetill"].iter().chain(line).map(OsString::from);
        let variable = |name: &str| {
            let found = variables.iter().find(|(other, _)| name == *other);
            found.map(|(_, value)| OsString::from(value))
        };
        Ok(read_command::<Cli>(line, variable)?.command)
    }

    fn serve(line: &[&str], variables: &[(&str, &str)]) -> ServeArgs {
        match read(&[&["serve"], line].concat(), variables) {
            Ok(Asked::Serve(args)) => *args,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_setting_is_trimmed_and_an_empty_one_is_none() {
        let args = serve(
            &[],
            &[
                ("LIVETILL_STORE", " redis://h \n"),
                ("LIVETILL_RETENTION_DAYS", "9\r\n"),
                ("LIVETILL_LISTEN", "\t:8080\n"),
                ("LIVETILL_LOG_FORMAT", "json\n"),
                ("LIVETILL_KEYS_FILE", "/run/keys\n"),
                (
                    "LIVETILL_SOURCE",
                    "  redis-stream:a   kinesis:b\nkinesis:c\n",
                ),
                ("LIVETILL_ALERT_TO", "a@x.example, b@x.example,\n"),
                ("LIVETILL_PROXIES", "10.0.0.0/8 , 192.0.2.1\n"),
                ("LIVETILL_CONFIG", ""),
                ("LIVETILL_MAX_FUTURE_MINUTES", " \n"),
                ("LIVETILL_CURRENCY", "\n"),
            ],
        );
        let CommonArgs {
            config,
            store,
            log_format,
            ..
        } = args.common;
        assert_eq!((config, store.as_deref()), (None, Some("redis://h")));
        assert_eq!(log_format, Some(crate::config::LogFormat::Json));
        assert_eq!(args.shop.retention_days, Some(9));
        assert_eq!(
            (args.shop.max_future_minutes, args.shop.currency),
            (None, None)
        );
        assert_eq!(args.listen.unwrap().to_string(), ":8080");
        assert_eq!(
            args.access.keys_file.unwrap(),
            std::path::Path::new("/run/keys")
        );
        assert_eq!(
            args.source.source,
            ["redis-stream:a", "kinesis:b", "kinesis:c"]
        );
        assert_eq!(
            args.alerts.alert_to.unwrap(),
            ["a@x.example", "b@x.example"]
        );
        assert_eq!(args.access.proxies.unwrap(), ["10.0.0.0/8", "192.0.2.1"]);
    }

    #[test]
    fn a_flag_beats_the_environment_also_one_that_goes_against_it() {
        let variables = [("LIVETILL_STORE", "redis://h"), ("LIVETILL_TIMEZONE", "x")];
        let args = serve(&["--store=embedded:d", "--timezone", "UTC"], &variables);
        assert_eq!(args.common.store.as_deref(), Some("embedded:d"));
        assert_eq!(args.shop.timezone.as_deref(), Some("UTC"));
        let from = |asked: Result<Asked, Refused>| -> From {
            match asked {
                Ok(Asked::Board(args)) => args.from,
                other => panic!("{other:?}"),
            }
        };
        let asked = from(read(&["board", "--server", "http://h"], &variables));
        assert_eq!(
            (asked.common.store, asked.server.as_deref()),
            (None, Some("http://h"))
        );
        let asked = from(read(&["board"], &variables));
        assert_eq!(asked.common.store.as_deref(), Some("redis://h"));
        for flag in ["--shop=acme", "--shop-id=acme"] {
            assert_eq!(from(read(&["board", flag], &[])).shop_id, "acme");
        }
        let both = ["board", "--server=http://h", "--store=embedded:d"];
        assert!(read(&both, &[]).is_err());
    }

    #[test]
    fn variables_go_to_the_command_that_is_asked_for() {
        let variables = [("LIVETILL_KEY", "secret"), ("LIVETILL_RETENTION_DAYS", "x")];
        assert!(read(&["rejects", "drop", "7"], &variables[..1]).is_ok());
        assert!(read(&["import", "--", "-f"], &variables[..1]).is_ok());
        assert!(read(&["openapi"], &variables).is_ok());
    }

    #[test]
    fn a_refused_value_is_told_with_its_variable_if_it_has_one() {
        let variables = [
            ("LIVETILL_RETENTION_DAYS", "x\n"),
            ("LIVETILL_LISTEN", "nowhere"),
        ];
        for (name, value) in variables {
            let refused = read(&["serve"], &[(name, value)]).unwrap_err();
            assert_eq!(refused.variable.as_deref(), Some(name));
        }
        for line in [
            &["serve", "--retention-days=x"][..],
            &["generate", "--days=x"],
            &["import", "--nonsense=x"],
        ] {
            let refused = read(line, &variables).unwrap_err();
            assert_eq!(refused.variable, None, "{line:?}");
        }
    }

    #[test]
    fn help_names_the_variables_and_shows_no_value() {
        let help = read(&["serve", "--help"], &[("LIVETILL_KEYS", "hush-hush")]).unwrap_err();
        let help = help.error.to_string();
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            help.contains("[env: LIVETILL_KEYS]") && !help.contains("hush-hush"),
            "{help}"
        );
    }

    #[test]
    fn what_kubernetes_sets_for_a_service_is_no_setting_and_a_misspelling_is_none_of_it() {
        for service in ["", "_REDIS", "_REDIS_7", "_X"] {
            for (end, value) in [
                ("SERVICE_HOST", "10.0.0.2"),
                ("SERVICE_PORT", "6379"),
                ("SERVICE_PORT_METRICS", "9121"),
                ("PORT", "tcp://10.0.0.2:6379"),
                ("PORT_8080_TCP", "tcp://10.0.0.2:8080"),
                ("PORT_53_UDP_PROTO", "udp"),
                ("PORT_8080_TCP_PORT", "8080"),
                ("PORT_8080_TCP_ADDR", "10.0.0.2"),
            ] {
                let name = format!("LIVETILL{service}_{end}");
                assert!(is_of_others(&name, value), "{name}");
            }
        }
        for (name, value) in [
            ("LIVETILL_TIMEZON", "UTC"),
            ("LIVETILL_LISTEN_PORT", "8080"),
            ("LIVETILL_PORTS", "8080"),
            ("LIVETILL_PORT_TCP", "8080"),
            ("LIVETILL_SERVICE", "x"),
            ("LIVETILL_STORE_ADDR", "redis"),
        ] {
            assert!(!is_of_others(name, value), "{name}");
        }
    }
}
