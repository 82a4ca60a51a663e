//! The parts of a scenario: some of its sources as after, the others as before.

use super::attribution::{Attribution, AttributionError, Method, Share};
use super::objective::Objective;
use super::source::Source;
use super::weights::Weights;
use crate::network::{Layout, Network, Overrides, Received};
use crate::quality::{Assessment, Impact, SolveOptions, Status, Workspace};

/// What a source sets, before and after.
#[derive(Debug, Clone, Copy)]
pub(super) enum Setting {
    Capability { department: u32, before: f64, after: f64 },
    Service { entry: u32, before: Received, after: Received },
}

impl Setting {
    fn differs(&self) -> bool {
        match self {
            Self::Capability { before, after, .. } => (before - after).abs() > 0.0,
            Self::Service { before, after, .. } => before != after,
        }
    }

    fn source(&self, layout: &Layout) -> Source {
        match *self {
            Self::Capability { department, .. } => {
                let stated = layout.stated_of[department as usize] as usize;
                Source::Capability(layout.names.party_id(stated))
            }
            Self::Service { entry, before, after } => {
                let service = layout.names.service_id(layout.service[entry as usize] as usize);
                if before == Received::Stopped || after == Received::Stopped {
                    Source::Availability(service)
                } else {
                    Source::Condition(service)
                }
            }
        }
    }

    /// The order of the statement: departments, then services.
    fn rank(&self, layout: &Layout) -> (bool, u32) {
        match *self {
            Self::Capability { department, .. } => (false, layout.stated_of[department as usize]),
            Self::Service { entry, .. } => (true, layout.service[entry as usize]),
        }
    }
}

/// Everything that either of two scenarios on one network sets.
pub(super) struct Sources {
    network: Network,
    pub(super) settings: Vec<Setting>,
}

impl Sources {
    pub(super) fn of(impact: &Impact) -> Result<Self, AttributionError> {
        let network = impact.after().network();
        if !network.is(impact.before().network()) {
            return Err(AttributionError::DifferentNetworks);
        }
        let layout = network.layout();
        let (before, after) = (impact.before().overrides(), impact.after().overrides());
        let mut settings = Vec::new();
        for department in either(&before.capabilities, &after.capabilities) {
            let [before, after] = [before, after].map(|overrides| {
                let set = overrides.capabilities.binary_search_by_key(&department, |&(d, _)| d);
                set.map_or(layout.capability[department as usize], |i| overrides.capabilities[i].1)
            });
            settings.push(Setting::Capability { department, before, after });
        }
        for entry in either(&before.services, &after.services) {
            let stated = layout.row_detail(entry as usize).map_or(1.0, |detail| detail.condition);
            let [before, after] = [before, after].map(|overrides| {
                overrides.of_row(entry as usize).unwrap_or(Received::Condition(stated))
            });
            settings.push(Setting::Service { entry, before, after });
        }
        settings.sort_by_key(|setting| setting.rank(layout));
        Ok(Self { network: network.clone(), settings })
    }

    /// The indices of the sources that are not what they were.
    pub(super) fn differing(&self) -> Vec<usize> {
        (0..self.settings.len()).filter(|&index| self.settings[index].differs()).collect()
    }

    /// The scenario in which the sources of some indices have changed, and the others not.
    pub(super) fn part(&self, changed: impl Fn(usize) -> bool) -> Overrides {
        self.overrides(changed, |_| true)
    }

    /// What both scenarios set alike.
    pub(super) fn unmoved(&self) -> Overrides {
        self.overrides(|_| false, |setting| !setting.differs())
    }

    fn overrides(
        &self,
        changed: impl Fn(usize) -> bool,
        included: impl Fn(&Setting) -> bool,
    ) -> Overrides {
        let (mut capabilities, mut services) = (Vec::new(), Vec::new());
        let settings = self.settings.iter().enumerate();
        for (index, setting) in settings.filter(|(_, setting)| included(setting)) {
            match *setting {
                Setting::Capability { department, before, after } => {
                    capabilities.push((department, if changed(index) { after } else { before }));
                }
                Setting::Service { entry, before, after } => {
                    services.push((entry, if changed(index) { after } else { before }));
                }
            }
        }
        Overrides::new(self.network.layout(), capabilities, services)
    }

    /// A share of nothing for every source.
    pub(super) fn shares(&self) -> Vec<Share> {
        let layout = self.network.layout();
        let share = |setting: &Setting| Share {
            source: setting.source(layout),
            change: 0.0,
            standard_error: 0.0,
            one_at_a_time: 0.0,
            leave_one_out: 0.0,
        };
        self.settings.iter().map(share).collect()
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
pub(super) struct Parts<'a> {
    network: Network,
    weights: Weights,
    options: &'a SolveOptions,
    workspace: Workspace,
    status: Status,
    evaluations: u64,
}

impl<'a> Parts<'a> {
    pub(super) fn new(impact: &Impact, objective: &Objective, options: &'a SolveOptions) -> Self {
        let network = impact.after().network().clone();
        Self {
            weights: objective.weights_on(&network),
            network,
            options,
            workspace: Workspace::new(),
            status: impact.status(),
            evaluations: 0,
        }
    }

    pub(super) fn solve(&mut self, overrides: Overrides) -> Assessment {
        let solved = self.network.run(String::new(), overrides, self.options, &mut self.workspace);
        self.status = self.status.max(solved.status());
        self.evaluations += 1;
        solved
    }

    pub(super) fn value(&mut self, overrides: Overrides) -> f64 {
        let solved = self.solve(overrides);
        self.value_of(&solved)
    }

    pub(super) fn value_of(&self, solved: &Assessment) -> f64 {
        self.weights.sum(solved.dense_qualities())
    }

    pub(super) fn attribution(
        &self,
        objective: &Objective,
        method: Method,
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
            status: self.status,
            evaluations: self.evaluations,
        }
    }
}
