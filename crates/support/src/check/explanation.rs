//! Whether explanations add up.

use knockon::explain::{AttributionError, Contributions, Objective, ShapleyOptions, Source, Split};

use super::{Outcome, Subject, Verdict, is_beyond, near, said};
use crate::change::{Change, Setting};

/// How far shares may miss the change they split.
const ADDS_UP: f64 = 1e-9;
/// How far a share may lie outside of nothing to the whole change.
const BEYOND: f64 = 1e-9;
/// How many chains are looked at.
const MOST_CHAINS: usize = 200;
/// The number of players up to which every coalition is solved.
const MOST_PLAYERS: usize = 6;

/// Contributions to every party's change, and to that of all customers, sum to it; those of a
/// scenario that only harms or only helps lie between nothing and all of it.
pub(super) fn contributions(subject: &Subject<'_>) -> Verdict {
    if !subject.settled() {
        return Ok(Outcome::NotAsked);
    }
    let [before, after] = subject.solved();
    let explanation = after.compared_with(before).map_err(said)?.explain();
    let one_signed = direction(subject).is_some();
    for objective in objectives(subject) {
        let split = explanation.contributions(&objective).map_err(said)?;
        let sum: f64 = split.contributions.iter().map(|share| share.change).sum();
        let name = &split.objective;
        let change =
            objective.value(after).map_err(said)? - objective.value(before).map_err(said)?;
        near(&format!("change of {name}"), split.change, change, ADDS_UP)?;
        near(&format!("contributions to {name}, {:?}", split.split), sum, change, ADDS_UP)?;
        if let Some(share) = split.contributions.iter().find(|share| !share.change.is_finite()) {
            return Err(format!("contribution {share:?} to {name}"));
        }
        sources_were_set(subject, &split)?;
        if one_signed && split.split != Split::Tipped {
            between_nothing_and_all(&split)?;
        }
    }
    Ok(Outcome::Held)
}

/// Every party, and all customers together.
fn objectives(subject: &Subject<'_>) -> Vec<Objective> {
    let parties = subject.case.statement.parties.iter();
    let of_parties = parties.filter_map(|party| Objective::party(&subject.network, &party.id).ok());
    of_parties.chain(Objective::customers(&subject.network)).collect()
}

/// Whether everything set is set down, or everything up; `None` for a mixture.
fn direction(subject: &Subject<'_>) -> Option<bool> {
    let statement = &subject.case.statement;
    let falls = |setting: &Setting| match *setting {
        // Set in spite of people: what it was before follows from load.
        Setting::Capability(party, _) if statement.parties[party].people.is_some() => None,
        Setting::Capability(party, value) => Some(value <= statement.parties[party].capability),
        Setting::Condition(place, value) => Some(value <= statement.supply(place).condition),
        Setting::Stop(_) => Some(true),
        // It may ask for work as well.
        Setting::Start(_) if statement.has_demand() => None,
        Setting::Start(_) => Some(false),
        Setting::Agents(party, value) => {
            let people = statement.parties[party].people?;
            Some(value <= people.staffing?.agents)
        }
        Setting::Skill(party, value) => Some(value <= statement.parties[party].people?.skill),
        Setting::Demand(place, value) => Some(value >= statement.supply(place).rate),
        Setting::Retries(place, value) => Some(value >= statement.supply(place).retries),
        Setting::Ceiling(party, value) => Some(value <= statement.parties[party].ceiling),
        Setting::Dependence(need, value) => Some(value >= statement.needs[need].dependence),
    };
    let mut all = subject.case.change.settings.iter().map(falls);
    let first = all.next()??;
    all.all(|falls| falls == Some(first)).then_some(first)
}

/// Nothing is a source that was not set; what a solve leaves over may be one while it is tiny.
fn sources_were_set(subject: &Subject<'_>, split: &Contributions) -> Result<(), String> {
    let statement = &subject.case.statement;
    let names = |setting: &Setting| match *setting {
        Setting::Capability(of, _)
        | Setting::Agents(of, _)
        | Setting::Skill(of, _)
        | Setting::Ceiling(of, _) => statement.parties[of].id.clone(),
        Setting::Condition(of, _)
        | Setting::Stop(of)
        | Setting::Start(of)
        | Setting::Demand(of, _)
        | Setting::Retries(of, _) => statement.supply(of).id.clone(),
        Setting::Dependence(of, _) => statement.need_id(of),
    };
    let set: Vec<String> = subject.case.change.settings.iter().map(names).collect();
    for share in &split.contributions {
        let is_left_over =
            matches!(share.source, Source::Structure(_)) && share.change.abs() <= ADDS_UP;
        if !is_left_over && !set.iter().any(|id| id == share.source.id()) {
            let name = &split.objective;
            return Err(format!("{share:?} to {name}, which the scenario does not set"));
        }
    }
    Ok(())
}

fn between_nothing_and_all(split: &Contributions) -> Result<(), String> {
    let (low, high) = (split.change.min(0.0) - BEYOND, split.change.max(0.0) + BEYOND);
    match split.contributions.iter().find(|share| !(low..=high).contains(&share.change)) {
        None => Ok(()),
        Some(share) => {
            let Contributions { objective, change, split, .. } = split;
            Err(format!("{share:?} of the change {change:e} of {objective}, {split:?}"))
        }
    }
}

