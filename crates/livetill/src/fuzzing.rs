//! The decoders of the program, for the fuzzer.

use domain::Shop;

use order_files::{CsvArgs, ShopFacts};

use crate::config;

/// Reads bytes as a configuration file.
pub fn config(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    match config::resolve_text(text) {
        Ok(config) => {
            assert!(!config.shops.is_empty());
            assert!(config.shops.iter().all(|shop| shop.retention_days > 0));
        }
        // The author of the file has to find the place.
        Err(error) => assert!(format!("{error:#}").len() > 20, "{error:#}"),
    }
}

/// Reads bytes as a CSV file and returns chunks of NDJSON.
///
/// # Errors
/// When the file or its options cannot be understood.
pub fn csv(
    file: &[u8],
    shop: &Shop,
    map: Vec<String>,
    time_format: Option<String>,
    encoding: String,
) -> anyhow::Result<Vec<Vec<u8>>> {
    let args = CsvArgs {
        map,
        time_format,
        decimal: None,
        encoding: Some(encoding),
        delimiter: None,
        preset: None,
    };
    let shop = ShopFacts {
        clock: shop.clock.clone(),
        currency: Some(shop.currency.code().to_owned()),
    };
    order_files::read_csv(file, &args, &shop)
}
