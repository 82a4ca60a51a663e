//! Which needs are of a class.

use indexmap::IndexMap;

use super::options::ClassBy;
use super::party_fit::ToFit;
use crate::organisation::Organisation;

/// A need that is of a class.
pub(super) struct ClassMember {
    /// Its party, by position.
    pub(super) party: usize,
    /// Its position among the party's needs.
    pub(super) need: usize,
}

/// Needs that are a service each, by class: those whose dependence is asked for.
pub(super) fn classes(
    to_fit: &[ToFit],
    organisation: &Organisation,
    class_by: ClassBy,
) -> IndexMap<String, Vec<ClassMember>> {
    let stated = organisation.stated();
    let label = |service: usize| match class_by {
        ClassBy::Provider => Some(stated.links.provider[service].to_string()),
        ClassBy::Service => stated.services.name(service).map(str::to_owned),
        ClassBy::Nothing => None,
    };
    let mut classes: IndexMap<String, Vec<ClassMember>> = IndexMap::new();
    for (party, one) in to_fit.iter().enumerate() {
        if one.solved.problem.of_weights() {
            continue;
        }
        for (need, of) in one.rows.needs.iter().enumerate() {
            let [service] = of.services[..] else { continue };
            let Some(label) = label(service) else { continue };
            classes.entry(label).or_default().push(ClassMember { party, need });
        }
    }
    classes
}
