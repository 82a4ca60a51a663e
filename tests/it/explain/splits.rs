//! How a change is split where it cannot be followed along services, and who has which share.

use knockon::explain::{Contribution, ExplainOptions, Objective, Source, Split};
use knockon::{
    Aggregation, Criticality, Impact, Network, Rule, Scenario, SolveOptions, Status, Transfer,
    Weighting, Workspace,
};

use crate::support::check::{assert_near, solve};
use crate::support::statement::{Statement, Supply};
use crate::support::tolerance;

/// Three departments of whom the first two depend wholly on each other, and clients.
fn leaning(rule: Rule) -> Statement {
    let mut statement = Statement::default();
    let it = statement.department("it", 1.0, rule);
    let hr = statement.department("hr", 0.9, rule);
    let finance = statement.department("finance", 1.0, rule);
    let clients = statement.customer("clients", Rule::MEAN);
    statement.serve(it, hr, 1.0);
    statement.serve(hr, it, 1.0);
    statement.serve(finance, hr, 0.5);
    statement.serve(hr, clients, 1.0);
    statement
}

/// The shares of clients' change, by source, and how it could be split.
fn of_clients(impact: &Impact) -> (Vec<(String, f64)>, Split) {
    let clients = Objective::party(impact.after().network(), "clients").unwrap();
    let explanation = impact.explain();
    let found = explanation.contributions(&clients).unwrap();
    assert!(found.adds_up(), "{found:?}");
    let chains = explanation.chains(&clients).unwrap();
    if found.split.is_followed() {
        assert_eq!(chains.unsplit(), None);
    } else {
        assert_eq!(chains.unsplit(), Some(found.split));
        assert_eq!((chains.covered(), chains.count()), (None, 0));
    }
    let shares = found.contributions.iter().map(|share| {
        let name = match &share.source {
            Source::Organisation => "organisation",
            source => source.id(),
        };
        (name.to_owned(), share.change)
    });
    (shares.collect(), found.split)
}

#[track_caller]
fn assert_shares(found: &(Vec<(String, f64)>, Split), expected: &[(&str, f64)], split: Split) {
    assert_eq!(found.1, split, "{found:?}");
    assert_eq!(found.0.len(), expected.len(), "{found:?}");
    for ((name, share), (expected_name, expected)) in found.0.iter().zip(expected) {
        assert_eq!(name, expected_name, "{found:?}");
        assert_near(*share, *expected, tolerance::CLOSE, name);
    }
}

#[test]
fn weakest_cycle_blames_who_was_set_and_fell() {
    let network = leaning(Rule::WEAKEST).organisation().compile().unwrap();
    let today = network.baseline();
    let both = Scenario::new("both").capability("it", 0.2).capability("finance", 0.9);
    let found = of_clients(&solve(&network, &both).compared_with(&today).unwrap());
    assert_shares(&found, &[("it", -0.7), ("finance", 0.0)], Split::Tipped);
    let alone = solve(&network, &Scenario::new("alone").capability("it", 0.2));
    let alone = alone.compared_with(&today).unwrap();
    assert_shares(&of_clients(&alone), &[("it", -0.7)], Split::Tipped);
    // And back.
    let found = of_clients(&today.compared_with(&solve(&network, &both)).unwrap());
    assert_shares(&found, &[("it", 0.7), ("finance", 0.0)], Split::Tipped);
}

#[test]
fn one_source_has_the_whole_change_without_a_solve() {
    let network = leaning(Rule::WEAKEST).organisation().compile().unwrap();
    let alone = solve(&network, &Scenario::new("alone").capability("it", 0.2));
    let impact = alone.compared_with(&network.baseline()).unwrap();
    let clients = Objective::party(&network, "clients").unwrap();
    let none = ExplainOptions::default().max_solves(0);
    let found = impact.explain_with(&none).contributions(&clients).unwrap();
    assert_eq!((found.split, found.contributions.len()), (Split::Tipped, 1));
    assert_near(found.contributions[0].change, -0.7, tolerance::CLOSE, "it");
}

