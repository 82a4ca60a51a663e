//! [`Path`] integrates derivatives along the straight path between two scenarios.
//!
//! ```text
//! objective
//!   │ ────._                          panels of 16 nodes on the way down to the fold,
//!   │        `.                       t = b − (b − a) s² there: the slope is infinite at b
//!   │          │  jump, found by
//!   │          │  bisection on values
//!   │          `──────                panels on the other side
//!   └──────────┴───────── t
//!   a          b
//! ```

use super::TippingPoint;
use super::aumann_shapley::AumannShapleyOptions;
use super::coalition::{CoalitionSolver, OverridesBuilder};
use crate::explain::sensitivity::Sensitivity;
use crate::network::{Network, Overrides, Parameter};
use crate::quality::Weights;
use crate::rule::secant::GaussLegendre;

/// A rule of 16 nodes is exact up to this degree.
const DEGREE: usize = 31;
/// A half that leaves more than this, of what its whole left over, shows that halving is in vain.
const IN_VAIN: f64 = 0.8;
/// After so many halves in vain a jump is looked for.
const HALVES_IN_VAIN: u32 = 2;
/// A jump is closed in on up to this share of the path.
const NARROW: f64 = 1.0 / 1_073_741_824.0;
/// What the objective changes by within that is a jump if it is at least this share of all.
const LEAST_JUMP: f64 = 1e-3;

/// A source's way along the path.
#[derive(Debug, Clone, Copy)]
pub(super) struct Move {
    pub(super) of: Parameter,
    pub(super) before: f64,
    pub(super) after: f64,
}

impl Move {
    fn at(&self, t: f64) -> f64 {
        (1.0 - t) * self.before + t * self.after
    }
}

/// A part of the path without a jump, and where the objective may be infinitely steep.
#[derive(Debug, Clone, Copy)]
struct Stage {
    from: f64,
    to: f64,
    steep: Steep,
}

/// The end at which a stage may be steep.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Steep {
    Nowhere,
    AtStart,
    AtEnd,
}

impl Stage {
    /// The place on the path, and how fast it is passed, at a place in `0..=1` of the stage.
    fn at(&self, s: f64) -> (f64, f64) {
        let width = self.to - self.from;
        match self.steep {
            Steep::Nowhere => (self.from + width * s, width),
            Steep::AtStart => (self.from + width * s * s, 2.0 * width * s),
            Steep::AtEnd => (self.to - width * (1.0 - s) * (1.0 - s), 2.0 * width * (1.0 - s)),
        }
    }
}

/// The path on one side of a jump, and the objective at its ends.
struct Side {
    stage: Stage,
    ends: (f64, f64),
}

/// A run of a stage: the shares of the objective's change along it.
struct Panel {
    stage: Stage,
    from: f64,
    to: f64,
    ends: (f64, f64),
    shares: Vec<f64>,
    /// The change that the shares leave over.
    rest: f64,
    /// How many halves in a row have left nearly as much over as their whole.
    in_vain: u32,
}

/// The straight path between two scenarios, and what is asked along it.
pub(super) struct Path<'a> {
    network: Network,
    moves: Vec<Move>,
    /// What both ends set alike.
    unmoved: Overrides,
    objective: &'a str,
    weights: Weights,
    pub(super) parts: CoalitionSolver<'a>,
    gauss: GaussLegendre,
}

impl<'a> Path<'a> {
    pub(super) fn new(
        moves: Vec<Move>,
        unmoved: Overrides,
        objective: &'a str,
        weights: Weights,
        parts: CoalitionSolver<'a>,
    ) -> Self {
        let network = parts.network().clone();
        let gauss = GaussLegendre::default();
        Self { network, moves, unmoved, objective, weights, parts, gauss }
    }

    fn at(&self, t: f64) -> Overrides {
        let mut set = OverridesBuilder::from(&self.unmoved);
        for step in &self.moves {
            set.value(step.of, step.at(t));
        }
        set.overrides(self.network.layout())
    }

