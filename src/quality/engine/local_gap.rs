//! The gap map of some departments of a cyclic component at values of their own.
//!
//! A [certificate](crate::network::Certificate) holds for every scenario, so that it knows neither
//! capability nor condition, and bounds every slope over all qualities. Given both, and a state `u`
//! that no solution exceeds, the slopes on `[0, u]` are all that matters to solutions, and they may
//! be much less steep:
//!
//! | stage | bound on `[0, u]` |
//! | --- | --- |
//! | service | condition times the steepest slope of the transfer up to `c·u` |
//! | product (order 0) | `v x^{v−1}` times all other inputs, own capability among them, at `u` |
//! | other rules | as for every scenario |
//!
//! Where that map contracts there is one solution on `[0, u]` for the inputs from outside at hand.

use super::equation::{EquationContext, Scratch};
use crate::network::certificate::{GAP_MAP_ROUNDS, LARGEST_CONTRACTION, scaled};
use crate::network::{EdgeIx, IndexRange, PartyIx, RowKind, ServiceState};
use crate::numerics::csr::ix;
use crate::organisation::Transfer;
use crate::rule::slope_bound::{Join, PartyShape};
use crate::rule::{Aggregator, FeltNeeds, PlainRule, criticality, substitution, transfer};

/// How far each member's quality may lie apart if those of its providers among the members do.
#[derive(Debug, Default)]
pub(in crate::quality) struct LocalGap {
    /// By place among the members.
    parties: Vec<PartyBound>,
    needs: Vec<NeedBound>,
    /// The place of the provider among the members, and the bound on the slope of what is received.
    services: Vec<(u32, f64)>,
}

#[derive(Debug)]
struct PartyBound {
    join: Join,
    /// Where its needs end; they start where those of the party before end.
    end: u32,
}

#[derive(Debug)]
struct NeedBound {
    /// The slope of the aggregate, and that of the cap of a criticality, in the need met.
    aggregate: f64,
    cap: f64,
    join: Join,
    end: u32,
}

impl LocalGap {
    /// Works out the bounds at departments given in order, with an upper bound of every quality.
    ///
    /// Time is linear in what the members receive.
    pub(in crate::quality) fn new(
        context: &EquationContext<'_>,
        members: &[PartyIx],
        upper: &impl Fn(PartyIx) -> f64,
        scratch: &mut Scratch,
    ) -> Self {
        let mut map = Self::default();
        for &party in members {
            map.push(context, party, members, upper, scratch);
        }
        map
    }

    fn push(
        &mut self,
        context: &EquationContext<'_>,
        party: PartyIx,
        members: &[PartyIx],
        upper: &impl Fn(PartyIx) -> f64,
        scratch: &mut Scratch,
    ) {
        let layout = context.layout;
        let (RowKind::Plain(aggregator) | RowKind::Detailed { aggregator, .. }) =
            *layout.row_kind_of(party);
        let felt = context.felt(party, upper, scratch);
        let slopes = SlopeBounds::new(aggregator, context.own(party), felt);
        // Whatever one that was read receives, it stays at its reading.
        let is_read = context.overrides.delivered(party).is_some();
        let row = layout.row(party);
        let mut services = |rows: IndexRange<EdgeIx>, weights: &dyn Fn(EdgeIx) -> f64| {
            for entry in rows {
                let provider = PartyIx::from(layout.provider(entry));
                let Ok(place) = members.binary_search(&provider) else { continue };
                let slope = if is_read {
                    0.0
                } else {
                    received_slope(context, party, entry, upper(provider))
                };
                self.services.push((ix(place), scaled(weights(entry), slope)));
            }
            ix(self.services.len())
        };
        match layout.row_kind_of(party) {
            RowKind::Plain(_) => {
                for (need, entry) in row.enumerate() {
                    let end = services(IndexRange::one(entry), &|_| 1.0);
                    let (aggregate, cap) = (slopes.of(need), 0.0);
                    self.needs.push(NeedBound { aggregate, cap, join: Join::Sum, end });
                }
            }
            RowKind::Detailed { needs, first_row_detail, .. } => {
                let details = layout.details_from(*first_row_detail);
                let needs = layout.needs(needs);
                for (place, need) in needs.iter().enumerate() {
                    let stated = need.substitution;
                    let weight = |entry: EdgeIx| {
                        substitution::slope_bound(stated, details[entry - row.start].weight)
                    };
                    let end = services(need.rows(), &weight);
                    self.needs.push(NeedBound {
                        aggregate: slopes.of(place),
                        cap: need.criticality.map_or(0.0, criticality::slope_bound),
                        join: Join::of_substitution(stated),
                        end,
                    });
                }
            }
        }
        let join = Join::of_aggregator(aggregator);
        self.parties.push(PartyBound { join, end: ix(self.needs.len()) });
    }

