//! Every setting and every argument, a row each. The command line, the check for unknown variables and
//! keys, what is suggested instead of them, the default file, `docs/configuration.md` and the Lambda
//! function's list of variables go by these rows. What a value may be, clap and serde say.

mod alerts;
mod arguments;
mod commands;
mod connecting;
mod digest;
mod lookup;
mod orders;
mod sections;
mod server;
mod shop;
mod suggest;
#[cfg(test)]
mod tests;

pub(super) use lookup::variables;
pub(crate) use lookup::{described, joined, of_argument, variables_of};
pub(crate) use sections::default_file;
pub(super) use suggest::{key_meant, variable_meant};
#[cfg(test)]
pub(crate) use tests::golden;

/// A setting, or an argument of a command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    /// Where it stands in the file, such as `shop.timezone`; `*` is any name. An argument of one run stands
    /// nowhere there.
    pub(crate) key: Option<&'static str>,
    /// Its variable.
    pub(crate) env: Option<&'static str>,
    /// Its flag, without the dashes. An argument without one goes by its place.
    pub(crate) flag: Option<&'static str>,
    /// What its value is called in help; a switch has none.
    pub(crate) value: &'static str,
    /// What holds when nobody says anything, as it stands in the file.
    pub(crate) default: Option<&'static str>,
    /// What could stand in the file, shown where nothing does by default, and for a further shop.
    pub(crate) example: Option<&'static str>,
    /// The commands that know it, by all their words; [`LAMBDA`] is none of the command line.
    pub(crate) commands: &'static [&'static str],
    /// The first version that knows it.
    pub(crate) since: &'static str,
    /// What it means, without a full stop at the end.
    pub(crate) help: &'static str,
}

/// Not a command: the Lambda function, which has its settings from the environment alone.
pub(crate) const LAMBDA: &str = "lambda";

/// The first version there is.
pub(crate) const FIRST: &str = "0.1.0";

/// All rows.
const SETTINGS: [&[Setting]; 7] = [
    server::ROWS,
    shop::ROWS,
    alerts::ROWS,
    digest::ROWS,
    orders::ROWS,
    arguments::ROWS,
    connecting::ROWS,
];

/// What rows begin with.
const ROW: Setting = Setting {
    key: None,
    env: None,
    flag: None,
    value: "",
    default: None,
    example: None,
    commands: &[],
    since: FIRST,
    help: "",
};

/// Row after row.
fn settings() -> impl Iterator<Item = &'static Setting> {
    SETTINGS.into_iter().flatten()
}

impl Setting {
    /// What holds when nobody says anything, for people.
    pub(crate) fn shown_default(&self) -> Option<&'static str> {
        match self.default?.trim_matches('"') {
            "[]" => Some("none"),
            default => Some(default),
        }
    }
}
