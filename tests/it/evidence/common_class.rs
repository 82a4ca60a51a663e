//! One dependence for all needs of a class.

use knockon::evidence::calibration::{CalibrationOptions, Question, calibrate};
use knockon::evidence::fit::{
    ClassBy, FitError, FitOptions, Priors, ReadingSeries, ReadingTable, fit,
};
use knockon::{Department, Organisation, Service};

use super::fitted::{days, fan, noise, series};

/// Ten days of eight consumers that lose 0.4 of what their provider does, each with noise.
fn short() -> ReadingTable {
    let provider = series(10, 1, 0.85, 0.25);
    let mut table = ReadingTable::new(days(10)).unwrap();
    for consumer in 0..8_u32 {
        let level = 0.9 + 0.01 * f64::from(consumer);
        let quality = provider.iter().enumerate().map(|(at, provided)| {
            level * (1.0 - 0.4 * (1.0 - provided)) + 0.04 * noise(20 + consumer, at)
        });
        let series = ReadingSeries::new(quality.collect::<Vec<_>>());
        table.insert_party(format!("c{consumer}"), series).unwrap();
    }
    table.insert_party("p", ReadingSeries::new(provider)).unwrap();
    table
}

#[test]
fn class_has_one_dependence() {
    let (organisation, table) = (fan(8), short());
    let needs = |options: &FitOptions| -> Vec<(f64, f64)> {
        let fitted = fit(&organisation, &table, &Priors::default(), options).unwrap();
        let needs = fitted.parties.iter().flat_map(|party| &party.needs);
        needs.map(|need| need.read.unwrap()).map(|it| (it.value, it.high - it.low)).collect()
    };
    let options = FitOptions::default().orders([]);
    let alone = needs(&options.clone().class_by(ClassBy::Nothing));
    let common = needs(&options.common());
    let spread = |of: &[(f64, f64)]| {
        let values = of.iter().map(|(value, _)| *value);
        values.clone().fold(0.0, f64::max) - values.fold(1.0, f64::min)
    };
    assert!(spread(&alone) > 0.1, "{alone:?}");
    // Medians of draws are off by a share of what is not known.
    assert!(spread(&common) < 0.01, "{common:?}");
    // Least squares of all eight at once: the noise, uniform in 0.04 around 0, over how far what is
    // multiplied by the dependence moves, in eighty readings.
    let provider = series(10, 1, 0.85, 0.25);
    let mean = provider.iter().sum::<f64>() / 10.0;
    let moved: f64 = provider.iter().map(|it| (it - mean).powi(2)).sum();
    let moved: f64 =
        (0..8).map(|consumer| (0.9 + 0.01 * f64::from(consumer)).powi(2) * moved).sum();
    let standard_error = 0.04 / f64::sqrt(12.0) / moved.sqrt();
    for ((_, alone), (value, width)) in alone.iter().zip(&common) {
        assert!((value - 0.4).abs() < 3.0 * standard_error, "{value} {standard_error}");
        assert!(*width < 0.6 * alone, "{width} {alone}");
    }
}

/// Fitted to all parties together: what readings of one say of it is not counted twice.
#[test]
fn two_equal_members_know_twice_as_much() {
    let provider = series(60, 1, 0.85, 0.25);
    let quality: Vec<f64> = (provider.iter().enumerate())
        .map(|(at, provided)| 0.9 * (1.0 - 0.4 * (1.0 - provided)) + 0.02 * noise(20, at))
        .collect();
    let mut table = ReadingTable::new(days(60)).unwrap();
    for (id, series) in [("p", &provider), ("c0", &quality), ("c1", &quality)] {
        table.insert_party(id, ReadingSeries::new(series.clone())).unwrap();
    }
    let deviation = |options: &FitOptions| {
        let fitted = fit(&fan(2), &table, &Priors::default(), options).unwrap();
        fitted.need("p>c0").unwrap().read.unwrap().standard_deviation
    };
    let options = FitOptions::default().orders([]);
    let alone = deviation(&options.clone().class_by(ClassBy::Nothing));
    let common = deviation(&options.common());
    assert!((common / alone - 0.5_f64.sqrt()).abs() < 0.05, "{common} {alone}");
}

#[test]
fn reports_try_what_is_fitted() {
    let organisation = fan(8);
    let provider = series(40, 1, 0.85, 0.25);
    let mut table = ReadingTable::new(days(40)).unwrap();
    for consumer in 0..8_u32 {
        let quality = provider.iter().enumerate().map(|(at, provided)| {
            0.9 * (1.0 - 0.4 * (1.0 - provided)) + 0.2 * noise(20 + consumer, at)
        });
        let series = ReadingSeries::new(quality.collect::<Vec<_>>());
        table.insert_party(format!("c{consumer}"), series).unwrap();
    }
    table.insert_party("p", ReadingSeries::new(provider)).unwrap();
    let error = |fit: FitOptions| -> f64 {
        let options = CalibrationOptions::default().most_placebos(0).fit(fit.orders([]));
        let report = calibrate(&organisation, &table, &Priors::default(), &options).unwrap();
        let now = report.parties.iter().filter(|party| party.question == Question::Now);
        now.map(|party| party.error.unwrap().powi(2)).sum()
    };
    let alone = error(FitOptions::default().class_by(ClassBy::Nothing));
    let pooled = error(FitOptions::default());
    let common = error(FitOptions::default().common());
    assert!(common < pooled && pooled < alone, "{common} {pooled} {alone}");
}

#[test]
fn too_many_classes_are_refused() {
    let mut builder = Organisation::builder("Many");
    let mut table = ReadingTable::new(days(4)).unwrap();
    for provider in 0..1001_u32 {
        let id = format!("p{provider}");
        builder = builder.department(Department::new(&id));
        table.insert_party(&id, ReadingSeries::new(series(4, provider, 0.8, 0.2))).unwrap();
    }
    for consumer in 0..40_u32 {
        let id = format!("c{consumer}");
        builder = builder.department(Department::new(&id));
        table.insert_party(&id, ReadingSeries::new(series(4, consumer, 0.8, 0.2))).unwrap();
    }
    for provider in 0..1001_u32 {
        for consumer in [provider / 52 * 2, provider / 52 * 2 + 1] {
            let service = Service::between(format!("p{provider}"), format!("c{consumer}"));
            builder = builder.service(service);
        }
    }
    let options = FitOptions::default().orders([]).draws(2).common();
    let refused = fit(&builder.build().unwrap(), &table, &Priors::default(), &options);
    let refused = refused.unwrap_err();
    assert_eq!(refused, FitError::TooManyTogether);
    assert!(refused.to_string().starts_with("more than 1000 dependences"), "{refused}");
}
