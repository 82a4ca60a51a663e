//! A statement as its fields, by the names they have in a document.

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use super::value::DiffValue;

/// Fields by path, such as `transfer.from`; lists have paths such as `transfer.points[1][0]`.
pub(super) type FieldValues = IndexMap<String, DiffValue>;

/// The fields that a statement is written with.
pub(super) fn fields(statement: &impl Serialize) -> FieldValues {
    let mut found = FieldValues::new();
    // Statements are objects with texts as keys, which every document can hold. Which order these come
    // in depends on who else uses `serde_json`.
    let mut statement = serde_json::to_value(statement).unwrap_or_default();
    statement.sort_all_objects();
    take(String::new(), statement, &mut found);
    found
}

/// Takes what lies at a path apart; nothing nests deeper than a document may.
fn take(path: String, value: Value, found: &mut FieldValues) {
    match value {
        Value::Null => {}
        Value::Bool(flag) => {
            found.insert(path, DiffValue::Flag(flag));
        }
        Value::Number(number) => {
            let number = number.as_f64().unwrap_or(f64::NAN);
            found.insert(path, DiffValue::Number(number));
        }
        Value::String(text) => {
            found.insert(path, DiffValue::Text(text));
        }
        Value::Array(elements) => {
            for (index, element) in elements.into_iter().enumerate() {
                take(format!("{path}[{index}]"), element, found);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                let path = if path.is_empty() { key } else { format!("{path}.{key}") };
                take(path, member, found);
            }
        }
    }
}