#[test]
fn weakest_cycle_shares_what_two_bring_by_shapley_values() {
    let network = leaning(Rule::WEAKEST).organisation().compile().unwrap();
    let both = Scenario::new("both").capability("it", 0.2).capability("hr", 0.5);
    let found = of_clients(&solve(&network, &both).compared_with(&network.baseline()).unwrap());
    // Together 0.7; HR alone 0.4, IT alone 0.7.
    assert_shares(&found, &[("it", -0.5), ("hr", -0.2)], Split::Tipped);
}

#[test]
fn weakest_cycle_blames_what_another_organisation_changed() {
    let before = leaning(Rule::WEAKEST);
    let mut after = before.clone();
    after.parties[0].capability = 0.2;
    after.parties[2].capability = 0.9;
    let baseline = |one: &Statement| one.organisation().compile().unwrap().baseline();
    let (old, new) = (baseline(&before), baseline(&after));
    let expected = [("it", -0.7), ("finance", 0.0)];
    assert_shares(&of_clients(&new.compared_with(&old).unwrap()), &expected, Split::Tipped);

    let mut worn = before.clone();
    worn.needs[0].services[0].condition = 0.5;
    let found = of_clients(&baseline(&worn).compared_with(&old).unwrap());
    // HR at half of IT, which is at HR: both fall to nothing.
    assert_shares(&found, &[("s0", -0.9)], Split::Exact);
    let other = before.organisation().compile().unwrap();
    let both = Scenario::new("both").stop_service("s0").capability("finance", 0.9);
    let found = of_clients(&solve(&other, &both).compared_with(&old).unwrap());
    assert_eq!(found.1, Split::Exact, "nothing goes round any more");
    assert_near(found.0[0].1, -0.9, tolerance::SOLVED, "s0");
}

#[test]
fn equations_of_another_organisation_are_a_player() {
    let before = leaning(Rule::WEAKEST);
    let mut after = before.clone();
    after.parties[0].capability = 0.2;
    after.parties[2].capability = 0.9;
    after.serve(2, 3, 0.5);
    let [old, new] = [&before, &after].map(|one| one.organisation().compile().unwrap().baseline());
    let (shares, split) = of_clients(&new.compared_with(&old).unwrap());
    assert_eq!((split, shares.len()), (Split::Tipped, 3), "{shares:?}");
    let share = |name: &str| shares.iter().find(|(id, _)| id == name).unwrap().1;
    // The mean of two needs: IT costs 0.7 with one, 0.35 with both, finance nothing and 0.025. The
    // other need brings 0.05, 0.4 where IT has fallen, and 0.025 less where finance has.
    assert_near(share("it"), -0.525, tolerance::SOLVED, "it");
    assert_near(share("finance"), -0.0125, tolerance::SOLVED, "finance");
    assert_near(share("organisation"), 0.2125, tolerance::SOLVED, "organisation");
}

#[test]
fn self_serving_department_is_the_source_of_its_own_rise() {
    let mut statement = Statement::default();
    let a = statement.department("a", 1.0, Rule::INDEPENDENT);
    let b = statement.department("b", 0.0, Rule::WEAKEST);
    let clients = statement.customer("clients", Rule::MEAN);
    statement.serve(b, b, 1.0);
    statement.serve(a, b, 0.004).services[0].condition = 0.0;
    statement.serve(b, clients, 1.0);
    let network = statement.organisation().compile().unwrap();
    let up = solve(&network, &Scenario::new("up").capability("b", 1.0));
    assert_shares(
        &of_clients(&up.compared_with(&network.baseline()).unwrap()),
        &[("b", 0.996)],
        Split::Tipped,
    );
}

