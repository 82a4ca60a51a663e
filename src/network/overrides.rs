//! A scenario against a network: names resolved, numbers checked, order dense.

use std::ops::Range;

use indexmap::IndexSet;

use super::{Layout, Network};
use crate::grouped::dense;
use crate::organisation::{Invalid, PartyRef, Place, Problem, ProblemCode, Scenario, Section};
use crate::unit::Quality;

/// What replaces stated values, sorted by dense number.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Overrides {
    /// By department.
    pub(crate) capabilities: Vec<(u32, f64)>,
    /// By row entry.
    pub(crate) services: Vec<(u32, Received)>,
    /// The parties whose rows hold an entry of `services`, each once.
    pub(crate) touched: Vec<u32>,
}

/// What replaces a service's condition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Received {
    /// The service runs, at this condition.
    Condition(f64),
    /// Nothing is received.
    Stopped,
}

/// What replaces conditions, sorted by row entry.
#[derive(Clone, Copy)]
pub(crate) struct Replaced<'a>(&'a [(u32, Received)]);

impl Replaced<'_> {
    /// What replaces the condition of a row entry, if anything does.
    pub(crate) fn of_row(self, row: usize) -> Option<Received> {
        let found = self.0.binary_search_by_key(&row, |&(row, _)| row as usize);
        found.ok().map(|index| self.0[index].1)
    }
}

impl Overrides {
    /// Sorts what replaces stated values; nothing may be replaced twice.
    pub(crate) fn new(
        layout: &Layout,
        mut capabilities: Vec<(u32, f64)>,
        mut services: Vec<(u32, Received)>,
    ) -> Self {
        capabilities.sort_unstable_by_key(|&(department, _)| department);
        services.sort_unstable_by_key(|&(row, _)| row);
        let consumer = |&(row, _): &(u32, Received)| dense(layout.consumer_of_row(row));
        let mut touched: Vec<_> = services.iter().map(consumer).collect();
        touched.dedup();
        Self { capabilities, services, touched }
    }

    /// What replaces the condition of a row entry, if anything does.
    pub(crate) fn of_row(&self, row: usize) -> Option<Received> {
        Replaced(&self.services).of_row(row)
    }

    /// What replaces conditions within consecutive row entries.
    pub(crate) fn within(&self, rows: Range<usize>) -> Replaced<'_> {
        let first = self.services.partition_point(|&(row, _)| (row as usize) < rows.start);
        let from_first = &self.services[first..];
        let count = from_first.partition_point(|&(row, _)| (row as usize) < rows.end);
        Replaced(&from_first[..count])
    }
}

impl Network {
    /// Resolves a scenario.
    pub(crate) fn overrides(&self, scenario: &Scenario) -> Result<Overrides, Invalid> {
        let mut resolver = Resolver { layout: self.layout(), problems: Vec::new() };
        let capabilities = resolver.capabilities(scenario);
        let services = resolver.services(scenario);
        if resolver.problems.is_empty() {
            Ok(Overrides::new(self.layout(), capabilities, services))
        } else {
            Err(Invalid::new(resolver.problems))
        }
    }
}

struct Resolver<'a> {
    layout: &'a Layout,
    problems: Vec<Problem>,
}

impl Resolver<'_> {
    fn problem(&mut self, code: ProblemCode, section: Section, key: &str, message: String) {
        self.problems.push(Problem::new(code, Place::key(section, key), message));
    }

    fn capabilities(&mut self, scenario: &Scenario) -> Vec<(u32, f64)> {
        let mut named = IndexSet::new();
        let mut capabilities = Vec::new();
        for (id, capability) in scenario.capabilities() {
            let section = Section::Capability;
            if !named.insert(id) {
                let message = format!("the capability of `{id}` is set twice");
                self.problem(ProblemCode::Duplicate, section, id, message);
            }
            self.check_range(section, id, "capability", capability);
            let Some(party) = self.layout.names.find_party(id) else {
                let message = format!("`{id}` is not a department");
                self.problem(ProblemCode::Unknown, section, id, message);
                continue;
            };
            if party >= self.layout.department_count {
                let message =
                    format!("`{id}` is an external customer; only departments have a capability");
                self.problem(ProblemCode::Unknown, section, id, message);
                continue;
            }
            if let Some(parts) = self.parts_alone(party) {
                let message = format!(
                    "department `{id}` provides and receives no services; set its parts instead: \
                     {parts}"
                );
                self.problem(ProblemCode::OnlyParts, section, id, message);
            }
            capabilities.push((self.layout.dense_of[party], capability));
        }
        capabilities
    }

    /// Lists the parts of a division, a department that has some and no services.
    fn parts_alone(&self, party: usize) -> Option<String> {
        let division = PartyRef::new(self.layout.names.organisation()?, party);
        let serves = division.services_provided().next().is_some()
            || division.services_received().next().is_some();
        let listed: Vec<_> = division.parts().map(|part| format!("`{}`", part.id())).collect();
        (!serves && !listed.is_empty()).then(|| listed.join(", "))
    }

    fn services(&mut self, scenario: &Scenario) -> Vec<(u32, Received)> {
        let conditions = scenario
            .conditions()
            .map(|(id, condition)| (Section::Condition, id, Received::Condition(condition)));
        let stops =
            scenario.stopped_services().map(|id| (Section::StopServices, id, Received::Stopped));
        let mut named = IndexSet::new();
        let mut services = Vec::new();
        for (section, id, received) in conditions.chain(stops) {
            if !named.insert(id) {
                let message = format!("service `{id}` is set or stopped twice");
                self.problem(ProblemCode::Duplicate, section, id, message);
            }
            if let Received::Condition(condition) = received {
                self.check_range(section, id, "condition", condition);
            }
            if let Some(service) = self.layout.names.find_service(id) {
                services.push((self.layout.row_of_service(service), received));
            } else {
                let message = format!("`{id}` is not a service");
                self.problem(ProblemCode::Unknown, section, id, message);
            }
        }
        services
    }

    fn check_range(&mut self, section: Section, id: &str, what: &str, value: f64) {
        if !Quality::allows(value) {
            let message = format!("{what} `{value}` of `{id}` is outside {}", Quality::RANGE);
            self.problem(ProblemCode::OutOfRange, section, id, message);
        }
    }
}
