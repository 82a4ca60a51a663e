//! Why a file of another program could not become an organisation.

use std::fmt;

use super::source_place::SourcePlace;
use crate::organisation::{Element, Invalid, Section, shortened};

/// Why files of other programs could not become an organisation.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ImportError {
    /// The file is malformed, or not of the shape that its format has.
    Unreadable {
        /// Where reading stopped.
        place: SourcePlace,
        /// What was found, and what would have been right.
        message: String,
    },
    /// The file is larger than [`Limits::max_file_bytes`](crate::io::Limits::max_file_bytes), also
    /// once it is inflated.
    TooLarge {
        /// The file.
        file: String,
        /// The most bytes allowed.
        limit: u64,
    },
    /// The file states more than the limits allow.
    TooMany {
        /// The file.
        file: String,
        /// What there is too much of.
        what: &'static str,
        /// The most allowed.
        limit: usize,
    },
    /// The file is of no format that is read.
    Unrecognised {
        /// The file.
        file: String,
        /// How it begins.
        begins: String,
    },
    /// Who provides is not stated for some relations, and no mapping says it.
    Undecided {
        /// What is asked, with the lines of a mapping that would settle it.
        question: String,
    },
    /// The files read well but mean nothing that can be used.
    Invalid(Box<InvalidImport>),
}

/// What keeps files of other programs from being used, and where it stands in them.
#[derive(Debug, Clone, PartialEq)]
pub struct InvalidImport {
    pub(super) invalid: Invalid,
    /// Where departments, external customers, services and needs stand, and what is wrong with
    /// records, by their position.
    pub(super) places: [Vec<SourcePlace>; 5],
}

impl InvalidImport {
    /// Returns every problem there is.
    pub fn invalid(&self) -> &Invalid {
        &self.invalid
    }
}

/// Writes one line per problem, by its place in the files.
impl fmt::Display for InvalidImport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.invalid.write_lines(f, |f, place| {
            let list = match place.section() {
                Section::Departments => self.places.first(),
                Section::Customers => self.places.get(1),
                Section::Services => self.places.get(2),
                Section::Needs => self.places.get(3),
                Section::Organisation => self.places.get(4),
                _ => None,
            };
            let source = match place.element() {
                Element::Index(index) => list.and_then(|list| list.get(*index)),
                _ => None,
            };
            match source {
                None => write!(f, "{place}"),
                Some(source) if place.field().is_empty() => write!(f, "{source}"),
                Some(source) => write!(f, "{source}, {}", place.field()),
            }
        })
    }
}

impl ImportError {
    /// Says that a file states too much of something.
    pub(super) fn too_many(file: &SourcePlace, what: &'static str, limit: usize) -> Self {
        Self::TooMany { file: file.file().to_owned(), what, limit }
    }

    /// Says why reading stopped.
    pub(super) fn unreadable(place: SourcePlace, message: impl Into<String>) -> Self {
        Self::Unreadable { place, message: shortened(message) }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { place, message } => write!(f, "{place}: {message}"),
            Self::TooLarge { file, limit } => {
                write!(f, "{file}: is larger than the limit of {limit} bytes")
            }
            Self::TooMany { file, what, limit } => {
                write!(f, "{file}: states more {what} than the limit of {limit}")
            }
            Self::Unrecognised { file, begins } => write!(
                f,
                "{file}: begins with `{begins}`, which is none of the formats that are read: {}",
                super::format::known_formats()
            ),
            Self::Undecided { question } => f.write_str(question),
            Self::Invalid(invalid) => write!(f, "{invalid}"),
        }
    }
}

impl std::error::Error for ImportError {}
