//! What actions change, and what several actions make of it together.

use crate::network::{EdgeIx, Layout, Network, Parameter, PartyIx};
use crate::organisation::{Invalid, Place, Problem, ProblemCode, Problems, Scenario, Section};
use crate::outcome::action::{Action, ActionChange, ChangeKind};
use crate::unit::Figure;

/// Something that actions change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lever {
    /// A number; never a condition.
    Number(Parameter),
    /// Whether a service runs, and its condition.
    Service(EdgeIx),
}

/// What one action does to a lever.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum StatedEffect {
    Set(f64),
    Add(f64),
    Start,
}

/// What several actions together make of a lever.
#[derive(Debug, Clone, Default)]
pub(super) struct LeverValue {
    /// The best value that is set.
    pub(super) set: Option<f64>,
    pub(super) starts: bool,
    /// What is added, by exclusive group.
    adds: Vec<(Option<usize>, f64)>,
}

impl LeverValue {
    /// Takes an action of an exclusive group, of which the one counts that adds most.
    pub(super) fn take(&mut self, lever: Lever, effect: StatedEffect, group: Option<usize>) {
        match effect {
            StatedEffect::Set(value) => {
                let better = if lever.is_worse_with_more() { f64::min } else { f64::max };
                self.set = Some(self.set.map_or(value, |set| better(set, value)));
            }
            StatedEffect::Start => self.starts = true,
            StatedEffect::Add(added) => {
                let same = |of: &&mut (Option<usize>, f64)| of.0.is_some() && of.0 == group;
                match self.adds.iter_mut().find(same) {
                    Some((_, most)) => *most = most.max(added),
                    None => self.adds.push((group, added)),
                }
            }
        }
    }

    /// What is added, if anything is.
    pub(super) fn added(&self) -> Option<f64> {
        let adds = self.adds.iter().map(|&(_, added)| added);
        (!self.adds.is_empty()).then(|| adds.sum())
    }
}

impl Lever {
    fn is_worse_with_more(self) -> bool {
        match self {
            Self::Number(of) => of.is_worse_with_more(),
            Self::Service(_) => false,
        }
    }

    /// The party whose equation it stands in; `None` for one of people and requests.
    pub(super) fn party(self, layout: &Layout) -> Option<PartyIx> {
        match self {
            Self::Number(Parameter::Capability(department)) => Some(department.into()),
            Self::Number(Parameter::Dependence(slot)) => Some(layout.consumer_at(slot)),
            Self::Number(_) => None,
            Self::Service(entry) => Some(layout.consumer(entry)),
        }
    }

    /// Whether an effect may lower some quality: it sets something worse than what is stated, a
    /// dependence whose fall is no gain for certain, or a stand-in that asks for work.
    pub(super) fn may_worsen(self, layout: &Layout, effect: StatedEffect) -> bool {
        match (self, effect) {
            (_, StatedEffect::Add(added)) => added < 0.0,
            (Self::Number(Parameter::Dependence(slot)), _) => layout.fall_voids(slot),
            (Self::Number(of), StatedEffect::Set(value)) => {
                let stated = layout.stated_value(of);
                if of.is_worse_with_more() { value > stated } else { value < stated }
            }
            (Self::Service(entry), StatedEffect::Set(condition)) => {
                condition < layout.stated_value(Parameter::Condition(entry))
            }
            (Self::Service(entry), StatedEffect::Start) => layout
                .demand()
                .is_some_and(|demand| demand.request_flow(layout.provider(entry), entry).is_some()),
            (Self::Number(_), StatedEffect::Start) => false,
        }
    }
}

/// Everything that actions change.
#[derive(Debug)]
pub(super) struct ActionEffects {
    pub(super) levers: Vec<Lever>,
    /// Of each action: the number of a lever, and what it does to it.
    pub(super) effects: Vec<Vec<(usize, StatedEffect)>>,
}

