//! How often intervals hold the truth of series that were made for it.

use chrono::{DateTime, TimeDelta, Utc};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{ClassBy, FitOptions, Priors, ReadingSeries, ReadingTable, fit};
use crate::evidence::calibration::{CalibrationOptions, Claim, Question, calibrate};
use crate::numerics::quantile::normal;
use crate::numerics::series::real;
use crate::organisation::{Department, Organisation, Service};

/// A consumer and its providers.
#[derive(Debug, Clone)]
struct Design {
    periods: usize,
    dependences: Vec<f64>,
    /// The lag-one autocorrelation of providers and of noise.
    autocorrelation: (f64, f64),
    /// How many tickets are behind each reading of a provider; all of it is read unless given.
    tickets: Option<usize>,
}

impl Design {
    fn new(periods: usize, dependences: &[f64], autocorrelation: (f64, f64)) -> Self {
        Self { periods, dependences: dependences.to_vec(), autocorrelation, tickets: None }
    }
}

fn unit(random: &mut ChaCha8Rng) -> f64 {
    (f64::from(random.next_u32()) + 0.5) / 4_294_967_296.0
}

/// A series around 0 of a standard deviation and a lag-one autocorrelation.
fn wander(count: usize, deviation: f64, r: f64, random: &mut ChaCha8Rng) -> Vec<f64> {
    let mut at = deviation * normal(unit(random));
    let mut series = Vec::with_capacity(count);
    for _ in 0..count {
        series.push(at);
        at = r * at + (1.0 - r * r).sqrt() * deviation * normal(unit(random));
    }
    series
}

/// An organisation of a design, and readings of it.
fn made(design: &Design, seed: u64) -> (Organisation, ReadingTable) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (of_providers, of_noise) = design.autocorrelation;
    let start = DateTime::<Utc>::UNIX_EPOCH;
    let days = (0..design.periods).map(|day| start + TimeDelta::days(i64::try_from(day).unwrap()));
    let mut table = ReadingTable::new(days.collect()).unwrap();
    let mut builder = Organisation::builder("made").department(Department::new("c"));
    let mut quality = vec![0.9; design.periods];
    for (provider, dependence) in design.dependences.iter().enumerate() {
        let id = format!("p{provider}");
        builder = builder.department(Department::new(&id)).service(Service::new(
            format!("s{provider}"),
            &id,
            "c",
        ));
        let wandering = wander(design.periods, 0.06, of_providers, &mut random);
        let series: Vec<f64> = wandering.iter().map(|by| (0.88 + by).clamp(0.0, 1.0)).collect();
        for (quality, provided) in quality.iter_mut().zip(&series) {
            *quality *= 1.0 - dependence * (1.0 - provided);
        }
        let readings = match design.tickets {
            None => ReadingSeries::new(series),
            Some(tickets) => {
                let met = |share: &f64| {
                    let met = (0..tickets).filter(|_| unit(&mut random) < *share).count();
                    real(met) / real(tickets)
                };
                let shares: Vec<f64> = series.iter().map(met).collect();
                ReadingSeries::new(shares).volume(vec![real(tickets); design.periods])
            }
        };
        table.insert_party(id, readings).unwrap();
    }
    let noise = wander(design.periods, 0.02, of_noise, &mut random);
    let quality: Vec<f64> =
        quality.iter().zip(noise).map(|(q, by)| (q + by).clamp(0.0, 1.0)).collect();
    table.insert_party("c", ReadingSeries::new(quality)).unwrap();
    (builder.build().unwrap(), table)
}

/// How often intervals hold the truth over so many series, and how wide they are on the average.
fn coverage(design: &Design, count: u64) -> (f64, f64) {
    let (mut held, mut width) = (0, 0.0);
    for seed in 0..count {
        let (organisation, table) = made(design, seed);
        let options =
            FitOptions::default().class_by(ClassBy::Nothing).orders([]).seed(seed).draws(1_000);
        let fitted = fit(&organisation, &table, &Priors::default(), &options).unwrap();
        for (need, truth) in fitted.parties[0].needs.iter().zip(&design.dependences) {
            let read = need.read.unwrap();
            // A shortest interval that begins at a bound begins at the least draw.
            let low = if read.low < 5e-3 { 0.0 } else { read.low };
            held += usize::from((low..=read.high).contains(truth));
            width += read.high - low;
        }
    }
    let intervals = real(design.dependences.len()) * real(usize::try_from(count).unwrap());
    (real(held) / intervals, width / intervals)
}

fn designs() -> [Design; 8] {
    let calm = (0.3, 0.0);
    let slow = (0.5, 0.5);
    [
        Design::new(12, &[0.5, 0.3], calm),
        Design::new(24, &[0.5, 0.0], calm),
        Design::new(24, &[0.4, 0.3, 0.2], slow),
        Design::new(36, &[0.5, 0.3], slow),
        Design::new(60, &[0.5, 0.3, 0.0], calm),
        Design::new(60, &[0.5, 0.3, 0.2, 0.1], slow),
        Design::new(120, &[0.5, 0.3, 0.2, 0.0], slow),
        Design::new(120, &[0.6, 0.4], (0.8, 0.8)),
    ]
}

