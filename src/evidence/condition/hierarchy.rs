//! Shares of many, each drawn towards what others like it show.

use std::collections::BTreeMap;

use serde::Serialize;
use statrs::function::beta::ln_beta;

use crate::evidence::Estimate;
use crate::evidence::estimate::{check_confidence, check_count, quantiles_of};
use crate::numerics::beta::{BetaMixture, midpoints};
use crate::numerics::series::{median, real};
use crate::organisation::Origin;
use crate::unit::OutOfRange;

/// How many met their target, of how many; weights may make both real numbers.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Count {
    /// How many met their target, 0..=`total`.
    pub met: f64,
    /// How many there were, 0 or more.
    pub total: f64,
}

/// Shares of several that are alike.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Hierarchy {
    /// The mean share of all like these.
    pub mean: f64,
    /// How many observations the mean is worth to each of them: the more, the more alike they are.
    pub strength: f64,
    /// The share of each, in the order given.
    pub estimates: Vec<Estimate>,
}

/// Shares of services whose providers differ, and of the providers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TwoLevels {
    /// The mean share of all providers.
    pub mean: f64,
    /// How many tickets that mean is worth to a provider.
    pub provider_strength: f64,
    /// How many tickets a provider's figure is worth to one of its services.
    pub service_strength: f64,
    /// The share of each provider, in the order of their numbers.
    pub providers: Vec<Estimate>,
    /// The share of each service, in the order given.
    pub services: Vec<Estimate>,
}

/// Points of the grid in each direction.
const STEPS: usize = 25;
/// The range of strengths that are tried.
const STRENGTHS: (f64, f64) = (0.5, 2000.0);
/// How far the grid of means reaches to either side, in standard errors of the logit, and the
/// largest standard error that counts.
const REACH: (f64, f64) = (5.0, 1.5);
/// Values that stand for what is believed about a provider, of equal probability.
const NODES: usize = 9;

/// Estimates the shares of several that are alike (a Beta-binomial hierarchy).
///
/// Shares are drawn from a Beta distribution with mean `m` and strength `k`, both unknown: 25 values
/// of each are weighted by how well they explain the counts,
///
/// ```text
/// weight = Π B(x + mk, n − x + (1−m)k) / B(mk, (1−m)k) · m(1−m) · k k₀/(k₀+k)²
/// ```
///
/// with `k₀` the median `n`, 1 at least. An estimate is the mean of the mixture of
/// Beta(x + mk, n − x + (1−m)k), its interval that of the mixture: what is not known of `m` and `k`
/// is in it. One that was never counted gets what another like these would.
///
/// # Errors
///
/// [`OutOfRange`] for counts that are none, and a confidence outside 0..1.
///
/// # Complexity
///
/// Linear in the number of different counts, each some thousand evaluations of the incomplete beta
/// function.
///
/// # Examples
///
/// ```
/// use knockon::evidence::condition::{Count, hierarchy};
///
/// let all_met = [Count { met: 5.0, total: 5.0 }; 4];
/// let found = hierarchy(&all_met, 0.95)?;
/// // Nothing ever failed: the estimate is below 1, and has an interval.
/// assert_eq!(found.estimates[0].as_share().to_string(), "97 % (81 to 100 %)");
/// # Ok::<(), knockon::OutOfRange>(())
/// ```
///
/// # References
///
/// A. Gelman and others, Bayesian Data Analysis, 2013, chapter 5.
pub fn hierarchy(counts: &[Count], confidence: f64) -> Result<Hierarchy, OutOfRange> {
    check_counts(counts, confidence)?;
    let grid = Grid::new(counts);
    let estimates = each_once(counts.iter().map(|&count| (0, count)), |(_, count)| {
        quantiles_of(&grid.mixture(count), confidence, count.total, Origin::Shrunk)
    });
    Ok(Hierarchy { mean: grid.mean(), strength: grid.strength(), estimates })
}

