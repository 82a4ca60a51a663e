//! How much of a capability's change each thing carries that it follows from.

use crate::explain::attribution::shapley::{ShapleyOptions, shapley_values};
use crate::organisation::Effort;
use crate::quality::{WorkforceState, effort, line, target};

/// What a capability follows from, in one state.
#[derive(Debug, Clone, Copy)]
pub(super) struct WorkforcePoint {
    pub(super) workforce_state: WorkforceState,
    /// Per hour.
    pub(super) arrivals: f64,
    pub(super) satisfaction: f64,
}

/// Secants to capability.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WorkforceSplit {
    pub(crate) skill: f64,
    pub(crate) agents: f64,
    /// 0 or less.
    pub(crate) arrivals: f64,
    pub(crate) satisfaction: f64,
}

impl WorkforcePoint {
    fn capability(&self) -> f64 {
        self.workforce_state.capability(self.arrivals, self.satisfaction)
    }

    /// The values in the order of [`WorkforceSplit`].
    fn values(&self) -> [f64; 4] {
        [
            self.workforce_state.skill,
            self.workforce_state.agents(),
            self.arrivals,
            self.satisfaction,
        ]
    }

    fn with(mut self, [skill, agents, arrivals, satisfaction]: [f64; 4]) -> Self {
        self.workforce_state.skill = skill;
        if let Some(staff) = &mut self.workforce_state.staff {
            staff.agents = agents;
        }
        Self { arrivals, satisfaction, ..self }
    }
}

/// Relative to its size, a change whose secant is its slope, to rounding: about the root of that.
const SMALL_DIFFERENCE: f64 = 1e-8;

impl WorkforceSplit {
    /// Splits the change of a capability; what does not move, or so little that rounding would be
    /// most of its share, has its slope.
    pub(super) fn between(before: WorkforcePoint, after: WorkforcePoint) -> Self {
        let (old, new) = (before.values(), after.values());
        let has_moved = |&index: &usize| {
            let (old, new): (f64, f64) = (old[index], new[index]);
            (new - old).abs() > SMALL_DIFFERENCE * old.abs().max(new.abs())
        };
        let moved: Vec<usize> = (0..4).filter(has_moved).collect();
        let mut split = Self::slopes(after).secants();
        let game = |present: &[bool]| {
            let mut values = old;
            for (&index, &is_new) in moved.iter().zip(present) {
                if is_new {
                    values[index] = new[index];
                }
            }
            before.with(values).capability()
        };
        let shares = shapley_values(moved.len(), game, &ShapleyOptions::default());
        for (&index, share) in moved.iter().zip(&shares.values) {
            split[index] = share / (new[index] - old[index]);
        }
        Self::of(split)
    }

    /// The derivatives of a capability; at the edges of effort those towards lower satisfaction.
    pub(super) fn slopes(at: WorkforcePoint) -> Self {
        let WorkforcePoint { workforce_state, arrivals, satisfaction } = at;
        let put_in = effort(&workforce_state.effort, satisfaction);
        let Effort { floor, reaction, reference } = workforce_state.effort;
        let free = 1.0 + reaction * (satisfaction - reference);
        let of_satisfaction = if free > floor && free <= 1.0 { reaction } else { 0.0 };
        let Some(staff) = workforce_state.staff else {
            return Self {
                skill: put_in,
                satisfaction: workforce_state.skill * of_satisfaction,
                ..Self::default()
            };
        };
        let level = line(&staff, arrivals, put_in).service_level(target(&staff));
        let scale = workforce_state.skill * put_in;
        let of_effort = workforce_state.skill * level.share
            + scale * staff.service_rate * level.by_service_rate;
        Self {
            skill: put_in * level.share,
            agents: scale * level.by_agents * staff.answering,
            arrivals: scale * level.by_arrival_rate,
            satisfaction: of_effort * of_satisfaction,
        }
    }

    fn secants(self) -> [f64; 4] {
        [self.skill, self.agents, self.arrivals, self.satisfaction]
    }

    fn of([skill, agents, arrivals, satisfaction]: [f64; 4]) -> Self {
        Self { skill, agents, arrivals, satisfaction }
    }
}
