//! Warnings while they are found: the first of each kind are listed, and the rest counted.

use super::problem::{Place, Warning, WarningCode};

/// How many warnings of each kind are listed.
const MOST_LISTED: usize = 10;

/// The warnings found so far.
#[derive(Debug, Default)]
pub(crate) struct Warnings {
    listed: Vec<Warning>,
    kinds: Vec<Kind>,
}

/// The warnings of one kind.
#[derive(Debug)]
struct Kind {
    code: WarningCode,
    /// Where the first is in the list.
    first: usize,
    count: usize,
}

impl Warnings {
    pub(crate) fn push(&mut self, code: WarningCode, place: Place, message: impl Into<String>) {
        let first = self.listed.len();
        let at = self.kinds.iter().position(|kind| kind.code == code).unwrap_or_else(|| {
            self.kinds.push(Kind { code, first, count: 0 });
            self.kinds.len() - 1
        });
        let kind = &mut self.kinds[at];
        kind.count += 1;
        if kind.count <= MOST_LISTED {
            self.listed.push(Warning::new(code, place, message));
        }
    }

    /// The warnings listed, and one for each kind of which more were found: it counts these.
    pub(crate) fn into_list(self) -> Vec<Warning> {
        let Self { mut listed, kinds } = self;
        for Kind { code, first, count } in kinds {
            if let Some(more @ 1..) = count.checked_sub(MOST_LISTED) {
                let first = &listed[first];
                let place = Place::whole(first.place().section(), "");
                let warnings = if more == 1 { "warning" } else { "warnings" };
                let is = if more == 1 { "is" } else { "are" };
                let message = format!(
                    "{more} more {warnings} of the kind of \"{}\" {is} not listed",
                    first.message()
                );
                listed.push(Warning::new(code, place, message));
            }
        }
        listed
    }
}
