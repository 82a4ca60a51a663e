//! What consumers need: whose need it is, who states its dependence, how services stand in.

use std::sync::Arc;

use indexmap::IndexMap;
use indexmap::map::Entry;

use super::near::Offered;
use super::{Findings, RangedNumber, Served};
use crate::numerics::csr::{NONE, ix};
use crate::organisation::store::parties::Parties;
use crate::organisation::{
    Criticality, Links, Need, Place, ProblemCode, Section, StatedRange, Substitution, WarningCode,
};
use crate::unit::{Dependence, Figure, Quality, STEEPEST, Weight};

/// Declared needs by (consumer, name), and the consumer of each.
pub(in crate::organisation) struct ResolvedNeeds {
    by_name: IndexMap<(u32, Arc<str>), u32>,
    pub(in crate::organisation) consumer: Vec<u32>,
}

impl ResolvedNeeds {
    pub(super) fn find(&self, consumer: u32, name: &Arc<str>) -> Option<u32> {
        self.by_name.get(&(consumer, Arc::clone(name))).copied()
    }
}

/// How messages name a need.
pub(super) fn need_title(need: &Need) -> String {
    format!("need `{}` of `{}`", need.name, need.consumer)
}

/// Resolves whose need each declared need is, and checks its numbers.
pub(super) fn resolve(needs: &[Need], parties: &Parties, found: &mut Findings) -> ResolvedNeeds {
    let mut resolved =
        ResolvedNeeds { by_name: IndexMap::new(), consumer: Vec::with_capacity(needs.len()) };
    for (index, need) in needs.iter().enumerate() {
        let place = |field| Place::new(Section::Needs, index, field);
        if need.name.is_empty() {
            found.problem(
                ProblemCode::EmptyId,
                place("name"),
                format!(
                    "the name of a need of `{}` is empty, where at least one character is needed",
                    need.consumer
                ),
            );
        }
        let consumer = parties.find(&need.consumer).map_or(NONE, ix);
        if consumer == NONE && parties.leaves_out(&need.consumer) {
            // What is wrong with the party is counted.
        } else if consumer == NONE {
            let meant = found.meant(&need.consumer, parties, Offered::Parties);
            let message = format!(
                "consumer `{}` of need `{}` is not a department or an external customer{meant}",
                need.consumer, need.name
            );
            found.problem(ProblemCode::Unknown, place("consumer"), message);
        } else {
            match resolved.by_name.entry((consumer, Arc::from(need.name.as_str()))) {
                Entry::Vacant(entry) => {
                    entry.insert(ix(index));
                }
                Entry::Occupied(entry) => found.problem(
                    ProblemCode::Duplicate,
                    place("name"),
                    format!("{} is already declared by needs[{}]", need_title(need), entry.get()),
                ),
            }
        }
        resolved.consumer.push(consumer);
        if let Some(dependence) = need.dependence
            && !Dependence::allows(dependence)
        {
            let owner = need_title(need);
            found.range(place("dependence"), "dependence", dependence, &owner, Dependence::RANGE);
        }
        check_dependence_range(
            need.dependence,
            need.dependence_range.as_deref(),
            place("dependence"),
            &need_title(need),
            found,
        );
        if !Weight::allows(need.weight) {
            let owner = need_title(need);
            found.range(place("weight"), "weight", need.weight, &owner, Weight::RANGE);
        }
        if let Some(criticality) = need.criticality {
            check_criticality(criticality, place, &need_title(need), found);
        }
    }
    resolved
}

/// Checks the range of a dependence, which has to be stated beside it.
pub(super) fn check_dependence_range(
    dependence: Option<f64>,
    range: Option<&StatedRange>,
    place: Place,
    owner: &str,
    found: &mut Findings,
) {
    if let Some(value) = dependence {
        let (allows, words) = (Dependence::allows as fn(f64) -> bool, Dependence::RANGE);
        let of = RangedNumber { what: "the dependence", value, owner, allows, words };
        found.stated_range(place, of, range);
    } else if range.is_some() {
        let message = format!("{owner} states the range of a dependence, and no dependence");
        found.problem(ProblemCode::IgnoredSetting, place, message);
    }
}

/// Finds the one statement of every declared need's dependence; `None` where there is none, and the
/// need is open.
pub(super) fn dependences(
    needs: &[Need],
    served: Served<'_>,
    links: &Links,
    found: &mut Findings,
) -> Vec<Option<f64>> {
    let services = served.services;
    let dependence_of = |(index, need): (usize, &Need)| {
        let place = Place::new(Section::Needs, index, "dependence");
        let mut stated = need.dependence;
        for &service in links.of_need.of(index) {
            match (stated, services.dependence(service as usize)) {
                (None, given) => stated = given,
                (Some(_), Some(_)) => found.problem(
                    ProblemCode::DependenceTwice,
                    place.clone(),
                    format!(
                        "the dependence of {} is stated again by {}, where it is stated once: on \
                         the need or on one of its services",
                        need_title(need),
                        served.title(service as usize)
                    ),
                ),
                (Some(_), None) => {}
            }
        }
        stated
    };
    needs.iter().enumerate().map(dependence_of).collect()
}

