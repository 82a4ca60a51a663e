//! Attribution by re-solving: Shapley and Aumann-Shapley.

use knockon::explain::{
    Attribution, AttributionError, AttributionMethod, AumannShapleyOptions, Objective,
    ShapleyOptions, ShapleyValues, Share, shapley_values,
};
use knockon::{
    Department, ExternalCustomer, Impact, Organisation, Rule, Scenario, Service, Staffing, Status,
    Transfer,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::support::check::{assert_near, solve};
use crate::support::random::{self, Temper};
use crate::support::reference::{Case, cases, entries, list, number, numbers, text};
use crate::support::statement::Statement;
use crate::support::tolerance;

const ATTRIBUTION: &str = include_str!("../../data/attribution.json");
const ORGANISATIONS: &str = include_str!("../../data/organisations.json");

fn exact(players: usize, game: impl FnMut(&[bool]) -> f64) -> ShapleyValues {
    let split = shapley_values(players, game, &ShapleyOptions::default());
    assert!(split.exact);
    split
}

fn assert_values(case: &Case, split: &ShapleyValues) {
    let expected = numbers(&case.outputs["shapley"]);
    assert_eq!(split.values.len(), expected.len(), "{}", case.id);
    for (value, expected) in split.values.iter().zip(expected) {
        assert_near(*value, expected, case.tolerance, &case.id);
    }
    assert_near(split.residual(), 0.0, tolerance::CLOSED_FORM, &case.id);
    assert_near(split.total, number(&case.outputs["v_grand"]), case.tolerance, &case.id);
}

/// The sum over those present.
fn total(present: &[bool], of: &[f64]) -> f64 {
    present.iter().zip(of).filter(|(present, _)| **present).map(|(_, value)| value).sum()
}

#[test]
fn published_games() {
    let case = |id| cases(ATTRIBUTION, id, 1).remove(0);
    let cost = |present: &[bool]| {
        let costs = present.iter().zip([1.0, 2.0, 3.0, 4.0]);
        costs.filter(|(present, _)| **present).map(|(_, cost)| cost).fold(0.0, f64::max)
    };
    assert_values(&case("airport-4"), &exact(4, cost));
    let wins =
        |present: &[bool]| f64::from(u8::from(total(present, &[45.0, 25.0, 15.0, 15.0]) >= 51.0));
    assert_values(&case("voting-51"), &exact(4, wins));
    let both = |present: &[bool]| {
        let redundant = if present[0] && present[1] { 10.0 } else { 0.0 };
        redundant + total(present, &[0.0, 0.0, 4.0])
    };
    assert_values(&case("and-loss"), &exact(3, both));
    let product = |present: &[bool]| {
        let left = present.iter().zip([0.5, 0.8, 0.9]);
        1.0 - left.filter(|(present, _)| **present).map(|(_, left)| left).product::<f64>()
    };
    assert_values(&case("product3"), &exact(3, product));
}

#[test]
fn games_without_players_and_with_one() {
    let nobody = exact(0, |_| 3.0);
    assert_eq!((nobody.values.len(), nobody.evaluations), (0, 1));
    assert!(nobody.total.abs() <= 0.0);
    let one = exact(1, |present| if present[0] { 5.0 } else { 2.0 });
    assert_eq!(one.values, [3.0]);
    let options = ShapleyOptions::default().max_exact(0).pairs(0);
    let sampled = shapley_values(1, |present| if present[0] { 5.0 } else { 2.0 }, &options);
    assert_eq!((sampled.values, sampled.standard_errors), (vec![3.0], vec![0.0]));
    assert!(!shapley_values(0, |_| 1.0, &options.max_exact(9)).total.is_nan());
}

/// A game whose value of every coalition is drawn at random.
fn random_game(seed: u64, players: usize) -> impl FnMut(&[bool]) -> f64 {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let values: Vec<f64> = (0..1_usize << players).map(|_| rng.random_range(-1.0..=1.0)).collect();
    move |present| {
        let bits =
            present.iter().enumerate().map(|(player, &present)| usize::from(present) << player);
        values[bits.sum::<usize>()]
    }
}

#[test]
fn sampled_values_lie_within_five_standard_errors() {
    let mut most = 0.0_f64;
    for seed in 0..20 {
        let options = ShapleyOptions::default().max_exact(0).pairs(400).seed(seed);
        let sampled = shapley_values(7, random_game(seed, 7), &options);
        let exact = exact(7, random_game(seed, 7));
        assert_eq!(sampled.evaluations, 2 + 14 + 400 * 2 * 6);
        assert_near(sampled.residual(), 0.0, tolerance::VERIFY, "residual");
        for player in 0..7 {
            let error = sampled.standard_errors[player];
            assert!((0.001..0.1).contains(&error), "standard error {error}");
            most = most.max((sampled.values[player] - exact.values[player]).abs() / error);
            for effects in [
                [sampled.one_at_a_time[player], exact.one_at_a_time[player]],
                [sampled.leave_one_out[player], exact.leave_one_out[player]],
            ] {
                assert_near(effects[0], effects[1], tolerance::CLOSED_FORM, "one player");
            }
        }
    }
    assert!((1.0..5.0).contains(&most), "{most} standard errors at most");
}

#[test]
fn a_seed_decides_the_sample() {
    let options = ShapleyOptions::default().max_exact(0).pairs(5);
    let sample = |seed: u64| shapley_values(6, random_game(3, 6), &options.clone().seed(seed));
    assert_eq!(sample(1), sample(1));
    assert_ne!(sample(1).values, sample(2).values);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 60,
        rng_seed: RngSeed::Fixed(1953),
        ..ProptestConfig::default()
    })]

    #[test]
    fn shares_are_fair(seed in any::<u64>(), players in 2_usize..7) {
        let mut game = random_game(seed, players);
        let split = exact(players, &mut game);
        prop_assert!(split.residual().abs() <= tolerance::CLOSED_FORM);
        // A copy of the first player that counts as it does, and one who brings nothing.
        let mut widened = random_game(seed, players);
        let more = exact(players + 2, move |present| {
            let mut known = present[..players].to_vec();
            known[0] |= present[players];
            widened(&known)
        });
        prop_assert!((more.values[0] - more.values[players]).abs() <= tolerance::CLOSED_FORM);
        prop_assert!(more.values[players + 1].abs() <= tolerance::CLOSED_FORM);
        // Twice a game gives twice the shares.
        let twice = exact(players, move |present| 2.0 * game(present));
        for (twice, once) in twice.values.iter().zip(&split.values) {
            prop_assert!((twice - 2.0 * once).abs() <= tolerance::CLOSED_FORM);
        }
    }

    #[test]
    fn shares_of_any_scenario_sum_to_its_change(seed in any::<u64>(), size in 1_usize..6) {
        let statement = random::statement(seed, size, Temper::Calm);
        let network = statement.organisation().compile().unwrap();
        let mut shocks = [1, 2].map(|offset| random::shock(seed ^ offset, &statement, 0.25));
        for shock in &mut shocks {
            shock.capabilities.truncate(3);
            shock.conditions.truncate(2);
            shock.stops.truncate(1);
        }
        let [before, after] = shocks.map(|shock| solve(&network, &statement.scenario(&shock)));
        let impact = after.compared_with(&before).unwrap();
        let id = &statement.parties[statement.parties.len() - 1].id;
        let objective = Objective::party(&network, id).unwrap();
        let split =
            impact.shapley(&objective, &ShapleyOptions::default()).unwrap();
        prop_assert_eq!(split.method, AttributionMethod::Shapley);
        prop_assert!(split.residual.abs() <= tolerance::VERIFY, "{:e}", split.residual);
        let change = impact.of(id).unwrap().change();
        prop_assert!((split.change - change).abs() <= tolerance::SOLVED, "{}", split.change);
    }
}

