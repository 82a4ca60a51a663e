//! Requests and staff, compiled: who asks how much of whom, and who is there to answer.
//!
//! Requests flow upstream, so departments are ordered the other way round than for quality:
//! whoever makes requests comes before those who get them, wherever that is possible at all.
//! Departments whose requests go round in a cycle are solved together.

use std::ops::Range;

use super::overrides::Overrides;
use super::parameter::Parameter;
use super::scc::{Components, components};
use super::{
    CompileError, DeptIx, EdgeIx, Endurance, Layout, PartyIx, PartyNames, handling_mix,
    request_cycles,
};
use crate::numerics::csr::{Csr, ix};
use crate::organisation::{Effort, ServiceLevel, Staffing, Stated};

/// The demand side of a network; there is one where anything of it is stated.
#[derive(Debug, Clone)]
pub(crate) struct Demand {
    /// The departments whose capability follows from skill, staffing and effort, in order.
    pub(crate) workforces: Vec<Workforce>,
    /// All requests, by provider, then by service.
    pub(crate) request_flows: Vec<RequestFlow>,
    /// Where the flows to each department start; one more than there are departments.
    flow_start: Vec<u32>,
    /// The departments, those who make requests before those who get them.
    order: Vec<DeptIx>,
    /// Of each department its place in `order`.
    place: Vec<u32>,
    pub(crate) stages: Vec<TrafficStage>,
}

/// The people of a department, and what makes them capable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Workforce {
    pub(crate) department: DeptIx,
    pub(crate) skill: f64,
    pub(crate) effort: Effort,
    /// Acts over time alone.
    pub(crate) endurance: Endurance,
    /// `None` for a department that answers whatever is asked.
    pub(crate) staff: Option<Station>,
}

/// A waiting line; times in hours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Station {
    /// How many there are; [`answering`](Self::answering) have to do with requests.
    pub(crate) agents: f64,
    /// The share of agents that answers requests.
    pub(crate) answering: f64,
    /// Requests per hour and agent at full effort.
    pub(crate) service_rate: f64,
    /// How much longer waits are than those of exponential handling times.
    pub(crate) wait_factor: f64,
    /// The largest share of their time that answering agents may be asked for; infinite where any is
    /// allowed.
    pub(crate) occupancy_cap: f64,
    /// The longest wait that is still good service; `None` where none is stated.
    pub(crate) target_wait: Option<f64>,
    /// Requests given up per hour and waiting request; 0 where all wait for ever.
    pub(crate) patience_rate: f64,
    pub(crate) level: ServiceLevel,
}

/// The requests that come with one service.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestFlow {
    pub(crate) entry: EdgeIx,
    /// The department asked.
    pub(crate) provider: DeptIx,
    /// The party that asks.
    pub(crate) consumer: PartyIx,
    /// Requests per job of a department, or per hour of an external customer.
    pub(crate) rate: f64,
    pub(crate) retries: f64,
}

impl RequestFlow {
    /// Requests per job or hour under a scenario.
    pub(crate) fn rate_under(&self, layout: &Layout, overrides: &Overrides) -> f64 {
        if overrides.leaves_standing(layout, self.entry) {
            return 0.0;
        }
        overrides.value(Parameter::Demand(self.entry)).unwrap_or(self.rate)
    }

    /// Requests made again for all of the quality missed, under a scenario.
    pub(crate) fn retries_under(&self, overrides: &Overrides) -> f64 {
        overrides.value(Parameter::Retries(self.entry)).unwrap_or(self.retries)
    }
}

/// Departments whose arrivals are solved for together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TrafficStage {
    start: u32,
    end: u32,
    /// Whether their requests go round: several departments, or one that asks itself.
    pub(crate) is_cycle: bool,
}

pub(crate) const MINUTES_PER_HOUR: f64 = 60.0;

impl Station {
    fn new(staffing: &Staffing) -> Self {
        Self {
            agents: staffing.agents,
            answering: 1.0 - staffing.shrinkage,
            wait_factor: 1.0,
            occupancy_cap: staffing.occupancy_cap.unwrap_or(f64::INFINITY),
            service_rate: MINUTES_PER_HOUR / staffing.handling_minutes,
            target_wait: staffing.target_wait_minutes.map(|minutes| minutes / MINUTES_PER_HOUR),
            patience_rate: staffing
                .patience_minutes
                .map_or(0.0, |minutes| MINUTES_PER_HOUR / minutes),
            level: staffing.service_level,
        }
    }
}

impl Demand {
    /// Collects what is stated of requests and staff; `None` where nothing is.
    ///
    /// # Errors
    ///
    /// [`CompileError::EndlessRequests`] where requests go round and never end.
    ///
    /// # Complexity
    ///
    /// Time and memory linear in parties and services; `O(n³)` per cycle of up to a few hundred
    /// departments.
    pub(super) fn of(layout: &Layout) -> Result<Option<Self>, CompileError> {
        let PartyNames::Stated(organisation) = layout.names() else { return Ok(None) };
        let stated = organisation.stated();
        if !stated.has_demand {
            return Ok(None);
        }
        let mut request_flows = request_flows(layout, stated);
        request_flows.sort_by_key(|request_flow| (request_flow.provider, request_flow.entry));
        let mut demand = Self {
            workforces: workforces(layout, stated),
            flow_start: starts(layout, &request_flows),
            request_flows,
            order: Vec::new(),
            place: Vec::new(),
            stages: Vec::new(),
        };
        demand.arrange(layout);
        for cycle in demand.stages.iter().filter(|stage| stage.is_cycle) {
            if let Some(endless) = request_cycles::check_spectral_radius(&demand, cycle) {
                let departments = endless.iter().map(|&it| layout.party_id(it)).collect();
                return Err(CompileError::EndlessRequests { departments });
            }
        }
        handling_mix::take(&mut demand, layout, stated);
        Ok(Some(demand))
    }

