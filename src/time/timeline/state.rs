//! The state of everybody on its way, and the equations it follows.
//!
//! Parties that take time have an aim, what they would deliver or experience if nothing took time,
//! and move towards it. Parties that follow at once are held at their aims: departments one after
//! the other, those who are read first, and in cycles again and again from where they are
//! until they stay, so that where several states are consistent, history decides.

use super::budget::EvaluationBudget;
use super::delay_buffer::{DelayBuffer, RowSide};
use super::evaluation_order::EvaluationOrder;
use super::fluid_queue::StaffedDepartment;
use super::relaxation::RelaxationRates;
use super::short_delays::ShortDelays;
use crate::network::{
    DelayedLayout, DeptIx, EdgeIx, IndexRange, Layout, Network, Overrides, PartyIx,
};
use crate::organisation::Inertia;
use crate::quality::{Assessment, EquationContext, ProviderValues, Scratch, Traffic, evaluate};

/// A cycle has settled once no step of a sweep is larger than this, of two in a row.
const HOLD_TOLERANCE: f64 = 1e-14;
/// As many requests per hour as ever arrive: where they go round without end they have not all been
/// made yet.
const MOST_ARRIVALS: f64 = 1e12;
/// A cycle that has not settled after so many sweeps is left where it is.
const MOST_HOLD_SWEEPS: u32 = 10_000;

/// What everybody was like at the start of a step, to take it anew.
#[derive(Debug, Clone, Default)]
pub(super) struct SavedState {
    table: ProviderValues,
    felt: Vec<f64>,
    felt_aims: Vec<f64>,
    capability: Vec<f64>,
    staffed_departments: Vec<StaffedDepartment>,
    arrivals: Vec<f64>,
    unsettled: u64,
}

/// Everybody's state at an instant.
pub(super) struct TimelineState<'a> {
    network: &'a Network,
    delayed_layout: &'a DelayedLayout,
    pub(super) relaxation_rates: RelaxationRates,
    /// What rows read; departments as they are come first.
    pub(super) table: ProviderValues,
    /// Of external customers.
    pub(super) felt: Vec<f64>,
    /// What external customers would experience if they took no time.
    felt_aims: Vec<f64>,
    /// The same at the start of a step.
    felt_aims_before: Vec<f64>,
    capability: Vec<f64>,
    pub(super) staffed_departments: Vec<StaffedDepartment>,
    /// Of each department its post, or none.
    staffed_of: Vec<Option<u32>>,
    /// Requests per hour at each department; empty where nothing is stated of requests.
    pub(super) arrivals: Vec<f64>,
    order: EvaluationOrder,
    /// Where departments are that take time, unless they are held elsewhere.
    candidates: Vec<f64>,
    short: ShortDelays,
    scratch: Scratch,
    aims: ProviderValues,
    /// How many times a cycle did not settle.
    pub(super) unsettled: u64,
    pub(super) budget: EvaluationBudget,
}

impl<'a> TimelineState<'a> {
    /// Starts in a state of rest, but for what is set.
    pub(super) fn new(
        start: &'a Assessment,
        delayed_layout: &'a DelayedLayout,
        inertia: impl Iterator<Item = Inertia>,
        starting_at: &[(PartyIx, f64)],
        longest_step: i64,
        budget: EvaluationBudget,
    ) -> Self {
        let network = start.network();
        let count = network.layout().department_count();
        let mut state = Self::empty(network, delayed_layout, inertia, longest_step, budget);
        let (load, quality) = start.lowest();
        state.capability = start.capabilities(load);
        state.arrivals = load.map(|load| load.arrivals.clone()).unwrap_or_default();
        limit(&mut state.arrivals);
        state.show(quality);
        state.man(start.overrides());
        let mut quality = quality.to_vec();
        for &(party, value) in starting_at {
            quality[party] = value;
        }
        state.show(&quality);
        state.felt = quality.split_off(count);
        state.felt_aims.clone_from(&state.felt);
        state
    }

    /// Goes on from a state that was saved.
    pub(super) fn going_on(
        network: &'a Network,
        delayed_layout: &'a DelayedLayout,
        inertia: impl Iterator<Item = Inertia>,
        saved: &SavedState,
        longest_step: i64,
        budget: EvaluationBudget,
    ) -> Self {
        let mut state = Self::empty(network, delayed_layout, inertia, longest_step, budget);
        state.go_back(saved);
        state.unsettled = 0;
        for (index, staffed) in (0..).zip(&mut state.staffed_departments) {
            staffed.count_anew();
            state.staffed_of[staffed.department] = Some(index);
        }
        state.arrange_staff();
        state
    }