/// The certified organisation of seven, all as good as normal, with the sources' shocks.
fn seven(case: &Case) -> (Impact, Objective) {
    let organisation = cases(ORGANISATIONS, "org7-p0", 2).remove(0);
    let nodes: Vec<String> = list(&organisation.inputs["nodes"]).iter().map(text).collect();
    let find = |id: &str| nodes.iter().position(|known| known == id).unwrap();
    let mut statement = Statement::default();
    for id in &nodes {
        statement.department(id, 1.0, Rule::INDEPENDENT);
    }
    for (consumer, services) in entries(&organisation.inputs["edges_provider_strength"]) {
        for service in list(services) {
            statement.serve(find(&text(&service[0])), find(consumer), number(&service[1]));
        }
    }
    let network = statement.organisation().compile().unwrap();
    let shocks = entries(&case.inputs["shocks"]);
    let scenario = shocks.fold(Scenario::new("shocks"), |scenario, (id, shock)| {
        scenario.capability(id, number(&shock[1]))
    });
    let impact = solve(&network, &scenario).compared_with(&network.baseline()).unwrap();
    let both = [("CUST_A", 0.5), ("CUST_B", 0.5)];
    (impact, Objective::weighted(&network, "both", both).unwrap())
}

/// Checks one number of every share against a certified loss.
fn assert_losses(case: &Case, split: &Attribution, output: &str, of: impl Fn(&Share) -> f64) {
    for (id, loss) in entries(&case.outputs[output]) {
        let share = split.shares.iter().find(|share| share.source.id() == id).unwrap();
        assert_near(-of(share), number(loss), case.tolerance, &format!("{output} of {id}"));
    }
}

