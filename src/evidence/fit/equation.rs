//! `Equation`: what one party delivers, as a function of its level and of what it is fitted for.
//!
//! ```text
//! department   q = min( A(s; x), caps )          customer   q = ℓ · min( A(1; x), caps )
//! x_g = 1 − α_g (1 − u_g)
//! ```
//!
//! The level is `s` or `ℓ`. Value and slopes are those of the rule itself ([`crate::rule`]); a fit
//! only says which numbers are its parameters ([`Parameters`]).

use crate::organisation::{Aggregation, Criticality, Rule, Weighting};
use crate::rule::secant::{GaussLegendre, StageSegment, combine, dependence_slope};
use crate::rule::{Aggregator, FeltNeeds, criticality, weight_slope};

/// Which numbers of a party's needs are fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parameters {
    /// The dependences, each in 0..=1, under full weighting or functional dependency network
    /// analysis.
    Dependences,
    /// The weights of a mean, which with the weight of own capability sum to 1.
    Weights,
}

/// A need as it is stated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StatedNeed {
    /// Its weight where dependences are fitted.
    pub(crate) weight: f64,
    /// Its dependence where weights are fitted.
    pub(crate) dependence: f64,
    pub(crate) criticality: Option<Criticality>,
}

/// The equation of a party.
#[derive(Debug, Clone)]
pub(crate) struct Equation {
    rule: Rule,
    is_department: bool,
    /// What all qualities were divided by; above 1 for ratios.
    scale: f64,
    weights: Vec<f64>,
    dependences: Vec<f64>,
    caps: Vec<(usize, Criticality)>,
    unit_weights: bool,
}

/// Memory of evaluations, reused from row to row.
#[derive(Debug, Default)]
pub(crate) struct EquationScratch {
    gauss: GaussLegendre,
    losses: Vec<f64>,
    inputs: Vec<f64>,
    secants: Vec<f64>,
}

impl Equation {
    #[expect(clippy::float_cmp, reason = "1 is the weight of a need that states none")]
    pub(crate) fn new(rule: Rule, is_department: bool, needs: &[StatedNeed]) -> Self {
        let caps = needs.iter().enumerate();
        Self {
            rule,
            is_department,
            scale: 1.0,
            weights: needs.iter().map(|need| need.weight).collect(),
            dependences: needs.iter().map(|need| need.dependence).collect(),
            caps: caps.filter_map(|(at, need)| Some((at, need.criticality?))).collect(),
            unit_weights: needs.iter().all(|need| need.weight == 1.0),
        }
    }

    /// The same of qualities that are divided by a number. That changes no mean, but own capability of
    /// a customer is 1 before it is divided.
    pub(crate) fn on_scale(&self, scale: f64) -> Self {
        Self { scale, ..self.clone() }
    }

    /// The largest level: that of a department is a quality, that of a customer multiplies one.
    pub(crate) fn highest_level(&self) -> f64 {
        if self.is_department { 1.0 } else { self.scale }
    }

    /// What a level stands for when nothing is divided.
    pub(crate) fn stated_level(&self, level: f64) -> f64 {
        if self.is_department { level * self.scale } else { level }
    }

    /// What is delivered at a level with everything right.
    pub(crate) fn at_best(&self, level: f64) -> f64 {
        level / self.highest_level()
    }

    /// The same needs under another order.
    pub(crate) fn with_order(&self, order: f64) -> Option<Self> {
        let Rule::Aggregation(aggregation) = self.rule else { return None };
        let rule = Rule::Aggregation(Aggregation { order, ..aggregation });
        Some(Self { rule, ..self.clone() })
    }

    /// The same with one need more: what the party itself delivered in the period before.
    pub(crate) fn with_own_state(&self) -> Self {
        let mut with = self.clone();
        with.weights.push(1.0);
        with.dependences.push(1.0);
        with
    }

    pub(crate) fn order(&self) -> Option<f64> {
        match self.rule {
            Rule::Aggregation(aggregation) => Some(aggregation.order),
            Rule::Fdna => None,
        }
    }

    pub(crate) fn need_count(&self) -> usize {
        self.weights.len()
    }

