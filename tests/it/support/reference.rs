//! Certified values of `tests/data`, each with its origin and tolerance.

use serde_json::Value;

/// Inputs with the outputs they must lead to.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) inputs: Value,
    pub(crate) outputs: Value,
    pub(crate) tolerance: f64,
}

/// Reads the cases of a document whose ids start with a prefix; there must be this many.
pub(crate) fn cases(document: &str, prefix: &str, count: usize) -> Vec<Case> {
    let document: Value = serde_json::from_str(document).unwrap();
    let cases: Vec<Case> = list(&document["cases"])
        .iter()
        .map(|case| Case {
            id: text(&case["id"]),
            inputs: case["inputs"].clone(),
            outputs: case["outputs"].clone(),
            tolerance: number(&case["tolerance"]),
        })
        .filter(|case| case.id.starts_with(prefix))
        .collect();
    assert_eq!(cases.len(), count, "cases that start with `{prefix}`");
    cases
}

/// A number, written as such or as `inf` or `-inf`.
pub(crate) fn number(value: &Value) -> f64 {
    match value.as_str() {
        Some(text) => text.parse().unwrap(),
        None => value.as_f64().unwrap_or_else(|| panic!("{value} where a number is expected")),
    }
}

pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    list(value).iter().map(number).collect()
}

pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} where a list is expected"))
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} where text is expected")).to_owned()
}

/// The entries of an object, in the order of their keys.
pub(crate) fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let object = value.as_object().unwrap_or_else(|| panic!("{value} is not an object"));
    object.iter().map(|(key, value)| (key.as_str(), value))
}
