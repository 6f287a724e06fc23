//! Livetill's HTTP server: orders in, figures out, a live channel, and the dashboard.
//!
//! [`AppState::start`] takes a store and an intake for each shop; [`serve`] answers on a listener until its
//! shutdown future ends. Handlers are in `routes/<noun>/<verb>.rs`, the live channel in `live/`, and access
//! rules in [`auth`].

pub mod alerts;
mod archive;
mod attention;
pub mod auth;
mod clock;
mod connections;
pub mod digest;
mod early;
mod export;
mod front;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod headers;
mod health;
mod history;
mod item_level;
mod item_sums;
mod json_object;
mod kept_goals;
mod live;
mod long_work;
mod looks;
mod measured;
mod mending;
mod openapi;
mod origin;
mod original_days;
mod overview;
mod pace;
mod peers;
mod problem;
mod query;
mod rates;
mod reconcile;
mod replay;
mod reply;
mod roster;
mod rounds;
mod router;
mod routes;
mod serve;
mod shops;
mod state;
mod table;

pub use archive::Archive;
pub use clock::{Clock, system_clock};
pub use connections::{Connection, Connections, LinkedSource, Linker, SourceStanding, Stamp};
pub use health::disk_free;
pub use openapi::openapi_json;
pub use roster::ShopOpener;
pub use serve::serve;
pub use state::AppState;
