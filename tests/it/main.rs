//! The integration tests, one binary.

mod certified;
mod check;
mod depth;
mod edge_cases;
mod layering;
mod oracle;
mod properties;
mod public_interface;
mod random;
mod reference;
mod solve;
mod statement;
mod tolerance;
