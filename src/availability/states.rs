//! What the subject gets in states: many of them through a batch.

use std::sync::Arc;

use super::effect::{SubjectUpstream, overrides};
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
        let members = |&(variable, count): &(usize, usize)| {
            self.variables[variable].members[..count].iter().copied()
        };
        let (mut held, mut ends) = (Vec::new(), Vec::new());
        for counts in states {
            held.extend(counts.iter().flat_map(members));
            ends.push(held.len());
        }
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let states: Vec<&[usize]> =
            starts.zip(&ends).map(|(start, &end)| &held[start..end]).collect();
        self.of_events(&states)
    }

    /// The qualities of the subject in states given by the merged events that hold.
    pub(super) fn of_events(&mut self, states: &[impl AsRef<[usize]>]) -> Vec<f64> {
        let Self { network, upstream, events, options, .. } = *self;
        let layout = network.layout();
        let mut qualities = vec![0.0; states.len()];
        let party = layout.party_id(upstream.subject.party(layout));
        let batch = match Batch::of(network).party(party.as_str()) {
            Ok(batch) => batch.with_options(options.clone()),
            Err(_) => return qualities,
        };
        let is_asked =
            |held: &[usize]| held.iter().all(|&event| events[event].signature != Signature::Dead);
        let (mut asked, mut resolved) = (Vec::new(), Vec::new());
        for (place, held) in states.iter().map(AsRef::as_ref).enumerate() {
            if is_asked(held) {
                let effects = held.iter().map(|&event| &events[event].effect);
                let values = Arc::new(overrides(layout, upstream.base, effects));
                asked.push(place);
                resolved.push(Resolved::of_overrides(network.clone(), values));
            }
        }
        for ((&place, resolved), outcome) in asked.iter().zip(&resolved).zip(batch.solve(&resolved))
        {
            let Ok(outcome) = outcome else { continue };
            self.status = self.status.max(outcome.status());
            let of_party = outcome.qualities().next().map_or(0.0, |(_, quality)| quality.get());
            qualities[place] = upstream.subject.quality(layout, resolved.overrides(), of_party);
        }
        self.solved += asked.len();
        qualities
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.status == Status::Stopped
    }
}
