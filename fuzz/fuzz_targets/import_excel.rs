//! Reads bytes as a workbook of Excel.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::bytes::import_excel(bytes));
