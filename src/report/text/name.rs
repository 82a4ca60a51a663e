//! Names that fit into a table.

use crate::organisation::Organisation;
use crate::quality::Assessment;

/// How many characters of a name a table shows.
const WIDEST: usize = 40;

/// Text from files without control characters, which could rewrite a terminal.
pub fn plain(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).collect()
}

/// A name, without its middle where it is long: names that begin alike often differ at their end.
pub(super) fn short(name: &str) -> String {
    let name = plain(name);
    let count = name.chars().count();
    if count <= WIDEST {
        return name;
    }
    let head = WIDEST / 2;
    let tail = count - (WIDEST - head - 1);
    let begins: String = name.chars().take(head).collect();
    let ends: String = name.chars().skip(tail).collect();
    format!("{begins}…{ends}")
}

/// What a party of an assessment is called; the id of one that is none.
pub(super) fn assessed(assessment: &Assessment, id: &str) -> String {
    assessment.party(id).map_or_else(|| plain(id), |party| plain(&party.name()))
}

/// What a party of an organisation is called; the id of one that is none.
pub(super) fn stated(organisation: &Organisation, id: &str) -> String {
    plain(organisation.party(id).map_or(id, |party| party.name()))
}
