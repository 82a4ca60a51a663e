//! `trust`: checks over many seeds, on every core.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use clap::Args;
use support::trust::{Failure, Report};

/// What to run.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How many seeds to check.
    #[arg(long, default_value_t = 20_000)]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// On how many threads; each takes a range of its own.
    #[arg(long, default_value_t = 2)]
    threads: u64,
    /// How many failures of each check are made small and printed, per thread.
    #[arg(long, default_value_t = 3)]
    failures: usize,
    /// Also appends failures to a file as soon as they are known.
    #[arg(long)]
    log: Option<PathBuf>,
}

/// Runs, prints and judges.
pub(crate) fn run(options: &Options) -> ExitCode {
    // What panics is reported with its case; the usual message says no more.
    std::panic::set_hook(Box::new(|_| {}));
    let threads = options.threads.max(1);
    let start = |thread: u64| options.from + options.seeds * thread / threads;
    let reports: Vec<Report> = thread::scope(|scope| {
        let of_thread = |thread: u64| {
            let seeds = start(thread)..start(thread + 1);
            let print = move |failure: &Failure| print(failure, options);
            scope.spawn(move || support::trust::run(seeds, options.failures, &print))
        };
        let running: Vec<_> = (0..threads).map(of_thread).collect();
        running.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    let all_came_back = u64::try_from(reports.len()) == Ok(threads);
    println!("{:<26} {:>10} {:>10} {:>8}", "check", "held", "not asked", "failed");
    let tallies = reports.first().map_or(0, |report| report.tallies.len());
    for index in 0..tallies {
        let of = reports.iter().map(|report| &report.tallies[index]);
        let sum = |part: fn(&support::trust::Tally) -> u64| of.clone().map(part).sum::<u64>();
        let first = &reports[0].tallies[index];
        println!(
            "{:<26} {:>10} {:>10} {:>8}",
            first.name,
            sum(|tally| tally.held),
            sum(|tally| tally.not_asked),
            sum(|tally| tally.failed),
        );
    }
    let invalid: u64 = reports.iter().map(|report| report.invalid).sum();
    println!("{} seeds from {}, {invalid} of them not valid", options.seeds, options.from);
    if !all_came_back || !reports.iter().all(Report::passed) {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn print(failure: &Failure, options: &Options) {
    let Failure { check, message, smallest, smallest_message, .. } = failure;
    let text = format!("## {check}\nfound: {message}\nsmallest: {smallest_message}\n{smallest}\n");
    println!("{text}");
    if let Some(path) = &options.log {
        let file = OpenOptions::new().create(true).append(true).open(path);
        if let Err(error) = file.and_then(|mut file| file.write_all(text.as_bytes())) {
            eprintln!("cannot write `{}`: {error}", path.display());
        }
    }
}
