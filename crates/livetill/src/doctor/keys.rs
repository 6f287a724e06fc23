//! The keys and their file.

use super::{Finding, files};
use crate::commands::check_listen;
use crate::config::{AccessConfig, Config};
use crate::terminal::plural;

pub(super) fn examine(config: &Config, access: &AccessConfig) -> Vec<Finding> {
    const CHECK: &str = "keys";
    let file = &access.keys.file;
    let mut findings = Vec::new();
    match access.keys.read() {
        Err(error) => findings.push(Finding::error(
            CHECK,
            format!("{error:#}"),
            "fix the entry, or remove it and make a key with livetill keys add",
        )),
        Ok(keys) => findings.push(match check_listen(&config.listen, !keys.is_empty()) {
            Err(error) => Finding::error(CHECK, format!("{error}"), "do what the error says"),
            Ok(_) if keys.is_empty() => Finding::ok(
                CHECK,
                "none: anybody who can reach this machine's own address may do everything",
            ),
            Ok(_) => Finding::ok(CHECK, plural(keys.len() as u64, "key")),
        }),
    }
    if file.exists() {
        findings.push(files::private("key_file_permissions", file));
    }
    findings
}
