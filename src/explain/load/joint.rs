//! Influences through quality and load together.

use super::flow::LoadFlow;
use crate::elimination::NothingLeaves;
use crate::explain::influence::Influence;
use crate::explain::multiplier::Cause;
use crate::explain::weights::Weights;
use crate::network::Demand;

/// After so many rounds what runs through load hardly gets less.
const MOST_ROUNDS: usize = 10_000;
/// What is left to pass on is nothing, next to what was.
const NOTHING: f64 = 1e-17;
/// Influence that has grown beyond this has no digits left.
const LARGEST_GROWTH: f64 = 1e9;
/// Rounds that get less by the same factor to within this go on like that.
const STEADY: f64 = 1e-13;

/// The influence of everything on an objective.
#[derive(Debug)]
pub(crate) struct Joint {
    /// Of every party's quality.
    pub(crate) quality: Influence,
    /// Of every department's capability, where it follows from load; 0 elsewhere.
    pub(crate) capability: Vec<f64>,
    /// Of every department's arrivals per hour: 0 or less.
    pub(crate) arrivals: Vec<f64>,
    /// Of every department's quality, by way of load alone.
    pub(crate) passed: Vec<f64>,
}

impl Joint {
    /// Follows an objective upstream through quality and through load by turns.
    ///
    /// # Complexity
    ///
    /// Time per round that of an upstream pass; rounds as many as what runs through load takes to
    /// fade.
    pub(crate) fn new(
        flow: &LoadFlow,
        demand: &Demand,
        weights: &Weights,
        follow: impl Fn(&Weights) -> Result<Influence, NothingLeaves>,
    ) -> Result<Self, NothingLeaves> {
        let mut quality = follow(weights)?;
        let mut latest = quality.clone();
        let most = LARGEST_GROWTH * quality.size();
        let (mut before, mut factor) = (f64::INFINITY, 0.0);
        for _ in 0..MOST_ROUNDS {
            let through = ThroughLoad::of(flow, demand, &latest);
            let size: f64 = through.passed.iter().map(|passed| passed.abs()).sum();
            let factor_before = std::mem::replace(&mut factor, size / before);
            before = size;
            let is_steady =
                factor_before > 0.0 && (factor - factor_before).abs() <= STEADY * factor;
            if size > NOTHING * quality.size() && !is_steady {
                let listed = (0..).zip(through.passed).filter(|(_, passed)| *passed != 0.0);
                latest = follow(&Weights::Listed(listed.collect()))?;
                quality.add(&latest, 1.0);
            } else {
                // What follows is a geometric series.
                quality.add(&latest, factor / (1.0 - factor));
                let ThroughLoad { capability, arrivals, passed } =
                    ThroughLoad::of(flow, demand, &quality);
                return Ok(Self { quality, capability, arrivals, passed });
            }
            let size = quality.size();
            if size.is_nan() || size > most {
                return Err(NothingLeaves);
            }
        }
        Err(NothingLeaves)
    }

    /// The shares of everything that is no party's own: of people, of demand, and of services as
    /// far as they act through load.
    pub(crate) fn shares<'a>(
        &'a self,
        flow: &'a LoadFlow,
    ) -> impl Iterator<Item = (Cause, f64)> + 'a {
        let of_crews = flow.crews.iter().flat_map(|crew| {
            let influence = self.capability[crew.department as usize];
            let satisfied = influence * crew.split.satisfaction;
            let own = crew.own.iter().map(move |&(cause, change)| (cause, satisfied * change));
            crew.causes()
                .map(move |(cause, change)| (cause, influence * change))
                .into_iter()
                .chain(own)
        });
        let of_arrivals = flow.asked.iter();
        of_crews.chain(of_arrivals.map(|&(department, cause, change)| {
            (cause, self.arrivals[department as usize] * change)
        }))
    }
}

/// The influence of what runs through load, given that of qualities.
struct ThroughLoad {
    capability: Vec<f64>,
    arrivals: Vec<f64>,
    /// Of the qualities of departments: those that make for satisfied people, and those whose
    /// requests are made again for want of it.
    passed: Vec<f64>,
}

impl ThroughLoad {
    fn of(flow: &LoadFlow, demand: &Demand, quality: &Influence) -> Self {
        let mut capability = vec![0.0; quality.department_count()];
        for crew in &flow.crews {
            capability[crew.department as usize] = quality.of(crew.department) * crew.of_capability;
        }
        let arrivals = flow.arrivals(demand, &capability);
        let mut passed = vec![0.0; capability.len()];
        for crew in &flow.crews {
            let satisfied = capability[crew.department as usize] * crew.split.satisfaction;
            for &(provider, multiplier) in &crew.served {
                passed[provider as usize] += satisfied * multiplier;
            }
        }
        for (stream, flowing) in demand.streams.iter().zip(&flow.streams) {
            let department = stream.provider as usize;
            passed[department] += arrivals[department] * flowing.quality;
        }
        Self { capability, arrivals, passed }
    }
}
