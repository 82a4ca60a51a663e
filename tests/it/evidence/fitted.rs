//! Fits, what is drawn of them, and reports, on series whose truth is known.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use knockon::evidence::calibration::{
    AnswerError, AnswerOptions, CalibrationOptions, Question, answers, calibrate,
};
use knockon::evidence::fit::{
    ClassBy, Episode, FitError, FitOptions, NeedVerdict, OrganisationFit, Priors, ReadingSeries,
    ReadingTable, fit,
};
use knockon::evidence::judgement::Judged;
use knockon::organisation::Origin;
use knockon::{Department, ExternalCustomer, Organisation, Rule, Scenario, Service};

use crate::support::check::assert_close;

pub(super) fn days(count: usize) -> Vec<DateTime<Utc>> {
    let start = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap();
    (0..count).map(|day| start + TimeDelta::days(i64::try_from(day).unwrap())).collect()
}

/// Numbers that look drawn, −½ to ½.
pub(super) fn noise(seed: u32, at: usize) -> f64 {
    let at = u32::try_from(at).unwrap();
    let mut state = at.wrapping_mul(2_654_435_761) ^ seed.wrapping_mul(40_503) ^ 0x9e37_79b9;
    state ^= state >> 15;
    state = state.wrapping_mul(2_246_822_519);
    state ^= state >> 13;
    state = state.wrapping_mul(3_266_489_917);
    state ^= state >> 16;
    f64::from(state) / f64::from(u32::MAX) - 0.5
}

/// A series of a level, and of noise that reaches so far.
pub(super) fn series(count: usize, seed: u32, level: f64, reach: f64) -> Vec<f64> {
    (0..count).map(|at| (level + reach * noise(seed, at)).clamp(0.0, 1.0)).collect()
}

/// Consumers `c0` and so on of a provider `p`.
pub(super) fn fan(consumers: usize) -> Organisation {
    let mut builder = Organisation::builder("Fan").department(Department::new("p"));
    for consumer in 0..consumers {
        let id = format!("c{consumer}");
        builder = builder.department(Department::new(&id)).service(Service::between("p", &id));
    }
    builder.build().unwrap()
}

pub(super) fn table(parties: &[(&str, Vec<f64>)]) -> ReadingTable {
    let mut table = ReadingTable::new(days(parties[0].1.len())).unwrap();
    for (id, values) in parties {
        table.insert_party(*id, ReadingSeries::new(values.clone())).unwrap();
    }
    table
}

fn fitted(organisation: &Organisation, table: &ReadingTable, priors: &Priors) -> OrganisationFit {
    fit(organisation, table, priors, &FitOptions::default()).unwrap()
}

#[test]
fn class_of_nobody_known_tells_nothing() {
    let organisation = fan(8);
    // The provider hardly moves, the consumers do: nothing is said of any dependence.
    let mut parties = vec![("p".to_owned(), series(12, 1, 0.9, 0.004))];
    parties.extend((0..8_u32).map(|at| (format!("c{at}"), series(12, 10 + at, 0.8, 0.2))));
    let parties: Vec<_> =
        parties.iter().map(|(id, values)| (id.as_str(), values.clone())).collect();
    let fitted = fitted(&organisation, &table(&parties), &Priors::default());
    for need in fitted.parties.iter().flat_map(|party| &party.needs) {
        assert_eq!(need.verdict, NeedVerdict::NotIdentified, "{need:?}");
        assert_eq!(need.dependence, None);
    }
    assert_eq!(fitted.still_open.len(), 8);
}

#[test]
fn judgements_of_unread_consumers_count() {
    let organisation = Organisation::builder("Two")
        .departments(["p", "q", "c"].map(Department::new))
        .service(Service::between("p", "c"))
        .service(Service::between("q", "c"))
        .build()
        .unwrap();
    let priors = Priors::default()
        .judged("p>c", Judged::new(0.6, 0.15))
        .episode(Episode::new("q", 0.25, "c", 0.64));
    let nothing = ReadingTable::new(Vec::new()).unwrap();
    let fitted = fitted(&organisation, &nothing, &priors);
    assert!(fitted.still_open.is_empty());
    let judged = fitted.believed("p>c").unwrap().dependence;
    assert_close(judged.value, 0.6, 1e-12, "judged");
    assert_eq!(judged.origin, Origin::Judged);
    assert!(judged.low < 0.35 && judged.high > 0.85, "{judged}");
    // (1 − 0.64) / (1 − 0.25).
    let remembered = fitted.believed("q>c").unwrap().dependence;
    assert_close(remembered.value, 0.48, 1e-12, "remembered");
    let service = fitted.organisation();
    let service = service.service("p>c").unwrap();
    assert_close(service.dependence().unwrap().get(), 0.6, 1e-12, "stated");
    assert_eq!(service.dependence_range().unwrap().origin, Origin::Judged);
}

