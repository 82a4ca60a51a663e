//! What one draw gives: the qualities of the parties asked for, without the scenario and with it.

use std::sync::Arc;

use super::draws::Draws;
use super::error::DrawsError;
use super::input::{Input, Quantity};
use super::sampler::{DrawValues, Sampler};
use crate::network::{Network, PartyIx};
use crate::organisation::Scenario;
use crate::quality::{Resolved, SideBySide, SolveOptions, Status, Workspace};

/// How many draws are solved at once.
pub(super) const WIDTH: usize = SideBySide::WIDTH;
/// A value of each of a few draws.
pub(super) type DrawLanes = [f64; WIDTH];

/// Solves draws, a few at a time.
#[derive(Debug, Clone)]
pub(super) struct Evaluation {
    baseline: Solve,
    scenario: Option<Solve>,
}

/// How the solves of some draws ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct DrawEnding {
    /// The worst status.
    pub(super) status: Status,
    /// How many draws did not converge.
    pub(super) open: usize,
    /// Whether every cycle has one solution for certain.
    pub(super) is_certified: bool,
}

impl DrawEnding {
    pub(super) const NONE: Self = Self { status: Status::Converged, open: 0, is_certified: true };

    pub(super) fn merge(&mut self, other: &Self) {
        self.status = self.status.max(other.status);
        self.open += other.open;
        self.is_certified &= other.is_certified;
    }
}

/// The qualities of a few draws, by party.
#[derive(Debug, Clone, Default)]
pub(super) struct DrawnStates {
    pub(super) baseline: Vec<DrawLanes>,
    /// With the scenario on top; empty without one.
    pub(super) scenario: Vec<DrawLanes>,
}

impl Evaluation {
    /// Prepares solves whose numbers are drawn by a sampler that knows their largest values.
    pub(super) fn new(
        network: &Network,
        draws: &Draws,
        sampler: &Sampler,
        parties: &Arc<[PartyIx]>,
    ) -> Result<Self, DrawsError> {
        let inputs: Vec<(usize, &Input)> = draws.inputs().enumerate().collect();
        let solve = |scenario: &Scenario, inputs: &[(usize, &Input)]| {
            Solve::new(network, scenario, inputs, sampler, parties, &draws.solve)
        };
        let baseline = solve(&Scenario::new("draws"), &inputs)?;
        let scenario = draws.scenario.as_ref().map(|scenario| {
            let is_drawn =
                |(_, input): &(usize, &Input)| !input.quantity.is_set(scenario, &input.id);
            let inputs: Vec<_> = inputs.iter().copied().filter(is_drawn).collect();
            solve(scenario, &inputs)
        });
        Ok(Self { baseline, scenario: scenario.transpose()? })
    }

    /// Solves draws from one of those given on, as many as there are up to [`WIDTH`].
    pub(super) fn solve(
        &mut self,
        values: &DrawValues,
        from: usize,
        count: usize,
        qualities: &mut DrawnStates,
    ) -> DrawEnding {
        let mut ending = self.baseline.solve(values, from, count, &mut qualities.baseline);
        if let Some(scenario) = &mut self.scenario {
            let with = scenario.solve(values, from, count, &mut qualities.scenario);
            ending.status = ending.status.max(with.status);
            ending.open = ending.open.max(with.open);
            ending.is_certified &= with.is_certified;
        }
        ending
    }
}

/// Solves one scenario with the numbers of each draw in it.
#[derive(Debug, Clone)]
struct Solve {
    resolved: Resolved,
    /// Of each value of the scenario the input that is drawn for it, if one is.
    drawn: Vec<Option<usize>>,
    /// The values of a draw.
    values: Vec<f64>,
    parties: Arc<[PartyIx]>,
    options: SolveOptions,
    engine: Engine,
}

/// How draws are solved.
#[derive(Debug, Clone)]
enum Engine {
    /// Side by side, on a network certified at the largest dependences.
    Lanes { lanes: Box<SideBySide>, is_certified: bool },
    /// One by one: where quality and demand take rounds that no two draws have in common, where a
    /// dependence that is lowered voids what was proved, and where so much is drawn of services that
    /// lanes would cost more than they save.
    Single(Box<Workspace>),
}

