//! What fields mean, for those who write documents in an editor, and what their values may be.

mod actions;
mod economics;
mod mapping;
mod organisation;
mod people;
mod scenarios;

/// What is said of a field beyond its type.
pub(super) struct FieldWords {
    field: &'static str,
    pub(super) allowed: Allowed,
    pub(super) about: &'static str,
}

/// What a value may be.
pub(super) enum Allowed {
    Anything,
    /// A number of a range as messages word it.
    Range(&'static str),
    /// A number of at least this.
    Least(f64),
    /// One of some words.
    OneOf(fn() -> Vec<&'static str>),
    /// An instant of RFC 3339.
    Instant,
}

const fn words(field: &'static str, allowed: Allowed, about: &'static str) -> FieldWords {
    FieldWords { field, allowed, about }
}

/// What is said of a whole object, and of its fields.
type DescribedObject = (&'static str, &'static str, &'static [FieldWords]);

const SCHEMA: FieldWords =
    words("$schema", Allowed::Anything, "The schema of this document, for editors.");
const VERSION: FieldWords = words("version", Allowed::Anything, "The version of the format: 1.");

/// What is said of a whole object.
pub(super) fn about(object: &str) -> Option<&'static str> {
    objects().find(|(name, ..)| *name == object).map(|(_, about, _)| *about)
}

/// What is said of a field.
pub(super) fn of(object: &str, field: &str) -> Option<&'static FieldWords> {
    let (_, _, fields) = objects().find(|(name, ..)| *name == object)?;
    fields.iter().find(|words| words.field == field)
}

/// Every field that words are there for.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    let fields = |(name, _, fields): &'static DescribedObject| {
        fields.iter().map(|words| (*name, words.field))
    };
    objects().flat_map(fields)
}

fn objects() -> impl Iterator<Item = &'static DescribedObject> {
    organisation::OBJECTS
        .iter()
        .chain(economics::OBJECTS)
        .chain(people::OBJECTS)
        .chain(scenarios::OBJECTS)
        .chain(actions::OBJECTS)
        .chain(mapping::OBJECTS)
}
