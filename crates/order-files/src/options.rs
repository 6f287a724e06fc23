//! The options of reading. The command line gives them their help.

use clap::{Args, ValueEnum};

/// How CSV files are read.
#[expect(missing_docs, reason = "the rows of the settings explain them")]
#[derive(Debug, Default, Args)]
pub struct CsvArgs {
    #[arg(long, value_delimiter = ',')]
    pub map: Vec<String>,

    #[arg(long)]
    pub time_format: Option<String>,

    #[arg(long, value_enum)]
    pub decimal: Option<DecimalSign>,

    #[arg(long)]
    pub encoding: Option<String>,

    #[arg(long)]
    pub delimiter: Option<String>,

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
