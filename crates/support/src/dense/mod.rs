//! A slow, obvious evaluator of its own: every equation as it is written, party after party, until
//! nothing moves.
//!
//! It shares no line with the library: neither components, order, certificates nor kernels. From 1
//! it falls to the greatest state consistent with every rule, from 0 it rises to the least.

mod equation;
mod mix;
mod number;
pub(crate) mod queue;
mod wide;

pub use mix::Mix;
pub use number::Number;
pub use wide::Wide;

use crate::statement::{Needed, People, Statement};

/// A state, as far as the sweeps went.
#[derive(Debug, Clone)]
pub struct State<N> {
    /// Of each party.
    pub quality: Vec<N>,
    /// Requests per hour of each party; 0 for customers.
    pub arrivals: Vec<f64>,
    /// Capability of each party; 1 for customers.
    pub capability: Vec<N>,
    /// Whether nothing moved at the end.
    pub converged: bool,
    /// How far it still moved once a step was within `1e-12`: what an iteration that stops at small
    /// steps may be off by.
    pub drift: f64,
}

/// The step from which on the drift is counted.
const SMALL_STEP: f64 = 1e-12;
/// What falls below this is on its way to 0, and is there: products of smaller numbers lose their
/// digits. No statement made here states a number as small, and no transfer makes much of it.
const TINY: f64 = 1e-200;

/// The equations of a statement.
#[derive(Debug)]
pub struct Dense<'a> {
    statement: &'a Statement,
    /// Of each party.
    needs: Vec<Vec<&'a Needed>>,
    /// Of each party.
    mixes: Vec<Option<Mix>>,
    /// Whether the capability of anybody follows from others.
    has_demand: bool,
}

impl<'a> Dense<'a> {
    /// Prepares the equations of a statement.
    pub fn new(statement: &'a Statement) -> Self {
        let mut needs = vec![Vec::new(); statement.parties.len()];
        for need in &statement.needs {
            needs[need.consumer].push(need);
        }
        let has_demand = statement.has_demand();
        let mixes = if has_demand { Mix::of_all(statement) } else { vec![None; needs.len()] };
        Self { statement, needs, mixes, has_demand }
    }

    /// Falls from 1 to the greatest state.
    pub fn greatest(&self, max_sweeps: u32) -> State<f64> {
        let count = self.needs.len();
        self.iterate(vec![1.0; count], vec![0.0; count], max_sweeps)
    }

    /// Rises from 0 to the least state.
    pub fn least(&self, max_sweeps: u32) -> State<f64> {
        let nothing = vec![0.0; self.needs.len()];
        let arrivals = self.arrivals_at(&nothing);
        self.iterate(nothing, arrivals, max_sweeps)
    }

    /// Falls on to the greatest state in thirty digits, from a state that floats fell to; `None`
    /// where capabilities follow from load, which floats alone know.
    pub fn greatest_wide(&self, near: &State<f64>, max_sweeps: u32) -> Option<State<Wide>> {
        /// Above what rounding on the way down can have cost.
        const ABOVE: f64 = 1e-9;
        if self.has_demand {
            return None;
        }
        let start = near.quality.iter().map(|q| Wide::of((q + ABOVE).min(1.0))).collect();
        Some(self.iterate(start, near.arrivals.clone(), max_sweeps))
    }

    /// What arrives at every party while everybody is served as well as can be.
    pub(crate) fn arrivals_when_well(&self) -> Vec<f64> {
        self.arrivals_at(&vec![1.0; self.needs.len()])
    }

    /// Evaluates every equation once, from one state.
    pub fn evaluate(&self, quality: &[f64], arrivals: &[f64]) -> Vec<f64> {
        (0..quality.len()).map(|party| self.quality_of(party, quality, arrivals)).collect()
    }

    /// How far each quality may lie from a state if every value may be off by an error of its own:
    /// little where slopes are small, more where steep rules magnify it.
    pub fn spread(&self, state: &State<f64>, error: f64) -> Vec<f64> {
        const ROUNDS: u32 = 80;
        let mut spread = vec![error; state.quality.len()];
        for _ in 0..ROUNDS {
            let shifted = |sign: f64| {
                let shift = |(q, d): (&f64, &f64)| (q + sign * d).clamp(0.0, 1.0);
                let quality: Vec<f64> = state.quality.iter().zip(&spread).map(shift).collect();
                let arrivals = if self.has_demand {
                    self.arrivals_at(&quality)
                } else {
                    state.arrivals.clone()
                };
                self.evaluate(&quality, &arrivals)
            };
            let (high, low) = (shifted(1.0), shifted(-1.0));
            let moved = state.quality.iter().zip(high.iter().zip(&low));
            let next: Vec<f64> =
                moved.map(|(q, (high, low))| error + (high - q).max(q - low).max(0.0)).collect();
            let settled = next.iter().zip(&spread).all(|(next, last)| *next <= last * 1.001);
            spread = next;
            if settled {
                break;
            }
        }
        spread
    }

    fn quality_of(&self, party: usize, quality: &[f64], arrivals: &[f64]) -> f64 {
        let capability = self.capability(party, quality, arrivals[party]);
        equation::delivered(&self.statement.parties[party], &self.needs[party], capability, quality)
    }

