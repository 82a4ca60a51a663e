//! Adjoints through quality and load together.

use std::collections::VecDeque;

use super::jacobian::DemandJacobian;
use crate::explain::adjoint::{PartyAdjoints, Unfollowed};
use crate::explain::jacobian::Cause;
use crate::network::{Demand, IndexRange};
use crate::quality::Weights;

/// After so many rounds what runs through load hardly gets less.
const MOST_ADJOINT_ROUNDS: usize = 10_000;
/// What is left to pass on is nothing, next to what was.
const ADJOINT_TOLERANCE: f64 = 1e-17;
/// An adjoint that has grown beyond this has no digits left.
const LARGEST_GROWTH: f64 = 1e9;
/// Rounds that get less by the same factor everywhere, to within this, go on like that.
const STEADY: f64 = 1e-13;
/// A department that passes on less than this of what all do has no say in that.
const LEAST_SHARE: f64 = 1e-13;
/// Adjoints may go round in cycles of so many rounds and be told from less of it.
const LONGEST_PERIOD: usize = 12;

/// The adjoint of everything on an objective.
#[derive(Debug)]
pub(crate) struct JointAdjoint {
    /// Of every party's quality.
    pub(crate) quality: PartyAdjoints,
    /// Of every department's capability, where it follows from load; 0 elsewhere.
    pub(crate) capability: Vec<f64>,
    /// Of every department's arrivals per hour: 0 or less.
    pub(crate) arrivals: Vec<f64>,
    /// Of every department's quality, by way of load alone.
    pub(crate) passed: Vec<f64>,
}

impl JointAdjoint {
    /// Follows an objective upstream through quality and through load by turns.
    ///
    /// # Complexity
    ///
    /// Time per round that of an upstream pass; rounds as many as what runs through load takes to
    /// fade.
    pub(crate) fn new(
        flow: &DemandJacobian,
        demand: &Demand,
        weights: &Weights,
        follow: impl Fn(&Weights) -> Result<PartyAdjoints, Unfollowed>,
    ) -> Result<Self, Unfollowed> {
        let mut quality = follow(weights)?;
        let most = LARGEST_GROWTH * quality.size();
        let mut rounds = VecDeque::from([Round::of(flow, demand, quality.clone())]);
        for _ in 0..MOST_ADJOINT_ROUNDS {
            let Some(latest) = rounds.back() else { break };
            let is_over = latest.size() <= ADJOINT_TOLERANCE * quality.size();
            if is_over || add_series(&rounds, &mut quality) {
                let DemandAdjointPass { capability, arrivals, passed } =
                    DemandAdjointPass::of(flow, demand, &quality);
                return Ok(Self { quality, capability, arrivals, passed });
            }
            let passed = IndexRange::first(latest.passed.len()).zip(latest.passed.iter().copied());
            let listed = passed.filter(|(_, passed)| *passed != 0.0).collect();
            let adjoint = follow(&Weights::Listed(listed))?;
            quality.add(&adjoint, 1.0);
            let size = quality.size();
            if size.is_nan() || size > most {
                return Err(Unfollowed::Singular);
            }
            if rounds.len() > LONGEST_PERIOD {
                rounds.pop_front();
            }
            rounds.push_back(Round::of(flow, demand, adjoint));
        }
        Err(Unfollowed::Singular)
    }

    /// The shares of everything that is no party's own: of people, of demand, and of services as
    /// far as they act through load.
    pub(crate) fn shares<'a>(
        &'a self,
        flow: &'a DemandJacobian,
    ) -> impl Iterator<Item = (Cause, f64)> + 'a {
        let of_workforces = flow.workforces.iter().flat_map(|workforce| {
            let adjoint = self.capability[workforce.department];
            let satisfied = adjoint * workforce.split.satisfaction;
            let own = workforce.own.iter().map(move |&(cause, change)| (cause, satisfied * change));
            workforce
                .causes()
                .map(move |(cause, change)| (cause, adjoint * change))
                .into_iter()
                .chain(own)
        });
        let of_arrivals = flow.asked.iter();
        of_workforces.chain(
            of_arrivals
                .map(|&(department, cause, change)| (cause, self.arrivals[department] * change)),
        )
    }
}

/// What one turn through load leads to.
struct Round {
    /// Of everything, by way of what the round before passed on.
    adjoint: PartyAdjoints,
    /// What that passes on, in turn.
    passed: Vec<f64>,
}

impl Round {
    fn of(flow: &DemandJacobian, demand: &Demand, adjoint: PartyAdjoints) -> Self {
        let passed = DemandAdjointPass::of(flow, demand, &adjoint).passed;
        Self { adjoint, passed }
    }

    fn size(&self) -> f64 {
        self.passed.iter().map(|passed| passed.abs()).sum()
    }

    /// The factor by which every department passes on less than in an earlier round, if it is one.
    ///
    /// Nothing that is passed on is negative, so that factors between two bounds everywhere stay
    /// between them for ever after (Collatz and Wielandt). A sum would not do: what is handed from
    /// one department to the next looks steady in total until it arrives where it goes round.
    fn factor_since(&self, before: &Self) -> Option<f64> {
        let least = LEAST_SHARE * self.size();
        let pairs = before.passed.iter().zip(&self.passed);
        let counts = |(before, after): &(&f64, &f64)| before.abs().max(after.abs()) > least;
        let factors = pairs.filter(counts).map(|(before, after)| after / before);
        let (low, high) = factors.fold((f64::INFINITY, 0.0_f64), |(low, high), factor| {
            (low.min(factor), high.max(factor))
        });
        (high < 1.0 && high - low <= STEADY * high).then(|| f64::midpoint(low, high))
    }
}

/// Adds all that follows, if it is a geometric series of rounds that repeat themselves, ever
/// smaller; whether it is.
fn add_series(rounds: &VecDeque<Round>, quality: &mut PartyAdjoints) -> bool {
    let backwards = || rounds.iter().rev();
    let Some(latest) = rounds.back() else { return false };
    let found = backwards()
        .skip(1)
        .zip(1..)
        .find_map(|(before, period)| latest.factor_since(before).map(|factor| (period, factor)));
    let Some((period, factor)) = found else { return false };
    for round in backwards().take(period) {
        quality.add(&round.adjoint, factor / (1.0 - factor));
    }
    true
}

/// The adjoint of what runs through load, given that of qualities.
struct DemandAdjointPass {
    capability: Vec<f64>,
    arrivals: Vec<f64>,
    /// Of the qualities of departments: those that make for satisfied people, and those whose
    /// requests are made again for want of it.
    passed: Vec<f64>,
}

impl DemandAdjointPass {
    fn of(flow: &DemandJacobian, demand: &Demand, quality: &PartyAdjoints) -> Self {
        let mut capability = vec![0.0; quality.department_count()];
        for workforce in &flow.workforces {
            capability[workforce.department] =
                quality.of(workforce.department) * workforce.of_capability;
        }
        let arrivals = flow.arrivals(demand, &capability);
        let mut passed = vec![0.0; capability.len()];
        for workforce in &flow.workforces {
            let satisfied = capability[workforce.department] * workforce.split.satisfaction;
            for &(provider, secant) in &workforce.served {
                passed[provider] += satisfied * secant;
            }
        }
        for (request_flow, flowing) in demand.request_flows.iter().zip(&flow.request_flows) {
            let department = request_flow.provider;
            passed[department] += arrivals[department] * flowing.quality;
        }
        Self { capability, arrivals, passed }
    }
}
