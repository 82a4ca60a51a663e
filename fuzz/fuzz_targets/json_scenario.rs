//! Reads bytes as a JSON scenario.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::json_scenario(bytes));
