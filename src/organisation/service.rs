//! A directed edge from a provider to a consumer.

use std::sync::Arc;

use chrono::TimeDelta;

use super::store::interner::SEPARATOR;
use super::{Criticality, Dependability, Failure, ServiceTerms, StatedRange, Transfer};
use crate::id::ServiceId;

/// Statement of a service that a department provides to a party.
///
/// A service that names no need is a need of its own, and states how much its consumer depends on
/// it. A service [for a need](Service::for_need) shares that need with others.
///
/// # Examples
///
/// ```
/// use chrono::TimeDelta;
/// use knockon::Service;
///
/// let laptops = Service::new("it-hr", "it", "hr").dependence(0.6).lag(TimeDelta::days(3));
/// let freight = Service::between("carrier", "warehouse").for_need("freight").weight(2.0);
/// # let _ = (laptops, freight);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Service {
    pub(crate) id: Option<ServiceId>,
    pub(crate) name: Option<String>,
    pub(crate) provider: Arc<str>,
    pub(crate) consumer: Arc<str>,
    pub(crate) dependence: Option<f64>,
    pub(crate) terms: ServiceTerms,
}

impl Service {
    /// The longest lag a service may have: ten years of at most three leap days.
    pub const MAX_LAG: TimeDelta = TimeDelta::days(3653);

    /// States a service with an id.
    pub fn new(
        id: impl Into<String>,
        provider: impl Into<String>,
        consumer: impl Into<String>,
    ) -> Self {
        let mut service = Self::between(provider, consumer);
        service.id = Some(ServiceId::new(id.into()));
        service
    }

    /// States a service whose id is `provider>consumer`, or `provider>consumer>name` where the
    /// pair has several.
    pub fn between(provider: impl Into<String>, consumer: impl Into<String>) -> Self {
        Self::joining(provider.into().into(), consumer.into().into())
    }

    /// States a service without an id; its ends share their texts.
    pub(crate) fn joining(provider: Arc<str>, consumer: Arc<str>) -> Self {
        Self {
            id: None,
            name: None,
            provider,
            consumer,
            dependence: None,
            terms: ServiceTerms::PLAIN,
        }
    }

    /// Names it for people; the id serves otherwise.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Makes it one of the services of a declared need of its consumer.
    pub fn for_need(mut self, need: impl Into<String>) -> Self {
        self.terms.need = Some(need.into().into());
        self
    }

    /// Sets the share of the consumer's quality that is lost when the need is wholly unmet, 0..=1.
    pub fn dependence(mut self, dependence: f64) -> Self {
        self.dependence = Some(dependence);
        self
    }

    /// States how well its dependence is known.
    pub fn dependence_range(mut self, range: StatedRange) -> Self {
        self.terms.ranges.get_or_insert_default().dependence = Some(range);
        self
    }

    /// Sets its weight, 0 or 1e-100..=1e100: the need's weight for a service that is its own
    /// need, the weight within the need otherwise. Where it is an exponent, under full weighting and
    /// within a need under [`Substitution::Independent`](crate::Substitution::Independent), it is at
    /// most 1e15.
    pub fn weight(mut self, weight: f64) -> Self {
        self.terms.weight = weight;
        self
    }

    /// Sets the quality of this one service apart from its provider's, 0..=1.
    pub fn condition(mut self, condition: f64) -> Self {
        self.terms.condition = condition;
        self
    }

    /// States how well its condition is known.
    pub fn condition_range(mut self, range: StatedRange) -> Self {
        self.terms.ranges.get_or_insert_default().condition = Some(range);
        self
    }

