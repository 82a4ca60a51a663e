//! From the names of a scenario to dense numbers, every problem reported.

mod load;

use foldhash::fast::RandomState;
use indexmap::{IndexMap, IndexSet};

use super::overrides::{Overrides, ValuePlace};
use super::{
    DependenceSlot, DeptIx, EdgeIx, Layout, NeedIx, Network, Parameter, PartyIx, RowKind,
    ServiceState,
};
use crate::id::UnknownId;
use crate::numerics::csr::ix;
use crate::organisation::{
    Invalid, PartyRef, Place, Problem, ProblemCode, Problems, Scenario, Section,
};
use crate::unit::{Ceiling, Dependence, Figure, Quality};

/// What is set before a scenario comes to it.
pub(crate) trait InForce {
    /// Whether a service is set to run.
    fn is_started(&self, entry: EdgeIx) -> bool;

    /// Whether the capability or the agents of a department are set.
    fn is_staffing_set(&self, department: DeptIx) -> bool;
}

impl InForce for Overrides {
    fn is_started(&self, entry: EdgeIx) -> bool {
        self.starts(entry)
    }

    fn is_staffing_set(&self, department: DeptIx) -> bool {
        self.capability(department).or_else(|| self.value(Parameter::Agents(department))).is_some()
    }
}

impl Network {
    /// Resolves a scenario.
    pub(crate) fn overrides(&self, scenario: &Scenario) -> Result<Overrides, Invalid> {
        self.overrides_in_order(scenario).map(|(overrides, _)| overrides)
    }

    /// Resolves a scenario that changes what is in force.
    pub(crate) fn overrides_beside(
        &self,
        scenario: &Scenario,
        in_force: &dyn InForce,
    ) -> Result<Overrides, Invalid> {
        self.resolved(scenario, in_force).map(|(overrides, _)| overrides)
    }

    /// Resolves a scenario, and says which numbers it sets, and where they stand: by kind, each in the
    /// order stated.
    pub(crate) fn overrides_in_order(
        &self,
        scenario: &Scenario,
    ) -> Result<(Overrides, Vec<ValuePlace>), Invalid> {
        self.resolved(scenario, &Overrides::default())
    }

    /// Two names of one thing have one number: names are compared only where numbers tell that
    /// something is wrong.
    fn resolved(
        &self,
        scenario: &Scenario,
        in_force: &dyn InForce,
    ) -> Result<(Overrides, Vec<ValuePlace>), Invalid> {
        match self.resolved_by(scenario, in_force, Names::Taken) {
            Ok(resolved) if resolved.0.is_each_once() => Ok(resolved),
            _ => self.resolved_by(scenario, in_force, Names::Compared),
        }
    }

    fn resolved_by(
        &self,
        scenario: &Scenario,
        in_force: &dyn InForce,
        names: Names,
    ) -> Result<(Overrides, Vec<ValuePlace>), Invalid> {
        let layout = self.layout();
        let problems = Problems::default();
        let mut resolver = ScenarioResolver { layout, in_force, names, problems };
        let capabilities = resolver.capabilities(scenario);
        let mut services = resolver.services(scenario);
        let dependences = resolver.dependences(scenario);
        let mut capable: Vec<DeptIx> =
            capabilities.iter().map(|&(department, _)| department).collect();
        capable.sort_unstable();
        let agents = resolver.agents(scenario, &capable);
        let by_factor = resolver.agents_by_factor(scenario, &capable, &agents);
        let skills = resolver.skills(scenario, &capable);
        let ceilings = resolver.ceilings(scenario);
        let demands = resolver.demands(scenario);
        let retries = resolver.retries(scenario);
        resolver.check_availabilities(scenario);
        let readings = resolver.readings(scenario, &capable);
        if !resolver.problems.is_empty() {
            return Err(Invalid::new(resolver.problems));
        }
        let mut values = all_of(Parameter::Capability, capabilities);
        let capabilities = values.len();
        values.extend(all_of(Parameter::Dependence, dependences));
        values.extend(all_of(Parameter::Ceiling, ceilings));
        values.extend(all_of(Parameter::Agents, agents));
        values.extend(all_of(Parameter::Skill, skills));
        values.extend(all_of(Parameter::Demand, demands));
        values.extend(all_of(Parameter::Retries, retries));
        values.extend(all_of(Parameter::Delivered, readings));
        let set_by_number = values.len();
        values.extend(all_of(Parameter::Agents, by_factor));
        let positions = sort_by_key(&mut values);
        let of_services = sort_by_key(&mut services);
        let at = |&position: &usize| ValuePlace { parameter: values[position].0, position };
        let of_condition = |&position: &usize| {
            let parameter = Parameter::Condition(services[position].0);
            ValuePlace { parameter, position }
        };
        let conditions = of_services.iter().take(scenario.conditions().len());
        let places = positions[..capabilities].iter().map(at);
        let places = places.chain(conditions.map(of_condition));
        let places = places.chain(positions[capabilities..set_by_number].iter().map(at)).collect();
        Ok((Overrides::new(layout, values, services), places))
    }
}

