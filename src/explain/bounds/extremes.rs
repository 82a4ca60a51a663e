//! The ends of ranges that are worst, or best, together.

use std::ops::RangeInclusive;

use super::RangeError;
use crate::id::UnknownId;
use crate::network::{ServiceState, StatedPartyIx, StatedServiceIx};
use crate::numerics::csr::ix;
use crate::organisation::{Invalid, NONE, Organisation, Rule, Scenario};
use crate::quality::{Assessment, kernel};
use crate::unit::Dependence;

/// An end of a range, or of all that is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RangeEnd {
    Low,
    High,
}

impl RangeEnd {
    pub(super) fn of(self, range: &RangeInclusive<f64>) -> f64 {
        match self {
            Self::Low => *range.start(),
            Self::High => *range.end(),
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Low => Self::High,
            Self::High => Self::Low,
        }
    }
}

/// A need whose dependence is a range.
pub(super) struct RangedNeed<'a> {
    /// A service that meets it, by stated number.
    pub(super) service: usize,
    /// The declared need, or [`NONE`] for that of the service alone.
    need: u32,
    pub(super) consumer: usize,
    pub(super) range: &'a RangeInclusive<f64>,
}

impl RangedNeed<'_> {
    /// Whether it is of a declared need, or of that of a service alone.
    pub(super) fn is_of(&self, service: u32, declared: u32) -> bool {
        self.need == declared && (declared != NONE || self.service == service as usize)
    }
}

pub(super) fn terms<'a>(
    organisation: &Organisation,
    dependences: &'a [(String, RangeInclusive<f64>)],
) -> Result<Vec<RangedNeed<'a>>, RangeError> {
    let stated = organisation.stated();
    let mut terms: Vec<RangedNeed<'a>> = Vec::new();
    for (id, range) in dependences {
        let service = stated.service_index(id).ok_or_else(|| UnknownId::service(id))?;
        for value in [*range.start(), *range.end()] {
            if !Dependence::allows(value) {
                return Err(RangeError::Dependence { id: id.clone(), value });
            }
        }
        let need = stated.links.need[service];
        if terms.iter().any(|term| term.is_of(ix(service), need)) {
            return Err(RangeError::Duplicate { id: id.clone() });
        }
        let consumer = stated.links.consumer[service] as usize;
        terms.push(RangedNeed { service, need, consumer, range });
    }
    Ok(terms)
}

/// A need met as well as this to own capability is felt alike at either end: what a solve leaves
/// must not turn ends for ever.
const ALIKE: f64 = 1e-11;

/// After so many rounds ends will not settle any more.
const MOST_CORNER_ROUNDS: u32 = 1_000;

/// Solves for the end of everything: the ends of the dependences are those that are worst (or
/// best) at the state they lead to, a fixpoint `x` of the worst (or best) of all terms.
///
/// `x` is the greatest fixpoint of its own choice of ends. That of the worst of all terms lies at
/// or below any choice's, and at or above `x`: it is `x`. That of the best of all terms lies at or
/// above any choice's, and is `x` where the best of all terms has one fixpoint alone.
pub(super) fn settle(
    organisation: &Organisation,
    terms: &[RangedNeed<'_>],
    scenario: &Scenario,
    end: RangeEnd,
) -> Result<Assessment, RangeError> {
    let is_fdna = |term: &RangedNeed<'_>| organisation.stated().rule(term.consumer) == Rule::Fdna;
    if end == RangeEnd::High && terms.iter().any(is_fdna) {
        // Slopes under `fdna` are largest where dependences are.
        let steepest: Vec<_> = terms
            .iter()
            .map(|term| if is_fdna(term) { RangeEnd::High } else { RangeEnd::Low })
            .collect();
        if !with_dependences(organisation, terms, &steepest)?.compile()?.is_certified() {
            return Err(RangeError::NotCertified);
        }
    }
    // Quality falls with a dependence.
    let mut ends = vec![end.other(); terms.len()];
    for _ in 0..MOST_CORNER_ROUNDS {
        let solved = with_dependences(organisation, terms, &ends)?.compile()?.solve(scenario)?;
        let mut settled = true;
        for (term, chosen) in terms.iter().zip(&mut ends) {
            if !is_fdna(term) {
                continue;
            }
            let (met, own) = (met(organisation, term, &solved), own(term, &solved));
            let better = if (met - own).abs() <= ALIKE {
                *chosen
            } else if met < own {
                end.other()
            } else {
                end
            };
            settled &= better == *chosen;
            *chosen = better;
        }
        if settled {
            return Ok(solved);
        }
    }
    Err(RangeError::NotSettled { rounds: MOST_CORNER_ROUNDS })
}

fn with_dependences(
    organisation: &Organisation,
    terms: &[RangedNeed<'_>],
    ends: &[RangeEnd],
) -> Result<Organisation, Invalid> {
    let links = &organisation.stated().links;
    let mut builder = organisation.to_builder();
    for (term, end) in terms.iter().zip(ends) {
        let dependence = end.of(term.range);
        match builder.needs.get_mut(term.need as usize).map(|need| &mut need.dependence) {
            Some(Some(stated)) => *stated = dependence,
            // A need's dependence may stand on its services.
            Some(None) => {
                for &service in links.of_need.of(term.need as usize) {
                    if let Some(stated) = &mut builder.services[service as usize].dependence {
                        *stated = dependence;
                    }
                }
            }
            None => builder.services[term.service].dependence = Some(dependence),
        }
    }
    builder.build()
}

/// How well a need is met in a state.
fn met(organisation: &Organisation, term: &RangedNeed<'_>, solved: &Assessment) -> f64 {
    let stated = organisation.stated();
    let (services, substitution) = match stated.needs.get(term.need as usize) {
        Some(need) => (stated.links.of_need.of(term.need as usize).to_vec(), need.substitution),
        None => (vec![ix(term.service)], None),
    };
    let layout = solved.network().layout();
    let received = services.iter().map(|&index| {
        let service = &stated.services[index as usize];
        let entry = layout.edge(StatedServiceIx::from_raw(index));
        let state = solved.overrides().service_state(entry, layout.row_detail(entry));
        let ServiceState::Running(condition) = state else { return 0.0 };
        let provided = solved.quality_of(layout.provider(entry).into());
        kernel::felt(&service.transfer, condition * provided)
    });
    let weights = services.iter().map(|&index| stated.services[index as usize].weight);
    kernel::met(substitution, &mut received.collect::<Vec<_>>(), weights)
}

/// The capability of a term's consumer in a state; 1 for an external customer.
fn own(term: &RangedNeed<'_>, solved: &Assessment) -> f64 {
    let layout = solved.network().layout();
    let consumer = layout.dense(StatedPartyIx::new(term.consumer));
    layout.department(consumer).map_or(1.0, |department| solved.capability_of(department))
}