#[test]
fn requests_per_job_do_not_replace_what_is_stated() {
    let organisation = Organisation::builder("Two")
        .departments(["p", "q", "c"].map(Department::new))
        .service(Service::between("p", "c").dependence(0.8))
        .service(Service::between("q", "c"))
        .build()
        .unwrap();
    let priors = Priors::default().requests_per_job("p>c", 0.3).requests_per_job("q>c", 0.3);
    let unread = ReadingTable::new(Vec::new()).unwrap();
    let read = table(&[("c", series(20, 1, 0.8, 0.1))]);
    for table in [unread, read] {
        let written = fitted(&organisation, &table, &priors).organisation();
        let of = |id: &str| written.service(id).unwrap().dependence().unwrap().get();
        assert_close(of("p>c"), 0.8, 1e-12, "stated");
        assert_close(of("q>c"), 0.3, 1e-12, "requests per job");
    }
}

#[test]
fn weights_read_and_unread_are_on_one_scale() {
    let organisation = Organisation::builder("Mean")
        .departments(["p", "q"].map(Department::new))
        .department(Department::new("c").rule(Rule::share_with_own_weight(1.0, 2.0)))
        .service(Service::between("p", "c").dependence(1.0).weight(5.0))
        .service(Service::between("q", "c").dependence(1.0).weight(6.0))
        .build()
        .unwrap();
    // p counts for 0.4 of all; what is left, 0.6, is shared 2 : 6 by c itself and by q.
    let provided = series(40, 3, 0.8, 0.3);
    let delivered = provided.iter().map(|u| 0.4 * u + 0.6).collect();
    let fitted =
        fitted(&organisation, &table(&[("p", provided), ("c", delivered)]), &Priors::default());
    let network = fitted.organisation().compile().unwrap();
    for (p, q, expected) in [(0.0, 1.0, 0.6), (1.0, 0.0, 1.0 - 0.45)] {
        let scenario = Scenario::new("lost").capability("p", p).capability("q", q);
        let quality = network.solve(&scenario).unwrap().quality("c").unwrap().get();
        assert_close(quality, expected, 1e-4, "one lost");
    }
}

/// A provider at 0.8 as a rule, whose consumer depends on it by 0.6.
fn usually_at_four_fifths(consumer_left: f64) -> f64 {
    let organisation = fan(1);
    let provided = series(12, 5, 0.8, 0.01);
    let delivered: Vec<f64> = provided
        .iter()
        .enumerate()
        .map(|(at, u)| 0.9 * (1.0 - 0.6 * (1.0 - u)) + 0.05 * noise(6, at))
        .collect();
    let priors = Priors::default().episode(Episode::new("p", 0.5, "c0", consumer_left));
    let fitted = fitted(&organisation, &table(&[("p", provided), ("c0", delivered)]), &priors);
    fitted.need("p>c0").unwrap().read.unwrap().value
}

#[test]
fn episodes_are_against_what_is_usual() {
    // Half of the usual 0.8 is 0.4: from 1 − 0.6 · 0.2 = 0.88 to 1 − 0.6 · 0.6 = 0.64.
    let found = usually_at_four_fifths(0.64 / 0.88);
    assert_close(found, 0.6, 0.08, "dependence");
}

#[test]
fn episodes_of_a_day_take_what_was_read_then() {
    let organisation = Organisation::builder("Two")
        .departments(["p", "q", "c"].map(Department::new))
        .service(Service::between("p", "c"))
        .service(Service::between("q", "c"))
        .build()
        .unwrap();
    let (provided, mut other) = (series(30, 5, 0.9, 0.02), series(30, 7, 0.95, 0.1));
    other[20] = 0.0;
    let mut delivered: Vec<f64> = provided
        .iter()
        .zip(&other)
        .map(|(u, v)| 0.9 * (1.0 - 0.6 * (1.0 - u)) * (1.0 - 0.5 * (1.0 - v)))
        .collect();
    // On that day nobody read c.
    let usual = delivered[0];
    let then = 0.9 * (1.0 - 0.6 * (1.0 - 0.5 * 0.9)) * 0.5;
    delivered[20] = f64::NAN;
    let day = days(30)[20] + TimeDelta::hours(3);
    let table = table(&[("p", provided), ("q", other), ("c", delivered)]);
    let found = |at: Option<DateTime<Utc>>| {
        let mut episode = Episode::new("p", 0.5, "c", then / usual);
        episode.at = at;
        let priors = Priors::default().episode(episode);
        fitted(&organisation, &table, &priors).need("p>c").unwrap().read.unwrap().value
    };
    // q was down as well: without the day all of it would be laid at p's door.
    let (on_the_day, some_day) = (found(Some(day)), found(None));
    assert!((on_the_day - 0.6).abs() <= (some_day - 0.6).abs() + 1e-9, "{on_the_day} {some_day}");
}

