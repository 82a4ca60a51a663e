//! What files measured of services, which stands beside an organisation and not in it.

use indexmap::IndexMap;

use super::mapping::Mapping;
use super::record::{MeasuredReading, Records};
use crate::id::ServiceId;
use crate::organisation::{Organisation, Scenario, ServiceRef};
use crate::time::Event;

/// What all files measured, by the ids of those it is between.
#[derive(Debug, Default)]
pub(super) struct MeasuredServices {
    conditions: Vec<([String; 2], f64)>,
    readings: Vec<([String; 2], MeasuredReading)>,
}

impl MeasuredServices {
    /// Takes what one file measured.
    pub(super) fn take(&mut self, records: &mut Records, mapping: &Mapping) {
        let ids = |one: &str, other: &str| [one, other].map(|it| mapping.ids.id(it));
        let conditions = records.conditions.drain(..);
        self.conditions.extend(conditions.map(|(from, to, it)| (ids(&from, &to), it)));
        let readings = records.readings.drain(..);
        self.readings.extend(readings.map(|it| (ids(&it.ends.0, &it.ends.1), it)));
    }

    /// A scenario of the conditions in the end, if any, and those over time, by the ids of services.
    pub(super) fn beside(&self, organisation: &Organisation) -> (Option<Scenario>, Vec<Event>) {
        if self.conditions.is_empty() && self.readings.is_empty() {
            return (None, Vec::new());
        }
        let services = ServicesByEnds::of(organisation);
        let name = format!("{}, as measured", organisation.name());
        let scenario =
            self.conditions.iter().fold(Scenario::new(name), |scenario, (ends, it)| match services
                .between(ends)
            {
                Some(service) => scenario.condition(service.as_str(), *it),
                None => scenario,
            });
        let event = |(ends, reading): &([String; 2], MeasuredReading)| {
            let service = services.between(ends)?;
            let event = Event::service(reading.at, service.as_str(), reading.condition);
            Some(event.volume(reading.requests))
        };
        let mut history: Vec<Event> = self.readings.iter().filter_map(event).collect();
        history.sort_by_key(|event| event.at);
        ((!self.conditions.is_empty()).then_some(scenario), history)
    }
}

/// The ids of services by those they are between.
struct ServicesByEnds(IndexMap<[String; 2], ServiceId>);

impl ServicesByEnds {
    fn of(organisation: &Organisation) -> Self {
        let ends = |service: ServiceRef<'_>| {
            [service.provider().id(), service.consumer().id()].map(|it| it.as_str().to_owned())
        };
        Self(organisation.services().map(|it| (ends(it), it.id().clone())).collect())
    }

    /// The service between two, whichever of them provides.
    fn between(&self, ends: &[String; 2]) -> Option<&ServiceId> {
        let [one, other] = ends;
        self.0.get(ends).or_else(|| self.0.get(&[other.clone(), one.clone()]))
    }
}
