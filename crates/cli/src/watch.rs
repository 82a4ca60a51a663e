//! Events in, customers' changes out.
//!
//! ```text
//! $ printf '{"capability":{"it":0.4}}\n{"capability":{"it":1}}\n' | knockon watch
//! {"line":1,"customer":"shoppers","before":1.0,"quality":0.7297…,"change":-0.2702…}
//! ```
//!
//! Every line of standard input is a scenario's worth of changes to what is in force, in the form of
//! a scenario document. For each customer whose quality changes, one JSON line says so. A line that
//! is refused is told on standard error with its number and changes nothing; the exit code is then 2
//! at the end.

use std::io::{self, BufRead, Read, Write};
use std::process::ExitCode;

use clap::Args;
use knockon::io::{Limits, json, sample};
use knockon::{Live, Organisation, PartyId, Quality, SolveOptions};
use serde::Serialize;

use crate::advice::advise;
use crate::answer::{Failure, refuse};
use crate::input::OrganisationFiles;
use crate::solve::SolveArguments;

/// How many bytes a line may have.
const LONGEST: u64 = 1 << 24;
/// A change smaller than this is none.
const LEAST: f64 = 1e-12;

/// Events in, customers' changes out.
#[derive(Debug, Args)]
#[command(
    after_help = "Every line of standard input is a JSON object of what is set from now on:\n  \
    {\"capability\":{\"it\":0.4},\"condition\":{\"counter\":0.7}}\nFor each customer whose quality \
    changes, one JSON line says so."
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    organisation: OrganisationFiles,

    #[command(flatten)]
    solve: SolveArguments,
}

/// What one customer feels of one line.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_field_names, reason = "members of a document")]
struct Change<'a> {
    line: usize,
    customer: &'a PartyId,
    before: Quality,
    quality: Quality,
    change: f64,
}

/// Follows standard input to its end.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let organisation = match arguments.organisation.read(None, sample) {
        Ok(organisation) => organisation,
        Err(error) => {
            refuse(&error.to_string());
            return ExitCode::from(2);
        }
    };
    let options = arguments.solve.options();
    match follow(&organisation, &options, io::stdin().lock(), io::stdout().lock()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(2),
        Err(error) => {
            let is_closed = error
                .downcast_ref::<io::Error>()
                .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe);
            if is_closed {
                return ExitCode::SUCCESS;
            }
            refuse(&error.to_string());
            ExitCode::from(2)
        }
    }
}

/// Takes lines until there are no more, and counts those that were refused.
fn follow(
    organisation: &Organisation,
    options: &SolveOptions,
    mut lines: impl BufRead,
    mut out: impl Write,
) -> Result<usize, Failure> {
    let network = organisation.compile()?;
    let mut state = Live::with_options(&network, options);
    let customers: Vec<PartyId> =
        organisation.customers().map(|customer| customer.id().clone()).collect();
    let qualities = |live: &Live| -> Vec<Quality> {
        customers.iter().filter_map(|id| live.quality(id.as_str())).collect()
    };
    let mut before = qualities(&state);
    let mut refused = 0;
    let (mut bytes, mut number) = (Vec::new(), 0);
    loop {
        bytes.clear();
        number += 1;
        if read_line(&mut lines, &mut bytes)? == 0 {
            break;
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        let scenario = match json::scenario_from_slice_with(&bytes, &Limits::default()) {
            Ok(scenario) => scenario,
            Err(error) => {
                refuse(&format!("line {number}: {error}"));
                refused += 1;
                continue;
            }
        };
        if let Err(error) = state.change(&scenario) {
            refuse(&format!("line {number}: {}", advise(&error, organisation)));
            refused += 1;
        }
        let after = qualities(&state);
        for ((customer, &before), &quality) in customers.iter().zip(&before).zip(&after) {
            let change = quality.get() - before.get();
            if change.abs() >= LEAST {
                let change = Change { line: number, customer, before, quality, change };
                let line = serde_json::to_string(&change)?;
                writeln!(out, "{line}")?;
            }
        }
        out.flush()?;
        before = after;
    }
    Ok(refused)
}

/// Reads a line, and of one that is longer than a line may be its beginning, which says no more than
/// that it is no scenario; the rest of it is passed over.
fn read_line(lines: &mut impl BufRead, bytes: &mut Vec<u8>) -> io::Result<usize> {
    let read = lines.by_ref().take(LONGEST).read_until(b'\n', bytes)?;
    if bytes.len() as u64 == LONGEST && bytes.last() != Some(&b'\n') {
        lines.skip_until(b'\n')?;
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::follow;
    use knockon::SolveOptions;

    fn followed(lines: &[u8]) -> (usize, Vec<serde_json::Value>) {
        let mut out = Vec::new();
        let refused =
            follow(&knockon::io::sample(), &SolveOptions::default(), lines, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        (refused, text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
    }

    #[test]
    fn what_changes_is_told_and_what_is_refused_changes_nothing() {
        let lines =
            b"{\"capability\":{\"it\":0.5}}\n\n{\"capability\":{\"nobody\":0.5}}\nno\n\xff\n\
                     {\"capability\":{\"it\":1}}\n";
        let (refused, changes) = followed(lines);
        assert_eq!(refused, 3);
        assert_eq!(changes.len(), 8);
        assert!(changes[..4].iter().all(|change| change["line"] == 1));
        assert!(changes[4..].iter().all(|change| change["line"] == 6));
        let solved = crate::ask("assess --set it=0.5 --json").unwrap();
        let solved: serde_json::Value = serde_json::from_str(&solved).unwrap();
        for change in &changes[..4] {
            let customer = change["customer"].as_str().unwrap();
            assert_eq!(change["quality"], solved["quality"][customer]);
        }
    }
}