#[test]
fn cycle_of_caps_has_no_share_of_any_chain() {
    let mut statement = leaning(Rule::INDEPENDENT);
    for need in &mut statement.needs[..2] {
        need.dependence = 0.0;
        need.criticality = Some(Criticality::floor(0.0).slope(1.0));
    }
    let network = statement.organisation().compile().unwrap();
    let today = network.baseline();
    let fall = |it| Scenario::new("fall").capability("it", it);
    let found = of_clients(&solve(&network, &fall(0.2)).compared_with(&today).unwrap());
    assert_shares(&found, &[("it", -0.7)], Split::Tipped);
    // Finance takes a twentieth of HR's 0.9, which IT's cap hides.
    let both = solve(&network, &fall(0.2).capability("finance", 0.9));
    let found = of_clients(&both.compared_with(&today).unwrap());
    assert_shares(&found, &[("it", -0.6775), ("finance", -0.0225)], Split::Tipped);
}

#[test]
fn stopped_service_is_one_source_whatever_its_condition_was() {
    let mut statement = leaning(Rule::INDEPENDENT);
    statement.needs[0].dependence = 0.5;
    let network = statement.organisation().compile().unwrap();
    let worn = solve(&network, &Scenario::new("worn").condition("s3", 0.4));
    let stopped = solve(&network, &Scenario::new("stopped").stop_service("s3"));
    let clients = Objective::party(&network, "clients").unwrap();
    for (impact, sign) in [
        (stopped.compared_with(&worn).unwrap(), -1.0),
        (worn.compared_with(&stopped).unwrap(), 1.0),
    ] {
        let found = impact.explain().contributions(&clients).unwrap();
        assert_eq!(found.split, Split::Exact);
        assert_eq!(found.contributions.len(), 1, "{found:?}");
        assert_eq!(found.contributions[0].source.kind(), "running");
        assert!(sign * found.change > 0.1, "{found:?}");
    }
}

/// A product whose slope is steep where one input starts near nothing and another ends at it: along
/// services the two offset each other with thousands of times the quality there is.
#[test]
fn change_too_steep_to_follow_is_split_by_shapley_values() {
    let rule = Rule::Aggregation(Aggregation::new(0.0, Weighting::Share { own_weight: Some(1.0) }));
    for low in [1e-9, 1e-3] {
        let mut statement = Statement::default();
        let maker = statement.department("maker", low, Rule::INDEPENDENT);
        let clients = statement.customer("clients", rule);
        statement.serve(maker, clients, 0.99).weight = 3.5;
        statement.serve(maker, clients, 1.0);
        let network = statement.organisation().compile().unwrap();
        let scenario = Scenario::new("both").capability("maker", 0.7).stop_service("s1");
        let found =
            of_clients(&solve(&network, &scenario).compared_with(&network.baseline()).unwrap());
        let quality =
            |maker: f64| (1.0 - 0.99 * (1.0 - maker)).powf(3.5 / 5.5) * maker.powf(1.0 / 5.5);
        let (low, high) = (quality(low), quality(0.7));
        let expected = [("s1", -0.5 * (low + high)), ("maker", 0.5 * (high - low))];
        assert_shares(&found, &expected, Split::Steep);
    }
}

/// A cycle of two that many helpers hold up, and a scenario in which all of them get worse.
fn propped(count: u32) -> (Network, Scenario) {
    let mut statement = Statement::default();
    let a = statement.department("a", 1.0, Rule::WEAKEST);
    let b = statement.department("b", 0.9, Rule::WEAKEST);
    let clients = statement.customer("clients", Rule::MEAN);
    let idle = statement.department("idle", 1.0, Rule::WEAKEST);
    statement.serve(a, b, 1.0);
    statement.serve(b, a, 1.0);
    statement.serve(b, clients, 1.0);
    statement.serve(b, idle, 1.0);
    let mut scenario = Scenario::new("all").capability("a", 0.5).capability("idle", 0.1);
    for index in 0..count {
        let id = format!("helper-{index}");
        let helper = statement.department(id.clone(), 1.0, Rule::WEAKEST);
        statement.serve(helper, a, 1.0);
        scenario = scenario.capability(id, 0.6 - 0.02 * f64::from(index));
    }
    (statement.organisation().compile().unwrap(), scenario)
}

