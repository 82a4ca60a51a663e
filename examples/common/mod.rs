//! What every example program does alike: where its organisation comes from, how it answers.
//!
//! Each file here is part of an example that names it with `#[path]`; an example names only the
//! files of which it uses everything.

mod input;
mod output;

pub(crate) use input::OrganisationFiles;
pub(crate) use output::{Column, finish, plain, table, warn};

/// What an example cannot go on after: a message for people.
pub(crate) type Failure = Box<dyn std::error::Error>;
