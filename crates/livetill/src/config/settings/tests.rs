//! Compares the rows with clap and serde, in both directions.

use std::collections::BTreeSet;
use std::path::Path;

use clap::{Command, CommandFactory};

use super::*;
use crate::cli::Cli;
use crate::config::{DEFAULT, File};

/// Checks that a file of the repository matches the rows; `UPDATE_GOLDEN=1` writes it.
pub(crate) fn golden(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, text).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(kept == text, "{path} differs: make generate");
}

/// Every argument of the command line: its command, and its name in messages.
fn arguments(command: &Command, name: &str, found: &mut Vec<(String, clap::Arg)>) {
    for arg in command.get_arguments() {
        if !matches!(arg.get_id().as_str(), "help" | "version") {
            found.push((name.to_owned(), arg.clone()));
        }
    }
    for nested in command.get_subcommands() {
        arguments(nested, &joined(name, nested.get_name()), found);
    }
}

#[test]
fn every_argument_has_a_row_and_every_row_its_arguments() {
    let mut found = Vec::new();
    arguments(&Cli::command(), "", &mut found);
    let mut rows: BTreeSet<(&str, &str, &str)> = BTreeSet::new();
    for row in settings().filter(|row| row.flag.is_some() || row.key.is_none()) {
        for command in row.commands.iter().filter(|name| **name != LAMBDA) {
            let is_first = rows.insert((*command, row.flag.unwrap_or_default(), row.help));
            let others = rows
                .iter()
                .filter(|(name, flag, _)| name == command && *flag == row.flag.unwrap_or_default());
            assert!(is_first && others.count() == 1, "{command}: {row:?} twice");
        }
    }
    for (command, arg) in &found {
        let row = of_argument(command, arg);
        let row = row.unwrap_or_else(|| panic!("{command}: {arg} has no row"));
        rows.remove(&(command.as_str(), row.flag.unwrap_or_default(), row.help));
        let is_switch = !arg.get_action().takes_values();
        assert_eq!(is_switch, row.value.is_empty(), "{command}: {arg}");
        assert_eq!(
            arg.get_help(),
            None,
            "{command}: {arg} is explained by its row"
        );
    }
    assert!(rows.is_empty(), "no such arguments: {rows:?}");
}

/// The fields of the file's structs, as keys.
fn fields(section: &str, found: &mut BTreeSet<String>) {
    // serde's error lists the fields it expects.
    const NONE: &str = "no_such_field";
    let text = match section {
        "" => format!("{NONE} = 1"),
        section => format!("[{}]\n{NONE} = 1", section.replace('*', "any")),
    };
    let error = toml::from_str::<File>(&text).unwrap_err();
    let of_section = format!("unknown field `{NONE}`, expected");
    let Some(expected) = error.message().strip_prefix(&of_section) else {
        // A value, or a table with free names.
        if error.message().contains("expected struct") {
            fields(&format!("{section}.*"), found);
        } else {
            found.insert(section.to_owned());
        }
        return;
    };
    for field in expected.split('`').skip(1).step_by(2) {
        fields(format!("{section}.{field}").trim_start_matches('.'), found);
    }
}

/// Settings that are not set by flag, variable and file as the others are, and why.
const OTHERWISE: [(&str, &str); 5] = [
    ("config", "it names the file"),
    (
        "key",
        "a command says it to a server; it is no setting of one",
    ),
    ("keys.*.", "flag and variable `keys` say these in one"),
    (
        "shop.connect.",
        "a connection is kept whole in one place; its secrets are in variables or files of their own",
    ),
    (
        "shops",
        "the file has shops as sections, and a function has no file",
    ),
];

#[test]
fn every_field_of_the_file_has_a_row_and_every_row_its_field() {
    let mut found = BTreeSet::new();
    fields("", &mut found);
    assert!(found.len() > 40, "{found:?}");
    let mut keys: BTreeSet<String> = settings()
        .filter_map(|row| Some(row.key?.to_owned()))
        .collect();
    // Their variables hold whole tables.
    assert!(keys.remove("keys") && keys.remove("shops"));
    let shop = keys.iter().filter_map(|key| key.strip_prefix("shop."));
    let shops: Vec<String> = shop.map(|name| format!("shops.*.{name}")).collect();
    keys.extend(shops);
    assert_eq!(found, keys);
}

#[test]
fn every_setting_is_given_by_flag_variable_and_file() {
    for row in settings().filter(|row| row.key.is_some() || row.env.is_some()) {
        let name = row.key.or(row.flag).unwrap_or_default();
        let is_otherwise = OTHERWISE
            .iter()
            .any(|(other, _)| name == *other || other.ends_with('.') && name.starts_with(other));
        let ways = [row.key, row.env, row.flag];
        let has_all = ways.iter().all(Option::is_some);
        assert!(has_all || is_otherwise, "{name}: {ways:?}");
    }
}

