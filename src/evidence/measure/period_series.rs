//! Readings put together by periods.

use std::collections::BTreeMap;

use crate::evidence::evidence::Evidence;
use crate::evidence::known::{NONE, TextNumbers};
use crate::evidence::measured::{Basis, PeriodReading};
use crate::evidence::measuring::{Measuring, Reference};
use crate::evidence::reading::IndicatorValue;
use crate::evidence::stored::{Seconds, StoredIndicator, StoredSubject, StoredTicket, instant};
use crate::numerics::series::median;

use super::survey_answers::unit_score;
use super::ticket_counts::outcome;

/// What a period's readings sum up to.
#[derive(Debug, Clone, Copy)]
pub(super) struct PeriodSum {
    quality: f64,
    ratio: f64,
    weight: f64,
    /// NaN where one is not stated.
    volume: f64,
    label: u32,
    /// Whether all of it are shares of what was counted.
    is_share: bool,
}

/// The sums of one subject, by number of period.
pub(super) type Sums = BTreeMap<i64, PeriodSum>;

/// Every series there is.
pub(super) struct AllSeries {
    observed: Vec<Sums>,
    capability: Vec<Sums>,
    condition: Vec<Sums>,
    provider_tickets: Vec<Sums>,
    service_tickets: Vec<Sums>,
    party_answers: Vec<Sums>,
    service_answers: Vec<Sums>,
    feedback: Vec<Sums>,
}

impl AllSeries {
    pub(super) fn new(
        evidence: &Evidence,
        tickets: &[&StoredTicket],
        measuring: &Measuring,
        notes: &mut Vec<String>,
    ) -> Self {
        let parties = || vec![Sums::new(); evidence.known.party_count()];
        let services = || vec![Sums::new(); evidence.known.service_count()];
        let mut all = Self {
            observed: parties(),
            capability: parties(),
            condition: services(),
            provider_tickets: parties(),
            service_tickets: services(),
            party_answers: parties(),
            service_answers: services(),
            feedback: parties(),
        };
        let number = |at: Seconds| measuring.period.index(instant(at), measuring.offset);
        for ticket in tickets {
            let Some(is_met) = outcome(ticket, measuring) else { continue };
            let share = if is_met { 1.0 } else { 0.0 };
            let period = number(ticket.opened);
            let of_provider = &mut all.provider_tickets[ticket.provider as usize];
            add(of_provider, period, (share, 1.0), true);
            if ticket.service != NONE {
                let of_service = &mut all.service_tickets[ticket.service as usize];
                add(of_service, period, (share, 1.0), true);
            }
        }
        for answer in evidence.stored.answers.iter().filter(|answer| measuring.holds(answer.at)) {
            let sums = match answer.service {
                NONE => &mut all.party_answers[answer.party as usize],
                service => &mut all.service_answers[service as usize],
            };
            add(sums, number(answer.at), (unit_score(answer), answer.weight), false);
        }
        for score in evidence.stored.scores.iter().filter(|score| measuring.holds(score.at)) {
            let sums = &mut all.feedback[score.party as usize];
            add(sums, number(score.at), (score.score, score.weight), false);
        }
        all.take_indicators(evidence, measuring, notes);
        all
    }

    /// Takes readings of indicators, which are sorted by subject.
    fn take_indicators(
        &mut self,
        evidence: &Evidence,
        measuring: &Measuring,
        notes: &mut Vec<String>,
    ) {
        for of_one in evidence.stored.indicators.chunk_by(|a, b| a.subject == b.subject) {
            let usual = (measuring.reference == Reference::Median)
                .then(|| median_value(of_one, measuring))
                .flatten();
            let mut without = 0_u64;
            for reading in of_one.iter().filter(|reading| measuring.holds(reading.at)) {
                // A period in which nothing was asked for is missing, neither good nor bad.
                if reading.volume <= 0.0 {
                    continue;
                }
                let (ratio, is_capability) = match reading.quantity {
                    IndicatorValue::Observed(value) | IndicatorValue::Condition(value) => {
                        (value, false)
                    }
                    IndicatorValue::Capability(value) => (value, true),
                    IndicatorValue::Value { value, reference } => {
                        let Some(reference) = reference.or(usual) else {
                            without += 1;
                            continue;
                        };
                        (reference / value, false)
                    }
                };
                let sums = match reading.subject {
                    StoredSubject::Service(service) => &mut self.condition[service as usize],
                    StoredSubject::Party(party) if is_capability => {
                        &mut self.capability[party as usize]
                    }
                    StoredSubject::Party(party) => &mut self.observed[party as usize],
                };
                let number = measuring.period.index(instant(reading.at), measuring.offset);
                add_reading(sums, number, ratio, reading);
            }
            if without > 0 {
                let id = match of_one[0].subject {
                    StoredSubject::Party(party) => evidence.known.party_id(party),
                    StoredSubject::Service(service) => evidence.known.service_id(service),
                };
                notes.push(format!(
                    "{without} values of `{id}` have no reference and are left out; state one, or \
                     take the median"
                ));
            }
        }
    }