#[test]
fn scores_and_ratios_have_no_counting_noise() {
    let organisation = fan(1);
    let (provided, delivered) = (series(30, 1, 0.8, 0.2), series(30, 2, 0.8, 0.2));
    let volume = vec![5.0; 30];
    let reliability = |of_provider: ReadingSeries, ratios: bool| {
        let mut table = ReadingTable::new(days(30)).unwrap();
        if ratios {
            table = table.of_ratios();
        }
        table.insert_party("p", of_provider).unwrap();
        table.insert_party("c0", ReadingSeries::new(delivered.clone())).unwrap();
        fitted(&organisation, &table, &Priors::default()).need("p>c0").unwrap().reliability
    };
    let counted = ReadingSeries::new(provided.clone()).volume(volume);
    assert!(reliability(counted.clone(), false).unwrap() < 0.5);
    assert_eq!(reliability(counted.clone().of_scores(), false), None);
    assert_eq!(reliability(counted, true), None);
}

/// Of a few periods anything is quick; quadratic work would take minutes here.
#[test]
fn long_series_are_fitted_and_tried_in_time() {
    const PERIODS: usize = 20_000;
    let organisation = Organisation::builder("Long")
        .departments(["p", "c"].map(Department::new))
        .service(Service::between("p", "c").lag(TimeDelta::days(2)))
        .build()
        .unwrap();
    let provided = series(PERIODS, 1, 0.8, 0.3);
    let delivered = (0..PERIODS)
        .map(|at| {
            let before = provided[at.saturating_sub(2)];
            0.9 * (1.0 - 0.5 * (1.0 - before)) + 0.02 * noise(2, at)
        })
        .collect();
    let table = table(&[("p", provided), ("c", delivered)]);
    let options = FitOptions::default().draws(2).orders([]);
    let found = fit(&organisation, &table, &Priors::default(), &options).unwrap();
    assert_close(found.need("p>c").unwrap().read.unwrap().value, 0.5, 0.01, "dependence");
    let options = CalibrationOptions::default().most_refits(2).most_placebos(0).fit(options);
    let report = calibrate(&organisation, &table, &Priors::default(), &options).unwrap();
    let now = report.party("c", Question::Now).unwrap();
    assert!(now.error.unwrap() < 0.01 && now.coverage.unwrap().periods > 5_000, "{now:?}");
}

#[test]
fn levels_of_sources_are_drawn_by_seed() {
    let organisation = Organisation::builder("Shop")
        .department(Department::new("till"))
        .customer(ExternalCustomer::person("regulars"))
        .service(Service::between("till", "regulars").dependence(1.0))
        .build()
        .unwrap();
    let table = table(&[("till", series(12, 1, 0.8, 0.3))]);
    let fitted = fitted(&organisation, &table, &Priors::default());
    let report =
        calibrate(&organisation, &table, &Priors::default(), &CalibrationOptions::default());
    let report = report.unwrap();
    let of = |seed| {
        let options = AnswerOptions::default().draws(200).seed(seed);
        answers(&fitted, &report, &Scenario::new("as it is"), &options).unwrap()
    };
    let (one, other) = (of(1), of(2));
    let level = fitted.sources[0].level;
    let interval = one.customers[0].quality;
    // The answer is as uncertain as the till: 90 % of a normal distribution.
    let width = 2.0 * 1.645 * level.standard_deviation;
    assert!(((interval.high - interval.low) / width - 1.0).abs() < 0.25, "{interval:?} {level}");
    assert_ne!(interval, other.customers[0].quality);
    assert_eq!(one, of(1));
}

#[test]
fn draws_of_a_fit_are_taken_once_each() {
    let organisation = Organisation::builder("Shop")
        .department(Department::new("till"))
        .customer(ExternalCustomer::person("regulars"))
        .service(Service::between("till", "regulars"))
        .build()
        .unwrap();
    let provided = series(24, 1, 0.8, 0.3);
    let felt = provided.iter().enumerate();
    let felt = felt.map(|(at, u)| 0.9 * (1.0 - 0.5 * (1.0 - u)) + 0.05 * noise(2, at)).collect();
    let table = table(&[("till", provided), ("regulars", felt)]);
    let options = FitOptions::default().draws(100);
    let fitted = fit(&organisation, &table, &Priors::default(), &options).unwrap();
    let report =
        calibrate(&organisation, &table, &Priors::default(), &CalibrationOptions::default());
    let report = report.unwrap();
    let scenario = Scenario::new("down").capability("till", 0.3);
    let of = |draws, seed| {
        let options = AnswerOptions::default().draws(draws).seed(seed);
        answers(&fitted, &report, &scenario, &options)
    };
    let refused = of(101, 0).unwrap_err();
    assert_eq!(refused, AnswerError::TooManyDraws { draws: 101, kept: 100 });
    assert_ne!(of(50, 1).unwrap(), of(50, 2).unwrap());
}

