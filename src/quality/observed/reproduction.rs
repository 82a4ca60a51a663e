//! The state once more, with capabilities in the place of readings.

use std::slice;

use super::own_parts::OwnReading;
use crate::network::{Block, IndexRange, Layout, Overrides, Parameter, PartyIx};
use crate::quality::assessment::Assessment;
use crate::quality::solve::Workspace;
use crate::quality::solve_options::SolveOptions;

/// A state that misses a reading by more than this does not have it.
const MISSED: f64 = 1e-9;

/// What explains the readings, and what does not.
pub(super) struct Reproduced {
    pub(super) assessment: Assessment,
    /// Of the readings, by place, whether they stay pinned.
    pub(super) is_pinned: Vec<bool>,
    /// Cycles that do not deliver what was read once nobody holds them to it, with what would be.
    pub(super) self_sustaining: Vec<Unreproduced>,
}

/// A component of which a reading is missed.
pub(super) struct Unreproduced {
    pub(super) parties: IndexRange<PartyIx>,
    /// By place among the readings, with what would be delivered.
    pub(super) readings: Vec<(usize, f64)>,
}

/// Solves without the readings that capabilities explain, until every other one is either delivered
/// or pinned: a component that misses a reading keeps all of its readings.
pub(super) fn reproduce(
    state: &Assessment,
    readings: &[OwnReading],
    options: &SolveOptions,
    workspace: &mut Workspace,
) -> Reproduced {
    let network = state.network();
    let layout = network.layout();
    let mut is_pinned: Vec<bool> = readings.iter().map(|read| read.is_unexplained).collect();
    let mut self_sustaining = Vec::new();
    loop {
        let overrides = explained(state, readings, &is_pinned);
        let assessment = network.run(state.scenario().to_owned(), overrides, options, workspace);
        let missed = missed(layout, state, &assessment, readings, &is_pinned);
        if missed.is_empty() || options.is_stopped() {
            return Reproduced { assessment, is_pinned, self_sustaining };
        }
        for missed in missed {
            let of_component = readings.iter().zip(&mut is_pinned);
            for (_, is_pinned) in
                of_component.filter(|(read, _)| missed.parties.contains(&read.party))
            {
                *is_pinned = true;
            }
            self_sustaining.push(missed);
        }
    }
}

/// What the scenario sets, with capabilities in the place of readings that are not pinned; what
/// customers report is no part of it.
fn explained(state: &Assessment, readings: &[OwnReading], is_pinned: &[bool]) -> Overrides {
    let layout = state.network().layout();
    let Overrides { mut values, services, .. } = state.overrides().unread(layout);
    for (read, &is_pinned) in readings.iter().zip(is_pinned) {
        let Some(department) = layout.department(read.party) else { continue };
        if is_pinned {
            values.push((Parameter::Delivered(read.party), read.reading));
        } else if let Some(capability) = read.capability {
            let is_replaced = |of: Parameter| match of {
                Parameter::Capability(of) | Parameter::Agents(of) | Parameter::Skill(of) => {
                    of == department
                }
                _ => false,
            };
            values.retain(|&(of, _)| !is_replaced(of));
            values.push((Parameter::Capability(department), capability));
        }
    }
    Overrides::new(layout, values, services)
}

/// The components that miss a reading though they receive what they did, first ones first: what is
/// downstream of them is looked at once they are mended.
fn missed(
    layout: &Layout,
    state: &Assessment,
    explained: &Assessment,
    readings: &[OwnReading],
    is_pinned: &[bool],
) -> Vec<Unreproduced> {
    let (read, now) = (state.dense_qualities(), explained.dense_qualities());
    let differs = |party: PartyIx| (read[party] - now[party]).abs() > MISSED;
    let is_department = |read: &OwnReading| layout.is_department(read.party);
    let open = readings.iter().zip(is_pinned).enumerate();
    let open: Vec<(usize, &OwnReading)> = open
        .filter(|(_, (read, is_pinned))| !**is_pinned && is_department(read))
        .filter(|(_, (read, _))| differs(read.party))
        .map(|(place, (read, _))| (place, read))
        .collect();
    if open.is_empty() {
        return Vec::new();
    }
    let component = |party: PartyIx| {
        let holds = |block: &&Block| layout.parties_of(slice::from_ref(*block)).contains(&party);
        let block = layout.blocks().iter().find(holds);
        match block.filter(|block| block.cycle.is_some()) {
            Some(block) => layout.parties_of(slice::from_ref(block)),
            None => IndexRange::one(party),
        }
    };
    let mut missed: Vec<Unreproduced> = Vec::new();
    for &(place, read) in &open {
        let parties = component(read.party);
        let reading = (place, now[read.party]);
        match missed.last_mut().filter(|last| last.parties == parties) {
            Some(last) => last.readings.push(reading),
            None => missed.push(Unreproduced { parties, readings: vec![reading] }),
        }
    }
    let receives_alike = |parties: &IndexRange<PartyIx>| {
        let mut providers = layout.rows(parties).map(|entry| PartyIx::from(layout.provider(entry)));
        providers.all(|provider| parties.contains(&provider) || !differs(provider))
    };
    let (first, mut others): (Vec<_>, Vec<_>) =
        missed.into_iter().partition(|missed| receives_alike(&missed.parties));
    if first.is_empty() {
        // Through load everybody may depend on everybody: one after the other.
        others.truncate(1);
        return others;
    }
    first
}