/// Estimates the shares of services, each drawn towards that of its provider, and these towards
/// that of all.
///
/// Providers are estimated as in [`hierarchy`] from the sums of their services; services of one
/// provider differ, so that each counts there for less than its tickets: `n(k+1)/(k+n)`, with `k` the
/// strength at which services follow their provider, found in a first pass. Each service's mixture
/// then runs over 25 strengths and nine values of its provider's share.
///
/// # Arguments
///
/// * `providers`: the number of each service's provider, below `provider_count`.
/// * `counts`: what was counted of each service; one without tickets gets the figure of its provider
///   with the interval that another of its services would have.
///
/// # Errors
///
/// [`OutOfRange`] for counts that are none, a provider's number that is too large or lists of two
/// lengths, and a confidence outside 0..1.
///
/// # Complexity
///
/// Linear in the number of different counts of each provider.
pub fn two_levels(
    providers: &[usize],
    counts: &[Count],
    provider_count: usize,
    confidence: f64,
) -> Result<TwoLevels, OutOfRange> {
    check_counts(counts, confidence)?;
    let highest = providers.iter().max().map_or(0, |highest| highest + 1);
    if highest > provider_count || providers.len() != counts.len() {
        let value = real(highest.max(providers.len()));
        return Err(OutOfRange { what: "providers", value, range: "one of the providers a count" });
    }
    let mut discount = None;
    let mut top = Grid::new(&provider_sums(providers, counts, provider_count, discount));
    let mut strengths = StrengthWeights::default();
    let mut of_providers = Vec::new();
    for _ in 0..2 {
        let sums = provider_sums(providers, counts, provider_count, discount);
        top = Grid::new(&sums);
        of_providers = sums.iter().map(|&sum| top.mixture(sum)).collect::<Vec<_>>();
        let means: Vec<_> = of_providers.iter().map(BetaMixture::mean).collect();
        strengths = StrengthWeights::new(providers, counts, &means);
        discount = Some(strengths.strength());
    }
    let nodes: Vec<_> = of_providers
        .iter()
        .map(|found| midpoints(&BetaMixture::of_moments(found.mean(), found.variance()), NODES))
        .collect();
    let totals = provider_sums(providers, counts, provider_count, None);
    let of_providers = of_providers
        .iter()
        .zip(&totals)
        .map(|(found, count)| quantiles_of(found, confidence, count.total, Origin::Shrunk));
    let pairs = providers.iter().copied().zip(counts.iter().copied());
    let services = each_once(pairs, |(provider, count)| {
        let mixture = strengths.mixture(&nodes[provider], count);
        quantiles_of(&mixture, confidence, count.total, Origin::Shrunk)
    });
    Ok(TwoLevels {
        mean: top.mean(),
        provider_strength: top.strength(),
        service_strength: strengths.strength(),
        providers: of_providers.collect(),
        services,
    })
}

fn check_counts(counts: &[Count], confidence: f64) -> Result<(), OutOfRange> {
    check_confidence(confidence)?;
    counts.iter().try_for_each(|count| check_count(count.met, count.total))
}

/// What the services of each provider sum up to, each counting for less by a strength.
fn provider_sums(
    providers: &[usize],
    counts: &[Count],
    provider_count: usize,
    strength: Option<f64>,
) -> Vec<Count> {
    let mut sums = vec![Count::default(); provider_count];
    for (&provider, count) in providers.iter().zip(counts) {
        let factor = strength.map_or(1.0, |k| (k + 1.0) / (k + count.total));
        let sum = &mut sums[provider];
        sum.met += factor * count.met;
        sum.total += factor * count.total;
    }
    sums
}

/// Makes one estimate for all that are equal.
fn each_once(
    items: impl Iterator<Item = (usize, Count)>,
    estimate: impl Fn((usize, Count)) -> Estimate,
) -> Vec<Estimate> {
    let mut known = BTreeMap::new();
    let estimates = items.map(|(provider, count)| {
        let key = (provider, count.met.to_bits(), count.total.to_bits());
        *known.entry(key).or_insert_with(|| estimate((provider, count)))
    });
    estimates.collect()
}

/// The logarithm of how well a mean and a strength explain counts.
fn ln_likelihood(counts: &[(Count, f64)], mean: f64, strength: f64) -> f64 {
    let (a, b) = (mean * strength, (1.0 - mean) * strength);
    let before = ln_beta(a, b);
    let term = |(count, times): &(Count, f64)| {
        times * (ln_beta(count.met + a, count.total - count.met + b) - before)
    };
    counts.iter().map(term).sum()
}

/// The strengths that are tried.
fn strengths() -> impl Iterator<Item = f64> {
    let (from, to) = (STRENGTHS.0.ln(), STRENGTHS.1.ln());
    (0..STEPS).map(move |at| (from + (to - from) * real(at) / real(STEPS - 1)).exp())
}

/// The logarithm of the prior of a strength, by a step of its logarithm.
fn ln_prior(strength: f64, usual: f64) -> f64 {
    (strength * usual / (usual + strength).powi(2)).ln()
}

/// The median of what was counted, 1 at least.
fn usual_strength(counts: &[Count]) -> f64 {
    let totals: Vec<_> = counts.iter().map(|count| count.total).filter(|n| *n > 0.0).collect();
    median(&totals).unwrap_or(1.0).max(1.0)
}

