//! Problems while they are found, and all of them in the end: the first hundred are kept, the rest
//! is counted.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::{Place, Problem};

/// How many problems are kept before the rest is only counted.
const PROBLEMS_LISTED: usize = 100;

/// Problems found so far.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Problems {
    listed: Vec<Problem>,
    more: usize,
}

impl Problems {
    pub(crate) fn push(&mut self, problem: Problem) {
        if self.listed.len() < PROBLEMS_LISTED {
            self.listed.push(problem);
        } else {
            self.more += 1;
        }
    }

    /// Counts problems without saying what they are.
    pub(crate) fn count_more(&mut self, more: usize) {
        self.more += more;
    }

    /// How many there are, listed or not.
    pub(crate) fn len(&self) -> usize {
        self.listed.len() + self.more
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether more would only be counted.
    pub(crate) fn are_enough(count: usize) -> bool {
        count >= PROBLEMS_LISTED
    }

    /// Adds others after these.
    pub(crate) fn append(&mut self, others: Self) {
        let Self { listed, more } = others;
        for problem in listed {
            self.push(problem);
        }
        self.more += more;
    }

    /// Whether one of those listed is so.
    pub(crate) fn any_listed(&self, is_so: impl Fn(&Problem) -> bool) -> bool {
        self.listed.iter().any(is_so)
    }

    /// Sorts those that are listed.
    pub(crate) fn sort_by_key<K: Ord>(&mut self, key: impl FnMut(&Problem) -> K) {
        self.listed.sort_by_key(key);
    }

    /// Says the same of other places.
    pub(crate) fn moved(self, place: impl Fn(&Place) -> Place) -> Self {
        let moved = |problem: Problem| {
            let place = place(problem.place());
            problem.moved_to(place)
        };
        Self { listed: self.listed.into_iter().map(moved).collect(), more: self.more }
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self { listed: vec![problem], more: 0 }
    }
}

/// Everything that keeps an organisation, a scenario or a plan from being used, in the order of the
/// statement: the first hundred problems, and how many more there are.
#[derive(Debug, Clone, PartialEq)]
pub struct Invalid {
    problems: Problems,
}

impl Invalid {
    /// Wraps problems, of which there is at least one.
    pub(crate) fn new(problems: impl Into<Problems>) -> Self {
        let problems = problems.into();
        debug_assert!(!problems.is_empty());
        Self { problems }
    }

    /// Returns the first hundred problems.
    pub fn problems(&self) -> &[Problem] {
        &self.problems.listed
    }

    /// Returns how many problems there are beyond those [listed](Self::problems).
    pub fn more(&self) -> usize {
        self.problems.more
    }

    pub(crate) fn into_problems(self) -> Problems {
        self.problems
    }

    /// Writes one line per problem, with places worded by the caller.
    pub(crate) fn write_lines(
        &self,
        f: &mut fmt::Formatter<'_>,
        place: impl Fn(&mut fmt::Formatter<'_>, &Place) -> fmt::Result,
    ) -> fmt::Result {
        for (index, problem) in self.problems().iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            place(f, problem.place())?;
            write!(f, ": {}", problem.message())?;
        }
        match self.more() {
            0 => Ok(()),
            1 => f.write_str("\nand 1 more problem"),
            more => write!(f, "\nand {more} more problems"),
        }
    }
}

/// Writes one line per problem that is listed, and counts the rest.
impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_lines(f, |f, place| write!(f, "{place}"))
    }
}

impl std::error::Error for Invalid {}

/// Serialises with its `problems`, and with `more`, the number of those that are not listed.
impl Serialize for Invalid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut invalid = serializer.serialize_struct("Invalid", 2)?;
        invalid.serialize_field("problems", self.problems())?;
        invalid.serialize_field("more", &self.more())?;
        invalid.end()
    }
}
