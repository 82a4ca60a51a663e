//! A scenario against a network: names resolved, numbers checked, order dense.

use super::Layout;
use super::index::{DeptIx, EdgeIx, IndexRange, PartyIx};
use super::parameter::Parameter;
use super::row_kind::{EdgeDetail, ServiceState};
use super::variant::DependenceSlot;

/// What replaces stated values, sorted.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Overrides {
    /// Numbers by what they are of; conditions stand with the services.
    pub(crate) values: Vec<(Parameter, f64)>,
    /// What replaces the states of services.
    pub(crate) services: Vec<(EdgeIx, ServiceState)>,
    /// The parties of which a service or the ceiling is replaced, or which were read, each once.
    pub(crate) touched: Vec<PartyIx>,
    /// The parties whose dependences are replaced, each once.
    pub(crate) reweighted: Vec<PartyIx>,
}

/// Where a value stands that a scenario sets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ValuePlace {
    pub(crate) parameter: Parameter,
    /// In the list of its kind: of services for a condition, else of values.
    pub(crate) position: usize,
}

/// What replaces the states of services, sorted.
#[derive(Clone, Copy)]
pub(crate) struct Replaced<'a>(&'a [(EdgeIx, ServiceState)]);

impl<'a> Replaced<'a> {
    /// The services and their states.
    pub(crate) fn states(self) -> impl Iterator<Item = (EdgeIx, ServiceState)> + 'a {
        self.0.iter().copied()
    }

    /// Splits off what replaces the states of services before one; the rest is kept.
    #[inline]
    pub(crate) fn take_before(&mut self, end: EdgeIx) -> Self {
        let count = self.0.iter().take_while(|&&(entry, _)| entry < end).count();
        let (before, rest) = self.0.split_at(count);
        self.0 = rest;
        Self(before)
    }

    /// What replaces the state of a service, if anything does.
    #[inline]
    fn of_row(self, entry: EdgeIx) -> Option<ServiceState> {
        if self.0.is_empty() {
            return None;
        }
        let found = self.0.binary_search_by_key(&entry, |&(entry, _)| entry);
        found.ok().map(|index| self.0[index].1)
    }

    /// The state of a service, given its detail.
    #[inline]
    pub(crate) fn state(self, entry: EdgeIx, detail: Option<&EdgeDetail>) -> ServiceState {
        self.of_row(entry).unwrap_or_else(|| EdgeDetail::state_of(detail))
    }
}

/// What replaces the dependences of a party, sorted.
#[derive(Clone, Copy)]
pub(crate) struct ReplacedDependences<'a>(&'a [(Parameter, f64)]);

impl ReplacedDependences<'_> {
    /// What replaces a dependence, if anything does.
    pub(crate) fn of(self, slot: DependenceSlot) -> Option<f64> {
        let slot = Parameter::Dependence(slot);
        self.0.binary_search_by_key(&slot, |&(of, _)| of).ok().map(|index| self.0[index].1)
    }
}

impl Overrides {
    /// Sorts what replaces stated values; nothing may be replaced twice.
    pub(crate) fn new(
        layout: &Layout,
        mut values: Vec<(Parameter, f64)>,
        mut services: Vec<(EdgeIx, ServiceState)>,
    ) -> Self {
        values.sort_unstable_by_key(|&(of, _)| of);
        services.sort_unstable_by_key(|&(entry, _)| entry);
        let mut overrides = Self { values, services, ..Self::default() };
        let consumers = overrides.services.iter().map(|&(entry, _)| layout.consumer(entry));
        let ceilings = overrides.ceilings().map(|(customer, _)| customer);
        let read = overrides.readings().map(|(party, _)| party);
        let touched = consumers.chain(ceilings).chain(read).collect();
        let reweighted =
            overrides.dependences().map(|(slot, _)| layout.consumer_at(slot)).collect();
        overrides.touched = each_once(touched);
        overrides.reweighted = each_once(reweighted);
        overrides
    }

    /// Whether nothing is replaced twice.
    pub(crate) fn is_each_once(&self) -> bool {
        self.values.is_sorted_by(|(one, _), (two, _)| one < two)
            && self.services.is_sorted_by(|(one, _), (two, _)| one < two)
    }

    /// What replaces a number, if anything does; never that of a condition, which
    /// [`service_state`](Self::service_state) has.
    pub(crate) fn value(&self, of: Parameter) -> Option<f64> {
        self.values.binary_search_by_key(&of, |&(of, _)| of).ok().map(|index| self.values[index].1)
    }

    /// Sets how many agents a department has.
    pub(crate) fn set_agents(&mut self, department: DeptIx, agents: f64) {
        put(&mut self.values, Parameter::Agents(department), Some(agents));
    }

    /// The numbers from the first of a kind on.
    fn from(&self, first: Parameter) -> &[(Parameter, f64)] {
        &self.values[self.values.partition_point(|&(of, _)| of < first)..]
    }

    /// Capabilities by department.
    pub(crate) fn capabilities(&self) -> impl Iterator<Item = (DeptIx, f64)> + Clone {
        self.values.iter().map_while(|&(of, value)| match of {
            Parameter::Capability(department) => Some((department, value)),
            _ => None,
        })
    }

