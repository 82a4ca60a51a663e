//! The upstream pass: what one unit of change at each party does to an objective.
//!
//! The influence `λ = ω + J̄ᵀ λ` of every party follows from the objective's weights `ω` in one
//! pass over the blocks in reverse; a cyclic component takes a solve of its own. Where all changes
//! have one sign, the pass carries shares of the objective's change instead of influences, `r = λ
//! d` with `d` the change of each party: rows of shares sum to 1, nothing is ever subtracted, and
//! sums stay exact next to a tipping point.

use std::sync::{Arc, OnceLock};

use super::comparison::Comparison;
use super::elimination::{Elimination, NothingLeaves};
use super::multiplier::{Ask, Multipliers, Splitter};
use crate::network::{Cycle, Layout};

/// The influence of every party on an objective.
#[derive(Debug, Clone)]
pub(crate) struct Influence {
    departments: Vec<f64>,
    /// The objective's weights by dense number: all that is downstream of a customer.
    weights: Arc<[(u32, f64)]>,
}

impl Influence {
    /// The influence of a party.
    pub(crate) fn of(&self, party: u32) -> f64 {
        if let Some(influence) = self.departments.get(party as usize) {
            return *influence;
        }
        let found = self.weights.binary_search_by_key(&party, |&(customer, _)| customer);
        found.map_or(0.0, |index| self.weights[index].1)
    }
}

/// Whether a change inside a cyclic component is what two solves leave apart: it has no cause, and
/// shares of it would go round for ever.
fn is_noise(change: f64) -> bool {
    change.abs() <= 1e-12
}

/// Solves upstream passes on one set of multipliers; factors of components are kept.
#[derive(Debug)]
pub(crate) struct Adjoint {
    pub(crate) comparison: Comparison,
    pub(crate) multipliers: Multipliers,
    /// Whether every own part has one sign, so that shares can be carried.
    one_signed: bool,
    factors: Vec<OnceLock<Option<Elimination>>>,
}

/// A component up to this size is factored, a larger one iterated.
const LARGEST_FACTORED: usize = 500;
/// An iteration that moves nothing by more than this share has settled.
const SETTLED: f64 = 1e-15;
const MOST_SWEEPS: usize = 100_000;

impl Adjoint {
    pub(crate) fn new(comparison: Comparison, multipliers: Multipliers) -> Self {
        let falls = multipliers.own.iter().all(|part| part.change <= 0.0);
        let rises = multipliers.own.iter().all(|part| part.change >= 0.0);
        let cycles = comparison.network.layout().cycles.len();
        let one_signed = !multipliers.own.is_empty() && (falls || rises);
        Self {
            comparison,
            multipliers,
            one_signed,
            factors: (0..cycles).map(|_| OnceLock::new()).collect(),
        }
    }

    fn layout(&self) -> &Layout {
        self.comparison.network.layout()
    }

    /// Follows an objective upstream, given its weights by dense number.
    ///
    /// # Complexity
    ///
    /// Time linear in the services into departments with any influence, and per cyclic component
    /// `O(n²)` once it is factored.
    pub(crate) fn influence(
        &self,
        weights: &Arc<[(u32, f64)]>,
    ) -> Result<Influence, NothingLeaves> {
        let layout = self.layout();
        let department_count = layout.department_count;
        let mut departments = vec![0.0; department_count];
        let first = weights.partition_point(|&(party, _)| (party as usize) < department_count);
        let (inside, customers) = weights.split_at(first);
        for &(party, weight) in inside {
            departments[party as usize] += weight;
        }
        let mut splitter = Splitter::new(&self.comparison, Ask::Flow);
        for &(party, weight) in customers {
            splitter.pass_on(party as usize, weight, &mut departments);
        }
        for block in layout.blocks.iter().rev() {
            let Some(cycle) = block.cycle else {
                let runs = layout.runs[block.runs()].iter().rev();
                for party in runs.flat_map(|run| run.parties().rev()) {
                    if party < department_count && departments[party] != 0.0 {
                        self.pass_on(party, departments[party], &mut departments, None);
                    }
                }
                continue;
            };
            let component = &layout.cycles[cycle as usize];
            if departments[component.parties()].iter().all(|influence| *influence == 0.0) {
                continue;
            }
            self.component(cycle as usize, component, &mut departments)?;
            for party in component.parties() {
                let influence = departments[party];
                self.pass_on(party, influence, &mut departments, Some(component));
            }
        }
        // Slopes may be infinite, or grow beyond all numbers on the way.
        if departments.iter().all(|influence| influence.is_finite()) {
            Ok(Influence { departments, weights: Arc::clone(weights) })
        } else {
            Err(NothingLeaves)
        }
    }

