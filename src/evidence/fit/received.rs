//! How well the needs of a party were met, period after period, as far as that was read.

use chrono::TimeDelta;

use super::effective::{Reliability, calibrated};
use super::readings::{ReadingSeries, ReadingTable};
use crate::numerics::csr::NONE;
use crate::organisation::{Organisation, Stated, Substitution, Transfer};
use crate::rule::{substitution, transfer};

/// A need of a party: declared, or a service that is its own need.
#[derive(Debug, Clone)]
pub(crate) struct NeedOf {
    /// The service's id, or `consumer/name`.
    pub(crate) key: String,
    /// The declared need, by number.
    pub(crate) declared: Option<usize>,
    pub(crate) services: Vec<usize>,
    pub(crate) substitution: Option<Substitution>,
}

impl NeedOf {
    /// The dependence that is stated of it, if any.
    pub(crate) fn stated_dependence(&self, stated: &Stated) -> Option<f64> {
        match self.declared {
            Some(need) => stated.need_dependence.get(need).copied().flatten(),
            None => stated.services.dependence(*self.services.first()?),
        }
    }
}

/// The needs of a party, in the order in which they are compiled.
pub(crate) fn needs_of(organisation: &Organisation, party: usize) -> Vec<NeedOf> {
    let stated = organisation.stated();
    let links = &stated.links;
    let declared = links.needs_of.of(party).iter().map(|&need| {
        let statement = &stated.needs[need as usize];
        NeedOf {
            key: format!("{}/{}", statement.consumer, statement.name),
            declared: Some(need as usize),
            services: links.of_need.of(need as usize).iter().map(|&at| at as usize).collect(),
            substitution: statement.substitution,
        }
    });
    let own = links.received.of(party).iter().filter(|&&at| links.need[at as usize] == NONE);
    let own = own.map(|&service| NeedOf {
        key: stated.service_id(service as usize).to_string(),
        declared: None,
        services: vec![service as usize],
        substitution: None,
    });
    declared.chain(own).collect()
}

/// What is read of a service's two sides, or of what stands in for its provider.
pub(crate) struct ServiceReadings<'a> {
    series: &'a ReadingSeries,
    /// What the provider's quality is multiplied by; 1 where the service itself was read.
    condition: f64,
    lag: TimeDelta,
    transfer: &'a Transfer,
    /// Mean and reliability of a series that is counted, which draw it in.
    calibration: Option<(f64, Reliability)>,
    runs: bool,
}

impl<'a> ServiceReadings<'a> {
    /// The readings behind a service; `None` where nobody reads it.
    pub(crate) fn of(
        stated: &'a Stated,
        service: usize,
        table: &'a ReadingTable,
        consumer: &ReadingSeries,
    ) -> Option<Self> {
        let terms = &stated.services[service];
        let id = stated.service_id(service);
        let of_service = table.service(id.as_str());
        let provider = stated.parties.id(stated.links.provider[service] as usize);
        let of_provider = || provider.and_then(|id| table.party(id.as_str()));
        let (series, condition, lag) = match of_service {
            Some(series) => (series, 1.0, TimeDelta::zero()),
            None => (of_provider()?, terms.condition, terms.lag),
        };
        Some(Self {
            series,
            condition,
            lag,
            transfer: &terms.transfer,
            calibration: calibration(series, consumer, table),
            runs: terms.running,
        })
    }

    /// The share of its variance that is no counting noise; `None` where nothing is counted.
    pub(crate) fn reliability(&self) -> Option<Reliability> {
        self.calibration.map(|(_, reliability)| reliability)
    }

    /// What was received in a period; `None` where that was not read.
    pub(crate) fn received(
        &self,
        table: &ReadingTable,
        period: usize,
        draws_in: bool,
    ) -> Option<f64> {
        if !self.runs {
            return Some(0.0);
        }
        let read = self.series.at(table.lagged(period, self.lag)?)?;
        let read = match self.calibration.filter(|_| draws_in) {
            Some((mean, reliability)) => calibrated(read, mean, reliability.share),
            None => read,
        };
        let quality = self.condition * read;
        // Ratios may lie above 1, which only the identity can follow.
        Some(match self.transfer {
            Transfer::Identity => quality,
            curve => transfer::felt(curve, quality.clamp(0.0, 1.0)),
        })
    }
}

/// The mean and the reliability of a series of counted shares, unless both ends count the same
/// requests. Scores and ratios have no noise of counting, however many stand behind them.
fn calibration(
    series: &ReadingSeries,
    consumer: &ReadingSeries,
    table: &ReadingTable,
) -> Option<(f64, Reliability)> {
    let same = series.same_requests.is_some() && series.same_requests == consumer.same_requests;
    if same || !series.is_counted() || table.has_ratios() {
        return None;
    }
    let periods = 0..table.period_count();
    let read = periods.filter_map(|at| Some((series.at(at)?, series.weight(at))));
    let (shares, counts): (Vec<f64>, Vec<f64>) = read.unzip();
    Some((crate::numerics::series::mean(&shares), Reliability::of(&shares, &counts)))
}

/// How well a need is met by what is received on its services.
pub(crate) fn met(need: &NeedOf, stated: &Stated, received: &mut [f64]) -> f64 {
    if need.substitution.is_none() {
        return received.first().copied().unwrap_or(0.0);
    }
    for received in received.iter_mut() {
        *received = received.min(1.0);
    }
    let weights = need.services.iter().map(|&service| stated.services[service].weight);
    substitution::met(need.substitution, received, weights)
}
