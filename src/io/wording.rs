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
        return format!("{found}, where {} is needed", expectation(expected));
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
