//! Cyclic components packed for sweeps.
//!
//! While a component is iterated, what its departments receive from outside stays as it is: their
//! rules take it once, and a sweep reads only the services that stay inside, packed end to end.

use std::ops::Range;

use super::aggregate::Fold;
use super::equation::Setting;
use super::flat::{Departments, take};
use crate::grouped::dense;
use crate::network::Cycle;

/// The largest steps of one sweep.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Steps {
    pub(super) largest: f64,
    /// Over the gap of the party, where the component is certified.
    pub(super) largest_relative: f64,
}

impl Steps {
    #[inline]
    pub(super) fn take(&mut self, step: f64, inverse_gap: f64) {
        self.largest = larger(self.largest, step);
        self.largest_relative = larger(self.largest_relative, step * inverse_gap);
    }

    pub(super) fn join(&mut self, other: Self) {
        self.largest = larger(self.largest, other.largest);
        self.largest_relative = larger(self.largest_relative, other.largest_relative);
    }
}

/// The larger of two numbers that are none of them NaN: one instruction, where `f64::max` takes
/// three and a conditional assignment may branch.
#[inline]
pub(super) fn larger(one: f64, two: f64) -> f64 {
    if one > two { one } else { two }
}

/// The flat departments of components, by place, and the services that stay inside.
#[derive(Debug, Default, Clone)]
pub(super) struct Circle {
    departments: Vec<Packed>,
    inside: Vec<Inside>,
}

/// A department.
#[derive(Debug, Clone, Copy)]
struct Packed {
    /// What its rule took from outside.
    taken: f64,
    /// The weight of all its needs and own capability.
    weight: f64,
    inverse_gap: f64,
    /// Two of its services from inside, most often all: a loop over so few costs more than it does.
    first: [Inside; 2],
    /// Where the rest of them end; they start where those of the department before end.
    end: u32,
}

/// A service from inside.
#[derive(Debug, Clone, Copy)]
struct Inside {
    dependence: f64,
    /// The provider's place.
    provider: u32,
}

impl Circle {
    /// Forgets the components before.
    pub(super) fn clear(&mut self) {
        self.departments.clear();
        self.inside.clear();
    }

    /// Packs departments of a component that share a rule; places count from the party `first`.
    pub(super) fn pack<F: Fold>(
        &mut self,
        setting: &Setting<'_>,
        own_weight: f64,
        parties: Range<usize>,
        (cycle, first): (&Cycle, usize),
        missing: &[f64],
    ) {
        let layout = setting.layout;
        let inverse_gaps = layout.inverse_gaps_of(cycle);
        for party in parties {
            let row = layout.row(party);
            let weight = own_weight + f64::from(dense(row.len()));
            let inner_start = layout.inner_start[party] as usize;
            let inside = inner_start..row.end;
            let fold = F::start(setting.capability[party], own_weight);
            let taken = take(fold, layout, row.start..inner_start, missing).taken();
            let services = layout.provider[inside.clone()].iter().zip(&layout.dependence[inside]);
            let mut services = services.map(|(provider, &dependence)| Inside {
                dependence,
                provider: provider - dense(first),
            });
            // On what a department provides to itself, unless more is said, nothing depends.
            let itself = Inside { dependence: 0.0, provider: dense(party - first) };
            let mut next = || services.next().unwrap_or(itself);
            let first = [next(), next()];
            self.inside.extend(services);
            let inverse_gap =
                inverse_gaps.get(party - cycle.parties().start).copied().unwrap_or_default();
            let end = dense(self.inside.len());
            self.departments.push(Packed { taken, weight, inverse_gap, first, end });
        }
    }

    /// Leaves room for departments that are not flat.
    pub(super) fn skip(&mut self, count: usize) {
        let end = dense(self.inside.len());
        let first = [Inside { dependence: 0.0, provider: 0 }; 2];
        let room = Packed { taken: 0.0, weight: 0.0, inverse_gap: 0.0, first, end };
        self.departments.resize(self.departments.len() + count, room);
    }

    /// Evaluates departments that share a rule, in order, each from the newest values; `state` is
    /// of all that are packed.
    pub(super) fn sweep<F: Fold>(
        &self,
        places: Range<usize>,
        state: &mut Departments<'_>,
    ) -> Steps {
        let mut steps = Steps::default();
        let before = places.start.checked_sub(1).map_or(0, |before| self.departments[before].end);
        let mut from = before as usize;
        let departments = self.departments[places.clone()].iter();
        let qualities = state.quality[places.clone()].iter_mut();
        for ((place, department), quality) in places.zip(departments).zip(qualities) {
            let mut fold = F::resume(department.taken, department.weight);
            for service in &department.first {
                fold.also(service.dependence * state.missing[service.provider as usize]);
            }
            for service in &self.inside[from..department.end as usize] {
                fold.also(service.dependence * state.missing[service.provider as usize]);
            }
            from = department.end as usize;
            let after = fold.finish();
            steps.take((after - *quality).abs(), department.inverse_gap);
            *quality = after;
            state.missing[place] = 1.0 - after;
        }
        steps
    }
}
