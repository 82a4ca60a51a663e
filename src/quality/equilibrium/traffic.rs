//! Traffic equations: how many requests arrive at every department.
//!
//! `λ = d + λ P`, with `P` what each arrival at one department leads to at another, retries
//! included. Departments on no cycle follow from those who ask them; those of a cycle are
//! solved for together.
//!
//! # References
//!
//! J. Jackson, *Networks of waiting lines*, Operations Research 5 (1957) 518-521, of which these
//! are the traffic equations; a job stays where it is while its requests are answered, and may make
//! several.

use super::request_totals::RequestTotals;
use crate::network::{Demand, DeptIx, Layout, RequestFlow, TrafficStage};
use crate::numerics::circulation::{CirculationOutcome, circulate};
use crate::quality::engine::equation::EquationContext;

/// Works out arrivals at a state of quality.
#[derive(Clone, Copy)]
pub(crate) struct Traffic<'a> {
    demand: &'a Demand,
    context: EquationContext<'a>,
    /// The layout that says who provides a service, whatever the setting's layout reads.
    provided: &'a Layout,
    /// What is summed up beforehand, for many states of one setting.
    prepared: Option<&'a RequestTotals>,
}

impl<'a> Traffic<'a> {
    /// That of a setting whose rows read departments as they are.
    pub(super) fn new(demand: &'a Demand, context: EquationContext<'a>) -> Self {
        Self::reading(demand, context, context.layout)
    }

    /// That of a setting whose rows read departments as they were, given the layout
    /// that says who they are.
    pub(crate) fn reading(
        demand: &'a Demand,
        context: EquationContext<'a>,
        provided: &'a Layout,
    ) -> Self {
        Self { demand, context, provided, prepared: None }
    }

    /// With what was made ready for this setting.
    pub(super) fn with(self, prepared: &'a RequestTotals) -> Self {
        Self { prepared: Some(prepared), ..self }
    }

    /// The requests to a department, at its place in the order of stages, that are taken one by one.
    fn flows_to(&self, place: usize, department: DeptIx) -> &'a [RequestFlow] {
        match self.prepared {
            Some(prepared) => prepared.others(place),
            None => &self.demand.request_flows[self.demand.flows_to(department)],
        }
    }

    /// Fills in the requests per hour at every department, 0 or more; infinite on a cycle whose
    /// requests and retries never end at this quality, and wherever those lead. Returns whether
    /// that was decided for every cycle.
    pub(crate) fn arrivals(&self, quality: &[f64], arrivals: &mut Vec<f64>) -> bool {
        let mut decided = true;
        arrivals.clear();
        arrivals.resize(self.context.layout.department_count(), 0.0);
        self.newly_demanded(arrivals);
        let mut first = 0;
        for stage in &self.demand.stages {
            let departments = self.demand.departments(stage);
            for (place, &department) in (first..).zip(departments) {
                let from_before = |request_flow: &&RequestFlow| {
                    !stage.is_cycle || self.demand.place_in(stage, request_flow.consumer).is_none()
                };
                let request_flows = self.flows_to(place, department).iter();
                let mut sum: f64 = request_flows
                    .filter(from_before)
                    .map(|request_flow| {
                        jobs(request_flow, arrivals) * self.requests(request_flow, quality)
                    })
                    .sum();
                if let Some(prepared) = self.prepared {
                    sum += prepared.arriving(place, quality[department], arrivals);
                }
                arrivals[department] += sum;
            }
            if stage.is_cycle {
                decided &= self.cycle(stage, first, quality, arrivals);
            }
            first += departments.len();
        }
        decided
    }

    /// Evaluates every department's equation once: what arrives there, given what arrives at those
    /// who ask it.
    pub(super) fn equations(&self, quality: &[f64], arrivals: &[f64]) -> Vec<f64> {
        let mut asked = vec![0.0; arrivals.len()];
        self.newly_demanded(&mut asked);
        for request_flow in &self.demand.request_flows {
            let requests = jobs(request_flow, arrivals) * self.requests(request_flow, quality);
            asked[request_flow.provider] += requests;
        }
        asked
    }

    /// Adds the demand of a scenario on services that state none.
    fn newly_demanded(&self, arrivals: &mut [f64]) {
        for (entry, rate) in self.context.overrides.demands() {
            let provider = self.provided.provider(entry);
            let EquationContext { layout, overrides, .. } = self.context;
            if self.demand.request_flow(provider, entry).is_none()
                && !overrides.leaves_standing(layout, entry)
            {
                arrivals[provider] += rate;
            }
        }
    }

    /// Requests of a flow per job or hour, first and repeated.
    pub(super) fn requests(&self, request_flow: &RequestFlow, quality: &[f64]) -> f64 {
        let EquationContext { layout, overrides, .. } = self.context;
        let rate = request_flow.rate_under(layout, overrides);
        let retries = request_flow.retries_under(overrides);
        if retries > 0.0 {
            let received =
                self.context.received_by(request_flow.consumer, request_flow.entry, quality);
            rate * (1.0 + retries * (1.0 - received))
        } else {
            rate
        }
    }

    /// Replaces what arrives from outside a cycle, the departments of which start at a place in the
    /// order of stages, by all that arrives; whether that was decided.
    fn cycle(
        &self,
        stage: &TrafficStage,
        first: usize,
        quality: &[f64],
        arrivals: &mut [f64],
    ) -> bool {
        let departments = self.demand.departments(stage);
        let mut arriving: Vec<f64> =
            departments.iter().map(|&department| arrivals[department]).collect();
        if arriving.iter().all(|arriving| *arriving <= 0.0) {
            return true;
        }
        let mut inside = Vec::new();
        for (to, &department) in departments.iter().enumerate() {
            if let Some(prepared) = self.prepared {
                let received = quality[department];
                let circular = prepared.circular(first + to).iter();
                inside.extend(circular.map(|flow| (flow.from, to, flow.requests(received))));
            }
            for request_flow in self.flows_to(first + to, department) {
                if let Some(from) = self.demand.place_in(stage, request_flow.consumer) {
                    inside.push((from, to, self.requests(request_flow, quality)));
                }
            }
        }
        let rounds = circulate(&inside, &mut arriving);
        for (&department, arriving) in departments.iter().zip(arriving) {
            let is_endless = rounds == CirculationOutcome::Endless;
            arrivals[department] = if is_endless { f64::INFINITY } else { arriving };
        }
        rounds != CirculationOutcome::Undecided
    }
}

/// What a flow's requests are counted by: jobs of a department per hour, or 1 for an external
/// customer, whose rate is per hour.
fn jobs(request_flow: &RequestFlow, arrivals: &[f64]) -> f64 {
    arrivals.get(request_flow.consumer.index()).copied().unwrap_or(1.0)
}
