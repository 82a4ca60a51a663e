//! How far a reading may be off before anybody is to blame for it.

use super::options::InferOptions;
use super::own_parts::OwnReading;
use crate::network::PartyIx;
use crate::quality::assessment::Assessment;
use crate::quality::engine::equation::{EquationContext, Scratch};

/// How many standard errors an own part must exceed to be no noise.
const STANDARD_ERRORS: f64 = 3.0;
/// Variances that move by less than this share have settled.
const SETTLED: f64 = 1e-3;
/// Errors are followed round cycles so many times, at most.
const ROUNDS: usize = 20;

/// By how much the own part of a reading may be off, and from where it counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Allowance {
    pub(super) usual: f64,
    pub(super) tolerance: f64,
}

/// What is allowed of every reading, in their order.
///
/// Where readings state standard errors `σ`, their own part has the variance
/// `σ_j² + Σ (∂F/∂q_i)² σ_i²`. Parties between, which were not read, pass on what they receive of
/// it.
pub(super) fn allowances(
    assessment: &Assessment,
    readings: &[OwnReading],
    standard_errors: &[(PartyIx, f64)],
    options: &InferOptions,
) -> Vec<Allowance> {
    let layout = assessment.network().layout();
    let errors =
        (!standard_errors.is_empty()).then(|| variances(assessment, standard_errors, readings));
    let stated = options.tolerance;
    let allowance = |(place, read): (usize, &OwnReading)| {
        let id = layout.party_id(read.party);
        let learned = options.noise.by_party.get(id.as_str());
        let usual = learned.map_or(0.0, |learned| learned.own_part);
        let noise = match (stated, learned) {
            (Some(stated), _) => stated,
            (None, Some(learned)) => learned.tolerance,
            (None, None) => InferOptions::TOLERANCE,
        };
        let variance = errors.as_ref().map_or(0.0, |variances| variances[place]);
        Allowance { usual, tolerance: noise.max(STANDARD_ERRORS * variance.sqrt()) }
    };
    readings.iter().enumerate().map(allowance).collect()
}

/// The variance of the own part of every reading, in their order.
fn variances(
    assessment: &Assessment,
    standard_errors: &[(PartyIx, f64)],
    readings: &[OwnReading],
) -> Vec<f64> {
    let layout = assessment.network().layout();
    let capability = assessment.capabilities(assessment.load());
    let overrides = assessment.overrides();
    let context = EquationContext { layout, capability: &capability, overrides };
    let mut flow = ErrorFlow {
        context,
        quality: assessment.dense_qualities(),
        variance: vec![0.0; layout.party_count()],
        scratch: Scratch::default(),
    };
    for &(party, error) in standard_errors {
        flow.variance[party] = error * error;
    }
    let rounds = if layout.cycles().is_empty() { 1 } else { ROUNDS };
    for _ in 0..rounds {
        let mut moved = false;
        for party in layout.departments().into_parties() {
            if overrides.delivered(party).is_none() {
                let received = flow.received(party);
                moved |= (received - flow.variance[party]).abs() > SETTLED * received;
                flow.variance[party] = received;
            }
        }
        if !moved {
            break;
        }
    }
    let own = |read: &OwnReading| flow.variance[read.party] + flow.received(read.party);
    readings.iter().map(own).collect()
}

/// Follows the errors of readings through the equations of those who receive them.
struct ErrorFlow<'a> {
    context: EquationContext<'a>,
    quality: &'a [f64],
    /// Of what every party delivers, by dense number.
    variance: Vec<f64>,
    scratch: Scratch,
}

impl ErrorFlow<'_> {
    /// The variance of what a party's equation gives, by that of what it receives: a provider's
    /// standard error moves it by its slope, on the steeper side at a kink.
    fn received(&mut self, party: PartyIx) -> f64 {
        let Self { context, quality, variance, scratch } = self;
        let layout = context.layout;
        let mut providers: Vec<u32> = layout.providers()[layout.row(party)].to_vec();
        providers.sort_unstable();
        providers.dedup();
        let mut delivered = |moved: Option<(PartyIx, f64)>| {
            let provided = |provider: PartyIx| match moved {
                Some((moved, quality)) if moved == provider => quality,
                _ => quality[provider],
            };
            context.explained_from(party, &provided, scratch)
        };
        let now = delivered(None);
        let mut sum = 0.0;
        for provider in providers.into_iter().map(PartyIx::from_raw) {
            let error = variance[provider].sqrt();
            if error > 0.0 {
                let steps = [-error, error].map(|step| quality[provider] + step);
                let within = steps.into_iter().filter(|quality| (0.0..=1.0).contains(quality));
                let moved =
                    within.map(|quality| (delivered(Some((provider, quality))) - now).abs());
                let moved = moved.fold(0.0, f64::max);
                sum += moved * moved;
            }
        }
        sum
    }
}