    /// Dependences by where they stand.
    pub(crate) fn dependences(&self) -> impl Iterator<Item = (DependenceSlot, f64)> + Clone {
        self.from(Parameter::Dependence(DependenceSlot::Edge(EdgeIx::new(0)))).iter().map_while(
            |&(of, value)| match of {
                Parameter::Dependence(slot) => Some((slot, value)),
                _ => None,
            },
        )
    }

    /// Ceilings by external customer.
    fn ceilings(&self) -> impl Iterator<Item = (PartyIx, f64)> {
        self.from(Parameter::Ceiling(PartyIx::new(0))).iter().map_while(|&(of, value)| match of {
            Parameter::Ceiling(customer) => Some((customer, value)),
            _ => None,
        })
    }

    /// Demands per hour by service.
    pub(crate) fn demands(&self) -> impl Iterator<Item = (EdgeIx, f64)> {
        self.from(Parameter::Demand(EdgeIx::new(0))).iter().map_while(|&(of, value)| match of {
            Parameter::Demand(entry) => Some((entry, value)),
            _ => None,
        })
    }

    /// What parties were read to deliver.
    pub(crate) fn readings(&self) -> impl DoubleEndedIterator<Item = (PartyIx, f64)> {
        let readings = self.from(Parameter::Delivered(PartyIx::new(0)));
        readings.iter().filter_map(|&(of, value)| match of {
            Parameter::Delivered(party) => Some((party, value)),
            _ => None,
        })
    }

    /// What a party was read to deliver, if it was.
    pub(crate) fn delivered(&self, party: PartyIx) -> Option<f64> {
        match self.values.last()? {
            (Parameter::Delivered(_), _) => self.value(Parameter::Delivered(party)),
            _ => None,
        }
    }

    /// The same without readings.
    pub(crate) fn unread(&self, layout: &Layout) -> Self {
        let is_stated = |(of, _): &&(Parameter, f64)| !matches!(of, Parameter::Delivered(_));
        let values = self.values.iter().filter(is_stated).copied().collect();
        Self::new(layout, values, self.services.clone())
    }

    /// What an external customer reports with everything right; 1 for a department.
    pub(crate) fn ceiling(&self, layout: &Layout, party: PartyIx) -> f64 {
        let set = self.value(Parameter::Ceiling(party));
        set.unwrap_or_else(|| layout.ceiling(party))
    }

    /// The capability that replaces that of a department, if one does.
    pub(crate) fn capability(&self, department: DeptIx) -> Option<f64> {
        self.value(Parameter::Capability(department))
    }

    /// Replaces a value, given where it stands.
    pub(crate) fn replace(&mut self, of: Parameter, position: usize, value: f64) {
        match of {
            Parameter::Condition(_) => self.services[position].1 = ServiceState::Running(value),
            _ => self.values[position].1 = value,
        }
    }

    /// What it sets, by kind; whether a service runs counts as its condition.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = Parameter> {
        let services = self.services.iter().map(|&(entry, _)| Parameter::Condition(entry));
        self.values.iter().map(|&(of, _)| of).chain(services)
    }

    /// The state of a service, given its detail.
    pub(crate) fn service_state(&self, entry: EdgeIx, detail: Option<&EdgeDetail>) -> ServiceState {
        Replaced(&self.services).state(entry, detail)
    }

    /// What replaces the state of a service, if anything does.
    pub(crate) fn of_row(&self, entry: EdgeIx) -> Option<ServiceState> {
        Replaced(&self.services).of_row(entry)
    }

    /// Whether a service is set to run.
    pub(crate) fn starts(&self, entry: EdgeIx) -> bool {
        matches!(self.of_row(entry), Some(ServiceState::Running(_)))
    }

    /// Whether a service is stated not to run, and nothing starts it: nothing is received on it, and
    /// nothing asked of its provider.
    pub(crate) fn leaves_standing(&self, layout: &Layout, entry: EdgeIx) -> bool {
        layout.stands_by(entry) && !self.starts(entry)
    }

    /// What replaces the dependences of a party; a layout that was made for these has the same.
    pub(crate) fn dependences_of(&self, party: PartyIx) -> ReplacedDependences<'_> {
        let is_reweighted = self.reweighted.binary_search(&party).is_ok();
        ReplacedDependences(if is_reweighted { &self.values } else { &[] })
    }

    /// What replaces the states of consecutive row entries.
    pub(crate) fn within(&self, rows: &IndexRange<EdgeIx>) -> Replaced<'_> {
        let first = self.services.partition_point(|&(entry, _)| entry < rows.start);
        let from_first = &self.services[first..];
        let count = from_first.partition_point(|&(entry, _)| entry < rows.end);
        Replaced(&from_first[..count])
    }
}

/// Sorts parties, each of which then comes once.
fn each_once(mut parties: Vec<PartyIx>) -> Vec<PartyIx> {
    parties.sort_unstable();
    parties.dedup();
    parties
}

/// Puts a value into a sorted list, or takes it out; whether that changes anything.
pub(crate) fn put<K: Copy + Ord>(list: &mut Vec<(K, f64)>, of: K, value: Option<f64>) -> bool {
    match (list.binary_search_by_key(&of, |&(of, _)| of), value) {
        (Ok(place), Some(value)) => {
            let before = std::mem::replace(&mut list[place].1, value);
            before.to_bits() != value.to_bits()
        }
        (Ok(place), None) => {
            list.remove(place);
            true
        }
        (Err(place), Some(value)) => {
            list.insert(place, (of, value));
            true
        }
        (Err(_), None) => false,
    }
}
