//! Certificates of small components, worked out by hand.

use super::{certify, scaled};
use crate::network::{Layout, Network};
use crate::organisation::{
    Criticality, Department, ExternalCustomer, Need, Organisation, OrganisationBuilder, Rule,
    Service, Substitution, Transfer,
};

#[track_caller]
fn assert_near(actual: f64, expected: f64, what: &str) {
    assert!((actual - expected).abs() <= 1e-12 * expected, "{what}: {actual} for {expected}");
}

fn departments(ids: &[&str]) -> OrganisationBuilder {
    let departments = ids.iter().map(|&id| Department::new(id).rule(Rule::INDEPENDENT));
    Organisation::builder("By hand").departments(departments)
}

fn service(provider: &str, consumer: &str, dependence: f64) -> Service {
    let id = format!("{provider}-{consumer}-{dependence}");
    Service::new(id, provider, consumer).dependence(dependence)
}

/// A pair in which the first depends on the second by 1.2 in two services, and the second on the
/// first by 0.5. A product is as steep as its dependences, so with gaps of 1 the first does not
/// contract; with gaps of 1 + 1.2 and 1 + 0.5 both do:
///
/// ```text
/// G(d) / d  =  1.2 · 1.5 / 2.2,  0.5 · 2.2 / 1.5  =  9/11,  11/15
/// ```
fn steep_pair(one: &str, two: &str) -> [Service; 3] {
    [service(two, one, 0.5), service(two, one, 0.7), service(one, two, 0.5)]
}

fn compiled(organisation: OrganisationBuilder) -> Network {
    organisation.build().unwrap().compile().unwrap()
}

/// How many services the first party of a cycle receives.
fn services_of_first(layout: &Layout, cycle: usize) -> usize {
    layout.row(layout.cycles()[cycle].start).len()
}

#[test]
fn a_pair_contracts_and_leaves_what_its_gaps_say() {
    let network = compiled(departments(&["one", "two"]).services(steep_pair("one", "two")));
    let layout = network.layout();
    let cycle = &layout.cycles()[0];
    let certificate = cycle.certificate.unwrap();
    assert_near(certificate.contraction, 9.0 / 11.0, "contraction");
    // A sweep from the first: 1.2 · 1.5 = 1.8, then 0.5 · 1.8 = 0.9 at the second, which feeds back
    // and keeps 0.9 / 1.5 = 0.6 of its error. From the second: 1.1, then 1.32, which keeps 0.6.
    let (gaps, left) = match services_of_first(layout, 0) {
        2 => ([2.2, 1.5], 1.8 / (1.0 - 0.6)),
        _ => ([1.5, 2.2], 1.32 / (1.0 - 0.6)),
    };
    for (inverse, gap) in layout.inverse_gaps_of(cycle).iter().zip(gaps) {
        assert_near(*inverse, 1.0 / gap, "a gap");
    }
    let [back] = layout.feedback_of(cycle) else { panic!("one of two feeds back") };
    assert_near(back.inverse_gap, 1.0 / gaps[1], "the gap of the one that feeds back");
    assert_near(certificate.error_bound(0.125), 0.125 * left, "error");
}

#[test]
fn errors_grow_downstream_by_the_slopes_on_the_way() {
    let through = departments(&["one", "two", "three", "four", "five"])
        .services(steep_pair("one", "two"))
        .services([service("one", "three", 0.75), service("two", "three", 0.5)])
        .services(steep_pair("four", "five"))
        .service(service("three", "four", 0.5));
    // Errors of 1 at both become 1.25 at the third. The fourth inherits 0.625 of its gap of 2.2,
    // and the contraction of 9/11 makes 11/2 of that: 1 + 0.625 · 5.5, and 1.5 / 2.2 of the rest at
    // the fifth.
    let fourth = 1.0 + 0.625 * 5.5;
    let fifth = 1.0 + 0.625 * 5.5 * 1.5 / 2.2;
    assert_near(compiled(through.clone()).layout().amplification(), fourth, "departments");
    let with_customer = through
        .customer(ExternalCustomer::new("customer").rule(Rule::INDEPENDENT))
        .services([service("four", "customer", 1.0), service("five", "customer", 1.0)]);
    let amplification = compiled(with_customer).layout().amplification();
    assert_near(amplification, fourth + fifth, "a customer");
}

