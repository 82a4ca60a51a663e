//! How long the requests to a desk take, and how much that varies: the mix that stated demand gives.
//!
//! Of a department whose services make `r` requests an hour that take `m` minutes on average, with a
//! standard deviation of `c m`:
//!
//! ```text
//! E[S]  = Σ r m / Σ r        E[S²] = Σ r m² (1 + c²) / Σ r        wait factor = E[S²] / (2 E[S]²)
//! ```
//!
//! The wait factor is `(1 + c_s²) / 2`, `c_s` being the variation of the mix: that of Allen and
//! Cunneen for random arrivals, and 1 for exponential handling times. The requests `r` are those that
//! are stated, where all quality is received, so that nothing is asked again; where nothing is stated
//! to arrive, the rates per job or hour take their place. They are worked out once: a mix that
//! followed the load could shorten handling times where more is asked, and the order of quality and
//! demand would break.

use super::requests::{Demand, RequestFlow};
use super::{Layout, requests::MINUTES_PER_HOUR};
use crate::numerics::circulation::circulate;
use crate::organisation::{ServiceTerms, Stated};

/// Gives the stations of departments whose services state handling times those of their mix.
pub(super) fn take(demand: &mut Demand, layout: &Layout, stated: &Stated) {
    let terms = |flow: &RequestFlow| -> &ServiceTerms {
        &stated.services[layout.stated_service(flow.entry).index()]
    };
    if !demand.request_flows.iter().any(|flow| terms(flow).states_handling()) {
        return;
    }
    let arrivals = stated_arrivals(demand, layout);
    let mut workforces = std::mem::take(&mut demand.workforces);
    for workforce in &mut workforces {
        let Some(staff) = &mut workforce.staff else { continue };
        let flows = &demand.request_flows[demand.flows_to(workforce.department)];
        if !flows.iter().any(|flow| terms(flow).states_handling()) {
            continue;
        }
        let usual = MINUTES_PER_HOUR / staff.service_rate;
        let stated = |flow: &RequestFlow| stated_rate(flow, layout) * jobs(flow, &arrivals);
        // Of a desk that nobody is stated to ask, each service counts by its rate per job or hour.
        let is_asked = flows.iter().any(|flow| stated(flow) > 0.0);
        let (mut requests, mut first, mut second) = (0.0, 0.0, 0.0);
        for flow in flows {
            let ServiceTerms { handling_minutes, handling_variation, .. } = *terms(flow);
            let minutes = handling_minutes.unwrap_or(usual);
            let rate = if is_asked { stated(flow) } else { flow.rate };
            requests += rate;
            first += rate * minutes;
            second += rate * minutes * minutes * (1.0 + handling_variation * handling_variation);
        }
        let (mean, second) = (first / requests, second / requests);
        if mean > 0.0 && mean.is_finite() && second.is_finite() {
            staff.service_rate = MINUTES_PER_HOUR / mean;
            // Requests that leave all take exponential times of one mean.
            let is_patient = staff.patience_rate <= 0.0;
            staff.wait_factor = if is_patient { second / (2.0 * mean * mean) } else { 1.0 };
        }
    }
    demand.workforces = workforces;
}

/// The arrivals at every department of the demand that is stated, with nothing asked again.
fn stated_arrivals(demand: &Demand, layout: &Layout) -> Vec<f64> {
    let mut arrivals = vec![0.0; layout.department_count()];
    for stage in &demand.stages {
        let departments = demand.departments(stage);
        let (mut arriving, mut inside) = (vec![0.0; departments.len()], Vec::new());
        for (to, &department) in departments.iter().enumerate() {
            for flow in &demand.request_flows[demand.flows_to(department)] {
                let rate = stated_rate(flow, layout);
                match demand.place_in(stage, flow.consumer).filter(|_| stage.is_cycle) {
                    Some(from) => inside.push((from, to, rate)),
                    None => arriving[to] += rate * jobs(flow, &arrivals),
                }
            }
        }
        if stage.is_cycle && arriving.iter().any(|arriving| *arriving > 0.0) {
            // Requests that never end were refused.
            circulate(&inside, &mut arriving);
        }
        for (&department, arriving) in departments.iter().zip(arriving) {
            arrivals[department] = arriving;
        }
    }
    arrivals
}

/// Requests of a flow per job or hour; none of a service that stands by.
fn stated_rate(flow: &RequestFlow, layout: &Layout) -> f64 {
    if layout.stands_by(flow.entry) { 0.0 } else { flow.rate }
}

/// The jobs that requests are made for: those of a department per hour, 1 for an external customer.
fn jobs(flow: &RequestFlow, arrivals: &[f64]) -> f64 {
    arrivals.get(flow.consumer.index()).copied().unwrap_or(1.0)
}
