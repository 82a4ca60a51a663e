//! Resolved scenarios in lanes, and the qualities of chosen parties in every lane.
//!
//! For layers above that solve one network thousands of times with other numbers: they hand in
//! overrides, and get qualities by party, sixteen at a time. Dependences may differ from lane to
//! lane, but none may be above that of the network, whose certificates hold for all lanes.

use std::array;
use std::sync::Arc;

use super::customers::Supply;
use super::engine::BatchEngine;
use super::lanes::LANES;
use super::scenario_group::{ScenarioGroup, for_segments};
use crate::network::{IndexRange, Network, Overrides, PartyIx};
use crate::quality::engine::convergence::SccOutcome;
use crate::quality::engine::rows::EqualRows;
use crate::quality::solve_options::SolveOptions;
use crate::quality::status::Status;
use crate::rule::{Aggregator, with_rule};

/// Solves scenarios of one network side by side.
#[derive(Debug, Clone)]
pub(crate) struct SideBySide {
    network: Network,
    engine: BatchEngine,
    group: ScenarioGroup,
    /// Whose qualities are asked for, ascending.
    parties: Arc<[PartyIx]>,
}

impl SideBySide {
    /// How many scenarios are solved at once.
    pub(crate) const WIDTH: usize = LANES;

    /// Solves for the baseline, beside which scenarios are solved.
    pub(crate) fn new(network: &Network, parties: Arc<[PartyIx]>, options: &SolveOptions) -> Self {
        debug_assert!(parties.is_sorted());
        let engine = BatchEngine::new(network.layout(), options);
        Self { network: network.clone(), engine, group: ScenarioGroup::default(), parties }
    }

    /// Solves up to [`WIDTH`](Self::WIDTH) scenarios, and writes down the quality of each party in
    /// each of them. Returns their worst status, and how many did not converge.
    pub(crate) fn solve(
        &mut self,
        scenarios: impl IntoIterator<Item = Overrides>,
        qualities: &mut [[f64; LANES]],
    ) -> (Status, usize) {
        let layout = self.network.layout();
        let mut scenarios = scenarios.into_iter();
        let mut count = 0;
        let overrides = array::from_fn(|_| {
            let next = scenarios.next();
            count += usize::from(next.is_some());
            next.map(Arc::new).unwrap_or_default()
        });
        self.group.fill(layout, overrides);
        self.engine.solve(layout, &self.group, true);
        self.read(qualities);
        let of_lanes = self.engine.progress[..count].iter().map(SccOutcome::status);
        let open = of_lanes.clone().filter(|&status| status != Status::Converged).count();
        (of_lanes.fold(Status::Converged, Status::max), open)
    }

    fn read(&mut self, qualities: &mut [[f64; LANES]]) {
        let layout = self.network.layout();
        let BatchEngine { state, by_hand, .. } = &mut self.engine;
        let departments = self.parties.partition_point(|&party| layout.is_department(party));
        let (of_departments, mut qualities) = qualities.split_at_mut(departments);
        for (quality, &party) in of_departments.iter_mut().zip(&*self.parties) {
            *quality = state.quality[party].0;
        }
        let mut supply = Supply { layout, group: &self.group, state, by_hand };
        let mut customers = &self.parties[departments..];
        while let Some(&first) = customers.first() {
            let run = layout.runs().partition_point(|run| run.end <= first);
            let run = layout.runs()[run];
            let in_run = customers.iter().enumerate();
            let in_run =
                in_run.take_while(|&(place, &party)| party < run.end && party - first == place);
            let count = in_run.count();
            let (of_run, rest) = qualities.split_at_mut(count);
            let parties = IndexRange::new(first, first + count);
            let rule = run.shared.and_then(Aggregator::plain);
            for_segments(&parties, self.group.within(&parties), |parties, changed| {
                let of_segment = &mut of_run[parties.start - first..parties.end - first];
                if let Some(rule) = rule.filter(|_| changed.is_none()) {
                    with_rule!(rule, |rule| {
                        let rows = EqualRows::of(layout, rule, &parties, &supply.state.missing);
                        rows.evaluate(0..parties.len(), of_segment, |_| 1.0);
                    });
                    return;
                }
                for (quality, customer) in of_segment.iter_mut().zip(parties) {
                    *quality = supply.evaluate(customer, changed).0;
                }
            });
            (qualities, customers) = (rest, &customers[count..]);
        }
    }
}
