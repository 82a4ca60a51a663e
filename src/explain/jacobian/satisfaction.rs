//! What a party's services are to it apart from the quality it delivers: how satisfied its people
//! are, and what of a single service is received.

use super::Cause;
use super::row_secants::RowSplit;
use super::scratch::JacobianScratch;
use super::splitter::Splitter;
use super::substitute::substitute;
use crate::explain::jacobian::Wanted;
use crate::explain::state_pair::StateView;
use crate::network::{
    CompiledNeed, DependenceSlot, EdgeDetail, EdgeIx, IndexRange, NeedIx, Parameter, PartyIx,
    RowKind,
};
use crate::rule::secant::times;

/// A need, and how well it was met before and after.
struct SatisfiedNeed {
    slot: DependenceSlot,
    weight: f64,
    met: (f64, f64),
}

impl SatisfiedNeed {
    fn moved(&self) -> f64 {
        self.met.1 - self.met.0
    }
}

/// What a need has of the satisfaction.
struct SatisfactionShare {
    /// From how well it is met.
    of_met: f64,
    /// The satisfaction, and the sum of weights times dependences, at the later state.
    mean: f64,
    total: f64,
}

impl SatisfactionShare {
    /// The slope in the need's dependence at the later state.
    fn slope(&self, need: &SatisfiedNeed) -> f64 {
        if self.total > 0.0 { need.weight * (need.met.1 - self.mean) / self.total } else { 0.0 }
    }
}

impl Splitter<'_> {
    /// Splits the change of a party's internal service quality, the mean of how well its needs are
    /// met, over its row.
    pub(crate) fn satisfaction(&mut self, party: PartyIx) -> &RowSplit {
        let layout = self.layout;
        let row = layout.row(party);
        self.split.reset(row.len(), self.ask);
        match layout.row_kind_of(party) {
            RowKind::Plain(_) => {
                let needs: Vec<SatisfiedNeed> = row
                    .clone()
                    .map(|entry| SatisfiedNeed {
                        slot: DependenceSlot::Edge(entry),
                        weight: 1.0,
                        met: self.received(entry, None),
                    })
                    .collect();
                let shares = self.shares_of_satisfaction(&needs);
                for (((place, entry), need), share) in row.enumerate().zip(&needs).zip(shares) {
                    if self.ask == Wanted::Slopes {
                        self.split.dependence[place] = share.slope(need);
                    }
                    self.service(place, entry, None, share.of_met);
                }
            }
            RowKind::Detailed { needs, first_row_detail, .. } => {
                let numbers = needs;
                let needs = layout.needs(numbers);
                let details = layout.details_from(*first_row_detail);
                self.satisfaction_of_needs(row.start, (numbers, needs), details);
            }
        }
        &self.split
    }

    fn satisfaction_of_needs(
        &mut self,
        start: EdgeIx,
        (numbers, needs): (&IndexRange<NeedIx>, &[CompiledNeed]),
        details: &[EdgeDetail],
    ) {
        let details_of = |need: &CompiledNeed| {
            let first = need.rows().start - start;
            &details[first..first + need.rows().len()]
        };
        let satisfied: Vec<SatisfiedNeed> = numbers
            .clone()
            .zip(needs)
            .map(|(number, need)| SatisfiedNeed {
                slot: DependenceSlot::Need(number),
                weight: need.weight,
                met: self.met(need, details_of(need)),
            })
            .collect();
        let shares = self.shares_of_satisfaction(&satisfied);
        for ((need, satisfied), share) in needs.iter().zip(&satisfied).zip(shares) {
            let details = details_of(need);
            let first = need.rows().start - start;
            if self.ask == Wanted::Slopes {
                let slope = share.slope(satisfied);
                self.split.dependence[first..first + details.len()].fill(slope);
            }
            self.met(need, details);
            let JacobianScratch { gauss, received, of_received, .. } = &mut self.scratch;
            let is_one_state = self.pair.is_one_state;
            substitute(need.substitution, details, received, is_one_state, gauss, of_received);
            for (place, entry) in need.rows().enumerate() {
                let of_received = times(share.of_met, self.scratch.of_received[place]);
                self.service(first + place, entry, Some(&details[place]), of_received);
            }
        }
    }

    /// What each need has of the satisfaction, the mean of how well needs are met, by weight and
    /// dependence; nothing where nothing is depended on. Takes the parts of dependences that
    /// changed: with `m` how well a need is met and `v` its share of the weights, `Δ(v m)` is `v̄ Δm +
    /// m̄ Δv` exactly.
    fn shares_of_satisfaction(&mut self, needs: &[SatisfiedNeed]) -> Vec<SatisfactionShare> {
        let (before, after) = (&self.pair.before, &self.pair.after);
        let sums = |side: &StateView, met: fn(&SatisfiedNeed) -> f64| {
            let weight = |need: &SatisfiedNeed| need.weight * side.dependence(need.slot);
            let total: f64 = needs.iter().map(weight).sum();
            let sum: f64 = needs.iter().map(|need| weight(need) * met(need)).sum();
            (total, if total > 0.0 { sum / total } else { 1.0 })
        };
        let (old_total, old) = sums(before, |need| need.met.0);
        let (total, mean) = sums(after, |need| need.met.1);
        let share = |weight: f64, total: f64| if total > 0.0 { weight / total } else { 0.0 };
        let of_met = |need: &SatisfiedNeed| {
            let weights = [before, after].map(|side| need.weight * side.dependence(need.slot));
            f64::midpoint(share(weights[0], old_total), share(weights[1], total))
        };
        let shares: Vec<SatisfactionShare> = needs
            .iter()
            .map(|need| SatisfactionShare { of_met: of_met(need), mean, total })
            .collect();
        let changed = |need: &&SatisfiedNeed| {
            before.dependence(need.slot).to_bits() != after.dependence(need.slot).to_bits()
        };
        let count = needs.iter().filter(changed).count();
        if count > 0 {
            let by_met: f64 =
                needs.iter().zip(&shares).map(|(need, share)| share.of_met * need.moved()).sum();
            let (middle, weight) = (f64::midpoint(old, mean), f64::midpoint(old_total, total));
            let part = |need: &SatisfiedNeed| {
                let change = after.dependence(need.slot) - before.dependence(need.slot);
                let met = f64::midpoint(need.met.0, need.met.1);
                share(need.weight * change * (met - middle), weight)
            };
            let parts: Vec<(DependenceSlot, f64)> =
                needs.iter().filter(changed).map(|need| (need.slot, part(need))).collect();
            // What the slopes leave over, alike.
            let sum: f64 = parts.iter().map(|(_, part)| part).sum();
            #[expect(clippy::cast_precision_loss, reason = "few needs")]
            let rest = (mean - old - by_met - sum) / count as f64;
            for (slot, part) in parts {
                self.split.own_part(Cause::Value(Parameter::Dependence(slot)), part + rest);
            }
        }
        shares
    }

    /// Splits what a party receives on one of its services over that entry of its row, and returns
    /// it before and after.
    pub(crate) fn receiving(&mut self, party: PartyIx, entry: EdgeIx) -> ((f64, f64), &RowSplit) {
        let row = self.layout.row(party);
        self.split.reset(row.len(), self.ask);
        let detail = self.layout.row_detail(entry);
        let received = self.received(entry, detail);
        self.service(entry - row.start, entry, detail, 1.0);
        (received, &self.split)
    }
}
