//! What may have been meant by an id of a statement that names nobody.

use super::Findings;
use crate::id::PartyId;
use crate::organisation::near::did_you_mean;
use crate::organisation::store::parties::Parties;

/// Ids are compared one by one: no further than this, so that no file makes it take long.
const MOST_PARTIES: usize = 10_000;
/// The longest id that is compared, in bytes.
const LONGEST: usize = 40;
/// How many problems may be known already.
const MOST_PROBLEMS: usize = 10;

/// Who is offered.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Offered {
    Departments,
    Parties,
}

impl Findings {
    /// Half a sentence that offers the party most like an id that names nobody; empty where none is
    /// alike, or where there are too many to compare.
    pub(super) fn meant(&self, id: &str, parties: &Parties, offered: Offered) -> String {
        meant(id, parties, offered, self.problems.len())
    }
}

/// The same, after so many problems.
pub(super) fn meant(id: &str, parties: &Parties, offered: Offered, problems: usize) -> String {
    let is_asked = problems < MOST_PROBLEMS && id.len() <= LONGEST;
    if !is_asked || parties.count() > MOST_PARTIES {
        return String::new();
    }
    let is_offered = |&party: &usize| offered == Offered::Parties || parties.is_department(party);
    let offered = (0..parties.count()).filter(is_offered);
    let ids = offered.filter_map(|party| parties.id(party)).map(PartyId::as_str);
    did_you_mean(id, ids.filter(|known| known.len() <= LONGEST))
}
