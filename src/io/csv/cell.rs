//! Numbers in cells, and answers.

/// Reads the number a cell states; `None` where it states something else.
///
/// Spaces around it do not matter; NaN and infinities are no numbers here.
pub(super) fn number(cell: &str) -> Option<f64> {
    let number = cell.parse().or_else(|_| cell.trim().parse());
    number.ok().filter(|number: &f64| number.is_finite())
}

/// Reads a yes or no; `None` where the cell states something else.
pub(super) fn answer(cell: &str) -> Option<bool> {
    match cell.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Some(true),
        "false" | "no" | "0" => Some(false),
        _ => None,
    }
}
