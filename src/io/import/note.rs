//! What is said of an import beside its result: nothing is dropped silently.

use std::fmt;

use super::source_place::SourcePlace;

/// Something that was left out or filled in while a file became an organisation.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ImportNote {
    /// What was read, and as what.
    ReadAs {
        /// The file.
        file: String,
        /// The format's name.
        format: &'static str,
        /// How many parties it states.
        parties: usize,
        /// How many relations it states.
        relations: usize,
    },
    /// A column that is read by another name than ours.
    Column {
        /// The file.
        file: String,
        /// Its name there.
        theirs: String,
        /// Our name.
        ours: &'static str,
    },
    /// Elements of a kind that no reader uses.
    Skipped {
        /// The file.
        file: String,
        /// Their kind, in the file's words.
        kind: String,
        /// How many.
        count: usize,
    },
    /// Relations that a mapping, or the format, leaves out.
    Ignored {
        /// Their word.
        relation: String,
        /// How many.
        count: usize,
        /// Whether a mapping asks for a warning.
        warn: bool,
    },
    /// A rule of a mapping that matched nothing.
    UnusedRule {
        /// The section, `parties` or `relations`.
        section: &'static str,
        /// Its position, from 0.
        index: usize,
    },
    /// A reference to a party that no file states; it became a department.
    Missing {
        /// The reference.
        id: String,
        /// Where it is made.
        place: SourcePlace,
    },
    /// A whole that no file states; it became a department.
    UnknownWhole {
        /// Its id.
        id: String,
        /// Where it is named.
        place: SourcePlace,
    },
    /// Nobody is an external customer.
    NoCustomers,
    /// Something odd at a place.
    Odd {
        /// Where.
        place: SourcePlace,
        /// What.
        message: String,
    },
}

impl ImportNote {
    /// Whether it is no more than an account of what was read.
    pub const fn is_account(&self) -> bool {
        match self {
            Self::ReadAs { .. } | Self::Column { .. } | Self::Skipped { .. } => true,
            Self::Ignored { warn, .. } => !*warn,
            _ => false,
        }
    }
}

impl fmt::Display for ImportNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReadAs { file, format, parties, relations } => {
                let parties = counted(*parties, "party", "parties");
                let relations = counted(*relations, "relation", "relations");
                write!(f, "reading {file} as {format}: {parties}, {relations}")
            }
            Self::Column { file, theirs, ours } => {
                write!(f, "{file}: column `{theirs}` is read as `{ours}`")
            }
            Self::Skipped { file, kind, count } => {
                write!(f, "{file}: {kind}: {count} skipped")
            }
            Self::Ignored { relation, count, .. } => {
                let relations = counted(*count, "relation", "relations");
                write!(f, "{relations} `{relation}` left out")
            }
            Self::UnusedRule { section, index } => {
                write!(f, "the mapping's {section}[{index}] matches nothing")
            }
            Self::Missing { id, place } => {
                write!(f, "{place}: `{id}` is stated nowhere; it becomes a department")
            }
            Self::UnknownWhole { id, place } => {
                write!(f, "{place}: `{id}`, of which something is a part, becomes a department")
            }
            Self::NoCustomers => f.write_str(
                "nobody is an external customer; a mapping names some, in `customers` or by \
                 `as: external_customer`",
            ),
            Self::Odd { place, message } => write!(f, "{place}: {message}"),
        }
    }
}

fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}
