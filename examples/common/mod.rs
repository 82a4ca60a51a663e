//! What examples about an organisation do alike: where it comes from, how they answer.
//!
//! Each file here is part of an example that names it with `#[path]`; an example names only the
//! files of which it uses everything.

mod answer;
mod input;
mod table;
mod words;

pub(crate) use answer::{Failure, finish};
pub(crate) use input::OrganisationFiles;
pub(crate) use table::{Column, table};
pub(crate) use words::{plain, warn};