    pub(crate) fn parameters(&self) -> Parameters {
        match self.rule {
            Rule::Aggregation(Aggregation { weighting: Weighting::Share { .. }, .. }) => {
                Parameters::Weights
            }
            Rule::Aggregation(_) | Rule::Fdna => Parameters::Dependences,
        }
    }

    /// What is delivered at a level and parameters, with needs met so far.
    pub(crate) fn value(
        &self,
        level: f64,
        parameters: &[f64],
        met: &[f64],
        scratch: &mut EquationScratch,
    ) -> f64 {
        self.evaluate(level, parameters, met, scratch, None)
    }

    /// The same, and its slopes: first in the level, then in each parameter.
    pub(crate) fn slopes(
        &self,
        level: f64,
        parameters: &[f64],
        met: &[f64],
        scratch: &mut EquationScratch,
        slopes: &mut [f64],
    ) -> f64 {
        self.evaluate(level, parameters, met, scratch, Some(slopes))
    }

    fn evaluate(
        &self,
        level: f64,
        parameters: &[f64],
        met: &[f64],
        scratch: &mut EquationScratch,
        slopes: Option<&mut [f64]>,
    ) -> f64 {
        let (own, ceiling) =
            if self.is_department { (level, 1.0) } else { (self.scale.recip(), level) };
        let of_weights = self.parameters() == Parameters::Weights;
        let (dependences, weights) = if of_weights {
            (&*self.dependences, parameters)
        } else {
            (parameters, &*self.weights)
        };
        let aggregator = self.aggregator(weights, of_weights);
        let felt = dependences.iter().zip(met).map(|(dependence, met)| dependence * (1.0 - met));
        scratch.losses.clear();
        scratch.losses.extend(felt);
        let needs = FeltNeeds { loss: &scratch.losses, dependence: dependences, weight: weights };
        let combined = aggregator.combine(own, needs);
        let cap = |&(need, cap): &(usize, Criticality)| {
            let cap = criticality::cap(cap, (met[need] * self.scale).min(1.0));
            // Where nothing is capped ratios may lie above 1.
            if cap < 1.0 { cap / self.scale } else { 1.0 }
        };
        let cap = self.caps.iter().map(cap).fold(1.0, f64::min).max(0.0);
        let delivered = ceiling * combined.min(cap);
        let Some(slopes) = slopes else { return delivered };
        if cap < combined {
            slopes.fill(0.0);
            if !self.is_department {
                slopes[0] = cap;
            }
            return delivered;
        }
        scratch.inputs.clear();
        scratch.inputs.push(own);
        scratch.inputs.extend(scratch.losses.iter().map(|loss| 1.0 - loss));
        let inputs = &*scratch.inputs;
        if of_weights {
            let order = self.order().unwrap_or(1.0);
            let of_own = weight_slope(order, combined, own);
            for (slope, &felt) in slopes[1..].iter_mut().zip(&inputs[1..]) {
                *slope = ceiling * (weight_slope(order, combined, felt) - of_own);
            }
            if !self.is_department {
                slopes[0] = combined;
                return delivered;
            }
        }
        let segment = StageSegment { before: inputs, after: inputs };
        let to = &mut scratch.secants;
        combine(aggregator, segment, weights, dependences, &mut scratch.gauss, to);
        slopes[0] = if self.is_department { to[0] } else { combined };
        if !of_weights {
            for ((slope, of_felt), met) in slopes[1..].iter_mut().zip(&to[1..]).zip(met) {
                *slope = ceiling * of_felt * dependence_slope(aggregator, *met, own);
            }
        }
        delivered
    }

    fn aggregator(&self, weights: &[f64], of_weights: bool) -> Aggregator {
        let rule = match self.rule {
            Rule::Aggregation(Aggregation { order, .. }) if of_weights => {
                let own_weight = (1.0 - weights.iter().sum::<f64>()).max(0.0);
                Rule::share_with_own_weight(order, own_weight)
            }
            rule => rule,
        };
        Aggregator::new(rule, self.is_department, self.unit_weights && !of_weights)
    }
}
