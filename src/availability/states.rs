//! What the subject gets in states: known from others, or solved, many of them through a batch.

use std::iter::once;
use std::sync::Arc;

use super::effect::{SubjectUpstream, overrides};
use super::growth::{GrowingState, GrowthBudget};
use super::known_states::KnownStates;
use super::signature::{MergedEvent, Signature};
use super::variable::{Counts, Variable};
use crate::network::Network;
use crate::quality::{Batch, BatchOutcome, Resolved, SolveOptions, Status};

/// How many states are solved at a time.
pub(super) const BLOCK: usize = 1024;

/// Finds the quality in states of one subject.
pub(super) struct StateSolver<'a> {
    network: &'a Network,
    upstream: &'a SubjectUpstream<'a>,
    pub(super) events: &'a [MergedEvent],
    pub(super) variables: &'a [Variable],
    options: &'a SolveOptions,
    /// Nothing where quality and demand are solved for together: that the state found is the best of
    /// several is not proved there, so that no other need follow from it.
    known: Option<KnownStates>,
    growth: GrowthBudget,
    /// The worst of all so far.
    pub(super) status: Status,
    /// How many states were looked at.
    pub(super) looked_at: usize,
}

impl<'a> StateSolver<'a> {
    /// For a subject that has a quality, and a status, where nothing fails.
    pub(super) fn new(
        network: &'a Network,
        upstream: &'a SubjectUpstream<'a>,
        (events, variables): (&'a [MergedEvent], &'a [Variable]),
        options: &'a SolveOptions,
        (best, status): (f64, Status),
    ) -> Self {
        let has_staff = network.layout().demand().is_some();
        let known = (!has_staff).then(|| KnownStates::new(best, variables.len()));
        let growth = GrowthBudget::new(variables);
        Self { network, upstream, events, variables, options, known, growth, status, looked_at: 0 }
    }