#[test]
fn four_shocks_to_seven_departments() {
    let case = &cases(ATTRIBUTION, "org7-attribution", 1)[0];
    let (impact, objective) = seven(case);
    let shapley = impact.shapley(&objective, &ShapleyOptions::default()).unwrap();
    let straight = impact.aumann_shapley(&objective, &AumannShapleyOptions::default()).unwrap();
    let by_source = |share: &Share| share.change;
    assert_losses(case, &shapley, "shapley", by_source);
    assert_losses(case, &straight, "aumann_shapley", by_source);
    for split in [&shapley, &straight] {
        assert_near(-split.change, number(&case.outputs["total_loss"]), case.tolerance, "total");
        assert_near(split.residual, 0.0, tolerance::CLOSE, "residual");
        assert_losses(case, split, "one_at_a_time", |share| share.one_at_a_time);
        assert_losses(case, split, "leave_one_out", |share| share.leave_one_out);
        assert_eq!((split.shares.len(), split.status), (4, Status::Converged));
    }
    assert_eq!(shapley.shares[0].source.id(), "IT");
    assert_eq!(shapley.evaluations, 16);
}

#[test]
fn shocks_whose_losses_add_have_one_split() {
    let case = &cases(ATTRIBUTION, "service-chain-lukasiewicz", 1)[0];
    let mut statement = Statement::default();
    let [it, hr, ops, agency] =
        ["IT", "HR", "OPS", "AGENCY"].map(|id| statement.department(id, 1.0, Rule::ADDITIVE));
    let customer = statement.customer("CUST", Rule::ADDITIVE);
    for (provider, consumer, dependence) in [
        (it, hr, 0.6),
        (hr, ops, 0.5),
        (it, ops, 0.7),
        (ops, customer, 0.8),
        (agency, customer, 0.3),
    ] {
        statement.serve(provider, consumer, dependence);
    }
    let network = statement.organisation().compile().unwrap();
    let shocks = [("IT", 0.5), ("HR", 0.8), ("OPS", 0.9), ("AGENCY", 0.6)];
    let scenario = shocks.iter().fold(Scenario::new("shocks"), |s, &(id, c)| s.capability(id, c));
    let impact = solve(&network, &scenario).compared_with(&network.baseline()).unwrap();
    let objective = Objective::customers(&network).unwrap();
    let shapley = impact.shapley(&objective, &ShapleyOptions::default()).unwrap();
    let options = AumannShapleyOptions::default();
    let straight = impact.aumann_shapley(&objective, &options).unwrap();
    for (output, split) in
        [("shapley", &shapley), ("aumann_shapley_integrated_gradients", &straight)]
    {
        for (share, expected) in split.shares.iter().zip(numbers(&case.outputs[output])) {
            assert_near(-share.change, expected, case.tolerance, output);
            assert_near(share.one_at_a_time, share.leave_one_out, case.tolerance, output);
        }
    }
}