#[test]
fn sampled_split_states_standard_errors_and_seed() {
    let (network, scenario) = propped(9);
    let impact = solve(&network, &scenario).compared_with(&network.baseline()).unwrap();
    let clients = Objective::party(&network, "clients").unwrap();
    // Who is not upstream is no player: ten, not eleven.
    let exact = ExplainOptions::default().max_exact(10);
    let exact = impact.explain_with(&exact).contributions(&clients).unwrap();
    assert_eq!((exact.split, exact.seed), (Split::Tipped, None));
    assert!(exact.contributions.iter().all(|share| share.standard_error <= 0.0), "{exact:?}");
    assert_eq!(exact.contributions.len(), 11, "{exact:?}");

    let sampled =
        impact.explain_with(&ExplainOptions::default().seed(5)).contributions(&clients).unwrap();
    assert_eq!((sampled.split, sampled.seed), (Split::Tipped, Some(5)));
    assert!(sampled.adds_up() && sampled.status == Status::Converged, "{sampled:?}");
    assert!(sampled.contributions.iter().any(|share| share.standard_error > 0.0), "{sampled:?}");
    for share in &sampled.contributions {
        let same = |other: &&Contribution| other.source == share.source;
        let exact = exact.contributions.iter().find(same).unwrap();
        let apart = (share.change - exact.change).abs();
        assert!(apart <= 5.0 * share.standard_error + tolerance::SOLVED, "{share:?} {exact:?}");
    }
    let again =
        impact.explain_with(&ExplainOptions::default().seed(6)).contributions(&clients).unwrap();
    assert_ne!(again.contributions, sampled.contributions);
    // Two of nine fit into exact coalitions.
    let (network, scenario) = propped(7);
    let impact = solve(&network, &scenario).compared_with(&network.baseline()).unwrap();
    let clients = Objective::party(&network, "clients").unwrap();
    assert_eq!(impact.explain().contributions(&clients).unwrap().seed, None);
}

#[test]
fn split_beyond_the_solves_allowed_is_unexplained() {
    let (network, scenario) = propped(9);
    let impact = solve(&network, &scenario).compared_with(&network.baseline()).unwrap();
    let clients = Objective::party(&network, "clients").unwrap();
    let options = ExplainOptions::default().max_solves(57);
    let found = impact.explain_with(&options).contributions(&clients).unwrap();
    assert_eq!((found.split, found.seed), (Split::Unexplained, None));
    assert!(found.adds_up());
    assert_eq!(found.contributions[0].source, Source::Organisation);
    assert_eq!(found.contributions.len(), 12, "{found:?}");
    // Two pairs of ten: 22 solves and 18 for each.
    let enough = impact.explain_with(&options.max_solves(58)).contributions(&clients).unwrap();
    assert_eq!((enough.split, enough.seed), (Split::Tipped, Some(0)));
}

