//! Reads bytes as a Backstage catalogue.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::import_backstage(bytes));
