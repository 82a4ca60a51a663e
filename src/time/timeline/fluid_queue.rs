//! The people of a department on their way: what they are capable of, and what waits for them.

use super::instant::hours;
use crate::network::{DeptIx, Endurance, Overrides, Workforce};
use crate::quality::{WorkforceState, effort, line, target};
use crate::queue::{Flow, QueueLoad};

/// A department whose capability follows from skill, staff and effort.
#[derive(Debug, Clone)]
pub(super) struct StaffedDepartment {
    pub(super) department: DeptIx,
    /// With the agents there are, those hired among them.
    workforce_state: WorkforceState,
    hired: f64,
    endurance: Endurance,
    /// How satisfied people are, and were at the start of the step.
    satisfaction: f64,
    satisfaction_at_start: f64,
    /// Of satisfaction over time, in hours.
    satisfaction_area: f64,
    /// Requests per hour.
    arrivals: f64,
    /// What is left of the crisis reserve at the end of the step, 0..=1.
    reserve: f64,
    /// Whether more arrives than agents can do without it.
    uses_reserve: bool,
    /// Effort, without the crisis reserve.
    effort: f64,
    /// The capability that a scenario sets, whatever the load.
    set: Option<f64>,
    pub(super) line: Option<FluidQueue>,
}

/// A department's waiting line.
///
/// A step of `dL/dt = λ − x` is taken in two stages (an L-stable method of second order, in the
/// form of Alexander), each of which solves `L(x) + γ h x = total` for what the line gets through:
///
/// ```text
/// γ = 1 − 1/√2
/// stage 1    L₁ + γ h x₁ = L + γ h λ(t + γ h)
/// stage 2    L₂ + γ h x₂ = L + (1 − γ) h (λ(t + γ h) − x₁) + γ h λ(t + h)
/// ```
///
/// # References
///
/// R. Alexander, *Diagonally implicit Runge-Kutta methods for stiff O.D.E.'s*, SIAM J. Numer. Anal.
/// 14 (1977) 1006-1021, theorem 5.
#[derive(Debug, Clone)]
pub(super) struct FluidQueue {
    /// At the start of the step.
    start: Flow,
    /// As it stands.
    pub(super) flow: Flow,
    /// What is being solved for the line as it stands.
    total: f64,
    weight: f64,
    /// The effort, and what the crisis reserve adds to it, that the flow was solved for.
    pace: f64,
    pace_at_start: f64,
    /// The share of requests served in time, at that flow.
    level: f64,
    /// Requests that arrived since the start, and those that left, served or not.
    pub(super) arrived: f64,
    pub(super) left: f64,
    /// Of the step being taken.
    arriving: f64,
    leaving_before: f64,
    /// How many there would be at its end by arrivals at its start alone.
    predicted: f64,
}

/// By this share of what a slope changes over a step, times the step, a straight line is off: where
/// the slope changes evenly, in the middle of the step.
pub(super) const CURVATURE_SHARE: f64 = 1.0 / 8.0;

const GAMMA: f64 = 1.0 - std::f64::consts::FRAC_1_SQRT_2;

impl FluidQueue {
    /// A line at rest.
    fn resting(load: QueueLoad, level: f64, pace: f64) -> Self {
        let flow = Flow { throughput: load.arrival_rate, number: load.number_in_system() };
        Self {
            start: flow,
            flow,
            total: flow.number,
            weight: 0.0,
            pace,
            pace_at_start: pace,
            level,
            arrived: 0.0,
            left: 0.0,
            arriving: 0.0,
            leaving_before: 0.0,
            predicted: flow.number,
        }
    }

    /// Counts what arrives and leaves from here on.
    fn count_anew(&mut self) {
        (self.arrived, self.left) = (0.0, 0.0);
    }

    /// Whether it holds more or less than at the start of the step.
    pub(super) fn has_moved(&self) -> bool {
        self.start.number.to_bits() != self.flow.number.to_bits()
    }

    /// Asks for the line that holds as much as this one.
    fn hold(&mut self) {
        (self.total, self.weight) = (self.flow.number, 0.0);
    }
}

