//! The parts of a scenario: some of its sources as after, the others as before.

use super::shapley::{ShapleyOptions, ShapleyValues, shapley_values};
use super::{Attribution, AttributionError, AttributionMethod, Share};
use crate::explain::jacobian::Cause;
use crate::explain::source::Source;
use crate::explain::upstream::Upstream;
use crate::network::{
    Demand, DependenceSlot, Layout, LoadOverrides, Network, Overrides, Parameter, ServiceState,
};
use crate::numerics::csr::ix;
use crate::quality::Objective;
use crate::quality::Weights;
use crate::quality::{Assessment, Impact, SolveOptions, Status, WorkforceState, Workspace};

/// What a source sets, before and after.
#[derive(Debug, Clone, Copy)]
pub(in crate::explain) enum SourceSetting {
    Value { of: Parameter, before: ScenarioValue, after: ScenarioValue },
    Service { entry: u32, before: ServiceState, after: ServiceState },
}

/// A value in one scenario.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::explain) struct ScenarioValue {
    pub(in crate::explain) value: f64,
    /// Whether it has to be set to be so; one that is not follows from what is stated.
    is_set: bool,
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
            Self::Value { of, .. } => match of {
                Parameter::Capability(department) => Cause::Capability(department),
                Parameter::Condition(entry) => Cause::Condition(entry),
                Parameter::Skill(department) => Cause::Skill(department),
                Parameter::Agents(department) => Cause::Agents(department),
                Parameter::Demand(entry) => Cause::Demand(entry),
                Parameter::Dependence(slot) => Cause::Dependence(slot),
            },
            Self::Service { entry, before: ServiceState::Stopped, .. }
            | Self::Service { entry, after: ServiceState::Stopped, .. } => Cause::Running(entry),
            Self::Service { entry, .. } => Cause::Condition(entry),
        }
    }

    /// The party that it acts on first.
    fn party(&self, layout: &Layout) -> usize {
        match *self {
            Self::Value { of: Parameter::Demand(entry), .. } => {
                layout.provider[entry as usize] as usize
            }
            Self::Value {
                of:
                    Parameter::Capability(department)
                    | Parameter::Skill(department)
                    | Parameter::Agents(department),
                ..
            } => department as usize,
            Self::Value { of: Parameter::Dependence(slot), .. } => layout.consumer_at(slot),
            Self::Value { of: Parameter::Condition(entry), .. } | Self::Service { entry, .. } => {
                layout.consumer_of_row(entry)
            }
        }
    }

    /// The order of the statement: departments, then services; of one, capability, skill and
    /// agents, or condition, demand and dependence. Needs that no service meets come last.
    fn rank(&self, layout: &Layout) -> (bool, u32, u8, u32) {
        let department =
            |department: u32, which| (false, layout.stated_of[department as usize], which, 0);
        let service = |entry: u32, which| (true, layout.service[entry as usize], which, 0);
        match *self {
            Self::Value { of: Parameter::Capability(number), .. } => department(number, 0),
            Self::Value { of: Parameter::Skill(number), .. } => department(number, 1),
            Self::Value { of: Parameter::Agents(number), .. } => department(number, 2),
            Self::Value { of: Parameter::Condition(entry), .. } | Self::Service { entry, .. } => {
                service(entry, 0)
            }
            Self::Value { of: Parameter::Demand(entry), .. } => service(entry, 1),
            Self::Value { of: Parameter::Dependence(slot), .. } => match layout.first_entry(slot) {
                Some(entry) => service(entry, 2),
                None => (true, u32::MAX, 2, ix(layout.consumer_at(slot))),
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
        for department in either(&before.capabilities, &after.capabilities) {
            let follows = layout.demand.as_ref().and_then(|demand| demand.workforce_of(department));
            let [before, after] = states.map(|state| ScenarioValue {
                value: state.dense_capability(department).unwrap_or(1.0),
                // A stated capability may as well be set to what it is.
                is_set: follows.is_none() || state.overrides().capability(department).is_some(),
            });
            settings.push(SourceSetting::Value {
                of: Parameter::Capability(department),
                before,
                after,
            });
        }
        let mut slots: Vec<DependenceSlot> =
            before.dependences.iter().chain(&after.dependences).map(|&(slot, _)| slot).collect();
        slots.sort_unstable();
        slots.dedup();
        for slot in slots {
            let [before, after] = states.map(|state| ScenarioValue {
                value: state.network().layout().dependence_at(slot),
                is_set: state.overrides().dependence(slot).is_some(),
            });
            settings.push(SourceSetting::Value { of: Parameter::Dependence(slot), before, after });
        }
        if let Some(demand) = &layout.demand {
            settings.extend(of_load(layout, demand, before, after));
        }
        for entry in either(&before.services, &after.services) {
            let detail = layout.row_detail(entry as usize);
            let [before, after] =
                [before, after].map(|overrides| overrides.service_state(entry as usize, detail));
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
        if layout.demand.is_none() && players.len() > 1 {
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

/// What either of two scenarios sets of people and demand.
fn of_load(
    layout: &Layout,
    demand: &Demand,
    before: &Overrides,
    after: &Overrides,
) -> Vec<SourceSetting> {
    let set = |value: f64| ScenarioValue { value, is_set: true };
    let mut settings = Vec::new();
    let mut push = |of, ends: [f64; 2]| {
        let [before, after] = ends.map(set);
        settings.push(SourceSetting::Value { of, before, after });
    };
    let workforce_state = |department: u32| {
        let workforce = demand.workforce_of(department)?;
        Some([before, after].map(|overrides| WorkforceState::new(workforce, overrides)))
    };
    for department in either(&before.load.skills, &after.load.skills) {
        if let Some(workforce_state) = workforce_state(department) {
            push(
                Parameter::Skill(department),
                workforce_state.map(|workforce_state| workforce_state.skill),
            );
        }
    }
    for department in either(&before.load.agents, &after.load.agents) {
        if let Some(workforce_state) = workforce_state(department) {
            push(
                Parameter::Agents(department),
                workforce_state.map(|workforce_state| workforce_state.agents()),
            );
        }
    }
    for entry in either(&before.load.demands, &after.load.demands) {
        let provider = layout.provider[entry as usize];
        let requests = |overrides: &Overrides| demand.requests_on(provider, entry, &overrides.load);
        push(Parameter::Demand(entry), [before, after].map(requests));
    }
    settings
}

/// Values of a scenario in the making.
#[derive(Default)]
pub(in crate::explain) struct OverridesBuilder {
    pub(in crate::explain) capabilities: Vec<(u32, f64)>,
    pub(in crate::explain) services: Vec<(u32, ServiceState)>,
    skills: Vec<(u32, f64)>,
    agents: Vec<(u32, f64)>,
    demands: Vec<(u32, f64)>,
    dependences: Vec<(DependenceSlot, f64)>,
}

impl OverridesBuilder {
    /// Goes on from a scenario.
    pub(in crate::explain) fn from(overrides: &Overrides) -> Self {
        let Overrides { capabilities, services, load, dependences, .. } = overrides.clone();
        let LoadOverrides { skills, agents, demands } = load;
        Self { capabilities, services, skills, agents, demands, dependences }
    }

    /// Sets a value that is not set yet.
    pub(in crate::explain) fn value(&mut self, of: Parameter, value: f64) {
        match of {
            Parameter::Capability(department) => self.capabilities.push((department, value)),
            Parameter::Skill(department) => self.skills.push((department, value)),
            Parameter::Agents(department) => self.agents.push((department, value)),
            Parameter::Demand(entry) => self.demands.push((entry, value)),
            Parameter::Condition(entry) => {
                self.services.push((entry, ServiceState::Running(value)));
            }
            Parameter::Dependence(slot) => self.dependences.push((slot, value)),
        }
    }

    pub(in crate::explain) fn overrides(self, layout: &Layout) -> Overrides {
        let load = LoadOverrides::new(self.agents, self.skills, self.demands);
        let overrides = Overrides::new(layout, self.capabilities, self.services);
        Overrides { load, ..overrides.with_dependences(layout, self.dependences) }
    }
}

/// The keys of either of two sorted lists, each once.
fn either<T>(one: &[(u32, T)], two: &[(u32, T)]) -> Vec<u32> {
    let mut keys: Vec<u32> = one.iter().chain(two).map(|&(key, _)| key).collect();
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
            residual: change - sum,
            status: self.status(),
            evaluations: self.evaluations,
        }
    }
}
