//! Requests that go round in a cycle, and whether they ever end.
//!
//! Each job of a department makes `R` requests to another, whose jobs make more. The arrivals
//! `λ = d + Rᵀ λ` have a finite solution for every demand `d` exactly where the spectral radius of
//! `R` is below 1: where each job leads to less than one more of its kind in the end.

use std::cmp::Reverse;

use super::DeptIx;
use super::requests::{Demand, TrafficStage};
use crate::numerics::gth::Gth;

/// A cycle up to this size is factored, a larger one iterated.
const LARGEST_CHECKED_BY_GTH: usize = 300;
/// How often a large cycle is looked at, and how many requests are followed in any number of
/// sweeps above the least; undecided then, it counts as endless.
const MOST_RADIUS_SWEEPS: usize = 20_000;
const MOST_RADIUS_FOLLOWED: usize = 2_000_000_000;
const LEAST_RADIUS_SWEEPS: usize = 100;
/// How often the loop that requests go round on is looked for.
const POWERS: usize = 200;
/// Work that grows by less than this share in a sweep has settled.
const RADIUS_TOLERANCE: f64 = 1e-9;

/// The departments of a loop, first one last again, on which requests are made without end; `None`
/// where they all come to an end.
pub(super) fn check_spectral_radius(demand: &Demand, cycle: &TrafficStage) -> Option<Vec<DeptIx>> {
    let requests = RequestCycle::of(demand, cycle);
    let departments = demand.departments(cycle);
    let ends = if requests.size <= LARGEST_CHECKED_BY_GTH {
        Gth::new(requests.matrix(), None).is_ok()
    } else {
        requests.contract()
    };
    (!ends).then(|| requests.strongest_loop().iter().map(|&place| departments[place]).collect())
}

/// The requests inside one cycle, by place.
struct RequestCycle {
    size: usize,
    /// Who asks, who is asked, and how many times per job.
    list: Vec<(usize, usize, f64)>,
}

impl RequestCycle {
    fn of(demand: &Demand, cycle: &TrafficStage) -> Self {
        let departments = demand.departments(cycle);
        let mut list = Vec::new();
        for (to, &provider) in departments.iter().enumerate() {
            for request_flow in &demand.request_flows[demand.flows_to(provider)] {
                if let Some(from) = demand.place_in(cycle, request_flow.consumer) {
                    list.push((from, to, request_flow.rate));
                }
            }
        }
        Self { size: departments.len(), list }
    }

    /// Requests per job by row of who asks.
    fn matrix(&self) -> Vec<f64> {
        let mut matrix = vec![0.0; self.size * self.size];
        for &(from, to, rate) in &self.list {
            matrix[from * self.size + to] += rate;
        }
        matrix
    }

    /// Whether the spectral radius is below 1: some positive `x` has `R x < x` (Collatz and
    /// Wielandt), found as the work `x = 1 + R x` that a job leads to, of those who are asked
    /// before that of those who ask. Work beyond all numbers counts as endless.
    fn contract(&self) -> bool {
        let mut list = self.list.clone();
        list.sort_by_key(|&(from, _, _)| Reverse(from));
        let mut work = vec![1.0_f64; self.size];
        let most_sweeps = (MOST_RADIUS_FOLLOWED / list.len().max(1))
            .clamp(LEAST_RADIUS_SWEEPS, MOST_RADIUS_SWEEPS);
        for _ in 0..most_sweeps {
            let led_to = |by_one: &[(usize, usize, f64)], work: &[f64]| -> f64 {
                by_one.iter().map(|&(_, to, rate)| rate * work[to]).sum()
            };
            let by_one = || list.chunk_by(|(one, ..), (two, ..)| one == two);
            let ratios = by_one().map(|by_one| led_to(by_one, &work) / work[by_one[0].0]);
            let (least, most) = ratios.fold((f64::INFINITY, 0.0_f64), |(least, most), ratio| {
                (least.min(ratio), most.max(ratio))
            });
            if most < 1.0 {
                return true;
            }
            if least >= 1.0 {
                return false;
            }
            let mut moved = 0.0_f64;
            for by_one in by_one() {
                let now = 1.0 + led_to(by_one, &work);
                let before = std::mem::replace(&mut work[by_one[0].0], now);
                moved = moved.max((now - before) / now);
            }
            if work.iter().any(|work| !work.is_finite()) {
                return false;
            }
            // Where it does not end, it grows by one part in as many as there were sweeps.
            if moved < RADIUS_TOLERANCE {
                return true;
            }
        }
        false
    }

    /// Follows from the department whose jobs lead to the most others the requests that do, until a
    /// department comes again.
    fn strongest_loop(&self) -> Vec<usize> {
        let leads_to = self.leads_to();
        let mut next: Vec<Option<(f64, usize)>> = vec![None; self.size];
        for &(from, to, rate) in &self.list {
            let led_to = rate * leads_to[to];
            if next[from].is_none_or(|(most, _)| led_to > most) {
                next[from] = Some((led_to, to));
            }
        }
        let busiest =
            |one: &usize, two: &usize| leads_to[*one].total_cmp(&leads_to[*two]).then(two.cmp(one));
        let Some(mut at) = (0..self.size).max_by(busiest) else { return Vec::new() };
        let mut path = Vec::new();
        let mut seen = vec![false; self.size];
        while !std::mem::replace(&mut seen[at], true) {
            path.push(at);
            match next[at] {
                Some((_, to)) => at = to,
                None => return path,
            }
        }
        let first = path.iter().position(|&place| place == at).unwrap_or_default();
        path.drain(..first);
        path.push(at);
        path
    }

    /// How much a job leads to in the long run, beside the others: the power method, on `R + 1` so
    /// that nothing goes back and forth.
    fn leads_to(&self) -> Vec<f64> {
        let mut leads_to = vec![1.0_f64; self.size];
        for _ in 0..POWERS {
            let mut next = leads_to.clone();
            for &(from, to, rate) in &self.list {
                next[from] += rate * leads_to[to];
            }
            let largest = next.iter().copied().fold(0.0, f64::max);
            leads_to = next.into_iter().map(|led_to| led_to / largest).collect();
        }
        leads_to
    }
}
