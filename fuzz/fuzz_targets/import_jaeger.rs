//! Reads bytes as calls of Jaeger.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::import_jaeger(bytes));
