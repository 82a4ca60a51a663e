//! Numbers in cells, and answers.

/// Reads the number a cell states, `50%` as 0.5; `None` where it states something else.
///
/// Spaces around it do not matter; NaN and infinities are no numbers here.
pub(in crate::io) fn number(cell: &str) -> Option<f64> {
    let number = cell.parse().or_else(|_| cell.trim().parse());
    let number = number.ok().or_else(|| {
        let hundredths: f64 = cell.trim().strip_suffix('%')?.trim_end().parse().ok()?;
        Some(hundredths / 100.0)
    });
    number.filter(|number: &f64| number.is_finite())
}

/// What would make a number of a cell that is none, in half a sentence; often nothing.
pub(in crate::io) fn remedy(cell: &str) -> String {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match cell.trim().split_once(',') {
        Some((whole, rest)) if is_digits(whole.trim_start_matches('-')) && is_digits(rest) => {
            format!("; numbers have a decimal point here: `{whole}.{rest}`")
        }
        _ => String::new(),
    }
}

/// Reads a yes or no; `None` where the cell states something else.
pub(super) fn answer(cell: &str) -> Option<bool> {
    match cell.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Some(true),
        "false" | "no" | "0" => Some(false),
        _ => None,
    }
}