/// Two carriers of whom the better one counts bring everything to one customer.
fn carriers(transfer: &Transfer) -> Organisation {
    use knockon::{Need, Substitution};
    let need = Need::new("shop", "freight").dependence(1.0).substitution(Substitution::BestOf);
    let service = |id: &str, by: &str| {
        Service::new(id, by, "shop").for_need("freight").transfer(transfer.clone())
    };
    Organisation::builder("Freight")
        .department(Department::new("rail"))
        .department(Department::new("road").capability(0.5))
        .customer(ExternalCustomer::new("shop"))
        .need(need)
        .service(service("by-rail", "rail"))
        .service(service("by-road", "road"))
        .build()
        .unwrap()
}

#[test]
fn services_that_stop_and_values_set_alike() {
    let network = carriers(&Transfer::Identity).compile().unwrap();
    let objective = Objective::customers(&network).unwrap();
    // Road at 0.8 before and after; rail stops, and road's condition is set to what it is.
    let before = Scenario::new("before").capability("road", 0.8);
    let after = before.clone().stop_service("by-rail").condition("by-road", 1.0);
    let impact = solve(&network, &after).compared_with(&solve(&network, &before)).unwrap();
    let options = AumannShapleyOptions::default();
    let shapley = impact.shapley(&objective, &ShapleyOptions::default()).unwrap();
    let straight = impact.aumann_shapley(&objective, &options).unwrap();
    for split in [&shapley, &straight] {
        let shares: Vec<_> =
            split.shares.iter().map(|s| (s.source.kind(), s.source.id().to_owned())).collect();
        let expected = [("capability", "road"), ("running", "by-rail"), ("condition", "by-road")];
        assert_eq!(shares, expected.map(|(kind, id)| (kind, id.to_owned())));
        for (share, expected) in split.shares.iter().zip([0.0, -0.2, 0.0]) {
            assert_near(share.change, expected, tolerance::CLOSE, share.source.id());
        }
        assert_near(split.residual, 0.0, tolerance::CLOSE, "residual");
    }
    assert_eq!(shapley.evaluations, 2);
}

#[test]
fn either_of_two_failures_suffices_or_both_are_needed() {
    let network = carriers(&Transfer::Identity).compile().unwrap();
    let objective = Objective::customers(&network).unwrap();
    let none = Scenario::new("nothing moves").capability("rail", 0.0).capability("road", 0.0);
    let impact = solve(&network, &none).compared_with(&network.baseline()).unwrap();
    let split = impact.shapley(&objective, &ShapleyOptions::default()).unwrap();
    // Rail first costs ½ and road then ½; road first costs nothing and rail then 1.
    for (share, (change, alone, last)) in
        split.shares.iter().zip([(-0.75, -0.5, -1.0), (-0.25, 0.0, -0.5)])
    {
        assert_near(share.change, change, tolerance::CLOSED_FORM, "share");
        assert_near(share.one_at_a_time, alone, tolerance::CLOSED_FORM, "alone");
        assert_near(share.leave_one_out, last, tolerance::CLOSED_FORM, "last");
    }
    // Along the straight path rail is ahead all the way, and alone has it all.
    let options = AumannShapleyOptions::default();
    let straight = impact.aumann_shapley(&objective, &options).unwrap();
    assert_near(straight.shares[0].change, -1.0, tolerance::CLOSE, "rail");
}

#[test]
fn a_kink_on_the_way_is_closed_in_on() {
    let ramp = Transfer::Ramp { from: 0.2, to: 0.63 };
    let network = carriers(&ramp).compile().unwrap();
    let objective = Objective::customers(&network).unwrap();
    let none = Scenario::new("nothing moves").capability("rail", 0.0).capability("road", 0.1);
    let impact = solve(&network, &none).compared_with(&network.baseline()).unwrap();
    let options = AumannShapleyOptions::default();
    let split = impact.aumann_shapley(&objective, &options).unwrap();
    assert_near(split.residual, 0.0, tolerance::LOOSE, "residual");
    let one = options.max_panels(1);
    let split = impact.aumann_shapley(&objective, &one).unwrap();
    assert!(split.residual.abs() > 1e-4, "{:e}", split.residual);
    assert_eq!(split.evaluations, 2 + 16 + 4);
}

