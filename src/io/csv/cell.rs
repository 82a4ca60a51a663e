//! Numbers in cells.

/// A number a cell states, or how messages put what it says instead.
///
/// Spaces around it do not matter; NaN and infinities are no numbers here.
pub(super) fn number(cell: &str) -> Option<f64> {
    cell.trim().parse().ok().filter(|number: &f64| number.is_finite())
}
