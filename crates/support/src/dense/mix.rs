//! The mix of handling times of a department, as it is written.
//!
//! With `r` requests an hour of a service, which take `m` minutes on average with a standard
//! deviation of `c m`, where nothing is asked again:
//!
//! ```text
//! E[S] = Σ r m / Σ r        E[S²] = Σ r m² (1 + c²) / Σ r
//! ```
//!
//! Where nothing is stated to arrive, the requests per job or hour of each service stand for `r`,
//! those of services that stand by among them.

use crate::statement::{Statement, Supply};

/// How long the requests to a department take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mix {
    /// The mean, in minutes.
    pub(super) minutes: f64,
    /// The second moment over twice the squared mean: how much longer waits are than those of
    /// exponential handling times.
    pub(super) wait_factor: f64,
}

/// How often arrivals are passed on: each time what is left shrinks by two fifths at least.
const PASSES: u32 = 400;

impl Mix {
    /// That of every party; `None` where all requests take what the staffing says.
    ///
    /// Of a statement after a change it is that of the statement before.
    #[must_use]
    pub fn of_all(statement: &Statement) -> Vec<Option<Self>> {
        if let Some(mixes) = &statement.mixes {
            return mixes.clone();
        }
        let arrivals = first_arrivals(statement);
        (0..statement.parties.len()).map(|party| Self::of(statement, party, &arrivals)).collect()
    }

    fn of(statement: &Statement, party: usize, arrivals: &[f64]) -> Option<Self> {
        let staffing = statement.parties[party].people?.staffing?;
        let arriving: Vec<_> =
            flows(statement, arrivals).filter(|(_, supply)| supply.provider == party).collect();
        let asked: f64 = arriving.iter().map(|(rate, _)| rate).sum();
        let flows = if asked > 0.0 { arriving } else { rates_to(statement, party) };
        let is_stated = flows.iter().any(|(_, supply)| statement.handling(supply).is_some());
        let moments = |(rate, supply): &(f64, &Supply)| {
            let usual = (staffing.handling_minutes, 1.0);
            let (minutes, variation) = statement.handling(supply).unwrap_or(usual);
            [*rate, rate * minutes, rate * minutes.powi(2) * (1.0 + variation.powi(2))]
        };
        let sum = |part: usize| flows.iter().map(|flow| moments(flow)[part]).sum::<f64>();
        let (requests, first, second) = (sum(0), sum(1), sum(2));
        let minutes = first / requests;
        (is_stated && requests > 0.0)
            .then(|| Self { minutes, wait_factor: second / requests / (2.0 * minutes.powi(2)) })
    }
}

/// The services of a provider that take requests, each with how many per job or hour.
fn rates_to(statement: &Statement, provider: usize) -> Vec<(f64, &Supply)> {
    let services = statement.needs.iter().flat_map(|need| &need.services);
    services.filter(|it| it.provider == provider).map(|it| (it.rate, it)).collect()
}

/// The first requests of every service per hour, given what arrives at those who ask.
fn flows<'s>(
    statement: &'s Statement,
    arrivals: &'s [f64],
) -> impl Iterator<Item = (f64, &'s Supply)> {
    statement.needs.iter().flat_map(move |need| {
        let is_customer = statement.parties[need.consumer].is_customer;
        let jobs = if is_customer { 1.0 } else { arrivals[need.consumer] };
        let running = need.services.iter().filter(|supply| supply.running && supply.rate > 0.0);
        running.map(move |supply| (jobs * supply.rate, supply))
    })
}

fn first_arrivals(statement: &Statement) -> Vec<f64> {
    let mut arrivals = vec![0.0; statement.parties.len()];
    for _ in 0..PASSES {
        let mut next = vec![0.0; arrivals.len()];
        flows(statement, &arrivals).for_each(|(rate, supply)| next[supply.provider] += rate);
        arrivals = next;
    }
    arrivals
}
