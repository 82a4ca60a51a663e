//! What commands do alike: where an organisation comes from, what is asked of it, how they answer.

mod advice;
mod answer;
mod input;
mod scenario;
#[cfg(test)]
pub(crate) mod shown;
mod words;

pub(crate) use advice::advise;
pub(crate) use answer::{Breach, Failure, finish, json, say};
pub(crate) use input::OrganisationFiles;
pub(crate) use scenario::{ScenarioArguments, assignment, number, warn_of_statement};
pub(crate) use words::warn;

/// Writes a file for a test, and names it.
#[cfg(test)]
pub(crate) fn scratch(name: &str, text: &str) -> String {
    let folder = std::env::temp_dir().join(format!("knockon-cli-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}