#[test]
fn every_line_of_the_default_file_has_a_row_and_every_row_of_the_file_its_line() {
    let mut section = String::new();
    let mut lines = BTreeSet::new();
    for line in DEFAULT.lines() {
        let text = line.strip_prefix("# ").unwrap_or(line);
        if let Some(name) = text.strip_prefix('[') {
            let name = name.trim_end_matches(']');
            section = name.replace(".backend", ".*").replace(".acme", ".*");
            continue;
        }
        let Some((key, _)) = text.split_once(" = ") else {
            let is_comment = line.is_empty() || line.starts_with("# ");
            assert!(is_comment, "{line}");
            continue;
        };
        if key.contains(' ') {
            continue;
        }
        let key = format!("{section}.{key}");
        lines.insert(key.trim_start_matches('.').to_owned());
    }
    let of_shops = |key: &String| key.starts_with("shops.*.");
    let samples: Vec<String> = lines.iter().filter(|key| of_shops(key)).cloned().collect();
    for sample in samples {
        let known = settings().any(|row| row.key == Some(&sample.replace("shops.*", "shop")));
        assert!(lines.remove(&sample) && known, "{sample}");
    }
    let in_file = settings().filter(|row| row.default.is_some() || row.example.is_some());
    let keys = in_file.filter_map(|row| Some(row.key?.to_owned()));
    assert_eq!(lines, keys.collect());
}

#[test]
fn the_default_file_is_understood_also_with_its_examples() {
    File::parse(&DEFAULT).unwrap();
    let uncommented = DEFAULT.lines().map(|line| {
        let is_example = line.contains(" = ") || line.starts_with("# [");
        let text = line
            .strip_prefix("# ")
            .filter(|_| is_example)
            .unwrap_or(line);
        let key = text.split(" = ").next().unwrap_or_default();
        if key.contains(' ') { "" } else { text }
    });
    let text = uncommented.collect::<Vec<_>>().join("\n");
    File::parse(&text).unwrap_or_else(|error| panic!("{error:#}\n{text}"));
    assert!(text.contains("[keys.backend]") && text.contains("[shops.acme]"));
}

#[test]
fn the_function_has_the_variables_of_the_rows() {
    let names: Vec<&str> = variables_of(LAMBDA).filter_map(|row| row.env).collect();
    let text = format!("{}\n", names.join("\n"));
    golden("crates/livetill-lambda/src/variables.txt", &text);
}

#[test]
fn a_row_is_older_than_the_program() {
    let number = |version: &str| -> Vec<u32> {
        version
            .split('.')
            .map(|part| part.parse().unwrap())
            .collect()
    };
    for row in settings() {
        assert!(
            number(row.since) <= number(env!("CARGO_PKG_VERSION")),
            "{row:?}"
        );
        assert!(!row.help.is_empty() && !row.help.ends_with('.'), "{row:?}");
    }
}

#[test]
fn what_was_meant_is_suggested() {
    for (wrong, meant) in [
        ("LIVETILL_TIMEZON", Some("LIVETILL_TIMEZONE")),
        ("LIVETILL_CURENCY", Some("LIVETILL_CURRENCY")),
        ("LIVETILL_TLS_CERTIFICATE", Some("LIVETILL_TLS_CERT")),
        ("LIVETILL_ALERTS_WEBHOOK", Some("LIVETILL_ALERT_WEBHOOK")),
        ("LIVETILL_FLAVOUR", None),
    ] {
        assert_eq!(variable_meant(wrong), meant, "{wrong}");
    }
    for (wrong, meant) in [
        ("[shop]\ntimezon = 'UTC'", Some("shop.timezone")),
        ("timezone = 'UTC'", Some("shop.timezone")),
        ("[shops.acme]\nmax_item = 1", Some("shops.acme.max_items")),
        ("[keys.wall]\nroles = 'view'", Some("keys.wall.role")),
        ("[alert]\nchance = 0.1", Some("alerts")),
        ("[limits]\nconnection = 1", Some("limits.connections")),
        ("flavour = 1", None),
        ("[shop]\nflavour = 1", None),
    ] {
        let error = format!("{:#}", File::parse(wrong).unwrap_err());
        assert!(error.contains("unknown field"), "{wrong}: {error}");
        let said = error.split_once("did you mean ").map(|(_, said)| said);
        let meant = meant.map(|meant| format!("`{meant}`?"));
        assert_eq!(said, meant.as_deref(), "{wrong}: {error}");
    }
}
