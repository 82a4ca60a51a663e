//! Reads bytes as a graph of NetworkX.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::import_node_link(bytes));
