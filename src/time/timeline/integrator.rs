//! From step end to step end.

use super::breaking_points::BreakingPoints;
use super::delay_buffer::DelayBuffer;
use super::disruption::DisruptionTracker;
use super::fluid_queue::{CURVATURE_SHARE, FluidQueue, StaffedDepartment};
use super::hiring::HiringProgress;
use super::instant::length;
use super::interventions::Interventions;
use super::oscillation::Oscillation;
use super::part::{Part, StepCost, StepLimits};
use super::plan::{Method, TimelineError, TimelinePlan};
use super::recorder::{LEAST_JUMP, Record, StepCounts, count};
use super::snapshot::Snapshot;
use super::state::{SavedState, TimelineState};
use super::step_control::Refinement;
use super::watch::Watch;
use crate::network::{DelayedLayout, Layout};
use crate::quality::ProviderValues;

/// How often a step evaluates everybody: the method of Heun twice.
const EVALUATIONS_PER_STEP: usize = 2;

/// Follows a state through what happens.
pub(super) struct Integrator<'a> {
    pub(super) layout: &'a Layout,
    pub(super) delayed_layout: &'a DelayedLayout,
    pub(super) state: TimelineState<'a>,
    pub(super) delay_buffer: DelayBuffer,
    pub(super) interventions: Interventions,
    pub(super) searches: Vec<HiringProgress>,
    pub(super) watches: Vec<Watch>,
    pub(super) tracks: Vec<DisruptionTracker>,
    pub(super) record: Record,
    pub(super) oscillation: Oscillation,
    pub(super) method: Method,
    pub(super) span: i64,
    pub(super) part: Part,
    pub(super) limits: StepLimits,
    /// Whether somebody came in the last step, or it is the first.
    pub(super) jumps: bool,
    pub(super) breaking_points: BreakingPoints,
    pub(super) refinement: Refinement,
    pub(super) tally: StepCounts,
    pub(super) memory: IntegratorMemory,
}

/// Memory that steps reuse.
#[derive(Debug, Default)]
pub(super) struct IntegratorMemory {
    first: ProviderValues,
    last: ProviderValues,
    start: Vec<f64>,
    predicted: Vec<f64>,
    felt: Vec<f64>,
    arrivals: Vec<f64>,
    /// How far departments and customers moved per nanosecond in the last step; empty after a jump.
    slopes: Vec<f64>,
    saved: SavedState,
}

/// What is known of a step that was taken.
#[derive(Debug, Clone, Copy, Default)]
struct TakenStep {
    /// The largest difference of a party's second-order value to its first-order one.
    error: f64,
    /// The largest of that, of how far parties may be off a straight line, and of what lines are off.
    estimate: f64,
    /// How far the fastest party moved, per nanosecond.
    speed: f64,
    /// Whether anything moved.
    moved: bool,
}

impl IntegratorMemory {
    /// Memory for so many departments, and what the last step moved.
    pub(super) fn new(department_count: usize, slopes: Vec<f64>) -> Self {
        let table = ProviderValues::new(department_count);
        Self { first: table.clone(), last: table, slopes, ..Self::default() }
    }
}

