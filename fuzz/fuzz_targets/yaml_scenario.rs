//! Reads bytes as a YAML scenario.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::yaml_scenario(bytes));
