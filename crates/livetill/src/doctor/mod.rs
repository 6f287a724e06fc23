//! What may be wrong with an installation, and what to do about it. Nothing is changed.

mod clock;
mod embedded;
mod files;
mod keys;
mod redis;
mod server;
mod shops;
mod sources;

use serde::Serialize;

use crate::cli::KeyArgs;
use crate::config::{AccessConfig, Config};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    /// As it should be.
    Ok,
    /// It works, and may not always.
    Warning,
    /// Something has to be mended.
    Error,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// What was looked at: a stable word.
    pub check: &'static str,
    pub level: Level,
    /// What is so.
    pub found: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
}

impl Finding {
    fn ok(check: &'static str, found: impl Into<String>) -> Finding {
        Finding {
            check,
            level: Level::Ok,
            found: found.into(),
            mend: None,
        }
    }

    fn warning(check: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding {
            level: Level::Warning,
            mend: Some(mend.into()),
            ..Finding::ok(check, found)
        }
    }

    fn error(check: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding {
            level: Level::Error,
            ..Finding::warning(check, found, mend)
        }
    }
}

/// Everything that can be looked at with this configuration; `server` is the address of a running
/// server, and the key for it.
pub(crate) async fn examine(
    config: &Config,
    access: &AccessConfig,
    server: Option<(&str, &KeyArgs)>,
) -> Vec<Finding> {
    let of_server = server.map(|(address, key)| server::zones(address, key));
    let mut findings = vec![
        shops::configuration(config),
        shops::zones(config, &of_server.unwrap_or_default()),
    ];
    findings.extend(keys::examine(config, access));
    findings.push(files::open_files());
    match config.store.split_once(':') {
        Some(("embedded", folder)) => {
            findings.extend(embedded::examine(config, folder.as_ref()).await);
        }
        _ => findings.extend(redis::examine(config).await),
    }
    findings.extend(sources::examine(config).await);
    if let Some((address, key)) = server {
        findings.extend(server::examine(address, key));
    }
    findings
}
