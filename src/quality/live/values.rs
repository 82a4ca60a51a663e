//! The values that hold at present, each read and replaced at once.

use super::bit_set::PartySet;
use crate::network::{
    DeptIx, EdgeIx, InForce, IndexRange, Layout, Overrides, Parameter, PartyIx, ServiceState, put,
};

/// A value to replace; `None` takes it back to what is stated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Edit {
    /// A number.
    Value { of: Parameter, value: Option<f64> },
    /// Whether a service runs, and how well.
    Service { entry: EdgeIx, state: Option<ServiceState> },
}

/// The edits that make everything so that a scenario sets.
pub(crate) fn edits(set: &Overrides) -> impl Iterator<Item = Edit> {
    let values = set.values.iter().map(|&(of, value)| Edit::Value { of, value: Some(value) });
    let services = set.services.iter();
    values.chain(services.map(|&(entry, state)| Edit::Service { entry, state: Some(state) }))
}

impl Edit {
    /// What takes back all that a capability leaves without effect: the people of a department, and
    /// what it was read to deliver.
    pub(super) fn superseded_by_capability(department: DeptIx) -> [Self; 3] {
        [
            Parameter::Agents(department),
            Parameter::Skill(department),
            Parameter::Delivered(department.into()),
        ]
        .map(|of| Self::Value { of, value: None })
    }
}

/// The edits that take back what a scenario leaves without effect: a capability that is set takes
/// no notice of people, people that are set need a capability that follows from them, and what a
/// department was read to deliver is the newer word on it than a capability, or the other way
/// round.
pub(super) fn superseded(layout: &Layout, set: &Overrides) -> Vec<Edit> {
    let of_one = |&(of, _): &(Parameter, f64)| match of {
        Parameter::Agents(department) | Parameter::Skill(department) => {
            vec![Edit::Value { of: Parameter::Capability(department), value: None }]
        }
        Parameter::Capability(department) => Edit::superseded_by_capability(department).into(),
        Parameter::Delivered(party) => {
            let department = layout.department(party).into_iter();
            department
                .map(|department| Edit::Value {
                    of: Parameter::Capability(department),
                    value: None,
                })
                .collect()
        }
        _ => Vec::new(),
    };
    set.values.iter().flat_map(of_one).collect()
}

/// The edits that take back what was set and is not set again.
pub(super) fn undone(former: &Overrides, set: &Overrides) -> Vec<Edit> {
    let values = former.values.iter().filter(|&&(of, _)| set.value(of).is_none());
    let services = former.services.iter().filter(|&&(entry, _)| set.of_row(entry).is_none());
    values
        .map(|&(of, _)| Edit::Value { of, value: None })
        .chain(services.map(|&(entry, _)| Edit::Service { entry, state: None }))
        .collect()
}

/// What is stated, and what replaces it.
#[derive(Debug, Clone)]
pub(super) struct Values {
    /// Of each department.
    pub(super) capability: Vec<f64>,
    /// The departments whose capability replaces the stated one.
    replaced: PartySet,
    /// What replaces the state of each row entry's service, as [`word`] has it.
    received: Vec<u64>,
    /// The parties of whose row entries one is replaced, or the ceiling, or which were read.
    touched: PartySet,
    /// What replaces other numbers, sorted; dependences stand in the network itself.
    others: Vec<(Parameter, f64)>,
}

impl InForce for Values {
    fn is_started(&self, entry: EdgeIx) -> bool {
        matches!(meaning(self.received[entry]), Some(ServiceState::Running(_)))
    }

    fn is_staffing_set(&self, department: DeptIx) -> bool {
        let of = Parameter::Agents(department);
        self.replaced.contains(department)
            || self.others.binary_search_by_key(&of, |&(of, _)| of).is_ok()
    }
}

