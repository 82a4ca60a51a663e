//! How much of each party's change every input carries.
//!
//! A party's equation is a composition of stages; the change of each stage is split over its
//! inputs along the straight segment between their values before and after, and the splits are
//! multiplied through:
//!
//! ```text
//! provider's quality ─┐
//! service's condition ┴> received ─> need met ─┬> felt ─> combined ─┬> delivered
//!                              own capability ─│─────────┘          │
//!                                              └──────────> cap ────┘
//! ```
//!
//! What comes out is a secant Jacobian `J̄ ≥ 0`, one multiplier per service, and an own part per
//! thing that changed at the party itself, with `Δq = J̄ Δq + own` for every party.
//!
//! # References
//!
//! The stage-wise secant is the rescale rule of `DeepLIFT` (A. Shrikumar, P. Greenside and A.
//! Kundaje, *Learning important features through propagating activation differences*, ICML 2017);
//! within a stage of several inputs it is the Aumann-Shapley split, integrated gradients (M.
//! Sundararajan, A. Taly and Q. Yan, *Axiomatic attribution for deep networks*, ICML 2017). Here
//! both are carried around cycles, and kinks are split exactly.

use super::comparison::{Comparison, ServiceState};
use super::stage::{
    GaussLegendre, Power, Segment, at_least, clamp, fractional_product, power, product, selection,
};
use crate::grouped::dense;
use crate::network::{Aggregator, CompiledNeed, Form, Layout, RowDetail};
use crate::organisation::{Criticality, Substitution};
use crate::quality::kernel::{self, FeltNeeds};

/// What of a party's own changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Cause {
    /// A department's capability.
    Capability(u32),
    /// A service's condition, by row entry.
    Condition(u32),
    /// Whether a service runs, by row entry.
    Availability(u32),
    /// The party's equation, or what an unconverged solve left of it.
    Structure(u32),
}

/// A change that starts at a party.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnPart {
    pub(crate) party: u32,
    pub(crate) cause: Cause,
    pub(crate) change: f64,
}

/// The multipliers of a comparison.
#[derive(Debug)]
pub(crate) struct Multipliers {
    /// Of each row entry, from its provider's quality to its consumer's.
    pub(crate) service: Vec<f64>,
    /// What changed at parties themselves, by party.
    pub(crate) own: Vec<OwnPart>,
    /// Slopes in a party's own values, where they were asked for.
    pub(crate) slopes: Option<OwnSlopes>,
    /// The largest part of any party's change that quadrature left over, relative to the change.
    pub(crate) largest_gap: f64,
}

/// Slopes of each party's quality in its own values.
#[derive(Debug)]
pub(crate) struct OwnSlopes {
    /// In its capability, by department.
    pub(crate) capability: Vec<f64>,
    /// In the condition of each row entry.
    pub(crate) condition: Vec<f64>,
    /// In the dependence of the need that each row entry meets.
    pub(crate) dependence: Vec<f64>,
}

/// A party's change that its inputs leave unexplained by more than this share is a cause of its
/// own; less is rounding and quadrature, and is spread over the inputs.
const NOISE: f64 = 1e-9;
/// A change smaller than this is rounding altogether.
const ROUNDING: f64 = 1e-14;

impl Multipliers {
    /// Splits every party's change.
    ///
    /// # Complexity
    ///
    /// Time `O(s)` in services for the rules with closed forms and for products of few changed
    /// inputs; `O(n m)` for a product of `n` inputs of which `m` change.
    pub(crate) fn new(comparison: &Comparison) -> Self {
        Self::build(comparison, None)
    }

    /// Slopes of every party at one state.
    pub(crate) fn slopes(comparison: &Comparison) -> Self {
        let layout = comparison.network.layout();
        let slopes = OwnSlopes {
            capability: vec![0.0; layout.department_count],
            condition: vec![0.0; layout.service.len()],
            dependence: vec![0.0; layout.service.len()],
        };
        Self::build(comparison, Some(slopes))
    }

    fn build(comparison: &Comparison, slopes: Option<OwnSlopes>) -> Self {
        let layout = comparison.network.layout();
        let multipliers = Self {
            service: vec![0.0; layout.service.len()],
            own: Vec::new(),
            slopes,
            largest_gap: 0.0,
        };
        let mut splitter = Splitter { comparison, layout, work: Work::default(), multipliers };
        for party in 0..layout.party_count() {
            splitter.party(party);
        }
        splitter.multipliers
    }
}

