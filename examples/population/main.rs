//! How does it scale?
//!
//! ```text
//! $ cargo run --release --example population
//! $ cargo run --release --example population -- --departments 100000 --customers 1000000
//! $ cargo run --release --example population -- --rule additive --export DIRECTORY
//! ```
//!
//! Generates an organisation of any size, the same for the same seed, and times everything the
//! library does with it: compiling, solving, a thousand scenarios, live changes, derivatives and
//! contributions. In the same run it times what reading every service once costs, and the same
//! solve written on petgraph, so that ratios mean something on any machine.
//!
//! `--export` writes the organisation as tables that `assess` reads to the same answer. Bad input
//! ends with exit code 2, a message on standard error and nothing on standard output.

#[path = "../common/answer.rs"]
mod answer;
mod arguments;
mod export;
mod figures;
mod live;
mod stopwatch;
#[path = "../common/table.rs"]
mod table;

use std::process::ExitCode;

use clap::Parser;
use support::bench::generate;

use answer::{Failure, finish};
use arguments::Arguments;
use figures::Figures;
use stopwatch::Stages;

fn main() -> ExitCode {
    finish(measure(&Arguments::parse()))
}

fn measure(arguments: &Arguments) -> Result<String, Failure> {
    let stages = Stages::begin();
    stages.next("generating");
    let (departments, customers) = (arguments.departments, arguments.customers);
    let generated = generate::organisation(departments, customers, arguments.seed);
    if let Some(directory) = &arguments.export {
        stages.next("exporting");
        export::write(&generated, arguments.rule, directory)?;
    }
    let figures = Figures::measure(&generated, arguments.rule, &stages)?;
    stages.finish();
    if arguments.json {
        Ok(serde_json::to_string_pretty(&figures)? + "\n")
    } else {
        Ok(figures.describe(arguments.rule))
    }
}
