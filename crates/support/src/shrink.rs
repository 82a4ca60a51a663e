//! The smallest organisation that still fails a check.

use knockon::{Rule, Substitution, Transfer};

use crate::change::{Change, Setting};
use crate::check::{Case, Check, Subject};
use crate::statement::{Place, Statement};

/// Smaller cases tried at most.
const MOST_TRIALS: usize = 4_000;

/// Removes and simplifies whatever a failing check can do without.
pub fn shrink(case: &Case, check: &Check) -> Case {
    let fails =
        |case: &Case| Subject::new(case).is_some_and(|subject| check.run(&subject).is_err());
    let mut smallest = case.clone();
    let mut trials = 0;
    loop {
        let mut found = false;
        let mut index = 0;
        let mut steps: Vec<Case> = candidates(&smallest).collect();
        while let Some(candidate) = steps.get(index) {
            trials += 1;
            if trials > MOST_TRIALS {
                return smallest;
            }
            if *candidate != smallest && fails(candidate) {
                smallest = candidate.clone();
                // The next step has taken the place of the one taken.
                steps = candidates(&smallest).collect();
                found = true;
            } else {
                index += 1;
            }
        }
        if !found {
            return smallest;
        }
    }
}

/// Cases that are smaller or simpler by one step, largest steps first.
fn candidates(case: &Case) -> impl Iterator<Item = Case> + '_ {
    let statement = &case.statement;
    let parties = (0..statement.parties.len()).filter_map(|party| without_party(case, party));
    let settings = (0..case.change.settings.len())
        .map(|index| Case { change: case.change.without(index), ..case.clone() });
    let needs = (0..statement.needs.len()).map(|need| without_need(case, need));
    let services = statement.places().into_iter().filter_map(|place| without_service(case, place));
    let simpler = SIMPLER.iter().flat_map(|simplify| {
        let count = statement.parties.len().max(statement.needs.len());
        (0..count).filter_map(|index| {
            let mut simpler = case.clone();
            simplify(&mut simpler.statement, index)?;
            Some(simpler)
        })
    });
    let rounder = (0..case.change.settings.len()).filter_map(|index| rounder(case, index));
    parties.chain(settings).chain(needs).chain(services).chain(simpler).chain(rounder)
}

fn without_party(case: &Case, party: usize) -> Option<Case> {
    let statement = &case.statement;
    let is_last_department = statement.department_count() <= 1;
    if is_last_department && !statement.parties[party].is_customer {
        return None;
    }
    let mut smaller = case.clone();
    // Needs from the last to the first, so that positions stay.
    for (index, need) in statement.needs.iter().enumerate().rev() {
        if need.consumer == party {
            smaller = without_need(&smaller, index);
            continue;
        }
        for service in (0..need.services.len()).rev() {
            if need.services[service].provider == party {
                smaller = without_service(&smaller, (index, service))
                    .unwrap_or_else(|| without_need(&smaller, index));
            }
        }
    }
    smaller.statement.parties.remove(party);
    let shift = |of: &mut usize| *of -= usize::from(*of > party);
    for need in &mut smaller.statement.needs {
        shift(&mut need.consumer);
        need.services.iter_mut().for_each(|supply| shift(&mut supply.provider));
    }
    smaller.change.retain_mapped(|setting| match setting {
        Setting::Capability(of, _)
        | Setting::Agents(of, _)
        | Setting::Skill(of, _)
        | Setting::Ceiling(of, _) => {
            let stays = *of != party;
            shift(of);
            stays
        }
        _ => true,
    });
    Some(smaller)
}

fn without_need(case: &Case, need: usize) -> Case {
    let mut smaller = case.clone();
    smaller.statement.needs.remove(need);
    smaller.change.retain_mapped(|setting| match setting {
        Setting::Condition(of, _)
        | Setting::Stop(of)
        | Setting::Start(of)
        | Setting::Demand(of, _)
        | Setting::Retries(of, _) => {
            let stays = of.0 != need;
            of.0 -= usize::from(of.0 > need);
            stays
        }
        Setting::Dependence(of, _) => {
            let stays = *of != need;
            *of -= usize::from(*of > need);
            stays
        }
        _ => true,
    });
    smaller
}

