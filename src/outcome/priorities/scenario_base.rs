//! What scenarios hold before any action, and what they leave to actions.

use std::borrow::Cow;
use std::sync::Arc;

use super::error::ChoiceError;
use super::lever::Lever;
use super::options::ChoiceOptions;
use crate::network::{DeptIx, Layout, Network, Overrides, Parameter, ServiceState, ValuePlace};
use crate::organisation::Scenario;

/// A scenario before any action.
#[derive(Debug)]
pub(super) struct ScenarioBase {
    pub(super) name: Arc<str>,
    /// Its share of all weights.
    pub(super) weight: f64,
    pub(super) overrides: Overrides,
    /// What it does to each lever.
    pub(super) holds: Vec<Hold>,
}

/// What a scenario does to a lever.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Hold {
    /// It multiplies what actions make of it: by 1, unless it is a number of agents.
    Free { factor: f64 },
    /// It sets the value, so that only what is added counts.
    At(f64),
    /// It is what is drawn in place of what is stated, of which and of what actions set the better
    /// counts.
    #[cfg(feature = "draws")]
    Drawn(f64),
    /// Nothing that actions do counts.
    Fixed,
}

/// Resolves every scenario.
pub(super) fn scenario_bases(
    network: &Network,
    levers: &[Lever],
    options: &ChoiceOptions,
) -> Result<Vec<ScenarioBase>, ChoiceError> {
    let scenarios = scenarios_of(options);
    let mut total = 0.0;
    for (scenario, weight) in &*scenarios {
        if !(*weight >= 0.0 && weight.is_finite()) {
            let name = scenario.name().to_owned();
            return Err(ChoiceError::Weight { name, weight: *weight });
        }
        total += weight;
    }
    if total <= 0.0 {
        return Err(ChoiceError::NoWeight);
    }
    let base = |(scenario, weight): &(Scenario, f64)| {
        let (overrides, holds) = resolved(network, levers, scenario)?;
        Ok(ScenarioBase { name: scenario.name().into(), weight: weight / total, overrides, holds })
    };
    scenarios.iter().map(base).collect()
}

/// What a scenario holds, and what it does to each lever.
pub(super) fn resolved(
    network: &Network,
    levers: &[Lever],
    scenario: &Scenario,
) -> Result<(Overrides, Vec<Hold>), ChoiceError> {
    let invalid = |invalid| ChoiceError::Scenario { name: scenario.name().to_owned(), invalid };
    let (overrides, places) = network.overrides_in_order(scenario).map_err(invalid)?;
    let hold = |&lever: &Lever| hold(network.layout(), scenario, &overrides, &places, lever);
    let holds = levers.iter().map(hold).collect();
    Ok((overrides, holds))
}

/// Lists what may hold, with weights; without any scenario what is stated is the only one.
pub(super) fn scenarios_of(options: &ChoiceOptions) -> Cow<'_, [(Scenario, f64)]> {
    match options.scenarios.as_slice() {
        [] => Cow::Owned(vec![(Scenario::new("as stated"), 1.0)]),
        stated => Cow::Borrowed(stated),
    }
}

#[cfg(feature = "draws")]
impl ScenarioBase {
    /// The same where numbers are drawn in place of those that are stated: given what a draw holds
    /// by itself, and both as one scenario.
    pub(super) fn under_draw(
        &self,
        network: &Network,
        levers: &[Lever],
        by_draw: &[Hold],
        both: &Scenario,
    ) -> Result<Self, ChoiceError> {
        let (overrides, _) = resolved(network, levers, both)?;
        let hold = |(&own, &by_draw): (&Hold, &Hold)| match (own, by_draw) {
            (Hold::Free { .. }, Hold::At(at)) => Hold::Drawn(at),
            // The capability of people is drawn, whatever they are.
            (Hold::Free { .. }, Hold::Fixed) => Hold::Fixed,
            _ => own,
        };
        let holds = self.holds.iter().zip(by_draw).map(hold).collect();
        Ok(Self { name: Arc::clone(&self.name), weight: self.weight, overrides, holds })
    }
}

fn hold(
    layout: &Layout,
    scenario: &Scenario,
    overrides: &Overrides,
    places: &[ValuePlace],
    lever: Lever,
) -> Hold {
    let names = |of: Parameter| places.iter().any(|place| place.parameter == of);
    match lever {
        Lever::Number(Parameter::Agents(department) | Parameter::Skill(department))
            if overrides.capability(department).is_some() =>
        {
            Hold::Fixed
        }
        Lever::Number(of) if names(of) => overrides.value(of).map_or(Hold::Fixed, Hold::At),
        Lever::Number(Parameter::Agents(department)) => {
            Hold::Free { factor: agents_factor(layout, scenario, department) }
        }
        Lever::Number(_) => Hold::Free { factor: 1.0 },
        Lever::Service(entry) => match overrides.of_row(entry) {
            Some(ServiceState::Stopped) => Hold::Fixed,
            Some(ServiceState::Running(at)) if names(Parameter::Condition(entry)) => Hold::At(at),
            _ => Hold::Free { factor: 1.0 },
        },
    }
}

/// What a scenario multiplies a department's agents by that it does not set.
fn agents_factor(layout: &Layout, scenario: &Scenario, department: DeptIx) -> f64 {
    let id = layout.party_id(department);
    let own = scenario.agents_factors().find(|&(of, _)| id == *of).map(|(_, factor)| factor);
    own.or(scenario.agents_factor_of_all_set()).unwrap_or(1.0)
}