impl Solve {
    fn new(
        network: &Network,
        scenario: &Scenario,
        inputs: &[(usize, &Input)],
        sampler: &Sampler,
        parties: &Arc<[PartyIx]>,
        options: &SolveOptions,
    ) -> Result<Self, DrawsError> {
        let largest: Vec<f64> = sampler.largest().collect();
        let with = |value: &dyn Fn(usize, &Input) -> f64| {
            let set = |scenario: Scenario, &(index, input): &(usize, &Input)| {
                input.quantity.set(scenario, &input.id, value(index, input))
            };
            inputs.iter().fold(scenario.clone(), set)
        };
        // Both ends of every distribution are to be in range.
        network.overrides(&with(&|_, input| *input.support().start()))?;
        network.overrides(&with(&|_, input| *input.support().end()))?;
        let at_largest = with(&|index, _| largest[index]);
        let resolved = network.resolve(&at_largest)?;

        let layout = network.layout();
        let values: Vec<f64> = resolved.values().collect();
        let slots: Vec<_> = resolved.dependence_slots().collect();
        let voids = slots.iter().any(|&(_, slot)| layout.fall_voids(slot));
        // Where none is above the stated one, what was proved when the network was compiled holds.
        let is_raised =
            slots.iter().any(|&(index, slot)| values[index] > layout.dependence_at(slot));
        let certified = if is_raised { resolved.network().as_stated() } else { network.clone() };
        let by_hand = slots.len() + Quantity::Condition.count_in(&at_largest);
        let many = MANY_BY_HAND.max(layout.edge_count() / BY_HAND_SHARE);
        let (engine, resolved) = if voids || layout.demand().is_some() {
            (Engine::Single(Box::default()), resolved)
        } else if by_hand > many {
            (Engine::Single(Box::default()), certified.resolve(&at_largest)?)
        } else {
            let lanes = Box::new(SideBySide::new(&certified, Arc::clone(parties), options));
            (Engine::Lanes { lanes, is_certified: certified.is_certified() }, resolved)
        };
        let drawn = drawn_values(scenario, inputs, values.len());
        let (parties, options) = (Arc::clone(parties), options.clone());
        Ok(Self { resolved, drawn, values, parties, options, engine })
    }

    fn solve(
        &mut self,
        values: &DrawValues,
        from: usize,
        count: usize,
        qualities: &mut Vec<DrawLanes>,
    ) -> DrawEnding {
        qualities.resize(self.parties.len(), [0.0; WIDTH]);
        let Self { resolved, drawn, values: set, parties, options, engine } = self;
        let mut set_draw = |draw: usize| {
            for (set, drawn) in set.iter_mut().zip(&*drawn) {
                if let Some(input) = *drawn {
                    *set = values[input][draw];
                }
            }
            set.clone()
        };
        match engine {
            Engine::Lanes { lanes, is_certified } => {
                let overrides = |lane| resolved.overrides_at(set_draw(from + lane));
                let overrides: Vec<_> = (0..count).map(overrides).collect();
                let (status, open) = lanes.solve(overrides, qualities);
                DrawEnding { status, open, is_certified: *is_certified }
            }
            Engine::Single(workspace) => {
                let mut ending = DrawEnding::NONE;
                for lane in 0..count {
                    let set = resolved.set_all(&set_draw(from + lane));
                    debug_assert!(set.is_ok(), "both ends of every distribution are in range");
                    let solved = resolved.solve_with(options, workspace);
                    let dense = solved.dense_qualities();
                    for (quality, &party) in qualities.iter_mut().zip(&**parties) {
                        quality[lane] = dense[party];
                    }
                    let status = solved.status();
                    ending.merge(&DrawEnding {
                        status,
                        open: usize::from(status != Status::Converged),
                        is_certified: resolved.network().is_certified(),
                    });
                    workspace.recycle(solved);
                }
                ending
            }
        }
    }
}

/// So many dependences and conditions, and so large a share of all services, is much: in lanes the
/// party that depends is evaluated by its own equation in each of them.
const MANY_BY_HAND: usize = 128;
const BY_HAND_SHARE: usize = 256;

/// Of each value of a resolved scenario the input that is drawn for it: values are numbered by kind,
/// and within a kind those of the scenario come first.
fn drawn_values(
    scenario: &Scenario,
    inputs: &[(usize, &Input)],
    count: usize,
) -> Vec<Option<usize>> {
    let mut drawn = Vec::with_capacity(count);
    for quantity in Quantity::ALL {
        drawn.resize(drawn.len() + quantity.count_in(scenario), None);
        let of_kind = inputs.iter().filter(|(_, input)| input.quantity == quantity);
        drawn.extend(of_kind.map(|&(index, _)| Some(index)));
    }
    drawn.resize(count, None);
    drawn
}
