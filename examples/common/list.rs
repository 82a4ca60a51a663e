//! Names in a sentence.

/// Lists the first `most` names, and says how many more there are.
pub(crate) fn list(names: &[String], most: usize) -> String {
    let listed = names.get(..most).unwrap_or(names);
    let more = names.len() - listed.len();
    let text = listed.join(", ");
    match (listed.len(), more) {
        (_, 0) => text,
        (0, _) => format!("{more} of them"),
        _ => format!("{text} and {more} more"),
    }
}
