//! Reads bytes as a JSON history.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::json_history(bytes));
