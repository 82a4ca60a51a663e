//! Commands for those who develop `knockon`: `cargo run --release -p xtask -- --help`.

mod trust;

use std::process::ExitCode;

use clap::Parser;

/// Commands for those who develop `knockon`.
#[derive(Debug, Parser)]
enum Arguments {
    /// Checks organisations of many seeds, with every feature, against a dense evaluator.
    Trust(trust::Options),
}

fn main() -> ExitCode {
    match Arguments::parse() {
        Arguments::Trust(options) => trust::run(&options),
    }
}
