//! The values that hold at present, each read and replaced at once by dense number.

use std::ops::Range;

use super::bit_set::PartySet;
use crate::network::{DependenceSlot, Layout, LoadOverrides, Overrides, ServiceState, replaced};

/// A value to replace, by dense number; `None` takes it back to what is stated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Edit {
    /// What a department is capable of.
    Capability { department: u32, capability: Option<f64> },
    /// What is received on the service of a row entry.
    Service { entry: u32, received: Option<ServiceState> },
    /// How much a consumer depends on a need.
    Dependence { slot: DependenceSlot, dependence: Option<f64> },
    /// How many agents a department has.
    Agents { department: u32, agents: Option<f64> },
    /// The skill of a department's people.
    Skill { department: u32, skill: Option<f64> },
    /// How much is asked for on the service of a row entry.
    Demand { entry: u32, requests: Option<f64> },
}

/// The edits that make everything so that a scenario sets.
pub(crate) fn edits(set: &Overrides) -> impl Iterator<Item = Edit> {
    let capabilities = set.capabilities.iter().map(|&(department, capability)| Edit::Capability {
        department,
        capability: Some(capability),
    });
    let services = set
        .services
        .iter()
        .map(|&(entry, received)| Edit::Service { entry, received: Some(received) });
    let dependences = set
        .dependences
        .iter()
        .map(|&(slot, dependence)| Edit::Dependence { slot, dependence: Some(dependence) });
    let LoadOverrides { agents, skills, demands } = &set.load;
    let agents = agents
        .iter()
        .map(|&(department, agents)| Edit::Agents { department, agents: Some(agents) });
    let skills =
        skills.iter().map(|&(department, skill)| Edit::Skill { department, skill: Some(skill) });
    let demands =
        demands.iter().map(|&(entry, requests)| Edit::Demand { entry, requests: Some(requests) });
    capabilities.chain(services).chain(dependences).chain(agents).chain(skills).chain(demands)
}

impl Edit {
    /// What takes the people of a department back to what is stated.
    pub(super) fn people_as_stated(department: u32) -> [Self; 2] {
        [Self::Agents { department, agents: None }, Self::Skill { department, skill: None }]
    }
}

/// The edits that take back what a scenario leaves without effect: a capability that is set takes
/// no notice of people, and people that are set need a capability that follows from them.
pub(super) fn superseded(set: &Overrides) -> Vec<Edit> {
    let LoadOverrides { agents, skills, .. } = &set.load;
    let of_people = agents.iter().chain(skills);
    let capabilities =
        of_people.map(|&(department, _)| Edit::Capability { department, capability: None });
    let people = set.capabilities.iter();
    let people = people.flat_map(|&(department, _)| Edit::people_as_stated(department));
    capabilities.chain(people).collect()
}

/// The edits that take back what was set and is not set again.
pub(super) fn undone(former: &Overrides, set: &Overrides) -> Vec<Edit> {
    let mut back = Vec::new();
    for &(department, _) in &former.capabilities {
        if set.capability(department).is_none() {
            back.push(Edit::Capability { department, capability: None });
        }
    }
    for &(entry, _) in &former.services {
        if set.of_row(entry as usize).is_none() {
            back.push(Edit::Service { entry, received: None });
        }
    }
    for &(slot, _) in &former.dependences {
        if set.dependence(slot).is_none() {
            back.push(Edit::Dependence { slot, dependence: None });
        }
    }
    for &(department, _) in &former.load.agents {
        if replaced(&set.load.agents, department).is_none() {
            back.push(Edit::Agents { department, agents: None });
        }
    }
    for &(department, _) in &former.load.skills {
        if replaced(&set.load.skills, department).is_none() {
            back.push(Edit::Skill { department, skill: None });
        }
    }
    for &(entry, _) in &former.load.demands {
        if replaced(&set.load.demands, entry).is_none() {
            back.push(Edit::Demand { entry, requests: None });
        }
    }
    back
}

/// What is stated, and what replaces it.
#[derive(Debug, Clone)]
pub(super) struct Values {
    /// Of each department.
    pub(super) capability: Vec<f64>,
    /// The departments whose capability replaces the stated one.
    replaced: PartySet,
    /// What replaces the condition of each row entry, as [`word`] has it.
    received: Vec<u64>,
    /// The parties of whose row entries one is replaced.
    touched: PartySet,
    load: LoadOverrides,
}

