//! OpenSLO: which services there are, and what is aimed at.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::ImportError;
use super::note::ImportNote;
use super::options::ReadOptions;
use super::record::{PartyRecord, Records};
use super::source_place::SourcePlace;
use super::{text, yaml_documents};

#[derive(Deserialize)]
struct SloObject {
    kind: String,
    metadata: SloMetadata,
    #[serde(default)]
    spec: SloSpec,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SloMetadata {
    name: String,
    display_name: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct SloSpec {
    service: Option<String>,
    budgeting_method: Option<String>,
    time_window: Option<Vec<TimeWindow>>,
    objectives: Option<Vec<SloObjective>>,
}

#[derive(Deserialize)]
struct TimeWindow {
    duration: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SloObjective {
    display_name: Option<String>,
    target: Option<f64>,
    target_percent: Option<f64>,
    time_slice_target: Option<f64>,
    composite_weight: Option<Value>,
}

/// Reads objects of any kind; a `Service` is a party, and an `SLO` says what is aimed at for one.
pub(super) fn read(
    bytes: &[u8],
    place: &SourcePlace,
    options: &ReadOptions,
) -> Result<Records, ImportError> {
    let text = text::checked(bytes, place, &options.limits)?;
    let mut records = Records::of_file(place.file());
    let mut parties: IndexMap<String, PartyRecord> = IndexMap::new();
    let mut skipped: IndexMap<String, usize> = IndexMap::new();
    for document in yaml_documents::documents(text) {
        if parties.len() >= options.limits.max_parties {
            return Err(ImportError::too_many(
                &records.place,
                "services",
                options.limits.max_parties,
            ));
        }
        let at = document.place(place);
        let object: SloObject = document.read(place)?;
        match object.kind.as_str() {
            "Service" => {
                let id = object.metadata.name;
                let party =
                    parties.entry(id.clone()).or_insert_with(|| PartyRecord::new(id, at.clone()));
                party.name = object.metadata.display_name;
            }
            "SLO" => slo(object, &at, &mut parties, &mut records)?,
            _ => *skipped.entry(object.kind).or_default() += 1,
        }
    }
    records.parties = parties.into_values().collect();
    let file = place.file();
    records.notes.extend(skipped.into_iter().map(|(kind, count)| ImportNote::Skipped {
        file: file.to_owned(),
        kind: format!("kind `{kind}`"),
        count,
    }));
    Ok(records)
}

/// Takes the strictest objective as the target of a service, and keeps the others as labels.
fn slo(
    object: SloObject,
    at: &SourcePlace,
    parties: &mut IndexMap<String, PartyRecord>,
    records: &mut Records,
) -> Result<(), ImportError> {
    let SloObject { metadata, spec, .. } = object;
    let fault = |message: String| ImportError::unreadable(at.clone(), message);
    let Some(id) = spec.service else {
        return Err(fault(format!("SLO `{}` names no service", metadata.name)));
    };
    let party = parties.entry(id.clone()).or_insert_with(|| PartyRecord::new(id, at.clone()));
    let mut weighted = false;
    let mut strictest = party.rest.as_ref().and_then(|rest| rest.get("target")?.as_f64());
    for (index, objective) in spec.objectives.unwrap_or_default().into_iter().enumerate() {
        let target = objective.target.or(objective.target_percent.map(|percent| percent / 100.0));
        let Some(target) = target.filter(|target| (0.0..=1.0).contains(target)) else {
            return Err(fault(format!(
                "objective {} of SLO `{}` states no `target` in 0..=1 or `targetPercent` in \
                 0..=100",
                index + 1,
                metadata.name
            )));
        };
        weighted |= objective.composite_weight.is_some();
        let title = objective.display_name.unwrap_or_else(|| format!("objective {}", index + 1));
        party.labels.insert(format!("slo {}: {title}", metadata.name), target.to_string());
        if strictest.is_none_or(|known| target > known) {
            strictest = Some(target);
            let rest = party.rest.get_or_insert_default();
            rest.insert("target".to_owned(), json!(target));
            if let Some(threshold) = objective.time_slice_target {
                rest.insert("threshold".to_owned(), json!(threshold));
            }
        }
    }
    let window = spec.time_window.into_iter().flatten().find_map(|window| window.duration);
    for (label, value) in [("slo window", window), ("slo budgeting", spec.budgeting_method)] {
        if let Some(value) = value {
            party.labels.insert(label.to_owned(), value);
        }
    }
    if weighted {
        let message = "`compositeWeight` is left out: what depends on what is for services to say";
        let message = message.to_owned();
        records.notes.push(ImportNote::Odd { place: at.clone(), message });
    }
    Ok(())
}
