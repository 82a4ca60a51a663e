//! `Priors`: what is believed of dependences before anything is read.

use chrono::{DateTime, Utc};
use indexmap::IndexMap;

use super::problem::Prior;
use super::received::{NeedOf, needs_of};
use crate::evidence::judgement::{Judged, episode, pool};
use crate::organisation::{Organisation, Transfer};

/// How sure requests per job are of a dependence, as a standard deviation.
const OF_REQUESTS: f64 = 0.2;

/// What requests per job say: whoever asks for something in half of all jobs loses half of its
/// quality without it, or thereabouts.
pub(crate) fn requests_say(requests: f64) -> Prior {
    Prior { mean: requests.clamp(0.0, 1.0), standard_deviation: OF_REQUESTS }
}

pub(crate) fn prior_of(judged: Judged) -> Prior {
    Prior { mean: judged.mean, standard_deviation: judged.standard_deviation }
}

/// What somebody remembers: when a provider fell to so much, its consumer fell to so much, both
/// against usual.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Episode {
    /// The provider.
    pub provider: String,
    /// What was left of its quality, 0..=1.
    pub provider_left: f64,
    /// The consumer.
    pub consumer: String,
    /// What was left of its quality, 0..=1.
    pub consumer_left: f64,
    /// How well that is remembered, as a standard deviation; 0.05 at least.
    pub standard_deviation: f64,
    /// When it was: what else was received then is taken from readings of that period, where there
    /// are any, and is taken to have been as usual otherwise.
    pub at: Option<DateTime<Utc>>,
}

impl Episode {
    /// An episode of an unknown day, remembered as well as people do: give or take 0.05.
    pub fn new(
        provider: impl Into<String>,
        provider_left: f64,
        consumer: impl Into<String>,
        consumer_left: f64,
    ) -> Self {
        Self {
            provider: provider.into(),
            provider_left,
            consumer: consumer.into(),
            consumer_left,
            standard_deviation: 0.05,
            at: None,
        }
    }
}

/// What is believed of dependences before anything is read: by service, or as `consumer/name` of a
/// declared need.
///
/// A judgement goes before a class, a class before requests per job; without any of these every
/// dependence in 0..=1 is as likely as any other.
///
/// # Examples
///
/// ```
/// use knockon::evidence::fit::Priors;
/// use knockon::evidence::judgement::Judged;
///
/// let priors = Priors::default()
///     .judged("it-hr", Judged::new(0.6, 0.15))
///     .requests_per_job("it-ops", 0.3);
/// # let _ = priors;
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[must_use]
pub struct Priors {
    pub(crate) judged: IndexMap<String, Judged>,
    pub(crate) requests: IndexMap<String, f64>,
    pub(crate) episodes: Vec<Episode>,
    /// The share of a loss that a buffer absorbs, by service.
    pub(crate) buffers: IndexMap<String, f64>,
    /// What judgements do not say, and where they contradict each other.
    pub(crate) remarks: Vec<String>,
}

impl Priors {
    /// States what people judged.
    pub fn judged(mut self, need: impl Into<String>, judged: Judged) -> Self {
        self.judged.insert(need.into(), judged);
        self
    }

    /// States how many requests a job of the consumer makes.
    pub fn requests_per_job(mut self, need: impl Into<String>, requests: f64) -> Self {
        self.requests.insert(need.into(), requests);
        self
    }

    /// States that a buffer absorbs such a share of a loss of a service's provider, 0 or more and
    /// below 1: from there on the loss is felt in full where nothing is received.
    pub fn buffer(mut self, service: impl Into<String>, share: f64) -> Self {
        self.buffers.insert(service.into(), share);
        self
    }

    /// Returns what people judged, by need.
    pub fn judgements(&self) -> impl ExactSizeIterator<Item = (&str, Judged)> {
        self.judged.iter().map(|(need, judged)| (need.as_str(), *judged))
    }

    /// Returns what judgements do not say, and where they contradict each other.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// An organisation with the buffers that were judged.
    pub(crate) fn buffered(&self, organisation: &Organisation) -> Organisation {
        let stated = organisation.stated();
        let mut builder = organisation.to_builder();
        for (service, buffer) in &self.buffers {
            let place = stated.service_index(service);
            if let Some(service) = place.and_then(|at| builder.services.list().get_mut(at))
                && *buffer > 0.0
            {
                service.terms.transfer = Transfer::Ramp { from: 0.0, to: 1.0 - buffer };
            }
        }
        #[expect(clippy::expect_used, reason = "buffers were checked to be inside 0..1")]
        builder.build().expect("what was built stays valid with other transfers")
    }

    /// The same where episodes that are no rows of a fit are judgements instead: of consumers, or of
    /// needs, that were not read. `is_fitted` says of a consumer and a provider whether they are one.
    pub(crate) fn with_judged_episodes(
        &self,
        organisation: &Organisation,
        is_fitted: impl Fn(usize, usize) -> bool,
    ) -> Self {
        let mut priors = self.clone();
        let stated = organisation.stated();
        let mut remembered: IndexMap<String, Vec<Judged>> = IndexMap::new();
        for of in &self.episodes {
            let ends = (stated.party_index(&of.consumer), stated.party_index(&of.provider));
            let (Some(consumer), Some(provider)) = ends else { continue };
            let said = episode(of.provider_left, of.consumer_left, of.standard_deviation);
            let (false, Ok(said)) = (is_fitted(consumer, provider), said) else { continue };
            let mut needs = needs_of(organisation, consumer).into_iter();
            let is_served = |need: &NeedOf| {
                let providers = need.services.iter().map(|&at| stated.links.provider[at] as usize);
                providers.clone().all(|it| it == provider) && providers.count() > 0
            };
            // Where several needs fell together the episode does not say which of them it was.
            if let (Some(need), None) = (needs.find(is_served), needs.find(is_served)) {
                remembered.entry(need.key).or_default().push(said.judged());
            }
        }
        for (need, mut said) in remembered {
            said.extend(priors.judged.get(&need));
            priors.judged.extend(pool(&said).map(|judged| (need, judged)));
        }
        priors
    }

    /// States what is remembered.
    pub fn episode(mut self, episode: Episode) -> Self {
        self.episodes.push(episode);
        self
    }
}

/// What is believed of a need before classes: a judgement, else requests per job.
pub(super) fn stated_prior(key: &str, priors: &Priors) -> Option<Prior> {
    let of_requests = || Some(requests_say(*priors.requests.get(key)?));
    priors.judged.get(key).copied().map(prior_of).or_else(of_requests)
}
