//! Attributes of nodes and edges of a graph, by the names that programs give them.

use serde_json::{Map, Value};

use super::mapping::Direction;
use super::record::{End, PartyRecord, Records, RelationRecord, RelationRole};
use crate::io::csv::cell::{number, remedy};
use crate::io::csv::header::letters;
use crate::organisation::quoted;

/// What a file of ours calls all that other programs do not see.
pub(in crate::io) const OURS: &str = "knockon";
/// How a label is told from what else a file of ours says.
pub(in crate::io) const LABEL: &str = "label.";

/// Attributes, in order.
pub(super) type Attributes = Vec<(String, Value)>;

/// Takes the value of the first name there is, of those given.
fn take(attributes: &mut Attributes, names: &[&str]) -> Option<(String, Value)> {
    let at = names.iter().find_map(|name| {
        attributes
            .iter()
            .position(|(known, value)| letters(known).eq(letters(name)) && !value.is_null())
    })?;
    Some(attributes.remove(at))
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn take_text(attributes: &mut Attributes, names: &[&str]) -> Option<String> {
    take(attributes, names).map(|(_, value)| text(value)).filter(|text| !text.is_empty())
}

/// Takes a number; says what is wrong with a value that is none.
fn take_number(attributes: &mut Attributes, names: &[&str]) -> Result<Option<f64>, String> {
    let Some((name, value)) = take(attributes, names) else { return Ok(None) };
    match &value {
        Value::Number(number) => Ok(number.as_f64()),
        Value::String(cell) if cell.trim().is_empty() => Ok(None),
        Value::String(cell) => number(cell).map(Some).ok_or_else(|| {
            let remedy = remedy(cell);
            format!("{name} `{}` is no number, where one is needed{remedy}", quoted(cell))
        }),
        other => {
            Err(format!("{name} is `{}`, where a number is needed", quoted(&other.to_string())))
        }
    }
}

/// Takes what a file of ours says beyond what other programs see.
pub(super) fn take_ours(
    attributes: &mut Attributes,
) -> Result<Option<Box<Map<String, Value>>>, String> {
    let Some((_, value)) = take(attributes, &[OURS]) else { return Ok(None) };
    let value = match value {
        Value::String(text) => serde_json::from_str(&text)
            .map_err(|error| format!("attribute `{OURS}` is no JSON object: {error}"))?,
        other => other,
    };
    match value {
        Value::Object(object) => Ok(Some(Box::new(object))),
        _ => Err(format!("attribute `{OURS}` is no JSON object")),
    }
}

/// Puts the attributes of a node into its record; what is left over becomes labels.
pub(super) fn of_party(record: &mut PartyRecord, mut attributes: Attributes) -> Result<(), String> {
    record.rest = take_ours(&mut attributes)?;
    record.name = take_text(&mut attributes, &["name", "label", "title", "display_name"]);
    record.kind = take_text(&mut attributes, &["kind", "type"]);
    record.parent =
        take_text(&mut attributes, &["part_of", "parent", "group"]).or(record.parent.take());
    record.population = take_number(&mut attributes, &["population"])?;
    record.capability = take_number(&mut attributes, &["capability"])?;
    if let Some(Value::String(id)) = record.rest.as_mut().and_then(|rest| rest.remove("id")) {
        record.id = id;
    }
    for (name, value) in attributes {
        let value = text(value);
        if !name.is_empty() && !value.is_empty() {
            let label = name.strip_prefix(LABEL).unwrap_or(&name);
            record.labels.insert(label.to_owned(), value);
        }
    }
    Ok(())
}

/// Puts the attributes of an edge into its record; says whether they are those of a service.
pub(super) fn of_relation(
    record: &mut RelationRecord,
    mut attributes: Attributes,
) -> Result<bool, String> {
    record.rest = take_ours(&mut attributes)?;
    record.relation = take_text(&mut attributes, &["relation", "type", "interaction"]);
    record.name = take_text(&mut attributes, &["name", "service", "label"]);
    let before = attributes.len();
    record.dependence = take_number(&mut attributes, &["dependence"])?;
    record.weight =
        take_number(&mut attributes, &["weight", "count", "callCount", "calls", "value"])?;
    let states = attributes.len() < before;
    record.condition = take_number(&mut attributes, &["condition"])?;
    if let Some(Value::String(id)) = record.rest.as_mut().and_then(|rest| rest.remove("id")) {
        record.id = Some(id);
    }
    Ok(states)
}

/// Says of all relations of a graph who provides: in a file of ours the start; else as asked, or the
/// start if what the graph states is of services.
pub(super) fn decide(records: &mut Records, direction: Option<Direction>, states_services: bool) {
    let end = match direction {
        _ if records.rest.is_some() => Some(End::From),
        Some(direction) => Some(direction.provider()),
        None => states_services.then_some(End::From),
    };
    if let Some(end) = end {
        records.relations.iter_mut().for_each(|it| it.role = RelationRole::ProvidedBy(end));
    }
    if records.rest.is_none() {
        records.relations.iter_mut().for_each(|relation| relation.id = None);
    }
    // In a mean the weight of a file of ours is what it says.
    for relation in &mut records.relations {
        if relation.dependence.is_some()
            && let Some(weight) = relation.weight.take()
        {
            let rest = relation.rest.get_or_insert_default();
            rest.entry("weight").or_insert_with(|| Value::from(weight));
        }
    }
}
