//! Reads bytes as processes of Icinga.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::import_icinga(bytes));
