//! The secants of everything that runs through load, and the way back along them.

use std::cmp::Reverse;

use super::workforce::{WorkforcePoint, WorkforceSplit};
use crate::explain::jacobian::{Cause, OwnPart, Secants, Splitter, Wanted};
use crate::explain::state_pair::{StatePair, StateView};
use crate::network::{
    Demand, DeptIx, EdgeIx, Overrides, Parameter, PartyIx, RequestFlow, TrafficStage,
};
use crate::numerics::circulation::{CirculationOutcome, LARGEST_FACTORED, gauss_seidel};
use crate::numerics::gth::{Gth, Singular};
use crate::quality::{DepartmentLoads, WorkforceState};

/// What runs through load in one comparison.
#[derive(Debug)]
pub(crate) struct DemandJacobian {
    /// Of the departments whose capability follows in both states.
    pub(crate) workforces: Vec<WorkforcePartials>,
    /// Of each request flow, in their order.
    pub(crate) request_flows: Vec<RequestPartials>,
    /// What changed of arrivals themselves, by department: demand, and conditions of services whose
    /// requests are made again.
    pub(crate) asked: Vec<(DeptIx, Cause, f64)>,
    /// Of each cycle of requests, in the order of stages.
    cycles: Vec<RequestCycleFactors>,
}

/// The partials of arrivals in arrivals along a cycle of requests.
#[derive(Debug)]
enum RequestCycleFactors {
    Factored(Gth),
    /// Of one too large for that: who is asked, who asks, and how many times per job.
    Listed(Vec<(usize, usize, f64)>),
}

/// What a department's capability follows from.
#[derive(Debug)]
pub(crate) struct WorkforcePartials {
    pub(crate) department: DeptIx,
    /// From capability to the quality delivered.
    pub(crate) of_capability: f64,
    pub(crate) split: WorkforceSplit,
    /// How much skill and agents changed.
    skill: f64,
    agents: f64,
    /// From each provider's quality to the satisfaction of the department's people.
    pub(crate) served: Vec<(DeptIx, f64)>,
    /// What of satisfaction changed at the department's services themselves.
    pub(crate) own: Vec<(Cause, f64)>,
}

/// What requests follow from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestPartials {
    /// From the asking department's arrivals to the asked one's; 0 for an external customer's.
    pub(crate) jobs: f64,
    /// From what is received to the asked department's arrivals: 0 or less.
    pub(crate) received: f64,
    /// From the asked department's quality, which is what is received, to its own arrivals.
    pub(crate) quality: f64,
    /// From demand per hour; 0 for a department's requests.
    pub(crate) demand: f64,
    /// From how often they are made again.
    pub(crate) retries: f64,
}

impl RequestCycleFactors {
    fn new(size: usize, mut passed: Vec<(usize, usize, f64)>) -> Result<Self, Singular> {
        if size > LARGEST_FACTORED {
            // Adjoints go against requests: from the last who is asked to the first who asks.
            passed.sort_by_key(|&(_, asking, _)| Reverse(asking));
            return match gauss_seidel(&passed, &mut vec![1.0; size]) {
                CirculationOutcome::End => Ok(Self::Listed(passed)),
                CirculationOutcome::Endless | CirculationOutcome::Undecided => Err(Singular),
            };
        }
        let mut rows = vec![0.0; size * size];
        for (asked, asking, jobs) in passed {
            rows[asked * size + asking] += jobs;
        }
        Gth::new(rows, None).map(Self::Factored)
    }

    /// Replaces what arrives at each department from outside the cycle by its adjoint.
    fn solve(&self, arriving: &mut [f64]) {
        match self {
            Self::Factored(elimination) => elimination.solve(arriving),
            Self::Listed(passed) => {
                // It ended for a unit everywhere.
                gauss_seidel(passed, arriving);
            }
        }
    }
}

impl WorkforcePartials {
    /// What of the capability's change is the people's own.
    pub(crate) fn causes(&self) -> [(Cause, f64); 2] {
        let Self { department, split, skill, agents, .. } = *self;
        [
            (Cause::Value(Parameter::Skill(department)), split.skill * skill),
            (Cause::Value(Parameter::Agents(department)), split.agents * agents),
        ]
    }
}

