#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz_targets::kafka_fetch(data));