impl StaffedDepartment {
    /// That of a workforce in a state of rest, at so many arrivals per hour and such a
    /// satisfaction.
    pub(super) fn resting(
        workforce: &Workforce,
        overrides: &Overrides,
        arrivals: f64,
        satisfaction: f64,
    ) -> Self {
        let workforce_state = WorkforceState::new(workforce, overrides);
        let effort = effort(&workforce_state.effort, satisfaction);
        let resting = workforce_state.staff.map(|staff| {
            let load = line(&staff, arrivals, effort);
            FluidQueue::resting(load, load.within(target(&staff)), effort)
        });
        let uses_reserve = arrivals > capacity(&workforce_state, effort);
        let mut staffed = Self {
            department: workforce.department,
            workforce_state,
            hired: 0.0,
            endurance: workforce.endurance,
            satisfaction: 0.0,
            satisfaction_at_start: 0.0,
            satisfaction_area: 0.0,
            arrivals,
            // Who was overloaded for ever has none left.
            reserve: if uses_reserve { 0.0 } else { 1.0 },
            uses_reserve,
            effort,
            set: overrides.capability(workforce.department),
            line: resting,
        };
        staffed.satisfaction = staffed.satisfied(satisfaction, effort);
        staffed
    }

    /// What agents can do in an hour at such an effort, without the crisis reserve.
    fn capacity(&self, effort: f64) -> f64 {
        capacity(&self.workforce_state, effort)
    }

    /// How satisfied people are at such an internal service quality.
    fn satisfied(&self, internal: f64, effort: f64) -> f64 {
        let capacity = self.capacity(effort);
        let utilisation = if self.arrivals < capacity { self.arrivals / capacity } else { 1.0 };
        let is_busy = self.arrivals > 0.0;
        self.endurance.satisfaction(internal, if is_busy { utilisation } else { 0.0 })
    }

    /// What is left of the crisis reserve, 0..=1.
    pub(super) fn reserve(&self) -> f64 {
        self.reserve
    }

    /// How satisfied people were on average over so long a time.
    pub(super) fn mean_satisfaction(&self, span: i64) -> f64 {
        self.satisfaction_area / hours(span)
    }

    /// Whether the crisis reserve makes for another pace in the next step.
    pub(super) fn tires(&self) -> bool {
        const NOTHING_LEFT: f64 = 1e-12;
        self.endurance.has_reserve() && self.uses_reserve && self.reserve > NOTHING_LEFT
    }

    /// Uses the crisis reserve over a step, or lets it come back.
    fn use_reserve(&mut self, step: f64) {
        if self.endurance.has_reserve() {
            let effort = self.effort;
            self.uses_reserve = self.arrivals > self.capacity(effort);
            self.reserve = self.endurance.left_after(self.reserve, self.uses_reserve, step);
        }
    }

    pub(super) fn agents(&self) -> f64 {
        self.workforce_state.agents()
    }

    /// Puts other values in force; people hired stay.
    pub(super) fn set(&mut self, workforce: &Workforce, overrides: &Overrides) {
        self.workforce_state = WorkforceState::new(workforce, overrides);
        if let Some(staff) = &mut self.workforce_state.staff {
            staff.agents += self.hired;
        }
        self.set = overrides.capability(workforce.department);
    }

    /// Takes in people who were hired.
    pub(super) fn take_in(&mut self, agents: f64) {
        self.hired += agents;
        if let Some(staff) = &mut self.workforce_state.staff {
            staff.agents += agents;
        }
    }

    /// Notes the agents there are among what is in force, if people were hired.
    pub(super) fn note_agents(&self, overrides: &mut Overrides) {
        if self.hired > 0.0 {
            overrides.set_agents(self.department, self.agents());
        }
    }

    /// Counts requests from here on.
    pub(super) fn count_anew(&mut self) {
        self.satisfaction_area = 0.0;
        if let Some(line) = &mut self.line {
            line.count_anew();
        }
    }

    /// Makes ready for values that change in no time, while the line stays as long as it is.
    pub(super) fn begin_jump(&mut self) {
        if let Some(line) = &mut self.line {
            line.hold();
            // Other agents make another flow of the same line.
            line.pace = f64::NAN;
        }
    }

    /// Makes ready for a first look at the end of a step, by arrivals at its start alone.
    pub(super) fn begin_step(&mut self, step: i64, arrivals: f64) {
        let step = hours(step);
        self.satisfaction_at_start = self.satisfaction;
        self.arrivals = arrivals;
        self.use_reserve(step);
        if let Some(line) = &mut self.line {
            line.start = line.flow;
            line.pace_at_start = line.pace;
            (line.total, line.weight) = (line.flow.number + step * arrivals, step);
            (line.arriving, line.leaving_before) = (step * arrivals, 0.0);
            line.pace = f64::NAN;
        }
    }

