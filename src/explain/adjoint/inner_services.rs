//! The services inside cyclic components, packed for sweeps from customers upstream.
//!
//! Consumers come first, and what a party receives in a sweep it passes on in the same one wherever
//! that is possible (Gauss-Seidel). Pending after a sweep is what went to parties that had their
//! turn: a fixed share of what arrived at each, summed up on the way.

use std::ops::Range;

use crate::explain::jacobian::Factored;
use crate::network::{Cycle, IndexRange, Layout, PartyIx};
use crate::numerics::csr::ix;

/// Components of one level, end to end, so that a sweep reads nothing else; memory is reused.
#[derive(Debug, Default)]
pub(in crate::explain) struct InnerServices {
    /// By place.
    parties: Vec<AdjointParty>,
    /// Services beyond the first two of each party.
    further: Vec<AdjointEdge>,
    /// Of each party in its component's certificate.
    pub(in crate::explain) gap: Vec<f64>,
    /// What arrived at each party and was not passed on yet.
    pub(in crate::explain) pending: Vec<f64>,
}

/// A party of a component.
#[derive(Debug, Clone, Copy)]
struct AdjointParty {
    /// Two of its services from inside, most often all: a loop over so few costs more than it does.
    first: [AdjointEdge; 2],
    /// Where the others are.
    further: (u32, u32),
    /// How much of what arrives goes to parties that had their turn, measured by their gaps.
    delayed: f64,
    /// Whether what arrives counts.
    counts: bool,
}

/// A service from inside.
#[derive(Debug, Clone, Copy)]
struct AdjointEdge {
    secant: f64,
    /// The provider's place.
    provider: u32,
}

/// How what is pending inside a component dies away, round by round, measured by gaps.
#[derive(Debug, Clone, Copy)]
pub(in crate::explain) struct Decay {
    /// What is pending after a round is at most this much of what was before.
    pub(in crate::explain) contraction: f64,
    /// So is what arrives in the round.
    pub(in crate::explain) round: f64,
}

impl InnerServices {
    /// Forgets the components before.
    pub(in crate::explain) fn clear(&mut self) {
        self.parties.clear();
        self.further.clear();
        self.gap.clear();
    }

    /// Takes the services inside a certified component, given the secants of its rows, and
    /// returns its places, and how fast adjoints die away where all pass on at once. What arrives
    /// at a party that does not count is lost.
    pub(in crate::explain) fn pack(
        &mut self,
        layout: &Layout,
        cycle: &Cycle,
        rows: &Factored<'_>,
        counts: impl Fn(PartyIx) -> bool,
    ) -> (Range<usize>, Decay) {
        let base = self.parties.len();
        let inverse_gaps = layout.inverse_gaps_of(cycle);
        self.gap.extend(inverse_gaps.iter().map(|inverse_gap| 1.0 / inverse_gap));
        let gap = &self.gap[base..];
        let mut contraction = 0.0_f64;
        let parties = cycle.parties().indices().map(PartyIx::new);
        for (place, (party, inverse_gap)) in parties.zip(inverse_gaps).enumerate() {
            let entries = IndexRange::new(layout.inner_start(party), layout.row(party).end);
            let (of_row, of_service) = rows.of(party, &entries);
            let counts = counts(party);
            let of_row = if counts { of_row } else { 0.0 };
            let (mut passed, mut delayed) = (0.0, 0.0);
            let services = layout.providers()[entries].iter().zip(of_service);
            let mut links = services.filter_map(|(&provider, of_service)| {
                // Of a detailed row, services from outside may be anywhere.
                let provider = provider.wrapping_sub(cycle.start.raw());
                let gap = gap.get(provider as usize)?;
                let secant = of_row * of_service;
                passed += secant * gap;
                delayed += if provider as usize >= place { secant * gap } else { 0.0 };
                Some(AdjointEdge { secant, provider: provider + ix(base) })
            });
            let nothing = AdjointEdge { secant: 0.0, provider: ix(base + place) };
            let mut next = || links.next().unwrap_or(nothing);
            let first = [next(), next()];
            let start = ix(self.further.len());
            self.further.extend(links);
            let further = (start, ix(self.further.len()));
            self.parties.push(AdjointParty { first, further, delayed, counts });
            let ratio = passed * inverse_gap;
            // An infinite slope gives no number.
            contraction = contraction.max(if ratio.is_finite() { ratio } else { f64::INFINITY });
        }
        (base..self.parties.len(), Decay { contraction, round: 1.0 })
    }

