//! The result of a check.

use serde::Serialize;

/// How serious it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    /// All is well.
    Ok,
    /// It works now, but may fail later.
    Warning,
    /// Something must be fixed.
    Error,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// What was checked: a stable word.
    pub check: &'static str,
    pub level: Level,
    /// What was found.
    pub found: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
}

impl Finding {
    pub(crate) fn ok(check: &'static str, found: impl Into<String>) -> Finding {
        Finding {
            check,
            level: Level::Ok,
            found: found.into(),
            mend: None,
        }
    }

    pub(crate) fn warning(
        check: &'static str,
        found: impl Into<String>,
        mend: impl Into<String>,
    ) -> Finding {
        Finding {
            level: Level::Warning,
            mend: Some(mend.into()),
            ..Finding::ok(check, found)
        }
    }

    pub(crate) fn error(
        check: &'static str,
        found: impl Into<String>,
        mend: impl Into<String>,
    ) -> Finding {
        Finding {
            level: Level::Error,
            ..Finding::warning(check, found, mend)
        }
    }
}
