//! Sums of nothing are 0, and no document says −0.

use chrono::TimeDelta;
use knockon::explain::Objective;
use knockon::time::TimelinePlan;
use knockon::{Batch, Department, ExternalCustomer, Organisation, Scenario};

#[test]
fn sums_of_nothing_have_no_sign() {
    let nobody = Organisation::builder("nobody").build().unwrap().compile().unwrap();
    let timeline = nobody.timeline(&TimelinePlan::lasting(TimeDelta::days(1))).unwrap();
    let lost = timeline.population_loss_quality_days();

    let shop = Organisation::builder("shop")
        .department(Department::new("shop"))
        .customer(ExternalCustomer::person("shoppers").population(7.0))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let none: [(&str, f64); 0] = [];
    let objective = Objective::weighted(&shop, "none", none).unwrap();
    let after = shop.solve(&Scenario::new("shut").capability("shop", 0.0)).unwrap();
    let mut below = Batch::of(&shop).below(0.1).unwrap().solve([Scenario::default()]);
    let below = below.next().unwrap().unwrap().below().unwrap();
    assert_eq!(below.customers, 0);
    let contributions =
        after.compared_with(&shop.baseline()).unwrap().explain().contributions(&objective).unwrap();
    let sums = [
        lost,
        objective.value(&after).unwrap(),
        below.population,
        contributions.change,
        timeline.disruptions().map(|disruption| disruption.loss_quality_days).fold(0.0, f64::max),
    ];
    for (place, sum) in sums.iter().enumerate() {
        assert_eq!(sum.to_bits(), 0.0_f64.to_bits(), "{place}: {sum}");
    }
}
