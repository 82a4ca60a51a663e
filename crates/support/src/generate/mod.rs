//! Organisations with every feature, and what may happen to them.
//!
//! Some are made of whatever comes; others have the shapes in which faults were found: cycles that
//! pass on all of what they miss or nearly all, soft steps that feed each other, cycles in a row,
//! many ties.

mod part;
mod people;

use knockon::{Effort, Rule, Staffing, Transfer};

use crate::change::{Change, Setting};
use crate::choices::Choices;
use crate::statement::{Needed, Party, Place, Statement, Supply};

/// Numbers of which many are alike, at the ends, or nearly so.
pub(crate) const SPECIAL: [f64; 8] = [1.0, 1.0, 0.0, 0.5, 0.999, 1e-3, 1.0 - 1e-9, 0.2];
/// Ceilings of customers.
const CEILINGS: [f64; 4] = [1.0, 0.9, 0.5, 1e-3];
/// Dependences at which cycles nearly tip, or do.
const TIPPING: [f64; 7] = [1.0, 1.0, 0.999, 0.99, 1.0 - 1e-6, 0.9, 0.5];

/// Makes an organisation.
pub fn statement(choices: &mut Choices) -> Statement {
    let mut statement = match choices.below(8) {
        0 => ring(choices),
        1 => rings_in_a_row(choices),
        2 => hill_ring(choices),
        3 => plain(choices),
        4 => ties(choices),
        _ => anything(choices),
    };
    if choices.chance(0.35) {
        people::add(choices, &mut statement);
    }
    if choices.chance(0.3) {
        for customer in statement.parties.iter_mut().filter(|party| party.is_customer) {
            customer.ceiling = choices.number(&CEILINGS).max(1e-3);
        }
    }
    if choices.chance(0.3) {
        for place in statement.places() {
            let hours = choices.below(100);
            statement.supply_mut(place).lag_hours = u32::try_from(hours).unwrap_or(0);
        }
    }
    statement
}

/// Makes a scenario: each thing is changed with a probability of its own choice.
pub fn change(choices: &mut Choices, statement: &Statement) -> Change {
    let probability = choices.pick(&[0.1, 0.25, 0.6]);
    let mut settings = Vec::new();
    for (index, party) in statement.parties.iter().enumerate() {
        if !party.is_customer && choices.chance(probability) {
            settings.extend(of_department(choices, index, party));
        }
        if party.is_customer && choices.chance(0.3 * probability) {
            settings.push(Setting::Ceiling(index, choices.number(&CEILINGS).max(1e-3)));
        }
    }
    let has_demand = statement.has_demand();
    for place in statement.places() {
        if choices.chance(probability) {
            settings.push(of_service(choices, place, statement.supply(place).running));
        }
        let is_customers = statement.parties[statement.needs[place.0].consumer].is_customer;
        if has_demand && is_customers && choices.chance(0.5 * probability) {
            let Supply { rate, retries, .. } = *statement.supply(place);
            let demand = rate.max(0.2) * choices.between(0.5, 1.5);
            settings.push(Setting::Demand(place, demand));
            if retries > 0.0 {
                settings.push(Setting::Retries(place, retries * choices.between(0.0, 2.0)));
            }
        }
    }
    if choices.chance(0.25) {
        for need in 0..statement.needs.len() {
            // Under `fdna`, and where people work by how well they are served, less dependence is not
            // better: these have tests of their own.
            let consumer = &statement.parties[statement.needs[need].consumer];
            let is_worse_with_more = consumer.rule != Rule::Fdna && consumer.people.is_none();
            if is_worse_with_more && choices.chance(probability) {
                settings.push(of_need(choices, need, statement.needs[need].dependence));
            }
        }
    }
    if settings.is_empty() && statement.department_count() > 0 {
        let department = choices.below(statement.department_count());
        settings.push(Setting::Capability(department, choices.number(&SPECIAL)));
    }
    Change { settings }
}

