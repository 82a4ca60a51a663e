//! Beliefs from what people judged, and from the requests per job that were measured.

use indexmap::IndexMap;

use super::prior::{Episode, Priors};
use crate::evidence::judgement::{
    Comparison, Judged, Pairwise, PairwiseError, pairwise, pool, remaining, three_point,
};
use crate::evidence::{Evidence, JudgementKind, JudgementReading, Measured};
use crate::numerics::series::{mean, real};
use crate::organisation::{Organisation, ServiceRef};

/// How sure a comparison of services makes of a dependence: nobody is believed to better.
const OF_COMPARISON: f64 = 0.15;
/// Comparisons that contradict each other by more should be asked for again.
const MOST_INCONSISTENT: f64 = 0.1;

/// Who judged: a named expert, or somebody unknown, each by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Judge<'a> {
    Named(&'a str),
    Unnamed(usize),
}

/// Two services, and how many times as much the first matters.
type ComparedPair<'a> = (&'a str, &'a str, f64);

/// What was judged so far.
#[derive(Debug, Default)]
struct JudgementsRead<'a> {
    /// Of a need, by who said it.
    judged: IndexMap<String, IndexMap<Judge<'a>, Vec<Judged>>>,
    /// Of a service, by who said it.
    buffers: IndexMap<&'a str, IndexMap<Judge<'a>, Vec<f64>>>,
    /// Services and how many times as much the first matters, by consumer and expert.
    comparisons: IndexMap<(&'a str, Option<&'a str>), Vec<ComparedPair<'a>>>,
    /// By consumer, then expert.
    totals: IndexMap<&'a str, IndexMap<Option<&'a str>, Vec<f64>>>,
    remarks: Vec<String>,
}

impl Priors {
    /// Takes what people judged and the requests per job that were measured.
    ///
    /// What one expert says several times of one need counts once, as its mean; several experts are
    /// [pooled](crate::evidence::judgement::pool), and those who are not named are one each.
    /// Comparisons share the total of the same expert, or that of others where it states none. What
    /// cannot be used is [remarked](Self::remarks).
    pub fn from_evidence(evidence: &Evidence, measured: &Measured) -> Self {
        let organisation = evidence.organisation();
        let mut priors = Self::default();
        let mut said = JudgementsRead::default();
        for (at, judgement) in evidence.judgements().iter().enumerate() {
            said.take(organisation, at, judgement, &mut priors.episodes);
        }
        said.share_totals(organisation);
        let pooled = said.judged.into_iter().filter_map(|(need, by_judge)| {
            let of_each: Vec<Judged> = by_judge.values().filter_map(|of| one_voice(of)).collect();
            Some((need, pool(&of_each)?))
        });
        priors.judged.extend(pooled);
        for (service, by_judge) in said.buffers {
            let of_each: Vec<f64> = by_judge.values().map(|of| mean(of)).collect();
            priors.buffers.insert(service.to_owned(), mean(&of_each));
        }
        priors.remarks = said.remarks;
        let mut between: IndexMap<(&str, &str), Vec<ServiceRef<'_>>> = IndexMap::new();
        for service in organisation.services() {
            let ends = (service.provider().id().as_str(), service.consumer().id().as_str());
            between.entry(ends).or_default().push(service);
        }
        for requests in measured.all_requests() {
            let ends = (requests.provider.as_str(), requests.consumer.as_str());
            // Where several services join the two, nobody knows of which the requests are.
            if let Some([service]) = between.get(&ends).map(Vec::as_slice) {
                let key = key(organisation, service.id().as_str());
                priors.requests.insert(key, requests.estimate.value);
            }
        }
        priors
    }
}

impl<'a> JudgementsRead<'a> {
    fn take(
        &mut self,
        organisation: &Organisation,
        at: usize,
        judgement: &'a JudgementReading,
        episodes: &mut Vec<Episode>,
    ) {
        let expert = judgement.expert.as_deref();
        let judge = expert.map_or(Judge::Unnamed(at), Judge::Named);
        match &judgement.kind {
            JudgementKind::ThreePoint { service, low, likely, high, range } => {
                if let Ok(said) = three_point(*low, *likely, *high, *range) {
                    self.judge(key(organisation, service), judge, said.judged());
                }
            }
            JudgementKind::Remaining { service, remaining: left, buffer } => {
                if let Ok(said) = remaining(*left, *buffer) {
                    self.judge(key(organisation, service), judge, said.judged());
                    self.buffer(organisation, service, judge, *buffer);
                }
            }
            JudgementKind::Episode {
                at,
                provider,
                provider_left,
                consumer,
                consumer_left,
                deviation,
            } => {
                let mut episode = Episode::new(provider, *provider_left, consumer, *consumer_left);
                episode.standard_deviation = deviation.max(episode.standard_deviation);
                episode.at = *at;
                episodes.push(episode);
            }
            JudgementKind::Pairwise { consumer, service, other, ratio } => {
                let compared = self.comparisons.entry((consumer, expert)).or_default();
                compared.push((service, other, *ratio));
            }
            JudgementKind::Total { consumer, value } => {
                let of_consumer = self.totals.entry(consumer).or_default();
                of_consumer.entry(expert).or_default().push(*value);
            }
        }
    }