impl DemandJacobian {
    /// Splits the change of every load; `None` where none is known in both states, or is the same
    /// network's.
    pub(crate) fn new(
        pair: &StatePair,
        secants: Option<&Secants>,
    ) -> Option<Result<Self, Singular>> {
        let demand = pair.network.layout().demand()?;
        let (before, after) = (pair.before.load()?, pair.after.load()?);
        let ask = if pair.is_one_state { Wanted::Slopes } else { Wanted::Flow };
        let splitter = Splitter::new(pair, ask);
        let builder = DemandJacobianBuilder { pair, demand, before, after, splitter };
        Some(builder.make(secants))
    }

    /// The departments whose capability is explained here, rather than being a cause.
    pub(crate) fn explains(&self, part: &OwnPart) -> bool {
        let Cause::Value(Parameter::Capability(department)) = part.cause else { return false };
        self.workforce(department).is_some()
    }

    /// What of the changes of people and demand is felt first where it happens, as chains have it:
    /// in the quality of the department itself, before its consumers ask again or make less effort.
    pub(crate) fn beginnings(&self) -> impl Iterator<Item = OwnPart> {
        let of_workforces = self.workforces.iter().flat_map(|workforce| {
            let part = |(cause, change)| OwnPart {
                party: workforce.department.into(),
                cause,
                change: workforce.of_capability * change,
            };
            workforce.causes().map(part)
        });
        let of_demand = self.asked.iter().filter_map(|&(department, cause, change)| {
            let workforce = self.workforce(department)?;
            let change = workforce.of_capability * workforce.split.arrivals * change;
            matches!(cause, Cause::Value(Parameter::Demand(_))).then_some(OwnPart {
                party: department.into(),
                cause,
                change,
            })
        });
        of_workforces.chain(of_demand).filter(|part| part.change != 0.0)
    }

    /// Everything that changed and acts through load.
    pub(crate) fn causes(&self) -> impl Iterator<Item = Cause> {
        let of_workforces = self.workforces.iter().flat_map(|workforce| {
            let people = workforce.causes().into_iter().filter(|(_, change)| *change != 0.0);
            people.chain(workforce.own.iter().copied())
        });
        let of_arrivals = self.asked.iter().map(|&(_, cause, change)| (cause, change));
        of_workforces.chain(of_arrivals).map(|(cause, _)| cause)
    }

    pub(crate) fn workforce(&self, department: DeptIx) -> Option<&WorkforcePartials> {
        let found =
            self.workforces.binary_search_by_key(&department, |workforce| workforce.department);
        found.ok().map(|index| &self.workforces[index])
    }

    /// The adjoint of every department's arrivals, given that of its capability.
    pub(crate) fn arrivals(&self, demand: &Demand, of_capability: &[f64]) -> Vec<f64> {
        let mut adjoint = vec![0.0; of_capability.len()];
        for workforce in &self.workforces {
            let department = workforce.department;
            adjoint[department] = of_capability[department] * workforce.split.arrivals;
        }
        let mut cycles = self.cycles.iter().rev();
        // Those who ask come first: what their arrivals lead to is known before them, backwards.
        for stage in demand.stages.iter().rev() {
            let departments = demand.departments(stage);
            if stage.is_cycle
                && let Some(cycle) = cycles.next()
            {
                let mut solved: Vec<f64> =
                    departments.iter().map(|&department| adjoint[department]).collect();
                cycle.solve(&mut solved);
                for (&department, solved) in departments.iter().zip(solved) {
                    adjoint[department] = solved;
                }
            }
            for &department in departments {
                let passed = adjoint[department];
                for index in demand.flows_to(department) {
                    let consumer = demand.request_flows[index].consumer;
                    let is_inside = demand.place_in(stage, consumer).is_some();
                    if let Some(asking) = adjoint.get_mut(consumer.index()).filter(|_| !is_inside) {
                        *asking += self.request_flows[index].jobs * passed;
                    }
                }
            }
        }
        adjoint
    }
}

