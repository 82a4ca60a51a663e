//! Names in a sentence.

/// Lists the first `most` names, and says how many more there are. Where a name has a comma,
/// semicolons part them.
pub(super) fn list(names: &[String], most: usize) -> String {
    let listed = names.get(..most).unwrap_or(names);
    let more = names.len() - listed.len();
    let has_comma = listed.iter().any(|name| name.contains(','));
    let text = listed.join(if has_comma { "; " } else { ", " });
    match (listed.len(), more) {
        (_, 0) => text,
        (0, _) => format!("{more} of them"),
        _ => format!("{text} and {more} more"),
    }
}
