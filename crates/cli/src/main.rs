//! `knockon`: every question about an organisation as a command.

mod assess;
mod callcentre;
mod chains;
mod common;
mod contingency;
mod population;
mod queue;
mod replay;
mod sensitivity;
mod staffing;
mod timeline;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use common::{Failure, finish};

/// Follows a service problem from the department where it starts to the customers who feel it.
///
/// Every command answers about an embedded organisation unless files are given. Bad input ends with
/// exit code 2, a message on standard error and nothing on standard output.
#[derive(Debug, Parser)]
#[command(name = "knockon", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Who feels it, by how much, whose share, through which chains
    Assess(assess::Arguments),
    /// Who depends on whom, through which chains
    Chains(chains::Arguments),
    /// Whose loss hurts external customers most
    #[command(alias = "resilience")]
    Contingency(contingency::Arguments),
    /// What matters most, and what can be where numbers are known as ranges
    Sensitivity(sensitivity::Arguments),
    /// How long requests wait
    Queue(queue::Arguments),
    /// Who is overloaded, and what that does
    Staffing(staffing::Arguments),
    /// When is it felt, and how long does it last
    Timeline(timeline::Arguments),
    /// What every customer got over a history of readings
    Replay(replay::Arguments),
    /// Whether queues of a year of calls are what the queue model says
    Callcentre(callcentre::Arguments),
    /// How it scales
    Population(population::Arguments),
}

fn main() -> ExitCode {
    finish(answer(&Cli::parse()))
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
fn answer(cli: &Cli) -> Result<String, Failure> {
    match &cli.command {
        Command::Assess(arguments) => assess::answer(arguments),
        Command::Chains(arguments) => chains::answer(arguments),
        Command::Contingency(arguments) => contingency::answer(arguments),
        Command::Sensitivity(arguments) => sensitivity::answer(arguments),
        Command::Queue(arguments) => queue::answer(arguments),
        Command::Staffing(arguments) => staffing::answer(arguments),
        Command::Timeline(arguments) => timeline::answer(arguments),
        Command::Replay(arguments) => replay::answer(arguments),
        Command::Callcentre(arguments) => callcentre::answer(arguments),
        Command::Population(arguments) => population::answer(arguments),
    }
}

/// The answer to a line of arguments, or why there is none.
#[cfg(test)]
fn ask(line: &str) -> Result<String, String> {
    let words = ["knockon"].into_iter().chain(line.split_whitespace());
    let cli = Cli::try_parse_from(words).map_err(|error| error.to_string())?;
    answer(&cli).map_err(|error| error.to_string())
}
