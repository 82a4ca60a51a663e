//! Commands for those who develop `knockon`: `cargo run --release -p xtask -- --help`.

mod bench_pair;
mod ci;
mod evidence_year;
mod fit_trial;
mod golden;
mod graphs;
mod module;
mod mutants;
mod sql_cases;
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
    /// Compares the embedded tables of evidence with what their generator makes.
    EvidenceYear(evidence_year::Options),
    /// Fits public series, and compares what they predict with what was read.
    FitTrial(fit_trial::Options),
    /// Compares what the command line and the examples print with the committed documents.
    Golden(golden::Options),
    /// Builds the model that `knockon report --what-if` puts into a page.
    Module(module::Options),
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
        Arguments::EvidenceYear(options) => evidence_year::run(&options),
        Arguments::FitTrial(options) => fit_trial::run(&options),
        Arguments::Golden(options) => golden::run(&options),
        Arguments::Module(options) => module::run(&options),
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
