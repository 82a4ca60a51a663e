//! Compares what is found with what is expected, number by number.

use serde_json::Value;

/// How far two numbers may differ, relative to the larger: twelve significant digits.
const RELATIVE: f64 = 1e-12;
/// How far two numbers may differ in any case: rounding errors of numbers up to 1.
const ABSOLUTE: f64 = 1e-15;

/// Says where two documents differ: path, expected, found.
pub(super) fn documents(expected: &Value, found: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    compare("", expected, found, &mut differences);
    differences
}

/// Says where two texts differ: line, expected, found.
pub(super) fn texts(expected: &str, found: &str) -> Vec<String> {
    let (expected, found): (Vec<_>, Vec<_>) = (expected.lines().collect(), found.lines().collect());
    let line = |lines: &[&str], at: usize| match lines.get(at) {
        Some(line) => format!("`{line}`"),
        None => "nothing".to_owned(),
    };
    (0..expected.len().max(found.len()))
        .filter(|&at| expected.get(at) != found.get(at))
        .map(|at| differs(&format!("line {}", at + 1), &line(&expected, at), &line(&found, at)))
        .collect()
}

fn differs(place: &str, expected: &str, found: &str) -> String {
    format!("{place}: expected {expected}, found {found}")
}

fn compare(path: &str, expected: &Value, found: &Value, differences: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            for (key, value) in expected {
                let path = format!("{path}.{key}");
                match found.get(key) {
                    Some(found) => compare(&path, value, found, differences),
                    None => differences.push(differs(&path, &shown(value), "nothing")),
                }
            }
            for (key, value) in found.iter().filter(|(key, _)| !expected.contains_key(*key)) {
                differences.push(differs(&format!("{path}.{key}"), "nothing", &shown(value)));
            }
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            for (at, (expected, found)) in expected.iter().zip(found).enumerate() {
                compare(&format!("{path}[{at}]"), expected, found, differences);
            }
        }
        (Value::Number(one), Value::Number(other)) => {
            let is_same = match (one.as_i64(), other.as_i64()) {
                (Some(one), Some(other)) => one == other,
                _ => one.as_f64().zip(other.as_f64()).is_some_and(|(one, other)| alike(one, other)),
            };
            if !is_same {
                differences.push(differs(path, &one.to_string(), &other.to_string()));
            }
        }
        _ if expected == found => {}
        _ => differences.push(differs(path, &shown(expected), &shown(found))),
    }
}

/// Whether two numbers agree in twelve significant digits, or as well as rounding lets them.
fn alike(one: f64, other: f64) -> bool {
    let difference = (one - other).abs();
    difference <= ABSOLUTE || difference <= RELATIVE * one.abs().max(other.abs())
}

/// A value, or what kind it is where it is long.
fn shown(value: &Value) -> String {
    match value {
        Value::Object(members) => format!("an object of {}", members.len()),
        Value::Array(members) => format!("a list of {}", members.len()),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn twelve_digits_are_compared() {
        let expected = json!({ "a": [0.123_456_789_012_34, 1e-17], "n": 3 });
        let close = json!({ "a": [0.123_456_789_012_349, 5e-16], "n": 3 });
        assert_eq!(documents(&expected, &close), Vec::<String>::new());
        let off = json!({ "a": [0.123_456_789_015, 3e-15], "n": 4 });
        assert_eq!(
            documents(&expected, &off),
            [
                ".a[0]: expected 0.12345678901234, found 0.123456789015",
                ".a[1]: expected 1e-17, found 3e-15",
                ".n: expected 3, found 4"
            ]
        );
    }

    #[test]
    fn shape_and_text_are_compared() {
        let expected = json!({ "status": "converged", "lower": null, "chains": [1, 2] });
        let found = json!({ "status": "stopped", "chains": [1], "more": true });
        let mut differences = documents(&expected, &found);
        // Members come in an order that a feature of `serde_json` decides.
        differences.sort_unstable();
        assert_eq!(
            differences,
            [
                ".chains: expected a list of 2, found a list of 1",
                ".lower: expected null, found nothing",
                ".more: expected nothing, found true",
                ".status: expected \"converged\", found \"stopped\""
            ]
        );
    }

    #[test]
    fn texts_are_compared_line_by_line() {
        assert_eq!(texts("a\nb\n", "a\nb\n"), Vec::<String>::new());
        let differences = texts("a\nb\n", "a\nc\nd\n");
        assert_eq!(
            differences,
            ["line 2: expected `b`, found `c`", "line 3: expected nothing, found `d`"]
        );
    }
}
