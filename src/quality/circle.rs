//! One cyclic component packed for sweeps.
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
    pub(super) fn take(&mut self, step: f64, inverse_gap: f64) {
        let relative = step * inverse_gap;
        if step > self.largest {
            self.largest = step;
        }
        if relative > self.largest_relative {
            self.largest_relative = relative;
        }
    }
}

/// The flat departments of a component, by place in it, and the services between them.
#[derive(Debug, Default, Clone)]
pub(super) struct Circle {
    departments: Vec<Packed>,
    inside: Vec<Inside>,
}

/// A department, but for what it receives from inside.
#[derive(Debug, Default, Clone, Copy)]
struct Packed {
    /// What its rule took from outside.
    taken: f64,
    /// The weight that had.
    weight: f64,
    inverse_gap: f64,
    /// Where its services from inside end; they start where those of the department before end.
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
    /// Forgets the component before.
    pub(super) fn clear(&mut self) {
        self.departments.clear();
        self.inside.clear();
    }

    /// Packs departments of a component that share a rule.
    pub(super) fn pack<F: Fold>(
        &mut self,
        setting: &Setting<'_>,
        own_weight: f64,
        parties: Range<usize>,
        cycle: &Cycle,
        missing: &[f64],
    ) {
        let layout = setting.layout;
        let first = cycle.parties().start;
        let inverse_gaps = layout.inverse_gaps_of(cycle);
        for party in parties {
            let row = layout.row(party);
            let inner_start = layout.inner_start[party] as usize;
            let outside = row.start..inner_start;
            let weight = own_weight + f64::from(dense(outside.len()));
            let fold = F::start(setting.capability[party], own_weight);
            let taken = take(fold, layout, outside, missing).taken();
            let inside = inner_start..row.end;
            let services = layout.provider[inside.clone()].iter().zip(&layout.dependence[inside]);
            self.inside.extend(services.map(|(provider, &dependence)| Inside {
                dependence,
                provider: provider - dense(first),
            }));
            let inverse_gap = inverse_gaps.get(party - first).copied().unwrap_or_default();
            let end = dense(self.inside.len());
            self.departments.push(Packed { taken, weight, inverse_gap, end });
        }
    }

    /// Leaves room for departments that are not flat.
    pub(super) fn skip(&mut self, count: usize) {
        let room = Packed { end: dense(self.inside.len()), ..Packed::default() };
        self.departments.resize(self.departments.len() + count, room);
    }

    /// Evaluates departments that share a rule, in order, each from the newest values; `state` is
    /// of the component.
    pub(super) fn sweep<F: Fold>(
        &self,
        places: Range<usize>,
        state: &mut Departments<'_>,
        steps: &mut Steps,
    ) {
        let before = places.start.checked_sub(1).map_or(0, |before| self.departments[before].end);
        let mut from = before as usize;
        let departments = self.departments[places.clone()].iter();
        let qualities = state.quality[places.clone()].iter_mut();
        for ((place, department), quality) in places.zip(departments).zip(qualities) {
            let mut fold = F::resume(department.taken, department.weight);
            for service in &self.inside[from..department.end as usize] {
                fold.need(service.dependence * state.missing[service.provider as usize], 1.0);
            }
            from = department.end as usize;
            let after = fold.finish();
            steps.take((after - *quality).abs(), department.inverse_gap);
            *quality = after;
            state.missing[place] = 1.0 - after;
        }
    }
}
