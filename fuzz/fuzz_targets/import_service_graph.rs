//! Reads bytes as metrics of a service graph.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::import_service_graph(bytes));
