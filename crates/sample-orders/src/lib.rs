//! Sample orders of a gift and food shop, repeatable from a seed, and the exact figures that they must add up to.
//!
//! Nothing here reads a clock, a file or the network: the present time is always an argument, so the same settings give
//! the same bytes on every machine.
//!
//! - [`Catalogue`]: up to ten million products, each computed from its rank.
//! - [`History`] and [`Live`]: orders of the past and of the present, with refunds, corrections and cancellations
//!   ([`Mix`] says how many).
//! - [`Faults`]: what networks and careless clients do to them.
//! - [`Truth`]: the figures that a correct board shows for those events, by an independent calculation that shares no
//!   code with the server.
//! - [`Plain`]: the fastest writer of simple distinct orders, for measurements.
//!
//! ```
//! use jiff::tz::TimeZone;
//! use sample_orders::{Event, History, Period, Settings, Truth};
//!
//! let settings = Settings::new(42, TimeZone::UTC);
//! let period = Period { now_ms: 1_784_000_000_000, days: 7, orders: 1_000 };
//! let mut truth = Truth::new(TimeZone::UTC, 2);
//! let mut lines = Vec::new();
//! for order in History::new(&settings, period)? {
//!     let event = Event::Order(order);
//!     event.write_line(&mut lines);
//!     truth.observe(&event);
//! }
//! assert_eq!(truth.counts().accepted + truth.counts().updated, 1_000);
//! # Ok::<(), sample_orders::SettingsError>(())
//! ```

mod basket;
mod catalogue;
mod demand;
mod dice;
mod event;
mod faults;
mod follow_ups;
mod history;
mod json;
mod live;
mod malformed;
mod order;
mod plain;
mod rich;
mod settings;
mod truth;
mod words;

pub use catalogue::{Catalogue, Product};
pub use demand::demand;
pub use event::Event;
pub use faults::{FaultSettings, Faults};
pub use history::{History, Period};
pub use live::Live;
pub use malformed::Malformed;
pub use order::{Extras, Item, Kind, Order, Price, Quantity, Status};
pub use plain::{Plain, PlainSettings, PlainTotals};
pub use settings::{Mix, Settings, SettingsError};
pub use truth::{Counts, DayTruth, Figure, ItemTruth, Outcome, Slice, Truth};
