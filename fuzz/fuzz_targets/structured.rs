//! Makes an organisation from bytes and checks its answers.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::structured(bytes));