    /// Says whether it runs, as it does unless told otherwise. One that does not belongs to the
    /// organisation, as a stand-in does: nothing is received on it, and nothing is asked of its
    /// provider, until a scenario [starts](crate::Scenario::start_service) it. Chains, roles and
    /// reach leave it out. A need counts it among its services.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Need, Organisation, Scenario, Service};
    /// use knockon::Substitution;
    ///
    /// let organisation = Organisation::builder("A dairy")
    ///     .department(Department::new("own lorries").capability(0.4))
    ///     .department(Department::new("haulier").capability(0.9))
    ///     .customer(ExternalCustomer::business("shops"))
    ///     .need(Need::new("shops", "delivery").dependence(1.0).substitution(Substitution::BestOf))
    ///     .service(Service::new("usual", "own lorries", "shops").for_need("delivery"))
    ///     .service(Service::new("hired", "haulier", "shops").for_need("delivery").running(false))
    ///     .build()?;
    /// let network = organisation.compile()?;
    /// assert!((network.baseline().quality("shops").unwrap().get() - 0.4).abs() < 1e-15);
    /// let hired = network.solve(&Scenario::new("hire").start_service("hired"))?;
    /// assert!((hired.quality("shops").unwrap().get() - 0.9).abs() < 1e-15);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn running(mut self, running: bool) -> Self {
        self.terms.running = running;
        self
    }

    /// Sets how the provider's quality is felt.
    pub fn transfer(mut self, transfer: Transfer) -> Self {
        self.terms.transfer = transfer;
        self
    }

    /// Caps the consumer's quality by how well this need is met.
    pub fn criticality(mut self, criticality: Criticality) -> Self {
        self.terms.criticality = Some(criticality);
        self
    }

    /// Sets how much later the consumer feels a change, in whole seconds up to
    /// [`MAX_LAG`](Self::MAX_LAG).
    pub fn lag(mut self, lag: TimeDelta) -> Self {
        self.terms.lag = lag;
        self
    }

    /// States the chance that it is up, apart from its provider, above 0 and up to 1; always unless
    /// stated. [`fails`](Self::fails) states more.
    pub fn available(self, availability: f64) -> Self {
        self.fails(Failure::available(availability))
    }

    /// States how often it fails, apart from its provider, and its condition then. Only
    /// [availability](crate::Network::availability) asks for it.
    pub fn fails(mut self, failure: Failure) -> Self {
        Dependability::set(&mut self.terms.dependability, |it| it.failure = Some(failure));
        self
    }

    /// Sets the quality received on it from which on it is good enough, above 0 and up to 1; all
    /// that is received with everything up, less 1e-9, unless set.
    pub fn threshold(mut self, quality: f64) -> Self {
        Dependability::set(&mut self.terms.dependability, |it| it.threshold = Some(quality));
        self
    }

    /// Sets the chance that it is good enough which its provider promises, above 0 and below 1.
    pub fn target(mut self, chance: f64) -> Self {
        Dependability::set(&mut self.terms.dependability, |it| it.target = Some(chance));
        self
    }

    /// Sets how many requests each job of the consuming department makes to the provider,
    /// 0 or 1e-12..=1e9; 0 unless set.
    pub fn requests_per_job(mut self, requests: f64) -> Self {
        self.terms.requests_per_job = requests;
        self
    }

    /// Sets how many requests the consuming external customer, the whole segment, makes to the
    /// provider per hour, 0 or 1e-12..=1e9; 0 unless set.
    pub fn demand_per_hour(mut self, requests: f64) -> Self {
        self.terms.demand_per_hour = requests;
        self
    }

    /// Sets how many more requests each makes for all of the quality it misses (failure demand),
    /// φ, 0 or 1e-12..=1e9: a request received at quality `y` counts `1 + φ · (1 − y)`; 0 unless set.
    pub fn retries(mut self, retries: f64) -> Self {
        self.terms.retries = retries;
        self
    }

    /// Sets how long an agent of the provider, at full effort, takes for one of these requests on
    /// average, 1e-9..=1e9 minutes; as the provider's [`Staffing`](crate::Staffing) says unless
    /// set.
    ///
    /// The waiting line of a provider whose services differ has the mean and the second moment of
    /// the mix of requests that stated demand makes where all quality is received. The mix stays
    /// so in every scenario and whatever is asked again: if it moved, more of the short requests
    /// would shorten the mean, and more demand could raise a quality.
    pub fn handling_minutes(mut self, minutes: f64) -> Self {
        self.terms.handling_minutes = Some(minutes);
        self
    }

    /// Sets how much handling times of these requests vary, as their standard deviation over their
    /// mean, 0..=1000: 0 for a fixed time, 1 for a random (exponential) one, which is the default.
    ///
    /// With requests that vary otherwise, and with a mix of different means, waits are those of
    /// random times multiplied by `(1 + c²) / 2`, `c` being the variation of the mix (Allen and
    /// Cunneen; exact for the mean wait at one agent).
    pub fn handling_variation(mut self, variation: f64) -> Self {
        self.terms.handling_variation = variation;
        self
    }

    /// Whether a party is one of its ends.
    pub(super) fn joins(&self, party: &str) -> bool {
        *self.provider == *party || *self.consumer == *party
    }

    /// The ids that statements may call it by: the one it states, else the one that follows from
    /// both ends, with and without its name.
    pub(super) fn known_ids(&self) -> Vec<String> {
        if let Some(id) = &self.id {
            return vec![id.to_string()];
        }
        let derived = |name: Option<&str>| {
            let mut id = String::new();
            Self::write_derived_id(&mut id, &self.provider, &self.consumer, name);
            id
        };
        let named = self.name.as_deref().map(|name| derived(Some(name)));
        named.into_iter().chain([derived(None)]).collect()
    }

    /// Whether an id is the one that follows from both ends.
    pub(super) fn is_of_pair(&self, id: &str) -> bool {
        self.beyond_pair(id) == Some("")
    }

    /// Whether it states no id, and one is the id that follows from both ends and the name.
    pub(super) fn is_named_by(&self, id: &str) -> bool {
        let beyond = self.beyond_pair(id).and_then(|rest| rest.strip_prefix(SEPARATOR));
        self.id.is_none() && self.name.is_some() && self.name.as_deref() == beyond
    }

    /// What follows on the id of its pair.
    pub(super) fn beyond_pair<'a>(&self, id: &'a str) -> Option<&'a str> {
        id.strip_prefix(&*self.provider)?.strip_prefix(SEPARATOR)?.strip_prefix(&*self.consumer)
    }

    /// Writes the id of a service that states none over a text; the name tells services of one
    /// pair apart.
    pub(crate) fn write_derived_id(
        text: &mut String,
        provider: &str,
        consumer: &str,
        name: Option<&str>,
    ) {
        text.clear();
        text.push_str(provider);
        text.push('>');
        text.push_str(consumer);
        if let Some(name) = name {
            text.push('>');
            text.push_str(name);
        }
    }
}
