//! The upstream pass: what one unit of change at each party does to an objective.
//!
//! The adjoint `λ = ω + J̄ᵀ λ` of every party follows from the objective's weights `ω` in one pass
//! over the blocks in reverse; a cyclic component takes a solve of its own. One whose secants
//! contract, as those of a certified component do, [is iterated](super::adjoint::certified); others
//! [are followed by shares](super::adjoint::shares) where all changes have one sign.

pub(super) mod certified;
pub(super) mod inner_services;
pub(super) mod shares;
#[cfg(test)]
mod tests;
mod unfollowed;

use std::sync::OnceLock;

use super::adjoint::certified::Contraction;
use super::adjoint::inner_services::pass_on;
use super::adjoint::shares::{ShareFlow, is_noise};
use super::jacobian::{Factors, OwnPart, Secants, Splitter, Wanted, chunks};
use super::state_pair::StatePair;
use crate::network::{Block, Cycle, IndexRange, Layout, PartyIx, RowKind, Run};
use crate::numerics::gth::Gth;
use crate::quality::Weights;
pub(crate) use unfollowed::Unfollowed;

/// The adjoint of every party on an objective.
#[derive(Debug, Clone)]
pub(crate) struct PartyAdjoints {
    departments: Vec<f64>,
    /// The objective's weights: all that is downstream of a customer.
    weights: Weights,
}

impl PartyAdjoints {
    /// The adjoint of a party.
    pub(crate) fn of(&self, party: impl Into<PartyIx>) -> f64 {
        let party = party.into();
        let department = self.departments.get(party.index()).copied();
        department.unwrap_or_else(|| self.weights.of(party))
    }

    /// How many departments there are.
    pub(crate) fn department_count(&self) -> usize {
        self.departments.len()
    }

    /// The sum of all adjoints, and of the weights of customers, by size.
    pub(crate) fn size(&self) -> f64 {
        let departments: f64 = self.departments.iter().map(|adjoint| adjoint.abs()).sum();
        departments + self.weights.total()
    }

    /// Adds another objective's adjoints of departments, so many times.
    pub(crate) fn add(&mut self, other: &Self, times: f64) {
        for (adjoint, other) in self.departments.iter_mut().zip(&other.departments) {
            *adjoint += times * other;
        }
    }

    /// Follows an objective upstream by the slopes at one state.
    ///
    /// # Complexity
    ///
    /// As [`Adjoint::solve`], of which nothing is kept.
    pub(crate) fn of_slopes(pair: &StatePair, weights: &Weights) -> Result<Self, Unfollowed> {
        AdjointPass::new(pair, SecantRows::Made, None, &eliminations(pair)).follow(weights)
    }
}

/// Solves upstream passes on one set of secants; factors of components are kept.
#[derive(Debug)]
pub(crate) struct Adjoint {
    pub(crate) pair: StatePair,
    pub(crate) secants: Secants,
    /// Whether every own part has one sign, so that shares can be carried.
    one_signed: bool,
    eliminations: CycleFactors,
}

/// Of each cyclic component its factors, once asked for.
type CycleFactors = Vec<OnceLock<Option<Gth>>>;

fn eliminations(pair: &StatePair) -> CycleFactors {
    pair.network.layout().cycles().iter().map(|_| OnceLock::new()).collect()
}

impl Adjoint {
    pub(crate) fn new(pair: StatePair, secants: Secants) -> Self {
        let falls = secants.own.iter().all(|part| part.change <= 0.0);
        let rises = secants.own.iter().all(|part| part.change >= 0.0);
        let one_signed = !secants.own.is_empty() && (falls || rises);
        Self { eliminations: eliminations(&pair), pair, secants, one_signed }
    }

