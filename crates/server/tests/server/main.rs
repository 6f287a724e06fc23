//! The server from outside: a real listener on the loopback, the real embedded store.

mod dashboard;
mod events;
mod figures;
mod intake;
mod intake_bodies;
mod live;
mod operations;
mod problems;
mod rejects;
mod rollover;
mod shutdown;
mod store_away;
mod support;