    fn judge(&mut self, need: String, judge: Judge<'a>, said: Judged) {
        self.judged.entry(need).or_default().entry(judge).or_default().push(said);
    }

    /// A buffer of a service; that of a declared need is one of each of its services.
    fn buffer(
        &mut self,
        organisation: &Organisation,
        service: &'a str,
        judge: Judge<'a>,
        buffer: f64,
    ) {
        if organisation.service(service).is_some() {
            let of_service = self.buffers.entry(service).or_default();
            of_service.entry(judge).or_default().push(buffer);
        } else if buffer > 0.0 {
            self.remarks.push(format!(
                "a buffer of `{service}` is left out: buffers are those of services, and a need of \
                 several has none of its own"
            ));
        }
    }

    /// Shares totals among the services that were compared.
    fn share_totals(&mut self, organisation: &Organisation) {
        let comparisons = std::mem::take(&mut self.comparisons);
        for (&(consumer, expert), compared) in &comparisons {
            let Some(total) = self.total(consumer, expert) else {
                self.remarks.push(format!(
                    "comparisons of what `{consumer}` receives say nothing without a `total`: what \
                     it loses when all of that is lost"
                ));
                continue;
            };
            let (services, found) = match weights(compared) {
                Ok(found) => found,
                Err(error) => {
                    self.remarks.push(format!(
                        "comparisons of what `{consumer}` receives are left out: {error}"
                    ));
                    continue;
                }
            };
            if found.consistency_ratio > MOST_INCONSISTENT {
                self.remarks.push(format!(
                    "comparisons of what `{consumer}` receives contradict each other (consistency \
                     ratio {:.2}, above {MOST_INCONSISTENT}): ask again",
                    found.consistency_ratio
                ));
            }
            let judge = expert.map_or(Judge::Unnamed(usize::MAX), Judge::Named);
            for (service, share) in services.into_iter().zip(found.weights) {
                let said = Judged::new((share * total).clamp(0.0, 1.0), OF_COMPARISON);
                self.judge(key(organisation, service), judge, said);
            }
        }
        for (&consumer, by_expert) in &self.totals.clone() {
            if comparisons.keys().any(|&(compared, _)| compared == consumer) {
                continue;
            }
            let needs = organisation.party(consumer).map(needs_of).unwrap_or_default();
            let [need] = &*needs else {
                self.remarks.push(format!(
                    "the total of `{consumer}` is left out: nobody compared the {} needs that share \
                     it",
                    needs.len()
                ));
                continue;
            };
            for (at, (expert, values)) in by_expert.iter().enumerate() {
                let judge = expert.map_or(Judge::Unnamed(usize::MAX - at), Judge::Named);
                self.judge(need.clone(), judge, Judged::new(mean(values), OF_COMPARISON));
            }
        }
    }

    /// The total that an expert states of a consumer, else the mean of what others do.
    fn total(&self, consumer: &str, expert: Option<&str>) -> Option<f64> {
        let by_expert = self.totals.get(consumer)?;
        let all = || by_expert.values().map(|values| mean(values));
        let count = real(by_expert.len());
        let own = by_expert.get(&expert).map(|values| mean(values));
        own.or_else(|| (count > 0.0).then(|| all().sum::<f64>() / count))
    }
}

/// What one person said, several times or once: the mean, no surer for being repeated.
fn one_voice(said: &[Judged]) -> Option<Judged> {
    let means: Vec<f64> = said.iter().map(|said| said.mean).collect();
    let largest = said.iter().map(|said| said.standard_deviation).reduce(f64::max)?;
    Some(Judged::new(mean(&means), largest))
}

/// The needs of a party, as beliefs name them.
fn needs_of(party: crate::organisation::PartyRef<'_>) -> Vec<String> {
    let declared = party.needs().map(|need| format!("{}/{}", party.id(), need.name()));
    let services = party.services_received().filter(|service| service.need().is_none());
    declared.chain(services.map(|service| service.id().to_string())).collect()
}

/// The need that a service is for, as beliefs name it.
fn key(organisation: &Organisation, service: &str) -> String {
    let need = organisation.service(service).and_then(ServiceRef::need);
    need.map_or_else(
        || service.to_owned(),
        |need| format!("{}/{}", need.consumer().id(), need.name()),
    )
}

/// The services that were compared, and what share each has of the total.
fn weights<'a>(compared: &[ComparedPair<'a>]) -> Result<(Vec<&'a str>, Pairwise), PairwiseError> {
    let mut services: indexmap::IndexSet<&str> = indexmap::IndexSet::new();
    let comparisons: Vec<Comparison> = compared
        .iter()
        .map(|&(one, other, ratio)| {
            let (first, _) = services.insert_full(one);
            let (second, _) = services.insert_full(other);
            Comparison { first, second, ratio }
        })
        .collect();
    let found = pairwise(services.len(), &comparisons)?;
    Ok((services.into_iter().collect(), found))
}
