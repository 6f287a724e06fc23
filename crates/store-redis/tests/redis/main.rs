//! The store on real servers: the conformance suite on every topology, the article's own commands used together with
//! the board, failures, and other writers.

// Helpers of tests may panic like tests; the lint knows only the tests themselves.
#![allow(clippy::unwrap_used)]

mod article;
mod cluster;
mod deliveries;
mod dictionary;
mod factory;
mod failures;
mod iam;
mod left;
mod measures;
mod news;
mod pages;
mod recorded;
mod rollback;
mod sentinel;
mod small;
mod standalone;
mod tls;
mod upgrade;
mod versions;
mod writers;
mod wrong_types;
