//! Every setting and every argument, one row each. The command line, the check for unknown variables and keys, the
//! suggestions for them, the default file, `docs/configuration.md` and the Lambda function's list of variables are all
//! made from these rows. clap and serde define which values are valid.

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
    /// Its key in the file, such as `shop.timezone`; `*` is any name. An argument of a single run has none.
    pub(crate) key: Option<&'static str>,
    /// Its environment variable.
    pub(crate) env: Option<&'static str>,
    /// Its flag, without the dashes. A positional argument has none.
    pub(crate) flag: Option<&'static str>,
    /// The placeholder of its value in help; empty for a switch.
    pub(crate) value: &'static str,
    /// The default, as the file would have it.
    pub(crate) default: Option<&'static str>,
    /// An example for the file, shown where there is no default, and for a further shop.
    pub(crate) example: Option<&'static str>,
    /// The commands that accept it, by their full names; [`LAMBDA`] is not a command.
    pub(crate) commands: &'static [&'static str],
    /// The first version that has it.
    pub(crate) since: &'static str,
    /// Its description, without a full stop at the end.
    pub(crate) help: &'static str,
}

/// Not a command: the Lambda function, which takes its settings only from the environment.
pub(crate) const LAMBDA: &str = "lambda";

/// The first version of the program.
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

/// The base of every row.
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

/// All rows in order.
fn settings() -> impl Iterator<Item = &'static Setting> {
    SETTINGS.into_iter().flatten()
}

impl Setting {
    /// The default, for people.
    pub(crate) fn shown_default(&self) -> Option<&'static str> {
        match self.default?.trim_matches('"') {
            "[]" => Some("none"),
            default => Some(default),
        }
    }
}
