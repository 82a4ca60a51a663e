//! Reads bytes as an exchange file of ArchiMate.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::import_archimate(bytes));
