//! Schemas of the values that are read by hand.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::io::duration::UNITS;
use crate::io::wire::dependability::{FailureDocument, FailureFields};
use crate::io::wire::document::{AggregationDocument, RuleDocument};
use crate::io::wire::duration::DurationIn;
use crate::io::wire::header::{DocumentVersion, Format, VERSION};
use crate::io::wire::reading::ObservedNumber;
use crate::io::wire::stated_number::StatedNumber;
use crate::io::wire::strict::{Entries, Object, Order, Point, Text};
use crate::organisation::{Origin, Rule};

/// States the schema of a type, which stands where it is used.
macro_rules! inline_schema {
    ($type:ty, |$generator:pat_param| $schema:expr) => {
        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

inline_schema!(Text<'_>, |_| json_schema!({ "type": "string" }));
inline_schema!(DocumentVersion, |_| json_schema!({ "const": VERSION }));
inline_schema!(Order, |_| {
    json_schema!({ "anyOf": [{ "type": "number" }, { "enum": ["-inf", "inf"] }] })
});
inline_schema!(Point, |_| json_schema!({
    "type": "array",
    "items": { "type": "number", "minimum": 0, "maximum": 1 },
    "minItems": 2,
    "maxItems": 2,
}));
inline_schema!(RuleDocument, |generator| {
    let names: Vec<&str> = Rule::NAMED.iter().map(|(name, _)| *name).collect();
    let aggregation = generator.subschema_for::<AggregationDocument>();
    json_schema!({ "anyOf": [
        { "enum": names },
        {
            "type": "object",
            "properties": { "aggregation": aggregation },
            "required": ["aggregation"],
            "additionalProperties": false,
        },
    ] })
});

inline_schema!(StatedNumber, |_| json_schema!({ "anyOf": [
    { "type": "number" },
    {
        "type": "object",
        "properties": {
            "value": { "type": "number" },
            "low": { "type": "number" },
            "high": { "type": "number" },
            "origin": { "enum": Origin::ALL.map(Origin::name) },
        },
        "required": ["value", "low", "high", "origin"],
        "additionalProperties": false,
    },
] }));

inline_schema!(FailureDocument, |generator| {
    let fields = generator.subschema_for::<FailureFields>();
    json_schema!({ "anyOf": [{ "type": "number", "minimum": 0, "maximum": 1 }, fields] })
});
inline_schema!(ObservedNumber, |_| json_schema!({ "anyOf": [
    { "type": "number" },
    {
        "type": "object",
        "properties": {
            "value": { "type": "number" },
            "standard_error": { "type": ["number", "null"], "minimum": 0, "maximum": 1 },
        },
        "required": ["value"],
        "additionalProperties": false,
    },
] }));

/// A number of units, or a text such as `1h30m`.
impl<const SECONDS: u32> JsonSchema for DurationIn<SECONDS> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let units = UNITS.map(|(unit, _)| format!("([0-9]+(\\.[0-9]+)?\\s*{unit}\\s*)?"));
        let pattern = format!("^\\s*(?=[0-9]){}$", units.concat());
        json_schema!({ "anyOf": [
            { "type": "number" },
            { "type": "string", "pattern": pattern },
        ] })
    }
}

impl<const NUMBER: usize> JsonSchema for Format<NUMBER> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Self::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "const": Self::NAME })
    }
}

/// An entry of `null` is left out.
impl<T: JsonSchema> JsonSchema for Entries<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Entries".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<Option<T>>();
        json_schema!({ "type": "object", "additionalProperties": value })
    }
}

/// The schema of what it holds.
impl<T: JsonSchema> JsonSchema for Object<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
