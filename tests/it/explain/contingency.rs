//! N−1: every department or service lost in turn.

use knockon::explain::{Candidates, Contingencies, ContingencyOptions, Loss};
use knockon::{
    Columns, Department, ExternalCustomer, Need, Network, Objective, Organisation, Rule, Scenario,
    Service, SolveOptions, Staffing, Status, Substitution, Transfer,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::support::check::{assert_near, solve};
use crate::support::random::{self, Temper};
use crate::support::statement::Shock;
use crate::support::tolerance;

/// Two carriers stand in for each other; a warehouse and IT carry everything.
fn shop() -> Organisation {
    Organisation::builder("Shop")
        .department(Department::new("rail"))
        .department(Department::new("road").capability(0.5))
        .department(Department::new("it"))
        .department(Department::new("warehouse"))
        .department(Department::new("archive"))
        .customer(ExternalCustomer::person("shoppers").population(300.0))
        .customer(ExternalCustomer::business("caterers").population(100.0))
        .need(Need::new("warehouse", "freight").dependence(0.8).substitution(Substitution::BestOf))
        .service(Service::new("by-rail", "rail", "warehouse").for_need("freight"))
        .service(Service::new("by-road", "road", "warehouse").for_need("freight"))
        .service(Service::new("scanners", "it", "warehouse").dependence(0.5))
        .service(Service::new("shelves", "warehouse", "shoppers").dependence(0.5))
        .service(Service::new("deliveries", "warehouse", "caterers").dependence(1.0))
        .build()
        .unwrap()
}

fn ids<'a>(losses: impl IntoIterator<Item = &'a Loss>) -> Vec<&'a str> {
    losses.into_iter().map(|loss| loss.lost.id()).collect()
}

#[test]
fn departments_are_ranked_by_what_customers_lose() {
    let network = shop().compile().unwrap();
    let options = ContingencyOptions::default().threshold(0.55);
    let contingency = network.contingency(&options).unwrap();
    assert_eq!(ids(contingency.losses()), ["warehouse", "it", "rail", "road", "archive"]);
    // The warehouse at 0, ½, 1 − 0.8 · 0.5 and 1; shoppers feel half of it.
    let losses = [1.0, 0.5, 0.4, 0.0, 0.0].map(|lost| 0.75 * 0.5 * lost + 0.25 * lost);
    for (loss, expected) in contingency.losses().iter().zip(losses) {
        assert_near(loss.loss, expected, tolerance::CLOSED_FORM, loss.lost.id());
        assert_eq!((loss.achievement_ratio, loss.reduction_ratio), (None, None));
        assert!(!loss.tips && loss.lasting.abs() <= 0.0);
    }
    let worst = contingency.losses()[2].worst_hit.as_ref().unwrap();
    assert_eq!(worst.customer, "caterers");
    assert_near(worst.change, -0.4, tolerance::CLOSED_FORM, "caterers without rail");
    assert_eq!(contingency.losses()[3].worst_hit, None);
    assert_eq!(ids(contingency.single_points_of_failure()), ["warehouse", "it"]);
    let alone = contingency.losses().iter().filter(|loss| loss.is_single_point_of_failure());
    assert_eq!(ids(alone), ["warehouse", "it"]);
    assert_eq!(contingency.losses()[0].below, ["shoppers", "caterers"]);
    assert_eq!(contingency.losses()[1].below, ["caterers"]);
    assert!(contingency.base_loss().abs() <= 0.0);
    assert_eq!(contingency.status(), Status::Converged);
}

fn caterers(network: &Network) -> Objective {
    Objective::party(network, "caterers").unwrap()
}

/// One that was made for another network ranks by parties of the same ids, of which none may lack.
#[test]
fn an_objective_may_be_of_another_network() {
    let network = shop().compile().unwrap();
    let smaller = shop().to_builder().without_party("shoppers").build().unwrap();
    let smaller = smaller.compile().unwrap();
    let both = Objective::weighted(&network, "both", [("shoppers", 3.0), ("caterers", 1.0)]);
    let options = ContingencyOptions::default().objective(both.unwrap());
    let refused = smaller.contingency(&options).unwrap_err();
    assert_eq!(refused.to_string(), "`shoppers` is not a department or an external customer");
    let options = ContingencyOptions::default().objective(caterers(&network));
    let ranked = smaller.contingency(&options).unwrap();
    let alone = smaller.contingency(&ContingencyOptions::default()).unwrap();
    let losses = |of: &Contingencies| of.losses().iter().map(|loss| loss.loss).collect::<Vec<_>>();
    assert_eq!(losses(&ranked), losses(&alone));
    // A department may rank them as well; it alone is looked at then.
    let warehouse = Objective::party(&network, "warehouse").unwrap();
    let options = ContingencyOptions::default().objective(warehouse).threshold(0.7);
    let contingency = network.contingency(&options).unwrap();
    assert!(contingency.single_points_of_failure().all(|loss| loss.below == ["warehouse"]));
    assert!(contingency.single_points_of_failure().count() > 0);
}

