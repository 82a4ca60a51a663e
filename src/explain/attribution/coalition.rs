//! The parts of a scenario: some of its sources as after, the others as before.

use super::shapley::{ShapleyOptions, ShapleyValues, shapley_values};
use super::{Attribution, AttributionError, AttributionMethod, Share};
use crate::explain::jacobian::Cause;
use crate::explain::source::Source;
use crate::explain::upstream::Upstream;
use crate::network::{EdgeIx, Layout, Network, Overrides, Parameter, PartyIx, ServiceState};
use crate::quality::Objective;
use crate::quality::Weights;
use crate::quality::{Assessment, Impact, SolveOptions, Status, Workspace};

/// What a source sets, before and after.
#[derive(Debug, Clone, Copy)]
pub(in crate::explain) enum SourceSetting {
    Value { of: Parameter, before: ScenarioValue, after: ScenarioValue },
    Service { entry: EdgeIx, before: ServiceState, after: ServiceState },
}

/// A value in one scenario.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::explain) struct ScenarioValue {
    pub(in crate::explain) value: f64,
    /// Whether it has to be set to be so; one that is not follows from what is stated.
    is_set: bool,
}

impl ScenarioValue {
    fn of(of: Parameter, state: &Assessment) -> Self {
        let layout = state.network().layout();
        let set = state.overrides().value(of);
        match of {
            Parameter::Capability(department) => {
                let follows = layout.workforce_of(department);
                Self {
                    value: state.capability_of(department),
                    // A stated capability may as well be set to what it is.
                    is_set: follows.is_none() || set.is_some(),
                }
            }
            // Not set, it is what the state gives.
            Parameter::Delivered(party) => {
                Self { value: state.dense_qualities()[party], is_set: set.is_some() }
            }
            _ => Self {
                value: set.unwrap_or_else(|| layout.stated_value(of)),
                is_set: set.is_some() || !matches!(of, Parameter::Dependence(_)),
            },
        }
    }
}

impl SourceSetting {
    fn differs(&self) -> bool {
        match self {
            Self::Value { before, after, .. } => before != after,
            Self::Service { before, after, .. } => before != after,
        }
    }

    /// What it is called where a change is split.
    pub(in crate::explain) fn cause(&self) -> Cause {
        match *self {
            Self::Value { of, .. } => Cause::Value(of),
            Self::Service { entry, before: ServiceState::Stopped, .. }
            | Self::Service { entry, after: ServiceState::Stopped, .. } => Cause::Running(entry),
            Self::Service { entry, .. } => Cause::Value(Parameter::Condition(entry)),
        }
    }

    /// The number it sets; a service by its condition.
    fn parameter(&self) -> Parameter {
        match *self {
            Self::Value { of, .. } => of,
            Self::Service { entry, .. } => Parameter::Condition(entry),
        }
    }

    /// The party that it acts on first.
    fn party(&self, layout: &Layout) -> PartyIx {
        match self.parameter() {
            Parameter::Demand(entry) | Parameter::Retries(entry) => layout.provider(entry).into(),
            Parameter::Capability(department)
            | Parameter::Skill(department)
            | Parameter::Agents(department) => department.into(),
            Parameter::Ceiling(party) | Parameter::Delivered(party) => party,
            Parameter::Dependence(slot) => layout.consumer_at(slot),
            Parameter::Condition(entry) => layout.consumer(entry),
        }
    }

    /// The order of the statement: parties, then services; of one, capability, skill, agents and
    /// reading, or condition, demand, retries and dependence. Needs that no service meets come last.
    fn rank(&self, layout: &Layout) -> (bool, u32, u8, u32) {
        let party = |party: PartyIx, which| (false, layout.stated(party).raw(), which, 0);
        let service = |entry: EdgeIx, which| (true, layout.stated_service(entry).raw(), which, 0);
        match self.parameter() {
            Parameter::Capability(number) => party(number.into(), 0),
            Parameter::Ceiling(number) => party(number, 0),
            Parameter::Skill(number) => party(number.into(), 1),
            Parameter::Agents(number) => party(number.into(), 2),
            Parameter::Delivered(number) => party(number, 3),
            Parameter::Condition(entry) => service(entry, 0),
            Parameter::Demand(entry) => service(entry, 1),
            Parameter::Retries(entry) => service(entry, 2),
            Parameter::Dependence(slot) => match layout.first_entry(slot) {
                Some(entry) => service(entry, 3),
                None => (true, u32::MAX, 3, layout.consumer_at(slot).raw()),
            },
        }
    }
}

