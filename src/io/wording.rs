//! Says where a document is of another shape than its format, and what would have been right.

use serde_path_to_error::Track;

use crate::organisation::shortened;

/// Where reading stopped, such as `services[3].dependence`.
pub(super) fn path_of(track: Track) -> String {
    // A key that was never read stands as `?`, the document itself as `.`.
    shortened(track.path().to_string().trim_end_matches('?').trim_end_matches('.'))
}

/// How a message goes on after line and column.
pub(super) fn at(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!(", {path}") }
}

/// What serde finds wrong with the shape of a document, in words of our own.
pub(super) fn shape(text: &str) -> String {
    if let Some(rest) = text.strip_prefix("missing field ") {
        return format!("{rest} is missing");
    }
    if let Some(rest) = text.strip_prefix("duplicate field ") {
        return format!("{rest} is given twice");
    }
    if let Some(rest) = text.strip_prefix("unknown field ") {
        return match rest.rsplit_once(", expected ") {
            Some((field, known)) => {
                let known = known.strip_prefix("one of ").unwrap_or(known);
                format!("field {field} is unknown, where the fields are {known}")
            }
            None => format!("field {rest} is unknown"),
        };
    }
    for prefix in ["invalid type: ", "invalid value: ", "invalid length "] {
        let Some((found, expected)) =
            text.strip_prefix(prefix).and_then(|rest| rest.rsplit_once(", expected "))
        else {
            continue;
        };
        let found = if prefix == "invalid length " {
            "a list of another length".to_owned()
        } else {
            kind_of_value(found)
        };
        let needed = expectation(expected);
        return format!("{found}, where {needed} is needed{}", remedy(&found, needed));
    }
    text.to_owned()
}

/// What was found; it may quote the user's text.
fn kind_of_value(found: &str) -> String {
    match found {
        "map" => "an object".to_owned(),
        "sequence" => "a list".to_owned(),
        "unit value" => "null".to_owned(),
        other => other
            .strip_prefix("floating point ")
            .or_else(|| other.strip_prefix("integer "))
            .map_or_else(|| other.to_owned(), |number| format!("number {number}")),
    }
}

/// How a number is written that stands in quotes, or in per cent as tables take it; else nothing.
fn remedy(found: &str, needed: &str) -> String {
    let is_whole_needed = needed.starts_with("a whole number");
    if !(needed.starts_with("a number") || is_whole_needed) {
        return String::new();
    }
    let is_number = |text: &str| {
        let (digits, whole) = text.strip_suffix('%').map_or((text, 1.0), |text| (text, 100.0));
        let number = digits.trim().parse::<f64>().ok()? / whole;
        let is_whole = number.fract().abs() <= 0.0;
        let fits = (is_whole && number >= 0.0) || !is_whole_needed;
        (number.is_finite() && fits).then_some(number)
    };
    let text = found.strip_prefix("string \"").and_then(|text| text.strip_suffix('"'));
    match text.and_then(is_number) {
        Some(number) => format!("; write {number}"),
        None => String::new(),
    }
}

/// What was needed.
fn expectation(expected: &str) -> &str {
    match expected {
        "f64" => "a number",
        "u32" => "a whole number of 0 or more",
        "a sequence" => "a list",
        "a map" => "an object",
        other => other.strip_prefix("struct ").map_or(other, |_| "an object"),
    }
}

#[cfg(test)]
mod tests {
    use super::shape;

    #[test]
    fn text_that_says_a_number_is_answered_by_that_number() {
        let said = |found: &str, needed: &str| {
            shape(&format!("invalid type: string {found:?}, expected {needed}"))
        };
        let number = "a number or an object with `value`";
        let object = "where a number or an object with `value` is needed";
        assert_eq!(said("50%", number), format!("string \"50%\", {object}; write 0.5"));
        assert_eq!(
            said("12.5 %", "f64"),
            "string \"12.5 %\", where a number is needed; write 0.125"
        );
        assert_eq!(said("3", "f64"), "string \"3\", where a number is needed; write 3");
        assert_eq!(said("full", "f64"), "string \"full\", where a number is needed");
        assert_eq!(said("nan", "f64"), "string \"nan\", where a number is needed");
        let whole = "where a whole number of 0 or more is needed";
        assert_eq!(said("50%", "u32"), format!("string \"50%\", {whole}"));
        assert_eq!(said("2", "u32"), format!("string \"2\", {whole}; write 2"));
        assert_eq!(said("2", "the number 1"), "string \"2\", where the number 1 is needed");
        assert_eq!(said("50%", "a map"), "string \"50%\", where an object is needed");
    }
}
