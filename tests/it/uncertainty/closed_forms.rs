//! Answers of draws against closed forms.

use knockon::uncertainty::{Beta, Draws, Input, Triangular, Uniform};
use knockon::{
    Columns, Department, ExternalCustomer, Network, Organisation, Rule, Scenario, Service, Transfer,
};

use crate::support::check::{assert_near, assert_same_bits};

/// Three departments whose losses add at a fourth, which a customer has whole.
fn sum() -> Network {
    Network::from_columns(
        &Columns::new(4, 1)
            .unwrap()
            .department_rule(Rule::ADDITIVE)
            .provider(&[0, 1, 2, 3])
            .consumer(&[3, 3, 3, 4])
            .dependence(&[0.5, 0.3, 0.1, 1.0]),
    )
    .unwrap()
}

#[test]
fn means_and_variances_of_a_sum_add() {
    const COUNT: u32 = 40_000;
    let known = [Uniform::new(0.5, 1.0), Uniform::new(0.2, 0.8), Uniform::new(0.0, 1.0)];
    let [one, two, three] = known.map(Result::unwrap);
    let draws = Draws::new(COUNT as usize).seed(11);
    let draws = draws.capability("d0", one).capability("d1", two).capability("d2", three);
    let outcome = sum().draws(&draws).unwrap();
    let quality = &outcome.objective.unwrap().quality;
    // 1 − Σ α (1 − s), with widths 0.5, 0.6 and 1.
    let mean = 1.0 - 0.5 * 0.25 - 0.3 * 0.5 - 0.1 * 0.5;
    let variance: f64 =
        [0.5_f64 * 0.5, 0.3 * 0.6, 0.1 * 1.0].iter().map(|width| width * width / 12.0).sum();
    let root = f64::from(COUNT).sqrt();
    assert_near(quality.mean, mean, 4.0 * variance.sqrt() / root, "mean");
    // A sum of uniform numbers has a kurtosis below 3, and its variance a standard error of at most
    // √2 of itself over the root of the number of draws.
    let found = quality.standard_deviation.powi(2);
    assert_near(found, variance, 4.0 * 2.0_f64.sqrt() * variance / root, "variance");
    assert_near(quality.mean_error, quality.standard_deviation / root, 1e-15, "error of the mean");
}

#[test]
fn percentiles_go_through_what_rises() {
    let hill = Transfer::Hill { n: 3.0, threshold: 0.6 };
    let network = Organisation::builder("One service")
        .department(Department::new("kiln"))
        .customer(ExternalCustomer::new("potters"))
        .service(Service::new("firing", "kiln", "potters").dependence(0.8).transfer(hill))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let percents = [0.0, 2.5, 17.0, 50.0, 97.5, 100.0];
    let draws = Draws::new(5_000)
        .capability("kiln", Beta::with_interval(0.6, 0.3..=0.9).unwrap())
        .parties(["kiln", "potters"])
        .percentiles(percents);
    let outcome = network.draws(&draws).unwrap();
    for place in 0..percents.len() {
        let [kiln, potters] =
            [0, 1].map(|party: usize| outcome.parties[party].quality.percentiles[place].value);
        let at = network.solve(&Scenario::new("at it").capability("kiln", kiln)).unwrap();
        assert_same_bits(&[potters], &[at.quality("potters").unwrap().get()], "percentile");
    }
    let interval = Beta::with_interval(0.6, 0.3..=0.9).unwrap().interval();
    let of_kiln = &outcome.parties[0].quality.percentiles;
    assert_near(of_kiln[1].value, *interval.start(), 0.015, "2.5th percentile");
    assert_near(of_kiln[4].value, *interval.end(), 0.015, "97.5th percentile");
}

#[test]
fn chances_are_those_of_the_input() {
    let draws = Draws::new(20_000)
        .capability("d0", Triangular::new(0.2, 0.6, 1.0).unwrap())
        .parties(["d0"])
        .threshold(0.4);
    let below = sum().draws(&draws).unwrap().parties[0].quality.below.unwrap();
    // (0.4 − 0.2)² / ((1 − 0.2) (0.6 − 0.2))
    assert_near(below.chance, 0.125, 4.0 * below.standard_error, "chance");
}

#[test]
fn numbers_drawn_together_are_high_together() {
    let known = Uniform::new(0.2, 0.9).unwrap();
    let inputs = || ["d0", "d1"].map(|id| Input::capability(id, known));
    let parties = |draws: Draws| draws.parties(["d0", "d1", "d3"]);
    let together = parties(Draws::new(4_000).together("one supplier", inputs()));
    let together = sum().draws(&together.percentiles([10.0, 90.0])).unwrap();
    assert_eq!(together.parties[0].quality, together.parties[1].quality);
    assert_eq!(together.inputs[1].group.as_deref(), Some("one supplier"));
    let alone = parties(inputs().into_iter().fold(Draws::new(4_000), Draws::input));
    let alone = sum().draws(&alone).unwrap();
    // Standard deviations add where they are together, variances where they are not.
    let deviation = 0.7 / 12.0_f64.sqrt();
    let [of_together, of_alone] =
        [&together, &alone].map(|outcome| outcome.parties[2].quality.standard_deviation);
    assert_near(of_together, 0.8 * deviation, 0.02 * deviation, "together");
    assert_near(of_alone, 0.34_f64.sqrt() * deviation, 0.02 * deviation, "alone");
}

#[test]
fn a_ceiling_is_drawn_as_well() {
    let network = Organisation::builder("Kiosk")
        .department(Department::new("till"))
        .customer(ExternalCustomer::new("walkers"))
        .service(Service::new("papers", "till", "walkers").dependence(1.0))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let draws = Draws::new(3_000).ceiling("walkers", Beta::new(8.0, 2.0).unwrap());
    let outcome = network.draws(&draws).unwrap();
    let quality = &outcome.parties[0].quality;
    assert_near(quality.mean, 0.8, 4.0 * quality.mean_error, "mean");
}