#[test]
fn services_are_lost_one_by_one_and_one_customer_may_rank_them() {
    let network = shop().compile().unwrap();
    let options = ContingencyOptions::default().candidates(Candidates::Services);
    let options = options.objective(caterers(&network)).threshold(0.8);
    let contingency = network.contingency(&options).unwrap();
    let expected = ["deliveries", "scanners", "by-rail", "by-road", "shelves"];
    assert_eq!(ids(contingency.losses()), expected);
    // Shoppers fall below, too, but nobody asked about them.
    assert_eq!(ids(contingency.single_points_of_failure()), expected[..3].to_vec());
    assert_eq!(contingency.losses()[4].worst_hit.as_ref().unwrap().customer, "shoppers");
}

#[test]
fn worths_are_ratios_where_something_is_lost_today() {
    let network = shop().compile().unwrap();
    // Rail stopped: road alone carries freight at ½, and the warehouse works at 0.6.
    let today = Scenario::new("line blocked").stop_service("by-rail");
    let options = ContingencyOptions::default().under(today).objective(caterers(&network));
    let contingency = network.contingency(&options).unwrap();
    assert_near(contingency.base_loss(), 0.4, tolerance::CLOSED_FORM, "today");
    let of = |id| contingency.losses().iter().find(|loss| loss.lost.id() == id).unwrap();
    for (id, loss, reduction, ratio) in
        [("road", 0.4, 0.4, None), ("rail", 0.0, 0.4, None), ("it", 0.3, 0.0, Some(1.0))]
    {
        assert_near(of(id).loss, loss, tolerance::CLOSED_FORM, id);
        assert_near(of(id).reduction, reduction, tolerance::CLOSED_FORM, id);
        assert_eq!(of(id).reduction_ratio, ratio, "{id}");
        let achievement = of(id).achievement_ratio.unwrap();
        assert_near(achievement, (0.4 + loss) / 0.4, tolerance::CLOSED_FORM, id);
    }
}

#[test]
fn fewer_candidates_are_those_most_depended_on() {
    let network = shop().compile().unwrap();
    let options = ContingencyOptions::default().max_candidates(2);
    let contingency = network.contingency(&options).unwrap();
    // The warehouse provides 0.5 + 1, rail and road 0.8 each.
    assert_eq!(ids(contingency.losses()), ["warehouse", "rail"]);
    assert_eq!(contingency.left_out(), 3);
    let none = network.contingency(&options.max_candidates(0)).unwrap();
    assert_eq!((none.losses().len(), none.left_out()), (0, 5));
}

#[test]
fn under_weakest_first_order_bounds_nothing() {
    // The second decides today; of the first, on which all depends, nothing is seen at first order.
    let of = |id, quality| Department::new(id).capability(quality);
    let organisation = Organisation::builder("Two keys")
        .department(of("first", 0.9))
        .department(of("second", 0.7))
        .customer(ExternalCustomer::new("vault").rule(Rule::WEAKEST))
        .service(Service::new("one", "first", "vault").dependence(1.0))
        .service(Service::new("two", "second", "vault").dependence(0.5))
        .build()
        .unwrap();
    let network = organisation.compile().unwrap();
    let worst = network.contingency(&ContingencyOptions::default().worst(1)).unwrap();
    assert_eq!(ids(worst.losses()), ["first"]);
    assert_near(worst.losses()[0].loss, 0.85, tolerance::CLOSED_FORM, "without the first");
}

#[test]
fn some_losses_outlast_their_repair() {
    let step = Transfer::Hill { n: 4.0, threshold: 0.5 };
    let lean = |id, from, to| Service::new(id, from, to).dependence(1.0).transfer(step.clone());
    let organisation = Organisation::builder("Two that lean on each other")
        .department(Department::new("a"))
        .department(Department::new("b"))
        .department(Department::new("canteen"))
        .customer(ExternalCustomer::new("clients"))
        .service(lean("a-b", "a", "b"))
        .service(lean("b-a", "b", "a"))
        .service(Service::new("lunch", "canteen", "a").dependence(0.05))
        .service(Service::new("work", "b", "clients").dependence(0.9))
        .build()
        .unwrap();
    let network = organisation.compile().unwrap();
    let contingency = network.contingency(&ContingencyOptions::default()).unwrap();
    assert_eq!(ids(contingency.losses()), ["a", "b", "canteen"]);
    assert_eq!(ids(contingency.tipping()), ["a", "b"]);
    for loss in contingency.tipping() {
        // Once down, both stay at 0, and so does the work.
        assert_near(loss.lasting, 0.9, tolerance::APART, loss.lost.id());
    }
    let canteen = &contingency.losses()[2];
    assert!(canteen.loss > 0.01 && canteen.lasting.abs() <= 0.0, "{canteen:?}");
    let hasty = SolveOptions::default().max_sweeps(2);
    let options = ContingencyOptions::default().solve(hasty);
    assert_eq!(network.contingency(&options).unwrap().status(), Status::NotConverged);
    // Also where the one listed did, and those that did not are less.
    let with_pier = organisation.to_builder();
    let with_pier = with_pier
        .department(Department::new("pier"))
        .service(Service::new("berth", "pier", "clients").dependence(1.0));
    let network = with_pier.build().unwrap().compile().unwrap();
    let worst = network.contingency(&options.worst(1)).unwrap();
    assert_eq!(ids(worst.losses()), ["pier"]);
    assert_eq!(worst.losses()[0].status, Status::Converged);
    assert_eq!(worst.status(), Status::NotConverged);
}

