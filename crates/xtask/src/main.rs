//! Commands for those who develop `knockon`: `cargo run --release -p xtask -- --help`.

mod bench_pair;
mod ci;
mod golden;
mod mutants;
mod tidy;
mod trust;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

/// Commands for those who develop `knockon`.
#[derive(Debug, Parser)]
enum Arguments {
    /// Times a bench at two commits, in turn, and compares them.
    BenchPair(bench_pair::Options),
    /// Runs every check that a change has to pass.
    Ci(ci::Options),
    /// Compares what the command line and the examples print with the committed documents.
    Golden(golden::Options),
    /// Says which changes of the kernels no test would notice; needs `cargo install cargo-mutants`.
    Mutants(mutants::Options),
    /// Checks layers, names, words and sizes of the source files.
    Tidy(tidy::Options),
    /// Checks organisations of many seeds, with every feature, against a dense evaluator.
    Trust(trust::Options),
}

fn main() -> ExitCode {
    let done = match Arguments::parse() {
        Arguments::BenchPair(options) => bench_pair::run(&options),
        Arguments::Ci(options) => ci::run(&options),
        Arguments::Golden(options) => golden::run(&options),
        Arguments::Tidy(options) => tidy::run(&options),
        Arguments::Mutants(options) => return mutants::run(&options),
        Arguments::Trust(options) => return trust::run(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}
