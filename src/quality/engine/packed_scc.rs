//! Cyclic components packed for sweeps.
//!
//! While a component is iterated, what its departments receive from outside stays as it is: their
//! rules take it once, and a sweep reads only the services that stay inside, packed end to end.

use std::ops::Range;

use super::equation::EquationContext;
use super::rows::take;
use super::state_slice::StateSlice;
use crate::network::{IndexRange, PartyIx};
use crate::numerics::csr::ix;
use crate::rule::Accumulate;

/// The flat departments of components, by place, and the services that stay inside.
#[derive(Debug, Default, Clone)]
pub(in crate::quality) struct PackedScc {
    departments: Vec<PackedDepartment>,
    inside: Vec<PackedEdge>,
}

/// A department.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct PackedDepartment {
    /// What its rule took from outside.
    taken: f64,
    /// The weight of all its needs and own capability.
    weight: f64,
    /// Two of its services from inside, most often all: a loop over so few costs more than it does.
    first: [PackedEdge; 2],
    /// Where the rest of them stand.
    rest: (u32, u32),
}

/// A service from inside.
#[derive(Debug, Clone, Copy)]
struct PackedEdge {
    dependence: f64,
    /// The provider's place.
    provider: u32,
}

impl PackedScc {
    /// Forgets the components before.
    pub(in crate::quality) fn clear(&mut self) {
        self.departments.clear();
        self.inside.clear();
    }

    /// Packs departments of one component that share a rule, next in the run.
    pub(in crate::quality) fn pack<R: Accumulate>(
        &mut self,
        context: &EquationContext<'_>,
        rule: R,
        parties: IndexRange<PartyIx>,
        slice: &StateSlice<'_>,
    ) {
        let layout = context.layout;
        let first = slice.parties.start;
        for party in parties {
            let row = layout.row(party);
            let weight = rule.weight(row.len());
            let inner_start = layout.inner_start(party);
            let inside = IndexRange::new(inner_start, row.end);
            let own = rule.start(context.capability[party]);
            let outside = IndexRange::new(row.start, inner_start);
            let [taken] = take(rule, [own], layout, outside.indices(), slice.before.missing);
            let services =
                layout.providers()[inside.clone()].iter().zip(&layout.dependences()[inside]);
            let mut services = services.map(|(provider, &dependence)| PackedEdge {
                dependence,
                provider: provider - first.raw(),
            });
            // On what a department provides to itself, unless more is said, nothing depends.
            let itself = PackedEdge { dependence: 0.0, provider: ix(party - first) };
            let mut next = || services.next().unwrap_or(itself);
            let first = [next(), next()];
            let from = ix(self.inside.len());
            self.inside.extend(services);
            let rest = (from, ix(self.inside.len()));
            self.departments.push(PackedDepartment { taken, weight, first, rest });
        }
    }

    /// Leaves room for departments before a place that are not flat, or are settled.
    pub(in crate::quality) fn skip_to(&mut self, place: usize) {
        let nothing = PackedEdge { dependence: 0.0, provider: 0 };
        let room = PackedDepartment { taken: 0.0, weight: 0.0, first: [nothing; 2], rest: (0, 0) };
        self.departments.resize(place, room);
    }

    /// Evaluates departments that share a rule, each from the newest values: runs of several
    /// components side by side, the longest first. A department waits for the one before it, and
    /// the processor works on those of other components meanwhile.
    pub(in crate::quality) fn sweep<R: Accumulate>(
        &self,
        rule: R,
        abreast: &[Range<usize>],
        slice: &mut StateSlice<'_>,
    ) {
        let count = self.departments.len();
        let (quality, missing) = (&mut slice.quality[..count], &mut slice.missing[..count]);
        let mut open = abreast;
        let longest = open.first().map_or(0, Range::len);
        for turn in 0..longest {
            while let [longer @ .., last] = open
                && last.len() <= turn
            {
                open = longer;
            }
            for places in open {
                let place = places.start + turn;
                let department = &self.departments[place];
                let mut taken = department.taken;
                for service in &department.first {
                    let loss = service.dependence * missing[service.provider as usize];
                    taken = rule.add(taken, loss);
                }
                let (from, to) = department.rest;
                if from < to {
                    for service in &self.inside[from as usize..to as usize] {
                        let loss = service.dependence * missing[service.provider as usize];
                        taken = rule.add(taken, loss);
                    }
                }
                let after = rule.finish(taken, department.weight);
                quality[place] = after;
                missing[place] = 1.0 - after;
            }
        }
    }
}
