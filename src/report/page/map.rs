//! What is on a map: all parties, or for each customer those on its strongest chains.

use indexmap::{IndexMap, IndexSet};

use super::layout::{MapLayout, PartyOnMap, ServedPair};
use crate::explain::{Explanation, Flows, Objective};
use crate::id::{PartyId, ServiceId};
use crate::organisation::{Organisation, PartyRef};

/// Up to how many parties one map shows.
const MOST_ON_MAP: usize = 60;
/// How many chains the map of a customer shows.
const CHAINS: usize = 15;

/// Every map of a page.
pub(super) struct Maps {
    pub(super) whole: Option<MapLayout>,
    pub(super) of_customers: IndexMap<PartyId, MapLayout>,
    pub(super) pairs: Vec<(usize, usize, f64)>,
}

impl Maps {
    pub(super) fn of(
        organisation: &Organisation,
        explanation: &Explanation,
        objective: Option<&Objective>,
        kept: &IndexSet<PartyId>,
        most_customers: usize,
    ) -> Self {
        let flows = objective.and_then(|objective| explanation.flows(objective).ok());
        let pairs = pairs(organisation, flows.as_ref(), kept);
        let layers = layers(organisation, explanation);
        if kept.len() == organisation.department_count() + organisation.customer_count() {
            let on_map: Vec<PartyRef<'_>> = organisation.parties().filter(is_connected).collect();
            if on_map.len() <= MOST_ON_MAP
                && let Some(whole) = whole(&on_map, &pairs, kept, &layers)
            {
                return Self {
                    whole: Some(whole),
                    of_customers: IndexMap::new(),
                    pairs: Vec::new(),
                };
            }
        }
        let customers = explanation.impact().customers().take(most_customers);
        let of_customers = customers
            .filter(|felt| kept.contains(&felt.id()))
            .filter_map(|felt| {
                Some((felt.id(), of_customer(organisation, explanation, &felt.id(), &layers)?))
            })
            .collect();
        let pairs = pairs.into_iter().map(|pair| (pair.provider, pair.consumer, pair.flow));
        Self { whole: None, of_customers, pairs: pairs.collect() }
    }
}

/// Whether a party serves or is served.
fn is_connected(party: &PartyRef<'_>) -> bool {
    party.services_provided().len() + party.services_received().len() > 0
}

/// Who serves whom, by their places among the parties of the page.
fn pairs(
    organisation: &Organisation,
    flows: Option<&Flows>,
    kept: &IndexSet<PartyId>,
) -> Vec<ServedPair> {
    let flow_of: IndexMap<&ServiceId, f64> =
        flows.iter().flat_map(|flows| &flows.services).map(|it| (&it.service, it.change)).collect();
    let mut pairs: IndexMap<(usize, usize), ServedPair> = IndexMap::new();
    for service in organisation.services() {
        let ends =
            [service.provider(), service.consumer()].map(|party| kept.get_index_of(party.id()));
        let [Some(provider), Some(consumer)] = ends else { continue };
        let pair = pairs.entry((provider, consumer)).or_insert_with(|| ServedPair {
            provider,
            consumer,
            services: Vec::new(),
            flow: 0.0,
        });
        pair.services.push(service.id().clone());
        pair.flow += flow_of.get(service.id()).copied().unwrap_or(0.0);
    }
    pairs.into_values().collect()
}

/// The layer of every department.
fn layers(organisation: &Organisation, explanation: &Explanation) -> IndexMap<PartyId, usize> {
    let layers = explanation.impact().after().network().layers();
    organisation.departments().map(|party| party.id().clone()).zip(layers).collect()
}

fn drawn(party: PartyRef<'_>, layers: &IndexMap<PartyId, usize>) -> PartyOnMap {
    let last = || layers.values().max().map_or(0, |layer| layer + 1);
    PartyOnMap {
        id: party.id().clone(),
        is_customer: !party.is_department(),
        layer: layers.get(party.id()).copied().unwrap_or_else(last),
    }
}

fn whole(
    on_map: &[PartyRef<'_>],
    pairs: &[ServedPair],
    kept: &IndexSet<PartyId>,
    layers: &IndexMap<PartyId, usize>,
) -> Option<MapLayout> {
    let parties: Vec<PartyOnMap> = on_map.iter().map(|party| drawn(*party, layers)).collect();
    let place: IndexMap<usize, usize> = on_map
        .iter()
        .enumerate()
        .filter_map(|(place, party)| Some((kept.get_index_of(party.id())?, place)))
        .collect();
    let moved = pairs.iter().filter_map(|pair| {
        let (provider, consumer) = (*place.get(&pair.provider)?, *place.get(&pair.consumer)?);
        Some(ServedPair { provider, consumer, ..pair.clone() })
    });
    MapLayout::of(&parties, &moved.collect::<Vec<_>>())
}

/// The parties on a customer's strongest chains; `None` where no chain has a share.
fn of_customer(
    organisation: &Organisation,
    explanation: &Explanation,
    customer: &PartyId,
    layers: &IndexMap<PartyId, usize>,
) -> Option<MapLayout> {
    let network = explanation.impact().after().network();
    let objective = Objective::party(network, customer.as_str()).ok()?;
    let mut on_map: IndexSet<PartyId> = IndexSet::new();
    let mut pairs: IndexMap<(usize, usize), ServedPair> = IndexMap::new();
    for share in explanation.chains(&objective).ok()?.take(CHAINS) {
        let parties = share.chain.parties().iter();
        let places: Vec<usize> = parties.map(|party| on_map.insert_full(party.clone()).0).collect();
        for (ends, service) in places.windows(2).zip(share.chain.services()) {
            let &[provider, consumer] = ends else { continue };
            let pair = pairs.entry((provider, consumer)).or_insert_with(|| ServedPair {
                provider,
                consumer,
                services: Vec::new(),
                flow: 0.0,
            });
            if !pair.services.contains(service) {
                pair.services.push(service.clone());
            }
            pair.flow += share.change;
        }
    }
    let parties: Vec<PartyOnMap> = on_map
        .iter()
        .filter_map(|id| organisation.party(id))
        .map(|party| drawn(party, layers))
        .collect();
    let pairs: Vec<ServedPair> = pairs.into_values().collect();
    if parties.len() == on_map.len() { MapLayout::of(&parties, &pairs) } else { None }
}
