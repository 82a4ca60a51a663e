//! The upstream pass: what one unit of change at each party does to an objective.
//!
//! The influence `λ = ω + J̄ᵀ λ` of every party follows from the objective's weights `ω` in one
//! pass over the blocks in reverse; a cyclic component takes a solve of its own. One whose
//! multipliers contract, as those of a certified component do, [is iterated](super::contraction);
//! others [are followed by shares](super::share_flow) where all changes have one sign.

use std::sync::OnceLock;

use super::comparison::Comparison;
use super::contraction::{Inner, pass_on};
use super::multiplier::{Ask, Multipliers, OwnPart, Splitter, stretches};
use super::share_flow::ShareFlow;
use super::weights::Weights;
use crate::elimination::{Elimination, NothingLeaves};
use crate::network::{Block, Form, Layout, Run};

/// The influence of every party on an objective.
#[derive(Debug, Clone)]
pub(crate) struct Influence {
    departments: Vec<f64>,
    /// The objective's weights: all that is downstream of a customer.
    weights: Weights,
}

impl Influence {
    /// The influence of a party.
    pub(crate) fn of(&self, party: u32) -> f64 {
        let department = self.departments.get(party as usize).copied();
        department.unwrap_or_else(|| self.weights.of(party))
    }

    /// Follows an objective upstream by the slopes at one state.
    ///
    /// # Complexity
    ///
    /// As [`Adjoint::influence`], of which nothing is kept.
    pub(crate) fn of_slopes(
        comparison: &Comparison,
        weights: &Weights,
    ) -> Result<Self, NothingLeaves> {
        let factors = factors(comparison);
        let rows = Rows::Made(Multipliers::default());
        Upstream::new(comparison, rows, None, &factors).follow(weights)
    }
}

/// Solves upstream passes on one set of multipliers; factors of components are kept.
#[derive(Debug)]
pub(crate) struct Adjoint {
    pub(crate) comparison: Comparison,
    pub(crate) multipliers: Multipliers,
    /// Whether every own part has one sign, so that shares can be carried.
    one_signed: bool,
    factors: Factors,
}

/// Of each cyclic component its factors, once asked for.
type Factors = Vec<OnceLock<Option<Elimination>>>;

fn factors(comparison: &Comparison) -> Factors {
    comparison.network.layout().cycles.iter().map(|_| OnceLock::new()).collect()
}

impl Adjoint {
    pub(crate) fn new(comparison: Comparison, multipliers: Multipliers) -> Self {
        let falls = multipliers.own.iter().all(|part| part.change <= 0.0);
        let rises = multipliers.own.iter().all(|part| part.change >= 0.0);
        let one_signed = !multipliers.own.is_empty() && (falls || rises);
        Self { factors: factors(&comparison), comparison, multipliers, one_signed }
    }

    /// Follows an objective upstream, given its weights.
    ///
    /// # Complexity
    ///
    /// Time linear in the services into departments with any influence; per cyclic component times
    /// the number of sweeps where it contracts, `O(n²)` once it is factored where it does not.
    pub(crate) fn influence(&self, weights: &Weights) -> Result<Influence, NothingLeaves> {
        let rows = Rows::Kept(&self.multipliers.service);
        let own = self.one_signed.then_some(&self.multipliers.own[..]);
        Upstream::new(&self.comparison, rows, own, &self.factors).follow(weights)
    }
}

/// Where the multipliers of departments' rows come from.
enum Rows<'a> {
    /// All of them at hand.
    Kept(&'a [f64]),
    /// Those of the runs asked for last.
    Made(Multipliers),
}

impl Rows<'_> {
    /// The multipliers of the rows of consecutive runs.
    fn of(&mut self, runs: &[Run], splitter: &mut Splitter<'_>, layout: &Layout) -> &[f64] {
        match self {
            Self::Kept(kept) => {
                let parties = runs.first().map_or(0, |run| run.start as usize)
                    ..runs.last().map_or(0, |run| run.end as usize);
                let entry = |party: usize| layout.row_start[party] as usize;
                &kept[entry(parties.start)..entry(parties.end)]
            }
            Self::Made(made) => {
                made.clear();
                for run in runs {
                    splitter.flow(run, made);
                }
                &made.service
            }
        }
    }
}

/// One pass.
struct Upstream<'a> {
    comparison: &'a Comparison,
    layout: &'a Layout,
    splitter: Splitter<'a>,
    rows: Rows<'a>,
    /// What changed at parties themselves, if it has one sign.
    own: Option<&'a [OwnPart]>,
    factors: &'a Factors,
    inner: Inner,
    /// Of departments, as far as is known.
    influence: Vec<f64>,
}