impl Integrator<'_> {
    /// Shortens steps as far as there is room for it; refuses more steps than are allowed.
    pub(super) fn within_limits(mut self) -> Result<Self, TimelineError> {
        let Self { limits, part, span, .. } = &self;
        let steps = limits.steps_from(0, *span);
        if steps > limits.max_steps {
            return Err(TimelineError::TooManySteps { steps, limit: limits.max_steps });
        }
        // Jumps, and the memory of lags, come on top; they are counted on the way.
        let values = steps.saturating_add(1).saturating_mul(count(self.record.width()));
        if values > limits.max_values {
            return Err(TimelineError::TooManyValues { values, limit: limits.max_values });
        }
        let refinement = limits.refinement(part, *span, self.cost());
        self.refinement = refinement.going_on(0, self.refinement.halvings());
        Ok(self)
    }

    /// What is used of the limits.
    fn cost(&self) -> StepCost {
        StepCost {
            taken: self.tally.steps,
            kept: count(self.record.width()),
            remembered: count(self.delay_buffer.departments().len()),
        }
    }

    /// Follows everything to the end, if that takes no more than allowed; no further than to where it
    /// is broken off. Returns how things stand at the end, before anything that happens there.
    pub(super) fn run(&mut self, plan: &TimelinePlan) -> Result<Snapshot, TimelineError> {
        let TimelinePlan { max_steps, max_values, .. } = *plan;
        let services = self.layout.edge_count();
        self.record.push(0, &self.state);
        let mut now = 0;
        loop {
            let end = (now >= self.span).then(|| self.snapshot(now));
            if end.is_none() && now >= self.part.end {
                self.begin_part(now);
            }
            let came = self.take_in(now);
            let echoed = self.breaking_points.remove(now);
            if self.interventions.next() <= now || came || echoed || self.jumps {
                self.jump(now, came);
            }
            self.oscillation.take(now, self.state.departments());
            if let Some(end) = end {
                return Ok(end);
            }
            let end = self.next_end(now);
            if self.tally.steps >= max_steps {
                let steps = max_steps.saturating_add(1);
                return Err(TimelineError::TooManySteps { steps, limit: max_steps });
            }
            let values = count(self.record.count() + self.delay_buffer.count());
            if values > max_values {
                return Err(TimelineError::TooManyValues { values, limit: max_values });
            }
            self.watch(Watch::begin_step);
            let end = self.step(now, end);
            self.watch(|watch, received| watch.end_step(end - now, received));
            self.jumps = self.advance_searches([now, end]);
            now = end;
            plan.solve.evaluated(EVALUATIONS_PER_STEP * services);
            if self.state.budget.is_spent() {
                self.span = now;
            }
        }
    }

    /// When the next step ends: at a multiple of the step, or where something happens before.
    fn next_end(&mut self, now: i64) -> i64 {
        let regular = self.part.regular_end(now);
        let asked = self.searches.iter().map(|search| search.hiring.at).filter(|&at| at > now);
        let mut end = asked.fold(regular.min(self.interventions.next()), i64::min);
        let overrides = self.interventions.in_force();
        for search in &mut self.searches {
            let hiring = search.hiring;
            let received = self.state.received(overrides, hiring.department, hiring.entry);
            end = end.min(search.expect(now, received));
        }
        self.breaking_points.first_before(end)
    }

    /// Goes on with steps that count from an instant, up to where the next part begins.
    fn begin_part(&mut self, now: i64) {
        self.part = self.limits.part(now, self.span);
        self.state.reorder(self.part.step);
        self.breaking_points.begin_part(now, self.part.breaking_points());
        let refinement = self.limits.refinement(&self.part, self.span, self.cost());
        self.refinement = refinement.going_on(now, self.refinement.halvings());
    }

    /// Everything that goes on, with instants counted from one.
    fn snapshot(&self, now: i64) -> Snapshot {
        let mut state = SavedState::default();
        self.state.save(&mut state);
        let open = self.searches.iter().filter(|search| !search.has_arrived());
        Snapshot {
            state,
            delay_buffer: self.delay_buffer.clone().counted_from(now),
            start: self.interventions.start().clone(),
            in_force: self.interventions.in_force().clone(),
            windows: self.interventions.windows_from(now),
            searches: open.map(|search| search.counted_from(now)).collect(),
            pending_jumps: self.breaking_points.pending().map(|at| at - now).collect(),
            slopes: self.memory.slopes.clone(),
            halvings: self.refinement.halvings(),
            last_move: self.tally.last_move - now,
            jumps: self.jumps,
            baselines: self.tracks.iter().map(DisruptionTracker::baseline).collect(),
        }
    }

    /// Looks at what is received on every service that is watched.
    fn watch(&mut self, mut take: impl FnMut(&mut Watch, f64)) {
        let overrides = self.interventions.in_force();
        for watch in &mut self.watches {
            take(watch, self.state.received(overrides, watch.department, watch.entry));
        }
    }

    /// Takes in people who come at an instant; whether any do.
    fn take_in(&mut self, now: i64) -> bool {
        let mut came = false;
        for search in &mut self.searches {
            if search.comes_at_once(now) {
                came = true;
                welcome(&mut self.state, search);
            }
        }
        came
    }

    /// Lets searches go on over a step; whether anybody came.
    fn advance_searches(&mut self, step: [i64; 2]) -> bool {
        let mut came = false;
        let overrides = self.interventions.in_force();
        for search in &mut self.searches {
            let hiring = search.hiring;
            let received = self.state.received(overrides, hiring.department, hiring.entry);
            if search.advance(step, received) {
                came = true;
                welcome(&mut self.state, search);
            }
        }
        if came {
            self.oscillation = Oscillation::since(step[1], self.span);
        }
        came
    }

    /// Puts in force what is from an instant on, and lets those jump who follow at once.
    fn jump(&mut self, now: i64, came: bool) {
        if self.interventions.pass(self.layout, now) {
            self.state.put_in_force(self.interventions.in_force());
            self.oscillation = Oscillation::since(now, self.span);
        }
        if came {
            self.oscillation = Oscillation::since(now, self.span);
        }
        self.tally.last_move = now;
        self.memory.slopes.clear();
        let IntegratorMemory { start, felt, .. } = &mut self.memory;
        start.clear();
        start.extend_from_slice(self.state.departments());
        felt.clone_from(&self.state.felt);
        self.state.jump(now, self.interventions.in_force(), &mut self.delay_buffer);
        for &department in self.delay_buffer.departments() {
            let jumped = (self.state.departments()[department] - start[department]).abs();
            if jumped > LEAST_JUMP {
                for at in DelayBuffer::breaking_points(self.delayed_layout, department, now) {
                    self.breaking_points.insert(at);
                }
            }
        }
        for ((track, &before), &after) in self.tracks.iter_mut().zip(&*felt).zip(&self.state.felt) {
            track.follow([now, now], [before, after]);
        }
        self.record.push_jump(now, &self.state);
        self.delay_buffer.push(now, self.state.departments());
    }

    /// Goes to the end of a step, or to where a shorter one ends that is right to within the
    /// tolerance; when that is.
    fn step(&mut self, from: i64, end: i64) -> i64 {
        let mut to = end;
        self.tally.steps += 1;
        // Once nothing moves, and nothing that moved is still to be felt, nothing will.
        let rests = self.tally.last_move < from.saturating_sub(self.delay_buffer.longest());
        self.memory.felt.clone_from(&self.state.felt);
        if rests {
            self.tally.speed = 0.0;
            self.state.rest(to - from);
        } else {
            to = self.refinement.end(from, end);
            let mut taken;
            loop {
                let may_refuse = self.refinement.may_refuse(to - from);
                if may_refuse {
                    self.state.save(&mut self.memory.saved);
                }
                taken = self.move_all([from, to]);
                if !may_refuse || !self.refinement.refuses(to - from, taken.estimate) {
                    break;
                }
                self.state.go_back(&self.memory.saved);
                to = self.refinement.end(from, end);
            }
            self.note([from, to], taken);
        }
        let step = [from, to];
        let felt = self.memory.felt.iter().zip(&self.state.felt);
        for (track, (&before, &after)) in self.tracks.iter_mut().zip(felt) {
            track.follow(step, [before, after]);
        }
        self.record.push(to, &self.state);
        self.delay_buffer.push(to, self.state.departments());
        to
    }

    /// Notes a step that is not taken anew.
    fn note(&mut self, [from, to]: [i64; 2], taken: TakenStep) {
        let is_jump = self.refinement.take(to - from, taken.estimate);
        let Self { tally, memory, state, .. } = self;
        if !is_jump {
            tally.error = tally.error.max(taken.error);
        }
        tally.speed = taken.speed;
        if taken.moved {
            tally.last_move = to;
        }
        memory.slopes.clear();
        // Nobody asks how far parties may be off a straight line where steps are as stated.
        if self.refinement.has_tolerance() {
            let before = memory.start.iter().chain(&memory.felt);
            let after = state.departments().iter().chain(&state.felt);
            let slope = |(one, two): (&f64, &f64)| (two - one) / length(to - from);
            memory.slopes.extend(before.zip(after).map(slope));
        }
    }

    fn move_all(&mut self, step: [i64; 2]) -> TakenStep {
        let Self { state, delay_buffer, interventions, method, memory, refinement, .. } = self;
        let IntegratorMemory { first, last, start, predicted, felt, arrivals, slopes, .. } = memory;
        let overrides = interventions.in_force();
        let [from, to] = step;
        start.clear();
        start.extend_from_slice(state.departments());
        arrivals.clone_from(&state.arrivals);

        state.aim(overrides, first);
        state.predict(step, overrides, first, delay_buffer);
        let second_order = *method == Method::ExponentialHeun;
        let mut error = 0.0_f64;
        if second_order && !state.needs_no_correction() {
            predicted.clear();
            predicted.extend_from_slice(state.departments());
            state.count_arrivals(overrides);
            state.aim(overrides, last);
            state.correct(to - from, overrides, start, [first, last], arrivals);
            error = distance(state.departments(), predicted);
        }
        state.staffed_departments.iter_mut().for_each(|staffed| staffed.end_step(to - from));
        error = error.max(state.move_customers(overrides, second_order));
        state.count_arrivals(overrides);

        let mut estimate = error;
        for staffed in &state.staffed_departments {
            let at =
                |arrivals: &[f64]| arrivals.get(staffed.department.index()).copied().unwrap_or(0.0);
            estimate =
                estimate.max(staffed.estimate(to - from, [at(arrivals), at(&state.arrivals)]));
        }
        let moved = distance(start, state.departments()).max(distance(felt, &state.felt));
        if refinement.has_tolerance() {
            let before = start.iter().chain(&*felt);
            let parties = before.zip(state.departments().iter().chain(&state.felt));
            let slopes = slopes.iter().copied().chain(std::iter::repeat(0.0));
            for ((before, after), slope) in parties.zip(slopes) {
                let bend = after - before - slope * length(to - from);
                estimate = estimate.max(CURVATURE_SHARE * bend.abs());
            }
        }
        // One by one: a line without end would hide the others in a sum.
        let has_moved = |staffed: &StaffedDepartment| {
            staffed.line.as_ref().is_some_and(FluidQueue::has_moved) || staffed.tires()
        };
        TakenStep {
            error,
            estimate,
            speed: moved / length(to - from),
            moved: moved > 0.0
                || state.staffed_departments.iter().any(has_moved)
                || *arrivals != state.arrivals,
        }
    }
}

/// Lets people who came begin.
fn welcome(state: &mut TimelineState<'_>, search: &HiringProgress) {
    let department = search.hiring.department;
    for staffed in
        state.staffed_departments.iter_mut().filter(|staffed| staffed.department == department)
    {
        staffed.take_in(search.hiring.agents);
    }
}

/// The largest difference of two states, in eight parts that need not wait for each other.
fn distance(one: &[f64], two: &[f64]) -> f64 {
    let (ones, rest_of_one) = one.as_chunks::<8>();
    let (twos, rest_of_two) = two.as_chunks::<8>();
    let mut largest = [0.0_f64; 8];
    for (one, two) in ones.iter().zip(twos) {
        for lane in 0..8 {
            let apart = (one[lane] - two[lane]).abs();
            largest[lane] = if apart > largest[lane] { apart } else { largest[lane] };
        }
    }
    let rest = rest_of_one.iter().zip(rest_of_two).map(|(one, two)| (one - two).abs());
    rest.chain(largest).fold(0.0, f64::max)
}