/// Makes the secants of one comparison.
struct DemandJacobianBuilder<'a> {
    pair: &'a StatePair,
    demand: &'a Demand,
    before: &'a DepartmentLoads,
    after: &'a DepartmentLoads,
    splitter: Splitter<'a>,
}

/// What changes the requests on a service, given whether it is left standing before and after.
fn cause_of_requests(entry: EdgeIx, leaves_standing: [bool; 2]) -> Cause {
    if leaves_standing[0] == leaves_standing[1] {
        Cause::Value(Parameter::Demand(entry))
    } else {
        Cause::Running(entry)
    }
}

impl DemandJacobianBuilder<'_> {
    fn make(mut self, secants: Option<&Secants>) -> Result<DemandJacobian, Singular> {
        let arrivals = self.before.arrivals.iter().chain(&self.after.arrivals);
        if arrivals.into_iter().any(|arrivals| !arrivals.is_finite()) {
            return Err(Singular);
        }
        let demand = self.demand;
        let mut flow = DemandJacobian {
            workforces: Vec::new(),
            request_flows: Vec::with_capacity(demand.request_flows.len()),
            asked: self.newly_asked(),
            cycles: Vec::new(),
        };
        for request_flow in &demand.request_flows {
            let partials = self.request_flow(request_flow, &mut flow.asked);
            flow.request_flows.push(partials);
        }
        for cycle in demand.stages.iter().filter(|stage| stage.is_cycle) {
            flow.cycles.push(self.cycle(cycle, &flow.request_flows)?);
        }
        for workforce in &demand.workforces {
            let is_set =
                |side: &StateView| side.overrides.capability(workforce.department).is_some();
            if !is_set(&self.pair.before) && !is_set(&self.pair.after) {
                flow.workforces.push(self.workforce(workforce.department, secants));
            }
        }
        Ok(flow)
    }

    fn workforce(&mut self, department: DeptIx, secants: Option<&Secants>) -> WorkforcePartials {
        let party = PartyIx::from(department);
        let Self { pair, demand, before, after, splitter } = self;
        let at = |side: &StateView, load: &DepartmentLoads| {
            let workforce = demand.workforce_of(department)?;
            Some(WorkforcePoint {
                workforce_state: WorkforceState::new(workforce, &side.overrides),
                arrivals: load.arrivals[party],
                satisfaction: side.satisfaction(department),
            })
        };
        let ends = at(&pair.before, before).zip(at(&pair.after, after));
        let (split, skill, agents) = ends.map_or_else(Default::default, |(before, after)| {
            let split = if pair.is_one_state {
                WorkforceSplit::slopes(after)
            } else {
                WorkforceSplit::between(before, after)
            };
            let (old, new) = (before.workforce_state, after.workforce_state);
            (split, new.skill - old.skill, new.agents() - old.agents())
        });
        let change = pair.after.own(party) - pair.before.own(party);
        let known = secants.and_then(|secants| {
            let from = secants.own.partition_point(|part| part.party < party);
            let own = secants.own[from..].iter().take_while(|part| part.party == party);
            own.into_iter()
                .find(|part| part.cause == Cause::Value(Parameter::Capability(department)))
        });
        // As the party's own split has it, settled.
        let of_capability = match known {
            Some(part) if change != 0.0 => part.change / change,
            _ => splitter.split(party).capability,
        };
        let mut served = Vec::new();
        let mut own = Vec::new();
        if split.satisfaction != 0.0 {
            let satisfied = splitter.satisfaction(party);
            let layout = pair.network.layout();
            let providers = layout.row(party).map(|entry| layout.provider(entry));
            served.extend(providers.zip(satisfied.service.iter().copied()));
            own.clone_from(&satisfied.own);
        }
        WorkforcePartials { department, of_capability, split, skill, agents, served, own }
    }

    fn request_flow(
        &mut self,
        request_flow: &RequestFlow,
        asked: &mut Vec<(DeptIx, Cause, f64)>,
    ) -> RequestPartials {
        let Self { pair, before, after, splitter, .. } = self;
        let layout = pair.network.layout();
        let is_department = layout.is_department(request_flow.consumer);
        let rate = |side: &StateView| request_flow.rate_under(layout, &side.overrides);
        let rates = (rate(&pair.before), rate(&pair.after));
        let jobs =
            |load: &DepartmentLoads| load.arrivals.get(request_flow.consumer.index()).copied();
        // Requests are jobs, or demand, times repeats: a product of two that move.
        let counted = match jobs(before).zip(jobs(after)) {
            Some((before, after)) => (before * rates.0, after * rates.1),
            None => rates,
        };
        let mean = |(before, after): (f64, f64)| 0.5 * (before + after);
        let (received, split) = splitter.receiving(request_flow.consumer, request_flow.entry);
        let retries = (
            request_flow.retries_under(&pair.before.overrides),
            request_flow.retries_under(&pair.after.overrides),
        );
        let missed = (1.0 - received.0, 1.0 - received.1);
        let repeats = 1.0 + mean((retries.0 * missed.0, retries.1 * missed.1));
        let of_received = 0.0 - mean(retries) * mean(counted);
        let made_again = mean(counted) * mean(missed) * (retries.1 - retries.0);
        if made_again != 0.0 {
            let cause = Cause::Value(Parameter::Retries(request_flow.entry));
            asked.push((request_flow.provider, cause, made_again));
        }
        let row = pair.network.layout().row(request_flow.consumer);
        let of_quality = of_received * split.service[request_flow.entry - row.start];
        for &(cause, change) in &split.own {
            if of_received != 0.0 {
                asked.push((request_flow.provider, cause, of_received * change));
            }
        }
        // What a job leads to differs only where the service is started or stopped.
        let jobs = jobs(before).zip(jobs(after)).map_or(1.0, mean);
        let demanded = jobs * repeats * (rates.1 - rates.0);
        let leaves_standing = [&pair.before, &pair.after]
            .map(|side| side.overrides.leaves_standing(layout, request_flow.entry));
        if demanded != 0.0 {
            let cause = cause_of_requests(request_flow.entry, leaves_standing);
            asked.push((request_flow.provider, cause, demanded));
        }
        let is_never_asked = leaves_standing == [true; 2];
        RequestPartials {
            jobs: if is_department { mean(rates) * repeats } else { 0.0 },
            received: of_received,
            quality: of_quality,
            demand: if is_department || is_never_asked { 0.0 } else { repeats },
            retries: mean(counted) * mean(missed),
        }
    }

    /// Demand that scenarios set on services which state none.
    fn newly_asked(&self) -> Vec<(DeptIx, Cause, f64)> {
        let layout = self.pair.network.layout();
        let sides = [&self.pair.before, &self.pair.after].map(|side| &side.overrides);
        let demands = sides.into_iter().flat_map(Overrides::demands);
        let mut entries: Vec<_> = demands.map(|(entry, _)| entry).collect();
        entries.sort_unstable();
        entries.dedup();
        let asked = entries.into_iter().filter_map(|entry| {
            let provider = layout.provider(entry);
            if self.demand.request_flow(provider, entry).is_some() {
                return None;
            }
            let leaves_standing = sides.map(|side| side.leaves_standing(layout, entry));
            let rate = |side: usize| {
                let rate = sides[side].value(Parameter::Demand(entry)).unwrap_or_default();
                if leaves_standing[side] { 0.0 } else { rate }
            };
            let change = rate(1) - rate(0);
            let cause = cause_of_requests(entry, leaves_standing);
            (change != 0.0).then_some((provider, cause, change))
        });
        asked.collect()
    }

    /// A cycle: what reaches each department's arrivals from what they lead to.
    fn cycle(
        &self,
        cycle: &TrafficStage,
        request_flows: &[RequestPartials],
    ) -> Result<RequestCycleFactors, Singular> {
        let departments = self.demand.departments(cycle);
        let mut passed = Vec::new();
        for (asked, &department) in departments.iter().enumerate() {
            for index in self.demand.flows_to(department) {
                let consumer = self.demand.request_flows[index].consumer;
                if let Some(asking) = self.demand.place_in(cycle, consumer) {
                    passed.push((asked, asking, request_flows[index].jobs));
                }
            }
        }
        RequestCycleFactors::new(departments.len(), passed)
    }
}
