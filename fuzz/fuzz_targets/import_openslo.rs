//! Reads bytes as OpenSLO objects.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::import_openslo(bytes));
