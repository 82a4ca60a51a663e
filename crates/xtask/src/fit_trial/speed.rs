//! How long fits take, on one thread.

use std::time::Instant;

use chrono::{TimeDelta, TimeZone, Utc};
use knockon::evidence::calibration::{CalibrationOptions, calibrate};
use knockon::evidence::fit::{ClassBy, FitOptions, Priors, ReadingSeries, ReadingTable, fit};
use knockon::{Department, Organisation, Service};

use super::{Figure, Outcome};

/// Forty parties of five needs over 900 periods.
pub(crate) fn figures() -> Outcome<Vec<Figure>> {
    let (organisation, table) = forty_parties(900)?;
    let plain = FitOptions::default().class_by(ClassBy::Nothing).orders([]);
    let seconds = |draws: usize| -> Outcome<f64> {
        let started = now();
        fit(&organisation, &table, &Priors::default(), &plain.clone().draws(draws))?;
        Ok(started.elapsed().as_secs_f64())
    };
    let (few, many) = (seconds(2)?, seconds(2_000)?);
    let started = now();
    let options = CalibrationOptions::default().fit(plain.clone().draws(2));
    calibrate(&organisation, &table, &Priors::default(), &options)?;
    let report = started.elapsed().as_secs_f64();
    Ok(vec![
        Figure::at_most("fit of 40 parties, 5 needs, 900 periods: seconds", few, 0.2),
        Figure::at_most(
            "2,000 draws of a party of 5 needs: milliseconds",
            1e3 * (many - few) / 40.0,
            10.0,
        ),
        Figure::at_most("report, 60 refits of 40 parties: seconds", report, 10.0),
    ])
}

#[expect(clippy::disallowed_methods, reason = "a program that says how long fits take")]
fn now() -> Instant {
    Instant::now()
}

fn forty_parties(periods: i64) -> Outcome<(Organisation, ReadingTable)> {
    let mut state = 7_u64;
    let mut unit = move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(state >> 33).unwrap_or(0)) / f64::from(1_u32 << 31)
    };
    let start = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).single().ok_or("an instant")?;
    let starts = (0..periods).map(|day| start + TimeDelta::days(day)).collect();
    let mut table = ReadingTable::new(starts)?;
    let mut builder = Organisation::builder("Forty");
    let mut series: Vec<Vec<f64>> = Vec::new();
    for provider in 0..5 {
        builder = builder.department(Department::new(format!("p{provider}")));
        series.push((0..periods).map(|_| 1.0 - 0.3 * unit() * unit()).collect());
        let readings = ReadingSeries::new(series[provider].clone());
        table.insert_party(format!("p{provider}"), readings)?;
    }
    for party in 0..40 {
        let id = format!("c{party}");
        builder = builder.department(Department::new(&id));
        let dependences: Vec<f64> = (0..5).map(|_| 0.5 * unit()).collect();
        for provider in 0..5 {
            builder = builder.service(Service::between(format!("p{provider}"), &id));
        }
        let quality = (0..series[0].len()).map(|at| {
            let felt = series.iter().zip(&dependences).map(|(q, a)| 1.0 - a * (1.0 - q[at]));
            (0.95 * felt.product::<f64>() + 0.02 * (unit() - 0.5)).clamp(0.0, 1.0)
        });
        let quality: Vec<f64> = quality.collect();
        table.insert_party(&id, ReadingSeries::new(quality))?;
    }
    Ok((builder.build()?, table))
}