    /// Looks for gaps, one a member, that the map makes smaller, all of them, by at least one part
    /// in 10⁹.
    pub(in crate::quality) fn contraction(&self) -> Option<Vec<f64>> {
        let mut gap = vec![1.0; self.parties.len()];
        let mut next = gap.clone();
        for _ in 0..GAP_MAP_ROUNDS {
            self.follow(&gap, &mut next);
            let ratios = next.iter().zip(&gap).map(|(next, gap)| next / gap);
            let factor = ratios.fold(0.0, f64::max);
            if !factor.is_finite() {
                return None;
            }
            if factor <= LARGEST_CONTRACTION {
                return Some(gap);
            }
            for (gap, next) in gap.iter_mut().zip(&next) {
                *gap = 1.0 + next;
            }
        }
        None
    }

    fn follow(&self, gap: &[f64], next: &mut [f64]) {
        let (mut first_need, mut first_service) = (0, 0);
        for (next, party) in next.iter_mut().zip(&self.parties) {
            let (mut aggregate, mut cap) = (0.0, 0.0_f64);
            for need in &self.needs[first_need..party.end as usize] {
                let services = &self.services[first_service..need.end as usize];
                let met = services.iter().fold(0.0, |met, &(place, slope)| {
                    need.join.join(met, scaled(slope, gap[place as usize]))
                });
                aggregate = party.join.join(aggregate, scaled(need.aggregate, met));
                cap = cap.max(scaled(need.cap, met));
                first_service = need.end as usize;
            }
            first_need = party.end as usize;
            *next = aggregate.max(cap);
        }
    }
}

/// Bounds the slope of what is received on a service in its provider's quality, of at most `upper`.
fn received_slope(context: &EquationContext<'_>, party: PartyIx, entry: EdgeIx, upper: f64) -> f64 {
    let detail = context.layout.detail_of(party, entry);
    let ServiceState::Running(condition) = context.overrides.service_state(entry, detail) else {
        return 0.0;
    };
    let stated = detail.map_or(&Transfer::Identity, |detail| &detail.transfer);
    scaled(condition, transfer::slope_bound_below(stated, condition * upper))
}

/// Bounds the slopes of a party's aggregate in its needs met.
struct SlopeBounds<'a> {
    shape: PartyShape,
    felt: FeltNeeds<'a>,
    /// What a weight counts, and the product of all inputs at their upper bounds; of a product.
    product: Option<(f64, f64)>,
}

impl<'a> SlopeBounds<'a> {
    fn new(aggregator: Aggregator, own: f64, felt: FeltNeeds<'a>) -> Self {
        let shape = PartyShape::new(aggregator, felt.shapes());
        let (unit, own_weight) = match aggregator {
            Aggregator::Plain(PlainRule::Product) | Aggregator::Full { order: 0.0 } => (1.0, 1.0),
            Aggregator::Share { order: 0.0, own_weight } if shape.total_weight > 0.0 => {
                (1.0 / shape.total_weight, own_weight / shape.total_weight)
            }
            _ => return Self { shape, felt, product: None },
        };
        Self { shape, felt, product: Some((unit, own.powf(own_weight))) }
    }

    fn of(&self, need: usize) -> f64 {
        let shape = self.felt.shape(need);
        let Some((unit, own)) = self.product else { return self.shape.slope(shape) };
        let weight = shape.weight * unit;
        if shape.dependence <= 0.0 || weight <= 0.0 {
            return 0.0;
        }
        // Steepest at the upper bound where v ≥ 1, else at the least there is.
        let at = if weight >= 1.0 { 1.0 - self.felt.loss[need] } else { 1.0 - shape.dependence };
        let others = (0..self.felt.loss.len()).filter(|&other| other != need);
        let others = others
            .map(|other| (1.0 - self.felt.loss[other]).powf(self.felt.shape(other).weight * unit));
        scaled(weight * shape.dependence * at.powf(weight - 1.0), own * others.product::<f64>())
    }
}
