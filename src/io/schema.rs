//! JSON Schemas of the documents that are read, for editors and for those who check before they
//! send.
//!
//! A schema says what a document's shape is: fields, types, ranges, words. What it cannot say (that
//! ids exist, that a need has one dependence) is said when the document is read. The files stand in
//! the folder `schema` of the repository; `knockon schema` prints them. An editor with a YAML
//! language server completes and checks a document whose first line is
//!
//! ```yaml
//! # yaml-language-server: $schema=organisation.schema.json
//! ```
//!
//! and a JSON document names it by a field `$schema`, which readers leave alone.

use std::fmt;
use std::str::FromStr;

use super::wire;

/// A kind of document that is read.
///
/// # Examples
///
/// ```
/// use knockon::io::schema::DocumentKind;
///
/// let kind: DocumentKind = "scenario".parse()?;
/// assert!(kind.json_schema().contains("\"title\": \"knockon/scenario\""));
/// # Ok::<(), knockon::io::schema::UnknownDocument>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DocumentKind {
    /// An organisation, `knockon/organisation`.
    Organisation,
    /// A scenario, `knockon/scenario`.
    Scenario,
    /// The plan of a timeline, `knockon/plan`.
    Plan,
    /// A history of readings, `knockon/history`.
    History,
    /// Actions to choose from, `knockon/actions`.
    Actions,
    /// What files of other programs do not say, `knockon/mapping`.
    Mapping,
}

/// A name that no kind of document has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "document `{name}` is unknown, where organisation, scenario, plan, history, actions or mapping is needed"
)]
pub struct UnknownDocument {
    name: String,
}

impl DocumentKind {
    /// Every kind there is.
    pub const ALL: [Self; 6] = [
        Self::Organisation,
        Self::Scenario,
        Self::Plan,
        Self::History,
        Self::Actions,
        Self::Mapping,
    ];

    /// Returns the name, such as `organisation`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Scenario => "scenario",
            Self::Plan => "plan",
            Self::History => "history",
            Self::Actions => "actions",
            Self::Mapping => "mapping",
        }
    }

    /// Writes the JSON Schema, draft 2020-12, as text with a last line end.
    pub fn json_schema(self) -> String {
        format!("{:#}\n", wire::schema::of(self))
    }
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Reads a name, such as `organisation`.
impl FromStr for DocumentKind {
    type Err = UnknownDocument;

    fn from_str(name: &str) -> Result<Self, UnknownDocument> {
        let known = Self::ALL.into_iter().find(|kind| kind.name() == name);
        known.ok_or_else(|| UnknownDocument { name: name.to_owned() })
    }
}
