//! The largest slopes of all equations between two states, and what follows downstream from a change.
//!
//! Let `q ≤ q'` solve the equations with two sets of actions, `q` those with the smaller. Then
//! `q' − q ≤ J (q' − q) + b` where `J` holds the largest slopes over all states between and all
//! parameters between, and `b` what the actions change at `q` themselves. Any `λ ≥ w + Jᵀλ` bounds
//! `w·(q' − q) ≤ λ·b`: no spectral radius is asked for, and a `λ` that an iteration from below has
//! almost reached is made one by a small excess of `w`.
//!
//! | stage | largest slope |
//! | --- | --- |
//! | service | upper condition times the steepest slope of the transfer up to the upper end |
//! | best of | 0 for a service that another is never below; else 1 |
//! | product | `α v x^{v−1}` at the steeper end times all other inputs at their upper ends |
//! | minimum | 0 for a need that is never the lowest; else `α` |
//! | other rules | as for every state |

use crate::network::{EdgeIx, IndexRange, Layout, PartyIx, RowKind, ServiceState};
use crate::organisation::{Substitution, Transfer};
use crate::quality::{EquationContext, Scratch};
use crate::rule::slope_bound::{NeedShape, PartyShape};
use crate::rule::{Aggregator, PlainRule, criticality, substitution, transfer};

/// Two ends of a box of states and parameters: everything that lowers quality in the first, everything
/// that raises it in the second.
#[derive(Clone, Copy)]
pub(super) struct StateBox<'a> {
    pub(super) lower: EquationContext<'a>,
    pub(super) lower_quality: &'a [f64],
    pub(super) upper: EquationContext<'a>,
    pub(super) upper_quality: &'a [f64],
}

/// How far an iteration may be from its end.
const EXCESS: f64 = 1e-11;
/// How often a cycle is gone through before it is given up.
const MOST_SWEEPS: usize = 2_000;

/// Slopes of the party at hand in the quality of its providers, and memory to find them.
#[derive(Debug, Default)]
pub(super) struct SlopeMemory {
    lower: Scratch,
    upper: Scratch,
    needs: Vec<f64>,
    slopes: Vec<(PartyIx, f64)>,
}