    fn empty(
        network: &'a Network,
        delayed_layout: &'a DelayedLayout,
        inertia: impl Iterator<Item = Inertia>,
        longest_step: i64,
        budget: EvaluationBudget,
    ) -> Self {
        let layout = network.layout();
        let count = layout.department_count();
        let relaxation_rates = RelaxationRates::new(inertia);
        Self {
            network,
            delayed_layout,
            order: EvaluationOrder::new(layout, delayed_layout, &relaxation_rates, longest_step),
            relaxation_rates,
            table: ProviderValues::new(count + delayed_layout.lagged.len()),
            felt: Vec::new(),
            felt_aims: Vec::new(),
            felt_aims_before: Vec::new(),
            capability: Vec::new(),
            staffed_departments: Vec::new(),
            staffed_of: vec![None; count],
            arrivals: Vec::new(),
            candidates: Vec::new(),
            short: ShortDelays::new(delayed_layout, count),
            scratch: Scratch::default(),
            aims: ProviderValues::new(layout.party_count()),
            unsettled: 0,
            budget,
        }
    }

    /// Evaluates everybody in the order that suits another longest step.
    pub(super) fn reorder(&mut self, longest_step: i64) {
        let layout = self.network.layout();
        let (delayed_layout, rates) = (self.delayed_layout, &self.relaxation_rates);
        self.order = EvaluationOrder::new(layout, delayed_layout, rates, longest_step);
        self.arrange_staff();
    }

