//! JSON Schemas of documents, from the types that read them.
//!
//! The derive knows names, types and what is required; [`words`] add what a number may be and what
//! a field means. A test holds every field to have its words.

mod types;
mod words;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::actions::ActionsDocument;
use super::dependability::CommonCauseDocument;
use super::document::ServiceDocument;
use super::document::{CustomerDocument, DefaultsDocument, DepartmentDocument, NeedDocument};
use super::economics::IncidentDocument;
use super::header::{DocumentVersion, HistoryFormat, OrganisationFormat};
use super::kinds::{SUBSTITUTIONS, TRANSFERS};
use super::mapping::MappingDocument;
use super::plan::PlanDocument;
use super::scenario::ScenarioDocument;
use super::stated_number::StatedNumber;
use crate::io::history_document::EventDocument;
use crate::io::schema::DocumentKind;
use words::{Allowed, FieldWords};

/// What [`OrganisationSeed`](super::OrganisationSeed) reads.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "says what is read")]
struct OrganisationDocument<'t> {
    #[serde(rename = "$schema")]
    schema: Option<String>,
    format: OrganisationFormat,
    version: DocumentVersion,
    name: Option<String>,
    defaults: Option<DefaultsDocument>,
    departments: Option<Vec<DepartmentDocument<'t>>>,
    customers: Option<Vec<CustomerDocument<'t>>>,
    services: Option<Vec<ServiceDocument<'t>>>,
    needs: Option<Vec<NeedDocument>>,
    incidents: Option<Vec<IncidentDocument>>,
    discount: Option<StatedNumber>,
    currency: Option<String>,
    common_causes: Option<Vec<CommonCauseDocument>>,
}

/// What is read of a history.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "says what is read")]
struct HistoryDocument {
    #[serde(rename = "$schema")]
    schema: Option<String>,
    format: HistoryFormat,
    version: DocumentVersion,
    events: Vec<EventDocument>,
}

/// The schema of a kind of document.
pub(in crate::io) fn of(kind: DocumentKind) -> Value {
    let generator = SchemaSettings::draft2020_12().for_deserialize().into_generator();
    let of_type = |generator: SchemaGenerator| match kind {
        DocumentKind::Organisation => {
            generator.into_root_schema_for::<OrganisationDocument<'static>>()
        }
        DocumentKind::Scenario => generator.into_root_schema_for::<ScenarioDocument>(),
        DocumentKind::Plan => generator.into_root_schema_for::<PlanDocument>(),
        DocumentKind::History => generator.into_root_schema_for::<HistoryDocument>(),
        DocumentKind::Actions => generator.into_root_schema_for::<ActionsDocument>(),
        DocumentKind::Mapping => generator.into_root_schema_for::<MappingDocument>(),
    };
    let mut schema = of_type(generator).to_value();
    rename(&mut schema);
    if let Some(definitions) = schema.get_mut("$defs").and_then(Value::as_object_mut) {
        for (name, definition) in definitions.iter_mut() {
            describe(name, definition);
        }
    }
    describe(kind.name(), &mut schema);
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".to_owned(), json!(format!("urn:knockon:schema:{}:1", kind.name())));
        object.insert("title".to_owned(), json!(format!("knockon/{}", kind.name())));
    }
    sorted(schema)
}

/// Calls definitions what documents call them, and drops what only says how numbers are held.
fn rename(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(rename),
        Value::Object(object) => {
            if object.get("format").is_some_and(Value::is_string) {
                object.remove("format");
            }
            if let Some(Value::String(reference)) = object.get_mut("$ref")
                && let Some(name) = reference.strip_prefix("#/$defs/")
            {
                *reference = format!("#/$defs/{}", plain_name(name));
            }
            if let Some(Value::Object(definitions)) = object.get_mut("$defs") {
                let named = std::mem::take(definitions).into_iter();
                *definitions = named.map(|(name, value)| (plain_name(&name), value)).collect();
            }
            object.values_mut().for_each(rename);
        }
        _ => {}
    }
}

