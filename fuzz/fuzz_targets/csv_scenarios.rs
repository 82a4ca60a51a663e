//! Reads bytes as a table of scenarios.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::csv_scenarios(bytes));
