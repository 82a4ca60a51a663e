//! Exchange files of ArchiMate 3: what serves what.

use indexmap::{IndexMap, IndexSet};

use super::error::ImportError;
use super::note::ImportNote;
use super::options::ReadOptions;
use super::record::{End, PartyRecord, PartyRole, Records, RelationRecord, RelationRole};
use super::source_place::SourcePlace;
use super::text;
use super::xml::{XmlElement, XmlNode, XmlReader};
use crate::organisation::quoted;

/// Types of elements that nothing flows from: passive, motivation, strategy and implementation.
const SKIPPED: [&str; 27] = [
    "BusinessObject",
    "Contract",
    "Representation",
    "DataObject",
    "Artifact",
    "Material",
    "Stakeholder",
    "Driver",
    "Assessment",
    "Goal",
    "Outcome",
    "Principle",
    "Requirement",
    "Constraint",
    "Meaning",
    "Value",
    "CourseOfAction",
    "ValueStream",
    "WorkPackage",
    "Deliverable",
    "ImplementationEvent",
    "Plateau",
    "Gap",
    "Location",
    "AndJunction",
    "OrJunction",
    "Junction",
];
/// How many names a question lists.
const MOST_NAMES: usize = 20;

/// Reads elements as parties and relationships as relations.
pub(super) fn read(
    bytes: &[u8],
    place: &SourcePlace,
    options: &ReadOptions,
) -> Result<Records, ImportError> {
    let text = text::checked(bytes, place, &options.limits)?;
    let mut model = ArchiMateModel {
        xml: XmlReader::new(text, place),
        records: Records::of_file(place.file()),
        skipped: IndexMap::new(),
        left_out: IndexSet::new(),
    };
    model.document(options)?;
    Ok(model.finish(place))
}

struct ArchiMateModel<'t> {
    xml: XmlReader<'t>,
    records: Records,
    skipped: IndexMap<String, usize>,
    /// The ids of elements that are skipped.
    left_out: IndexSet<String>,
}

impl ArchiMateModel<'_> {
    fn document(&mut self, options: &ReadOptions) -> Result<(), ImportError> {
        let mut path: Vec<String> = Vec::new();
        while let Some(node) = self.xml.next()? {
            match node {
                XmlNode::Open(element) => {
                    let within = path.iter().map(String::as_str).collect::<Vec<_>>();
                    match (within.as_slice(), element.name.as_str()) {
                        (["model"], "name") => {
                            let name = self.xml.text()?.trim().to_owned();
                            self.records.name.get_or_insert(name);
                        }
                        (["model", "elements"], "element") => self.element(element, options)?,
                        (["model", "relationships"], "relationship") => {
                            self.relationship(element, options)?;
                        }
                        ([], "model") | (["model"], "elements" | "relationships") => {
                            path.push(element.name);
                        }
                        ([], name) => {
                            let message = format!("element `{name}`, where `model` is needed");
                            return Err(ImportError::unreadable(element.place, message));
                        }
                        _ => self.xml.skip()?,
                    }
                }
                XmlNode::Close => drop(path.pop()),
                XmlNode::Text(_) => {}
            }
        }
        Ok(())
    }

    /// Reads the name that stands inside of an element.
    fn name(&mut self) -> Result<Option<String>, ImportError> {
        let mut name = None;
        while let Some(node) = self.xml.next()? {
            match node {
                XmlNode::Open(inner) if inner.name == "name" && name.is_none() => {
                    let text = self.xml.text()?;
                    name = Some(text.split_whitespace().collect::<Vec<_>>().join(" "));
                }
                XmlNode::Open(_) => self.xml.skip()?,
                XmlNode::Close => break,
                XmlNode::Text(_) => {}
            }
        }
        Ok(name.filter(|name| !name.is_empty()))
    }

    fn element(
        &mut self,
        mut element: XmlElement,
        options: &ReadOptions,
    ) -> Result<(), ImportError> {
        let (id, kind) = (element.needed("identifier")?, element.needed("type")?);
        let name = self.name()?;
        if SKIPPED.contains(&kind.as_str()) {
            *self.skipped.entry(kind).or_default() += 1;
            self.left_out.insert(id);
            return Ok(());
        }
        if self.records.parties.len() >= options.limits.max_parties {
            return Err(ImportError::too_many(
                &self.records.place,
                "elements",
                options.limits.max_parties,
            ));
        }
        let mut record = PartyRecord::new(id, element.place);
        record.name = name;
        if kind == "Grouping" {
            record.role = PartyRole::Group;
        }
        record.kind = Some(kind);
        self.records.parties.push(record);
        Ok(())
    }

    fn relationship(
        &mut self,
        mut element: XmlElement,
        options: &ReadOptions,
    ) -> Result<(), ImportError> {
        let (from, to) = (element.needed("source")?, element.needed("target")?);
        let kind = element.needed("type")?;
        let name = self.name()?;
        let limit = options.limits.max_services_and_needs;
        if self.records.relations.len() >= limit {
            return Err(ImportError::too_many(&self.records.place, "relationships", limit));
        }
        let mut record = RelationRecord::new(from, to, element.place);
        record.role = match kind.as_str() {
            "Serving" | "Realization" | "Assignment" | "Flow" | "Triggering" => {
                RelationRole::ProvidedBy(End::From)
            }
            "Composition" | "Aggregation" => RelationRole::Whole(End::From),
            "Access" | "Association" | "Specialization" | "Influence" => RelationRole::Ignored,
            _ => RelationRole::Undecided,
        };
        record.relation = Some(kind);
        record.name = name;
        self.records.relations.push(record);
        Ok(())
    }

    fn finish(self, place: &SourcePlace) -> Records {
        let Self { mut records, skipped, left_out, .. } = self;
        let before = records.relations.len();
        records.relations.retain(|it| !left_out.contains(&it.from) && !left_out.contains(&it.to));
        let gone = before - records.relations.len();
        let file = place.file();
        let skipped = skipped.into_iter().map(|(kind, count)| (format!("type `{kind}`"), count));
        let of_skipped = (gone > 0).then(|| ("relationships of these".to_owned(), gone));
        for (kind, count) in skipped.chain(of_skipped) {
            let file = file.to_owned();
            records.notes.push(ImportNote::Skipped { file, kind, count });
        }
        if let Some(message) = asked_customers(&records) {
            records.notes.push(ImportNote::Odd { place: place.clone(), message });
        }
        records
    }
}

/// Business elements that receive and serve nobody may be customers: that is asked.
fn asked_customers(records: &Records) -> Option<String> {
    let flows = |relation: &&RelationRecord| matches!(relation.role, RelationRole::ProvidedBy(_));
    let serving: IndexSet<&str> =
        records.relations.iter().filter(flows).map(|it| it.from.as_str()).collect();
    let served: IndexSet<&str> =
        records.relations.iter().filter(flows).map(|it| it.to.as_str()).collect();
    let names: Vec<String> = records
        .parties
        .iter()
        .filter(|party| {
            let is_business = party.kind.as_deref().is_some_and(|it| it.starts_with("Business"));
            let id = party.id.as_str();
            is_business && served.contains(id) && !serving.contains(id)
        })
        .map(|party| format!("`{}`", quoted(party.name.as_deref().unwrap_or(&party.id))))
        .collect();
    if names.is_empty() {
        return None;
    }
    let more = names.len().saturating_sub(MOST_NAMES);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let listed = names.iter().take(MOST_NAMES).cloned().collect::<Vec<_>>().join(", ");
    Some(format!(
        "served, and serving nobody: {listed}{more}; who of them is an external customer, a mapping \
         says by name"
    ))
}