/// Inputs of the stage at hand, before and after, and what its multipliers are.
#[derive(Debug, Default)]
struct Work {
    gauss: GaussLegendre,
    /// Own capability, then what is felt of each need.
    inputs: Ends,
    weights: Vec<f64>,
    dependence: Vec<f64>,
    combined: Vec<f64>,
    /// The combined quality, then the caps.
    caps: Ends,
    cap_shares: Vec<f64>,
    received: Ends,
    of_received: Vec<f64>,
}

/// Values before and after.
#[derive(Debug, Default)]
struct Ends {
    before: Vec<f64>,
    after: Vec<f64>,
}

impl Ends {
    fn clear(&mut self) {
        self.before.clear();
        self.after.clear();
    }

    fn push(&mut self, (before, after): (f64, f64)) {
        self.before.push(before);
        self.after.push(after);
    }

    fn segment(&self) -> Segment<'_> {
        Segment { before: &self.before, after: &self.after }
    }
}

struct Splitter<'a> {
    comparison: &'a Comparison,
    layout: &'a Layout,
    work: Work,
    multipliers: Multipliers,
}

/// A need with how well it was met before and after.
struct MetNeed<'a> {
    need: &'a CompiledNeed,
    details: &'a [RowDetail],
    met: (f64, f64),
}

