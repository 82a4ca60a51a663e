//! Organisations from the files of other programs: what a file says, then one step that says what
//! it means.
//!
//! ```text
//! file ── read ──> Records ── organisation, with a Mapping ──> Organisation, and what was left out
//! ```
//!
//! A reader turns a file into [`Records`] in the file's own words. Nothing is guessed that a file
//! does not say: who provides is known from the format, from [`ReadOptions::direction`] or from a
//! [`Mapping`], or is [asked](ImportError::Undecided) with the lines that would settle it; a
//! dependence that nothing states leaves a service
//! [open](crate::Organisation::open_dependences); who is external is stated by a mapping where the
//! file has no word for it.
//!
//! | format | parties | relations, and who provides |
//! | --- | --- | --- |
//! | [`Table`](SourceFormat::Table), Excel | rows with an `id` | rows with `provider` and `consumer`; with `source` and `target`, or `parent` and `child`, as asked |
//! | GraphML, [`NodeLink`](SourceFormat::NodeLink), [`Cytoscape`](SourceFormat::Cytoscape) | nodes; a graph inside a node is part of it | edges; the source where the graph states dependences, weights or kinds, else as asked |
//! | Backstage | components, resources, APIs that nobody provides; systems, domains and groups as wholes | `dependsOn`: what is referred to; `dependencyOf`: the entity; `consumesApis`: who provides the API |
//! | [ServiceNow](SourceFormat::ServiceNow) | configuration items | by type: the child of `Depends on::Used by`, the parent of `Provides::Provided by`, ... |
//! | [`ServiceGraph`](SourceFormat::ServiceGraph), [`Jaeger`](SourceFormat::Jaeger) | services; who calls from outside is the external customer `user` | calls: who is called; weights are requests |
//! | OpenSLO | services, with a target | none |
//! | [`Icinga`](SourceFormat::Icinga) | processes, hosts and services of hosts | definitions: what is named; dependence 1 |
//! | ArchiMate | elements but passive ones and those of motivation | serving, realization, assignment, flow, triggering: the source; composition, aggregation: the whole |
//!
//! A file is taken to be hostile, as everywhere in [`io`](super): sizes are limited, also once
//! inflated, nesting is bounded, entities and includes are not followed.
//!
//! # Mappings
//!
//! A mapping is a document, JSON or YAML; every section may be left out, and of rules the first
//! whose patterns all fit decides. `*` stands for any text and `?` for a letter.
//!
//! ```json
//! { "format": "knockon/mapping", "version": 1, "name": "Retail bank",
//!   "ids": { "lower": true, "strip_prefix": "component:default/", "rename": { "srv-1": "crm" } },
//!   "parties": [ { "match": { "kind": "core_company" }, "as": "external_customer", "population": 250000 },
//!                { "match": { "label.owner": "group:*/platform" }, "part_of": "Platform" } ],
//!   "relations": [ { "match": { "relation": "Runs on::Runs" }, "provider": "child",
//!                    "need": { "name": "hosts", "substitution": { "kind": "kth_best", "k": 1 }, "dependence": 0.9 } },
//!                  { "match": { "relation": "Contains*" }, "as": "part_of" } ],
//!   "customers": [ { "id": "shoppers", "population": 120000, "served_by": { "web": 0.9 } } ],
//!   "dependence": { "total": 0.8 } }
//! ```
//!
//! # Examples
//!
//! ```
//! use knockon::io::import::{Direction, Mapping, ReadOptions, SourceFormat, organisation, read};
//!
//! let calls = "source,target,calls\nweb,pay,30\nweb,search,90\n";
//! let question = read(calls.as_bytes(), SourceFormat::Table, "calls.csv", &ReadOptions::default())?;
//! let question = organisation(vec![question], &Mapping::default(), &Default::default());
//! assert!(question.unwrap_err().to_string().contains("--direction"));
//!
//! let options = ReadOptions::default().direction(Direction::ConsumerFirst);
//! let records = read(calls.as_bytes(), SourceFormat::Table, "calls.csv", &options)?;
//! let mapping = Mapping::default().dependence_total(0.8);
//! let imported = organisation(vec![records], &mapping, &Default::default())?;
//! let service = imported.organisation.service("search>web").unwrap();
//! assert!((service.dependence().unwrap().get() - 0.8 * 90.0 / 120.0).abs() < 1e-12);
//! # Ok::<(), knockon::io::import::ImportError>(())
//! ```

