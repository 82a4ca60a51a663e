//! Minimal cut sets: events that together bring the subject below its threshold.

use serde::Serialize;

use super::event::{ChanceEvent, FailureEvent};
use super::signature::MergedEvent;
use super::states::{BLOCK, StateSolver};
use super::variable::{Counts, Variable};

/// Events that together bring the subject below its threshold, while no part of them does.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CutSet {
    /// The events, in the order in which they are stated.
    pub events: Vec<FailureEvent>,
    /// The chance that all of them hold.
    pub probability: f64,
}

impl CutSet {
    /// Returns how many events it takes.
    pub fn order(&self) -> usize {
        self.events.len()
    }
}

/// Minimal cuts by how many members of each variable they take.
#[derive(Debug, Clone, Default)]
pub(super) struct Cuts {
    pub(super) minimal: Vec<Counts>,
    /// Of each variable the cuts whose first it is.
    by_first: Vec<Vec<usize>>,
    /// All minimal cuts up to this order are known.
    pub(super) order: usize,
    /// Whether there are no others.
    pub(super) is_complete: bool,
}

impl Cuts {
    pub(super) fn new(variable_count: usize) -> Self {
        Self { by_first: vec![Vec::new(); variable_count], ..Self::default() }
    }

    pub(super) fn push(&mut self, cut: Counts) {
        if let Some(list) = cut.first().and_then(|&(first, _)| self.by_first.get_mut(first)) {
            list.push(self.minimal.len());
        }
        self.minimal.push(cut);
    }

    /// The cuts that hold in a state.
    fn within<'c>(&'c self, state: &'c [(usize, usize)]) -> impl Iterator<Item = &'c Counts> {
        let candidates = state.iter().flat_map(|&(variable, _)| &self.by_first[variable]);
        candidates.map(|&cut| &self.minimal[cut]).filter(|cut| is_within(cut, state))
    }

    pub(super) fn hold_in(&self, state: &[(usize, usize)]) -> bool {
        self.within(state).next().is_some()
    }

    /// Of each variable of a state whether a cut that holds is of it.
    pub(super) fn mark(&self, state: &[(usize, usize)], marks: &mut Vec<bool>) {
        marks.clear();
        marks.resize(state.len(), false);
        for cut in self.within(state) {
            for (mark, (variable, _)) in marks.iter_mut().zip(state) {
                *mark |= cut.iter().any(|(it, _)| it == variable);
            }
        }
    }

    /// Looks for minimal cuts in the order of their size, up to an order.
    ///
    /// A state with a cut in it is not looked at, and none is looked at from which another follows
    /// that was. Where more states than allowed would have to be looked at, the order reached is
    /// said.
    pub(super) fn search(
        solver: &mut StateSolver<'_>,
        threshold: f64,
        (order, max_states): (usize, usize),
    ) -> Self {
        let variables = solver.variables;
        let mut cuts = Self::new(variables.len());
        let mut standing: Vec<Counts> = vec![Vec::new()];
        let mut left = max_states;
        for size in 1..=order {
            let mut candidates = Vec::new();
            for state in &standing {
                extend(state, variables, |next| {
                    if !cuts.hold_in(&next) {
                        candidates.push(next);
                    }
                    candidates.len() <= left
                });
            }
            if candidates.len() > left {
                return cuts;
            }
            left -= candidates.len();
            standing.clear();
            let mut found = Vec::new();
            for block in candidates.chunks(BLOCK) {
                let qualities = solver.of_counts(block.iter().map(Vec::as_slice));
                if solver.is_stopped() {
                    return cuts;
                }
                for (state, quality) in block.iter().zip(qualities) {
                    if quality < threshold { &mut found } else { &mut standing }
                        .push(state.clone());
                }
            }
            for cut in found {
                cuts.push(cut);
            }
            cuts.order = size;
            cuts.is_complete = standing.iter().all(|state| !can_extend(state, variables, &cuts));
            if cuts.is_complete {
                cuts.order = order;
                return cuts;
            }
        }
        cuts
    }