fn of_department(choices: &mut Choices, index: usize, party: &Party) -> Vec<Setting> {
    let Some(people) = party.people.filter(|_| choices.chance(0.7)) else {
        return vec![Setting::Capability(index, choices.number(&SPECIAL))];
    };
    let mut settings = Vec::new();
    if let Some(Staffing { agents, .. }) = people.staffing {
        settings.push(Setting::Agents(index, agents * choices.between(0.5, 1.5)));
    }
    if people.staffing.is_none() || choices.chance(0.3) {
        settings.push(Setting::Skill(index, choices.between(0.5, 1.0)));
    }
    settings
}

/// A dependence, more often lower than stated.
fn of_need(choices: &mut Choices, need: usize, stated: f64) -> Setting {
    let value = choices.number(&SPECIAL);
    Setting::Dependence(need, if choices.chance(0.7) { value * stated } else { value })
}

fn of_service(choices: &mut Choices, place: Place, runs: bool) -> Setting {
    if !runs {
        Setting::Start(place)
    } else if choices.chance(0.3) {
        Setting::Stop(place)
    } else {
        Setting::Condition(place, choices.number(&SPECIAL))
    }
}

/// A cycle of up to six departments under one rule or several, and a customer or two.
fn ring(choices: &mut Choices) -> Statement {
    let mut statement = Statement::default();
    let count = choices.below(6) + 1;
    add_ring(choices, &mut statement, count);
    customers(choices, &mut statement);
    statement
}

/// Cycles one after another, each fed by the one before.
fn rings_in_a_row(choices: &mut Choices) -> Statement {
    let mut statement = Statement::default();
    for _ in 0..=choices.below(3) {
        let start = statement.parties.len();
        let count = choices.below(4) + 1;
        add_ring(choices, &mut statement, count);
        if start > 0 {
            let (from, to) = (choices.below(start), start + choices.below(count));
            add_service(&mut statement, from, to, choices.number(&TIPPING));
        }
    }
    customers(choices, &mut statement);
    statement
}

fn add_ring(choices: &mut Choices, statement: &mut Statement, count: usize) {
    let start = statement.parties.len();
    let shared = choices.chance(0.6).then(|| part::rule(choices));
    for index in 0..count {
        let rule = shared.unwrap_or_else(|| part::rule(choices));
        let mut party = Party::new(format!("dept-{}", start + index), false, rule);
        party.capability = choices.number(&[1.0, 1.0, 1.0, 0.99, 0.999]).max(0.05);
        statement.parties.push(party);
    }
    let odd = choices.chance(0.4);
    for index in 0..count {
        let consumer = start + (index + 1) % count;
        let dependence = choices.number(&TIPPING);
        add_service(statement, start + index, consumer, dependence);
        if odd && choices.chance(0.5) {
            let last = statement.needs.len() - 1;
            statement.needs[last].services[0].transfer = part::transfer(choices);
        }
        if choices.chance(0.2) {
            let provider = start + choices.below(count);
            add_service(statement, provider, consumer, choices.number(&TIPPING) * 0.5);
        }
    }
}

fn add_service(statement: &mut Statement, provider: usize, consumer: usize, dependence: f64) {
    let supply = Supply::new(format!("s{}", statement.needs.len()), provider);
    statement.needs.push(Needed::of(supply, consumer, dependence));
}

/// One to three customers of anybody.
fn customers(choices: &mut Choices, statement: &mut Statement) {
    let departments = statement.parties.len();
    for index in 0..=choices.below(3) {
        let rule = if choices.chance(0.7) { Rule::MEAN } else { part::rule(choices) };
        let mut customer = Party::new(format!("cust-{index}"), true, rule);
        customer.population = choices.pick(&[1.0, 1.0, 10.0, 0.0, 250.0]);
        statement.parties.push(customer);
        let consumer = statement.parties.len() - 1;
        for _ in 0..=choices.below(2) {
            let provider = choices.below(departments);
            let dependence = choices.number(&SPECIAL);
            add_service(statement, provider, consumer, dependence);
        }
    }
}

