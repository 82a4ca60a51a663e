//! What tests, benches and fuzz targets of `knockon` share.
//!
//! * [`statement`], [`change`]: organisations and scenarios as plain data;
//! * [`choices`], [`generate`]: seeded ones with every feature, or made of a fuzzer's bytes;
//! * [`dense`]: an evaluator of their equations that shares no line with the library;
//! * [`check`]: what holds of every organisation, one check a kind of answer;
//! * [`evidence_year`]: a year of evidence, made up from a seed;
//! * [`shrink`]: the smallest organisation that still fails one;
//! * [`trust`]: checks over many seeds, and what failed;
//! * `bytes`: what reads files, given any bytes;
//! * [`allocation`]: an allocator that counts, for tests of memory;
//! * [`bench`]: organisations of any size, and the same work on petgraph, for benches.
//!
//! A path-only development dependency of the library. Its own `#[cfg(test)]` modules must not use
//! it: they would meet a second `knockon`, whose types are others.

pub mod allocation;
pub mod bench;
#[cfg(all(feature = "json", feature = "csv"))]
pub mod bytes;
pub mod change;
pub mod check;
pub mod choices;
pub mod dense;
pub mod evidence_year;
pub mod generate;
pub mod shrink;
pub mod statement;
pub mod trust;