    /// Series of what a party delivered, by basis.
    pub(super) fn of_party(&self, party: usize) -> [(Basis, &Sums); 4] {
        [
            (Basis::Indicators, &self.observed[party]),
            (Basis::Surveys, &self.party_answers[party]),
            (Basis::Feedback, &self.feedback[party]),
            (Basis::Tickets, &self.provider_tickets[party]),
        ]
    }

    /// Series of the condition of a service, by basis.
    pub(super) fn of_service(&self, service: usize) -> [(Basis, &Sums); 3] {
        [
            (Basis::Indicators, &self.condition[service]),
            (Basis::Surveys, &self.service_answers[service]),
            (Basis::Tickets, &self.service_tickets[service]),
        ]
    }

    /// The series of a department's capability.
    pub(super) fn capability(&self, party: usize) -> &Sums {
        &self.capability[party]
    }
}

/// Indicators where there are any, else the basis of most periods.
pub(super) fn longest<'s>(bases: &[(Basis, &'s Sums)]) -> (Basis, &'s Sums) {
    let mut best = bases[0];
    for &(basis, sums) in &bases[1..] {
        let is_longer = best.0 != Basis::Indicators || best.1.is_empty();
        if is_longer && sums.len() > best.1.len() {
            best = (basis, sums);
        }
    }
    best
}

/// Turns sums into means.
pub(super) fn readings(
    sums: &Sums,
    measuring: &Measuring,
    labels: &TextNumbers,
) -> Vec<PeriodReading> {
    let reading = |(&number, sum): (&i64, &PeriodSum)| PeriodReading {
        start: measuring.period.start(number, measuring.offset),
        number,
        quality: (sum.quality / sum.weight).clamp(0.0, 1.0),
        ratio: sum.ratio / sum.weight,
        volume: Some(sum.volume).filter(|volume| !volume.is_nan()),
        same_requests: labels.get(sum.label).map(str::to_owned),
        is_share: sum.is_share,
    };
    sums.iter().map(reading).collect()
}

fn median_value(readings: &[StoredIndicator], measuring: &Measuring) -> Option<f64> {
    let values: Vec<_> = readings
        .iter()
        .filter(|reading| measuring.holds(reading.at))
        .filter_map(|reading| match reading.quantity {
            IndicatorValue::Value { value, .. } => Some(value),
            _ => None,
        })
        .collect();
    median(&values)
}

/// Adds what is counted, or scores that weigh so much.
fn add(sums: &mut Sums, number: i64, (quality, weight): (f64, f64), is_share: bool) {
    let sum = entry(sums, number);
    sum.is_share &= is_share;
    sum.quality += weight * quality;
    sum.ratio += weight * quality;
    sum.weight += weight;
    sum.volume += weight;
}

/// Adds a reading of an indicator.
fn add_reading(sums: &mut Sums, number: i64, ratio: f64, reading: &StoredIndicator) {
    let sum = entry(sums, number);
    let weight = if reading.volume.is_nan() { 1.0 } else { reading.volume };
    sum.quality += weight * ratio.min(1.0);
    sum.ratio += weight * ratio;
    sum.weight += weight;
    sum.volume += reading.volume;
    sum.label = reading.same_requests;
    sum.is_share &= !matches!(reading.quantity, IndicatorValue::Value { .. });
}

fn entry(sums: &mut Sums, number: i64) -> &mut PeriodSum {
    sums.entry(number).or_insert(PeriodSum {
        quality: 0.0,
        ratio: 0.0,
        weight: 0.0,
        volume: 0.0,
        label: NONE,
        is_share: true,
    })
}
