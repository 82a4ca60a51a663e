//! Reads bytes as a mapping.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::import_mapping(bytes));