    /// The qualities of the subject in states, in their order.
    pub(super) fn of_counts<'s>(
        &mut self,
        states: impl Iterator<Item = &'s [(usize, usize)]>,
    ) -> Vec<f64> {
        let (mut qualities, mut asked, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for state in states {
            let known = self.known_quality(state);
            if known.is_none() {
                asked.push(state);
                places.push(qualities.len());
            }
            qualities.push(known.unwrap_or(0.0));
        }
        self.looked_at += qualities.len();
        let solved = self.solve(asked.iter().copied());
        for (place, &quality) in places.into_iter().zip(&solved) {
            qualities[place] = quality;
        }
        self.learn(asked, &solved);
        qualities
    }

    /// The quality of the subject where everything fails.
    pub(super) fn of_everything(&mut self) -> f64 {
        let all: Counts = self.variables.iter().map(Variable::most).enumerate().collect();
        self.of_counts(once(all.as_slice()))[0]
    }

    /// The quality in a state where no solve is needed for it.
    fn known_quality(&self, state: &[(usize, usize)]) -> Option<f64> {
        let is_dead = |event: &usize| self.events[*event].signature == Signature::Dead;
        let is_dead = |&(of, _): &(usize, usize)| self.variables[of].members.iter().any(is_dead);
        if state.iter().any(is_dead) {
            return Some(0.0);
        }
        self.known.as_ref()?.quality(state)
    }

    /// Takes note of states that were solved, and grows some, so that others need no solve.
    fn learn(&mut self, mut solved: Vec<&[(usize, usize)]>, qualities: &[f64]) {
        let Some(known) = &mut self.known else { return };
        for (state, &quality) in solved.iter().zip(qualities) {
            known.learn(state, quality);
        }
        if known.is_full() {
            return;
        }
        let mut qualities = qualities.iter();
        solved.retain(|_| qualities.next().is_some_and(|&quality| known.is_best(quality)));
        let mut growing = self.growth.choose(&solved, self.variables);
        while !self.is_stopped() {
            let mut tried = Vec::new();
            for (number, it) in growing.iter_mut().enumerate() {
                tried.extend(self.next_untold(it).map(|state| (number, state)));
            }
            if tried.is_empty() {
                break;
            }
            let qualities = self.solve(tried.iter().map(|(_, state)| state.as_slice()));
            for ((number, _), quality) in tried.into_iter().zip(qualities) {
                if !self.is_best(quality) {
                    growing[number].undo();
                }
            }
        }
        if self.is_stopped() {
            return;
        }
        if let Some(known) = &mut self.known {
            for it in &growing {
                known.keep(&it.down, self.variables);
            }
        }
    }

    /// Grows a state up to one of which nothing is known; `None` where there is none.
    fn next_untold(&self, growing: &mut GrowingState) -> Option<Counts> {
        while let Some(state) = growing.next() {
            match self.known_quality(&state) {
                None => return Some(state),
                Some(quality) if self.is_best(quality) => {}
                Some(_) => growing.undo(),
            }
        }
        None
    }

    fn is_best(&self, quality: f64) -> bool {
        self.known.as_ref().is_some_and(|known| known.is_best(quality))
    }

    /// Solves states.
    fn solve<'s>(&mut self, states: impl Iterator<Item = &'s [(usize, usize)]>) -> Vec<f64> {
        let Self { network, upstream, events, variables, options, .. } = *self;
        let layout = network.layout();
        let members =
            |&(variable, count): &(usize, usize)| variables[variable].members[..count].iter();
        let resolved = |state: &[_]| {
            let held = state.iter().flat_map(members);
            let effects = held.map(|&event| &events[event].effect);
            let values = overrides(layout, upstream.base, effects);
            Resolved::of_overrides(network.clone(), Arc::new(values))
        };
        let resolved: Vec<_> = states.map(resolved).collect();
        let party = layout.party_id(upstream.subject.party(layout));
        let batch = match Batch::of(network).party(party.as_str()) {
            Ok(batch) => batch.with_options(options.clone()),
            Err(_) => return vec![0.0; resolved.len()],
        };
        let quality = |(resolved, outcome): (&Resolved, Result<BatchOutcome, _>)| {
            let Ok(outcome) = outcome else { return 0.0 };
            self.status = self.status.max(outcome.status());
            let of_party = outcome.qualities().next().map_or(0.0, |(_, quality)| quality.get());
            upstream.subject.quality(layout, resolved.overrides(), of_party)
        };
        resolved.iter().zip(batch.solve(&resolved)).map(quality).collect()
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.status == Status::Stopped
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::availability::event::events;
    use crate::availability::lump::groups;
    use crate::availability::signature::Signer;
    use crate::availability::subject::SubjectIx;
    use crate::network::Overrides;
    use crate::organisation::{
        Department, ExternalCustomer, Failure, Need, Organisation, Rule, Scenario, Service,
        Staffing, Substitution,
    };

    /// Needs met by the best of two, by two of three, and by two of three equal ones; behind one of
    /// the first, a department of which something is left when it is down.
    fn network() -> Network {
        let customer = ExternalCustomer::new("users").rule(Rule::WEAKEST);
        let mut builder = Organisation::builder("needs").customer(customer);
        let mut element = 0;
        for number in 0..10 {
            let need = format!("need {number}");
            let are_equal = number == 9;
            let (count, substitution) = match number {
                8.. => (3, Substitution::KthBest { k: 2 }),
                _ => (2, Substitution::BestOf),
            };
            let declared = Need::new("users", need.clone()).dependence(1.0);
            builder = builder.need(declared.substitution(substitution));
            for _ in 0..count {
                let id = format!("e{element}");
                let chance = if are_equal { 0.9 } else { 0.9 + 1e-3 * f64::from(element) };
                builder = builder
                    .department(Department::new(id.clone()).available(chance))
                    .service(Service::between(id, "users").for_need(need.clone()));
                element += 1;
            }
        }
        let slow = Department::new("slow").fails(Failure::available(0.8).when_down(0.5));
        let behind = Service::between("slow", "e0").dependence(0.5);
        builder.department(slow).service(behind).build().unwrap().compile().unwrap()
    }

    #[test]
    fn what_is_known_from_other_states_is_what_a_solve_gives() {
        let (network, base) = (network(), Overrides::default());
        let layout = network.layout();
        let subject = SubjectIx::Party(layout.find("users").unwrap());
        let upstream = SubjectUpstream::of(layout, &base, subject, |_| false);
        let all = events(layout, &Scenario::default()).unwrap();
        let quality = vec![1.0; layout.party_count()];
        let merged = Signer::new(&upstream, layout.capabilities(), &quality).merge(&all);
        let variables: Vec<_> = groups(&merged, &upstream)
            .into_iter()
            .map(|members| Variable::new(members, &merged))
            .collect();
        assert!(variables.iter().any(|variable| variable.most() == 3));
        let options = SolveOptions::default();
        let solver = || {
            let parts = (merged.as_slice(), variables.as_slice());
            StateSolver::new(&network, &upstream, parts, &options, (1.0, Status::Converged))
        };
        let down = |state: &Counts| state.iter().map(|(_, count)| count).sum::<usize>();
        let mut states: Vec<Counts> = vec![Vec::new()];
        for (variable, of) in variables.iter().enumerate() {
            let with = |count| move |state: &Counts| [&state[..], &[(variable, count)]].concat();
            let more = (1..=of.most()).flat_map(|count| states.iter().map(with(count)));
            let more: Vec<_> = more.filter(|state| down(state) <= 4).collect();
            states.extend(more);
        }
        states.sort_by_key(down);
        let of_all = |solver: &mut StateSolver<'_>| -> Vec<f64> {
            let blocks = states.chunks(100);
            blocks.flat_map(|block| solver.of_counts(block.iter().map(Vec::as_slice))).collect()
        };
        let (mut knowing, mut solving) = (solver(), solver());
        solving.known = None;
        assert_eq!(of_all(&mut knowing), of_all(&mut solving));
        let known = states.iter().filter(|state| knowing.known_quality(state).is_some());
        let known = known.map(|state| knowing.known_quality(state).unwrap());
        let (best, nothing): (Vec<f64>, Vec<f64>) = known.partition(|&quality| quality > 0.0);
        assert!(best.len() > 2000 && nothing.len() > 2000, "{} {}", best.len(), nothing.len());
    }

    #[test]
    fn with_staff_every_state_is_solved() {
        let staffing = Staffing::new(10.0, 60.0).target_wait_minutes(15.0);
        let network = Organisation::builder("desk")
            .department(Department::new("desk").staffing(staffing).available(0.9))
            .customer(ExternalCustomer::new("users"))
            .service(Service::between("desk", "users").dependence(1.0).demand_per_hour(9.0))
            .build()
            .unwrap()
            .compile()
            .unwrap();
        let (base, options) = (Overrides::default(), SolveOptions::default());
        let subject = SubjectIx::Party(network.layout().find("users").unwrap());
        let upstream = SubjectUpstream::of(network.layout(), &base, subject, |_| false);
        let best = (1.0, Status::Converged);
        let solver = StateSolver::new(&network, &upstream, (&[], &[]), &options, best);
        assert!(solver.known.is_none());
    }
}
