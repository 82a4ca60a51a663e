//! Relations of ServiceNow, table `cmdb_rel_ci`: who provides depends on the type.

use indexmap::{IndexMap, IndexSet};
use serde::Deserialize;
use serde_json::Value;

use super::error::ImportError;
use super::options::ReadOptions;
use super::record::{End, PartyRecord, Records, RelationRecord, RelationRole, SharedNeed};
use super::source_place::SourcePlace;
use super::table::{CsvRows, Rows};
use super::text;
use crate::io::csv::header::letters;
use crate::io::wire::Entries;
use crate::organisation::Substitution;

/// Types whose child provides.
const CHILD_PROVIDES: [&str; 10] = [
    "Depends on::Used by",
    "Consumes::Consumed by",
    "Uses::Used by",
    "Runs on::Runs",
    "Hosted on::Hosts",
    "Virtualized by::Virtualizes",
    "Instantiates::Instantiated by",
    "Receives data from::Sends data to",
    "Stored on::Stores",
    "Powered by::Powers",
];
/// Types whose parent provides.
const PARENT_PROVIDES: [&str; 5] = [
    "Provides::Provided by",
    "Sends data to::Receives data from",
    "Provides storage for::Stored on",
    "Supports::Supported by",
    "Powers::Powered by",
];
/// Types whose child is a part of the parent.
const PARENT_IS_WHOLE: [&str; 3] =
    ["Contains::Contained by", "Members::Member of", "Owns::Owned by"];
/// The type whose children stand in for each other.
const CLUSTER: &str = "Cluster of::Cluster";
/// The type whose children can stand in for each other where that is asked for.
const HOSTS: &str = "Runs on::Runs";

/// A configuration item at an end of a relation.
#[derive(Default)]
struct ConfigurationItem {
    name: String,
    sys_id: String,
    class: String,
}

/// A row: parent, child and type, and where it stands.
struct CmdbRow {
    ends: [ConfigurationItem; 2],
    relation: String,
    place: SourcePlace,
}

/// Reads relations from a list view as CSV, or from the answer of a table as JSON.
pub(super) fn read(
    bytes: &[u8],
    place: &SourcePlace,
    options: &ReadOptions,
) -> Result<Records, ImportError> {
    let text = text::checked(bytes, place, &options.limits)?;
    let mut records = Records::of_file(place.file());
    let rows = if text.trim_start().starts_with(['{', '[']) {
        of_json(bytes, place, options)?
    } else {
        of_csv(text, place, options)?
    };
    let ambiguous = ambiguous_names(&rows)?;
    let id = |item: &ConfigurationItem| {
        let uses_name = !item.name.is_empty() && !ambiguous.contains(&item.name);
        if uses_name { item.name.clone() } else { item.sys_id.clone() }
    };
    let mut known = IndexSet::new();
    let mut seen = IndexSet::new();
    for CmdbRow { ends, relation, place } in rows {
        let [parent, child] = [id(&ends[0]), id(&ends[1])];
        if !seen.insert((parent.clone(), child.clone(), relation.clone())) {
            continue;
        }
        for (item, id) in ends.into_iter().zip([&parent, &child]) {
            if known.insert(id.clone()) {
                let mut party = PartyRecord::new(&**id, place.clone());
                party.name = Some(item.name).filter(|name| !name.is_empty() && name != id);
                party.kind = Some(item.class).filter(|class| !class.is_empty());
                records.parties.push(party);
            }
        }
        let mut record = RelationRecord::new(parent, child, place);
        record.role = role(&relation);
        let shares = relation == HOSTS && options.redundant_hosts;
        if shares || relation == CLUSTER {
            let name = if shares { "hosts" } else { "cluster" };
            let substitution = Some(Substitution::BestOf);
            record.need = Some(SharedNeed { substitution, ..SharedNeed::new(name) });
        }
        record.relation = Some(relation).filter(|relation| !relation.is_empty());
        records.relations.push(record);
    }
    Ok(records)
}

/// What a type means.
fn role(relation: &str) -> RelationRole {
    let is_one_of = |types: &[&str]| types.contains(&relation);
    if is_one_of(&CHILD_PROVIDES) || relation == CLUSTER {
        RelationRole::ProvidedBy(End::To)
    } else if is_one_of(&PARENT_PROVIDES) {
        RelationRole::ProvidedBy(End::From)
    } else if is_one_of(&PARENT_IS_WHOLE) {
        RelationRole::Whole(End::From)
    } else {
        RelationRole::Undecided
    }
}

/// Names that several items have, which then go by their `sys_id`.
fn ambiguous_names(rows: &[CmdbRow]) -> Result<IndexSet<String>, ImportError> {
    let mut ids: IndexMap<&str, (&str, &SourcePlace)> = IndexMap::new();
    let mut ambiguous = IndexSet::new();
    for row in rows {
        for item in &row.ends {
            if item.name.is_empty() && item.sys_id.is_empty() {
                let message = "an end has neither a name nor a sys_id";
                return Err(ImportError::unreadable(row.place.clone(), message));
            }
            let (known, _) = ids.entry(&item.name).or_insert((&item.sys_id, &row.place));
            if *known != item.sys_id && !item.name.is_empty() {
                ambiguous.insert(item.name.clone());
            }
        }
    }
    // An item without a key of its own cannot be told from another of its name.
    for row in rows {
        let nameless =
            row.ends.iter().find(|item| item.sys_id.is_empty() && ambiguous.contains(&item.name));
        if let Some(item) = nameless {
            let message = format!(
                "several items are called `{}`, and this row does not say which by its sys_id",
                item.name
            );
            return Err(ImportError::unreadable(row.place.clone(), message));
        }
    }
    Ok(ambiguous)
}

