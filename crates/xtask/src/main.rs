//! Commands for those who develop `knockon`: `cargo run --release -p xtask -- --help`.

mod mutants;
mod trust;

use std::process::ExitCode;

use clap::Parser;

/// Commands for those who develop `knockon`.
#[derive(Debug, Parser)]
enum Arguments {
    /// Says which changes of the kernels no test would notice; needs `cargo install cargo-mutants`.
    Mutants(mutants::Options),
    /// Checks organisations of many seeds, with every feature, against a dense evaluator.
    Trust(trust::Options),
}

fn main() -> ExitCode {
    match Arguments::parse() {
        Arguments::Mutants(options) => mutants::run(&options),
        Arguments::Trust(options) => trust::run(&options),
    }
}
