//! Says where a document is malformed, and in words of its own what would have been right.

use serde::de::DeserializeSeed;
use serde_path_to_error::{Deserializer as Tracked, Track};
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::{Error, with_deserializer_from_str_with_options as with_deserializer};

use super::options;
use crate::io::document::DocumentError;
use crate::io::wording::{path_of, shape};
use crate::organisation::shortened;

/// Reads a text with a seed, twice if need be.
pub(in crate::io) fn read<'t, S: DeserializeSeed<'t>>(
    text: &'t str,
    seed: impl Fn() -> S,
) -> Result<S::Value, DocumentError> {
    let options = options::of_text(text.len());
    let fast = with_deserializer(text, options.clone(), |source| seed().deserialize(source));
    let error = match fast {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    let mut track = Track::new();
    let slow = with_deserializer(text, options, |source| {
        seed().deserialize(Tracked::new(source, &mut track))
    });
    // A fault behind the document has no path.
    let is_behind = matches!(error.without_snippet(), Error::MultipleDocuments { .. });
    let path = if slow.is_ok() || is_behind { String::new() } else { path_of(track) };
    let (line, column) = position(&error);
    Err(DocumentError::Unreadable { line, column, path, message: worded(&error, text) })
}

/// The line and the column of a fault, both from 1; those of an alias where it stands for one.
pub(super) fn position(error: &Error) -> (usize, usize) {
    let from_one = |number: u64| usize::try_from(number).unwrap_or(usize::MAX).max(1);
    error.location().map_or((1, 1), |it| (from_one(it.line()), from_one(it.column())))
}

/// What was found, and what would have been right; the text is that of the document, where it is
/// at hand.
pub(super) fn worded(error: &Error, text: &str) -> String {
    shortened(match error.without_snippet() {
        Error::AliasError { error, .. } => worded(error, text),
        Error::Message { msg, .. } | Error::SerdeVariantId { msg, .. } => shape(msg),
        Error::ExternalMessage { msg, .. } if msg.contains("tab") => {
            format!("malformed YAML: {msg}: lines are indented with blanks")
        }
        Error::ExternalMessage { msg, .. } => format!("malformed YAML: {msg}"),
        Error::Eof { .. } => "the document ends where a value is needed".to_owned(),
        Error::MultipleDocuments { .. } => {
            "more text after the document has ended, where one document is needed".to_owned()
        }
        Error::Unexpected { expected, .. } => needed(error, text, expected),
        Error::InvalidScalar { ty, .. } => needed(error, text, ty),
        Error::InvalidBooleanStrict { .. } => needed(error, text, "bool"),
        Error::NullIntoString { .. } | Error::TaggedScalarCannotDeserializeIntoString { .. } => {
            "null, where a string is needed: a text that reads like another value stands in quotes"
                .to_owned()
        }
        Error::SerdeInvalidType { unexpected, expected, .. } => {
            shape(&format!("invalid type: {unexpected}, expected {expected}"))
        }
        Error::SerdeInvalidValue { unexpected, expected, .. } => {
            shape(&format!("invalid value: {unexpected}, expected {expected}"))
        }
        Error::SerdeInvalidLength { len, expected, .. } => {
            shape(&format!("invalid length {len}, expected {expected}"))
        }
        Error::SerdeUnknownField { field, expected, .. } => {
            let expected: Vec<String> = expected.iter().map(|name| format!("`{name}`")).collect();
            shape(&format!("unknown field `{field}`, expected one of {}", expected.join(", ")))
        }
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            let expected: Vec<String> = expected.iter().map(|name| format!("`{name}`")).collect();
            format!("`{variant}` is unknown, where one of {} is needed", expected.join(", "))
        }
        Error::SerdeMissingField { field, .. } => format!("`{field}` is missing"),
        Error::MergeKeyNotAllowed { .. } => {
            "a merge key `<<`, where fields are written out".to_owned()
        }
        Error::UnsupportedTag { tag, .. } => format!("tag `{tag}`, where none is needed"),
        Error::UnknownAnchor { .. } => "an alias of an anchor that is not stated".to_owned(),
        Error::RecursiveReferencesRequireWeakTypes { .. } => {
            "an alias inside of what it stands for".to_owned()
        }
        Error::AliasReplayCounterOverflow { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => ALIASED.to_owned(),
        Error::Budget { breach, .. } => beyond(breach),
        other => other.to_string(),
    })
}

const ALIASED: &str = "aliases stand for more than a document of this size may say: write them out";

/// Words for a bound that a document goes beyond.
fn beyond(breach: &BudgetBreach) -> String {
    match breach {
        BudgetBreach::Depth { .. } => "lists or objects nested more than 64 deep".to_owned(),
        BudgetBreach::Documents { .. } => {
            "more text after the document has ended, where one document is needed".to_owned()
        }
        BudgetBreach::SequenceUnbalanced => "a list or an object that is not closed".to_owned(),
        _ => ALIASED.to_owned(),
    }
}

/// Words for a value of another kind than is needed, by what the reader calls that kind.
fn needed(error: &Error, text: &str, kind: &str) -> String {
    let needed = match kind {
        "floating point" | "f64" => "a number",
        "bool" | "boolean" => "`true` or `false`",
        kind if kind.strip_prefix('u').is_some_and(|bits| bits.parse::<u8>().is_ok()) => {
            "a whole number of 0 or more"
        }
        kind if kind.contains("sequence") => "a list",
        kind if kind.contains("mapping") => "an object",
        kind if kind.contains("string") || kind.contains("scalar") => "a single value",
        other => other,
    };
    format!("{}, where {needed} is needed", found(error, text))
}

/// What stands at the place of a fault.
fn found(error: &Error, text: &str) -> String {
    let span = error.location().map(|location| location.span());
    let range = span.and_then(|span| {
        let start = usize::try_from(span.byte_offset()?).ok()?;
        Some(start..start + usize::try_from(span.byte_len()?).ok()?)
    });
    let stated = range.and_then(|range| text.get(range)).unwrap_or_default().trim();
    match stated.chars().next() {
        None => "something else".to_owned(),
        Some('[' | '-') if stated.len() == 1 => "a list".to_owned(),
        Some('{' | '?') if stated.len() == 1 => "an object".to_owned(),
        Some(_) => format!("`{stated}`"),
    }
}