/// A help desk that serves everybody in time with sixteen agents, nobody once all ask again; its
/// power is another's.
fn help_desk() -> Network {
    let staffing = Staffing::new(16.0, 60.0).target_wait_minutes(15.0);
    let help = Service::new("help", "desk", "users").dependence(1.0).demand_per_hour(10.0);
    Organisation::builder("Help desk")
        .department(Department::new("power"))
        .department(Department::new("desk").staffing(staffing))
        .customer(ExternalCustomer::new("users"))
        .service(Service::new("current", "power", "desk").dependence(1.0))
        .service(help.retries(1.5))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

#[test]
fn requests_made_again_may_outlast_what_brought_them() {
    let network = help_desk();
    let today = network.baseline().quality("users").unwrap().get();
    assert!(today > 0.98 && today < 1.0);
    let contingency = network.contingency(&ContingencyOptions::default()).unwrap();
    // Without power everybody asks again; once it is back, twenty-five an hour are too many.
    let power = contingency.losses().iter().find(|loss| loss.lost.id() == "power").unwrap();
    assert_near(power.loss, today, tolerance::CLOSED_FORM, "without power");
    assert!(power.tips);
    assert_near(power.lasting, today, tolerance::LOOSE, "after power is back");
    // Power is as good as can be; the desk is as capable as its load allows.
    assert!(power.reduction.abs() <= 0.0);
    let desk = contingency.losses().iter().find(|loss| loss.lost.id() == "desk").unwrap();
    assert_near(desk.reduction, 1.0 - today, tolerance::CLOSED_FORM, "a desk without a line");
}

#[test]
fn networks_from_columns_lose_departments_by_number() {
    let network = Network::from_columns(
        &Columns::new(2, 2)
            .unwrap()
            .provider(&[0, 1, 1])
            .consumer(&[1, 2, 3])
            .dependence(&[0.5, 0.8, 0.2])
            .population(&[1.0, 3.0]),
    )
    .unwrap();
    let contingency = network.contingency(&ContingencyOptions::default()).unwrap();
    assert_eq!(ids(contingency.losses()), ["d1", "d0"]);
    assert_near(contingency.losses()[0].loss, 0.35, tolerance::CLOSED_FORM, "d1");
    let lost = network.lose_department("d1").unwrap();
    assert_eq!(lost.stopped_services().collect::<Vec<_>>(), ["s1", "s2"]);
    assert_eq!(lost.name(), "d1 lost");
}

#[test]
fn what_cannot_be_answered_is_refused() {
    let network = shop().compile().unwrap();
    let options = ContingencyOptions::default();
    let nobody = Organisation::builder("Nobody").build().unwrap().compile().unwrap();
    let refused = [
        network.contingency(&options.clone().threshold(1.5)),
        network.contingency(&options.clone().under(Scenario::new("x").stop_service("x"))),
        nobody.contingency(&options),
    ];
    let messages = refused.map(|refused| refused.unwrap_err().to_string());
    assert_eq!(
        messages,
        [
            "threshold `1.5` is outside 0..=1",
            "stop_services[\"x\"]: `x` is not a service",
            "there are no external customers",
        ]
    );
}

/// Checks that the worst losses are the first of all losses, bit for bit.
fn assert_first_of_all(
    network: &Network,
    options: &ContingencyOptions,
    worst: usize,
) -> Result<(), TestCaseError> {
    let all = network.contingency(options).unwrap();
    let listed = network.contingency(&options.clone().worst(worst)).unwrap();
    prop_assert_eq!(listed.losses().len(), worst.min(all.losses().len()));
    prop_assert_eq!(listed.losses().len() + listed.unlisted(), all.losses().len());
    for (one, two) in all.losses().iter().zip(listed.losses()) {
        prop_assert_eq!(one.loss.to_bits(), two.loss.to_bits());
        // Among equal losses any may be listed last.
        let is_tied =
            all.losses().iter().filter(|other| other.loss.to_bits() == one.loss.to_bits()).count()
                > 1;
        prop_assert!(is_tied || one == two, "{:?} {:?}", one, two);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 60,
        rng_seed: RngSeed::Fixed(1969),
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_loss_is_its_scenario_solved(seed in any::<u64>(), size in 1_usize..7) {
        let statement = random::statement(seed, size, Temper::Calm);
        prop_assume!(statement.parties.iter().any(|party| party.is_customer));
        let network = statement.organisation().compile().unwrap();
        let today = statement.scenario(&Shock { stops: vec![], ..random::shock(seed, &statement, 0.2) });
        let baseline = solve(&network, &today);
        let departments = statement.parties.iter().filter(|party| !party.is_customer).count();
        let options = ContingencyOptions::default().under(today.clone());
        let contingency = network.contingency(&options).unwrap();
        prop_assert_eq!(contingency.losses().len(), departments);
        for loss in contingency.losses() {
            let lost = network.lose_department(loss.lost.id()).unwrap();
            let mut scenario = Scenario::new("lost");
            for (id, value) in today.capabilities() {
                scenario = scenario.capability(id, value);
            }
            for (id, value) in today.conditions() {
                if lost.stopped_services().all(|stopped| stopped != id) {
                    scenario = scenario.condition(id, value);
                }
            }
            for id in lost.stopped_services() {
                scenario = scenario.stop_service(id);
            }
            let after = solve(&network, &scenario);
            let fall = baseline.mean_customer_quality().unwrap().get()
                - after.mean_customer_quality().unwrap().get();
            prop_assert!((loss.loss - fall).abs() <= tolerance::SOLVED, "{loss:?} {fall}");
            prop_assert!(loss.loss >= -tolerance::SOLVED && loss.reduction >= -tolerance::SOLVED);
            prop_assert!(!loss.tips || !network.is_certified());
        }
    }

    #[test]
    fn the_worst_are_the_first_of_all(
        seed in any::<u64>(),
        size in 1_usize..12,
        rule in 0_usize..5,
        worst in 1_usize..6,
    ) {
        let rules = [Rule::INDEPENDENT, Rule::ADDITIVE, Rule::MEAN, Rule::WEAKEST, Rule::full(-1.0)];
        let statement = random::plain(seed, size, rules[rule]);
        let network = statement.organisation().compile().unwrap();
        let today = statement.scenario(&random::shock(seed, &statement, 0.2));
        for candidates in [Candidates::Departments, Candidates::Services] {
            let options = ContingencyOptions::default().under(today.clone()).candidates(candidates);
            assert_first_of_all(&network, &options, worst)?;
        }
    }

    #[test]
    fn the_worst_are_the_first_of_all_whatever_is_stated(
        seed in any::<u64>(),
        size in 1_usize..9,
        is_fierce in any::<bool>(),
        worst in 1_usize..4,
    ) {
        let temper = if is_fierce { Temper::Fierce } else { Temper::Calm };
        let statement = random::statement(seed, size, temper);
        prop_assume!(statement.parties.iter().any(|party| party.is_customer));
        let network = statement.organisation().compile().unwrap();
        assert_first_of_all(&network, &ContingencyOptions::default(), worst)?;
    }

    #[test]
    fn single_losses_bound_losses_where_slopes_never_rise(
        seed in any::<u64>(),
        size in 1_usize..12,
        rule in 0_usize..3,
    ) {
        let rule = [Rule::INDEPENDENT, Rule::ADDITIVE, Rule::MEAN][rule];
        let network = random::plain(seed, size, rule).organisation().compile().unwrap();
        let bounds = network.baseline().sensitivity(&Objective::customers(&network).unwrap());
        let bounds = bounds.unwrap().single_losses();
        for loss in network.contingency(&ContingencyOptions::default()).unwrap().losses() {
            let bound = bounds.iter().find(|bound| bound.department == loss.lost.id()).unwrap();
            prop_assert!(loss.loss <= -bound.change + tolerance::SOLVED, "{bound:?} {loss:?}");
        }
    }

    #[test]
    fn full_rings_never_come_back(seed in any::<u64>()) {
        let statement = random::full_ring(seed);
        let network = statement.organisation().compile().unwrap();
        let contingency = network.contingency(&ContingencyOptions::default()).unwrap();
        // The mean of one provider under `fdna` is that provider, so that it is a full ring, too.
        let rule = statement.parties[0].rule;
        for loss in contingency.losses() {
            prop_assert!(loss.tips, "{rule:?} {loss:?}");
            prop_assert!((loss.lasting - 1.0).abs() <= tolerance::APART);
        }
        prop_assert_eq!(rule == Rule::MEAN, false);
    }
}