impl StateBox<'_> {
    /// Finds `λ ≥ w + Jᵀλ`, by party; `None` where a cycle does not settle.
    ///
    /// Time is that of a few evaluations of everybody upstream, and of a sweep over a cycle for each
    /// digit there.
    pub(super) fn adjoint(
        &self,
        weights: impl Iterator<Item = (PartyIx, f64)>,
        memory: &mut SlopeMemory,
    ) -> Option<Vec<f64>> {
        let layout = self.lower.layout;
        let mut adjoint = vec![0.0; layout.party_count()];
        for (party, weight) in weights {
            adjoint[party] = weight;
        }
        for block in layout.blocks().iter().rev() {
            let parties = layout.parties_of(std::slice::from_ref(block));
            if block.cycle.is_none() {
                for party in parties.rev() {
                    if adjoint[party] > 0.0 {
                        self.slopes(party, memory);
                        for &(provider, slope) in &memory.slopes {
                            adjoint[provider] += slope * adjoint[party];
                        }
                    }
                }
                continue;
            }
            self.through_cycle(&parties, &mut adjoint, memory)?;
        }
        adjoint.iter().all(|adjoint| adjoint.is_finite()).then_some(adjoint)
    }

    fn through_cycle(
        &self,
        parties: &IndexRange<PartyIx>,
        adjoint: &mut [f64],
        memory: &mut SlopeMemory,
    ) -> Option<()> {
        let range = parties.indices();
        let from_outside = adjoint[range.clone()].to_vec();
        let largest = from_outside.iter().copied().fold(0.0, f64::max);
        if largest <= 0.0 {
            return Some(());
        }
        let excess = EXCESS * largest;
        let (mut inner, mut outer) = (Vec::new(), Vec::new());
        for party in parties.clone() {
            self.slopes(party, memory);
            for &(provider, slope) in &memory.slopes {
                let entry = (party, provider, slope);
                if parties.contains(&provider) { inner.push(entry) } else { outer.push(entry) }
            }
        }
        if inner.iter().any(|(_, _, slope)| !slope.is_finite()) {
            return None;
        }
        let first = range.start;
        let place = |party: PartyIx| party.index() - first;
        let start: Vec<f64> = from_outside.iter().map(|adjoint| adjoint + excess).collect();
        let mut now = start.clone();
        for _ in 0..MOST_SWEEPS {
            let mut next = start.clone();
            for &(consumer, provider, slope) in &inner {
                next[place(provider)] += slope * now[place(consumer)];
            }
            let grown = next.iter().zip(&now).map(|(next, now)| next - now).fold(0.0, f64::max);
            if !grown.is_finite() || grown > GROWN_TOO_FAR * largest {
                return None;
            }
            // Half of the excess is left for rounding.
            if grown <= 0.5 * excess {
                adjoint[range].copy_from_slice(&now);
                for (consumer, provider, slope) in outer {
                    adjoint[provider] += slope * now[place(consumer)];
                }
                return Some(());
            }
            now = next;
        }
        None
    }

    /// Fills in the largest slopes of a party's quality in those of its providers.
    fn slopes(&self, party: PartyIx, memory: &mut SlopeMemory) {
        let SlopeMemory { lower, upper, needs, slopes } = memory;
        slopes.clear();
        let layout = self.lower.layout;
        self.need_slopes(party, lower, upper, needs);
        let ceiling = self.upper.ceiling(party).unwrap_or(1.0);
        let row = layout.row(party);
        match layout.row_kind_of(party) {
            RowKind::Plain(_) => {
                for (entry, need) in row.zip(needs.iter()) {
                    let slope = times(ceiling * need, self.received_slope(party, entry));
                    push(slopes, layout, entry, slope);
                }
            }
            RowKind::Detailed { needs: of_row, first_row_detail, .. } => {
                let details = layout.details_from(*first_row_detail);
                for (need, slope) in layout.needs(of_row).iter().zip(needs.iter()) {
                    let capped = need.criticality.map_or(0.0, |stated| {
                        let least = self.lower_met(party, need.rows());
                        let binds = least.is_none_or(|met| criticality::cap(stated, met) < 1.0);
                        if binds { criticality::slope_bound(stated) } else { 0.0 }
                    });
                    let of_met = ceiling * slope.max(capped);
                    for entry in need.rows() {
                        let weight = details[entry - row.start].weight;
                        let of_received = match need.substitution {
                            Some(Substitution::BestOf) => {
                                f64::from(self.can_be_best(party, need.rows(), entry))
                            }
                            substitution => substitution::slope_bound(substitution, weight),
                        };
                        let of_received = times(of_received, self.received_slope(party, entry));
                        push(slopes, layout, entry, times(of_met, of_received));
                    }
                }
            }
        }
    }

    /// Bounds the slope of a party's aggregate in each of its needs met.
    fn need_slopes(
        &self,
        party: PartyIx,
        lower: &mut Scratch,
        upper: &mut Scratch,
        slopes: &mut Vec<f64>,
    ) {
        slopes.clear();
        let worst = self.lower.felt(party, &|provider| self.lower_quality[provider], lower);
        let best = self.upper.felt(party, &|provider| self.upper_quality[provider], upper);
        let own = self.upper.own(party);
        let aggregator = self.lower.layout.row_kind_of(party).aggregator();
        // Dependences are largest at the lower end.
        let shape = PartyShape::new(aggregator, worst.shapes());
        let count = worst.loss.len();
        let product = match aggregator {
            Aggregator::Plain(PlainRule::Product) | Aggregator::Full { order: 0.0 } => {
                Some((1.0, own))
            }
            Aggregator::Share { order: 0.0, own_weight } if shape.total_weight > 0.0 => {
                Some((1.0 / shape.total_weight, own.powf(own_weight / shape.total_weight)))
            }
            _ => None,
        };
        if let Some((unit, own)) = product {
            // Products before and after each need, so that time stays linear.
            let at_best = |need: usize| {
                let weight = worst.shape(need).weight * unit;
                if weight > 0.0 { (1.0 - best.loss[need]).powf(weight) } else { 1.0 }
            };
            let mut after = vec![1.0; count + 1];
            for need in (0..count).rev() {
                after[need] = after[need + 1] * at_best(need);
            }
            let mut before = own;
            for need in 0..count {
                let NeedShape { weight, dependence } = worst.shape(need);
                let weight = weight * unit;
                let steepest = if weight >= 1.0 { best.loss[need] } else { worst.loss[need] };
                slopes.push(if weight > 0.0 && dependence > 0.0 {
                    let of_felt = weight * dependence * (1.0 - steepest).powf(weight - 1.0);
                    times(of_felt, before * after[need + 1])
                } else {
                    0.0
                });
                before *= at_best(need);
            }
            return;
        }
        let is_minimum = matches!(
            aggregator,
            Aggregator::Plain(PlainRule::Weakest)
                | Aggregator::Full { order: f64::NEG_INFINITY }
                | Aggregator::Share { order: f64::NEG_INFINITY, .. }
        );
        // What everybody's best leaves: no need is the lowest that is never felt as so little.
        let counts = |&need: &usize| worst.shape(need).weight > 0.0;
        let own_counts = !matches!(aggregator, Aggregator::Share { own_weight: 0.0, .. });
        let lowest = (0..count)
            .filter(counts)
            .map(|need| 1.0 - best.loss[need])
            .fold(if own_counts { own } else { 1.0 }, f64::min);
        for need in 0..count {
            let never_lowest = is_minimum && 1.0 - worst.loss[need] > lowest;
            slopes.push(if never_lowest { 0.0 } else { shape.slope(worst.shape(need)) });
        }
    }

    /// Bounds the slope of what is received on a service.
    fn received_slope(&self, party: PartyIx, entry: EdgeIx) -> f64 {
        let context = &self.upper;
        let detail = context.layout.detail_of(party, entry);
        let ServiceState::Running(condition) = context.overrides.service_state(entry, detail)
        else {
            return 0.0;
        };
        let provider = PartyIx::from(context.layout.provider(entry));
        let stated = detail.map_or(&Transfer::Identity, |detail| &detail.transfer);
        let reach = condition * self.upper_quality[provider];
        times(condition, transfer::slope_bound_below(stated, reach))
    }

    /// Whether a service can be the best of its need.
    fn can_be_best(&self, party: PartyIx, rows: IndexRange<EdgeIx>, entry: EdgeIx) -> bool {
        let at_best = self.upper.received_by(party, entry, self.upper_quality);
        let others = rows.filter(|&other| other != entry);
        others
            .map(|other| self.lower.received_by(party, other, self.lower_quality))
            .all(|other| other < at_best)
    }

    /// How well a need of one service is met at the lower end.
    fn lower_met(&self, party: PartyIx, rows: IndexRange<EdgeIx>) -> Option<f64> {
        let mut rows = rows;
        let only = rows.next()?;
        rows.next().is_none().then(|| self.lower.received_by(party, only, self.lower_quality))
    }
}

/// An iteration that grows in one sweep by so much will not settle soon enough to bound anything.
const GROWN_TOO_FAR: f64 = 1e12;

fn push(slopes: &mut Vec<(PartyIx, f64)>, layout: &Layout, entry: EdgeIx, slope: f64) {
    if slope > 0.0 {
        slopes.push((layout.provider(entry).into(), slope));
    }
}

/// A product of slopes, where nothing times an unbounded slope is nothing.
fn times(one: f64, two: f64) -> f64 {
    if one <= 0.0 || two <= 0.0 { 0.0 } else { one * two }
}
