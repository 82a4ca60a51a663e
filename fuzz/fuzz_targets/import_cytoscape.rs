//! Reads bytes as a graph of Cytoscape.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::import_cytoscape(bytes));