/// Everything that either of two scenarios on one network sets.
pub(in crate::explain) struct Players {
    network: Network,
    pub(in crate::explain) settings: Vec<SourceSetting>,
}

impl Players {
    pub(in crate::explain) fn of(impact: &Impact) -> Result<Self, AttributionError> {
        let network = impact.after().network();
        if !network.is(impact.before().network()) {
            return Err(AttributionError::DifferentNetworks);
        }
        let layout = network.layout();
        let states = [impact.before(), impact.after()];
        let [before, after] = states.map(Assessment::overrides);
        let mut settings = Vec::new();
        for of in either(&before.values, &after.values) {
            let [before, after] = states.map(|state| ScenarioValue::of(of, state));
            settings.push(SourceSetting::Value { of, before, after });
        }
        for entry in either(&before.services, &after.services) {
            let detail = layout.row_detail(entry);
            let [before, after] =
                [before, after].map(|overrides| overrides.service_state(entry, detail));
            settings.push(SourceSetting::Service { entry, before, after });
        }
        settings.sort_by_key(|setting| setting.rank(layout));
        Ok(Self { network: network.clone(), settings })
    }

    /// The indices of the sources that are not what they were.
    pub(in crate::explain) fn differing(&self) -> Vec<usize> {
        (0..self.settings.len()).filter(|&index| self.settings[index].differs()).collect()
    }

    /// What the sources that are not what they were are called where a change is split.
    pub(in crate::explain) fn causes(&self) -> Vec<Cause> {
        self.differing().into_iter().map(|index| self.settings[index].cause()).collect()
    }

    /// The indices of the sources that are not what they were and may act on an objective: all
    /// others are worth nothing to any coalition.
    pub(in crate::explain) fn players(&self, weights: &Weights) -> Vec<usize> {
        let layout = self.network.layout();
        let mut players = self.differing();
        // Requests run against services, so that anybody may act on anybody.
        if layout.demand().is_none() && players.len() > 1 {
            let upstream = Upstream::of(layout, weights.iter().map(|(party, _)| party));
            players.retain(|&index| upstream.contains(self.settings[index].party(layout)));
        }
        players
    }

    /// The Shapley values of the game in which a coalition of some sources is worth an objective
    /// with these changed and all others as before.
    pub(in crate::explain) fn shapley(
        &self,
        players: &[usize],
        parts: &mut CoalitionSolver<'_>,
        options: &ShapleyOptions,
    ) -> ShapleyValues {
        let game =
            |present: &[bool]| {
                parts.value(self.part(|index| {
                    players.binary_search(&index).is_ok_and(|player| present[player])
                }))
            };
        shapley_values(players.len(), game, options)
    }

    /// The scenario in which the sources of some indices have changed, and the others not.
    pub(in crate::explain) fn part(&self, changed: impl Fn(usize) -> bool) -> Overrides {
        self.overrides(changed, |_| true)
    }

    /// What both scenarios set alike.
    pub(in crate::explain) fn unmoved(&self) -> Overrides {
        self.overrides(|_| false, |setting| !setting.differs())
    }

    fn overrides(
        &self,
        changed: impl Fn(usize) -> bool,
        included: impl Fn(&SourceSetting) -> bool,
    ) -> Overrides {
        let mut set = OverridesBuilder::default();
        let settings = self.settings.iter().enumerate();
        for (index, setting) in settings.filter(|(_, setting)| included(setting)) {
            match *setting {
                SourceSetting::Value { of, before, after } => {
                    let end = if changed(index) { after } else { before };
                    if end.is_set {
                        set.value(of, end.value);
                    }
                }
                SourceSetting::Service { entry, before, after } => {
                    set.services.push((entry, if changed(index) { after } else { before }));
                }
            }
        }
        set.overrides(self.network.layout())
    }