#[test]
fn tipping_on_the_way_is_a_share_of_its_own() {
    let statement = random::hill_ring(4);
    let network = statement.organisation().compile().unwrap();
    let objective = Objective::customers(&network).unwrap();
    let down = Scenario::new("down").capability("dept-0", 0.2).capability("dept-1", 0.9);
    let impact = solve(&network, &down).compared_with(&network.baseline()).unwrap();
    let options = AumannShapleyOptions::default();
    let split = impact.aumann_shapley(&objective, &options).unwrap();
    assert!(split.change < -0.4, "{}", split.change);
    let [point] = split.tipping_points[..] else { panic!("{split:?}") };
    assert!(point.change < -0.1 && point.at > 0.0 && point.at < 1.0, "{point:?}");
    assert!(split.residual.abs() < 1e-6, "{:e}", split.residual);
    assert_all_explained(&split);
    // A little before and after that place there is little between the objective and its ends.
    let before = network.baseline();
    let at = |t: f64| {
        let way = Scenario::new("on the way");
        let way = [("dept-0", 0.2), ("dept-1", 0.9)].iter().fold(way, |way, &(id, to)| {
            way.capability(id, (1.0 - t) * before.capability(id).unwrap().get() + t * to)
        });
        objective.value(&solve(&network, &way)).unwrap()
    };
    let across = at(point.at + 1e-7) - at(point.at - 1e-7);
    assert!((across - point.change).abs() < 1e-2, "{across} {point:?}");
    let whole = impact.shapley(&objective, &ShapleyOptions::default()).unwrap();
    assert_near(whole.change, split.change, tolerance::SOLVED, "the whole change");
}

#[test]
fn a_desk_that_tips_is_explained_entirely() {
    let staffing = Staffing::new(18.0, 60.0).target_wait_minutes(15.0);
    let help = Service::new("help", "it", "users").dependence(1.0).demand_per_hour(10.0);
    let network = Organisation::builder("Help desk")
        .department(Department::new("it").staffing(staffing))
        .department(Department::new("power"))
        .customer(ExternalCustomer::new("users"))
        .service(help.retries(1.5))
        .service(Service::new("current", "power", "users").dependence(0.5))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let objective = Objective::customers(&network).unwrap();
    let worse = Scenario::new("worse").agents("it", 14.0).capability("power", 0.8);
    let impact = solve(&network, &worse).compared_with(&network.baseline()).unwrap();
    let split = impact.aumann_shapley(&objective, &AumannShapleyOptions::default()).unwrap();
    assert_all_explained(&split);
    assert!(split.residual.abs() < 1e-6, "{:e}", split.residual);
    let margin = network.tipping_margin("it", &Scenario::default(), &objective).unwrap().unwrap();
    let [point] = split.tipping_points[..] else { panic!("{split:?}") };
    // Capability of power does not move the desk, so that both tip at the same number of agents.
    let agents = 18.0 - 4.0 * point.at;
    assert_near(agents, margin.agents, 1e-4, "agents where it tips");
}

/// Checks that shares, tipping points and the residual add up to the change.
fn assert_all_explained(split: &Attribution) {
    let shares: f64 = split.shares.iter().map(|share| share.change).sum();
    let tipping: f64 = split.tipping_points.iter().map(|point| point.change).sum();
    let sum = shares + tipping + split.residual;
    assert_near(sum, split.change, tolerance::CLOSED_FORM, "everything");
}

#[test]
fn what_cannot_be_split_is_refused() {
    let above = Transfer::Table { points: vec![(0.0, 0.1), (1.0, 1.0)] };
    let organisation = carriers(&above);
    let network = organisation.compile().unwrap();
    let objective = Objective::customers(&network).unwrap();
    let stopped = solve(&network, &Scenario::new("stopped").stop_service("by-rail"));
    let impact = stopped.compared_with(&network.baseline()).unwrap();
    let options = AumannShapleyOptions::default();
    let jump = impact.aumann_shapley(&objective, &options).unwrap_err();
    let expected = "service `by-rail` stops at a jump: its transfer is above 0 at quality 0, where \
                    one that is 0 is needed";
    assert_eq!(jump.to_string(), expected);
    assert!(impact.shapley(&objective, &ShapleyOptions::default()).is_ok());
    let elsewhere = stopped.compared_with(&organisation.compile().unwrap().baseline()).unwrap();
    let refused = elsewhere.aumann_shapley(&objective, &options).unwrap_err();
    assert_eq!(refused, AttributionError::DifferentNetworks);
}