/// A word for what replaces the state of a service; zeros mean that nothing does, so that memory
/// nobody writes to need not exist.
fn word(state: Option<ServiceState>) -> u64 {
    match state {
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
            capability: layout.capabilities().to_vec(),
            replaced: PartySet::new(layout.department_count()),
            received: vec![0; layout.edge_count()],
            touched: PartySet::new(layout.party_count()),
            others: Vec::new(),
        }
    }

    /// Replaces a value, and returns the party whose equation it changes, if it does.
    pub(super) fn replace(&mut self, layout: &Layout, edit: Edit) -> Option<PartyIx> {
        match edit {
            Edit::Value { of, value } => self.replace_value(layout, of, value),
            Edit::Service { entry, state } => self.replace_service(layout, entry, state),
        }
    }

    fn replace_value(
        &mut self,
        layout: &Layout,
        of: Parameter,
        value: Option<f64>,
    ) -> Option<PartyIx> {
        match of {
            Parameter::Capability(department) => self.replace_capability(layout, department, value),
            Parameter::Condition(entry) => {
                self.replace_service(layout, entry, value.map(ServiceState::Running))
            }
            // They stand in the network itself.
            Parameter::Dependence(_) => None,
            Parameter::Ceiling(party) | Parameter::Delivered(party) => {
                put(&mut self.others, of, value).then(|| {
                    self.touch(layout, party);
                    party
                })
            }
            Parameter::Agents(department) | Parameter::Skill(department) => {
                put(&mut self.others, of, value).then_some(department.into())
            }
            Parameter::Demand(entry) | Parameter::Retries(entry) => {
                put(&mut self.others, of, value).then(|| layout.provider(entry).into())
            }
        }
    }

    fn replace_capability(
        &mut self,
        layout: &Layout,
        department: DeptIx,
        capability: Option<f64>,
    ) -> Option<PartyIx> {
        // Set to whatever, a capability that followed from people no longer does.
        let was_set = self.replaced.contains(department);
        let moves = layout.demand().is_some() && was_set != capability.is_some();
        match capability {
            Some(_) => self.replaced.insert(department),
            None => self.replaced.remove(department),
        }
        let after = capability.unwrap_or(layout.capabilities()[department]);
        let before = std::mem::replace(&mut self.capability[department], after);
        (moves || before.to_bits() != after.to_bits()).then_some(department.into())
    }

    fn replace_service(
        &mut self,
        layout: &Layout,
        entry: EdgeIx,
        state: Option<ServiceState>,
    ) -> Option<PartyIx> {
        let after = word(state);
        let before = std::mem::replace(&mut self.received[entry], after);
        (before != after).then(|| {
            let consumer = layout.downstream().consumer(entry);
            self.touch(layout, consumer);
            consumer
        })
    }

    /// Notes whether anything in a party's equation is replaced.
    fn touch(&mut self, layout: &Layout, party: PartyIx) {
        if self.other(Parameter::Ceiling(party)).is_some()
            || self.other(Parameter::Delivered(party)).is_some()
            || self.received[layout.row(party)].iter().any(|&word| word != 0)
        {
            self.touched.insert(party);
        } else {
            self.touched.remove(party);
        }
    }

    /// What replaces another number, if anything does.
    fn other(&self, of: Parameter) -> Option<f64> {
        let found = self.others.binary_search_by_key(&of, |&(of, _)| of);
        found.ok().map(|index| self.others[index].1)
    }

    /// Whether a service of the party's is replaced, or its ceiling, or it was read.
    pub(super) fn touches(&self, party: PartyIx) -> bool {
        self.touched.contains(party)
    }

    /// Fills in what replaces services, ceilings and qualities of a range of parties, and nothing
    /// else.
    pub(super) fn equations_of(
        &self,
        layout: &Layout,
        parties: &IndexRange<PartyIx>,
        into: &mut Overrides,
    ) {
        into.values.clear();
        into.services.clear();
        into.touched.clear();
        for party in self.touched.within(parties) {
            into.touched.push(party);
            let of = Parameter::Ceiling(party);
            into.values.extend(self.other(of).map(|ceiling| (of, ceiling)));
            for entry in layout.row(party) {
                into.services.extend(meaning(self.received[entry]).map(|state| (entry, state)));
            }
        }
        // Readings stand behind all ceilings, in the same order.
        for party in self.touched.within(parties) {
            let of = Parameter::Delivered(party);
            into.values.extend(self.other(of).map(|reading| (of, reading)));
        }
    }

    /// Everything that replaces a stated value.
    pub(super) fn overrides(&self, layout: &Layout) -> Overrides {
        let replaced = self.replaced.within(&layout.departments().into_parties());
        let replaced = replaced.filter_map(|party| layout.department(party));
        let capabilities = replaced
            .map(|department| (Parameter::Capability(department), self.capability[department]));
        let dependences = layout.dependences_set().iter();
        let values = capabilities
            .chain(dependences.map(|&(slot, value)| (Parameter::Dependence(slot), value)))
            .chain(self.others.iter().copied())
            .collect();
        let touched = self.touched.within(&layout.parties());
        let services = touched
            .flat_map(|party| layout.row(party))
            .filter_map(|entry| meaning(self.received[entry]).map(|state| (entry, state)));
        Overrides::new(layout, values, services.collect())
    }
}
