//! stub
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::print_stdout,
        clippy::print_stderr
    )
)]
mod grouped;
pub mod id;
pub mod io;
pub mod organisation;
pub mod unit;
pub use organisation::*;
