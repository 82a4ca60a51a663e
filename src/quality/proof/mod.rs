//! What proves an assessment.
//!
//! A small residual is no small error: a state may satisfy its equations to the last place and lie
//! several points off, behind a steep transfer or near a tipping point. So every quality can be
//! asked what is known of it:
//!
//! | proof | what it says |
//! | --- | --- |
//! | [`Proof::Proved`] | the exact answer lies within the bound |
//! | [`Proof::Verified`] | the state is consistent; that it is the best consistent state is not proved |
//! | [`Proof::Unproved`] | neither; some equation is off by the residual |
//!
//! An answer is proved by [enclosing](super::proof::enclosure) it, rounded outwards on the way:
//! cycles by a contraction, of every scenario or of this one, or by a state that their equations
//! lift; what lies downstream by both ends of what it receives. Rounds of quality and demand are
//! not enclosed.

pub(super) mod directed;
mod enclosure;

use std::fmt;

use serde::Serialize;

use super::assessment::Assessment;
use super::engine::equation::{EquationContext, Scratch};
use super::engine::solution::Solution;
use super::equilibrium;
use super::proof::directed::Needs;
use super::proof::enclosure::Enclosing;
use crate::network::{Demand, PartyIx};
use crate::rule::directed::RoundingDirection;

/// A bound above this proves nothing worth saying.
const LARGEST_BOUND: f64 = 1e-6;
/// How far an equation of a verified state may be off, and a further sweep may move anybody ...
const CONSISTENT: f64 = 1e-12;
/// ... and how far off relative to the quality itself ...
const CONSISTENT_SHARE: f64 = 1e-9;
/// ... unless that is below this.
const LEAST_SIZE: f64 = f64::EPSILON;
/// What a capability that follows from a waiting line may be off by, relative to itself.
const WAITING_ERROR: f64 = 1e-12;

/// What is known of how far qualities are from the exact answer.
///
/// The answer is the best state consistent with every rule, in exact arithmetic, for the numbers as
/// they are stated.
///
/// # Examples
///
/// ```
/// use knockon::{Department, ExternalCustomer, Organisation, Proof, Scenario, Service};
///
/// let organisation = Organisation::builder("Two that lean on each other")
///     .department(Department::new("it"))
///     .department(Department::new("hr"))
///     .customer(ExternalCustomer::new("clients"))
///     .service(Service::new("it-hr", "it", "hr").dependence(0.5))
///     .service(Service::new("hr-it", "hr", "it").dependence(0.5))
///     .service(Service::new("it-clients", "it", "clients").dependence(1.0))
///     .build()?;
/// let network = organisation.compile()?;
/// let after = network.solve(&Scenario::new("short of people").capability("it", 0.6))?;
/// let Proof::Proved { bound } = after.proof() else { panic!("{}", after.proof()) };
/// // q = 0.6 (0.5 + 0.5 h) and h = 0.5 + 0.5 q give q = 0.45 / 0.85.
/// assert!((after.quality("clients").unwrap().get() - 0.45 / 0.85).abs() <= bound);
/// assert!(bound < 1e-12);
/// # Ok::<(), knockon::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Proof {
    /// The exact answer lies within a bound of the number.
    Proved {
        /// How far it may be off, 0..=1e-6.
        bound: f64,
    },
    /// Every equation holds, to 1e-12 and to a part in 10⁹, and another sweep over everybody moves
    /// nobody by more than 1e-12. That no better state is consistent is not proved.
    Verified,
    /// Neither.
    Unproved {
        /// How far an equation is off, or another sweep moves a party: 0 or more.
        residual: f64,
    },
}

impl Proof {
    /// Returns the bound on the error, if one is proved.
    pub fn bound(self) -> Option<f64> {
        match self {
            Self::Proved { bound } => Some(bound),
            Self::Verified | Self::Unproved { .. } => None,
        }
    }

    /// Returns the worse of two: what holds of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Proved { bound: one }, Self::Proved { bound: two }) => {
                Self::Proved { bound: one.max(two) }
            }
            (Self::Unproved { residual: one }, Self::Unproved { residual: two }) => {
                Self::Unproved { residual: one.max(two) }
            }
            (unproved @ Self::Unproved { .. }, _) | (_, unproved @ Self::Unproved { .. }) => {
                unproved
            }
            (Self::Verified, _) | (_, Self::Verified) => Self::Verified,
        }
    }
}

