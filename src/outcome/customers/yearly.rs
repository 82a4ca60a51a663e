//! What incidents with a rate cost in a year: on average, and with which chances.

use serde::Serialize;

use super::band::Band;
use super::panjer::YearlyLoss;

/// Above this chance of an overlap within a year a warning is given.
const RARE_OVERLAP: f64 = 0.05;

/// The chances of which quantiles of a year's loss are told.
const QUANTILES: [f64; 4] = [0.5, 0.9, 0.95, 0.99];

/// What all incidents with a rate cost in a year.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct YearlyRisk {
    /// Σ rate · value at risk.
    pub expected_loss: f64,
    /// The same with all values at risk at the ends of their bands.
    pub expected_band: Band,
    /// √(Σ rate · value at risk²), where counts are Poisson.
    pub standard_deviation: f64,
    /// The same with all values at risk at the ends of their bands.
    pub deviation_band: Band,
    /// The chance that none happens.
    pub no_incident: f64,
    /// The chance that two overlap.
    pub overlap: f64,
    /// Losses that a year does not exceed with a chance; empty where more happens than can be told.
    pub quantiles: Vec<LossQuantile>,
    /// The grid on which losses were counted; `None` where they are exact.
    pub grid_step: Option<f64>,
}

/// A loss that a year does not exceed with a chance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LossQuantile {
    /// The chance.
    pub chance: f64,
    /// The loss.
    pub loss: f64,
    /// The same with all values at risk at the ends of their bands.
    pub band: Band,
}

/// An incident that happens so many times a year.
pub(super) struct RatedIncident {
    pub(super) rate: f64,
    pub(super) loss: f64,
    pub(super) band: Band,
    pub(super) years: f64,
}

/// Losses at a choice between values and the ends of bands, with their rates.
fn losses(rated: &[RatedIncident], choose: fn(&RatedIncident) -> f64) -> Vec<(f64, f64)> {
    rated.iter().map(|incident| (incident.rate, choose(incident))).collect()
}

fn expected(losses: &[(f64, f64)]) -> f64 {
    losses.iter().map(|(rate, loss)| rate * loss).sum()
}

fn deviation(losses: &[(f64, f64)]) -> f64 {
    losses.iter().map(|(rate, loss)| rate * loss * loss).sum::<f64>().sqrt()
}

/// The loss of a year, and what is odd about it.
pub(super) fn yearly(rated: &[RatedIncident]) -> (Option<YearlyRisk>, Vec<String>) {
    if rated.is_empty() {
        return (None, Vec::new());
    }
    let total: f64 = rated.iter().map(|incident| incident.rate).sum();
    // Pairs of incidents a year that overlap: each pair does while either lasts.
    let lasting: f64 = rated.iter().map(|incident| incident.rate * incident.years).sum();
    let overlap = -(-total * lasting).exp_m1();
    let at_value = losses(rated, |incident| incident.loss);
    let ends = [losses(rated, |it| it.band.low), losses(rated, |it| it.band.high)];
    let method = rated.iter().map(|incident| incident.band.method).max();
    let method = method.unwrap_or(super::band::BandMethod::None);
    let band_of = |value: f64, [low, high]: [f64; 2]| Band {
        low: low.min(high).min(value),
        high: high.max(low).max(value),
        method,
    };
    let of_year = YearlyLoss::of(&at_value);
    let of_ends = [YearlyLoss::of(&ends[0]), YearlyLoss::of(&ends[1])];
    let quantiles = of_year.as_ref().map_or_else(Vec::new, |of_year| {
        let quantile = |chance| {
            let loss = of_year.quantile(chance);
            // Nothing is lost at an end at which no incident costs anything.
            let end = |end: &Option<YearlyLoss>| end.as_ref().map_or(0.0, |it| it.quantile(chance));
            let band = band_of(loss, [end(&of_ends[0]), end(&of_ends[1])]);
            LossQuantile { chance, loss, band }
        };
        QUANTILES.map(quantile).to_vec()
    });
    let mut warnings = Vec::new();
    if overlap > RARE_OVERLAP {
        warnings.push(format!(
            "incidents overlap within a year with a chance of {:.0} %: their losses do not add up \
             then, since what one has taken another cannot take",
            100.0 * overlap
        ));
    }
    if at_value.iter().any(|(_, loss)| *loss < 0.0) {
        warnings.push("an incident that brings revenue counts as none in quantiles".to_owned());
    }
    let (expected_loss, standard_deviation) = (expected(&at_value), deviation(&at_value));
    let yearly = YearlyRisk {
        expected_loss,
        expected_band: band_of(expected_loss, [expected(&ends[0]), expected(&ends[1])]),
        standard_deviation,
        deviation_band: band_of(standard_deviation, [deviation(&ends[0]), deviation(&ends[1])]),
        no_incident: (-total).exp(),
        overlap,
        quantiles,
        grid_step: of_year.filter(|loss| !loss.is_exact).map(|loss| loss.step),
    };
    (Some(yearly), warnings)
}