/// Chains carry no more of a source than its contribution, and none are listed where nothing can
/// be split.
pub(super) fn chain_shares(subject: &Subject<'_>) -> Verdict {
    if !subject.settled() {
        return Ok(Outcome::NotAsked);
    }
    let [before, after] = subject.solved();
    let explanation = after.compared_with(before).map_err(said)?.explain();
    let one_signed = direction(subject).is_some();
    let mut outcome = Outcome::NotAsked;
    for objective in objectives(subject) {
        let split = explanation.contributions(&objective).map_err(said)?;
        let chains = explanation.chains(&objective).map_err(said)?;
        let chains: Vec<_> = chains.take(MOST_CHAINS).collect();
        if split.split == Split::Tipped && !chains.is_empty() {
            return Err(format!("chains of {}, whose contributions tipped", split.objective));
        }
        let mut carried = vec![0.0; split.contributions.len()];
        for chain in &chains {
            if !chain.change.is_finite() {
                return Err(format!("a chain of {} carries {}", split.objective, chain.change));
            }
            let of = split.contributions.iter().position(|share| share.source == chain.source);
            match of {
                Some(of) => carried[of] += chain.change,
                None if chain.change.abs() <= ADDS_UP => {}
                None => {
                    return Err(format!(
                        "a chain of {:?}, which contributes nothing to {}",
                        chain.source, split.objective
                    ));
                }
            }
        }
        if one_signed {
            for (share, carried) in split.contributions.iter().zip(&carried) {
                if is_beyond(carried.abs(), share.change.abs() + BEYOND) {
                    return Err(format!(
                        "chains of {:?} carry {carried:e} of its {:e} of {}",
                        share.source, share.change, split.objective
                    ));
                }
            }
        }
        if !chains.is_empty() {
            outcome = Outcome::Held;
        }
    }
    Ok(outcome)
}

/// Shapley values of few sources are those over every coalition of them.
pub(super) fn shapley(subject: &Subject<'_>) -> Verdict {
    let settings = &subject.case.change.settings;
    let Ok(objective) = Objective::customers(&subject.network) else {
        return Ok(Outcome::NotAsked);
    };
    if settings.len() > MOST_PLAYERS || !subject.settled() {
        return Ok(Outcome::NotAsked);
    }
    let mut value = Vec::new();
    for coalition in 0..1_usize << settings.len() {
        let present = (0..settings.len()).filter(|player| coalition >> player & 1 == 1);
        let change = Change { settings: present.map(|player| settings[player]).collect() };
        let scenario = change.scenario(&subject.case.statement);
        let solved = subject.network.solve(&scenario).map_err(|invalid| invalid.to_string())?;
        value.push(objective.value(&solved).map_err(said)?);
    }
    let [before, after] = subject.solved();
    let impact = after.compared_with(before).map_err(said)?;
    let split = match impact.shapley(&objective, &ShapleyOptions::default()) {
        Ok(split) => split,
        Err(AttributionError::Jump { .. }) => return Ok(Outcome::NotAsked),
        Err(error) => return Err(error.to_string()),
    };
    for (player, setting) in settings.iter().enumerate() {
        let expected = exact_share(&value, settings.len(), player);
        let (id, kind) = source_of(subject, *setting);
        let matching = |share: &&knockon::explain::Share| {
            share.source.id() == id && share.source.kind() == kind
        };
        let actual = split.shares.iter().find(matching).map_or(0.0, |share| share.change);
        near(&format!("Shapley value of {setting:?}"), actual, expected, ADDS_UP)?;
    }
    Ok(Outcome::Held)
}

fn source_of(subject: &Subject<'_>, setting: Setting) -> (String, &'static str) {
    let service = |place| subject.case.statement.supply(place).id.clone();
    let party = |party| subject.id(party).to_owned();
    match setting {
        Setting::Capability(of, _) => (party(of), "capability"),
        Setting::Agents(of, _) => (party(of), "agents"),
        Setting::Skill(of, _) => (party(of), "skill"),
        Setting::Condition(place, _) => (service(place), "condition"),
        Setting::Stop(place) | Setting::Start(place) => (service(place), "running"),
        Setting::Demand(place, _) => (service(place), "demand_per_hour"),
        Setting::Retries(place, _) => (service(place), "retries"),
        Setting::Ceiling(of, _) => (party(of), "ceiling"),
        Setting::Dependence(need, _) => (subject.case.statement.need_id(need), "dependence"),
    }
}

/// `Σ |S|! (n − |S| − 1)! / n! · (v(S + player) − v(S))`.
fn exact_share(value: &[f64], players: usize, player: usize) -> f64 {
    let factorial = |n: u32| (1..=n).map(f64::from).product::<f64>();
    let count = u32::try_from(players).unwrap_or(0);
    let term = |coalition: usize| {
        let size = coalition.count_ones();
        let weight = factorial(size) * factorial(count - size - 1) / factorial(count);
        weight * (value[coalition | 1 << player] - value[coalition])
    };
    (0..value.len()).filter(|coalition| coalition >> player & 1 == 0).map(term).sum()
}
