//! What one organisation states otherwise than another.

use super::plain;
use crate::report::OrganisationDiff;

/// Lists what a later organisation states otherwise, under a heading.
pub fn diff(diff: &OrganisationDiff, most: usize) -> String {
    if diff.is_empty() {
        return "\nBoth organisations state the same.\n".to_owned();
    }
    format!("\nWhat is stated otherwise after the change\n\n{}", differences(diff, most))
}

/// Lists differences, `most` lines of them: `+` what was added, `-` what was removed, `~` what changed.
pub fn differences(diff: &OrganisationDiff, most: usize) -> String {
    let lines = diff.to_string();
    let count = lines.lines().count();
    let mut shown: Vec<String> =
        lines.lines().take(most).map(|line| format!(" {}\n", plain(line))).collect();
    if count > most {
        shown.push(format!(" and {} more\n", count - most));
    }
    shown.concat()
}
