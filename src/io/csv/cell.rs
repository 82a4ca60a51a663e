//! Numbers in cells.

/// Reads the number a cell states; `None` where it states something else.
///
/// Spaces around it do not matter; NaN and infinities are no numbers here.
pub(super) fn number(cell: &str) -> Option<f64> {
    let number = cell.parse().or_else(|_| cell.trim().parse());
    number.ok().filter(|number: &f64| number.is_finite())
}
