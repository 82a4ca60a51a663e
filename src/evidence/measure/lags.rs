//! Lags of services, from the series of both ends.

use indexmap::IndexMap;

use crate::evidence::evidence::Evidence;
use crate::evidence::flow::{LagFound, lag};
use crate::evidence::measured::{MeasuredQuality, PeriodReading};
use crate::evidence::measuring::Measuring;
use crate::id::{PartyId, ServiceId};
use crate::unit::OutOfRange;

/// Fewer periods say nothing of a lag.
const FEWEST_PERIODS: usize = 60;

/// The lag of every service both of whose ends were read for long enough, without a gap.
pub(super) fn lags(
    evidence: &Evidence,
    measuring: &Measuring,
    qualities: &IndexMap<PartyId, MeasuredQuality>,
) -> Result<IndexMap<ServiceId, LagFound>, OutOfRange> {
    let mut lags = IndexMap::new();
    for service in evidence.organisation.services() {
        let series = |party: crate::organisation::PartyRef<'_>| qualities.get(party.id());
        let (Some(provider), Some(consumer)) =
            (series(service.provider()), series(service.consumer()))
        else {
            continue;
        };
        let (provider, consumer) = together(&provider.series, &consumer.series);
        if provider.len() >= FEWEST_PERIODS {
            let longest = measuring.longest_lag.min((provider.len() - 1) / 3);
            lags.insert(service.id().clone(), lag(&provider, &consumer, longest)?);
        }
    }
    Ok(lags)
}

/// The longest run of consecutive periods in which both were read.
fn together(one: &[PeriodReading], other: &[PeriodReading]) -> (Vec<f64>, Vec<f64>) {
    let mut pairs = Vec::new();
    let mut rest = other.iter().peekable();
    for reading in one {
        while rest.next_if(|next| next.number < reading.number).is_some() {}
        if let Some(same) = rest.peek().filter(|next| next.number == reading.number) {
            pairs.push((reading.number, reading.quality, same.quality));
        }
    }
    let runs = pairs.chunk_by(|a, b| a.0 + 1 == b.0);
    let longest = runs.max_by_key(|run| run.len()).unwrap_or_default();
    longest.iter().map(|&(_, one, other)| (one, other)).unzip()
}