impl Splitter<'_> {
    fn party(&mut self, party: usize) {
        let layout = self.layout;
        let own = (self.comparison.before.own(party), self.comparison.after.own(party));
        self.work.inputs.clear();
        self.work.weights.clear();
        self.work.dependence.clear();
        self.work.inputs.push(own);
        let first_own_part = self.multipliers.own.len();
        let of_capability = match layout.form_of(party) {
            Form::Plain(aggregator) => self.plain(party, *aggregator),
            Form::Detailed { aggregator, needs, first_row_detail } => {
                let needs = &layout.needs[needs.start as usize..needs.end as usize];
                let details = &layout.row_details[*first_row_detail as usize..];
                self.detailed(party, *aggregator, needs, details)
            }
        };
        if party < layout.department_count {
            self.own_part(party, Cause::Capability(dense(party)), of_capability * (own.1 - own.0));
            if let Some(slopes) = &mut self.multipliers.slopes {
                slopes.capability[party] = of_capability;
            }
        }
        if self.multipliers.slopes.is_none() {
            self.settle(party, first_own_part);
        }
    }

    /// A party whose row says everything; a scenario may still have changed some services.
    fn plain(&mut self, party: usize, aggregator: Aggregator) -> f64 {
        let row = self.layout.row(party);
        for entry in row.clone() {
            let dependence = self.layout.dependence[entry];
            let (before, after) = self.received(entry, None);
            let felt = |received| 1.0 - dependence * (1.0 - received);
            self.work.inputs.push((felt(before), felt(after)));
            self.work.weights.push(1.0);
            self.work.dependence.push(dependence);
        }
        self.combine(aggregator);
        for (need, entry) in row.enumerate() {
            let of_felt = self.work.combined[need + 1];
            let dependence = self.layout.dependence[entry];
            let met = self.received(entry, None).1;
            if let Some(slopes) = &mut self.multipliers.slopes {
                let own = self.work.inputs.after[0];
                slopes.dependence[entry] = of_felt * dependence_slope(aggregator, met, own);
            }
            self.service(party, entry, None, of_felt * dependence);
        }
        self.work.combined[0]
    }

    fn detailed(
        &mut self,
        party: usize,
        aggregator: Aggregator,
        needs: &[CompiledNeed],
        details: &[RowDetail],
    ) -> f64 {
        let row = self.layout.row(party);
        let mut met_needs = Vec::with_capacity(needs.len());
        for need in needs {
            let first = need.rows().start - row.start;
            let details = &details[first..first + need.rows().len()];
            let met = self.met(need, details);
            let felt = |met: f64| 1.0 - need.dependence * (1.0 - met);
            self.work.inputs.push((felt(met.0), felt(met.1)));
            self.work.weights.push(need.weight);
            self.work.dependence.push(need.dependence);
            met_needs.push(MetNeed { need, details, met });
        }
        self.combine(aggregator);
        self.cap(aggregator, &met_needs);
        let of_combined = self.work.cap_shares[0];
        let mut cap = 1;
        for (index, met_need) in met_needs.iter().enumerate() {
            let MetNeed { need, details, met } = met_need;
            let of_felt = of_combined * self.work.combined[index + 1];
            let mut of_met = of_felt * need.dependence;
            if let Some(Criticality { floor, slope }) = need.criticality {
                let kept = clamp(floor + slope * met.0, floor + slope * met.1, 0.0, 1.0);
                of_met += self.work.cap_shares[cap] * slope * kept;
                cap += 1;
            }
            if let Some(slopes) = &mut self.multipliers.slopes {
                let own = self.work.inputs.after[0];
                let slope = of_felt * dependence_slope(aggregator, met.1, own);
                slopes.dependence[need.rows()].fill(slope);
            }
            self.substitute(need, details);
            for (place, entry) in need.rows().enumerate() {
                let of_received = of_met * self.work.of_received[place];
                self.service(party, entry, Some(&details[place]), of_received);
            }
        }
        of_combined * self.work.combined[0]
    }

    /// A provider's quality before and after.
    fn provided(&self, entry: usize) -> (f64, f64) {
        let provider = self.layout.provider[entry] as usize;
        (self.comparison.before.quality[provider], self.comparison.after.quality[provider])
    }

    fn states(&self, entry: usize, detail: Option<&RowDetail>) -> (ServiceState, ServiceState) {
        let Comparison { before, after, .. } = self.comparison;
        (before.service_with(entry, detail), after.service_with(entry, detail))
    }

    /// What is received on a service before and after.
    fn received(&self, entry: usize, detail: Option<&RowDetail>) -> (f64, f64) {
        let (before, after) = self.states(entry, detail);
        let provided = self.provided(entry);
        let received = |state: ServiceState, provided: f64| {
            let arriving = state.condition * provided;
            let felt = detail.map_or(arriving, |detail| kernel::felt(&detail.transfer, arriving));
            state.availability * felt
        };
        (received(before, provided.0), received(after, provided.1))
    }

    /// Fills in what is received on each service of a need, and returns how well it is met.
    fn met(&mut self, need: &CompiledNeed, details: &[RowDetail]) -> (f64, f64) {
        self.work.received.clear();
        for (entry, detail) in need.rows().zip(details) {
            let received = self.received(entry, Some(detail));
            self.work.received.push(received);
        }
        let weights = || details.iter().map(|detail| detail.weight);
        let met =
            |received: &[f64]| kernel::met(need.substitution, &mut received.to_vec(), weights());
        (met(&self.work.received.before), met(&self.work.received.after))
    }

    /// Multipliers from each input to the combined quality.
    fn combine(&mut self, aggregator: Aggregator) {
        let Work { gauss, inputs, weights, dependence, combined, .. } = &mut self.work;
        combine(aggregator, inputs.segment(), weights, dependence, gauss, combined);
    }

    /// Multipliers from the combined quality and each cap to the quality delivered.
    fn cap(&mut self, aggregator: Aggregator, needs: &[MetNeed<'_>]) {
        let Work { inputs, weights, dependence, caps, cap_shares, .. } = &mut self.work;
        cap_shares.clear();
        if needs.iter().all(|met_need| met_need.need.criticality.is_none()) {
            cap_shares.push(1.0);
            return;
        }
        let value = |inputs: &[f64]| evaluate(aggregator, inputs, weights, dependence);
        caps.clear();
        caps.push((value(&inputs.before), value(&inputs.after)));
        for MetNeed { need, met, .. } in needs {
            if let Some(Criticality { floor, slope }) = need.criticality {
                let cap = |met: f64| (floor + slope * met).min(1.0);
                caps.push((cap(met.0), cap(met.1)));
            }
        }
        selection(caps.segment(), caps.before.len() - 1, cap_shares);
    }

    /// Multipliers from what is received on each service to how well the need is met.
    fn substitute(&mut self, need: &CompiledNeed, details: &[RowDetail]) {
        self.met(need, details);
        let Work { gauss, received, of_received, .. } = &mut self.work;
        let count = details.len();
        of_received.clear();
        match need.substitution {
            _ if count == 0 => {}
            None => of_received.push(1.0),
            Some(Substitution::BestOf) => selection(received.segment(), 0, of_received),
            Some(Substitution::KthBest { k }) => {
                selection(received.segment(), k as usize - 1, of_received);
            }
            Some(Substitution::IndependentAtLeast { k }) => {
                at_least(received.segment(), k as usize, gauss, of_received);
            }
            Some(Substitution::Pooled { required }) => {
                let pooled = |received: &[f64]| {
                    let weighted = received.iter().zip(details).map(|(y, d)| d.weight * y);
                    weighted.sum::<f64>() / required
                };
                let (before, after) = (pooled(&received.before), pooled(&received.after));
                let kept = clamp(before, after, 0.0, 1.0);
                of_received.extend(details.iter().map(|d| kept * d.weight / required));
                // At nothing pooled the slope upwards stands in: there is none downwards.
                if kept <= 0.0 && before <= 0.0 && after <= 0.0 {
                    of_received.fill(0.0);
                }
            }
            Some(Substitution::Independent) => {
                for ends in [&mut received.before, &mut received.after] {
                    for y in ends {
                        *y = 1.0 - *y;
                    }
                }
                if details.iter().all(|detail| detail.weight.to_bits() == 1.0_f64.to_bits()) {
                    product(received.segment(), gauss, of_received);
                } else {
                    let weights: Vec<f64> = details.iter().map(|detail| detail.weight).collect();
                    *of_received = fractional_product(received.segment(), &weights);
                }
            }
        }
    }

    /// Carries a multiplier through one service, to its provider and its own values.
    fn service(
        &mut self,
        party: usize,
        entry: usize,
        detail: Option<&RowDetail>,
        of_received: f64,
    ) {
        let (before, after) = self.states(entry, detail);
        let provided = self.provided(entry);
        let arriving = (before.condition * provided.0, after.condition * provided.1);
        let (felt, secant) = match detail {
            None => (arriving, 1.0),
            Some(detail) => {
                let felt = |arriving| kernel::felt(&detail.transfer, arriving);
                let felt = (felt(arriving.0), felt(arriving.1));
                let secant = if arriving.0.to_bits() == arriving.1.to_bits() {
                    kernel::slope_below(&detail.transfer, arriving.0)
                } else {
                    (felt.1 - felt.0) / (arriving.1 - arriving.0)
                };
                (felt, secant)
            }
        };
        let mean = |before: f64, after: f64| 0.5 * (before + after);
        let running = mean(before.availability, after.availability);
        let of_arriving = of_received * running * secant;
        let of_condition = of_arriving * mean(provided.0, provided.1);
        self.multipliers.service[entry] = of_arriving * mean(before.condition, after.condition);
        if let Some(slopes) = &mut self.multipliers.slopes {
            slopes.condition[entry] = of_condition;
        }
        let condition = of_condition * (after.condition - before.condition);
        self.own_part(party, Cause::Condition(dense(entry)), condition);
        let of_availability = of_received * mean(felt.0, felt.1);
        let availability = of_availability * (after.availability - before.availability);
        self.own_part(party, Cause::Availability(dense(entry)), availability);
    }

    fn own_part(&mut self, party: usize, cause: Cause, change: f64) {
        if change != 0.0 {
            self.multipliers.own.push(OwnPart { party: dense(party), cause, change });
        }
    }

    /// Makes inputs and own parts add up to the party's change.
    ///
    /// What quadrature and rounding leave over is spread over the parts in proportion; what is
    /// more than that is a change of the equation itself, or of a solve that had not converged.
    fn settle(&mut self, party: usize, first_own_part: usize) {
        let row = self.layout.row(party);
        let change = self.comparison.change(party);
        let (mut explained, mut moved) = (0.0, 0.0);
        let carried = row.clone().map(|entry| {
            let provided = self.provided(entry);
            self.multipliers.service[entry] * (provided.1 - provided.0)
        });
        let own = self.multipliers.own[first_own_part..].iter().map(|part| part.change);
        for part in carried.chain(own) {
            explained += part;
            moved += part.abs();
        }
        let left = change - explained;
        if left == 0.0 {
            return;
        }
        if left.abs() > NOISE * change.abs().max(moved) + ROUNDING || left.abs() >= moved {
            if left.abs() > ROUNDING {
                self.own_part(party, Cause::Structure(dense(party)), left);
            }
            return;
        }
        self.multipliers.largest_gap =
            self.multipliers.largest_gap.max(left.abs() / change.abs().max(moved));
        let share = left / moved;
        for entry in row {
            let provided = self.provided(entry);
            let part = self.multipliers.service[entry] * (provided.1 - provided.0);
            if part != 0.0 {
                self.multipliers.service[entry] *= 1.0 + part.signum() * share;
            }
        }
        for part in &mut self.multipliers.own[first_own_part..] {
            part.change *= 1.0 + part.change.signum() * share;
        }
    }
}

