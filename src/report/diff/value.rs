//! The value of a field that is stated otherwise.

use std::fmt;

use serde::{Serialize, Serializer};

/// The value of a field, in the units of documents.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum DiffValue {
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// Yes or no.
    Flag(bool),
}

/// Serialises as the plain value.
impl Serialize for DiffValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(value) => serializer.serialize_f64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::Flag(value) => serializer.serialize_bool(*value),
        }
    }
}

impl fmt::Display for DiffValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) => write!(f, "{value}"),
            Self::Text(value) => write!(f, "`{value}`"),
            Self::Flag(value) => write!(f, "{value}"),
        }
    }
}
