//! What tests, benches and fuzz targets of `knockon` share: seeded organisations with every feature,
//! a dense evaluator that shares no line with the library, and checks of one against the other.
//!
//! A path-only development dependency of the library. Its own `#[cfg(test)]` modules must not use
//! it: they would meet a second `knockon`, whose types are others.
