//! Reads bytes as a YAML history.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::yaml_history(bytes));
