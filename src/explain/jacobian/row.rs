//! One party's row, stage by stage, from what is provided to what is delivered.

use super::Cause;
use super::row_secants::Wanted;
use super::scratch::JacobianScratch;
use super::splitter::Splitter;
use super::substitute::substitute;
use crate::explain::state_pair::ServiceValues;
use crate::network::{
    CompiledNeed, DependenceSlot, EdgeDetail, EdgeIx, IndexRange, NeedIx, Parameter, PartyIx,
};
use crate::organisation::Criticality;
use crate::quality::kernel;
use crate::rule::Aggregator;
use crate::rule::secant::{
    StageSegment, clamp, combine, dependence_slope, evaluate, selection, times,
};

/// A need with how well it was met before and after.
struct MetNeed<'a> {
    need: &'a CompiledNeed,
    details: &'a [EdgeDetail],
    met: (f64, f64),
}

impl Splitter<'_> {
    /// Begins the combining stage with own capability.
    fn begin(&mut self, party: PartyIx) {
        self.scratch.inputs.clear();
        self.scratch.weights.clear();
        self.scratch.dependence.clear();
        self.scratch.dependence_ends.clear();
        let own = (self.pair.before.own(party), self.pair.after.own(party));
        self.scratch.inputs.push(own);
    }

    /// Takes a need by how much depended on it, and how well it was met, before and after.
    fn feel(&mut self, dependence: (f64, f64), weight: f64, met: (f64, f64)) {
        let felt = |dependence: f64, met: f64| 1.0 - dependence * (1.0 - met);
        self.scratch.inputs.push((felt(dependence.0, met.0), felt(dependence.1, met.1)));
        self.scratch.weights.push(weight);
        self.scratch.dependence.push(f64::midpoint(dependence.0, dependence.1));
        self.scratch.dependence_ends.push(dependence);
    }

    /// How much a party depended on a need before and after.
    fn dependences(&self, slot: DependenceSlot) -> (f64, f64) {
        (self.pair.before.dependence(slot), self.pair.after.dependence(slot))
    }

    /// Takes the part of a dependence that changed. What is felt is linear in it and in how well the
    /// need is met, and so is the rule in what own capability makes up for: means of both ends carry
    /// the change exactly.
    fn depend(
        &mut self,
        aggregator: Aggregator,
        slot: DependenceSlot,
        of_felt: f64,
        met: (f64, f64),
    ) {
        let (before, after) = self.dependences(slot);
        if before.to_bits() != after.to_bits() {
            let own = self.scratch.inputs.segment();
            let own = f64::midpoint(own.before[0], own.after[0]);
            let slope = dependence_slope(aggregator, f64::midpoint(met.0, met.1), own);
            self.split.own_part(
                Cause::Value(Parameter::Dependence(slot)),
                of_felt * slope * (after - before),
            );
        }
    }

    /// A party whose row says everything; a scenario may still have changed some services.
    pub(super) fn plain(&mut self, party: PartyIx, aggregator: Aggregator) -> f64 {
        let row = self.layout.row(party);
        self.begin(party);
        for entry in row.clone() {
            let met = self.received(entry, None);
            self.feel(self.dependences(DependenceSlot::Edge(entry)), 1.0, met);
        }
        self.combine(aggregator);
        let own = self.scratch.inputs.segment().after[0];
        for (place, entry) in row.enumerate() {
            let of_felt = self.scratch.combined[place + 1];
            let met = self.received(entry, None);
            if self.ask == Wanted::Slopes {
                self.split.dependence[place] = of_felt * dependence_slope(aggregator, met.1, own);
            }
            self.depend(aggregator, DependenceSlot::Edge(entry), of_felt, met);
            self.service(place, entry, None, of_felt * self.scratch.dependence[place]);
        }
        self.scratch.combined[0]
    }

    pub(super) fn detailed(
        &mut self,
        party: PartyIx,
        aggregator: Aggregator,
        (numbers, needs): (&IndexRange<NeedIx>, &[CompiledNeed]),
        details: &[EdgeDetail],
    ) -> f64 {
        let row = self.layout.row(party);
        self.begin(party);
        let mut met_needs = Vec::with_capacity(needs.len());
        for (number, need) in numbers.clone().zip(needs) {
            let first = need.rows().start - row.start;
            let details = &details[first..first + need.rows().len()];
            let met = self.met(need, details);
            self.feel(self.dependences(DependenceSlot::Need(number)), need.weight, met);
            met_needs.push(MetNeed { need, details, met });
        }
        self.combine(aggregator);
        self.cap(aggregator, &met_needs);
        let of_combined = self.scratch.cap_shares[0];
        let mut cap = 1;
        for ((index, met_need), number) in met_needs.iter().enumerate().zip(numbers.clone()) {
            let MetNeed { need, details, met } = met_need;
            let of_felt = of_combined * self.scratch.combined[index + 1];
            self.depend(aggregator, DependenceSlot::Need(number), of_felt, *met);
            let mut of_met = of_felt * self.scratch.dependence[index];
            if let Some(Criticality { floor, slope }) = need.criticality {
                let kept = clamp(floor + slope * met.0, floor + slope * met.1, 0.0, 1.0);
                of_met += self.scratch.cap_shares[cap] * slope * kept;
                cap += 1;
            }
            let own = self.scratch.inputs.segment().after[0];
            let slope = of_felt * dependence_slope(aggregator, met.1, own);
            let first = need.rows().start - row.start;
            if self.ask == Wanted::Slopes {
                self.split.dependence[first..first + details.len()].fill(slope);
            }
            self.met(need, details);
            let JacobianScratch { gauss, received, of_received, .. } = &mut self.scratch;
            let is_one_state = self.pair.is_one_state;
            substitute(need.substitution, details, received, is_one_state, gauss, of_received);
            for (place, entry) in need.rows().enumerate() {
                let of_received = times(of_met, self.scratch.of_received[place]);
                self.service(first + place, entry, Some(&details[place]), of_received);
            }
        }
        of_combined * self.scratch.combined[0]
    }

    /// A provider's quality before and after.
    fn provided(&self, entry: EdgeIx) -> (f64, f64) {
        let provider = self.layout.provider(entry);
        (self.pair.before.quality()[provider], self.pair.after.quality()[provider])
    }

    fn states(&self, entry: EdgeIx, detail: Option<&EdgeDetail>) -> (ServiceValues, ServiceValues) {
        self.pair.services(entry, detail)
    }

    /// What is received on a service before and after.
    pub(super) fn received(&self, entry: EdgeIx, detail: Option<&EdgeDetail>) -> (f64, f64) {
        let (before, after) = self.states(entry, detail);
        let provided = self.provided(entry);
        let received = |state: ServiceValues, provided: f64| {
            let arriving = state.condition * provided;
            let felt = detail.map_or(arriving, |detail| kernel::felt(&detail.transfer, arriving));
            state.running * felt
        };
        (received(before, provided.0), received(after, provided.1))
    }

    /// Fills in what is received on each service of a need, and returns how well it is met.
    pub(super) fn met(&mut self, need: &CompiledNeed, details: &[EdgeDetail]) -> (f64, f64) {
        self.scratch.received.clear();
        for (entry, detail) in need.rows().zip(details) {
            let received = self.received(entry, Some(detail));
            self.scratch.received.push(received);
        }
        let weights = || details.iter().map(|detail| detail.weight);
        let met =
            |received: &[f64]| kernel::met(need.substitution, &mut received.to_vec(), weights());
        let StageSegment { before, after } = self.scratch.received.segment();
        (met(before), met(after))
    }

    /// Secants from each input to the combined quality.
    fn combine(&mut self, aggregator: Aggregator) {
        let JacobianScratch { gauss, inputs, weights, dependence, combined, .. } =
            &mut self.scratch;
        combine(aggregator, inputs.segment(), weights, dependence, gauss, combined);
    }

    /// Secants from the combined quality and each cap to the quality delivered.
    fn cap(&mut self, aggregator: Aggregator, needs: &[MetNeed<'_>]) {
        let JacobianScratch { inputs, weights, dependence_ends, caps, cap_shares, .. } =
            &mut self.scratch;
        cap_shares.clear();
        if needs.iter().all(|met_need| met_need.need.criticality.is_none()) {
            cap_shares.push(1.0);
            return;
        }
        let (of_before, of_after): (Vec<f64>, Vec<f64>) = dependence_ends.iter().copied().unzip();
        let value =
            |inputs: &[f64], dependence: &[f64]| evaluate(aggregator, inputs, weights, dependence);
        caps.clear();
        let StageSegment { before, after } = inputs.segment();
        caps.push((value(before, &of_before), value(after, &of_after)));
        for MetNeed { need, met, .. } in needs {
            if let Some(Criticality { floor, slope }) = need.criticality {
                let cap = (floor + slope * met.0, floor + slope * met.1);
                // Above 1 all along it caps nothing, and must not tie with a full quality.
                let most = cap.0.min(cap.1).max(1.0);
                caps.push((cap.0.min(most), cap.1.min(most)));
            }
        }
        selection(caps.segment(), caps.segment().before.len() - 1, cap_shares);
    }

    /// Carries a secant through one service, to its provider and its own values.
    pub(super) fn service(
        &mut self,
        place: usize,
        entry: EdgeIx,
        detail: Option<&EdgeDetail>,
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
        let running = mean(before.running, after.running);
        let of_arriving = times(times(running, of_received), secant);
        let of_condition = times(mean(provided.0, provided.1), of_arriving);
        self.split.service[place] = times(mean(before.condition, after.condition), of_arriving);
        if self.ask == Wanted::Slopes {
            self.split.condition[place] = of_condition;
        }
        let condition = times(after.condition - before.condition, of_condition);
        self.split.own_part(Cause::Value(Parameter::Condition(entry)), condition);
        let of_running = times(mean(felt.0, felt.1), of_received);
        let own = times(after.running - before.running, of_running);
        self.split.own_part(Cause::Running(entry), own);
    }
}