/// Numbers of one kind, by what they are of.
fn all_of<K>(parameter: fn(K) -> Parameter, list: Vec<(K, f64)>) -> Vec<(Parameter, f64)> {
    list.into_iter().map(|(key, value)| (parameter(key), value)).collect()
}

/// Sorts a list by its keys, and returns where each of its entries went.
fn sort_by_key<K: Copy + Ord, V: Copy>(list: &mut Vec<(K, V)>) -> Vec<usize> {
    if list.is_sorted_by_key(|&(key, _)| key) {
        return (0..list.len()).collect();
    }
    let mut numbered: Vec<_> =
        list.iter().enumerate().map(|(number, &(key, value))| (key, ix(number), value)).collect();
    numbered.sort_unstable_by_key(|&(key, ..)| key);
    let mut positions = vec![0; numbered.len()];
    list.clear();
    for (position, (key, number, value)) in numbered.into_iter().enumerate() {
        positions[number as usize] = position;
        list.push((key, value));
    }
    positions
}

/// The declared needs of an organisation, as `consumer/need`.
fn declared_needs(layout: &Layout) -> IndexMap<String, DependenceSlot> {
    let Some(organisation) = layout.names().organisation() else { return IndexMap::new() };
    let stated = organisation.stated();
    let of_party = |party: PartyIx| {
        let of_party = stated.links.needs_of.of(layout.stated(party).index());
        let first = match layout.row_kind_of(party) {
            RowKind::Detailed { needs, .. } => needs.start.index(),
            RowKind::Plain(_) => 0, // of a party that declares none
        };
        (first..).zip(of_party).map(|(need, &number)| {
            let statement = &stated.needs[number as usize];
            let name = format!("{}/{}", statement.consumer, statement.name);
            (name, DependenceSlot::Need(NeedIx::new(need)))
        })
    };
    layout.parties().flat_map(of_party).collect()
}

/// Whether names are compared with those before them in their section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    Taken,
    Compared,
}

struct ScenarioResolver<'a> {
    layout: &'a Layout,
    in_force: &'a dyn InForce,
    names: Names,
    problems: Problems,
}

/// The range of a kind of number, and how messages word it.
struct ValueRange {
    allows: fn(f64) -> bool,
    words: &'static str,
}

const QUALITY: ValueRange = ValueRange { allows: Quality::allows, words: Quality::RANGE };

/// The ids that entries name.
type NamedSet<'a> = IndexSet<&'a str, RandomState>;

/// The entries of one section, each of which sets one number.
struct SectionEntries<'a> {
    section: Section,
    /// What they set, with its article.
    what: &'static str,
    range: &'a ValueRange,
    /// What was named so far.
    named: NamedSet<'a>,
}

impl<'a> SectionEntries<'a> {
    fn new(section: Section, what: &'static str, range: &'a ValueRange) -> Self {
        Self { section, what, range, named: NamedSet::default() }
    }
}

