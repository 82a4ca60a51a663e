//! How a command answers: all of it, or a message that says why not.

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use knockon::report::text::plain;
use serde::Serialize;

use crate::{paint, progress, standard_input};

/// What a command cannot go on after: a message for people.
pub(crate) type Failure = Box<dyn std::error::Error>;

/// Prints an answer, or says why there is none: exit code 2, and nothing on standard output.
///
/// The whole answer must be worked out before, so that a failure never follows half of it.
pub(crate) fn finish(answer: Result<String, Failure>) -> ExitCode {
    let cost = progress::finish();
    let code = match answer.and_then(|text| Ok(print(&text)?)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => match error.downcast::<Breach>() {
            Ok(breach) => {
                refuse(&breach.to_string());
                match print(&breach.text) {
                    Ok(()) => ExitCode::FAILURE,
                    Err(error) => {
                        refuse(&error.to_string());
                        ExitCode::from(2)
                    }
                }
            }
            Err(error) => {
                refuse(&error.to_string());
                ExitCode::from(2)
            }
        },
    };
    if let Some(cost) = cost {
        say(&cost);
    }
    code
}

/// An answer that is worse than it may be: it is printed, and the exit code is 1.
#[derive(Debug)]
pub(crate) struct Breach {
    /// What is printed.
    pub(crate) text: String,
    /// What is worse, one line each.
    pub(crate) breaches: Vec<String>,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.breaches.join("\n"))
    }
}

impl std::error::Error for Breach {}

/// One JSON document, as text.
pub(crate) fn json(document: &impl Serialize) -> Result<String, Failure> {
    Ok(serde_json::to_string_pretty(document)? + "\n")
}

/// A message without control characters, which a file could rewrite a terminal with.
pub(crate) fn visible(message: &str) -> String {
    message.split('\n').map(plain).collect::<Vec<_>>().join("\n")
}

/// Prints to standard error. Where nobody can be told that this failed, it is no failure.
pub(crate) fn say(line: &str) {
    let line = standard_input::named(line);
    let _ = progress::suspended(|| writeln!(io::stderr(), "{line}"));
}

/// Says why something is refused.
pub(crate) fn refuse(line: &str) {
    say(&paint::failure(visible(line)));
}

/// Prints to standard output; a reader that has seen enough is no failure.
fn print(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}