#[test]
fn coverage_of_eight_designs() {
    let mut wrong = Vec::new();
    for design in designs() {
        let (found, _) = coverage(&design, 600);
        if !(0.93..=0.97).contains(&found) {
            wrong.push((found, design));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn coverage_of_one_design() {
    let (found, width) = coverage(&designs()[3], 40);
    assert!((0.88..=0.99).contains(&found), "{found}");
    // All intervals from 0 to 1 would hold everything. Least squares of 36 periods that knew noise
    // and its memory would have a standard error of .02 / (.06 √33), by √((1 + .25) / (1 − .25)) for
    // what both remember, over the slope of about .95 that the other need leaves.
    let error = 0.02 / (0.06 * 33.0_f64.sqrt()) * (1.25_f64 / 0.75).sqrt() / 0.95;
    let known = 2.0 * 2.03 * error;
    assert!((0.9..=1.25).contains(&(width / known)), "{width} where {known} could be");
}

/// Raw shares as regressors make a dependence too small; calibrated ones do not.
#[test]
fn coverage_of_counted_providers() {
    let design = Design { tickets: Some(50), ..Design::new(60, &[0.5, 0.3], (0.5, 0.0)) };
    let (found, width) = coverage(&design, 600);
    assert!((0.93..=0.97).contains(&found), "{found}");
    assert!(width < 0.5, "{width}");
}

/// What others of a class show goes in with how uncertain it is: a provider's dependences differ.
#[test]
fn coverage_of_classes() {
    let mut found = Vec::new();
    for (periods, dependences) in
        [(12, &[0.2, 0.7][..]), (12, &[0.3, 0.4, 0.5]), (24, &[0.1, 0.5, 0.6, 0.9])]
    {
        let (mut held, mut all) = (0, 0);
        for seed in 0..600 {
            let (organisation, table) = of_one_provider(periods, dependences, seed);
            let options = FitOptions::default().orders([]).seed(seed).draws(1_000);
            let fitted = fit(&organisation, &table, &Priors::default(), &options).unwrap();
            for (party, truth) in fitted.parties.iter().zip(dependences) {
                let read = party.needs[0].read.unwrap();
                let low = if read.low < 5e-3 { 0.0 } else { read.low };
                held += usize::from((low..=read.high).contains(truth));
                all += 1;
            }
        }
        found.push(real(held) / real(all));
    }
    assert!(found.iter().all(|found| (0.93..=0.98).contains(found)), "{found:?}");
}

/// One provider of several consumers, and readings of all.
fn of_one_provider(periods: usize, dependences: &[f64], seed: u64) -> (Organisation, ReadingTable) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let start = DateTime::<Utc>::UNIX_EPOCH;
    let days = (0..periods).map(|day| start + TimeDelta::days(i64::try_from(day).unwrap()));
    let mut table = ReadingTable::new(days.collect()).unwrap();
    let mut builder = Organisation::builder("made").department(Department::new("p"));
    let wandering = wander(periods, 0.06, 0.3, &mut random);
    let provided: Vec<f64> = wandering.iter().map(|by| (0.88 + by).clamp(0.0, 1.0)).collect();
    table.insert_party("p", ReadingSeries::new(provided.clone())).unwrap();
    for (consumer, dependence) in dependences.iter().enumerate() {
        let id = format!("c{consumer}");
        builder = builder.department(Department::new(&id)).service(Service::between("p", &id));
        let noise = wander(periods, 0.02, 0.0, &mut random);
        let quality = provided.iter().zip(noise);
        let quality = quality.map(|(u, by)| 0.9 * (1.0 - dependence * (1.0 - u)) + by);
        let quality: Vec<f64> = quality.map(|q| q.clamp(0.0, 1.0)).collect();
        table.insert_party(id, ReadingSeries::new(quality)).unwrap();
    }
    (builder.build().unwrap(), table)
}

/// In how many of 300 series of a design predictions are said to be better than everything obvious, and
/// in how many the graph is said to be wrong.
fn claims(design: &Design) -> [u32; 2] {
    let mut found = [0; 2];
    for seed in 0..300 {
        let (organisation, table) = made(design, seed);
        let fit = FitOptions::default().class_by(ClassBy::Nothing).orders([]).draws(2);
        let options = CalibrationOptions::default().most_placebos(0).fit(fit);
        let report = calibrate(&organisation, &table, &Priors::default(), &options).unwrap();
        let claim = report.party("c", Question::Now).map(|party| party.claim);
        let is_better = matches!(claim, Some(Claim::Better { .. }));
        found[0] += u32::from(is_better);
        found[1] += u32::from(claim == Some(Claim::Worse));
    }
    found
}

/// A fit of what is not linked is worse than the average by what fitting costs, so that it is found to
/// be beyond chance in some more than one of twenty.
#[test]
fn coverage_claims_without_a_link() {
    let [better, worse] = claims(&Design::new(60, &[0.0, 0.0], (0.3, 0.3)));
    assert!(f64::from(better) <= 0.05 * 300.0, "{better}");
    assert!(f64::from(worse) <= 0.1 * 300.0, "{worse}");
}

/// A graph that is right is accused in one of twenty at most, however little there is to be seen.
#[test]
fn coverage_accusations_of_a_right_graph() {
    for dependences in [[0.1, 0.1], [0.3, 0.2]] {
        let [_, worse] = claims(&Design::new(60, &dependences, (0.3, 0.3)));
        assert!(f64::from(worse) <= 0.05 * 300.0, "{worse} with {dependences:?}");
    }
}