impl fmt::Display for Proof {
    /// Writes a clause, such as `proved to within 1e-9`; smaller bounds count as that.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Proved { bound } if bound > 1e-9 => write!(f, "proved to within {bound:.0e}"),
            Self::Proved { .. } => f.write_str("proved to within 1e-9"),
            Self::Verified => {
                f.write_str("consistent; that it is the best consistent state is not proved")
            }
            Self::Unproved { residual } => {
                write!(f, "not proved: an equation is off by {residual:.0e}")
            }
        }
    }
}

impl Assessment {
    /// Returns what proves the whole state: the worst of all parties.
    ///
    /// Worked out when first asked for, and kept.
    ///
    /// # Complexity
    ///
    /// Time linear in parties and services without cycles, times the sweeps of the solve and up to
    /// some hundreds more for cycles that are not certified; memory 16 bytes per party.
    pub fn proof(&self) -> Proof {
        worst(self.proofs())
    }

    /// Returns what proves the lower state; `None` where it was not asked for.
    ///
    /// # Complexity
    ///
    /// As [`proof`](Self::proof).
    pub fn lower_proof(&self) -> Option<Proof> {
        self.lower_proofs().map(worst)
    }
}

fn worst(proofs: &[Proof]) -> Proof {
    proofs.iter().copied().fold(Proof::Proved { bound: 0.0 }, Proof::and)
}

/// Says of every party what proves it, by dense number; of the greatest state, or of the least one.
pub(super) fn proofs(
    assessment: &Assessment,
    solution: &Solution,
    outer: RoundingDirection,
) -> Vec<Proof> {
    let layout = assessment.network().layout();
    let capability = assessment.capabilities(solution.load.as_ref());
    let overrides = assessment.overrides();
    let context = EquationContext { layout, capability: &capability, overrides };
    let state = &*solution.quality;
    let feeds_back = layout.demand().is_some_and(Demand::feeds_back);
    let mut proofs = if feeds_back {
        vec![Proof::Verified; state.len()]
    } else {
        let capability_error = if layout.demand().is_some() { WAITING_ERROR } else { 0.0 };
        let sweeps = solution.outcome.sweeps;
        enclosed(&Enclosing { context, state, outer, capability_error, sweeps })
    };
    if proofs.iter().any(|proof| proof.bound().is_none()) {
        let mut scratch = Scratch::default();
        let load_residual = match (layout.demand(), &solution.load) {
            (Some(demand), Some(load)) => {
                equilibrium::residual(demand, context, state, load, &mut scratch)
            }
            _ => 0.0,
        };
        verify(&context, state, load_residual, &mut proofs);
    }
    proofs
}

/// Bounds every quality by both ends of its interval; [`Proof::Verified`], to be seen to, where
/// that is no proof.
fn enclosed(enclosing: &Enclosing<'_>) -> Vec<Proof> {
    let ends = enclosing.ends();
    let mut memory = Needs::default();
    let bound = |(party, &quality): (PartyIx, &f64)| {
        let mut end = |known: &[f64], direction| match known.get(party.index()) {
            Some(&end) => end,
            None => enclosing.end(party, &ends, direction, &mut memory),
        };
        let lower = end(&ends.lower, RoundingDirection::Down);
        let upper = end(&ends.upper, RoundingDirection::Up);
        let bound = (quality - lower).max(upper - quality).max(0.0);
        if bound <= LARGEST_BOUND { Proof::Proved { bound } } else { Proof::Verified }
    };
    enclosing.context.layout.parties().zip(enclosing.state).map(bound).collect()
}

/// Looks at what is not proved: whether it is consistent.
fn verify(context: &EquationContext<'_>, state: &[f64], load_residual: f64, proofs: &mut [Proof]) {
    let departments = context.layout.department_count();
    let parties = context.layout.parties();
    let mut swept = state[..departments].to_vec();
    let mut scratch = Scratch::default();
    for (party, (proof, &quality)) in parties.zip(proofs.iter_mut().zip(state)) {
        let expected = context.evaluate(party, state, &mut scratch);
        let next = context.evaluate(party, &swept, &mut scratch);
        if let Some(swept) = swept.get_mut(party.index()) {
            *swept = next;
        }
        if proof.bound().is_some() {
            continue;
        }
        let (residual, step) = ((expected - quality).abs(), (next - quality).abs());
        let size = expected.max(quality);
        let is_consistent = residual.max(step).max(load_residual) <= CONSISTENT
            && (residual <= CONSISTENT_SHARE * size || size < LEAST_SIZE);
        if !is_consistent {
            *proof = Proof::Unproved { residual: residual.max(step).max(load_residual) };
        }
    }
}
