//! `Valuation`: what an organisation states of money as a whole, and of what may happen to it.

use indexmap::IndexMap;

use super::{Coefficient, Incident};

/// Incidents, discount and currency of an organisation.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Valuation {
    pub(crate) incidents: Vec<Incident>,
    /// Per year; 0 where none is stated.
    pub(crate) discount: Option<Coefficient>,
    pub(crate) currency: Option<String>,
}

impl Valuation {
    /// Renames departments and services in every incident.
    pub(super) fn rename(
        &mut self,
        mut department: impl FnMut(&str) -> String,
        services: &IndexMap<String, String>,
    ) {
        for incident in &mut self.incidents {
            for (id, _) in incident.capabilities.iter_mut().chain(&mut incident.agents) {
                *id = department(id);
            }
            for (id, _) in &mut incident.conditions {
                if let Some(now) = services.get(id) {
                    id.clone_from(now);
                }
            }
        }
    }

    /// Leaves out what incidents set of departments and services that go; an incident that thereby
    /// sets nothing goes too.
    pub(super) fn without(
        &mut self,
        is_department_gone: impl Fn(&str) -> bool,
        is_service_gone: impl Fn(&str) -> bool,
    ) {
        self.incidents.retain_mut(|incident| {
            let was_empty = incident.is_empty();
            incident.capabilities.retain(|(id, _)| !is_department_gone(id));
            incident.agents.retain(|(id, _)| !is_department_gone(id));
            incident.conditions.retain(|(id, _)| !is_service_gone(id));
            was_empty || !incident.is_empty()
        });
    }

    /// Adds what another states; what both state differently of the whole is returned, by its key.
    pub(super) fn merge(&mut self, other: Self) -> Vec<&'static str> {
        let Self { incidents, discount, currency } = other;
        let places: IndexMap<String, usize> =
            self.incidents.iter().enumerate().map(|(at, one)| (one.name.clone(), at)).collect();
        for incident in incidents {
            // One of the same name that differs stays twice, and is reported.
            let same = places.get(&incident.name).and_then(|&place| self.incidents.get(place));
            if same != Some(&incident) {
                self.incidents.push(incident);
            }
        }
        let mut twice = Vec::new();
        match (self.discount, discount) {
            (Some(one), Some(two)) if one != two => twice.push("discount"),
            (one, two) => self.discount = one.or(two),
        }
        match (&self.currency, currency) {
            (Some(one), Some(two)) if *one != two => twice.push("currency"),
            (None, Some(two)) => self.currency = Some(two),
            _ => {}
        }
        twice
    }
}