    /// Follows an objective upstream, given its weights.
    ///
    /// # Complexity
    ///
    /// Time linear in the services into departments whose adjoint is not 0; per cyclic component
    /// times the number of sweeps where it contracts, `O(n²)` once it is factored where it does
    /// not.
    pub(crate) fn solve(&self, weights: &Weights) -> Result<PartyAdjoints, Unfollowed> {
        let rows = SecantRows::Kept(&self.secants);
        let own = self.one_signed.then_some(&self.secants.own[..]);
        AdjointPass::new(&self.pair, rows, own, &self.eliminations).follow(weights)
    }
}

/// Whether what goes round a cycle dies away.
///
/// # Complexity
///
/// Time `O(n³)` for cycles of up to 500 departments, by the sweep for larger ones.
pub(crate) fn is_followed(pair: &StatePair, secants: &Secants, cycle: &Cycle) -> bool {
    let layout = pair.network.layout();
    let rows = secants.rows(layout, &cycle.parties());
    let flow = ShareFlow { pair, cycle, rows: &rows.secants(cycle.parties()), own: None };
    let mut adjoint = vec![1.0; cycle.parties().len()];
    flow.solve(&OnceLock::new(), &mut adjoint).is_ok()
}

/// Where the secants of departments' rows come from.
enum SecantRows<'a> {
    /// All of them at hand.
    Kept(&'a Secants),
    /// Slopes, made where they are needed.
    Made,
}

/// One pass.
struct AdjointPass<'a> {
    pair: &'a StatePair,
    layout: &'a Layout,
    splitter: Splitter<'a>,
    rows: SecantRows<'a>,
    factors: Factors,
    /// What changed at parties themselves, if it has one sign.
    own: Option<&'a [OwnPart]>,
    eliminations: &'a CycleFactors,
    contraction: Contraction,
    /// Of departments, as far as is known.
    adjoint: Vec<f64>,
}

/// How many components are swept by turns, at most.
const BY_TURNS: usize = 16;
/// A component larger than this keeps the processor busy by itself.
const LARGEST_BY_TURNS: usize = 64;

impl<'a> AdjointPass<'a> {
    fn new(
        pair: &'a StatePair,
        rows: SecantRows<'a>,
        own: Option<&'a [OwnPart]>,
        eliminations: &'a CycleFactors,
    ) -> Self {
        let layout = pair.network.layout();
        Self {
            pair,
            layout,
            splitter: Splitter::new(pair, Wanted::Flow),
            rows,
            factors: Factors::default(),
            own,
            eliminations,
            contraction: Contraction::default(),
            adjoint: vec![0.0; layout.department_count()],
        }
    }

    fn follow(mut self, weights: &Weights) -> Result<PartyAdjoints, Unfollowed> {
        self.begin(weights);
        let layout = self.layout;
        let mut blocks = layout.blocks();
        while let [rest @ .., block] = blocks {
            if block.cycle.is_none() {
                for run in layout.runs()[block.runs()].iter().rev() {
                    self.chunk_by_chunk(run);
                }
                blocks = rest;
                continue;
            }
            let (rest, together) = blocks.split_at(blocks.len() - self.count_together(blocks));
            self.components(together)?;
            blocks = rest;
        }
        // Slopes may be infinite, or grow beyond all numbers on the way.
        if self.adjoint.iter().all(|adjoint| adjoint.is_finite()) {
            Ok(PartyAdjoints { departments: self.adjoint, weights: weights.clone() })
        } else {
            Err(Unfollowed::Steep)
        }
    }

