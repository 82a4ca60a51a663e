//! Words to people beside the answer.

use std::path::{Path, PathBuf};

use knockon::Organisation;
use knockon::io::csv::Table;
use knockon::organisation::{Element, Warning};
use knockon::time::History;

use crate::answer::{say, visible};
use crate::paint;

/// Warns on standard error.
pub(crate) fn warn(message: &str) {
    say(&paint::warning(format!("warning: {}", visible(message))));
}

/// Warns of what is odd about an organisation that was read from these files.
pub(crate) fn warn_of_statement(organisation: &Organisation, files: &[PathBuf]) {
    for warning in organisation.warnings() {
        warn(&with_file(warning, files));
    }
}

/// A warning with the file that it is about, as errors of files name it: of one document, of a table of
/// services alone, or of a table of parties and one of services. Without files it is as it is.
pub(crate) fn with_file(warning: &Warning, files: &[PathBuf]) -> String {
    let (Some(nodes), Some(edges)) = (files.first(), files.last()) else {
        return warning.to_string();
    };
    let place = warning.place();
    match place.element() {
        Element::Line(line) => {
            let file = if Table::of(place.section()) == Table::Nodes { nodes } else { edges };
            let field = match place.field() {
                "" => String::new(),
                field => format!(", {field}"),
            };
            format!("{}, line {line}{field}: {}", file.display(), warning.message())
        }
        _ if files.len() == 1 => format!("{}: {warning}", nodes.display()),
        _ => warning.to_string(),
    }
}

/// Warns of readings of a history that differ from another at the same instant.
pub(crate) fn warn_of_conflicts(file: &Path, history: &History) {
    let conflicts = history.conflicts();
    let Some(first) = conflicts.first() else { return };
    let more = match conflicts.len() - 1 {
        0 => String::new(),
        1 => ", and so is 1 more".to_owned(),
        more => format!(", and so are {more} more"),
    };
    warn(&format!(
        "{}: {first}{more}; of readings of one thing at one instant the last one holds: leave the \
         others out, or give each its instant",
        file.display()
    ));
}
