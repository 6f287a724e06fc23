//! The default configuration file, for people and for the program.

use std::fmt::Write as _;

use super::{Setting, settings};

/// The width of comments, in characters.
const WIDTH: usize = 100;

/// A section of the file.
struct Section {
    /// What its keys begin with.
    name: &'static str,
    about: &'static str,
    /// For sections that may have any name: the name used in the commented example.
    sample: Option<&'static str>,
}

const SECTIONS: [Section; 13] = [
    section(
        "",
        "Livetill's configuration: every setting with its default, which holds if you leave the setting out. Flags \
         override the environment, and the environment overrides this file.",
    ),
    Section {
        sample: Some("backend"),
        ..section(
            "keys.*",
            "You may put keys here, in addition to the keys file and LIVETILL_KEYS. A change takes effect at once.",
        )
    },
    section("tls", "TLS 1.2 and 1.3."),
    section(
        "limits",
        "0 is no limit. An address is one IPv4 address or one IPv6 network of 64 bits.",
    ),
    section(
        "shop",
        "The default shop, which requests without ?shop= refer to.",
    ),
    section(
        "shop.connect",
        "The platform of the default shop. Further shops have theirs, such as [shops.acme.connect].",
    ),
    section(
        "shop.digest",
        "The morning's digest for the default shop, as docs/digest.md says; a further shop gets it as well, or has its \
         own, as [shops.acme.digest].",
    ),
    Section {
        sample: Some("acme"),
        ..section(
            "shops.*",
            "Further shops, each with the settings of [shop]. What you leave out is as in [shop], except sources.",
        )
    },
    section("buffer", ""),
    section("log", ""),
    section(
        "alerts",
        "What raises alerts, and who gets them. docs/operations.md explains each.",
    ),
    section(
        "traces",
        "Traces from request to commit to notice, over OTLP (protobuf over HTTP). Without a collector, none are made. \
         The binary has to be built with the feature otlp.",
    ),
    section(
        "cloudwatch",
        "Figures in CloudWatch. The binary has to be built with the feature aws.",
    ),
];

const fn section(name: &'static str, about: &'static str) -> Section {
    Section {
        name,
        about,
        sample: None,
    }
}

/// The whole default file. It parses, and everything in it but comments takes effect.
pub(crate) fn default_file() -> String {
    let sections = SECTIONS.iter().map(|section| match section.sample {
        None => text(section),
        Some(sample) => sample_text(section, sample),
    });
    sections.collect::<Vec<_>>().join("\n")
}

fn text(section: &Section) -> String {
    let mut text = comment(section.about);
    if !section.name.is_empty() {
        let _ = writeln!(text, "[{}]", section.name);
    }
    for (key, row) in rows_of(section.name) {
        let line = match (row.default, row.example) {
            (Some(default), _) => format!("{key} = {default}\n"),
            (None, Some(example)) => format!("# {key} = {example}\n"),
            (None, None) => continue,
        };
        if section.name.is_empty() {
            text.push('\n');
        }
        text.push_str(&comment(&sentence(row.help)));
        text.push_str(&line);
    }
    text
}

/// A commented example for a section that may have any name.
fn sample_text(section: &Section, sample: &str) -> String {
    let mut text = comment(section.about);
    let _ = writeln!(text, "# [{}]", section.name.replace('*', sample));
    let own = rows_of(section.name).map(|(key, row)| (key, row, row.help));
    // Each shop has the same settings as the default one, which explains them.
    let shops = rows_of("shop").filter(|_| section.name == "shops.*");
    for (key, row, help) in own.chain(shops.map(|(key, row)| (key, row, ""))) {
        let Some(example) = row.example else { continue };
        let line = format!("# {key} = {example}");
        let _ = match help {
            "" => writeln!(text, "{line}"),
            help => writeln!(text, "{line:<40}  # {help}"),
        };
    }
    text
}

/// The rows of a section, with their keys inside it.
fn rows_of(section: &str) -> impl Iterator<Item = (&'static str, &'static Setting)> {
    settings().filter_map(move |row| {
        let key = row.key?;
        let (place, name) = key.rsplit_once('.').unwrap_or(("", key));
        (place == section).then_some((name, row))
    })
}

/// Adds the full stop that help on the command line leaves out.
fn sentence(help: &str) -> String {
    match help.ends_with('…') {
        true => help.to_owned(),
        false => format!("{help}."),
    }
}

/// Wraps text as comment lines.
fn comment(text: &str) -> String {
    let mut lines = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let needed = word.chars().count() + 1;
        if width == 0 || width + needed > WIDTH {
            lines.push_str(if width == 0 { "#" } else { "\n#" });
            width = 1;
        }
        lines.push(' ');
        lines.push_str(word);
        width += needed;
    }
    if width > 0 {
        lines.push('\n');
    }
    lines
}
