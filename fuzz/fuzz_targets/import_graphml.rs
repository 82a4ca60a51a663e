//! Reads bytes as GraphML.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::import_graphml(bytes));
