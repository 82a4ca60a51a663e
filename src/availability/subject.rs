//! Whom availability is asked about.

use super::options::{AvailabilityError, AvailabilityOptions};
use crate::network::{DeptIx, EdgeIx, Layout, Overrides, PartyIx, ServiceState};
use crate::organisation::Dependability;
use crate::rule::transfer;
use crate::time::Subject;

/// A party, or what is received on a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SubjectIx {
    Party(PartyIx),
    Service(EdgeIx),
}

impl SubjectIx {
    pub(super) fn of(layout: &Layout, subject: &Subject) -> Result<Self, AvailabilityError> {
        Ok(match subject {
            Subject::Party(id) => Self::Party(layout.known(id)?),
            Subject::Service(id) => Self::Service(layout.known_service(id)?),
        })
    }

    /// Those asked about: as options say, or all external customers and whoever states a target.
    pub(super) fn all(
        layout: &Layout,
        options: &AvailabilityOptions,
    ) -> Result<Vec<Self>, AvailabilityError> {
        if !options.subjects.is_empty() {
            let mut subjects = Vec::new();
            for subject in &options.subjects {
                let subject = Self::of(layout, subject)?;
                if !subjects.contains(&subject) {
                    subjects.push(subject);
                }
            }
            return Ok(subjects);
        }
        let customers = layout.customers_as_stated().iter().map(|&party| Self::Party(party));
        let with_target = with_targets(layout).into_iter().map(|(subject, _)| subject);
        let is_customer = |subject: &Self| match *subject {
            Self::Party(party) => !layout.is_department(party),
            Self::Service(_) => false,
        };
        let others = with_target.filter(|subject| !is_customer(subject));
        Ok(customers.chain(others).collect())
    }

    pub(super) fn name(self, layout: &Layout) -> Subject {
        match self {
            Self::Party(party) => Subject::Party(layout.party_id(party).to_string()),
            Self::Service(entry) => Subject::Service(layout.service_id(entry).to_string()),
        }
    }

    /// What is stated of it.
    pub(super) fn stated(self, layout: &Layout) -> Dependability {
        let Some(organisation) = layout.names().organisation() else {
            return Dependability::default();
        };
        let stated = organisation.stated();
        match self {
            Self::Party(party) => stated.parties.dependability(layout.stated(party).index()),
            Self::Service(entry) => {
                let service = layout.stated_service(entry).index();
                Dependability::of(stated.services[service].dependability.as_deref())
            }
        }
    }

    /// The party whose quality decides: itself, or the provider of the service.
    pub(super) fn party(self, layout: &Layout) -> PartyIx {
        match self {
            Self::Party(party) => party,
            Self::Service(entry) => layout.provider(entry).into(),
        }
    }

    /// What it gets in a state where that party has a quality: nothing from one that is lost.
    pub(super) fn quality(self, layout: &Layout, overrides: &Overrides, of_party: f64) -> f64 {
        match self {
            Self::Party(_) => of_party,
            Self::Service(entry) => {
                let detail = layout.row_detail(entry);
                match overrides.service_state(entry, detail) {
                    ServiceState::Stopped => 0.0,
                    ServiceState::Running(condition) => {
                        let arriving = condition * of_party;
                        detail.map_or(arriving, |it| transfer::felt(&it.transfer, arriving))
                    }
                }
            }
        }
    }

    /// The department whose loss leaves it nothing.
    pub(super) fn department(self, layout: &Layout) -> Option<DeptIx> {
        layout.department(self.party(layout))
    }
}

/// Everybody who states a target, as stated: parties, then services.
pub(super) fn with_targets(layout: &Layout) -> Vec<(SubjectIx, f64)> {
    let parties = layout.in_stated_order().iter().map(|&party| SubjectIx::Party(party));
    let mut found: Vec<_> =
        parties.filter_map(|subject| Some((subject, subject.stated(layout).target?))).collect();
    if let Some(organisation) = layout.names().organisation() {
        let services = &organisation.stated().services;
        let edges = layout.stated_services().filter(|it| {
            services.stated_terms(it.index()).is_some_and(|terms| terms.dependability.is_some())
        });
        let edges = edges.map(|service| SubjectIx::Service(layout.edge(service)));
        found.extend(edges.filter_map(|it| Some((it, it.stated(layout).target?))));
    }
    found
}