/// ∂combined/∂dependence over ∂combined/∂felt: the felt quality is `1 − α (1 − u)`, and under
/// functional dependency network analysis own capability takes what the dependence leaves.
fn dependence_slope(aggregator: Aggregator, met: f64, own: f64) -> f64 {
    match aggregator {
        Aggregator::Fdna => met - own,
        _ => met - 1.0,
    }
}

/// Multipliers from own capability and what is felt of each need to the combined quality.
fn combine(
    aggregator: Aggregator,
    inputs: Segment<'_>,
    need_weights: &[f64],
    dependence: &[f64],
    gauss: &mut GaussLegendre,
    multipliers: &mut Vec<f64>,
) {
    let count = inputs.before.len();
    let weights = |own: f64| -> Vec<f64> {
        std::iter::once(own).chain(need_weights.iter().copied()).collect()
    };
    match aggregator {
        Aggregator::Product => product(inputs, gauss, multipliers),
        Aggregator::Additive => sum(inputs, &weights(1.0), multipliers),
        Aggregator::Weakest => extreme(inputs, &weights(1.0), count - 1, multipliers),
        Aggregator::Mean { own } => *multipliers = shares(weights(own)),
        Aggregator::Full { order } => {
            let weights = weights(1.0);
            if order.to_bits() == 1.0_f64.to_bits() {
                sum(inputs, &weights, multipliers);
            } else {
                *multipliers = general(aggregator, order, inputs, &weights, need_weights);
            }
        }
        Aggregator::Share { order, own } => {
            let weights = weights(own);
            if order.is_infinite() {
                let rank = if order > 0.0 { 0 } else { count - 1 };
                extreme(inputs, &weights, rank, multipliers);
            } else {
                *multipliers = general(aggregator, order, inputs, &shares(weights), need_weights);
            }
        }
        Aggregator::Fdna => {
            let needs: f64 = need_weights.iter().map(|_| 1.0).sum();
            let own: f64 = dependence.iter().map(|dependence| 1.0 - dependence).sum();
            multipliers.clear();
            multipliers.push(if needs > 0.0 { own / needs } else { 1.0 });
            multipliers.extend(need_weights.iter().map(|_| 1.0 / needs));
        }
    }
}