    fn layout(&self) -> &'a Layout {
        self.network.layout()
    }

    /// Shows departments as they are and as if they had always been so.
    fn show(&mut self, quality: &[f64]) {
        let count = self.layout().department_count();
        for (department, &quality) in self.layout().departments().zip(quality) {
            self.table.set(department.index(), quality);
            for delayed in self.short.of(department) {
                self.table.set(count + delayed, quality);
            }
        }
    }

    /// Puts people in their places, at rest.
    fn man(&mut self, overrides: &Overrides) {
        let Some(demand) = self.layout().demand() else { return };
        for (index, workforce) in (0..).zip(&demand.workforces) {
            let department = workforce.department;
            let arrivals = self.arrivals.get(department.index()).copied().unwrap_or(0.0);
            let satisfaction = self.context(overrides).satisfaction(
                department,
                &self.table.quality,
                &mut Scratch::default(),
            );
            self.staffed_departments.push(StaffedDepartment::resting(
                workforce,
                overrides,
                arrivals,
                satisfaction,
            ));
            self.staffed_of[department] = Some(index);
        }
        self.arrange_staff();
    }

    /// Lets people be evaluated with their departments.
    fn arrange_staff(&mut self) {
        let of_department = |department: &DeptIx| self.staffed_of[*department];
        for stage in &mut self.order.stages {
            stage.staffed_departments =
                stage.departments.iter().filter_map(of_department).collect();
        }
        let held =
            self.order.stages.iter().flat_map(|stage| stage.staffed_departments.iter().copied());
        let mut is_held = vec![false; self.staffed_departments.len()];
        held.for_each(|staffed| is_held[staffed as usize] = true);
        let slow = (0..).zip(&is_held).filter(|(_, held)| !**held).map(|(staffed, _)| staffed);
        self.order.slow_staffed = slow.collect();
    }

    fn context<'s>(&'s self, overrides: &'s Overrides) -> EquationContext<'s> {
        let layout = self.delayed_layout.layout(self.network.layout());
        EquationContext { layout, capability: &self.capability, overrides }
    }

    /// Departments as they are, by dense number.
    pub(super) fn departments(&self) -> &[f64] {
        &self.table.quality[..self.layout().department_count()]
    }

    /// The quality of a party.
    pub(super) fn quality(&self, party: PartyIx) -> f64 {
        match self.layout().customer_place(party) {
            None => self.table.quality[party],
            Some(customer) => self.felt[customer],
        }
    }

    /// What would be received on a service of its provider's present quality.
    pub(super) fn received(&self, overrides: &Overrides, department: DeptIx, entry: EdgeIx) -> f64 {
        let context = EquationContext { layout: self.layout(), capability: &[], overrides };
        context.received_by(department.into(), entry, &self.table.quality)
    }

    /// Whether the end of a step follows from its start without a second look.
    pub(super) fn needs_no_correction(&self) -> bool {
        self.order.slow.is_empty()
            && self.staffed_departments.iter().all(|staffed| staffed.line.is_none())
    }

    /// Puts other values in force; nobody follows yet.
    pub(super) fn put_in_force(&mut self, overrides: &Overrides) {
        self.layout().capabilities().clone_into(&mut self.capability);
        for (department, value) in overrides.capabilities() {
            self.capability[department] = value;
        }
        let demand = self.layout().demand();
        for (staffed, workforce) in
            self.staffed_departments.iter_mut().zip(demand.map_or(&[][..], |it| &it.workforces))
        {
            staffed.set(workforce, overrides);
        }
    }

    /// Lets everybody jump who follows at once.
    pub(super) fn jump(&mut self, at: i64, overrides: &Overrides, delay_buffer: &mut DelayBuffer) {
        delay_buffer.show(at, RowSide::After, 0, &mut self.table);
        self.staffed_departments.iter_mut().for_each(StaffedDepartment::begin_jump);
        self.short.any = false;
        self.candidates.clear();
        self.candidates.extend_from_slice(&self.table.quality[..self.staffed_of.len()]);
        self.hold(overrides);
        self.aim_customers(overrides);
        let customers = self.layout().customers();
        for (customer, (felt, aim)) in customers.zip(self.felt.iter_mut().zip(&self.felt_aims)) {
            *felt = self.relaxation_rates.hold(customer, *felt, *aim);
        }
        self.count_arrivals(overrides);
    }

    /// Saves the state at the start of a step.
    pub(super) fn save(&self, saved: &mut SavedState) {
        saved.table.quality.clone_from(&self.table.quality);
        saved.table.missing.clone_from(&self.table.missing);
        saved.felt.clone_from(&self.felt);
        saved.felt_aims.clone_from(&self.felt_aims);
        saved.capability.clone_from(&self.capability);
        saved.staffed_departments.clone_from(&self.staffed_departments);
        saved.arrivals.clone_from(&self.arrivals);
        saved.unsettled = self.unsettled;
    }

    /// Goes back to a state that was saved.
    pub(super) fn go_back(&mut self, saved: &SavedState) {
        self.table.quality.clone_from(&saved.table.quality);
        self.table.missing.clone_from(&saved.table.missing);
        self.felt.clone_from(&saved.felt);
        self.felt_aims.clone_from(&saved.felt_aims);
        self.capability.clone_from(&saved.capability);
        self.staffed_departments.clone_from(&saved.staffed_departments);
        self.arrivals.clone_from(&saved.arrivals);
        self.unsettled = saved.unsettled;
    }

    /// The aims of departments that take time, from the state as it is.
    pub(super) fn aim(&mut self, overrides: &Overrides, aims: &mut ProviderValues) {
        let layout = self.delayed_layout.layout(self.network.layout());
        let context = EquationContext { layout, capability: &self.capability, overrides };
        evaluate(&context, &self.order.slow_jacobi_runs, &self.table, aims, &mut self.scratch);
    }

    /// Goes to the end of a step by what is known at its start.
    pub(super) fn predict(
        &mut self,
        step: [i64; 2],
        overrides: &Overrides,
        aims: &ProviderValues,
        delay_buffer: &mut DelayBuffer,
    ) {
        let [from, to] = step;
        self.relaxation_rates.begin(to - from);
        let count = self.staffed_of.len();
        self.candidates.clear();
        self.candidates.extend_from_slice(&self.table.quality[..count]);
        self.short.begin(to - from, &self.table.quality);
        delay_buffer.show(to, RowSide::Before, to - from, &mut self.table);
        for &department in &self.order.slow {
            let quality = self.candidates[department];
            self.candidates[department] =
                self.relaxation_rates.euler(department, quality, aims.quality[department]);
        }
        self.show_candidates();
        for staffed in &mut self.staffed_departments {
            let arrivals = self.arrivals.get(staffed.department.index()).copied().unwrap_or(0.0);
            staffed.begin_step(to - from, arrivals);
        }
        self.hold(overrides);
    }

    /// Goes to the end of a step by what is known at both of its ends.
    pub(super) fn correct(
        &mut self,
        step: i64,
        overrides: &Overrides,
        start: &[f64],
        [first, last]: [&ProviderValues; 2],
        arrivals_before: &[f64],
    ) {
        for &department in &self.order.slow {
            let aims = [first.quality[department], last.quality[department]];
            self.candidates[department] =
                self.relaxation_rates.heun(department, start[department], aims);
        }
        self.show_candidates();
        for staffed in &mut self.staffed_departments {
            let at =
                |arrivals: &[f64]| arrivals.get(staffed.department.index()).copied().unwrap_or(0.0);
            staffed.go_on(step, [at(arrivals_before), at(&self.arrivals)]);
        }
        self.hold(overrides);
    }

    /// Lets requests come and go over a step in which nothing moves.
    pub(super) fn rest(&mut self, step: i64) {
        for staffed in &mut self.staffed_departments {
            staffed
                .rest(step, self.arrivals.get(staffed.department.index()).copied().unwrap_or(0.0));
        }
    }

    /// Moves customers over a step, and returns how far the second aim moved any of them.
    pub(super) fn move_customers(&mut self, overrides: &Overrides, second_order: bool) -> f64 {
        std::mem::swap(&mut self.felt_aims, &mut self.felt_aims_before);
        self.aim_customers(overrides);
        if !self.order.slow_customers {
            self.felt.clone_from(&self.felt_aims);
            return 0.0;
        }
        let mut moved = 0.0_f64;
        let customers = self.layout().customers();
        let aims = self.felt_aims_before.iter().zip(&self.felt_aims);
        for (party, (felt, (&aim, &last))) in customers.zip(self.felt.iter_mut().zip(aims)) {
            if !self.relaxation_rates.takes_time(party) {
                *felt = last;
                continue;
            }
            let mut next = self.relaxation_rates.euler(party, *felt, aim);
            if second_order {
                let corrected = self.relaxation_rates.heun(party, *felt, [aim, last]);
                moved = moved.max((corrected - next).abs());
                next = corrected;
            }
            *felt = self.relaxation_rates.hold(party, next, last);
        }
        moved
    }

    fn aim_customers(&mut self, overrides: &Overrides) {
        let layout = self.delayed_layout.layout(self.network.layout());
        let context = EquationContext { layout, capability: &self.capability, overrides };
        evaluate(&context, &self.order.customers, &self.table, &mut self.aims, &mut self.scratch);
        self.felt_aims.clear();
        self.felt_aims.extend_from_slice(&self.aims.quality[layout.department_count()..]);
    }

    /// Counts the requests that arrive in the state as it is.
    pub(super) fn count_arrivals(&mut self, overrides: &Overrides) {
        let layout = self.network.layout();
        let Some(demand) = layout.demand() else { return };
        let context = EquationContext {
            layout: self.delayed_layout.layout(layout),
            capability: &[],
            overrides,
        };
        let traffic = Traffic::reading(demand, context, layout);
        if !traffic.arrivals(&self.table.quality, &mut self.arrivals) {
            self.unsettled += 1;
        }
        limit(&mut self.arrivals);
    }

    /// Shows where departments are that take time.
    fn show_candidates(&mut self) {
        let Self { order, table, candidates, short, .. } = self;
        let count = candidates.len();
        if short.any {
            for (department, &quality) in IndexRange::first(count).zip(&*candidates) {
                short.show(table, count, department, quality);
            }
        } else {
            for &department in &order.slow {
                table.set(department.index(), candidates[department]);
            }
        }
    }

    /// Holds departments at their aims that follow at once, and lets people follow what they
    /// receive.
    fn hold(&mut self, overrides: &Overrides) {
        let Self {
            order,
            table,
            candidates,
            short,
            staffed_departments,
            staffed_of,
            relaxation_rates,
            ..
        } = self;
        let Self { capability, scratch, aims, unsettled, budget, .. } = self;
        let layout = self.delayed_layout.layout(self.network.layout());
        let served = EquationContext { layout, capability: &[], overrides };
        let mut refresh = |staffed: u32,
                           table: &ProviderValues,
                           scratch: &mut Scratch,
                           capability: &mut [f64]| {
            let staffed = &mut staffed_departments[staffed as usize];
            let satisfaction = served.satisfaction(staffed.department, &table.quality, scratch);
            capability[staffed.department] = staffed.capability(satisfaction);
        };
        for stage in &order.stages {
            if !stage.is_cycle {
                for &staffed in &stage.staffed_departments {
                    refresh(staffed, table, scratch, capability);
                }
                let context = EquationContext { layout, capability, overrides };
                evaluate(&context, &stage.jacobi_runs, table, aims, scratch);
                for &department in &stage.departments {
                    let aim = aims.quality[department];
                    let held = relaxation_rates.hold(department, candidates[department], aim);
                    short.show(table, candidates.len(), department, held);
                }
                continue;
            }
            let (mut calm, mut settled) = (false, false);
            for _ in 0..MOST_HOLD_SWEEPS {
                let mut largest = 0.0_f64;
                for &department in &stage.departments {
                    if let Some(staffed) = staffed_of[department] {
                        refresh(staffed, table, scratch, capability);
                    }
                    let context = EquationContext { layout, capability, overrides };
                    let aim = context.evaluate(department.into(), &table.quality, scratch);
                    let held = relaxation_rates.hold(department, candidates[department], aim);
                    largest = largest.max((held - table.quality[department]).abs());
                    short.show(table, candidates.len(), department, held);
                }
                settled = largest <= 0.0 || (calm && largest <= HOLD_TOLERANCE);
                calm = largest <= HOLD_TOLERANCE;
                if !budget.spend(stage.evaluations) || settled {
                    break;
                }
            }
            *unsettled += u64::from(!settled);
        }
        for &staffed in &order.slow_staffed {
            refresh(staffed, table, scratch, capability);
        }
    }
}

/// Keeps arrivals within what can arrive in time.
fn limit(arrivals: &mut [f64]) {
    for arrivals in arrivals {
        *arrivals = arrivals.min(MOST_ARRIVALS);
    }
}
