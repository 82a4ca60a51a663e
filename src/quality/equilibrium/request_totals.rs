//! Requests made ready for many states of quality.
//!
//! Where nothing lies between a department and those who ask it, no condition and no transfer, all
//! of them receive its quality `q`, and what arrives is
//!
//! ```text
//! Σ_c d_c (1 + φ_c (1 − q)) + Σ_j R_j λ_j (1 + φ_j (1 − q))
//!     = D + (1 − q) D' + Σ_j λ_j (R_j + (1 − q) R_j')
//! ```
//!
//! with two numbers for all external customers together, however many they are. Requests that go
//! round in a cycle keep two numbers each; others are taken one by one.

use crate::network::{Demand, DeptIx, RequestFlow, RowKind};
use crate::numerics::csr::ix;
use crate::quality::engine::equation::EquationContext;

/// The requests of a demand under a scenario, by department asked.
#[derive(Debug)]
pub(super) struct RequestTotals {
    external: Vec<RequestRates>,
    internal: ByDepartment<(DeptIx, RequestRates)>,
    circular: ByDepartment<CircularFlow>,
    others: ByDepartment<RequestFlow>,
}

/// Requests from a department of the same cycle.
#[derive(Debug, Clone, Copy)]
pub(super) struct CircularFlow {
    /// The place of the department that asks among those of the cycle.
    pub(super) from: usize,
    /// Requests per job, and how many are made again for all of the quality missed.
    rate: f64,
    retries: f64,
}

impl CircularFlow {
    /// Requests per job, first and repeated, of a department of this quality.
    pub(super) fn requests(self, quality: f64) -> f64 {
        self.rate * (1.0 + self.retries * (1.0 - quality))
    }
}

/// Requests per hour or job.
#[derive(Debug, Clone, Copy, Default)]
struct RequestRates {
    /// If all quality is received.
    first: f64,
    /// What is added if none is.
    again: f64,
}

/// Items of one department after the other, in the order of stages: that in which they are read.
#[derive(Debug)]
struct ByDepartment<T> {
    start: Vec<u32>,
    items: Vec<T>,
}

impl<T> ByDepartment<T> {
    fn new() -> Self {
        Self { start: vec![0], items: Vec::new() }
    }

    /// Goes on to the next department.
    fn close(&mut self) {
        self.start.push(ix(self.items.len()));
    }

    /// Those of a department, given its place in the order of stages.
    fn of(&self, place: usize) -> &[T] {
        &self.items[self.start[place] as usize..self.start[place + 1] as usize]
    }
}

impl RequestRates {
    fn at(self, quality: f64) -> f64 {
        self.first + self.again * (1.0 - quality)
    }
}

impl RequestTotals {
    /// Sorts all requests: time linear in them.
    pub(super) fn new(demand: &Demand, context: EquationContext<'_>) -> Self {
        let EquationContext { layout, overrides, .. } = context;
        let mut external = vec![RequestRates::default(); layout.department_count()];
        let (mut internal, mut circular) = (ByDepartment::new(), ByDepartment::new());
        let mut others = ByDepartment::new();
        let stages = demand.stages.iter().flat_map(|stage| {
            demand.departments(stage).iter().map(move |&department| (department, stage))
        });
        // Of each flow it is asked only where there is anything to find.
        let is_as_stated = overrides.values.is_empty()
            && overrides.services.is_empty()
            && layout.standing_by().is_empty();
        for (place, (department, stage)) in stages.enumerate() {
            let cycle = stage.is_cycle.then_some(stage);
            for request_flow in &demand.request_flows[demand.flows_to(department)] {
                let is_plain =
                    matches!(layout.row_kind_of(request_flow.consumer), RowKind::Plain(_))
                        && (is_as_stated || overrides.of_row(request_flow.entry).is_none());
                if !is_plain {
                    others.items.push(*request_flow);
                    continue;
                }
                let (rate, retries) = if is_as_stated {
                    (request_flow.rate, request_flow.retries)
                } else {
                    let rate = request_flow.rate_under(layout, overrides);
                    (rate, request_flow.retries_under(overrides))
                };
                let from = cycle.and_then(|it| demand.place_in(it, request_flow.consumer));
                if let Some(from) = from {
                    circular.items.push(CircularFlow { from, rate, retries });
                    continue;
                }
                let requests = RequestRates { first: rate, again: rate * retries };
                if let Some(consumer) = layout.department(request_flow.consumer) {
                    internal.items.push((consumer, requests));
                } else {
                    external[place].first += requests.first;
                    external[place].again += requests.again;
                }
            }
            internal.close();
            circular.close();
            others.close();
        }
        Self { external, internal, circular, others }
    }

    /// What arrives at a department of the quality that all receive who are not among
    /// [others](Self::others), given its place in the order of stages.
    pub(super) fn arriving(&self, place: usize, quality: f64, arrivals: &[f64]) -> f64 {
        let of_jobs = |&(consumer, requests): &(DeptIx, RequestRates)| {
            arrivals[consumer] * requests.at(quality)
        };
        let internal: f64 = self.internal.of(place).iter().map(of_jobs).sum();
        self.external[place].at(quality) + internal
    }

    /// The requests to a department from within its cycle, but for [others](Self::others).
    pub(super) fn circular(&self, place: usize) -> &[CircularFlow] {
        self.circular.of(place)
    }

    /// The requests to a department that are taken one by one.
    pub(super) fn others(&self, place: usize) -> &[RequestFlow] {
        self.others.of(place)
    }
}
