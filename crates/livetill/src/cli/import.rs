use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{CommonArgs, KeyArgs, ShopArgs};

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// Files to load; `-` is stdin. CSV files of one command are one input: an order may have rows in
    /// several, and what two of them have alike counts once
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Send the orders to a running server instead of a store, such as http://127.0.0.1:8080
    #[arg(long, value_name = "URL", conflicts_with = "store")]
    pub(crate) to: Option<String>,

    #[command(flatten)]
    pub(crate) key: KeyArgs,

    /// The shop whose orders these are
    #[arg(long, value_name = "ID", default_value = domain::ShopId::DEFAULT)]
    pub(crate) shop_id: String,

    /// What the files hold; `auto` goes by their names, and by their first byte
    #[arg(long, value_enum, default_value_t = Format::Auto)]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) csv: CsvArgs,

    /// Print the summary as JSON
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) shop: ShopArgs,

    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// How CSV files are read.
#[derive(Debug, Args)]
pub(crate) struct CsvArgs {
    /// CSV columns by their names, such as id=InvoiceNo,sku=StockCode. Fields: id, timestamp,
    /// time_of_day (beside a timestamp that is a day), sku, name, price, quantity, currency, version, status. Usual names are found without. A row is an
    /// item line, rows with the same id and version are one order.
    #[arg(long, value_name = "FIELD=COLUMN,…", value_delimiter = ',')]
    pub(crate) map: Vec<String>,

    /// How CSV files write the time (strftime), such as '%m/%d/%Y %H:%M'. Not needed for RFC 3339,
    /// YYYY-MM-DD HH:MM (also with slashes or dots, or as YYYYMMDD), DD.MM.YYYY, numbers of seconds to
    /// nanoseconds since 1970, a spreadsheet's day numbers, and DD/MM/YYYY or MM/DD/YYYY where the
    /// file shows which. Times without offset are the shop's local time.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) time_format: Option<String>,

    /// The decimal sign of CSV files. Not needed where a file shows it: `1,50` has a decimal comma, and
    /// `1,234` alone can be two numbers.
    #[arg(long, value_enum, value_name = "SIGN")]
    pub(crate) decimal: Option<DecimalSign>,

    /// Encoding of CSV files, such as latin1 or windows-1252; UTF-16 is found without
    #[arg(long, value_name = "NAME", default_value = "utf-8")]
    pub(crate) encoding: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Auto,
    Ndjson,
    Csv,
}

/// What stands between the whole and its decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DecimalSign {
    Comma,
    Point,
}
