//! Warnings while they are found: the first of each kind are listed, and the rest counted.

use super::problem::{Place, Section, Warning, WarningCode};

/// How many warnings of each kind are listed.
const WARNINGS_LISTED: usize = 10;

/// The warnings found so far.
#[derive(Debug, Default)]
pub(crate) struct Warnings {
    listed: Vec<Warning>,
    kinds: Vec<WarningKind>,
}

/// The warnings of one kind.
#[derive(Debug)]
struct WarningKind {
    code: WarningCode,
    /// The section of the first, and what it says.
    section: Section,
    message: String,
    count: usize,
}

impl Warnings {
    pub(crate) fn push(&mut self, code: WarningCode, place: Place, message: impl Into<String>) {
        if let Some(kind) = self.kinds.iter_mut().find(|kind| kind.code == code) {
            kind.count += 1;
            if kind.count <= WARNINGS_LISTED {
                self.listed.push(Warning::new(code, place, message));
            }
            return;
        }
        let section = place.section();
        let warning = Warning::new(code, place, message);
        let message = warning.message().to_owned();
        self.kinds.push(WarningKind { code, section, message, count: 1 });
        self.listed.push(warning);
    }

    /// The warnings listed, and one for each kind of which more were found: it counts these.
    pub(crate) fn into_list(self) -> Vec<Warning> {
        let Self { mut listed, kinds } = self;
        for WarningKind { code, section, message, count } in kinds {
            let counted = match count.saturating_sub(WARNINGS_LISTED) {
                0 => continue,
                1 => format!("1 more warning of the kind of \"{message}\" is not listed"),
                more => format!("{more} more warnings of the kind of \"{message}\" are not listed"),
            };
            listed.push(Warning::new(code, Place::whole(section, ""), counted));
        }
        listed
    }
}
