//! `Measured::apply`: an organisation with what was measured.

use indexmap::IndexMap;

use super::estimate::Estimate;
use super::measured::{Basis, Measured, MeasuredCondition};
use crate::id::PartyId;
use crate::organisation::{
    Department, Invalid, Organisation, OrganisationBuilder, PartyRef, Service, Staffing,
};

impl Measured {
    /// Writes what was measured into an organisation: conditions of services, capabilities of
    /// departments, each with its interval and its origin, patience of those who wait, and requests
    /// per job.
    ///
    /// A condition is what the consumer of a service was given, on its own scale, over the capability
    /// of its provider where that is written as well; a service without tickets takes that of its
    /// provider's others, and one of whose provider nothing is known stays as it is. A capability is
    /// written where it was read as such, and, from observed quality, of departments that receive
    /// nothing: what others deliver depends on what they receive, and is for a fit to tell apart. What
    /// tickets show of a department is written in the conditions of its services, and not once more. Requests per job are written where
    /// tickets say them. Handling times are elapsed and
    /// not worked, and stay out of staffing.
    ///
    /// # Errors
    ///
    /// [`Invalid`] where the organisation is another one than was measured.
    ///
    /// # Complexity
    ///
    /// Linear in the organisation for each department that changes.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::evidence::{Evidence, IndicatorReading, Measuring, IndicatorValue};
    /// use knockon::time::Subject;
    /// use knockon::{Department, ExternalCustomer, Organisation, Service};
    ///
    /// let organisation = Organisation::builder("Ferry")
    ///     .department(Department::new("deck"))
    ///     .customer(ExternalCustomer::person("passengers"))
    ///     .service(Service::new("crossing", "deck", "passengers").dependence(0.5))
    ///     .build()?;
    /// let mut builder = Evidence::builder(&organisation);
    /// let deck = Subject::Party("deck".to_owned());
    /// let read = IndicatorReading::new("2026-03-02T09:00:00Z".parse()?, deck, IndicatorValue::Observed(0.8));
    /// builder.indicator(&read);
    /// let measured = builder.build()?.measure(&Measuring::until("2026-04-01T00:00:00Z".parse()?))?;
    /// let network = measured.apply(&organisation)?.compile()?;
    /// assert_eq!(network.baseline().quality("passengers").unwrap(), 0.9);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn apply(&self, organisation: &Organisation) -> Result<Organisation, Invalid> {
        let mut builder = organisation.to_builder();
        let mut levels = IndexMap::new();
        for party in organisation.departments() {
            let capability = self.capability_to_write(party);
            let staffing = self.staffing_to_write(party);
            if capability.is_none() && staffing.is_none() {
                continue;
            }
            let Ok(mut department) = Department::try_from(party) else { continue };
            if let Some(staffing) = staffing {
                department = department.staffing(staffing);
            } else if let Some(capability) = capability {
                levels.insert(party.id().clone(), capability.value);
                department = department
                    .capability(capability.value)
                    .capability_range(capability.stated_range());
            }
            builder = builder.replace_department(department);
        }
        self.write_services(organisation, builder, MeasuredCondition::is_known, &levels).build()
    }

    /// The same for an organisation whose levels a [`fit`](super::fit::fit) states: no capability is
    /// written, and conditions are those of services with readings of their own, relative to the
    /// quality that was measured of their provider, which a fit states as its level.
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply).
    ///
    /// # Complexity
    ///
    /// As that.
    pub fn apply_beside_levels(
        &self,
        organisation: &Organisation,
    ) -> Result<Organisation, Invalid> {
        let mut builder = organisation.to_builder();
        for party in organisation.departments() {
            let staffing = self.staffing_to_write(party);
            let (Some(staffing), Ok(department)) = (staffing, Department::try_from(party)) else {
                continue;
            };
            builder = builder.replace_department(department.staffing(staffing));
        }
        let read = self.qualities().filter(|(_, quality)| !quality.series.is_empty());
        let levels = read.map(|(id, quality)| (id.clone(), quality.estimate.value)).collect();
        let has_own = |found: &MeasuredCondition| found.basis != Basis::Others;
        self.write_services(organisation, builder, has_own, &levels).build()
    }

    /// What a department could do on its own: as it was read, or what it delivered where it receives
    /// nothing. What its tickets show stands in the conditions of its services.
    fn capability_to_write(&self, party: PartyRef<'_>) -> Option<Estimate> {
        let read = self.capability(party.id()).map(|found| found.estimate);
        let observed = self.quality(party.id()).filter(|found| {
            let is_its_own = !matches!(found.basis, Basis::Others | Basis::Tickets);
            is_its_own && party.services_received().next().is_none()
        });
        read.or(observed.map(|found| found.estimate))
    }

    /// The staffing of a department with the patience that was measured.
    fn staffing_to_write(&self, party: PartyRef<'_>) -> Option<Staffing> {
        let patience = self.flow(party.id())?.patience_seconds?;
        let is_finite = patience.value.is_finite();
        let staffing = party.staffing().filter(|_| is_finite)?;
        Some((*staffing).patience_minutes(patience.value / 60.0))
    }

    /// Writes conditions and requests per job; a condition is relative to the level of its provider
    /// where that is written as well, for the consumer is given the product of both.
    fn write_services(
        &self,
        organisation: &Organisation,
        mut builder: OrganisationBuilder,
        is_written: impl Fn(&MeasuredCondition) -> bool,
        levels: &IndexMap<PartyId, f64>,
    ) -> OrganisationBuilder {
        for service in organisation.services() {
            let condition = self.condition(service.id()).filter(|found| is_written(found));
            let condition = condition.map(|found| found.estimate);
            let (consumer, provider) = (service.consumer().id(), service.provider().id());
            let asked = self.all_requests().iter().find(|found| {
                let is_pair = found.consumer == *consumer && found.provider == *provider;
                // Volumes are those of all consumers together.
                is_pair && found.basis == Basis::Tickets
            });
            let is_job = service.consumer().is_department();
            let requests = asked.filter(|_| is_job).map(|found| found.estimate);
            if condition.is_none() && requests.is_none() {
                continue;
            }
            let mut stated = Service::from(service);
            if let Some(condition) = condition {
                let level = levels.get(provider).map_or(1.0, |level| level.max(LEAST_LEVEL));
                let of_level = |number: f64| (number / level).min(1.0);
                let condition = Estimate {
                    value: of_level(condition.value),
                    low: of_level(condition.low),
                    high: of_level(condition.high),
                    ..condition
                };
                stated =
                    stated.condition(condition.value).condition_range(condition.stated_range());
            }
            if let Some(requests) = requests {
                stated = stated.requests_per_job(requests.value);
            }
            builder = builder.replace_service(service.id(), stated);
        }
        builder
    }
}

/// Of a provider that delivers next to nothing, conditions are not divided by less.
const LEAST_LEVEL: f64 = 1e-3;
