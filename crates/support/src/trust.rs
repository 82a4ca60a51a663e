//! Checks over many seeds, and what failed.

use std::ops::Range;

use crate::check::{ALL, Case, Check, Outcome, Subject};
use crate::shrink::shrink;

/// How often a check held, did not apply, and failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The check's name.
    pub name: &'static str,
    /// Seeds at which it looked and all was well.
    pub held: u64,
    /// Seeds at which it did not apply.
    pub not_asked: u64,
    /// Seeds at which it failed.
    pub failed: u64,
}

/// One failure, as small as it became.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The check's name.
    pub check: &'static str,
    /// What was wrong at the case as it was found.
    pub message: String,
    /// The smallest case found, and what was wrong there.
    pub smallest: Case,
    /// What was wrong there.
    pub smallest_message: String,
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// Of every check.
    pub tallies: Vec<Tally>,
    /// The first failures of every check.
    pub failures: Vec<Failure>,
    /// Seeds whose organisation or scenario was not valid.
    pub invalid: u64,
}

impl Report {
    /// Whether nothing failed.
    pub fn passed(&self) -> bool {
        self.tallies.iter().all(|tally| tally.failed == 0)
    }
}

/// Runs every check on every seed, and shrinks the first failures of each.
pub fn run(seeds: Range<u64>, most_failures: usize, on_failure: &dyn Fn(&Failure)) -> Report {
    let tally = |check: &Check| Tally { name: check.name, held: 0, not_asked: 0, failed: 0 };
    let mut report = Report { tallies: ALL.iter().map(tally).collect(), ..Report::default() };
    for seed in seeds {
        let case = Case::seeded(seed);
        let Some(subject) = Subject::new(&case) else {
            report.invalid += 1;
            continue;
        };
        for (check, tally) in ALL.iter().zip(&mut report.tallies) {
            if !seed.is_multiple_of(check.one_in) {
                continue;
            }
            match check.run(&subject) {
                Ok(Outcome::Held) => tally.held += 1,
                Ok(Outcome::NotAsked) => tally.not_asked += 1,
                Err(message) => {
                    tally.failed += 1;
                    let listed =
                        report.failures.iter().filter(|failure| failure.check == check.name);
                    if listed.count() < most_failures {
                        let failure = smallest(&case, check, message);
                        on_failure(&failure);
                        report.failures.push(failure);
                    }
                }
            }
        }
    }
    report
}

/// Runs every check on one case and fails with the first that does.
///
/// # Errors
///
/// The failure, for people to read.
pub fn check(case: &Case) -> Result<(), String> {
    let Some(subject) = Subject::new(case) else { return Ok(()) };
    for check in ALL {
        check.run(&subject).map_err(|message| {
            let Failure { smallest, smallest_message, .. } = smallest(case, check, message);
            format!("{}: {smallest_message}\n{smallest}", check.name)
        })?;
    }
    Ok(())
}

fn smallest(case: &Case, check: &Check, message: String) -> Failure {
    let smallest = shrink(case, check);
    let smallest_message =
        Subject::new(&smallest).and_then(|subject| check.run(&subject).err()).unwrap_or_default();
    Failure { check: check.name, message, smallest, smallest_message }
}
