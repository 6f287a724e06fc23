//! The private decoders, for the fuzzer.

pub use crate::kafka::fuzzing::fetch as kafka_fetch;