#[test]
fn split_solves_as_the_caller_did() {
    let mut statement = leaning(Rule::WEAKEST);
    statement.needs[1].services[0].transfer = Transfer::Power { exponent: 1.5 };
    let network = statement.organisation().compile().unwrap();
    let clients = Objective::party(&network, "clients").unwrap();
    let states = |options: &SolveOptions| {
        let mut workspace = Workspace::new();
        let both = Scenario::new("both").capability("it", 0.2).capability("finance", 0.1);
        [Scenario::default(), both]
            .map(|scenario| network.solve_with(&scenario, options, &mut workspace).unwrap())
    };
    let few = SolveOptions::default().max_sweeps(3);
    let [before, after] = states(&few);
    assert_eq!(after.status(), Status::NotConverged);
    let impact = after.compared_with(&before).unwrap();
    let same =
        impact.explain_with(&ExplainOptions::default().solve(few)).contributions(&clients).unwrap();
    assert!(same.adds_up() && same.status == Status::NotConverged, "{same:?}");
    // Two states that settled, and parts that may not.
    let network = leaning(Rule::WEAKEST).organisation().compile().unwrap();
    let clients = Objective::party(&network, "clients").unwrap();
    let both = Scenario::new("both").capability("it", 0.2).capability("hr", 0.5);
    let impact = solve(&network, &both).compared_with(&network.baseline()).unwrap();
    assert_eq!(impact.explain().contributions(&clients).unwrap().status, Status::Converged);
    let options = ExplainOptions::default().solve(SolveOptions::default().max_sweeps(1));
    let hurried = impact.explain_with(&options).contributions(&clients).unwrap();
    assert!(hurried.adds_up() && hurried.status == Status::NotConverged, "{hurried:?}");
}

/// Two departments that lose half of what the other loses, and a third of what an outsider does.
/// Caps that never bind leave the cycle without a certificate.
fn capped(count: usize) -> Statement {
    let mut statement = Statement::default();
    for index in 0..count {
        statement.department(format!("d{index}"), 1.0, Rule::ADDITIVE);
    }
    let outside = statement.department("outside", 1.0, Rule::ADDITIVE);
    for index in 0..count {
        let need = statement.serve(index, (index + 1) % count, 0.5);
        need.criticality = Some(Criticality::floor(1.0).slope(1.0));
    }
    statement.serve(outside, 1, 0.3);
    statement
}

#[test]
fn uncertified_cycle_shares_by_what_goes_round() {
    let network = capped(2).organisation().compile().unwrap();
    assert!(!network.is_certified());
    let both = Scenario::new("both").capability("d0", 0.9).capability("outside", 0.8);
    let impact = solve(&network, &both).compared_with(&network.baseline()).unwrap();
    let d1 = Objective::party(&network, "d1").unwrap();
    let found = impact.explain().contributions(&d1).unwrap();
    assert_eq!(found.split, Split::Exact);
    // What starts at d1 comes back a quarter each time: 1 + 1/4 + 1/16 ... = 4/3.
    for (source, expected) in [("outside", -0.06 * 4.0 / 3.0), ("d0", -0.05 * 4.0 / 3.0)] {
        let share = found.contributions.iter().find(|share| share.source.id() == source).unwrap();
        assert_near(share.change, expected, tolerance::SOLVED, source);
    }
    let mixed = Scenario::new("mixed").capability("d0", 0.8).capability("outside", 0.9);
    let impact = solve(&network, &mixed).compared_with(&solve(&network, &both)).unwrap();
    let found = impact.explain().contributions(&d1).unwrap();
    assert_eq!(found.split, Split::Offsetting);
    for (source, expected) in [("outside", 0.03 * 4.0 / 3.0), ("d0", -0.05 * 4.0 / 3.0)] {
        let share = found.contributions.iter().find(|share| share.source.id() == source).unwrap();
        assert_near(share.change, expected, tolerance::SOLVED, source);
    }
}

#[test]
fn cycle_too_large_to_factor_shares_by_what_goes_round() {
    let network = capped(520).organisation().compile().unwrap();
    let both = Scenario::new("both").capability("d0", 0.9).capability("outside", 0.8);
    let impact = solve(&network, &both).compared_with(&network.baseline()).unwrap();
    let d3 = Objective::party(&network, "d3").unwrap();
    let found = impact.explain().contributions(&d3).unwrap();
    assert_eq!(found.split, Split::Exact);
    for (source, expected) in [("outside", -0.015), ("d0", -0.0125)] {
        let share = found.contributions.iter().find(|share| share.source.id() == source).unwrap();
        assert_near(share.change, expected, tolerance::SOLVED, source);
    }
}

