//! The server from the outside: a real listener on the loopback, the real embedded store.

// Helpers of tests may panic like tests; the lint knows only the tests themselves.
#![allow(clippy::unwrap_used)]

mod access;
mod alerts;
#[cfg(feature = "parquet")]
mod archive;
mod before_first;
mod breakdown;
mod catalogue;
mod cloud_events;
mod connections;
mod dashboard;
mod deliveries;
mod digest;
mod early;
mod events;
mod export;
mod figures;
mod fresh;
mod front;
mod goals;
mod health;
mod history;
mod hostile;
mod intake;
mod intake_bodies;
mod items_report;
mod lasting;
mod ledger;
mod limits;
mod live;
mod live_deflate;
mod many_shops;
mod operations;
mod overview;
mod problems;
mod range;
mod rates;
mod rejects;
mod rollover;
mod said;
mod shutdown;
mod sign_in;
mod slow;
mod store_alerts;
mod store_away;
mod support;
mod tls;
mod webhooks;
