//! Reads bytes as two tables of an organisation.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::csv_tables(bytes));
