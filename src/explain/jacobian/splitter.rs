//! Rows split one by one, or many in one go where a closed form says how.

use super::factored::{Factored, Factors};
use super::plain;
use super::rescale::settle;
use super::row_secants::{RowSplit, Wanted};
use super::scratch::JacobianScratch;
use super::{Cause, Secants};
use crate::explain::state_pair::{StatePair, StateView};
use crate::network::{Layout, Parameter, PartyIx, RowKind, Run};
use crate::rule::secant::{PartSums, times};
use crate::rule::{Aggregator, Mean, PlainRule};

/// Splits parties of one comparison, one at a time.
pub(crate) struct Splitter<'a> {
    pub(super) ask: Wanted,
    pub(super) pair: &'a StatePair,
    pub(super) layout: &'a Layout,
    pub(super) scratch: JacobianScratch,
    pub(super) split: RowSplit,
}

impl<'a> Splitter<'a> {
    pub(crate) fn new(pair: &'a StatePair, ask: Wanted) -> Self {
        let layout = pair.network.layout();
        Self { ask, pair, layout, scratch: JacobianScratch::default(), split: RowSplit::default() }
    }

    pub(crate) fn layout(&self) -> &'a Layout {
        self.layout
    }

    /// Splits a party's change; unless slopes are asked for, parts and change add up.
    ///
    /// # Complexity
    ///
    /// Time `O(n)` in its services for the rules with closed forms, `O(n m)` for a product of which
    /// `m` inputs change, more for substitutions and general orders.
    pub(crate) fn split(&mut self, party: PartyIx) -> &RowSplit {
        let layout = self.layout;
        let row = layout.row(party);
        self.split.reset(row.len(), self.ask);
        let own = (self.pair.before.own(party), self.pair.after.own(party));
        let of_capability = match layout.row_kind_of(party) {
            RowKind::Plain(Aggregator::Plain(rule)) if !self.pair.is_touched(party) => {
                plain::split(self.pair, *rule, party, &mut self.scratch, &mut self.split)
            }
            RowKind::Plain(aggregator) => self.plain(party, *aggregator),
            RowKind::Detailed { aggregator, needs, first_row_detail, .. } => {
                let numbers = needs;
                let needs = layout.needs(numbers);
                let details = layout.details_from(*first_row_detail);
                self.detailed(party, *aggregator, (numbers, needs), details)
            }
        };
        self.split.capability = of_capability;
        if !layout.is_department(party) {
            self.scale_by_ceiling(party);
        }
        if let Some(department) = layout.department(party) {
            let change = of_capability * (own.1 - own.0);
            self.split.own_part(Cause::Value(Parameter::Capability(department)), change);
        }
        let closed = !layout.is_department(party) && self.is_flat(party);
        if self.ask == Wanted::Flow && !closed {
            let RowSplit { service, own, .. } = &mut self.split;
            let mut carried = PartSums::default();
            for (secant, &provider) in service.iter().zip(&layout.providers()[row]) {
                let provided = self.pair.provided_change[provider as usize];
                carried.take(times(provided, *secant));
            }
            for &(_, part) in &*own {
                carried.take(part);
            }
            let factor = settle(self.pair, party, carried, service, own);
            for secant in service {
                *secant *= factor;
            }
        }
        if self.pair.is_read(party) {
            self.read(party);
        }
        &self.split
    }

    /// Takes what a party was read to deliver: it passes on its inputs by its equation, and the rest
    /// is its own; at one state nothing of what it receives moves it.
    fn read(&mut self, party: PartyIx) {
        let Self { pair, layout, split, .. } = self;
        if pair.is_one_state {
            split.reset(layout.row(party).len(), self.ask);
            return;
        }
        let mut change = pair.read_part(party).unwrap_or(0.0);
        if let Some(inside) = pair.cut_from(party) {
            let providers = &layout.providers()[layout.row(party)];
            for (secant, &provider) in split.service.iter_mut().zip(providers) {
                if inside.contains(&PartyIx::from_raw(provider)) {
                    let carried = std::mem::take(secant);
                    change += times(pair.provided_change[provider as usize], carried);
                }
            }
        }
        split.own_part(Cause::Value(Parameter::Delivered(party)), change);
    }

    /// Carries a customer's split through its ceiling `ℓ`, of which `q = ℓ m` with `m` what it would
    /// experience.
    fn scale_by_ceiling(&mut self, party: PartyIx) {
        let Self { pair, layout, split, .. } = self;
        let sides = [&pair.before, &pair.after];
        let [before, after] = sides.map(|side| side.ceiling(layout, party));
        if before >= 1.0 && after >= 1.0 {
            return;
        }
        let mean = f64::midpoint(before, after);
        let RowSplit { service, own, condition, dependence, .. } = split;
        for slope in service.iter_mut().chain(condition).chain(dependence) {
            *slope *= mean;
        }
        for (_, part) in own.iter_mut() {
            *part *= mean;
        }
        let experienced = |side: &StateView, ceiling: f64| side.quality()[party] / ceiling;
        let experienced =
            f64::midpoint(experienced(sides[0], before), experienced(sides[1], after));
        let cause = Cause::Value(Parameter::Ceiling(party));
        self.split.own_part(cause, (after - before) * experienced);
    }

    /// Splits the change of a party whose row says everything without any closed form.
    #[cfg(test)]
    pub(super) fn split_generally(&mut self, party: PartyIx) -> &RowSplit {
        self.split.reset(self.layout.row(party).len(), self.ask);
        if let RowKind::Plain(aggregator) = *self.layout.row_kind_of(party) {
            self.split.capability = self.plain(party, aggregator);
        }
        &self.split
    }

    /// Appends the secants of the rows of a run's parties, and what changed at them.
    pub(crate) fn flow(&mut self, run: &Run, to: &mut Secants) {
        if let Some(rule) = self.plain_rule(run) {
            plain::flow(self.pair, rule, run.parties(), &mut self.scratch, to);
            return;
        }
        for party in run.parties() {
            to.keep(party, self.split(party));
        }
    }

    /// The rule of a run if it is plain and no scenario touches any of its parties.
    pub(crate) fn plain_rule(&self, run: &Run) -> Option<PlainRule> {
        let rule = run.shared.and_then(Aggregator::plain)?;
        (!self.pair.touches(&run.parties())).then_some(rule)
    }

    /// Whether a party's split has a closed form and no own part but that of its capability.
    pub(super) fn is_flat(&self, party: PartyIx) -> bool {
        matches!(self.layout.row_kind_of(party), RowKind::Plain(Aggregator::Plain(_)))
            && !self.pair.is_touched(party)
    }

    /// Adds the adjoint of a run of customers, all of one row kind and number of services, to
    /// that of their providers.
    pub(crate) fn pass_on(&mut self, chunk: &Run, adjoint: &[f64], to: &mut [f64]) {
        let layout = self.layout;
        if let Some(PlainRule::Mean { own_weight }) = self.plain_rule(chunk) {
            plain::pass_on_mean(layout, Mean { own_weight }, &chunk.parties(), adjoint, to);
            return;
        }
        for (party, adjoint) in chunk.parties().zip(adjoint) {
            let providers = &layout.providers()[layout.row(party)];
            for (&provider, secant) in providers.iter().zip(&self.split(party).service) {
                to[provider as usize] += times(*adjoint, *secant);
            }
        }
    }

    /// Passes on the adjoint of a run of departments outside cycles by the slopes at one
    /// state.
    pub(crate) fn pass_on_slopes(&mut self, chunk: &Run, adjoint: &mut [f64]) {
        let parties = chunk.parties();
        if let Some(rule) = self.plain_rule(chunk) {
            let Self { pair, scratch, .. } = self;
            let factors = &mut scratch.factors;
            plain::pass_on_slopes(pair, rule, parties, factors, adjoint);
        } else {
            let mut factors = std::mem::take(&mut self.scratch.factors);
            self.slopes(std::slice::from_ref(chunk), &mut factors).pass_on(adjoint);
            self.scratch.factors = factors;
        }
    }

    /// The slopes of the rows of consecutive runs at one state.
    pub(crate) fn slopes<'f>(&mut self, runs: &[Run], factors: &'f mut Factors) -> Factored<'f>
    where
        'a: 'f,
    {
        let (pair, layout) = (self.pair, self.layout);
        let all = joined(runs);
        if let Some(rule) = self.plain_rule(&all) {
            return plain::slopes(pair, rule, all.parties(), factors);
        }
        let (of_row, of_service) = factors.room(layout, &all.parties());
        of_row.fill(1.0);
        let mut rest = &mut *of_service;
        for party in all.parties() {
            let service = &self.split(party).service;
            let (row, others) = rest.split_at_mut(service.len());
            row.copy_from_slice(service);
            rest = others;
        }
        Factored::new(layout, &all.parties(), of_row, of_service)
    }
}

/// Consecutive runs as one, of a row kind that all share.
fn joined(runs: &[Run]) -> Run {
    let start = runs.first().map_or_else(PartyIx::default, |run| run.start);
    let end = runs.last().map_or_else(PartyIx::default, |run| run.end);
    let shared = runs.first().and_then(|run| run.shared);
    let shared = shared.filter(|_| runs.iter().all(|run| run.shared == shared));
    Run { shared, start, end }
}
