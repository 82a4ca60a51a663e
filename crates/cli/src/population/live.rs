//! What one change costs a live organisation.

use knockon::{Live, Network};
use support::bench::generate::Organisation;

use super::stopwatch::timed;
use crate::answer::Failure;

/// How many departments are changed.
const SAMPLE: usize = 101;

/// The median cost of one change, in seconds.
pub(crate) struct LiveCosts {
    /// Of a department that serves external customers and nobody else.
    pub(crate) front_line: f64,
    /// Of any department.
    pub(crate) any: f64,
}

impl LiveCosts {
    /// Changes departments spread over each kind, one at a time, there and back.
    pub(crate) fn measure(network: &Network, organisation: &Organisation) -> Result<Self, Failure> {
        let count = organisation.department_count;
        let (mut to_customers, mut to_departments) = (vec![false; count], vec![false; count]);
        for (&provider, &consumer) in organisation.provider.iter().zip(&organisation.consumer) {
            let is_customer = consumer as usize >= count;
            let serves = if is_customer { &mut to_customers } else { &mut to_departments };
            serves[provider as usize] = true;
        }
        let is_front_line = |&number: &usize| to_customers[number] && !to_departments[number];
        let front_line: Vec<usize> = (0..count).filter(is_front_line).collect();
        let any: Vec<usize> = (0..count).collect();
        let mut live = Live::new(network);
        Ok(Self {
            front_line: median_cost(&mut live, &front_line)?,
            any: median_cost(&mut live, &any)?,
        })
    }
}

fn median_cost(live: &mut Live, departments: &[usize]) -> Result<f64, Failure> {
    let mut costs = Vec::new();
    for department in departments.iter().step_by((departments.len() / SAMPLE).max(1)) {
        let id = format!("d{department}");
        let (seconds, changed) = timed(|| live.set_capability(&id, 0.5).map(|_| ()));
        changed?;
        costs.push(seconds);
        live.restore_department(&id)?;
    }
    costs.sort_by(f64::total_cmp);
    Ok(costs.get(costs.len() / 2).copied().unwrap_or_default())
}