    /// Integrates every source's derivative, halving the worst panel until the rest is small, and
    /// finds the tipping points.
    pub(super) fn integrate(
        &mut self,
        ends: (f64, f64),
        options: &AumannShapleyOptions,
    ) -> (Vec<f64>, Vec<TippingPoint>) {
        let change = (ends.1 - ends.0).abs();
        let allowed = options.tolerance * change + 8.0 * f64::EPSILON;
        let stage = Stage { from: 0.0, to: 1.0, steep: Steep::Nowhere };
        let mut panels = vec![self.panel(stage, (0.0, 1.0), ends)];
        let mut tipping_points = Vec::new();
        while panels.len() < options.max_panels as usize && !options.solve.is_stopped() {
            let rest: f64 = panels.iter().map(|panel| panel.rest.abs()).sum();
            let by_rest = |one: &(usize, &Panel), two: &(usize, &Panel)| {
                one.1.rest.abs().total_cmp(&two.1.rest.abs())
            };
            let worst = panels.iter().enumerate().max_by(by_rest).map(|(index, _)| index);
            let Some(worst) = worst.filter(|_| rest > allowed) else { break };
            let panel = panels.swap_remove(worst);
            if panel.in_vain >= HALVES_IN_VAIN
                && panel.rest.abs() > LEAST_JUMP * change
                && let Some((jump, around)) = self.jump(&panel, LEAST_JUMP * change)
            {
                for Side { stage, ends } in around {
                    if stage.from < stage.to {
                        panels.push(self.panel(stage, (0.0, 1.0), ends));
                    }
                }
                tipping_points.push(jump);
                continue;
            }
            let Panel { stage, from, to, ends, rest, in_vain, .. } = panel;
            let middle = f64::midpoint(from, to);
            let value = self.parts.value(self.at(stage.at(middle).0));
            for (part, ends) in [((from, middle), (ends.0, value)), ((middle, to), (value, ends.1))]
            {
                let mut half = self.panel(stage, part, ends);
                if half.rest.abs() > IN_VAIN * rest.abs() {
                    half.in_vain = in_vain + 1;
                }
                panels.push(half);
            }
        }
        let mut shares = vec![0.0; self.moves.len()];
        for panel in &panels {
            shares.iter_mut().zip(&panel.shares).for_each(|(sum, share)| *sum += share);
        }
        tipping_points.sort_by(|one: &TippingPoint, two: &TippingPoint| one.at.total_cmp(&two.at));
        (shares, tipping_points)
    }

    /// Halves a panel by values alone, always the part that changes most; `None` where what is left
    /// is no jump. Returns what lies on either side, too: where it begins and ends, with the
    /// objective there.
    fn jump(&mut self, panel: &Panel, least: f64) -> Option<(TippingPoint, [Side; 2])> {
        let (start, end) = (panel.stage.at(panel.from).0, panel.stage.at(panel.to).0);
        let (mut from, mut to) = ((start, panel.ends.0), (end, panel.ends.1));
        while to.0 - from.0 > NARROW {
            let t = f64::midpoint(from.0, to.0);
            let middle = (t, self.parts.value(self.at(t)));
            if (middle.1 - from.1).abs() > (to.1 - middle.1).abs() {
                to = middle;
            } else {
                from = middle;
            }
            if (to.1 - from.1).abs() < least {
                return None;
            }
        }
        let jump = TippingPoint { at: f64::midpoint(from.0, to.0), change: to.1 - from.1 };
        let before = Stage { from: start, to: from.0, steep: Steep::AtEnd };
        let after = Stage { from: to.0, to: end, steep: Steep::AtStart };
        let before = Side { stage: before, ends: (panel.ends.0, from.1) };
        let after = Side { stage: after, ends: (to.1, panel.ends.1) };
        Some((jump, [before, after]))
    }

    fn panel(&mut self, stage: Stage, (from, to): (f64, f64), ends: (f64, f64)) -> Panel {
        let mut shares = vec![0.0; self.moves.len()];
        let nodes = self.gauss.exact_for(DEGREE).to_vec();
        for (node, weight) in nodes {
            let (t, pace) = stage.at(from + (to - from) * node);
            let solved = self.parts.solve(self.at(t));
            let sensitivity = Sensitivity::at(&solved, self.objective, &self.weights);
            for (share, step) in shares.iter_mut().zip(&self.moves) {
                // No derivative at all where the state is at the edge of tipping, or on a step.
                let derivative = sensitivity.of_value(step.of);
                let width = (to - from) * pace * (step.after - step.before);
                let derivative = derivative.filter(|derivative| derivative.is_finite());
                *share += weight * width * derivative.unwrap_or(0.0);
            }
        }
        let rest = ends.1 - ends.0 - shares.iter().sum::<f64>();
        Panel { stage, from, to, ends, shares, rest, in_vain: 0 }
    }
}
