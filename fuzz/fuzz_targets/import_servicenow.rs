//! Reads bytes as relations of ServiceNow.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::import_servicenow(bytes));