/// `department` of `DepartmentDocument`.
fn plain_name(name: &str) -> String {
    let name = name.strip_suffix("Document").or_else(|| name.strip_suffix("Fields"));
    name.unwrap_or_default().to_lowercase()
}

/// Adds what is known of a definition's fields beyond their types.
fn describe(name: &str, definition: &mut Value) {
    let Some(object) = definition.as_object_mut() else { return };
    if let Some(about) = words::about(name) {
        object.insert("description".to_owned(), json!(about));
    }
    let properties = object.get_mut("properties").and_then(Value::as_object_mut);
    for (field, property) in properties.into_iter().flatten() {
        let words = words::of(name, field);
        if let (Some(words), Some(property)) = (words, property.as_object_mut()) {
            property.insert("description".to_owned(), json!(words.about));
            allow(words, property);
        }
    }
    let conditions = match name {
        "transfer" => of_kinds(&TRANSFERS),
        "substitution" => of_kinds(&SUBSTITUTIONS),
        "event" => {
            object.insert("anyOf".to_owned(), event_alternatives());
            return;
        }
        _ => return,
    };
    object.insert("allOf".to_owned(), conditions);
}

/// What an event may state: one of a party and a service, and one number that goes with it.
fn event_alternatives() -> Value {
    let numbers = ["observed", "capability", "condition", "quality"];
    let alternative = |(subject, number): (&str, &str)| {
        let mut properties = Map::new();
        for other in ["party", "service"].iter().chain(&numbers) {
            let of = match *other {
                of if of == subject => "string",
                of if of == number => "number",
                _ => "null",
            };
            properties.insert((*other).to_owned(), json!({ "type": of }));
        }
        json!({ "required": [subject, number], "properties": properties })
    };
    let of_party = ["observed", "capability", "quality"].map(|number| ("party", number));
    let of_service = ["condition", "quality"].map(|number| ("service", number));
    of_party.into_iter().chain(of_service).map(alternative).collect()
}

/// Which settings each kind needs, and that it has no others.
fn of_kinds(kinds: &[(&str, &[&str])]) -> Value {
    let all: Vec<&str> = kinds.iter().flat_map(|(_, settings)| settings.iter().copied()).collect();
    let conditions = kinds.iter().map(|(kind, settings)| {
        let others = all.iter().filter(|setting| !settings.contains(setting));
        let others: Map<String, Value> =
            others.map(|setting| ((*setting).to_owned(), json!({ "type": "null" }))).collect();
        json!({ "if": { "properties": { "kind": { "const": kind } }, "required": ["kind"] },
                "then": { "required": settings, "properties": others } })
    });
    conditions.collect()
}

/// Says what a value, or each of an object's or a list's, may be.
fn allow(words: &FieldWords, property: &mut Map<String, Value>) {
    let mut inner = ["additionalProperties", "items"].into_iter();
    let inner = inner.find(|inner| property.get(*inner).is_some_and(Value::is_object));
    let target = match inner {
        Some(inner) => property.get_mut(inner).and_then(Value::as_object_mut),
        None => Some(property),
    };
    let Some(target) = target else { return };
    match words.allowed {
        Allowed::Anything => {}
        Allowed::Range(range) => {
            let (least, most) = ends(range);
            target.insert("minimum".to_owned(), least);
            target.insert("maximum".to_owned(), most);
        }
        Allowed::Least(least) => {
            target.insert("minimum".to_owned(), json!(least));
        }
        Allowed::OneOf(list) => {
            let may_be_null = target.get("type").is_some_and(Value::is_array);
            let null = may_be_null.then_some(Value::Null);
            let list = list().into_iter().map(Value::from).chain(null);
            target.insert("enum".to_owned(), list.collect());
        }
        Allowed::Instant => {
            target.insert("format".to_owned(), json!("date-time"));
        }
    }
}

