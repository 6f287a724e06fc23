//! The real binary, used as people use it: on free ports of this machine, in temporary folders.

// Helpers of tests may panic like tests; the lint knows only the tests themselves.
#![allow(clippy::unwrap_used)]

mod architecture;
mod backup;
mod backup_channels;
#[cfg(feature = "aws")]
mod circles;
mod cloudwatch;
mod command_line;
mod connect;
mod connect_currencies;
mod connect_details;
mod connect_from_day;
mod connect_shopify;
mod connect_stripe;
mod connect_trouble;
mod copy;
mod crash;
mod demo;
mod digest;
mod doctor;
mod faults;
mod fresh;
mod generate;
mod import;
mod import_csv;
mod import_csv_cells;
mod import_csv_rich;
mod import_exports;
mod import_exports_rows;
mod import_inputs;
mod items;
#[cfg(feature = "kafka")]
mod kafka;
mod keys;
#[cfg(feature = "aws")]
mod kinesis;
mod monitoring;
mod original;
mod rates;
mod readme;
mod redis_stream;
mod report;
mod secrets;
mod sentences;
mod serve;
mod shops;
mod size;
mod soak;
mod store_lost;
mod support;
mod tls;
mod verify;
