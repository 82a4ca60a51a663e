//! Chain shares: strongest first, and adding up to the change where nothing goes round in circles.

use knockon::chain::Enumeration;
use knockon::explain::{ChainShare, Objective};
use knockon::{Impact, Rule, Status};

use crate::support::check::{assert_near, solve};
use crate::support::random::{self, Temper};
use crate::support::statement::{Shock, Statement};
use crate::support::tolerance;

/// A random statement whose services all lead from earlier to later parties.
fn acyclic(seed: u64) -> Statement {
    let mut statement = random::statement(seed, 7, Temper::Fierce);
    for need in &mut statement.needs {
        let consumer = need.consumer;
        need.services.retain(|supply| supply.provider < consumer);
    }
    statement.needs.retain(|need| !need.services.is_empty());
    for need in &mut statement.needs {
        need.substitution = None;
        need.services.truncate(1);
        need.services[0].weight = 1.0;
    }
    statement
}

fn shocked(statement: &Statement, shock: &Shock) -> Option<Impact> {
    let network = statement.organisation().compile().unwrap();
    let after = solve(&network, &statement.scenario(shock));
    let today = network.baseline();
    let settled = after.status() == Status::Converged && today.status() == Status::Converged;
    settled.then(|| after.compared_with(&today).unwrap())
}

/// All chain shares of a customer's change, checked to come largest first.
fn listed(impact: &Impact, customer: &str) -> (Vec<ChainShare>, f64) {
    let explanation = impact.explain();
    let objective = Objective::party(impact.after().network(), customer).unwrap();
    let mut chains = explanation.chains(&objective).unwrap();
    let all: Vec<_> = chains.by_ref().collect();
    assert_eq!(chains.status(), Enumeration::Complete);
    assert!(all.is_sorted_by(|one, two| {
        one.change.abs() >= two.change.abs() * (1.0 - tolerance::CONTRIBUTIONS)
    }));
    let sum: f64 = all.iter().map(|chain| chain.change).sum();
    assert_near(sum + chains.rest(), chains.change(), tolerance::CLOSED_FORM, "listed and rest");
    (all, chains.change())
}

fn customers(statement: &Statement) -> impl Iterator<Item = &str> {
    statement.parties.iter().filter(|party| party.is_customer).map(|party| party.id.as_str())
}

#[test]
fn without_cycles_all_chains_together_are_the_change() {
    let mut chains = 0;
    for seed in 0..500 {
        let statement = acyclic(seed);
        let shock = random::shock(seed, &statement, 0.3);
        let Some(impact) = shocked(&statement, &shock) else { continue };
        for customer in customers(&statement) {
            let (all, change) = listed(&impact, customer);
            let sum: f64 = all.iter().map(|chain| chain.change).sum();
            assert_near(sum, change, tolerance::CONTRIBUTIONS, &format!("seed {seed} {customer}"));
            chains += all.len();
        }
    }
    assert!(chains > 1_000, "{chains}");
}

/// An objective may weigh departments: of one that is a beginning the chain is that department alone.
#[test]
fn without_cycles_chains_to_departments_are_their_change() {
    let mut alone = 0;
    for seed in 0..200 {
        let statement = acyclic(seed);
        let shock = random::shock(seed, &statement, 0.3);
        let Some(impact) = shocked(&statement, &shock) else { continue };
        let departments = statement.parties.iter().filter(|party| !party.is_customer);
        for department in departments {
            let (all, change) = listed(&impact, &department.id);
            let sum: f64 = all.iter().map(|chain| chain.change).sum();
            let what = format!("seed {seed} {}", department.id);
            assert_near(sum, change, tolerance::CONTRIBUTIONS, &what);
            for share in all.iter().filter(|share| share.chain.services().is_empty()) {
                assert_eq!(share.chain.parties(), [&*department.id]);
                assert_eq!(share.chain.to_string(), share.chain.names().next().unwrap());
                alone += 1;
            }
        }
    }
    assert!(alone > 200, "{alone}");
}

/// Every simple chain from a department to a party, with the product of the dependences.
fn enumerate(
    statement: &Statement,
    path: &mut Vec<usize>,
    product: f64,
    end: usize,
    found: &mut Vec<(Vec<usize>, f64)>,
) {
    let at = *path.last().unwrap();
    if at == end {
        found.push((path.clone(), product));
        return;
    }
    for need in &statement.needs {
        if need.services[0].provider == at && !path.contains(&need.consumer) {
            path.push(need.consumer);
            enumerate(statement, path, product * need.dependence, end, found);
            path.pop();
        }
    }
}

#[test]
fn with_cycles_every_chain_has_the_product_of_its_multipliers() {
    let mut compared = 0;
    for seed in 0..250 {
        // Where losses add and nothing is cut off, multipliers are the dependences.
        let mut statement = random::plain(seed, 7, Rule::ADDITIVE);
        for need in &mut statement.needs {
            need.dependence *= 0.6;
        }
        let source = statement.parties.iter().position(|party| !party.is_customer).unwrap();
        let fall = 0.05 * statement.parties[source].capability;
        let capabilities = vec![(source, statement.parties[source].capability - fall)];
        let shock = Shock { capabilities, ..Shock::default() };
        let Some(impact) = shocked(&statement, &shock) else { continue };
        if impact.after().qualities().any(|quality| quality <= 0.0) || fall <= 0.0 {
            continue;
        }
        for (end, party) in statement.parties.iter().enumerate() {
            if party.id == statement.parties[source].id {
                continue;
            }
            let mut expected = Vec::new();
            enumerate(&statement, &mut vec![source], 1.0, end, &mut expected);
            expected.sort_by(|one, two| two.1.total_cmp(&one.1));
            let (all, _) = listed(&impact, &party.id);
            assert_eq!(all.len(), expected.len(), "seed {seed}, {}", party.id);
            for (share, (_, product)) in all.iter().zip(&expected) {
                assert_near(share.change, -fall * product, tolerance::SOLVED, "a chain");
                compared += 1;
            }
        }
    }
    assert!(compared > 1_000, "{compared}");
}

#[test]
fn a_chain_begins_with_the_service_that_changed() {
    let mut statement = Statement::default();
    let it = statement.department("it", 1.0, Rule::INDEPENDENT);
    let hr = statement.department("hr", 1.0, Rule::INDEPENDENT);
    let clients = statement.customer("clients", Rule::MEAN);
    statement.serve(it, hr, 0.5);
    statement.serve(hr, clients, 0.8);
    let shock = Shock { conditions: vec![((0, 0), 0.5)], ..Shock::default() };
    let impact = shocked(&statement, &shock).unwrap();
    let (all, change) = listed(&impact, "clients");
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].chain.to_string(), "it -> hr -> clients");
    assert_eq!((all[0].source.kind(), all[0].source.id()), ("condition", "s0"));
    assert_near(change, -0.2, tolerance::CLOSED_FORM, "change");
    assert_near(all[0].share, 1.0, tolerance::CLOSED_FORM, "share");
}