/// Finds what every action changes.
///
/// # Errors
///
/// Everything that does not fit the network, by action.
pub(super) fn effects(network: &Network, actions: &[Action]) -> Result<ActionEffects, Invalid> {
    let mut levers = indexmap::IndexMap::new();
    let mut problems = Problems::default();
    let mut all = Vec::with_capacity(actions.len());
    for (number, action) in actions.iter().enumerate() {
        let mut effects = Vec::with_capacity(action.changes().len());
        for change in action.changes() {
            match effect(network, action, change) {
                Ok((lever, effect)) => {
                    let next = levers.len();
                    let key = match lever {
                        Lever::Number(of) => of,
                        Lever::Service(entry) => Parameter::Condition(entry),
                    };
                    let (number, _) = *levers.entry(key).or_insert((next, lever));
                    effects.push((number, effect));
                }
                Err(found) => {
                    for problem in found {
                        let place = Place::new(Section::Actions, number, change.kind.key());
                        problems.push(problem.moved_to(place));
                    }
                }
            }
        }
        all.push(effects);
    }
    if problems.is_empty() {
        let levers = levers.into_values().map(|(_, lever)| lever).collect();
        Ok(ActionEffects { levers, effects: all })
    } else {
        Err(Invalid::new(problems))
    }
}

/// Resolves one change, as a scenario that sets what it changes would be.
fn effect(
    network: &Network,
    action: &Action,
    change: &ActionChange,
) -> Result<(Lever, StatedEffect), Vec<Problem>> {
    let layout = network.layout();
    let ActionChange { kind, of, value } = change;
    let scenario = Scenario::new("");
    let stands_by = |of: &str| layout.find_service(of).is_some_and(|entry| layout.stands_by(entry));
    let scenario = match kind {
        ChangeKind::Capability => scenario.capability(of, *value),
        ChangeKind::AddCapability => scenario.capability(of, 1.0),
        ChangeKind::Agents => scenario.agents(of, *value),
        ChangeKind::AddAgents => scenario.agents(of, 1.0),
        ChangeKind::Skill => scenario.skill(of, *value),
        ChangeKind::AddSkill => scenario.skill(of, 1.0),
        ChangeKind::Condition if stands_by(of) => scenario.condition(of, *value).start_service(of),
        ChangeKind::Condition => scenario.condition(of, *value),
        ChangeKind::Dependence => scenario.dependence(of, *value),
        ChangeKind::DemandPerHour => scenario.demand_per_hour(of, *value),
        ChangeKind::Retries => scenario.retries(of, *value),
        ChangeKind::StartService => scenario.start_service(of),
    };
    let overrides = network.overrides(&scenario).map_err(|invalid| invalid.problems().to_vec())?;
    let ignored = |message: String| {
        let place = Place::whole(Section::Actions, "");
        vec![Problem::new(ProblemCode::IgnoredSetting, place, message)]
    };
    let lever = match (overrides.values.first(), overrides.services.first()) {
        (Some(&(of, _)), _) => Lever::Number(of),
        (None, Some(&(entry, _))) => Lever::Service(entry),
        (None, None) => return Err(ignored(format!("action `{}` changes nothing", action.id()))),
    };
    match lever {
        Lever::Number(Parameter::Capability(department))
            if layout.workforce_of(department).is_some() =>
        {
            return Err(ignored(format!(
                "the capability of `{of}` follows from its people; change its agents or its skill \
                 instead"
            )));
        }
        Lever::Number(dependence @ Parameter::Dependence(_)) => {
            let stated = layout.stated_value(dependence);
            if *value > stated {
                let message = format!(
                    "action `{}` sets dependence `{}` of `{of}`, above the stated `{}`; an action \
                     can only lower it",
                    action.id(),
                    Figure(*value),
                    Figure(stated)
                );
                let place = Place::whole(Section::Actions, "");
                return Err(vec![Problem::new(ProblemCode::OutOfRange, place, message)]);
            }
        }
        Lever::Service(entry) if *kind == ChangeKind::StartService && !layout.stands_by(entry) => {
            return Err(ignored(format!(
                "service `{of}` runs already, so that starting it changes nothing"
            )));
        }
        _ => {}
    }
    Ok(match kind {
        ChangeKind::StartService => (lever, StatedEffect::Start),
        kind if kind.adds() => (lever, StatedEffect::Add(*value)),
        _ => (lever, StatedEffect::Set(*value)),
    })
}