/// The ends of a range as messages word it, such as `0 or 1e-9..=1e9`; a schema has no gap.
fn ends(range: &str) -> (Value, Value) {
    let (low, high) = range.split_once("..=").unwrap_or_default();
    let low = low.split_once(" or ").map_or(low, |(also, _)| also);
    let number = |text: &str| {
        text.parse::<u64>()
            .map_or_else(|_| text.parse::<f64>().map_or(Value::Null, Value::from), Value::from)
    };
    (number(low), number(high))
}

/// The same with keys in alphabetical order, whatever else the program is built with.
fn sorted(value: Value) -> Value {
    match value {
        Value::Array(list) => list.into_iter().map(sorted).collect(),
        Value::Object(object) => {
            let sorted_by_key: std::collections::BTreeMap<String, Value> =
                object.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            Value::Object(sorted_by_key.into_iter().collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every object with named fields: its name, and its fields.
    fn objects(kind: DocumentKind) -> Vec<(String, Map<String, Value>)> {
        let schema = of(kind);
        let definitions = schema.get("$defs").and_then(Value::as_object).cloned();
        let all = definitions.unwrap_or_default().into_iter();
        let whole = [(kind.name().to_owned(), schema.clone())];
        let fields = |(name, schema): (String, Value)| {
            Some((name, schema.get("properties")?.as_object()?.clone()))
        };
        all.chain(whole).filter_map(fields).collect()
    }

    #[test]
    fn every_field_has_its_words() {
        let mut known: Vec<(String, String)> = Vec::new();
        for kind in DocumentKind::ALL {
            for (name, fields) in objects(kind) {
                for (field, schema) in fields {
                    assert!(schema.get("description").is_some(), "{name}.{field} has no words");
                    known.push((name.clone(), field));
                }
            }
        }
        for (name, field) in words::all() {
            let is_known = known.contains(&(name.to_owned(), field.to_owned()));
            assert!(is_known, "words for {name}.{field}, which there is not");
        }
    }

    #[test]
    fn every_number_has_a_range() {
        // Orders and points have ranges that depend on more than themselves.
        for kind in DocumentKind::ALL {
            for (name, fields) in objects(kind) {
                for (field, schema) in fields {
                    let inner = schema.get("additionalProperties").unwrap_or(&schema);
                    let text = inner.get("type").map(Value::to_string).unwrap_or_default();
                    let is_number = text.contains("number") || text.contains("integer");
                    assert!(!is_number || inner.get("minimum").is_some(), "{name}.{field}");
                }
            }
        }
    }

    #[test]
    fn ranges_are_those_of_messages() {
        assert_eq!(ends("0..=1"), (json!(0), json!(1)));
        assert_eq!(ends("0 or 1e-9..=1e9"), (json!(0), json!(1e9)));
        assert_eq!(ends("1e-100..=1"), (json!(1e-100), json!(1)));
    }

    /// The reader that counts while it reads knows the same fields as the type that stands for it.
    #[test]
    fn readers_by_hand_know_the_fields_of_the_schema() {
        let refused = |text: &str| {
            let message = crate::io::json::organisation_from_str(text).unwrap_err().to_string();
            fields_of(&message)
        };
        let options = crate::io::HistoryOptions::default();
        let history =
            crate::io::json::history_from_reader("{\"x\":1}".as_bytes(), &options, |_| Ok(()));
        let stated = [
            (DocumentKind::Organisation, refused("{\"x\":1}")),
            (DocumentKind::History, fields_of(&history.unwrap_err().to_string())),
        ];
        for (kind, mut read) in stated {
            let (_, fields) = objects(kind).pop().unwrap();
            let listed: Vec<String> = fields.keys().cloned().collect();
            read.sort();
            assert_eq!(read, listed);
        }
    }

    fn fields_of(message: &str) -> Vec<String> {
        let (_, fields) = message.split_once("the fields are ").unwrap();
        fields.split(", ").map(|field| field.trim_matches('`').to_owned()).collect()
    }
}
