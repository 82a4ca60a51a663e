//! Says where a document is malformed, and in words of its own what would have been right.
//!
//! A document is read fast first. Only one that fails is read again, slowly, to learn the path of
//! the value at fault.

use serde::de::DeserializeSeed;
use serde_json::error::Category;
use serde_path_to_error::{Deserializer as Tracked, Track};

use crate::io::document::DocumentError;
use crate::io::wording::{path_of, shape};
use crate::organisation::shortened;

/// Reads a text with a seed, twice if need be.
pub(in crate::io) fn read<'t, S: DeserializeSeed<'t>>(
    text: &'t str,
    seed: impl Fn() -> S,
) -> Result<S::Value, DocumentError> {
    let mut source = serde_json::Deserializer::from_str(text);
    let fast = seed().deserialize(&mut source).and_then(|value| source.end().map(|()| value));
    let error = match fast {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    let mut track = Track::new();
    let mut source = serde_json::Deserializer::from_str(text);
    let slow = seed().deserialize(Tracked::new(&mut source, &mut track));
    let path = if slow.is_ok() { String::new() } else { path_of(track) };
    Err(DocumentError::Unreadable {
        line: error.line().max(1),
        column: error.column().max(1),
        path,
        message: worded(&error),
    })
}

/// What was found, and what would have been right.
pub(super) fn worded(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    let text = text.strip_suffix(&position).unwrap_or(&text);
    shortened(match error.classify() {
        Category::Data => shape(text),
        Category::Syntax | Category::Eof | Category::Io => syntax(text),
    })
}

/// Words for a document that is no JSON.
fn syntax(text: &str) -> String {
    let words = match text {
        "EOF while parsing a list" => "the document ends inside a list",
        "EOF while parsing an object" => "the document ends inside an object",
        "EOF while parsing a string" => "the document ends inside a string",
        "EOF while parsing a value" => "the document ends where a value is needed",
        "expected `:`" => "a key is followed by something other than `:`",
        "expected `,` or `]`" => "an element of a list is followed by neither `,` nor `]`",
        "expected `,` or `}`" => "a field of an object is followed by neither `,` nor `}`",
        "expected value" => "something that is no JSON value",
        "expected ident" => "a word other than `true`, `false` and `null`",
        "key must be a string" => "a key that is not in double quotes",
        "trailing comma" => "a comma with nothing after it",
        "trailing characters" => "more text after the value has ended",
        "number out of range" => "a number too large for double precision",
        "invalid number" => "a malformed number",
        "invalid escape" => "an unknown escape in a string",
        "recursion limit exceeded" => "lists or objects nested more than 127 deep",
        _ if text.starts_with("control character") => "a control character in a string",
        _ if text.contains("surrogate") || text.contains("hex escape") => {
            "a malformed \\u escape in a string"
        }
        other => other,
    };
    words.to_owned()
}