    /// Takes the objective's weights, and what customers pass on.
    fn begin(&mut self, weights: &Weights) {
        let layout = self.layout;
        match weights {
            Weights::Listed(listed) => {
                for &(party, weight) in listed.iter() {
                    if let Some(adjoint) = self.adjoint.get_mut(party.index()) {
                        *adjoint += weight;
                    } else {
                        let shared = match layout.row_kind_of(party) {
                            RowKind::Plain(aggregator) => Some(*aggregator),
                            RowKind::Detailed { .. } => None,
                        };
                        let one = Run { shared, start: party, end: party + 1 };
                        self.splitter.pass_on(&one, &[weight], &mut self.adjoint);
                    }
                }
            }
            Weights::Customers { first, weights, .. } => {
                let Self { splitter, adjoint, .. } = self;
                let mut pass_on = |run: &Run, splitter: &mut Splitter<'_>| {
                    let places = run.start - *first..run.end - *first;
                    splitter.pass_on(run, &weights[places], adjoint);
                };
                for run in layout.runs().iter().filter(|run| run.start >= *first) {
                    if splitter.plain_rule(run).is_some() {
                        pass_on(run, splitter);
                    } else {
                        // The scenario may touch but a few runs.
                        chunks(run).for_each(|chunk| pass_on(&chunk, splitter));
                    }
                }
            }
        }
    }

    /// Passes on the adjoint of a run outside cycles; nobody is served by customers.
    fn chunk_by_chunk(&mut self, run: &Run) {
        let Self { layout, splitter, rows, adjoint, .. } = self;
        if !layout.is_department(run.start) {
            return;
        }
        for chunk in chunks(run).rev() {
            if adjoint[chunk.parties()].iter().all(|adjoint| *adjoint == 0.0) {
                continue;
            }
            match rows {
                SecantRows::Kept(kept) => kept.rows(layout, &chunk.parties()).pass_on(adjoint),
                SecantRows::Made => splitter.pass_on_slopes(&chunk, adjoint),
            }
        }
    }

    /// How many of the blocks before, the last a component, are swept by turns: certified
    /// components of one level, none of them large.
    fn count_together(&self, blocks: &[Block]) -> usize {
        let small = blocks.iter().rev().map_while(|block| {
            let cycle = &self.layout.cycles()[block.cycle? as usize];
            let is_small = cycle.parties().len() <= LARGEST_BY_TURNS;
            block.level().filter(|_| cycle.certificate.is_some() && is_small)
        });
        let mut levels = small.take(BY_TURNS);
        match levels.next() {
            Some(first) => 1 + levels.take_while(|&level| level == first).count(),
            None => 1,
        }
    }

    /// Solves for the adjoints inside components of one level, and passes on what leaves them.
    fn components(&mut self, blocks: &[Block]) -> Result<(), Unfollowed> {
        let Self { pair, layout, splitter, rows, factors, contraction, adjoint, .. } = self;
        let indices = || blocks.iter().filter_map(|block| Some(block.cycle? as usize));
        let cycles = || indices().map(|index| &layout.cycles()[index]);
        let runs = blocks.iter().map(Block::runs);
        let runs = runs.reduce(|all, runs| all.start..runs.end).unwrap_or_default();
        let parties = cycles().map(Cycle::parties);
        let parties = parties
            .reduce(|all, parties| IndexRange::new(all.start, parties.end))
            .unwrap_or_else(|| IndexRange::first(0));
        if adjoint[parties.clone()].iter().all(|adjoint| *adjoint == 0.0) {
            return Ok(());
        }
        let rows = match rows {
            SecantRows::Kept(kept) => kept.rows(layout, &parties),
            SecantRows::Made => splitter.slopes(&layout.runs()[runs], factors),
        };
        let counts = |party: PartyIx| self.own.is_none() || !is_noise(pair.change(party));
        contraction.clear();
        let mut others = Vec::new();
        for index in indices() {
            if !contraction.take(layout, &layout.cycles()[index], &rows, counts) {
                others.push(index);
            }
        }
        contraction.converge(&mut adjoint[parties]);
        for index in others {
            let cycle = &layout.cycles()[index];
            let own = self.own.map(|own| {
                let from = |party: PartyIx| own.partition_point(|part| part.party < party);
                &own[from(cycle.start)..from(cycle.end)]
            });
            let rows = &rows.secants(cycle.parties());
            let flow = ShareFlow { pair, cycle, rows, own };
            flow.solve(&self.eliminations[index], &mut adjoint[cycle.parties()])?;
        }
        for cycle in cycles() {
            pass_on(layout, cycle, &rows, adjoint);
        }
        Ok(())
    }
}