#[cfg(feature = "graphml")]
mod archimate;
mod attributes;
#[cfg(feature = "yaml")]
mod backstage;
#[cfg(feature = "yaml")]
mod backstage_reference;
mod call_history;
mod cytoscape;
mod detect;
mod error;
#[cfg(feature = "excel")]
mod excel;
mod files;
mod format;
mod glob;
#[cfg(feature = "graphml")]
mod graphml;
mod icinga;
mod imported_service;
mod mapping;
mod mapping_checks;
mod measured;
mod node_link;
mod note;
#[cfg(feature = "yaml")]
mod openslo;
mod options;
mod parties;
mod record;
mod service_graph;
mod servicenow;
mod services;
mod source_place;
mod step;
mod table;
mod text;
mod undecided;
#[cfg(feature = "graphml")]
mod xml;
#[cfg(feature = "yaml")]
mod yaml_documents;

pub(in crate::io) use attributes::{LABEL, OURS};
pub use error::{ImportError, InvalidImport};
pub use files::{is_foreign, read_files, read_mapping};
pub use format::{SourceFormat, UnknownSourceFormat};
pub use mapping::{Direction, Mapping, UnknownDirection, mapping_from_slice};
pub use note::ImportNote;
pub use options::{Grouping, ReadOptions, UnknownGrouping};
pub use record::{
    End, MeasuredReading, PartyRecord, PartyRole, Records, RelationRecord, RelationRole, SharedNeed,
};
use service_graph::is_head as service_graph_head;
pub use source_place::SourcePlace;
pub use step::{Imported, organisation};

use super::Limits;

/// Reads what a file says, in a format; `file` is what messages call it.
///
/// # Errors
///
/// [`ImportError::Unreadable`] with the first fault of syntax or shape and its place;
/// [`ImportError::TooLarge`] and [`ImportError::TooMany`] beyond the limits.
///
/// # Complexity
///
/// Time and memory linear in the length of the file, inflated.
pub fn read(
    bytes: &[u8],
    format: SourceFormat,
    file: &str,
    options: &ReadOptions,
) -> Result<Records, ImportError> {
    let place = SourcePlace::of_file(file);
    let read = match format {
        SourceFormat::Table => table::read,
        #[cfg(feature = "excel")]
        SourceFormat::Excel => excel::read,
        #[cfg(feature = "graphml")]
        SourceFormat::GraphMl => graphml::read,
        SourceFormat::NodeLink => node_link::read,
        SourceFormat::Cytoscape => cytoscape::read,
        #[cfg(feature = "yaml")]
        SourceFormat::Backstage => backstage::read,
        SourceFormat::ServiceNow => servicenow::read,
        SourceFormat::ServiceGraph => service_graph::read,
        SourceFormat::Jaeger => service_graph::read_jaeger,
        #[cfg(feature = "yaml")]
        SourceFormat::OpenSlo => openslo::read,
        SourceFormat::Icinga => icinga::read,
        #[cfg(feature = "graphml")]
        SourceFormat::ArchiMate => archimate::read,
    };
    let mut records = read(bytes, &place, options)?;
    let account = ImportNote::ReadAs {
        file: file.to_owned(),
        format: format.name(),
        parties: records.parties.len(),
        relations: records.relations.len(),
    };
    records.notes.insert(0, account);
    Ok(records)
}

/// Reads what a file says, in the format that it [has](SourceFormat::of_content); tables of ours are
/// read as others are.
///
/// # Errors
///
/// As [`read`], and [`ImportError::Unrecognised`].
pub fn read_detected(
    bytes: &[u8],
    file: &str,
    options: &ReadOptions,
) -> Result<Records, ImportError> {
    match detect::detect(bytes, file) {
        Some(format) => read(bytes, format, file, options),
        None => Err(unrecognised(bytes, file)),
    }
}

/// Says that a file is of no format that is known, and how it begins, or where it is malformed.
fn unrecognised(bytes: &[u8], file: &str) -> ImportError {
    if bytes.trim_ascii_start().starts_with(b"{") {
        let place = SourcePlace::of_file(file);
        let read = text::json::<serde::de::IgnoredAny>(bytes, &place, &Limits::default());
        if let Err(error) = read {
            return error;
        }
    }
    let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(400)).unwrap_or_default());
    let line = text.trim_start().lines().next().unwrap_or_default();
    let begins = line.chars().take(60).filter(|letter| !letter.is_control()).collect();
    ImportError::Unrecognised { file: file.to_owned(), begins }
}
