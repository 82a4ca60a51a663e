//! Ten thousand draws of numbers that nobody knows for certain, and a row for each party.

use knockon::uncertainty::{Beta, Draws, Quantity, Uniform};
use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct Row {
    party: String,
    mean: f64,
    low: f64,
    high: f64,
    chance_below: f64,
}

#[test]
fn ten_thousand_draws_become_rows() {
    let organisation = Organisation::builder("Clinic")
        .department(Department::new("lab"))
        .department(Department::new("wards"))
        .customer(ExternalCustomer::person("patients").population(900.0))
        .service(Service::new("results", "lab", "wards").dependence(0.5))
        .service(Service::new("care", "wards", "patients").dependence(0.8))
        .build()
        .unwrap();
    let network = organisation.compile().unwrap();
    let draws = Draws::new(10_000)
        .seed(7)
        .capability("lab", Uniform::new(0.2, 0.6).unwrap())
        .dependence("results", Beta::with_interval(0.5, 0.3..=0.7).unwrap())
        .under(Scenario::new("wards short of people").capability("wards", 0.9))
        .percentiles([5.0, 95.0])
        .threshold(0.6)
        .variance(2_000);
    let outcome = network.draws(&draws).unwrap();
    assert_eq!(outcome.draws, 10_000);
    assert!(outcome.is_certified);

    let rows: Vec<Row> = outcome
        .parties
        .iter()
        .map(|party| Row {
            party: party.of.as_str().to_owned(),
            mean: party.quality.mean,
            low: party.quality.percentiles[0].value,
            high: party.quality.percentiles[1].value,
            chance_below: party.quality.below.as_ref().map_or(0.0, |below| below.chance),
        })
        .collect();
    let patients = rows.iter().find(|row| row.party == "patients").unwrap();
    // E[1 − 0.8 (1 − 0.9 (1 − α (1 − s)))] for independent α and s: 1 − 0.8 (1 − 0.9 · 0.7).
    assert!((patients.mean - 0.704).abs() < 2e-3, "{patients:?}");
    assert!(patients.low < patients.mean && patients.mean < patients.high);
    assert!((0.0..0.2).contains(&patients.chance_below), "{patients:?}");
    let lab = outcome.share(Quantity::Capability, "lab").unwrap();
    let results = outcome.share(Quantity::Dependence, "results").unwrap();
    assert!(lab.first_order + results.first_order < 1.1);
}
