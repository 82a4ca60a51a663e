//! How files of other programs are read.

use super::mapping::Direction;
use crate::io::Limits;

/// How files of other programs are read.
///
/// # Examples
///
/// ```
/// use knockon::io::import::{Direction, ReadOptions};
///
/// let options = ReadOptions::default().direction(Direction::ConsumerFirst);
/// assert_eq!(options.direction, Some(Direction::ConsumerFirst));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
#[must_use]
pub struct ReadOptions {
    /// How large files may be.
    pub limits: Limits,
    /// Which end of an arrow provides, in formats that leave it open; a graph that states dependences,
    /// weights or kinds leads from provider to consumer unless this says otherwise.
    pub direction: Option<Direction>,
    /// Which of a catalogue's groupings departments are part of; their system unless set.
    pub grouping: Grouping,
    /// Whether several hosts that one application runs on can stand in for each other.
    pub redundant_hosts: bool,
    /// Whether documents of a catalogue that cannot be read are left out, and said, in place of
    /// ending the reading.
    pub skip_broken: bool,
}

/// A grouping of a catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Grouping {
    /// The system that an entity is a part of.
    #[default]
    System,
    /// The domain of that system.
    Domain,
    /// Who owns it.
    Owner,
}

/// A word that is no grouping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("grouping `{name}` is unknown, where system, domain or owner is needed")]
pub struct UnknownGrouping {
    name: String,
}

/// Reads `system`, `domain` or `owner`.
impl std::str::FromStr for Grouping {
    type Err = UnknownGrouping;

    fn from_str(name: &str) -> Result<Self, UnknownGrouping> {
        match name {
            "system" => Ok(Self::System),
            "domain" => Ok(Self::Domain),
            "owner" => Ok(Self::Owner),
            _ => Err(UnknownGrouping { name: name.to_owned() }),
        }
    }
}

impl ReadOptions {
    /// Sets [`limits`](Self::limits).
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets [`direction`](Self::direction).
    pub fn direction(mut self, direction: Direction) -> Self {
        self.direction = Some(direction);
        self
    }

    /// Sets [`grouping`](Self::grouping).
    pub fn grouping(mut self, grouping: Grouping) -> Self {
        self.grouping = grouping;
        self
    }

    /// Sets [`redundant_hosts`](Self::redundant_hosts).
    pub fn redundant_hosts(mut self, redundant: bool) -> Self {
        self.redundant_hosts = redundant;
        self
    }

    /// Sets [`skip_broken`](Self::skip_broken).
    pub fn skip_broken(mut self, skip: bool) -> Self {
        self.skip_broken = skip;
        self
    }
}