    /// A share of nothing for every source.
    pub(in crate::explain) fn shares(&self) -> Vec<Share> {
        let layout = self.network.layout();
        let share = |setting: &SourceSetting| Share {
            source: Source::of(setting.cause(), layout),
            change: 0.0,
            standard_error: 0.0,
            one_at_a_time: 0.0,
            leave_one_out: 0.0,
        };
        self.settings.iter().map(share).collect()
    }
}

/// Values of a scenario in the making.
#[derive(Default)]
pub(in crate::explain) struct OverridesBuilder {
    values: Vec<(Parameter, f64)>,
    services: Vec<(EdgeIx, ServiceState)>,
}

impl OverridesBuilder {
    /// Goes on from a scenario.
    pub(in crate::explain) fn from(overrides: &Overrides) -> Self {
        let Overrides { values, services, .. } = overrides.clone();
        Self { values, services }
    }

    /// Sets a value that is not set yet.
    pub(in crate::explain) fn value(&mut self, of: Parameter, value: f64) {
        match of {
            Parameter::Condition(entry) => {
                self.services.push((entry, ServiceState::Running(value)));
            }
            of => self.values.push((of, value)),
        }
    }

    pub(in crate::explain) fn overrides(self, layout: &Layout) -> Overrides {
        Overrides::new(layout, self.values, self.services)
    }
}

/// The keys of either of two sorted lists, each once.
fn either<K: Copy + Ord, T>(one: &[(K, T)], two: &[(K, T)]) -> Vec<K> {
    let mut keys: Vec<K> = one.iter().chain(two).map(|&(key, _)| key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Solves parts of a scenario for an objective.
pub(in crate::explain) struct CoalitionSolver<'a> {
    network: Network,
    weights: Weights,
    options: &'a SolveOptions,
    workspace: Workspace,
    status: Status,
    evaluations: u64,
}

impl<'a> CoalitionSolver<'a> {
    pub(in crate::explain) fn new(
        impact: &Impact,
        weights: Weights,
        options: &'a SolveOptions,
    ) -> Self {
        let network = impact.after().network().clone();
        Self {
            weights,
            network,
            options,
            workspace: Workspace::new(),
            status: impact.status(),
            evaluations: 0,
        }
    }

    pub(in crate::explain) fn network(&self) -> &Network {
        &self.network
    }

    /// The change of the objective.
    pub(in crate::explain) fn change(&self, impact: &Impact) -> f64 {
        let states = [impact.before().dense_qualities(), impact.after().dense_qualities()];
        self.weights.sum_of_changes(states[0], states[1])
    }

    pub(in crate::explain) fn solve(&mut self, overrides: Overrides) -> Assessment {
        let solved = self.network.run(String::new(), overrides, self.options, &mut self.workspace);
        self.status = self.status.max(solved.status());
        self.evaluations += 1;
        solved
    }

    pub(in crate::explain) fn value(&mut self, overrides: Overrides) -> f64 {
        let solved = self.solve(overrides);
        self.value_of(&solved)
    }

    /// The worst status of all solves so far, and of the two states compared.
    pub(in crate::explain) fn status(&self) -> Status {
        self.options.status_of(self.status)
    }

    pub(in crate::explain) fn value_of(&self, solved: &Assessment) -> f64 {
        self.weights.sum(solved.dense_qualities())
    }

    pub(in crate::explain) fn attribution(
        &self,
        objective: &Objective,
        method: AttributionMethod,
        change: f64,
        shares: Vec<Share>,
    ) -> Attribution {
        let sum: f64 = shares.iter().map(|share| share.change).sum();
        Attribution {
            objective: objective.name().to_owned(),
            method,
            change,
            shares,
            tipping_points: Vec::new(),
            residual: change - sum,
            status: self.status(),
            evaluations: self.evaluations,
        }
    }
}