/// Weights scaled to sum to 1; own capability has it all where nothing has a weight.
fn shares(mut weights: Vec<f64>) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    if total > 0.0 {
        for weight in &mut weights {
            *weight /= total;
        }
    } else {
        weights.fill(0.0);
        weights[0] = 1.0;
    }
    weights
}

/// `(1 − Σ v (1 − x))₊`.
fn sum(inputs: Segment<'_>, weights: &[f64], multipliers: &mut Vec<f64>) {
    let left = |inputs: &[f64]| {
        1.0 - inputs.iter().zip(weights).map(|(x, weight)| weight * (1.0 - x)).sum::<f64>()
    };
    let kept = clamp(left(inputs.before), left(inputs.after), 0.0, 1.0);
    multipliers.clear();
    multipliers.extend(weights.iter().map(|weight| kept * weight));
}

/// The input of a rank among those that have a weight.
fn extreme(inputs: Segment<'_>, weights: &[f64], rank: usize, multipliers: &mut Vec<f64>) {
    let counted: Vec<usize> = (0..weights.len()).filter(|&input| weights[input] > 0.0).collect();
    let pick = |ends: &[f64]| counted.iter().map(|&input| ends[input]).collect::<Vec<_>>();
    let (before, after) = (pick(inputs.before), pick(inputs.after));
    let segment = Segment { before: &before, after: &after };
    let mut shares = Vec::new();
    if counted.is_empty() {
        multipliers.clear();
        multipliers.resize(weights.len(), 0.0);
        multipliers[0] = 1.0;
        return;
    }
    selection(segment, rank.min(counted.len() - 1), &mut shares);
    multipliers.clear();
    multipliers.resize(weights.len(), 0.0);
    for (&input, share) in counted.iter().zip(shares) {
        multipliers[input] = share;
    }
}

/// An aggregation of a general finite order.
fn general(
    aggregator: Aggregator,
    order: f64,
    inputs: Segment<'_>,
    weights: &[f64],
    need_weights: &[f64],
) -> Vec<f64> {
    if order == 0.0 {
        return fractional_product(inputs, weights);
    }
    let value = |inputs: &[f64]| evaluate(aggregator, inputs, need_weights, need_weights);
    power(inputs, &Power { order, weights, value: &value })
}

/// The combined quality of own capability and felt needs.
fn evaluate(
    aggregator: Aggregator,
    inputs: &[f64],
    need_weights: &[f64],
    dependence: &[f64],
) -> f64 {
    let loss: Vec<f64> = inputs.iter().skip(1).map(|x| 1.0 - x).collect();
    let needs = FeltNeeds { loss: &loss, dependence, weight: need_weights };
    kernel::combine(aggregator, inputs[0], needs)
}
