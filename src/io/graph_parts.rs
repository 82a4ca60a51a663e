//! Organisations as nodes and edges: what other programs see by attributes of their own, all else
//! in one attribute, so that reading gives an equal organisation.

use serde::Serialize;
use serde_json::{Map, Value};

use super::import::{LABEL, OURS};
use super::wire::WrittenService;
use crate::organisation::{Labels, Organisation, PartyRef, Stated};

/// A node or an edge: its attributes, in order, and what has none.
pub(super) struct GraphPart {
    pub(super) id: String,
    /// The ends of an edge, the provider first; both are empty of a node.
    pub(super) ends: [String; 2],
    pub(super) attributes: Vec<(String, Value)>,
}

/// Which texts a format can hold as ids and as values of attributes; all others stand in JSON.
#[derive(Clone, Copy)]
pub(super) struct Holds {
    pub(super) id: fn(&str) -> bool,
    pub(super) value: fn(&str) -> bool,
}

/// A statement as an object.
#[expect(clippy::expect_used, reason = "statements serialise as objects with texts as keys")]
pub(super) fn object(statement: &impl Serialize) -> Map<String, Value> {
    let mut statement = serde_json::to_value(statement).expect("statements serialise");
    // In one order, whoever else uses `serde_json`, and with which features.
    statement.sort_all_objects();
    match statement {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

/// What is stated of the organisation beside parties and services; marks a file as ours.
pub(super) fn whole(organisation: &Organisation) -> Map<String, Value> {
    let Stated { defaults, needs, common_causes, valuation, .. } = organisation.stated();
    let mut whole = Map::new();
    whole.insert("format".to_owned(), Value::from("knockon/organisation"));
    whole.insert("version".to_owned(), Value::from(1));
    let mut put = |field: &str, value: Value| {
        let is_empty = match &value {
            Value::Null => true,
            Value::Array(list) => list.is_empty(),
            Value::Object(object) => object.is_empty(),
            _ => false,
        };
        if !is_empty {
            whole.insert(field.to_owned(), value);
        }
    };
    let value = |it: Result<Value, serde_json::Error>| it.unwrap_or_default();
    put("defaults", value(serde_json::to_value(defaults)));
    put("needs", value(serde_json::to_value(needs)));
    put("common_causes", value(serde_json::to_value(common_causes)));
    put("incidents", value(serde_json::to_value(&valuation.incidents)));
    put("discount", value(serde_json::to_value(valuation.discount)));
    put("currency", value(serde_json::to_value(&valuation.currency)));
    whole
}

/// Departments and external customers as nodes, in order.
pub(super) fn nodes<'o>(
    organisation: &'o Organisation,
    holds: Holds,
    name: &'static str,
) -> impl Iterator<Item = GraphPart> + 'o {
    let stated = organisation.stated();
    let departments = stated.parties.departments.iter().map(move |department| {
        let mut fields = object(department);
        fields.remove("labels");
        let kind = Value::from("department");
        (fields, kind, &department.labels)
    });
    let customers = stated.parties.customers.iter().map(move |customer| {
        let mut fields = object(customer);
        fields.remove("labels");
        let kind = fields.remove("kind").unwrap_or_else(|| Value::from("external_customer"));
        (fields, kind, &customer.labels)
    });
    departments.chain(customers).enumerate().map(move |(at, (mut fields, kind, labels))| {
        let stated = take_id(&mut fields);
        let id = node_id(organisation, at, &stated, holds);
        let mut attributes = Vec::new();
        move_out(&mut fields, &mut attributes, ("name", name), holds.value);
        attributes.push(("kind".to_owned(), kind));
        for field in ["capability", "population", "part_of"] {
            move_out(&mut fields, &mut attributes, (field, field), holds.value);
        }
        add_labels(labels, &mut fields, &mut attributes, holds.value);
        if id != stated {
            fields.insert("id".to_owned(), Value::from(stated));
        }
        close(fields, &mut attributes);
        GraphPart { id, ends: Default::default(), attributes }
    })
}

/// Services as edges, in order.
pub(super) fn edges(organisation: &Organisation, holds: Holds) -> impl Iterator<Item = GraphPart> {
    let stated = organisation.stated();
    (0..stated.services.len()).map(move |index| {
        let mut fields = object(&WrittenService { stated, index });
        let own = take_id(&mut fields);
        let ends = ["provider", "consumer"].map(|end| {
            let id = fields.remove(end).and_then(|id| id.as_str().map(str::to_owned));
            let id = id.unwrap_or_default();
            let at = organisation.party(&id).map_or(0, PartyRef::index);
            node_id(organisation, at, &id, holds)
        });
        let id = if (holds.id)(&own) { own.clone() } else { format!("s{index}") };
        let mut attributes = Vec::new();
        move_out(&mut fields, &mut attributes, ("name", "name"), holds.value);
        if fields.get("dependence").is_some_and(Value::is_number) {
            for field in ["dependence", "weight"] {
                move_out(&mut fields, &mut attributes, (field, field), holds.value);
            }
        }
        move_out(&mut fields, &mut attributes, ("condition", "condition"), holds.value);
        if id != own {
            fields.insert("id".to_owned(), Value::from(own));
        }
        close(fields, &mut attributes);
        GraphPart { id, ends, attributes }
    })
}

fn take_id(fields: &mut Map<String, Value>) -> String {
    let id = fields.remove("id");
    id.and_then(|id| id.as_str().map(str::to_owned)).unwrap_or_default()
}

/// What a node is called: by its id where the format can hold it.
fn node_id(organisation: &Organisation, at: usize, id: &str, holds: Holds) -> String {
    if (holds.id)(id) {
        return id.to_owned();
    }
    let mut other = format!("n{at}");
    while organisation.party(&other).is_some() {
        other.push('_');
    }
    other
}

/// Makes an attribute of a field that is a number or a text.
fn move_out(
    fields: &mut Map<String, Value>,
    attributes: &mut Vec<(String, Value)>,
    (field, attribute): (&str, &str),
    holds: fn(&str) -> bool,
) {
    let is_plain = match fields.get(field) {
        Some(Value::Number(_)) => true,
        Some(Value::String(text)) => !text.is_empty() && holds(text),
        _ => false,
    };
    if is_plain && let Some(value) = fields.remove(field) {
        attributes.push((attribute.to_owned(), value));
    }
}

fn add_labels(
    labels: &Labels,
    fields: &mut Map<String, Value>,
    attributes: &mut Vec<(String, Value)>,
    holds: fn(&str) -> bool,
) {
    let mut others = Map::new();
    for (label, value) in labels.all() {
        if !label.is_empty() && !value.is_empty() && holds(label) && holds(value) {
            attributes.push((format!("{LABEL}{label}"), Value::from(value.as_str())));
        } else {
            others.insert(label.clone(), Value::from(value.as_str()));
        }
    }
    if !others.is_empty() {
        fields.insert("labels".to_owned(), Value::Object(others));
    }
}

fn close(fields: Map<String, Value>, attributes: &mut Vec<(String, Value)>) {
    if !fields.is_empty() {
        attributes.push((OURS.to_owned(), Value::Object(fields)));
    }
}