    /// The cut sets in events, the most probable first, at most so many; whether that is all.
    pub(super) fn in_events(
        &self,
        variables: &[Variable],
        merged: &[MergedEvent],
        events: &[ChanceEvent],
        (order, most): (usize, usize),
    ) -> (Vec<CutSet>, bool) {
        /// How many more are written out than are listed.
        const SPARE: usize = 16;
        let mut sets: Vec<(Vec<usize>, f64)> = Vec::new();
        let mut is_all = true;
        let sized = |cut: &&Counts| size(cut) <= order;
        is_all &= self.minimal.iter().all(|cut| sized(&cut));
        'cuts: for cut in self.minimal.iter().filter(sized) {
            let choices = member_choices(cut, variables);
            is_all &= choices.len() < MOST_CHOICES;
            for members in choices {
                let options: Vec<&[usize]> =
                    members.iter().map(|&member| merged[member].events.as_slice()).collect();
                let mut chosen = vec![0; options.len()];
                loop {
                    let set: Vec<usize> =
                        chosen.iter().zip(&options).map(|(&it, option)| option[it]).collect();
                    let chance = set.iter().map(|&event| events[event].probability).product();
                    sets.push((set, chance));
                    if sets.len() >= most.saturating_mul(SPARE) {
                        is_all = false;
                        break 'cuts;
                    }
                    if !advance(&mut chosen, &options) {
                        break;
                    }
                }
            }
        }
        for (set, _) in &mut sets {
            set.sort_unstable();
        }
        sets.sort_by(|(one, p_one), (two, p_two)| {
            p_two.total_cmp(p_one).then(one.len().cmp(&two.len())).then_with(|| one.cmp(two))
        });
        is_all &= sets.len() <= most;
        sets.truncate(most);
        let named = |(set, probability): (Vec<usize>, f64)| CutSet {
            events: set.iter().map(|&event| events[event].name.clone()).collect(),
            probability,
        };
        (sets.into_iter().map(named).collect(), is_all)
    }
}

/// How many events a cut takes.
pub(super) fn size(cut: &[(usize, usize)]) -> usize {
    cut.iter().map(|(_, count)| count).sum()
}

fn is_within(cut: &[(usize, usize)], state: &[(usize, usize)]) -> bool {
    cut.iter()
        .all(|&(variable, count)| state.iter().any(|&(of, held)| of == variable && held >= count))
}

/// The states with one more member down that no other state gives; `take` says whether to go on.
fn extend(state: &[(usize, usize)], variables: &[Variable], mut take: impl FnMut(Counts) -> bool) {
    let last = state.last().map_or(0, |&(variable, _)| variable);
    for (variable, of) in variables.iter().enumerate().skip(last) {
        let mut next = state.to_vec();
        match next.last_mut() {
            Some((it, count)) if *it == variable => {
                if *count == of.most() {
                    continue;
                }
                *count += 1;
            }
            _ => next.push((variable, 1)),
        }
        if !take(next) {
            return;
        }
    }
}

/// Whether a state can have one more member down without a cut that is known.
fn can_extend(state: &[(usize, usize)], variables: &[Variable], cuts: &Cuts) -> bool {
    let mut can = false;
    extend(state, variables, |next| {
        can |= !cuts.hold_in(&next);
        !can
    });
    can
}

/// Beyond this no more choices of members are written out of one cut.
const MOST_CHOICES: usize = 1 << 16;

/// Every choice of as many members of each variable as a cut takes.
fn member_choices(cut: &[(usize, usize)], variables: &[Variable]) -> Vec<Vec<usize>> {
    let mut choices: Vec<Vec<usize>> = vec![Vec::new()];
    for &(variable, count) in cut {
        let members = &variables[variable].members;
        let mut next = Vec::new();
        for choice in &choices {
            let mut places: Vec<usize> = (0..count).collect();
            loop {
                let mut more = choice.clone();
                more.extend(places.iter().map(|&place| members[place]));
                next.push(more);
                if next.len() >= MOST_CHOICES || !next_combination(&mut places, members.len()) {
                    break;
                }
            }
        }
        choices = next;
    }
    choices
}

/// Moves on to the next combination of places below a count; whether there is one.
fn next_combination(places: &mut [usize], below: usize) -> bool {
    let k = places.len();
    for index in (0..k).rev() {
        if places[index] + (k - index) < below {
            places[index] += 1;
            for later in index + 1..k {
                places[later] = places[later - 1] + 1;
            }
            return true;
        }
    }
    false
}

/// Moves on to the next choice of one of each; whether there is one.
fn advance(chosen: &mut [usize], options: &[&[usize]]) -> bool {
    for (place, option) in chosen.iter_mut().zip(options).rev() {
        *place += 1;
        if *place < option.len() {
            return true;
        }
        *place = 0;
    }
    false
}