    /// Adds a department's influence to that of its providers, except those of one component.
    fn pass_on(&self, party: usize, influence: f64, to: &mut [f64], except: Option<&Cycle>) {
        let layout = self.layout();
        for entry in layout.row(party) {
            let provider = layout.provider[entry] as usize;
            if except.is_none_or(|cycle| !cycle.parties().contains(&provider)) {
                to[provider] += self.multipliers.service[entry] * influence;
            }
        }
    }

    /// Solves for the influences inside a component, given what arrives from downstream.
    fn component(
        &self,
        index: usize,
        cycle: &Cycle,
        departments: &mut [f64],
    ) -> Result<(), NothingLeaves> {
        let parties = cycle.parties();
        let influence = &mut departments[parties.clone()];
        self.scale(cycle, influence, |influence, change| influence * change);
        if parties.len() <= LARGEST_FACTORED {
            let factors = self.factors[index].get_or_init(|| self.factor(cycle).ok());
            factors.as_ref().ok_or(NothingLeaves)?.solve(influence);
        } else {
            self.iterate(cycle, influence)?;
        }
        self.scale(
            cycle,
            influence,
            |share, change| if is_noise(change) { 0.0 } else { share / change },
        );
        if influence.iter().all(|influence| influence.is_finite()) {
            Ok(())
        } else {
            Err(NothingLeaves)
        }
    }

    /// Turns influences into shares and back, where shares are carried.
    fn scale(&self, cycle: &Cycle, values: &mut [f64], scale: impl Fn(f64, f64) -> f64) {
        if self.one_signed {
            for (value, party) in values.iter_mut().zip(cycle.parties()) {
                *value = scale(*value, self.comparison.change(party).abs());
            }
        }
    }

    /// What a party passes on inside its component, and what leaves.
    fn passed_on(&self, cycle: &Cycle, party: usize, mut pass: impl FnMut(usize, f64)) -> f64 {
        let layout = self.layout();
        let parties = cycle.parties();
        let scale = |provider: usize| {
            if !self.one_signed {
                return 1.0;
            }
            let change = self.comparison.change(party);
            if is_noise(change) { 0.0 } else { self.comparison.provided_change[provider] / change }
        };
        let mut leaving = 0.0;
        for entry in layout.row(party) {
            let provider = layout.provider[entry] as usize;
            let share = self.multipliers.service[entry] * scale(provider);
            if parties.contains(&provider) {
                pass(provider - parties.start, share);
            } else {
                leaving += share;
            }
        }
        leaving
    }

    fn factor(&self, cycle: &Cycle) -> Result<Elimination, NothingLeaves> {
        let parties = cycle.parties();
        let size = parties.len();
        let mut passed = vec![0.0; size * size];
        let mut leaving = vec![0.0; size];
        for party in parties.clone() {
            let row = party - parties.start;
            let row_passed = &mut passed[row * size..(row + 1) * size];
            leaving[row] = self.passed_on(cycle, party, |to, share| row_passed[to] += share);
            if self.one_signed {
                let change = self.comparison.change(party);
                let own = self.own_change(party);
                // A party that did not change passes nothing on; 1 keeps its row regular.
                leaving[row] += if is_noise(change) { 1.0 } else { own / change };
            }
        }
        Elimination::new(passed, self.one_signed.then_some(leaving))
    }

    fn own_change(&self, party: usize) -> f64 {
        let own = &self.multipliers.own;
        let first = own.partition_point(|part| (part.party as usize) < party);
        let of_party = own[first..].iter().take_while(|part| part.party as usize == party);
        of_party.map(|part| part.change).sum()
    }

    /// Gauss-Seidel for components too large to factor, customers' side first.
    fn iterate(&self, cycle: &Cycle, values: &mut [f64]) -> Result<(), NothingLeaves> {
        let parties = cycle.parties();
        // What each party received, and what of it was passed on already.
        let mut pending = values.to_vec();
        values.fill(0.0);
        for _ in 0..MOST_SWEEPS {
            let (mut moved, mut total) = (0.0, 0.0);
            for party in parties.clone().rev() {
                let place = party - parties.start;
                let arrived = std::mem::take(&mut pending[place]);
                values[place] += arrived;
                moved += arrived.abs();
                total += values[place].abs();
                if arrived != 0.0 {
                    self.passed_on(cycle, party, |to, share| pending[to] += share * arrived);
                }
            }
            if !total.is_finite() {
                return Err(NothingLeaves);
            }
            if moved <= SETTLED * total {
                return Ok(());
            }
        }
        Err(NothingLeaves)
    }
}
