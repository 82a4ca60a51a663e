//! Derivatives by way of load: what departments have to do, and what is asked of them.

use super::jacobian::{DemandJacobian, RequestPartials};
use crate::explain::jacobian::{Splitter, Wanted};
use crate::explain::state_pair::StatePair;
use crate::network::{EdgeIx, Layout, PartyIx};
use crate::rule::secant::times;

/// The adjoint of what departments have to do.
#[derive(Debug)]
pub(crate) struct DemandAdjoints {
    pub(crate) flow: DemandJacobian,
    /// Of every department's capability.
    pub(crate) capability: Vec<f64>,
    /// Of every department's arrivals.
    pub(crate) arrivals: Vec<f64>,
    /// Of every department's quality, by way of load alone.
    pub(crate) passed: Vec<f64>,
}

impl DemandAdjoints {
    /// The adjoint of what arrives at the provider of a service, and the slopes of its requests, where
    /// it states any.
    pub(crate) fn requests(
        &self,
        layout: &Layout,
        entry: EdgeIx,
    ) -> (f64, Option<RequestPartials>) {
        let provider = layout.provider(entry);
        let demand = layout.demand();
        let request_flow = demand.and_then(|demand| demand.request_flow(provider, entry));
        let partials = request_flow.map(|index| self.flow.request_flows[index]);
        (self.arrivals[provider], partials)
    }

    /// What a service's condition and dependence are worth by way of load: by satisfied people, and
    /// by requests that need not be made again.
    pub(crate) fn of_service(
        &self,
        splitter: &mut Splitter<'_>,
        party: PartyIx,
        entry: EdgeIx,
    ) -> (f64, f64) {
        let layout = splitter.layout();
        let place = entry - layout.row(party).start;
        let (mut condition, mut dependence) = (0.0, 0.0);
        let department = layout.department(party);
        if let Some(workforce) = department.and_then(|it| self.flow.workforce(it)) {
            let satisfied = self.capability[party] * workforce.split.satisfaction;
            if satisfied != 0.0 {
                let split = splitter.satisfaction(party);
                condition += times(satisfied, split.condition[place]);
                dependence += times(satisfied, split.dependence[place]);
            }
        }
        if let (arrivals, Some(requests)) = self.requests(layout, entry) {
            let received = arrivals * requests.received;
            if received != 0.0 {
                let (_, split) = splitter.receiving(party, entry);
                condition += times(received, split.condition[place]);
            }
        }
        (condition, dependence)
    }

    /// Adds that to the slopes of all services, by stated number.
    pub(crate) fn add_services(&self, pair: &StatePair, slopes: &mut [(f64, f64)]) {
        let layout = pair.network.layout();
        let mut splitter = Splitter::new(pair, Wanted::Slopes);
        let of_workforces = self.flow.workforces.iter().flat_map(|workforce| {
            let party = PartyIx::from(workforce.department);
            layout.row(party).map(move |entry| (party, entry))
        });
        let request_flows = layout.demand().into_iter().flat_map(|demand| &demand.request_flows);
        let of_flows =
            request_flows.map(|request_flow| (request_flow.consumer, request_flow.entry));
        let mut acting: Vec<_> = of_workforces.chain(of_flows).collect();
        acting.sort_unstable();
        acting.dedup();
        for (party, entry) in acting {
            let (condition, dependence) = self.of_service(&mut splitter, party, entry);
            let slope = &mut slopes[layout.stated_service(entry).index()];
            slope.0 += condition;
            slope.1 += dependence;
        }
    }
}
