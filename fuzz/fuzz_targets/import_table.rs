//! Reads bytes as a table of another program.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::import_table(bytes));
