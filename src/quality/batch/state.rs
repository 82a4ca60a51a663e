//! What departments deliver in every lane, and where that differs from the baseline.

use super::lanes::{Lanes, Mask, lanes_of};
use super::row_in_lanes::RowInLanes;
use super::scenario_group::ScenarioGroup;
use crate::network::{IndexRange, Layout, PartyIx};
use crate::quality::engine::equation::{EquationContext, Scratch};

/// The departments of a group of lanes, by dense number.
#[derive(Debug, Clone)]
pub(super) struct LaneState {
    /// Of departments outside cycles, written only where [`keeps_quality`](Self::keeps_quality).
    pub(super) quality: Vec<Lanes>,
    /// `1 − q`.
    pub(super) missing: Vec<Lanes>,
    /// The lanes in which a department may differ from the baseline; of a department without any,
    /// every lane holds the baseline.
    pub(super) moved: Vec<Mask>,
    /// Of the baseline.
    baseline: Vec<f64>,
    /// Whether anybody reads qualities: plain rules take only what is missing.
    pub(super) keeps_quality: bool,
}

impl LaneState {
    /// The quality of any department in one lane. Where nobody reads qualities, it is one of which
    /// the same is missing.
    pub(super) fn quality_in(&self, lane: usize, department: impl Into<PartyIx>) -> f64 {
        let department = department.into();
        if self.keeps_quality {
            self.quality[department].0[lane]
        } else {
            1.0 - self.missing[department].0[lane]
        }
    }

    pub(super) fn new(baseline: Vec<f64>) -> Self {
        Self {
            quality: baseline.iter().map(|&quality| Lanes::splat(quality)).collect(),
            missing: baseline.iter().map(|&quality| Lanes::splat(1.0 - quality)).collect(),
            moved: vec![0; baseline.len()],
            baseline,
            keeps_quality: true,
        }
    }

    pub(super) fn baseline(&self, department: impl Into<PartyIx>) -> f64 {
        let department = department.into();
        self.baseline[department]
    }

    /// The lanes in which any of these providers may differ from the baseline.
    pub(super) fn moved_among(&self, providers: &[u32]) -> Mask {
        providers.iter().fold(0, |moved, &provider| moved | self.moved[provider as usize])
    }

    /// Sets a department that may differ from the baseline in some lanes.
    #[inline]
    pub(super) fn set(&mut self, department: PartyIx, quality: Lanes, moved: Mask) {
        let differs = quality.differ_from(self.baseline[department]);
        if self.keeps_quality {
            self.quality[department] = quality;
        }
        self.missing[department] = quality.map(|quality| 1.0 - quality);
        self.moved[department] = if differs { moved } else { 0 };
    }

    /// Puts a department of a cycle on its way.
    #[inline]
    pub(super) fn put(&mut self, department: PartyIx, quality: Lanes) {
        self.quality[department] = quality;
        self.missing[department] = quality.map(|quality| 1.0 - quality);
    }

    /// Puts a department back to the baseline, where the last group left it elsewhere.
    pub(super) fn reset(&mut self, department: PartyIx) {
        if self.moved[department] != 0 {
            self.moved[department] = 0;
            self.quality[department] = Lanes::splat(self.baseline[department]);
            self.missing[department] = Lanes::splat(1.0 - self.baseline[department]);
        }
    }
}

/// In so many lanes a row is sooner evaluated in all of them.
const MANY: u32 = 3;

/// Evaluates parties by their own equation: any row kind, any change of their services.
#[derive(Debug, Clone)]
pub(super) struct ByHand {
    /// Stated capabilities, but for the moment of an evaluation.
    capability: Vec<f64>,
    /// Of the departments a party depends on, in the lane being evaluated.
    quality: Vec<f64>,
    scratch: Scratch,
    row_in_lanes: RowInLanes,
}

impl ByHand {
    pub(super) fn new(layout: &Layout) -> Self {
        Self {
            capability: layout.capabilities().to_vec(),
            quality: vec![0.0; layout.department_count()],
            scratch: Scratch::default(),
            row_in_lanes: RowInLanes::default(),
        }
    }

    /// Looks at departments as one lane has them: at their equations, with memory to evaluate them.
    pub(super) fn with_equation<T>(
        &mut self,
        layout: &Layout,
        group: &ScenarioGroup,
        lane: usize,
        departments: &IndexRange<PartyIx>,
        task: impl FnOnce(&EquationContext<'_>, &mut Scratch) -> T,
    ) -> T {
        let changed = group.within(departments);
        for changed in changed {
            self.capability[changed.party] = changed.capability.0[lane];
        }
        let (capability, overrides) = (&*self.capability, group.overrides(lane));
        let result = task(&EquationContext { layout, capability, overrides }, &mut self.scratch);
        self.capability[departments.clone()]
            .copy_from_slice(&layout.capabilities()[departments.clone()]);
        result
    }

    /// Evaluates one party in some lanes: at once, where there are many.
    pub(super) fn evaluate(
        &mut self,
        layout: &Layout,
        group: &ScenarioGroup,
        lanes: Mask,
        party: PartyIx,
        quality: &[Lanes],
        after: &mut Lanes,
    ) {
        let mut by_themselves = lanes;
        if lanes.count_ones() >= MANY {
            let changed = group.of(party);
            let replacing = lanes & changed.map_or(0, |changed| changed.services);
            let stated = || layout.capabilities().get(party.index()).copied().unwrap_or(1.0);
            let own = changed.map_or_else(|| Lanes::splat(stated()), |changed| changed.capability);
            let told = RowInLanes::can_evaluate(group, party, replacing);
            let row = &mut self.row_in_lanes;
            let all = row.evaluate(layout, group, told, party, &own, quality);
            by_themselves = replacing & !told;
            lanes_of(lanes & !by_themselves).for_each(|lane| after.0[lane] = all.0[lane]);
        }
        for lane in lanes_of(by_themselves) {
            after.0[lane] = self.evaluate_in(lane, layout, group, party, quality);
        }
    }

    /// Evaluates one party in one lane.
    fn evaluate_in(
        &mut self,
        lane: usize,
        layout: &Layout,
        group: &ScenarioGroup,
        party: PartyIx,
        quality: &[Lanes],
    ) -> f64 {
        for &provider in &layout.providers()[layout.row(party)] {
            let provider = provider as usize;
            self.quality[provider] = quality[provider].0[lane];
        }
        let own = group.of(party).map(|changed| changed.capability.0[lane]);
        if let (Some(capability), Some(own)) = (self.capability.get_mut(party.index()), own) {
            *capability = own;
        }
        let overrides = group.overrides(lane);
        let context = EquationContext { layout, capability: &self.capability, overrides };
        let quality = context.evaluate(party, &self.quality, &mut self.scratch);
        if let Some(capability) = self.capability.get_mut(party.index()) {
            *capability = layout.capabilities()[party];
        }
        quality
    }
}
