//! Reads bytes as a JSON organisation.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::json_organisation(bytes));