/// Departments that feel each other through a soft step: healthy or broken down, little between.
fn hill_ring(choices: &mut Choices) -> Statement {
    let mut statement = Statement::default();
    let count = choices.below(4) + 2;
    for index in 0..count {
        let mut party = Party::new(format!("dept-{index}"), false, Rule::INDEPENDENT);
        party.capability = choices.between(0.95, 1.0);
        statement.parties.push(party);
    }
    for index in 0..count {
        add_service(&mut statement, index, (index + 1) % count, choices.pick(&TIPPING));
        statement.needs[index].services[0].transfer =
            Transfer::Hill { n: choices.between(1.0, 9.0), threshold: choices.between(0.2, 0.9) };
    }
    customers(choices, &mut statement);
    statement
}

/// Plain services under one rule, as most people state them.
fn plain(choices: &mut Choices) -> Statement {
    let mut statement = Statement::default();
    let rule = part::rule(choices);
    let count = choices.below(8) + 1;
    for index in 0..count {
        let mut party = Party::new(format!("dept-{index}"), false, rule);
        party.capability = choices.number(&SPECIAL);
        statement.parties.push(party);
    }
    for consumer in 0..count {
        let received = choices.below(4);
        for _ in 0..received {
            let provider = choices.below(count);
            let share = f64::from(u32::try_from(received).unwrap_or(1));
            let dependence = choices.between(0.0, 0.95) / share;
            add_service(&mut statement, provider, consumer, dependence);
        }
    }
    customers(choices, &mut statement);
    statement
}

/// An organisation of few distinct numbers, so that much is equal.
fn ties(choices: &mut Choices) -> Statement {
    let mut statement = anything(choices);
    let rounded = |value: f64| (value * 4.0).round() / 4.0;
    for party in &mut statement.parties {
        party.capability = rounded(party.capability);
    }
    for need in &mut statement.needs {
        need.dependence = rounded(need.dependence);
        for supply in &mut need.services {
            supply.condition = rounded(supply.condition);
        }
    }
    statement
}

/// Whatever comes: up to eight departments and four customers.
fn anything(choices: &mut Choices) -> Statement {
    let mut statement = Statement::default();
    let departments = choices.below(8) + 1;
    for index in 0..departments {
        let rule = part::rule(choices);
        let mut party = Party::new(format!("dept-{index}"), false, rule);
        party.capability = choices.number(&SPECIAL);
        statement.parties.push(party);
    }
    for index in 0..choices.below(5) {
        let rule = if choices.chance(0.5) { Rule::MEAN } else { part::rule(choices) };
        let mut party = Party::new(format!("cust-{index}"), true, rule);
        party.population = choices.pick(&[1.0, 1.0, 3.0, 0.0, 1e6]);
        statement.parties.push(party);
    }
    let calm = choices.chance(0.5);
    let mut services = 0;
    for consumer in 0..statement.parties.len() {
        let count = choices.below(4);
        let share = f64::from(u32::try_from(count).unwrap_or(1)).max(1.0);
        let greatest = if calm { 0.9 / share } else { 1.0 };
        for _ in 0..count {
            let rule = statement.parties[consumer].rule;
            let mut need = part::need(choices, consumer, departments, rule, &mut services);
            need.dependence = greatest * choices.number(&SPECIAL);
            if need.name.is_some() {
                need.name = Some(format!("need-{}", statement.needs.len()));
            }
            statement.needs.push(need);
        }
    }
    statement
}

/// Makes effort that reacts.
pub(crate) fn effort(choices: &mut Choices) -> Effort {
    Effort::default()
        .floor(choices.between(0.0, 0.8))
        .reaction(choices.pick(&[0.0, 0.5, 1.0, 3.0]) * choices.between(0.5, 1.0))
        .reference(choices.number(&[1.0, 0.8]))
}
