//! What the subject gets in states: many of them through a batch.

use std::sync::Arc;

use super::effect::{Effect, SubjectUpstream, overrides};
use super::signature::{MergedEvent, Signature};
use super::variable::Variable;
use crate::network::Network;
use crate::quality::{Batch, Resolved, SolveOptions, Status};

/// How many states are solved at a time.
pub(super) const BLOCK: usize = 1024;

/// Solves states of one subject.
pub(super) struct StateSolver<'a> {
    pub(super) network: &'a Network,
    pub(super) upstream: &'a SubjectUpstream<'a>,
    pub(super) events: &'a [MergedEvent],
    pub(super) variables: &'a [Variable],
    pub(super) options: &'a SolveOptions,
    /// The worst of all so far.
    pub(super) status: Status,
    /// How many were solved.
    pub(super) solved: usize,
}

impl StateSolver<'_> {
    /// The qualities of the subject in states, in their order.
    pub(super) fn of_counts<'s>(
        &mut self,
        states: impl Iterator<Item = &'s [(usize, usize)]>,
    ) -> Vec<f64> {
        let held = |counts: &[(usize, usize)]| -> Vec<usize> {
            let members = |&(variable, count): &(usize, usize)| {
                self.variables[variable].members[..count].iter().copied()
            };
            counts.iter().flat_map(members).collect()
        };
        let states: Vec<_> = states.map(held).collect();
        self.of_events(&states)
    }

    /// The qualities of the subject in states given by the merged events that hold.
    pub(super) fn of_events(&mut self, states: &[Vec<usize>]) -> Vec<f64> {
        let Self { network, upstream, events, options, .. } = *self;
        let layout = network.layout();
        let mut qualities = vec![0.0; states.len()];
        let mut asked = Vec::new();
        for (place, held) in states.iter().enumerate() {
            if held.iter().all(|&event| events[event].signature != Signature::Dead) {
                asked.push(place);
            }
        }
        let values: Vec<_> = asked
            .iter()
            .map(|&place| {
                let effects: Vec<&Effect> =
                    states[place].iter().map(|&event| &events[event].effect).collect();
                Arc::new(overrides(layout, upstream.base, effects.iter().copied()))
            })
            .collect();
        let party = layout.party_id(upstream.subject.party(layout));
        let batch = match Batch::of(network).party(party.as_str()) {
            Ok(batch) => batch.with_options(options.clone()),
            Err(_) => return qualities,
        };
        let resolved: Vec<_> = values
            .iter()
            .map(|values| Resolved::of_overrides(network.clone(), Arc::clone(values)))
            .collect();
        for ((&place, values), outcome) in asked.iter().zip(&values).zip(batch.solve(&resolved)) {
            let Ok(outcome) = outcome else { continue };
            self.status = self.status.max(outcome.status());
            let of_party = outcome.qualities().next().map_or(0.0, |(_, quality)| quality.get());
            qualities[place] = upstream.subject.quality(layout, values, of_party);
        }
        self.solved += asked.len();
        qualities
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.status == Status::Stopped
    }
}
