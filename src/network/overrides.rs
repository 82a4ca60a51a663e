//! A scenario against a network: names resolved, numbers checked, order dense.

use std::ops::Range;

use super::Layout;
use super::parameter::Parameter;
use super::row_kind::{EdgeDetail, ServiceState};
use super::variant::DependenceSlot;
use crate::numerics::csr::ix;

/// What replaces stated values, sorted by dense number.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Overrides {
    /// By department.
    pub(crate) capabilities: Vec<(u32, f64)>,
    /// By row entry.
    pub(crate) services: Vec<(u32, ServiceState)>,
    /// The parties whose rows hold an entry of `services`, each once.
    pub(crate) touched: Vec<u32>,
    /// Dependences, by where they stand.
    pub(crate) dependences: Vec<(DependenceSlot, f64)>,
    /// The parties whose dependences are replaced, each once.
    pub(crate) reweighted: Vec<u32>,
    /// What drives the load of departments.
    pub(crate) load: LoadOverrides,
}

/// What replaces stated values of requests and staff, sorted by dense number.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct LoadOverrides {
    /// Agents by department.
    pub(crate) agents: Vec<(u32, f64)>,
    /// Skill by department.
    pub(crate) skills: Vec<(u32, f64)>,
    /// Requests of external customers per hour, by row entry.
    pub(crate) demands: Vec<(u32, f64)>,
}

/// The value that replaces a stated one in a sorted list.
pub(crate) fn replaced(list: &[(u32, f64)], key: u32) -> Option<f64> {
    list.binary_search_by_key(&key, |&(key, _)| key).ok().map(|index| list[index].1)
}

impl LoadOverrides {
    /// Sorts what replaces stated values; nothing may be replaced twice.
    pub(crate) fn new(
        mut agents: Vec<(u32, f64)>,
        mut skills: Vec<(u32, f64)>,
        mut demands: Vec<(u32, f64)>,
    ) -> Self {
        for list in [&mut agents, &mut skills, &mut demands] {
            list.sort_unstable_by_key(|&(key, _)| key);
        }
        Self { agents, skills, demands }
    }
}

/// What replaces the states of services, sorted by row entry.
#[derive(Clone, Copy)]
pub(crate) struct Replaced<'a>(&'a [(u32, ServiceState)]);

impl Replaced<'_> {
    /// What replaces the state of a row entry, if anything does.
    fn of_row(self, row: usize) -> Option<ServiceState> {
        let found = self.0.binary_search_by_key(&row, |&(row, _)| row as usize);
        found.ok().map(|index| self.0[index].1)
    }

    /// The state of a row entry, given its detail.
    pub(crate) fn state(self, row: usize, detail: Option<&EdgeDetail>) -> ServiceState {
        self.of_row(row).unwrap_or_else(|| EdgeDetail::state_of(detail))
    }
}

impl Overrides {
    /// Sorts what replaces stated values; nothing may be replaced twice.
    pub(crate) fn new(
        layout: &Layout,
        mut capabilities: Vec<(u32, f64)>,
        mut services: Vec<(u32, ServiceState)>,
    ) -> Self {
        capabilities.sort_unstable_by_key(|&(department, _)| department);
        services.sort_unstable_by_key(|&(row, _)| row);
        let consumer = |&(row, _): &(u32, ServiceState)| ix(layout.consumer_of_row(row));
        let mut touched: Vec<_> = services.iter().map(consumer).collect();
        touched.dedup();
        Self { capabilities, services, touched, ..Self::default() }
    }

    /// Sorts what replaces dependences; none may be replaced twice.
    pub(crate) fn with_dependences(
        mut self,
        layout: &Layout,
        mut dependences: Vec<(DependenceSlot, f64)>,
    ) -> Self {
        dependences.sort_unstable_by_key(|&(slot, _)| slot);
        self.reweighted =
            dependences.iter().map(|&(slot, _)| ix(layout.consumer_at(slot))).collect();
        self.reweighted.sort_unstable();
        self.reweighted.dedup();
        self.dependences = dependences;
        self
    }

    /// The dependence that replaces a stated one, if one does.
    pub(crate) fn dependence(&self, slot: DependenceSlot) -> Option<f64> {
        let found = self.dependences.binary_search_by_key(&slot, |&(slot, _)| slot);
        found.ok().map(|index| self.dependences[index].1)
    }

    /// What it sets, by kind; whether a service runs counts as its condition.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = Parameter> {
        let of = |list: &'_ [(u32, f64)], parameter: fn(u32) -> Parameter| {
            list.iter().map(move |&(key, _)| parameter(key)).collect::<Vec<_>>()
        };
        let Self { capabilities, services, dependences, load, .. } = self;
        of(capabilities, Parameter::Capability)
            .into_iter()
            .chain(services.iter().map(|&(entry, _)| Parameter::Condition(entry)))
            .chain(dependences.iter().map(|&(slot, _)| Parameter::Dependence(slot)))
            .chain(of(&load.agents, Parameter::Agents))
            .chain(of(&load.skills, Parameter::Skill))
            .chain(of(&load.demands, Parameter::Demand))
    }

    /// Where the value of a parameter stands in its list, if it is set.
    pub(crate) fn position(&self, parameter: Parameter) -> Option<usize> {
        let in_list = |list: &[(u32, f64)], key| list.binary_search_by_key(&key, |&(key, _)| key);
        let found = match parameter {
            Parameter::Capability(department) => in_list(&self.capabilities, department),
            Parameter::Condition(entry) => self.services.binary_search_by_key(&entry, |&(e, _)| e),
            Parameter::Dependence(slot) => {
                self.dependences.binary_search_by_key(&slot, |&(s, _)| s)
            }
            Parameter::Agents(department) => in_list(&self.load.agents, department),
            Parameter::Skill(department) => in_list(&self.load.skills, department),
            Parameter::Demand(entry) => in_list(&self.load.demands, entry),
        };
        found.ok()
    }

    /// The state of a row entry, given its detail.
    pub(crate) fn service_state(&self, row: usize, detail: Option<&EdgeDetail>) -> ServiceState {
        Replaced(&self.services).state(row, detail)
    }

    /// What replaces the state of a row entry, if anything does.
    pub(crate) fn of_row(&self, row: usize) -> Option<ServiceState> {
        Replaced(&self.services).of_row(row)
    }

    /// Whether its provider is asked for a service: for one that stands by not until it is started.
    pub(crate) fn is_asked_for(&self, layout: &Layout, entry: u32) -> bool {
        !layout.stands_by(entry as usize)
            || matches!(self.of_row(entry as usize), Some(ServiceState::Running(_)))
    }

    /// The capability that replaces that of a department, if one does.
    pub(crate) fn capability(&self, department: u32) -> Option<f64> {
        replaced(&self.capabilities, department)
    }

    /// What replaces the states of consecutive row entries.
    pub(crate) fn within(&self, rows: Range<usize>) -> Replaced<'_> {
        let first = self.services.partition_point(|&(row, _)| (row as usize) < rows.start);
        let from_first = &self.services[first..];
        let count = from_first.partition_point(|&(row, _)| (row as usize) < rows.end);
        Replaced(&from_first[..count])
    }
}
