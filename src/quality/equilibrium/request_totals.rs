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
//! with two numbers for all external customers together, however many they are. Other requests, and
//! those that go round in a cycle, are taken one by one.

use crate::network::{Demand, DeptIx, RequestFlow, RowKind};
use crate::numerics::csr::ix;
use crate::quality::engine::equation::EquationContext;

/// The requests of a demand under a scenario, by department asked.
#[derive(Debug)]
pub(super) struct RequestTotals {
    external: Vec<RequestRates>,
    internal: ByDepartment<(DeptIx, RequestRates)>,
    others: ByDepartment<RequestFlow>,
}

/// Requests per hour or job.
#[derive(Debug, Clone, Copy, Default)]
struct RequestRates {
    /// If all quality is received.
    first: f64,
    /// What is added if none is.
    again: f64,
}

/// Items of one department after the other.
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

    fn of(&self, department: DeptIx) -> &[T] {
        &self.items[self.start[department] as usize..self.start[department + 1] as usize]
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
        let departments = layout.department_count();
        let mut external = vec![RequestRates::default(); departments];
        let (mut internal, mut others) = (ByDepartment::new(), ByDepartment::new());
        let stages = demand.stages.iter().flat_map(|stage| {
            demand.departments(stage).iter().map(move |&department| (department, stage))
        });
        let mut stage_of = vec![None; departments];
        stages.for_each(|(department, stage)| stage_of[department] = Some(stage));
        for (department, stage) in layout.departments().zip(stage_of) {
            let cycle = stage.filter(|stage| stage.is_cycle);
            for request_flow in &demand.request_flows[demand.flows_to(department)] {
                let goes_round =
                    || cycle.is_some_and(|it| demand.place_in(it, request_flow.consumer).is_some());
                let is_plain =
                    matches!(layout.row_kind_of(request_flow.consumer), RowKind::Plain(_))
                        && overrides.of_row(request_flow.entry).is_none();
                if !is_plain || goes_round() {
                    others.items.push(*request_flow);
                    continue;
                }
                let rate = request_flow.rate_under(layout, overrides);
                let requests = RequestRates {
                    first: rate,
                    again: rate * request_flow.retries_under(overrides),
                };
                if let Some(consumer) = layout.department(request_flow.consumer) {
                    internal.items.push((consumer, requests));
                } else {
                    external[department].first += requests.first;
                    external[department].again += requests.again;
                }
            }
            internal.close();
            others.close();
        }
        Self { external, internal, others }
    }

    /// What arrives at a department of the quality that all receive who are not among
    /// [others](Self::others).
    pub(super) fn arriving(&self, department: DeptIx, quality: f64, arrivals: &[f64]) -> f64 {
        let of_jobs = |&(consumer, requests): &(DeptIx, RequestRates)| {
            arrivals[consumer] * requests.at(quality)
        };
        let internal: f64 = self.internal.of(department).iter().map(of_jobs).sum();
        self.external[department].at(quality) + internal
    }

    /// The requests to a department that are taken one by one.
    pub(super) fn others(&self, department: DeptIx) -> &[RequestFlow] {
        self.others.of(department)
    }
}
