//! What commands do alike: where an organisation comes from, what is asked of it, how they answer.

mod answer;
mod input;
mod scenario;
#[cfg(test)]
pub(crate) mod shown;
mod words;

pub(crate) use answer::{Failure, finish, json};
pub(crate) use input::OrganisationFiles;
pub(crate) use scenario::{ScenarioArguments, assignment, warn_of_statement};
pub(crate) use words::warn;
