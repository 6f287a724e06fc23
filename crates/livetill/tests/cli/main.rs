//! The real binary, used as people use it: on free ports of this machine, in temporary folders.

// Helpers of tests may panic like tests; the lint knows only the tests themselves.
#![allow(clippy::unwrap_used)]

mod architecture;
mod command_line;
mod copy;
mod crash;
mod demo;
mod generate;
mod import;
mod import_inputs;
mod keys;
mod serve;
mod support;