    fn iterate<N: Number>(
        &self,
        mut quality: Vec<N>,
        mut arrivals: Vec<f64>,
        max_sweeps: u32,
    ) -> State<N> {
        let mut capability: Vec<N> =
            self.statement.parties.iter().map(|party| N::of(party.capability)).collect();
        let mut at_small_step: Option<Vec<f64>> = None;
        let mut converged = false;
        for _ in 0..max_sweeps {
            let (mut step, mut relative_step) = (0.0_f64, 0.0_f64);
            if self.has_demand {
                let floats: Vec<f64> = quality.iter().map(|q| q.get()).collect();
                let next = self.next_arrivals(&floats, &arrivals);
                let moved = apart(&next, &arrivals);
                (step, relative_step) = (moved, moved);
                arrivals = next;
            }
            for party in 0..quality.len() {
                if self.has_demand {
                    let floats: Vec<f64> = quality.iter().map(|q| q.get()).collect();
                    capability[party] = N::of(self.capability(party, &floats, arrivals[party]));
                }
                let stated = &self.statement.parties[party];
                let needs = &self.needs[party];
                let next = equation::delivered(stated, needs, capability[party], &quality);
                let next = if next.get() < TINY { N::of(0.0) } else { next };
                let moved = (next - quality[party]).abs();
                step = step.max(moved.get());
                relative_step = relative_step.max((moved / next.greatest(N::of(TINY))).get());
                quality[party] = next;
            }
            if step <= SMALL_STEP && at_small_step.is_none() {
                at_small_step = Some(quality.iter().map(|q| q.get()).collect());
            }
            if relative_step <= N::LAST_STEP {
                converged = true;
                break;
            }
        }
        let drift = at_small_step.map_or(f64::INFINITY, |at| {
            let moved = at.iter().zip(&quality).map(|(at, q)| (at - q.get()).abs());
            moved.fold(0.0, f64::max)
        });
        State { quality, arrivals, capability, converged, drift }
    }

    fn capability(&self, party: usize, quality: &[f64], arrivals: f64) -> f64 {
        let stated = &self.statement.parties[party];
        if let Some(pinned) = stated.pinned {
            return pinned;
        }
        let Some(People { skill, effort, staffing }) = stated.people else {
            return stated.capability;
        };
        let satisfied = self.satisfaction(party, quality);
        let put_in =
            (1.0 + effort.reaction * (satisfied - effort.reference)).clamp(effort.floor, 1.0);
        let mix = self.mixes[party];
        let level =
            staffing.map_or(1.0, |staffing| queue::service_level(&staffing, mix, arrivals, put_in));
        skill * put_in * level
    }

    /// How well a department's needs are met, weighted by weight and dependence.
    fn satisfaction(&self, party: usize, quality: &[f64]) -> f64 {
        let (mut sum, mut total) = (0.0, 0.0);
        for need in &self.needs[party] {
            let counts = need.weight * need.dependence;
            sum += counts * equation::met(need, quality);
            total += counts;
        }
        if total > 0.0 { sum / total } else { 1.0 }
    }

    /// What everybody is asked for, given what those who ask have to do.
    fn asked(&self, quality: &[f64], arrivals: &[f64]) -> Vec<f64> {
        let mut asked = vec![0.0; quality.len()];
        for need in &self.statement.needs {
            let is_customer = self.statement.parties[need.consumer].is_customer;
            let jobs = if is_customer { 1.0 } else { arrivals[need.consumer] };
            for supply in &need.services {
                if supply.running && supply.rate > 0.0 && jobs > 0.0 {
                    let received = equation::received(supply, quality);
                    let each = supply.rate * (1.0 + supply.retries * (1.0 - received));
                    asked[supply.provider] += jobs * each;
                }
            }
        }
        asked
    }

    /// One step of arrivals; where they are endless they are followed to their end at once, since
    /// they would not come back by steps.
    fn next_arrivals(&self, quality: &[f64], arrivals: &[f64]) -> Vec<f64> {
        if arrivals.iter().all(|rate| rate.is_finite()) {
            let mut next = self.asked(quality, arrivals);
            next.iter_mut().for_each(cut);
            next
        } else {
            self.arrivals_at(quality)
        }
    }

    /// What arrives at every party if qualities stay as they are.
    pub(crate) fn arrivals_at(&self, quality: &[f64]) -> Vec<f64> {
        let mut arrivals = vec![0.0; quality.len()];
        for _ in 0..20_000 {
            let mut next = self.asked(quality, &arrivals);
            next.iter_mut().for_each(cut);
            let moved = apart(&next, &arrivals);
            arrivals = next;
            if moved <= 1e-15 {
                break;
            }
        }
        arrivals
    }
}

/// Takes what grows beyond all bounds as infinite.
fn cut(arrivals: &mut f64) {
    if *arrivals > queue::ENDLESS {
        *arrivals = f64::INFINITY;
    }
}

/// The largest distance between arrivals, relative to their size.
fn apart(one: &[f64], two: &[f64]) -> f64 {
    let relative = |(one, two): (&f64, &f64)| {
        if one.to_bits() == two.to_bits() { 0.0 } else { (one - two).abs() / (1.0 + one.min(*two)) }
    };
    one.iter().zip(two).map(relative).fold(0.0, f64::max)
}
