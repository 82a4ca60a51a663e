//! Dynamic input-output models of economic sectors, against published recoveries.

use chrono::TimeDelta;
use knockon::time::{Method, Timeline, TimelinePlan};
use knockon::{Department, Network, Organisation, Rule, Scenario, Service};

use super::timeline::{HOUR, at, case, constant, time};
use crate::support::check::assert_near;
use crate::support::reference::{Case, entries, list, numbers};
use crate::support::tolerance;

/// An input-output model: losses add, and every sector moves alike.
fn sectors(case: &Case, constant: TimeDelta) -> (Network, TimelinePlan) {
    let lost = numbers(&case.inputs["q0"]);
    let mut builder = Organisation::builder("sectors").default_department_rule(Rule::ADDITIVE);
    let mut plan = TimelinePlan::lasting(HOUR * 100);
    for (sector, lost) in lost.iter().enumerate() {
        let id = format!("sector-{sector}");
        builder = builder.department(Department::new(&id));
        plan = plan.starting_at(&id, 1.0 - lost).time_constants(&id, constant, constant);
    }
    for (consumer, row) in list(&case.inputs["A_star"]).iter().enumerate() {
        for (provider, effect) in numbers(row).into_iter().enumerate().filter(|(_, it)| *it > 0.0) {
            let [provider, consumer] = [provider, consumer].map(|it| format!("sector-{it}"));
            builder = builder.service(Service::between(provider, consumer).dependence(effect));
        }
    }
    (builder.build().unwrap().compile().unwrap(), plan)
}

fn check_sectors(case: &Case, timeline: &Timeline) {
    for (name, lost) in entries(&case.outputs).filter(|(name, _)| name.starts_with("q_t")) {
        let instant = HOUR * name[3..].parse().unwrap();
        for (sector, lost) in numbers(lost).into_iter().enumerate() {
            let quality = at(timeline, &format!("sector-{sector}"), instant);
            let what = format!("sector {sector} of {} at {name}", case.id);
            assert_near(1.0 - quality, lost, case.tolerance, &what);
        }
    }
}

#[test]
fn three_sectors_recover_in_the_steps_of_the_dynamic_input_output_model() {
    let case = case("diim-valentina-abc");
    let k = numbers(&case.outputs["k"])[0];
    let (network, plan) = sectors(&case, constant(k));
    let plan = plan.step(HOUR).method(Method::ExponentialEuler);
    check_sectors(&case, &network.timeline(&plan).unwrap());
}

#[test]
fn two_sectors_lose_what_demand_drops_by_in_a_hundred_steps() {
    let case = case("diim-lh-step");
    let k = numbers(&case.inputs["K_diag"])[0];
    let (network, plan) = sectors(&case, constant(k));
    let mut shock = Scenario::new("demand drops");
    for (sector, lost) in numbers(&case.inputs["c_star"]).into_iter().enumerate() {
        shock = shock.capability(format!("sector-{sector}"), 1.0 - lost);
    }
    let plan = plan.step(HOUR).method(Method::ExponentialEuler).from(TimeDelta::zero(), shock);
    let timeline = network.timeline(&plan).unwrap();
    check_sectors(&case, &timeline);
    let published = numbers(&case.outputs["q_end_published"]);
    for (sector, lost) in published.into_iter().enumerate() {
        let quality = timeline.quality(format!("sector-{sector}")).unwrap().get();
        assert_near(1.0 - quality, lost, tolerance::THREE_DECIMALS, "published");
    }
}

#[test]
fn two_sectors_recover_along_a_matrix_exponential() {
    let case = case("diim-recovery-expm");
    let rate = numbers(&case.inputs["K_diag"])[0];
    let (network, plan) = sectors(&case, time(HOUR, 1.0 / rate));
    let plan = plan.step(TimeDelta::milliseconds(4_000)).max_steps(100_000);
    check_sectors(&case, &network.timeline(&plan).unwrap());
}