/// Counts that occur, with how often each does.
fn grouped(counts: &[Count]) -> Vec<(Count, f64)> {
    let mut times = BTreeMap::new();
    for count in counts.iter().filter(|count| count.total > 0.0) {
        let key = (count.met.to_bits(), count.total.to_bits());
        times.entry(key).or_insert((*count, 0.0)).1 += 1.0;
    }
    times.into_values().collect()
}

/// Turns logarithms into weights that sum to 1.
fn normalised(logarithms: &[f64]) -> Vec<f64> {
    let largest = logarithms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<_> = logarithms.iter().map(|logarithm| (logarithm - largest).exp()).collect();
    let total: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / total).collect()
}

/// Means and strengths, weighted by how well they explain counts.
struct Grid {
    points: Vec<(f64, f64, f64)>,
}

impl Grid {
    fn new(counts: &[Count]) -> Self {
        let met: f64 = counts.iter().map(|count| count.met).sum();
        let total: f64 = counts.iter().map(|count| count.total).sum();
        let groups = grouped(counts);
        let number: f64 = groups.iter().map(|(_, times)| times).sum();
        let raw = (met + 0.5) / (total + 1.0);
        let independent = total.min(number).max(1.0);
        let error = ((1.0 / (raw * (1.0 - raw))) * (1.0 / independent + 1.0 / total)).sqrt();
        let (reach, centre) = (REACH.0 * error.min(REACH.1), (raw / (1.0 - raw)).ln());
        let usual = usual_strength(counts);
        let (mut points, mut logarithms) = (Vec::new(), Vec::new());
        for strength in strengths() {
            for at in 0..STEPS {
                let logit = centre + reach * (2.0 * real(at) / real(STEPS - 1) - 1.0);
                let mean = 1.0 / (1.0 + (-logit).exp());
                let prior = (mean * (1.0 - mean)).ln() + ln_prior(strength, usual);
                logarithms.push(ln_likelihood(&groups, mean, strength) + prior);
                points.push((0.0, mean, strength));
            }
        }
        for (point, weight) in points.iter_mut().zip(normalised(&logarithms)) {
            point.0 = weight;
        }
        Self { points }
    }

    fn mean(&self) -> f64 {
        self.points.iter().map(|(weight, mean, _)| weight * mean).sum()
    }

    fn strength(&self) -> f64 {
        let ln_strength = self.points.iter().map(|(weight, _, strength)| weight * strength.ln());
        ln_strength.sum::<f64>().exp()
    }

    fn mixture(&self, count: Count) -> BetaMixture {
        BetaMixture::new(self.points.iter().map(|&(weight, mean, strength)| {
            let rest = count.total - count.met;
            (weight, count.met + mean * strength, rest + (1.0 - mean) * strength)
        }))
    }
}

/// Strengths at which services follow their providers, weighted by how well they explain counts.
#[derive(Default)]
struct StrengthWeights {
    points: Vec<(f64, f64)>,
}

impl StrengthWeights {
    fn new(providers: &[usize], counts: &[Count], means: &[f64]) -> Self {
        let usual = usual_strength(counts);
        let mut of_provider = vec![Vec::new(); means.len()];
        for (&provider, &count) in providers.iter().zip(counts) {
            of_provider[provider].push(count);
        }
        let groups: Vec<_> = of_provider.iter().map(|counts| grouped(counts)).collect();
        let logarithms: Vec<_> = strengths()
            .map(|strength| {
                let explained = groups.iter().zip(means);
                explained.map(|(group, &mean)| ln_likelihood(group, mean, strength)).sum::<f64>()
                    + ln_prior(strength, usual)
            })
            .collect();
        Self { points: normalised(&logarithms).into_iter().zip(strengths()).collect() }
    }

    fn strength(&self) -> f64 {
        self.points.iter().map(|(weight, strength)| weight * strength.ln()).sum::<f64>().exp()
    }

    /// What is believed about a service, given values of its provider's share.
    fn mixture(&self, means: &[f64], count: Count) -> BetaMixture {
        let parts = self.points.iter().flat_map(|&(weight, strength)| {
            means.iter().map(move |mean| {
                let rest = count.total - count.met;
                (weight, count.met + mean * strength, rest + (1.0 - mean) * strength)
            })
        });
        BetaMixture::new(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::{Count, ln_likelihood};

    /// Case `betabinomial-loglik`.
    #[test]
    fn likelihood_as_certified() {
        let counts = [(9.0, 10.0), (3.0, 5.0), (0.0, 1.0)];
        let counts = counts.map(|(met, total)| (Count { met, total }, 1.0));
        let found = ln_likelihood(&counts, 0.8, 10.0);
        assert!((found + 9.326_031_715_395_978).abs() < 1e-11, "{found}");
    }
}
