//! Every state of every event, one by one, each a solve of a scenario.

use knockon::organisation::Failure;
use knockon::{Network, Organisation, Scenario};

/// An event: what it is called, its chance, and whom it takes down to what.
pub(super) struct Event {
    pub(super) name: String,
    pub(super) probability: f64,
    departments: Vec<(String, f64)>,
    services: Vec<(String, f64)>,
}

/// What all states add up to, for one party.
pub(super) struct Answer {
    pub(super) expected: f64,
    pub(super) unavailability: f64,
    /// Sets of events by their position, each sorted, all sorted.
    pub(super) cut_sets: Vec<Vec<usize>>,
    pub(super) importance: Vec<EventImportance>,
}

pub(super) struct EventImportance {
    pub(super) with: f64,
    pub(super) without: f64,
    pub(super) failed_with: f64,
    pub(super) in_cut: f64,
}

/// The events that an organisation states.
pub(super) fn events(organisation: &Organisation) -> Vec<Event> {
    let mut events = Vec::new();
    let left = |failure: Option<Failure>| failure.map_or(0.0, |it| it.when_down);
    for party in organisation.departments() {
        if let Some(failure) = party.failure() {
            let id = party.id().to_string();
            let departments = vec![(id.clone(), failure.when_down)];
            let probability = failure.unavailability();
            events.push(Event { name: id, probability, departments, services: Vec::new() });
        }
    }
    for service in organisation.services() {
        if let Some(failure) = service.failure() {
            let id = service.id().to_string();
            let services = vec![(id.clone(), failure.when_down)];
            let probability = failure.unavailability();
            events.push(Event { name: id, probability, departments: Vec::new(), services });
        }
    }
    for cause in organisation.common_causes() {
        let of_department =
            |id: &String| (id.clone(), left(organisation.party(id).unwrap().failure()));
        let of_service =
            |id: &String| (id.clone(), left(organisation.service(id).unwrap().failure()));
        events.push(Event {
            name: cause.id.clone(),
            probability: cause.probability,
            departments: cause.departments.iter().map(of_department).collect(),
            services: cause.services.iter().map(of_service).collect(),
        });
    }
    events
}

/// The scenario of a state, and whether a party is lost.
fn scenario(
    organisation: &Organisation,
    events: &[Event],
    state: u32,
    of: &str,
) -> (Scenario, bool) {
    let held = || events.iter().enumerate().filter(move |(bit, _)| state >> bit & 1 == 1);
    let mut capability: Vec<(String, f64)> = Vec::new();
    let mut condition: Vec<(String, f64)> = Vec::new();
    let note = |list: &mut Vec<(String, f64)>, id: &str, value: f64| match list
        .iter_mut()
        .find(|(known, _)| known == id)
    {
        Some((_, least)) => *least = least.min(value),
        None => list.push((id.to_owned(), value)),
    };
    let mut is_lost = false;
    for (_, event) in held() {
        for (id, left) in &event.departments {
            let party = organisation.party(id).unwrap();
            if *left > 0.0 {
                note(&mut capability, id, left.min(party.capability().unwrap().get()));
            } else {
                is_lost |= id == of;
                for service in party.services_provided() {
                    note(&mut condition, service.id().as_str(), 0.0);
                }
            }
        }
        for (id, left) in &event.services {
            let stated = organisation.service(id).unwrap().condition().get();
            note(&mut condition, id, left.min(stated));
        }
    }
    let mut scenario = Scenario::new("state");
    for (id, value) in capability {
        scenario = scenario.capability(id, value);
    }
    for (id, value) in condition {
        scenario =
            if value > 0.0 { scenario.condition(id, value) } else { scenario.stop_service(id) };
    }
    (scenario, is_lost)
}

/// Solves all states.
pub(super) fn answer(
    organisation: &Organisation,
    network: &Network,
    party: &str,
    threshold: f64,
) -> Answer {
    let events = events(organisation);
    assert!(events.len() <= 12);
    let states = 1_u32 << events.len();
    let chance = |state: u32| -> f64 {
        let of = |(bit, event): (usize, &Event)| {
            if state >> bit & 1 == 1 { event.probability } else { 1.0 - event.probability }
        };
        events.iter().enumerate().map(of).product()
    };
    let quality: Vec<f64> = (0..states)
        .map(|state| {
            let (scenario, is_lost) = scenario(organisation, &events, state, party);
            let solved = network.solve(&scenario).unwrap();
            if is_lost { 0.0 } else { solved.quality(party).unwrap().get() }
        })
        .collect();
    let fails = |state: u32| quality[state as usize] < threshold;
    let minimal: Vec<u32> = (0..states)
        .filter(|&state| fails(state))
        .filter(|&state| {
            (0..events.len()).all(|bit| state >> bit & 1 == 0 || !fails(state & !(1 << bit)))
        })
        .collect();
    let sum = |counts: &dyn Fn(u32) -> f64| -> f64 {
        (0..states).map(|state| chance(state) * counts(state)).sum()
    };
    let importance = (0..events.len()).map(|bit| {
        let p = events[bit].probability;
        let has = |state: u32| state >> bit & 1 == 1;
        let failed_with = sum(&|state| f64::from(fails(state) && has(state)));
        let failed_without = sum(&|state| f64::from(fails(state) && !has(state)));
        let in_cut = sum(&|state| {
            f64::from(minimal.iter().any(|&cut| cut >> bit & 1 == 1 && cut & !state == 0))
        });
        let (with, without) = (failed_with / p, failed_without / (1.0 - p));
        EventImportance { with, without, failed_with, in_cut }
    });
    let set = |cut: &u32| (0..events.len()).filter(|bit| cut >> bit & 1 == 1).collect();
    let mut cut_sets: Vec<Vec<usize>> = minimal.iter().map(set).collect();
    cut_sets.sort();
    Answer {
        expected: sum(&|state| quality[state as usize]),
        unavailability: sum(&|state| f64::from(fails(state))),
        cut_sets,
        importance: importance.collect(),
    }
}
