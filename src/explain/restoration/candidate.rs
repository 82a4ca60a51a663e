//! What can be restored, and the edits that restore it.

use crate::explain::jacobian::Cause;
use crate::network::{
    DependenceSlot, DeptIx, EdgeIx, Layout, Overrides, Parameter, PartyIx, ServiceState, Workforce,
};
use crate::quality::{Assessment, Edit, Weights};

/// A point of quality.
const ONE_POINT: f64 = 0.01;

/// Something below normal.
#[derive(Debug, Clone, Copy)]
pub(super) struct RestorationCandidate {
    pub(super) cause: Cause,
    /// What brings it back to normal.
    pub(super) restored: Edit,
    /// What makes it as it is.
    pub(super) present: Edit,
    /// What brings it one point nearer to normal, where it has points.
    pub(super) point: Option<Edit>,
    /// Whether restoring it raises every quality, or none. A capability that replaces one which
    /// follows from load may be above it.
    pub(super) only_helps: bool,
}

/// Everything below normal that may matter to an objective, in order of evaluation.
pub(super) fn candidates(assessment: &Assessment, weights: &Weights) -> Vec<RestorationCandidate> {
    let (layout, overrides) = (assessment.network().layout(), assessment.overrides());
    let upstream = upstream(layout, weights);
    let mut candidates = Vec::new();
    let stated = assessment.network().stated();
    let mut raised = raised_dependences(stated.layout(), overrides).into_iter().peekable();
    for party in (layout.parties()).filter(|&party| upstream[party]) {
        if let Some(department) = layout.department(party) {
            of_department(layout, overrides, department, &mut candidates);
            candidates.extend(of_reading(overrides, party));
        }
        for entry in layout.row(party) {
            candidates.extend(of_service(layout, overrides, party, entry));
            candidates.extend(of_requests(layout, overrides, entry));
        }
        while let Some((consumer, candidate)) = raised.next_if(|&(consumer, _)| consumer <= party) {
            candidates.extend((consumer == party).then_some(candidate));
        }
    }
    candidates
}

/// The parties whose quality the objective weighs, and everybody upstream. Requests flow upstream
/// as well, so that where any are stated everybody may matter.
fn upstream(layout: &Layout, weights: &Weights) -> Vec<bool> {
    if layout.demand().is_some() {
        return vec![true; layout.party_count()];
    }
    let mut upstream = vec![false; layout.party_count()];
    let weighed = weights.iter().filter(|&(_, weight)| weight > 0.0);
    let mut next: Vec<PartyIx> = weighed.map(|(party, _)| party).collect();
    while let Some(party) = next.pop() {
        if !std::mem::replace(&mut upstream[party], true) {
            next.extend(layout.row(party).map(|entry| PartyIx::from(layout.provider(entry))));
        }
    }
    upstream
}

fn of_department(
    layout: &Layout,
    overrides: &Overrides,
    department: DeptIx,
    candidates: &mut Vec<RestorationCandidate>,
) {
    let set = overrides.capability(department);
    let of = Parameter::Capability(department);
    let capability = |value| Edit::Value { of, value };
    let workforce = layout.workforce_of(department);
    let is = set.unwrap_or(layout.capabilities()[department]);
    if (workforce.is_none() || set.is_some()) && is < 1.0 {
        candidates.push(RestorationCandidate {
            cause: Cause::Value(of),
            // One that follows from load follows again.
            restored: capability(workforce.is_none().then_some(1.0)),
            present: capability(set),
            point: Some(capability(Some((is + ONE_POINT).min(1.0)))),
            only_helps: workforce.is_none(),
        });
    }
    if let Some(workforce) = workforce {
        of_workforce(overrides, workforce, candidates);
    }
}