/// A word for what replaces a condition; zeros mean that nothing does, so that memory nobody
/// writes to need not exist.
fn word(received: Option<ServiceState>) -> u64 {
    match received {
        None => 0,
        // Adding 1 makes no NaN, least of all that of all ones, of a number in 0..=1.
        Some(ServiceState::Running(condition)) => condition.to_bits() + 1,
        Some(ServiceState::Stopped) => u64::MAX,
    }
}

fn meaning(word: u64) -> Option<ServiceState> {
    match word {
        0 => None,
        u64::MAX => Some(ServiceState::Stopped),
        word => Some(ServiceState::Running(f64::from_bits(word - 1))),
    }
}

impl Values {
    pub(super) fn new(layout: &Layout) -> Self {
        Self {
            capability: layout.capability.clone(),
            replaced: PartySet::new(layout.department_count),
            received: vec![0; layout.provider.len()],
            touched: PartySet::new(layout.party_count()),
            load: LoadOverrides::default(),
        }
    }

    /// Replaces a value, and returns the party whose equation it changes, if it does.
    pub(super) fn replace(&mut self, layout: &Layout, edit: Edit) -> Option<usize> {
        match edit {
            Edit::Capability { department, capability } => {
                let department = department as usize;
                // Set to whatever, a capability that followed from people no longer does.
                let was_set = self.replaced.contains(department);
                let moves = layout.demand.is_some() && was_set != capability.is_some();
                match capability {
                    Some(_) => self.replaced.insert(department),
                    None => self.replaced.remove(department),
                }
                let after = capability.unwrap_or(layout.capability[department]);
                let before = std::mem::replace(&mut self.capability[department], after);
                (moves || before.to_bits() != after.to_bits()).then_some(department)
            }
            Edit::Service { entry, received } => {
                let after = word(received);
                let before = std::mem::replace(&mut self.received[entry as usize], after);
                if before == after {
                    return None;
                }
                let consumer = layout.downstream().consumer(entry);
                if received.is_some() {
                    self.touched.insert(consumer);
                } else if self.received[layout.row(consumer)].iter().all(|&word| word == 0) {
                    self.touched.remove(consumer);
                }
                Some(consumer)
            }
            // They stand in the network itself.
            Edit::Dependence { .. } => None,
            Edit::Agents { department, agents } => {
                put(&mut self.load.agents, department, agents).then_some(department as usize)
            }
            Edit::Skill { department, skill } => {
                put(&mut self.load.skills, department, skill).then_some(department as usize)
            }
            Edit::Demand { entry, requests } => put(&mut self.load.demands, entry, requests)
                .then(|| layout.provider[entry as usize] as usize),
        }
    }

    /// What replaces the state of a service, if anything does.
    pub(super) fn service(&self, entry: u32) -> Option<ServiceState> {
        meaning(self.received[entry as usize])
    }

    /// Whether a service of the party's is replaced.
    pub(super) fn touches(&self, party: usize) -> bool {
        self.touched.contains(party)
    }

    /// Fills in what replaces conditions for a range of parties, and nothing of capabilities.
    pub(super) fn services_of(&self, layout: &Layout, parties: Range<usize>, into: &mut Overrides) {
        into.services.clear();
        into.touched.clear();
        for party in self.touched.within(parties) {
            into.touched.push(crate::numerics::csr::ix(party));
            for entry in layout.row(party) {
                if let Some(received) = meaning(self.received[entry]) {
                    into.services.push((crate::numerics::csr::ix(entry), received));
                }
            }
        }
    }

    /// Everything that replaces a stated value.
    pub(super) fn overrides(&self, layout: &Layout) -> Overrides {
        let mut overrides = Overrides::default();
        let replaced = self.replaced.within(0..layout.department_count);
        let capability =
            |department: usize| (crate::numerics::csr::ix(department), self.capability[department]);
        overrides.capabilities = replaced.map(capability).collect();
        self.services_of(layout, 0..layout.party_count(), &mut overrides);
        overrides.load.clone_from(&self.load);
        overrides.with_dependences(layout, layout.dependences_set().to_vec())
    }
}

/// Puts a value into a sorted list, or takes it out; whether that changes anything.
fn put(list: &mut Vec<(u32, f64)>, key: u32, value: Option<f64>) -> bool {
    match (list.binary_search_by_key(&key, |&(key, _)| key), value) {
        (Ok(place), Some(value)) => {
            let before = std::mem::replace(&mut list[place].1, value);
            before.to_bits() != value.to_bits()
        }
        (Ok(place), None) => {
            list.remove(place);
            true
        }
        (Err(place), Some(value)) => {
            list.insert(place, (key, value));
            true
        }
        (Err(_), None) => false,
    }
}