#[test]
fn a_cycle_that_passes_everything_on_has_no_certificate() {
    let round = [service("one", "two", 1.0), service("two", "one", 1.0)];
    let network = compiled(departments(&["one", "two"]).services(round));
    let layout = network.layout();
    assert_eq!(layout.cycles()[0].certificate, None);
    assert!(layout.inverse_gaps_of(&layout.cycles()[0]).is_empty());
    assert!(layout.amplification().is_infinite());
    // Nor has one with a slope that has no bound, however many rounds are tried.
    let steep = service("two", "one", 0.5).transfer(Transfer::Power { exponent: 0.5 });
    let network =
        compiled(departments(&["one", "two"]).services([steep, service("one", "two", 0.5)]));
    assert_eq!(network.layout().cycles()[0].certificate, None);
    // Slightly less than everything contracts by that.
    let round = [service("one", "two", 1.0 - 1e-6), service("two", "one", 1.0 - 1e-6)];
    let network = compiled(departments(&["one", "two"]).services(round));
    let certificate = network.layout().cycles()[0].certificate.unwrap();
    assert_near(certificate.contraction, 1.0 - 1e-6, "nearly everything");
}

/// The contraction of a pair whose second department depends on the first by 0.5, and the first
/// on the second as stated.
fn contraction(of_first: impl FnOnce(OrganisationBuilder) -> OrganisationBuilder) -> f64 {
    let organisation = of_first(departments(&["one", "two"])).service(service("one", "two", 0.5));
    let network = compiled(organisation);
    let layout = network.layout();
    let certificate = layout.cycles().last().unwrap().certificate.unwrap();
    certificate.contraction
}

#[test]
fn every_stage_is_as_steep_as_its_bound() {
    let ramp = |from: f64| Transfer::Ramp { from, to: 1.0 };
    // 1 / (1 − 0.2) times the dependence.
    let of = contraction(|all| all.service(service("two", "one", 0.5).transfer(ramp(0.2))));
    assert_near(of, 0.625, "a ramp");
    // Two needs of a product add: 0.5 · 1.25 + 0.25 · 1.6, less than 1 after one round.
    let of = contraction(|all| {
        all.services([
            service("two", "one", 0.5).transfer(ramp(0.2)),
            service("two", "one", 0.25).transfer(ramp(0.375)),
        ])
    });
    // G(1) is 1.025 and 0.5, so that gaps are 2.025 and 1.5.
    assert_near(of, 1.025 * 1.5 / 2.025, "two ramps");
    // A cap of slope 0.75 on a need that is met 1.25 times as fast: more than the dependence says.
    let capped = service("two", "one", 0.5)
        .transfer(ramp(0.2))
        .criticality(Criticality::floor(0.25).slope(0.75));
    assert_near(contraction(|all| all.service(capped)), 0.9375, "a cap");
    // Of several providers one decides, or all add up.
    let met_by = |substitution| {
        contraction(|all| {
            let need = Need::new("one", "any").dependence(0.75).substitution(substitution);
            let meets = |id: &str| Service::new(id, "two", "one").for_need("any");
            all.need(need).services([meets("a"), meets("b").transfer(ramp(0.2))])
        })
    };
    assert_near(met_by(Substitution::BestOf), 0.75 * 1.25, "the best of two");
    // Slopes of 1 and 1.25 add to 2.25, times 0.75: gaps of 2.6875 and 1.5 after a round.
    let either = met_by(Substitution::Independent);
    assert_near(either, 1.6875 * 1.5 / 2.6875, "either of two");
    // Each of two that have to work together counts half.
    let together = met_by(Substitution::Pooled { required: 2.0 });
    assert_near(together, 0.75 * (0.5 + 0.5 * 1.25), "both of two");
}

#[test]
fn nothing_of_an_unbounded_slope_is_nothing() {
    let infinite = f64::INFINITY;
    for (slope, gap) in
        [(0.0, infinite), (infinite, 0.0), (-1.0, 2.0), (2.0, -1.0), (f64::NAN, 0.0)]
    {
        assert_eq!(scaled(slope, gap).to_bits(), 0.0_f64.to_bits(), "{slope} of {gap}");
    }
    assert_near(scaled(0.5, 3.0), 1.5, "a product");
    assert!(scaled(f64::NAN, 0.5).is_infinite());
    assert!(scaled(infinite, 0.5).is_infinite());
}

#[test]
fn what_is_held_to_certify_is_a_number_for_each_department() {
    let pair =
        departments(&["one", "two", "three", "four", "five"]).services(steep_pair("one", "two"));
    let held = certify(&mut compiled(pair).layout().clone(), None);
    // One for each of five, and one for each of two in the cycle, with room to spare at most.
    let numbers = held / size_of::<f64>();
    assert!((5 + 2..=5 + 4).contains(&numbers), "{numbers}");
}