/// Checks how the services of each declared need stand in for each other.
pub(super) fn substitutions(
    needs: &[Need],
    served: Served<'_>,
    links: &Links,
    found: &mut Findings,
) {
    for (index, need) in needs.iter().enumerate() {
        let place = |field| Place::new(Section::Needs, index, field);
        let members = links.of_need.of(index);
        if members.is_empty() {
            found.warning(
                WarningCode::NeedWithoutService,
                place(""),
                format!("no service meets {}: it is wholly unmet", need_title(need)),
            );
        } else if members.iter().all(|&service| !served.services[service as usize].running) {
            found.warning(
                WarningCode::NotRunning,
                place(""),
                format!("no service of {} runs: it is wholly unmet", need_title(need)),
            );
        }
        match need.substitution {
            None if members.len() > 1 => found.problem(
                ProblemCode::SubstitutionMissing,
                place("substitution"),
                format!(
                    "{} has {} services and states no substitution, where a need of two or more \
                     needs one",
                    need_title(need),
                    members.len()
                ),
            ),
            Some(substitution) if !members.is_empty() => {
                check_substitution(substitution, need, members, served, place, found);
            }
            _ => {}
        }
        if !need.substitution.is_some_and(|substitution| substitution.uses_weights()) {
            refuse_member_weights(need, members, served, found);
        }
    }
}

fn check_substitution(
    substitution: Substitution,
    need: &Need,
    members: &[u32],
    served: Served<'_>,
    place: impl Fn(&'static str) -> Place,
    found: &mut Findings,
) {
    let count = members.len();
    if let Substitution::KthBestShare { at_least_share: share }
    | Substitution::IndependentAtLeastShare { at_least_share: share } = substitution
        && !(share > 0.0 && share <= 1.0)
    {
        let range = "0..=1, with 0 left out";
        let field = place("substitution.at_least_share");
        found.range(field, "at_least_share", share, &need_title(need), range);
        return;
    }
    match substitution.counting(count) {
        Substitution::KthBest { k } | Substitution::IndependentAtLeast { k } => {
            if k == 0 || k as usize > count {
                let message = format!(
                    "k `{k}` of {} is outside 1..={count}, its number of services",
                    need_title(need)
                );
                found.problem(ProblemCode::Substitution, place("substitution.k"), message);
            }
            let at_least = matches!(substitution, Substitution::IndependentAtLeast { .. });
            if at_least && count > Substitution::MAX_AT_LEAST_SERVICES {
                let message = format!(
                    "{} has {count} services, where independent_at_least takes at most {}",
                    need_title(need),
                    Substitution::MAX_AT_LEAST_SERVICES
                );
                found.problem(ProblemCode::Substitution, place("substitution"), message);
            }
        }
        Substitution::Pooled { required } => {
            let weight = |&service: &u32| served.services[service as usize].weight;
            let total: f64 = members.iter().map(weight).sum();
            let largest = members.iter().map(weight).fold(0.0, f64::max);
            let fault = if !(required > 0.0 && required <= total) {
                format!("is not above 0 and at most {total}, the sum of its services' weights")
            } else if largest / required > STEEPEST {
                format!("is below 1e-15 of {largest}, the largest of its services' weights")
            } else {
                return;
            };
            let message = format!("required `{required}` of {} {fault}", need_title(need));
            found.problem(ProblemCode::Substitution, place("substitution.required"), message);
        }
        Substitution::Independent => {
            for index in members.iter().map(|&service| service as usize) {
                let weight = served.services[index].weight;
                if Weight::allows(weight) && weight > STEEPEST {
                    let message = format!(
                        "weight `{weight}` of {} is above 1e15, the most where it is an exponent, \
                         as in the substitution `independent` of {}",
                        served.title(index),
                        need_title(need),
                        weight = Figure(weight)
                    );
                    let place = Place::new(Section::Services, index, "weight");
                    found.problem(ProblemCode::OutOfRange, place, message);
                }
            }
        }
        Substitution::BestOf
        | Substitution::KthBestShare { .. }
        | Substitution::IndependentAtLeastShare { .. } => {}
    }
}

#[expect(clippy::float_cmp, reason = "1 is the weight of a service that states none")]
fn refuse_member_weights(need: &Need, members: &[u32], served: Served<'_>, found: &mut Findings) {
    for index in members.iter().map(|&service| service as usize) {
        let weight = served.services[index].weight;
        if weight != 1.0 {
            found.problem(
                ProblemCode::IgnoredSetting,
                Place::new(Section::Services, index, "weight"),
                format!(
                    "weight `{weight}` of {} has no effect: the substitution of {} ignores weights",
                    served.title(index),
                    need_title(need),
                    weight = Figure(weight)
                ),
            );
        }
    }
}

/// Checks a criticality, of a service or of a declared need.
pub(super) fn check_criticality(
    criticality: Criticality,
    place: impl Fn(&'static str) -> Place,
    owner: &str,
    found: &mut Findings,
) {
    let Criticality { floor, slope } = criticality;
    if !Quality::allows(floor) {
        found.range(place("criticality.floor"), "criticality floor", floor, owner, Quality::RANGE);
    }
    if !(0.0..=STEEPEST).contains(&slope) {
        found.range(place("criticality.slope"), "criticality slope", slope, owner, "0..=1e15");
    }
}
