//! Ids of the services of a table.

use std::ops::Range;

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use indexmap::map::Entry;

use super::at;
use super::line_index::LineIndex;
use super::merge::shared_pairs;
use super::services::ServiceRows;
use crate::id::ServiceId;
use crate::organisation::{
    Draft, OwnIds, Problem, ProblemCode, Problems, SEPARATOR, Section, Service,
};

/// States ids where they are not those of pairs, and reports those given twice.
pub(super) fn state_ids(read: &mut ServiceRows<'_>, lines: &LineIndex<'_>) {
    let Draft { interner, names, .. } = &*read.draft;
    // Ids derived from different texts without a separator differ.
    let any_with_separator = interner.any_with_separator() || names.any_with_separator();
    if !any_with_separator && state_own_ids(read) {
        return;
    }
    if any_with_separator || !read.ids.is_empty() {
        state_every_id(read, lines);
    } else if read.shares_pairs {
        for &service in shared_pairs(read).iter().flatten() {
            derive_from_name(read.draft, service as usize);
        }
    }
}

/// So many ids are looked up at once.
const AT_ONCE: usize = 512;

/// States the ids of a table each row of which states one, where they differ and none could be that
/// of a pair; whether that is so.
fn state_own_ids(read: &mut ServiceRows<'_>) -> bool {
    let ServiceRows { ids, starts, draft, .. } = read;
    let count = starts.len();
    if ids.is_empty() || ids.contains(SEPARATOR) {
        return false;
    }
    let of_rows = |rows: Range<usize>| rows.map_while(|row| Some(ids.get(row)?.0));
    let mut own = OwnIds::default();
    own.reserve(count);
    let mut scratch = Vec::new();
    for first in (0..count).step_by(AT_ONCE) {
        let rows = first..count.min(first + AT_ONCE);
        own.set_all(first, of_rows(rows), &mut scratch);
    }
    let is_stated = own.all_differ() && own.len() == count;
    if is_stated {
        *draft.services.own_ids_mut() = own;
    }
    is_stated
}

/// Derives the id of a service that is not alone between its ends.
fn derive_from_name(draft: &mut Draft, service: usize) {
    let Draft { interner, ends, services, .. } = draft;
    let Some(name) = services.name(service) else { return };
    let end = |ends: &[u32]| ends.get(service).map_or("", |&end| interner.text(end));
    let (provider, consumer) = (end(&ends.provider), end(&ends.consumer));
    let mut id = String::new();
    Service::write_derived_id(&mut id, provider, consumer, Some(name));
    services.set_id(service, &id, provider, consumer);
}

fn state_every_id(read: &mut ServiceRows<'_>, lines: &LineIndex<'_>) {
    let mut keys: IndexMap<ServiceId, u64, RandomState> = IndexMap::default();
    let mut problems = Problems::default();
    for (id, start) in ids(read) {
        let line = lines.at(start);
        match keys.entry(id) {
            Entry::Vacant(entry) => {
                entry.insert(line);
            }
            Entry::Occupied(entry) => {
                let message = format!(
                    "id `{}` is already used in line {}; give each service an id of its own",
                    entry.key(),
                    entry.get()
                );
                let place = at(Section::Services, line, "id");
                problems.push(Problem::new(ProblemCode::Duplicate, place, message));
                // Stands in for it, so that validation does not report it again.
                let stand_in = format!("{} (line {line})", entry.key());
                keys.insert(ServiceId::new(stand_in), line);
            }
        }
    }
    read.problems.append(problems);
    let Draft { interner, ends, services, .. } = &mut *read.draft;
    let ends = ends.provider.iter().zip(&ends.consumer);
    for ((service, id), (&provider, &consumer)) in keys.keys().enumerate().zip(ends) {
        let (provider, consumer) = (interner.text(provider), interner.text(consumer));
        services.set_id(service, id.as_str(), provider, consumer);
    }
}

/// The id of every service, stated or derived, and where the row that decides it starts.
fn ids(read: &ServiceRows<'_>) -> Vec<(ServiceId, u64)> {
    let mut is_alone = vec![true; read.starts.len()];
    for &service in shared_pairs(read).iter().flatten() {
        if let Some(is_alone) = is_alone.get_mut(service as usize) {
            *is_alone = false;
        }
    }
    let Draft { interner, ends, services, .. } = &*read.draft;
    let mut derived = String::new();
    let ends = ends.provider.iter().zip(&ends.consumer);
    let mut ids = Vec::with_capacity(read.starts.len());
    for (service, ((&provider, &consumer), &start)) in ends.zip(&read.starts).enumerate() {
        ids.push(if let Some(stated) = read.ids.get(service) {
            (ServiceId::new(stated.0), stated.1)
        } else {
            let is_alone = is_alone.get(service).is_none_or(|is_alone| *is_alone);
            let name = services.name(service).filter(|_| !is_alone);
            let (provider, consumer) = (interner.text(provider), interner.text(consumer));
            Service::write_derived_id(&mut derived, provider, consumer, name);
            (ServiceId::new(derived.as_str()), start)
        });
    }
    ids
}