impl ScenarioResolver<'_> {
    fn problem(&mut self, code: ProblemCode, section: Section, key: &str, message: String) {
        self.problems.push(Problem::new(code, Place::key(section, key), message));
    }

    fn capabilities(&mut self, scenario: &Scenario) -> Vec<(DeptIx, f64)> {
        let mut of = SectionEntries::new(Section::Capability, "a capability", &QUALITY);
        let mut capabilities = Vec::new();
        for entry @ (id, value) in scenario.capabilities() {
            let Some(department) = self.department(&mut of, entry) else { continue };
            self.check_parts(of.section, id, department);
            capabilities.push((department, value));
        }
        capabilities
    }

    /// Checks that an entry is in range, and none is given twice.
    fn check_once<'s>(&mut self, of: &mut SectionEntries<'s>, (id, value): (&'s str, f64)) {
        let SectionEntries { section, what, range, ref mut named } = *of;
        let bare = what.strip_prefix("an ").or_else(|| what.strip_prefix("a ")).unwrap_or(what);
        // Chances of being up and standard errors have no number to be told by.
        let is_numbered = !matches!(section, Section::Availability | Section::Observed);
        let is_compared = self.names == Names::Compared || !is_numbered;
        if is_compared && !named.insert(id) {
            let are = if what == bare { "are" } else { "is" };
            let message = format!("the {bare} of `{id}` {are} set twice");
            self.problem(ProblemCode::Duplicate, section, id, message);
        }
        self.check(section, id, bare, range, value);
    }

    /// Resolves an entry by department.
    fn department<'s>(
        &mut self,
        of: &mut SectionEntries<'s>,
        entry @ (id, _): (&'s str, f64),
    ) -> Option<DeptIx> {
        self.check_once(of, entry);
        let SectionEntries { section, what, .. } = *of;
        let Some(party) = self.layout.find(id) else {
            let message = UnknownId::department(id).to_string();
            self.problem(ProblemCode::Unknown, section, id, message);
            return None;
        };
        let department = self.layout.department(party);
        if department.is_none() {
            let message = format!("`{id}` is an external customer; only departments have {what}");
            self.problem(ProblemCode::Unknown, section, id, message);
        }
        department
    }

    fn services(&mut self, scenario: &Scenario) -> Vec<(EdgeIx, ServiceState)> {
        let conditions = scenario
            .conditions()
            .map(|(id, condition)| (Section::Condition, id, ServiceState::Running(condition)));
        let stops = scenario
            .stopped_services()
            .map(|id| (Section::StopServices, id, ServiceState::Stopped));
        let started: NamedSet<'_> = scenario.started_services().collect();
        let (mut named, mut started_once) = (NamedSet::default(), NamedSet::default());
        let is_compared = self.names == Names::Compared || !started.is_empty();
        let mut services = Vec::new();
        for (section, id, state) in conditions.chain(stops) {
            let is_started = started.contains(id);
            if is_compared && !named.insert(id) {
                let message = format!("service `{id}` is set or stopped twice");
                self.problem(ProblemCode::Duplicate, section, id, message);
            }
            if is_started && state == ServiceState::Stopped {
                let message = format!("service `{id}` is stopped and started");
                self.problem(ProblemCode::Duplicate, section, id, message);
            }
            if let ServiceState::Running(condition) = state {
                self.check(section, id, "condition", &QUALITY, condition);
            }
            let Some(entry) = self.entry(section, id) else { continue };
            if state != ServiceState::Stopped
                && !is_started
                && self.layout.stands_by(entry)
                && !self.in_force.is_started(entry)
            {
                let message = format!(
                    "service `{id}` does not run, so its condition changes nothing; start it as \
                     well, in `start_services`"
                );
                self.problem(ProblemCode::IgnoredSetting, section, id, message);
            }
            services.push((entry, state));
        }
        for id in scenario.started_services() {
            let section = Section::StartServices;
            if !started_once.insert(id) {
                let message = format!("service `{id}` is started twice");
                self.problem(ProblemCode::Duplicate, section, id, message);
            }
            let Some(entry) = self.entry(section, id) else { continue };
            if !named.contains(id) {
                let condition = self.layout.stated_value(Parameter::Condition(entry));
                services.push((entry, ServiceState::Running(condition)));
            }
        }
        services
    }

    fn ceilings(&mut self, scenario: &Scenario) -> Vec<(PartyIx, f64)> {
        let section = Section::Ceiling;
        let range = ValueRange { allows: Ceiling::allows, words: Ceiling::RANGE };
        let mut of = SectionEntries::new(section, "a ceiling", &range);
        let mut ceilings = Vec::new();
        for entry @ (id, value) in scenario.ceilings() {
            self.check_once(&mut of, entry);
            match self.layout.find(id) {
                None => {
                    let message = UnknownId::party(id).to_string();
                    self.problem(ProblemCode::Unknown, section, id, message);
                }
                Some(party) if self.layout.is_department(party) => {
                    let message =
                        format!("`{id}` is a department; only external customers have a ceiling");
                    self.problem(ProblemCode::Unknown, section, id, message);
                }
                Some(party) => ceilings.push((party, value)),
            }
        }
        ceilings
    }

    /// Checks chances of being up, which no solve reads.
    fn check_availabilities(&mut self, scenario: &Scenario) {
        let section = Section::Availability;
        let allows = |value: f64| value > 0.0 && value <= 1.0;
        let range = ValueRange { allows, words: "0..=1, with 0 left out" };
        let mut of = SectionEntries::new(section, "an availability", &range);
        for entry @ (id, _) in scenario.availabilities() {
            self.check_once(&mut of, entry);
            let is_service = self.layout.find_service(id).is_some();
            if !is_service && self.layout.find_department(id).is_none() {
                let message = format!("`{id}` is not a department or a service");
                self.problem(ProblemCode::Unknown, section, id, message);
            }
        }
    }

    /// Resolves readings; `capable` are the departments whose capability is set, in order.
    fn readings(&mut self, scenario: &Scenario, capable: &[DeptIx]) -> Vec<(PartyIx, f64)> {
        let section = Section::Observed;
        let mut of = SectionEntries::new(section, "a reading", &QUALITY);
        let mut errors = SectionEntries::new(section, "a standard error", &QUALITY);
        for entry in scenario.standard_errors() {
            self.check_once(&mut errors, entry);
        }
        let mut readings = Vec::new();
        for entry @ (id, value) in scenario.readings() {
            self.check_once(&mut of, entry);
            let Some(party) = self.layout.find(id) else {
                let message = UnknownId::party(id).to_string();
                self.problem(ProblemCode::Unknown, section, id, message);
                continue;
            };
            if let Some(department) = self.layout.department(party) {
                self.check_parts(section, id, department);
                if capable.binary_search(&department).is_ok() {
                    let message = format!(
                        "the capability of `{id}` is set as well as what it was observed to \
                         deliver; a reading holds what it receives, too, so state one of them"
                    );
                    self.problem(ProblemCode::Duplicate, section, id, message);
                }
            }
            readings.push((party, value));
        }
        for (id, _) in scenario.standard_errors() {
            if !of.named.contains(id) {
                let message = format!("`{id}` has a standard error and no reading");
                self.problem(ProblemCode::IgnoredSetting, section, id, message);
            }
        }
        readings
    }

    fn dependences(&mut self, scenario: &Scenario) -> Vec<(DependenceSlot, f64)> {
        let section = Section::Dependence;
        let range = ValueRange { allows: Dependence::allows, words: Dependence::RANGE };
        let mut of = SectionEntries::new(section, "a dependence", &range);
        let mut declared = None;
        let mut dependences = Vec::new();
        for entry @ (id, value) in scenario.dependences() {
            self.check_once(&mut of, entry);
            let slot = if let Some(entry) = self.layout.find_service(id) {
                self.own_slot(id, entry)
            } else {
                let declared = declared.get_or_insert_with(|| declared_needs(self.layout));
                let slot = declared.get(id).copied();
                if slot.is_none() {
                    let message = format!(
                        "`{id}` is not a service or a declared need, written as \
                         `consumer/need`"
                    );
                    self.problem(ProblemCode::Unknown, section, id, message);
                }
                slot
            };
            dependences.extend(slot.map(|slot| (slot, value)));
        }
        dependences
    }

    /// Where the dependence of a service stands that is a need of its own.
    fn own_slot(&mut self, id: &str, entry: EdgeIx) -> Option<DependenceSlot> {
        let slot = self.layout.slot_of(entry);
        // A service may be called what its need is.
        let Some(name) = self.layout.declared_name(slot).filter(|name| name != id) else {
            return Some(slot);
        };
        let message =
            format!("service `{id}` meets the need `{name}`; set the dependence of that instead");
        self.problem(ProblemCode::DependenceTwice, Section::Dependence, id, message);
        None
    }

    /// Finds a service.
    fn entry(&mut self, section: Section, id: &str) -> Option<EdgeIx> {
        let found = self.layout.find_service(id);
        if found.is_none() {
            let message = UnknownId::service(id).to_string();
            self.problem(ProblemCode::Unknown, section, id, message);
        }
        found
    }

    fn check(&mut self, section: Section, id: &str, what: &str, range: &ValueRange, value: f64) {
        if !(range.allows)(value) {
            let message = format!(
                "{what} `{value}` of `{id}` is outside {}",
                range.words,
                value = Figure(value)
            );
            self.problem(ProblemCode::OutOfRange, section, id, message);
        }
    }

    /// Refuses to set a division: its parts are what acts.
    fn check_parts(&mut self, section: Section, id: &str, department: DeptIx) {
        if let Some(parts) = self.parts_alone(department) {
            let message = format!(
                "department `{id}` provides and receives no services; set its parts instead: \
                 {parts}"
            );
            self.problem(ProblemCode::OnlyParts, section, id, message);
        }
    }

    /// Lists the parts of a division, a department that has some and no services.
    fn parts_alone(&self, department: DeptIx) -> Option<String> {
        let party = self.layout.stated(department).index();
        let division = PartyRef::new(self.layout.names().organisation()?, party);
        let serves = division.services_provided().next().is_some()
            || division.services_received().next().is_some();
        let listed: Vec<_> = division.parts().map(|part| format!("`{}`", part.id())).collect();
        (!serves && !listed.is_empty()).then(|| listed.join(", "))
    }
}