    /// Makes ready for the end of a step, by arrivals at both of its ends.
    pub(super) fn go_on(&mut self, step: i64, [first, last]: [f64; 2]) {
        self.arrivals = last;
        let Some(line) = &mut self.line else { return };
        let Some(staff) = &self.workforce_state.staff else { return };
        let step = hours(step);
        line.predicted = line.flow.number;
        let between = first + GAMMA * (last - first);
        let pace = line.pace_at_start + GAMMA * (line.pace - line.pace_at_start);
        let load = crate::time::timeline::fluid_queue::line(staff, 0.0, pace);
        let part = GAMMA * step;
        let stage = load.flow(line.start.number + part * between, part, line.start.throughput);
        let leaving = (1.0 - GAMMA) * step * stage.throughput;
        let kept = line.start.number + (1.0 - GAMMA) * step * between - leaving;
        if kept >= 0.0 {
            (line.total, line.weight) = (kept + part * last, part);
            line.arriving = (1.0 - GAMMA) * step * between + part * last;
            line.leaving_before = leaving;
        } else {
            // It empties within the step: one implicit Euler step leaves nothing below 0.
            (line.total, line.weight) = (line.start.number + step * last, step);
            (line.arriving, line.leaving_before) = (step * last, 0.0);
        }
        line.pace = f64::NAN;
    }

    /// How far the line may be off after a step, at its end and on a straight line to it, as a
    /// share of all whom it has to do with: agents and requests.
    pub(super) fn estimate(&self, step: i64, [first, last]: [f64; 2]) -> f64 {
        let Some(line) = &self.line else { return 0.0 };
        let grows = |arrivals: f64, flow: &Flow| arrivals - flow.throughput;
        let bend =
            hours(step) * (grows(last, &line.flow) - grows(first, &line.start)) * CURVATURE_SHARE;
        let off = (line.flow.number - line.predicted).abs().max(bend.abs());
        let share = off / (1.0 + self.agents() + line.flow.number);
        // A line without end is as long as it was.
        if share.is_finite() { share } else { 0.0 }
    }

    /// Counts what arrived and left in the step that was taken.
    pub(super) fn end_step(&mut self, step: i64) {
        let mean = 0.5 * (self.satisfaction_at_start + self.satisfaction);
        self.satisfaction_area += hours(step) * mean;
        if let Some(line) = &mut self.line {
            line.arrived += line.arriving;
            line.left += line.leaving_before + line.weight * line.flow.throughput;
        }
    }

    /// Counts what arrives and leaves in a step over which the line stays as it is.
    pub(super) fn rest(&mut self, step: i64, arrivals: f64) {
        self.use_reserve(hours(step));
        self.satisfaction_area += hours(step) * self.satisfaction;
        if let Some(line) = &mut self.line {
            let is_endless = line.flow.number == f64::INFINITY;
            line.arrived += hours(step) * arrivals;
            line.left += hours(step) * if is_endless { line.flow.throughput } else { arrivals };
        }
    }

    /// The capability at such an internal service quality, 0..=1.
    pub(super) fn capability(&mut self, satisfaction: f64) -> f64 {
        let effort = effort(&self.workforce_state.effort, satisfaction);
        (self.effort, self.satisfaction) = (effort, self.satisfied(satisfaction, effort));
        let pace = if self.uses_reserve && self.endurance.has_reserve() {
            effort * self.endurance.pace(self.satisfaction, self.reserve)
        } else {
            effort
        };
        let level = match (&mut self.line, &self.workforce_state.staff) {
            (Some(line), Some(staff)) => {
                if line.pace.to_bits() != pace.to_bits() {
                    let load = crate::time::timeline::fluid_queue::line(staff, 0.0, pace);
                    line.flow = load.flow(line.total, line.weight, line.start.throughput);
                    line.pace = pace;
                    let load = QueueLoad { arrival_rate: line.flow.throughput, ..load };
                    line.level = load.within(target(staff));
                }
                line.level
            }
            _ => 1.0,
        };
        self.set.unwrap_or(self.workforce_state.skill * effort * level)
    }

    /// The mean wait of what the line gets through, in hours; infinite where it only grows.
    pub(super) fn mean_wait(&self) -> f64 {
        let (Some(line), Some(staff)) = (&self.line, &self.workforce_state.staff) else {
            return 0.0;
        };
        if line.flow.number == f64::INFINITY && staff.patience_rate <= 0.0 {
            return f64::INFINITY;
        }
        crate::time::timeline::fluid_queue::line(staff, line.flow.throughput, line.pace).mean_wait()
    }
}

/// What agents can do in an hour at such an effort, without the crisis reserve.
fn capacity(workforce_state: &WorkforceState, effort: f64) -> f64 {
    let of_staff = |staff| {
        let load = line(staff, 0.0, effort);
        load.agents * load.service_rate
    };
    workforce_state.staff.as_ref().map_or(f64::INFINITY, of_staff)
}
