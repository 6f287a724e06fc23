//! The table of rates between currencies.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the table of rates contains. All servers and shops of a store share it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RatesTable {
    /// The base currency of its rates; null while it is empty.
    #[schema(required = true, example = "EUR")]
    pub base: Option<String>,
    /// The first day with rates.
    #[schema(required = true, format = Date, example = "1999-01-04")]
    pub first: Option<String>,
    /// The last day with rates.
    #[schema(required = true, format = Date, example = "2026-03-13")]
    pub last: Option<String>,
    /// How many rates.
    pub rates: usize,
}

impl From<&domain::RateTable> for RatesTable {
    fn from(table: &domain::RateTable) -> RatesTable {
        let span = table.span();
        RatesTable {
            base: table.base().map(|base| base.code().to_owned()),
            first: span.map(|(first, _)| first.to_string()),
            last: span.map(|(_, last)| last.to_string()),
            rates: table.count(),
        }
    }
}

/// What became of a file with rates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RatesAnswer {
    /// Rates that the table did not have before.
    pub new: u64,
    /// Rates that it already had.
    pub known: u64,
    /// The table as it is now.
    pub table: RatesTable,
}