    /// Orders departments by the components of the graph of requests among them.
    fn arrange(&mut self, layout: &Layout) {
        let department_count = layout.department_count();
        let among = self
            .request_flows
            .iter()
            .filter(|request_flow| layout.is_department(request_flow.consumer));
        let pairs =
            among.map(|request_flow| (request_flow.provider.raw(), request_flow.consumer.raw()));
        let askers = Csr::of_pairs(department_count, pairs);
        let found = components(department_count, &askers);
        let Components { cyclic, finished, .. } = &found;
        // Components are closed askers first, but their departments are finished among others.
        let mut order: Vec<u32> = finished.clone();
        order.sort_by_key(|&department| found.of(department));
        for same in order.chunk_by(|&one, &two| found.of(one) == found.of(two)) {
            let start = self.stages.last().map_or(0, |stage| stage.end);
            let is_cycle = same.first().is_some_and(|&first| cyclic[found.of(first) as usize]);
            self.stages.push(TrafficStage { start, end: start + ix(same.len()), is_cycle });
        }
        self.place = vec![0; department_count];
        for (place, &department) in order.iter().enumerate() {
            self.place[department as usize] = ix(place);
        }
        self.order = order.into_iter().map(DeptIx::from_raw).collect();
    }

    /// The departments of a stage.
    pub(crate) fn departments(&self, stage: &TrafficStage) -> &[DeptIx] {
        &self.order[stage.start as usize..stage.end as usize]
    }

    /// The place among the departments of a stage of a party that is one of them.
    pub(crate) fn place_in(&self, stage: &TrafficStage, party: PartyIx) -> Option<usize> {
        let place = *self.place.get(party.index())?;
        (stage.start..stage.end).contains(&place).then(|| (place - stage.start) as usize)
    }

    /// The requests to a department, indices into `request_flows`.
    pub(crate) fn flows_to(&self, department: DeptIx) -> Range<usize> {
        let department = department.index();
        self.flow_start[department] as usize..self.flow_start[department + 1] as usize
    }

    /// The requests that come with a service of a provider, if any do.
    pub(crate) fn request_flow(&self, provider: DeptIx, entry: EdgeIx) -> Option<usize> {
        let range = self.flows_to(provider);
        let request_flows = &self.request_flows[range.clone()];
        request_flows
            .binary_search_by_key(&entry, |request_flow| request_flow.entry)
            .ok()
            .map(|at| range.start + at)
    }

    /// The workforce of a department; `None` where its capability is stated.
    pub(crate) fn workforce_of(&self, department: DeptIx) -> Option<&Workforce> {
        let found =
            self.workforces.binary_search_by_key(&department, |workforce| workforce.department);
        found.ok().map(|index| &self.workforces[index])
    }

    /// Whether any capability may depend on quality.
    pub(crate) fn feeds_back(&self) -> bool {
        let has_staff = self.workforces.iter().any(|workforce| workforce.staff.is_some());
        self.workforces.iter().any(|workforce| workforce.effort.reaction > 0.0)
            || (has_staff
                && self.request_flows.iter().any(|request_flow| request_flow.retries > 0.0))
    }

    /// Bytes held.
    pub(super) fn bytes(&self) -> usize {
        use super::memory::bytes;
        bytes(&self.workforces)
            + bytes(&self.request_flows)
            + bytes(&self.flow_start)
            + bytes(&self.order)
            + bytes(&self.place)
            + bytes(&self.stages)
    }
}

fn workforces(layout: &Layout, stated: &Stated) -> Vec<Workforce> {
    let workforce = |number: DeptIx| {
        let department = stated.parties.departments.get(layout.stated(number).index())?;
        department.has_computed_capability().then(|| Workforce {
            department: number,
            skill: department.skill.unwrap_or(1.0),
            effort: department.effort.as_deref().copied().unwrap_or_default(),
            endurance: Endurance::of(department),
            staff: department.staffing.as_deref().map(Station::new),
        })
    };
    layout.departments().filter_map(workforce).collect()
}

fn request_flows(layout: &Layout, stated: &Stated) -> Vec<RequestFlow> {
    let mut request_flows = Vec::new();
    for consumer in layout.parties() {
        for entry in layout.row(consumer) {
            let service = &stated.services[layout.stated_service(entry).index()];
            let rate = if layout.is_department(consumer) {
                service.requests_per_job
            } else {
                service.demand_per_hour
            };
            if rate > 0.0 {
                request_flows.push(RequestFlow {
                    entry,
                    provider: layout.provider(entry),
                    consumer,
                    rate,
                    retries: service.retries,
                });
            }
        }
    }
    request_flows
}

fn starts(layout: &Layout, request_flows: &[RequestFlow]) -> Vec<u32> {
    let start = |department| {
        let is_before = |request_flow: &RequestFlow| request_flow.provider.index() < department;
        ix(request_flows.partition_point(is_before))
    };
    (0..=layout.department_count()).map(start).collect()
}