/// A department that is held at its reading: let go, it delivers what its equation gives, which may
/// be less.
fn of_reading(overrides: &Overrides, party: PartyIx) -> Option<RestorationCandidate> {
    let of = Parameter::Delivered(party);
    let reading = overrides.delivered(party).filter(|reading| *reading < 1.0)?;
    let delivered = |value| Edit::Value { of, value };
    Some(RestorationCandidate {
        cause: Cause::Value(of),
        restored: delivered(None),
        present: delivered(Some(reading)),
        point: Some(delivered(Some((reading + ONE_POINT).min(1.0)))),
        only_helps: false,
    })
}

fn of_workforce(
    overrides: &Overrides,
    workforce: &Workforce,
    candidates: &mut Vec<RestorationCandidate>,
) {
    let department = workforce.department;
    let of = Parameter::Skill(department);
    let skill = |value| Edit::Value { of, value };
    if let Some(set) = overrides.value(of).filter(|set| *set < workforce.skill) {
        candidates.push(RestorationCandidate {
            cause: Cause::Value(of),
            restored: skill(None),
            present: skill(Some(set)),
            point: Some(skill(Some((set + ONE_POINT).min(workforce.skill)))),
            only_helps: true,
        });
    }
    let of = Parameter::Agents(department);
    let agents = |value| Edit::Value { of, value };
    let stated = workforce.staff.map_or(0.0, |staff| staff.agents);
    if let Some(set) = overrides.value(of).filter(|set| *set < stated) {
        candidates.push(RestorationCandidate {
            cause: Cause::Value(of),
            restored: agents(None),
            present: agents(Some(set)),
            point: None,
            only_helps: true,
        });
    }
}

fn of_service(
    layout: &Layout,
    overrides: &Overrides,
    consumer: PartyIx,
    entry: EdgeIx,
) -> Option<RestorationCandidate> {
    let set = overrides.of_row(entry);
    let condition = overrides.service_state(entry, layout.detail_of(consumer, entry)).condition();
    if overrides.leaves_standing(layout, entry) {
        return None;
    }
    let service = |state| Edit::Service { entry, state };
    let at = |condition: f64| service(Some(ServiceState::Running(condition)));
    let (cause, point) = match condition {
        None => (Cause::Running(entry), None),
        Some(condition) if condition < 1.0 => {
            (Cause::Value(Parameter::Condition(entry)), Some(at((condition + ONE_POINT).min(1.0))))
        }
        Some(_) => return None,
    };
    let (restored, present) = (at(1.0), service(set));
    Some(RestorationCandidate { cause, restored, present, point, only_helps: true })
}

/// Dependences that a scenario sets above what is stated, by consumer.
fn raised_dependences(
    stated: &Layout,
    overrides: &Overrides,
) -> Vec<(PartyIx, RestorationCandidate)> {
    let is_raised = |&(slot, set): &(DependenceSlot, f64)| set > stated.dependence_at(slot);
    let raised = overrides.dependences().filter(is_raised).map(|(slot, set)| {
        let of = Parameter::Dependence(slot);
        let edit = |value| Edit::Value { of, value };
        let nearer = (set - ONE_POINT).max(stated.dependence_at(slot));
        let candidate = RestorationCandidate {
            cause: Cause::Value(of),
            restored: edit(None),
            present: edit(Some(set)),
            point: Some(edit(Some(nearer))),
            only_helps: !stated.fall_voids(slot),
        };
        (stated.consumer_at(slot), candidate)
    });
    let mut raised: Vec<_> = raised.collect();
    raised.sort_by_key(|&(consumer, _)| consumer);
    raised
}

/// More requests than stated, or more of them made again.
fn of_requests(
    layout: &Layout,
    overrides: &Overrides,
    entry: EdgeIx,
) -> impl Iterator<Item = RestorationCandidate> {
    [Parameter::Demand(entry), Parameter::Retries(entry)].into_iter().filter_map(|of| {
        let set = overrides.value(of)?;
        let edit = |value| Edit::Value { of, value };
        (set > layout.stated_value(of)).then(|| RestorationCandidate {
            cause: Cause::Value(of),
            restored: edit(None),
            present: edit(Some(set)),
            point: None,
            only_helps: true,
        })
    })
}
