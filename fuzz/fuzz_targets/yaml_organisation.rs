//! Reads bytes as a YAML organisation.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::yaml_organisation(bytes));