/// What two solves may leave has no share inside a cycle, and a step so narrow makes much of it.
#[test]
fn change_that_a_step_makes_of_rounding_is_solved_for() {
    let mut statement = Statement::default();
    for id in ["a", "b", "c"] {
        statement.department(id, 0.9, Rule::ADDITIVE);
    }
    let clients = statement.customer("clients", Rule::MEAN);
    statement.serve(0, 1, 0.5);
    statement.serve(1, 0, 0.5);
    let level = statement.organisation().compile().unwrap().baseline();
    let level = level.quality("a").unwrap().get();
    let step = Transfer::Ramp { from: level - 2e-12, to: level + 2e-12 };
    statement.service(Supply { transfer: step, ..Supply::plain("step", 0) }, clients, 1.0);
    statement.serve(2, clients, 1.0);
    let network = statement.organisation().compile().unwrap();
    let slight = Scenario::new("slight").capability("a", 0.9 - 6e-13).capability("c", 0.8);
    let impact = solve(&network, &slight).compared_with(&network.baseline()).unwrap();
    let (shares, split) = of_clients(&impact);
    assert_eq!((split, shares.len()), (Split::Steep, 2), "{shares:?}");
    assert_eq!(shares[0].0, "a");
    assert!(shares[0].1 < -0.05, "{shares:?}");
    assert_near(shares[1].1, -0.05, tolerance::LOOSE, "c");
}

#[test]
fn chains_of_a_weighted_group_add_up_to_its_contributions() {
    let mut statement = Statement::default();
    let shop = statement.department("shop", 1.0, Rule::INDEPENDENT);
    let depot = statement.department("depot", 1.0, Rule::INDEPENDENT);
    let [few, many] = ["few", "many"].map(|id| statement.customer(id, Rule::MEAN));
    statement.serve(shop, few, 0.8);
    statement.serve(depot, many, 0.1);
    let network = statement.organisation().compile().unwrap();
    let both = Scenario::new("both").capability("shop", 0.5).capability("depot", 0.5);
    let explanation = solve(&network, &both).compared_with(&network.baseline()).unwrap().explain();
    let group = Objective::weighted(&network, "group", [("few", 0.25), ("many", 3.0)]).unwrap();
    let found = explanation.contributions(&group).unwrap();
    let chains: Vec<_> = explanation.chains(&group).unwrap().collect();
    assert_eq!((found.contributions.len(), chains.len()), (2, 2));
    for (share, chain) in found.contributions.iter().zip(&chains) {
        assert_eq!(share.source, chain.source);
        assert_near(share.change, chain.change, tolerance::CLOSED_FORM, "chain");
    }
    assert_near(chains[0].change, -0.15, tolerance::CLOSED_FORM, "depot");
    assert_near(chains[1].change, -0.1, tolerance::CLOSED_FORM, "shop");
}

/// One organisation compiled twice: scenarios on either are compared as on one network.
#[test]
fn scenarios_of_two_networks_are_split_like_those_of_one() {
    let statement = leaning(Rule::WEAKEST);
    let [one, two] = [(); 2].map(|()| statement.organisation().compile().unwrap());
    let down = Scenario::new("down").capability("it", 0.2).stop_service("s2");
    let impact = solve(&two, &down).compared_with(&one.baseline()).unwrap();
    // Together 0.7; the stopped service alone 0.4, IT alone 0.7.
    assert_shares(&of_clients(&impact), &[("it", -0.5), ("s2", -0.2)], Split::Tipped);
    let clients = Objective::party(&two, "clients").unwrap();
    let found = impact.explain().contributions(&clients).unwrap();
    assert_eq!(found.contributions[1].source.kind(), "running");
    let back = two.baseline().compared_with(&solve(&one, &down)).unwrap();
    assert_shares(&of_clients(&back), &[("it", 0.5), ("s2", 0.2)], Split::Tipped);
}