/// `None` where a service is its own need.
fn without_service(case: &Case, place: Place) -> Option<Case> {
    case.statement.needs[place.0].name.as_ref()?;
    let mut smaller = case.clone();
    let need = &mut smaller.statement.needs[place.0];
    need.services.remove(place.1);
    let count = u32::try_from(need.services.len()).unwrap_or(u32::MAX);
    let total: f64 = need.services.iter().map(|supply| supply.weight).sum();
    match &mut need.substitution {
        Some(Substitution::KthBest { k } | Substitution::IndependentAtLeast { k }) => {
            *k = (*k).min(count).max(1);
        }
        Some(Substitution::Pooled { required }) => *required = required.min(total),
        _ => {}
    }
    if need.services.is_empty() {
        need.substitution = None;
    }
    smaller.change.retain_mapped(|setting| match setting {
        Setting::Condition(of, _)
        | Setting::Stop(of)
        | Setting::Start(of)
        | Setting::Demand(of, _)
        | Setting::Retries(of, _)
            if of.0 == place.0 =>
        {
            let stays = of.1 != place.1;
            of.1 -= usize::from(of.1 > place.1);
            stays
        }
        _ => true,
    });
    Some(smaller)
}

/// Makes one thing about a party or a need plainer; `None` where there is none of that number.
type Simplify = fn(&mut Statement, usize) -> Option<()>;

const SIMPLER: &[Simplify] = &[
    |statement, party| {
        statement.parties.get_mut(party)?.people = None;
        Some(())
    },
    |statement, party| {
        statement.parties.get_mut(party)?.staff = None;
        Some(())
    },
    |statement, party| {
        let party = statement.parties.get_mut(party)?;
        party.rule = if party.is_customer { Rule::MEAN } else { Rule::INDEPENDENT };
        Some(())
    },
    |statement, party| {
        statement.parties.get_mut(party)?.capability = 1.0;
        Some(())
    },
    |statement, party| {
        statement.parties.get_mut(party)?.population = 1.0;
        Some(())
    },
    |statement, party| {
        statement.parties.get_mut(party)?.ceiling = 1.0;
        Some(())
    },
    |statement, party| {
        let party = statement.parties.get_mut(party)?;
        party.capability = rounded(party.capability);
        Some(())
    },
    |statement, need| {
        statement.needs.get_mut(need)?.criticality = None;
        Some(())
    },
    |statement, need| {
        statement.needs.get_mut(need)?.weight = 1.0;
        Some(())
    },
    |statement, need| {
        statement.needs.get_mut(need)?.dependence = 1.0;
        Some(())
    },
    |statement, need| {
        let need = statement.needs.get_mut(need)?;
        need.dependence = rounded(need.dependence);
        Some(())
    },
    |statement, need| {
        let need = statement.needs.get_mut(need)?;
        if need.services.len() == 1 {
            need.name = None;
            need.substitution = None;
        }
        Some(())
    },
    |statement, need| each_supply(statement, need, |supply| supply.transfer = Transfer::Identity),
    |statement, need| each_supply(statement, need, |supply| supply.running = true),
    |statement, need| each_supply(statement, need, |supply| supply.condition = 1.0),
    |statement, need| {
        each_supply(statement, need, |supply| supply.condition = rounded(supply.condition))
    },
    |statement, need| each_supply(statement, need, |supply| supply.lag_hours = 0),
    |statement, need| each_supply(statement, need, |supply| supply.retries = 0.0),
    |statement, need| each_supply(statement, need, |supply| supply.handling = None),
    |statement, party| {
        statement.parties.get_mut(party)?.people.as_mut()?.staffing.as_mut()?.shrinkage = 0.0;
        Some(())
    },
    |statement, need| {
        each_supply(statement, need, |supply| (supply.rate, supply.retries) = (0.0, 0.0))
    },
];

fn each_supply(
    statement: &mut Statement,
    need: usize,
    simplify: impl Fn(&mut crate::statement::Supply),
) -> Option<()> {
    statement.needs.get_mut(need)?.services.iter_mut().for_each(simplify);
    Some(())
}

/// A case with one setting rounder.
fn rounder(case: &Case, index: usize) -> Option<Case> {
    let mut smaller = case.clone();
    let value = match smaller.change.settings.get_mut(index)? {
        Setting::Capability(_, value)
        | Setting::Condition(_, value)
        | Setting::Agents(_, value)
        | Setting::Skill(_, value)
        | Setting::Demand(_, value)
        | Setting::Retries(_, value)
        | Setting::Ceiling(_, value)
        | Setting::Dependence(_, value) => value,
        Setting::Stop(_) | Setting::Start(_) => return None,
    };
    *value = rounded(*value);
    Some(smaller)
}

fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

impl Change {
    /// Keeps the settings of which a function says so; it may change them as well.
    fn retain_mapped(&mut self, mut keep: impl FnMut(&mut Setting) -> bool) {
        self.settings.retain_mut(|setting| keep(setting));
    }
}
