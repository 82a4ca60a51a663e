//! Names that fit into a table.

use crate::common::plain;

/// How many characters of a name a table shows.
const WIDEST: usize = 40;

/// A name, without its middle where it is long: names that begin alike often differ at their end.
pub(crate) fn short(name: &str) -> String {
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
