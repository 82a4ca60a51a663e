//! Reads bytes as a table of a history.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::csv_history(bytes));