/// Whether a header is that of such a table.
pub(super) fn is_header(text: &str) -> bool {
    let mut rows = CsvRows::new(text, &SourcePlace::of_file(""));
    let mut names = Vec::new();
    rows.next_row(&mut names).unwrap_or(false) && RelationColumns::of(&names).is_some()
}

/// Where the columns stand.
#[derive(Clone, Copy)]
struct RelationColumns {
    names: [Option<usize>; 2],
    ids: [Option<usize>; 2],
    classes: [Option<usize>; 2],
    relation: usize,
}

impl RelationColumns {
    fn of(names: &[String]) -> Option<Self> {
        let find = |wanted: &str| {
            let is = |name: &String| letters(name.trim()).eq(letters(wanted));
            names.iter().position(is)
        };
        let ends = ["parent", "child"];
        let relation = find("type.name").or_else(|| find("type"))?;
        let of = |field: &str| ends.map(|end| find(&format!("{end}.{field}")));
        let (mut of_names, mut ids) = (of("name"), of("sys_id"));
        for (end, (name, id)) in ends.into_iter().zip(of_names.iter_mut().zip(&mut ids)) {
            // A plain column shows the name, and the key where there is a name beside it.
            let plain = find(end);
            if name.is_none() {
                *name = plain;
            } else if id.is_none() {
                *id = plain;
            }
        }
        let is_there = of_names.iter().all(Option::is_some);
        is_there.then(|| Self { names: of_names, ids, classes: of("sys_class_name"), relation })
    }
}

fn of_csv(
    text: &str,
    place: &SourcePlace,
    options: &ReadOptions,
) -> Result<Vec<CmdbRow>, ImportError> {
    let mut rows = CsvRows::new(text, place);
    let mut cells = Vec::new();
    rows.next_row(&mut cells)?;
    let Some(columns) = RelationColumns::of(&cells) else {
        let message = "the header lacks `parent.name`, `child.name` and `type.name`, or `parent`, \
                       `child` and `type`";
        return Err(ImportError::unreadable(place.line(1), message));
    };
    let mut read = Vec::new();
    while rows.next_row(&mut cells)? {
        if read.len() >= options.limits.max_services_and_needs {
            return Err(ImportError::too_many(
                place,
                "relations",
                options.limits.max_services_and_needs,
            ));
        }
        let cell = |column: Option<usize>| {
            let cell = column.and_then(|column| cells.get(column));
            cell.map(|cell| cell.trim().to_owned()).unwrap_or_default()
        };
        let RelationColumns { names, ids, classes, .. } = columns;
        let item = |name, sys_id, class| ConfigurationItem {
            name: cell(name),
            sys_id: cell(sys_id),
            class: cell(class),
        };
        let (parent, part) =
            (item(names[0], ids[0], classes[0]), item(names[1], ids[1], classes[1]));
        let ends = [parent, part];
        read.push(CmdbRow { ends, relation: cell(Some(columns.relation)), place: rows.place(0) });
    }
    Ok(read)
}

/// The answer of a table.
#[derive(Deserialize)]
struct TableAnswer {
    result: Vec<Entries<Value>>,
}

fn of_json(
    bytes: &[u8],
    place: &SourcePlace,
    options: &ReadOptions,
) -> Result<Vec<CmdbRow>, ImportError> {
    let answer: TableAnswer = text::json(bytes, place, &options.limits)?;
    let rows = answer.result.into_iter().enumerate().map(|(at, Entries(fields))| {
        let field = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, it)| it);
        // A field is a text, or a shown value beside the stored one.
        let part = |name: &str, part: &str| match field(name) {
            Some(Value::Object(both)) => both.get(part).and_then(Value::as_str),
            Some(Value::String(text)) if part == "display_value" => Some(text.as_str()),
            _ => None,
        };
        let shown = |name: &str| part(name, "display_value").unwrap_or_default().to_owned();
        let item = |end: &str| {
            let name = shown(&format!("{end}.name"));
            let plain = shown(end);
            let (name, key) = if name.is_empty() { (plain, String::new()) } else { (name, plain) };
            let stored = part(end, "value").map_or(key, str::to_owned);
            ConfigurationItem {
                name,
                sys_id: stored,
                class: shown(&format!("{end}.sys_class_name")),
            }
        };
        let relation = shown("type.name");
        let relation = if relation.is_empty() { shown("type") } else { relation };
        CmdbRow {
            ends: [item("parent"), item("child")],
            relation,
            place: place.item("result", at, ""),
        }
    });
    Ok(rows.collect())
}
