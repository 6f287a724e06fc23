//! The function as Lambda runs it: the real binary, a Runtime API of our own, a real redis-server.

// Helpers of tests may panic like tests; the lint knows only the tests themselves.
#![allow(clippy::unwrap_used)]

mod crash;
mod envelopes;
mod kafka;
mod kinesis;
mod queue;
mod show;
mod start;
mod support;