#[test]
fn only_order_allowed_has_its_own_noise() {
    let organisation = Organisation::builder("Weakest")
        .departments(["p", "q", "c"].map(Department::new))
        .service(Service::between("p", "c"))
        .service(Service::between("q", "c"))
        .build()
        .unwrap();
    let (p, q) = (series(80, 1, 0.6, 0.8), series(80, 2, 0.6, 0.8));
    let delivered = p
        .iter()
        .zip(&q)
        .enumerate()
        .map(|(at, (p, q))| {
            let felt = (1.0 - 0.9 * (1.0 - p)).min(1.0 - 0.8 * (1.0 - q));
            (felt.min(0.95) + 0.004 * noise(3, at)).clamp(0.0, 1.0)
        })
        .collect();
    let table = table(&[("p", p), ("q", q), ("c", delivered)]);
    let found = fitted(&organisation, &table, &Priors::default());
    let party = found.party("c").unwrap();
    assert_eq!(party.rule, Rule::WEAKEST);
    assert!(party.noise < 0.003, "{}", party.noise);
}

#[test]
fn reports_refuse_what_fits_refuse() {
    let organisation = fan(1);
    let table = table(&[("p", series(30, 1, 0.8, 0.2)), ("c0", series(30, 2, 0.8, 0.2))]);
    let options = CalibrationOptions::default();
    let refused = |priors: &Priors, options: &CalibrationOptions| {
        calibrate(&organisation, &table, priors, options).unwrap_err()
    };
    let unknown = Priors::default().judged("p>c9", Judged::new(0.5, 0.1));
    assert!(matches!(refused(&unknown, &options), FitError::UnknownNeed { .. }));
    let sure = Priors::default().judged("p>c0", Judged::new(0.5, 0.0));
    assert!(matches!(refused(&sure, &options), FitError::Belief { .. }));
    let all = Priors::default().buffer("p>c0", 1.0);
    assert!(matches!(refused(&all, &options), FitError::Buffer { .. }));
    let whole = Priors::default().episode(Episode::new("p", 1.0, "c0", 0.5));
    assert!(matches!(refused(&whole, &options), FitError::Episode { .. }));
    let certain = options.fit(FitOptions::default().confidence(1.0));
    assert!(matches!(refused(&Priors::default(), &certain), FitError::Confidence { .. }));

    let mut builder = Organisation::builder("Many").department(Department::new("c"));
    for provider in 0..65 {
        let id = format!("p{provider}");
        builder = builder.department(Department::new(&id)).service(Service::between(&id, "c"));
    }
    let many = builder.build().unwrap();
    let mut table = ReadingTable::new(days(3)).unwrap();
    table.insert_party("c", ReadingSeries::new([0.5; 3])).unwrap();
    let refused =
        calibrate(&many, &table, &Priors::default(), &CalibrationOptions::default()).unwrap_err();
    assert!(matches!(refused, FitError::TooManyNeeds { needs: 65, .. }), "{refused}");
}

#[test]
fn rivals_weigh_readings_as_fits_do() {
    // Half of the readings are of few, and far off.
    let organisation = fan(1);
    let provided = series(60, 1, 0.8, 0.3);
    let read = |at: usize| {
        let off = if at % 2 == 1 { 0.3 * noise(2, at) } else { 0.004 * noise(2, at) };
        (0.9 * (1.0 - 0.5 * (1.0 - provided[at])) + off).clamp(0.0, 1.0)
    };
    let volume: Vec<f64> = (0..60).map(|at| if at % 2 == 1 { 0.01 } else { 100.0 }).collect();
    let mut table = ReadingTable::new(days(60)).unwrap();
    table.insert_party("p", ReadingSeries::new(provided.clone())).unwrap();
    let delivered = ReadingSeries::new((0..60).map(read).collect::<Vec<_>>()).volume(volume);
    table.insert_party("c0", delivered).unwrap();
    let fit = FitOptions::default().class_by(ClassBy::Nothing).draws(2);
    let options = CalibrationOptions::default().most_placebos(0).fit(fit);
    let report = calibrate(&organisation, &table, &Priors::default(), &options).unwrap();
    let now = report.party("c0", Question::Now).unwrap();
    for name in ["everybody", "along_the_graph", "single_party"] {
        let rival = now.baselines.iter().find(|score| score.baseline == name).unwrap();
        let error = now.error.unwrap();
        assert!(rival.error < 1.5 * error, "{name}: {} {error}", rival.error);
    }
}