impl<'a> Upstream<'a> {
    fn new(
        comparison: &'a Comparison,
        rows: Rows<'a>,
        own: Option<&'a [OwnPart]>,
        factors: &'a Factors,
    ) -> Self {
        let layout = comparison.network.layout();
        let splitter = Splitter::new(comparison, Ask::Flow);
        let influence = vec![0.0; layout.department_count];
        Self {
            comparison,
            layout,
            splitter,
            rows,
            own,
            factors,
            inner: Inner::default(),
            influence,
        }
    }

    fn follow(mut self, weights: &Weights) -> Result<Influence, NothingLeaves> {
        self.begin(weights);
        let layout = self.layout;
        for block in layout.blocks.iter().rev() {
            if layout.runs[block.runs()].iter().all(|run| self.is_customers(run)) {
                continue;
            }
            match block.cycle {
                Some(cycle) => self.component(block, cycle as usize)?,
                None => {
                    for run in layout.runs[block.runs()].iter().rev() {
                        self.stretch_by_stretch(run);
                    }
                }
            }
        }
        // Slopes may be infinite, or grow beyond all numbers on the way.
        if self.influence.iter().all(|influence| influence.is_finite()) {
            Ok(Influence { departments: self.influence, weights: weights.clone() })
        } else {
            Err(NothingLeaves)
        }
    }

    fn is_customers(&self, run: &Run) -> bool {
        run.start as usize >= self.layout.department_count
    }

    /// Takes the objective's weights, and what customers pass on.
    fn begin(&mut self, weights: &Weights) {
        let layout = self.layout;
        match weights {
            Weights::Listed(listed) => {
                for &(party, weight) in listed.iter() {
                    if let Some(influence) = self.influence.get_mut(party as usize) {
                        *influence += weight;
                    } else {
                        let shared = match layout.form_of(party as usize) {
                            Form::Plain(aggregator) => Some(*aggregator),
                            Form::Detailed { .. } => None,
                        };
                        let one = Run { shared, start: party, end: party + 1 };
                        self.splitter.pass_on(&one, &[weight], &mut self.influence);
                    }
                }
            }
            Weights::Customers { first, weights, .. } => {
                let runs = layout.runs.iter().filter(|run| run.start >= *first);
                for stretch in runs.flat_map(stretches) {
                    let places = (stretch.start - first) as usize..(stretch.end - first) as usize;
                    self.splitter.pass_on(&stretch, &weights[places], &mut self.influence);
                }
            }
        }
    }

    /// Passes on the influence of a run outside cycles.
    fn stretch_by_stretch(&mut self, run: &Run) {
        let Self { layout, splitter, rows, influence, .. } = self;
        for stretch in stretches(run).rev() {
            let parties = stretch.parties();
            if influence[parties.clone()].iter().all(|influence| *influence == 0.0) {
                continue;
            }
            if matches!(rows, Rows::Made(_)) && splitter.pass_on_slopes(&stretch, influence) {
                continue;
            }
            let rows = rows.of(&[stretch], splitter, layout);
            let first = layout.row(parties.start).start;
            for party in parties.rev() {
                let passed = influence[party];
                if passed == 0.0 {
                    continue;
                }
                let row = layout.row(party);
                let multipliers = &rows[row.start - first..row.end - first];
                for (&provider, multiplier) in layout.provider[row].iter().zip(multipliers) {
                    influence[provider as usize] += multiplier * passed;
                }
            }
        }
    }

    /// Solves for the influences inside a component, and passes on what leaves it.
    fn component(&mut self, block: &Block, index: usize) -> Result<(), NothingLeaves> {
        let Self { comparison, layout, splitter, rows, inner, influence, .. } = self;
        let cycle = &layout.cycles[index];
        let parties = cycle.parties();
        if influence[parties.clone()].iter().all(|influence| *influence == 0.0) {
            return Ok(());
        }
        let rows = rows.of(&layout.runs[block.runs()], splitter, layout);
        let solved = &mut influence[parties.clone()];
        let own = self.own.map(|own| {
            let from = |party: u32| own.partition_point(|part| part.party < party);
            &own[from(cycle.start)..from(cycle.end)]
        });
        let flow = ShareFlow { comparison, cycle, rows, own };
        let contraction = inner.take(layout, cycle, rows, |party| flow.kept(party));
        match contraction {
            Some(contraction) => inner.converge(contraction, solved),
            None => flow.solve(&self.factors[index], solved)?,
        }
        pass_on(layout, cycle, rows, influence);
        Ok(())
    }
}
