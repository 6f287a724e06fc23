//! The options of reading. The command line gives them their help.

use clap::{Args, ValueEnum};

/// How CSV files are read.
#[derive(Debug, Default, Args)]
pub struct CsvArgs {
    /// Columns that are named by hand, as `field=title`.
    #[arg(long, value_delimiter = ',')]
    pub map: Vec<String>,

    /// The format of times, where they do not show it.
    #[arg(long)]
    pub time_format: Option<String>,

    /// The decimal separator, where the amounts do not show it.
    #[arg(long, value_enum)]
    pub decimal: Option<DecimalSign>,

    /// The character encoding, where the text does not show it.
    #[arg(long)]
    pub encoding: Option<String>,

    /// What separates cells.
    #[arg(long)]
    pub delimiter: Option<String>,

    /// The platform whose export it is.
    #[arg(long)]
    pub preset: Option<String>,
}

/// What a file holds.
#[expect(missing_docs, reason = "the help would show them")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Auto,
    Ndjson,
    Csv,
}

/// The decimal separator.
#[expect(missing_docs, reason = "the help would show them")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DecimalSign {
    Comma,
    Point,
}