    /// How fast adjoints die away in sweeps: what a unit at each party makes arrive in a sweep, and
    /// leaves pending, wherever anything is pending after a sweep.
    pub(in crate::explain) fn decay_in_sweeps(&self, places: Range<usize>) -> Decay {
        let first = places.start;
        let mut is_pending = vec![false; places.len()];
        let mut followed: Vec<(f64, f64)> = Vec::with_capacity(places.len());
        for place in places.clone() {
            let party = &self.parties[place];
            let (mut left, mut arrived) = (party.delayed, self.gap[place]);
            for link in self.links(party) {
                let provider = link.provider as usize - first;
                if let Some(provider) = followed.get(provider) {
                    left += link.secant * provider.0;
                    arrived += link.secant * provider.1;
                } else if link.secant > 0.0 {
                    is_pending[provider] = true;
                }
            }
            followed.push((left, arrived));
        }
        let mut decay = Decay { contraction: 0.0, round: 0.0 };
        let pending = followed.iter().zip(&self.gap[places]).zip(is_pending);
        for ((&(left, arrived), gap), _) in pending.filter(|&(_, is_pending)| is_pending) {
            decay.contraction = decay.contraction.max(left / gap);
            decay.round = decay.round.max(arrived / gap);
        }
        decay
    }

    fn links(&self, party: &AdjointParty) -> impl Iterator<Item = AdjointEdge> {
        let further = &self.further[party.further.0 as usize..party.further.1 as usize];
        party.first.into_iter().chain(further.iter().copied())
    }

    /// Passes on what is pending, given the adjoint of a component's parties so far, and bounds
    /// what is pending then.
    pub(in crate::explain) fn sweep(&mut self, places: Range<usize>, adjoint: &mut [f64]) -> f64 {
        let Self { parties, further, pending, .. } = self;
        let mut missing = 0.0;
        let swept = parties[places.clone()].iter().zip(adjoint);
        for (place, (party, adjoint)) in places.zip(swept).rev() {
            let arrived = std::mem::take(&mut pending[place]);
            *adjoint += arrived;
            missing += party.delayed * arrived.abs();
            for link in &party.first {
                pending[link.provider as usize] += link.secant * arrived;
            }
            for link in &further[party.further.0 as usize..party.further.1 as usize] {
                pending[link.provider as usize] += link.secant * arrived;
            }
        }
        missing
    }

    /// Drops what arrived at parties that do not count.
    pub(in crate::explain) fn drop_lost(&self, places: Range<usize>, adjoint: &mut [f64]) {
        for (adjoint, party) in adjoint.iter_mut().zip(&self.parties[places]) {
            *adjoint = if party.counts { *adjoint } else { 0.0 };
        }
    }
}

/// Adds the adjoints of a component's parties, which are solved for, to those of their providers
/// outside.
pub(in crate::explain) fn pass_on(
    layout: &Layout,
    cycle: &Cycle,
    rows: &Factored<'_>,
    adjoint: &mut [f64],
) {
    for party in cycle.parties() {
        let row = layout.row(party);
        let inner_start = layout.inner_start(party);
        if inner_start > row.start {
            rows.pass_on_some(party, IndexRange::new(row.start, inner_start), adjoint);
            continue;
        }
        // A detailed row, of which services from outside may be anywhere, or one without any.
        for entry in row {
            if !cycle.parties().contains(&layout.provider(entry).into()) {
                rows.pass_on_some(party, IndexRange::one(entry), adjoint);
            }
        }
    }
}
