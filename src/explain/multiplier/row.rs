//! One party's row: every stage from what is provided to what is delivered.

use super::Cause;
use super::combine::{combine, dependence_slope, evaluate};
use super::flat::Moving;
use super::{Multipliers, Parts, flat, settle};
use crate::explain::comparison::{Comparison, ServiceState};
use crate::explain::stage::{
    GaussLegendre, Segment, at_least, clamp, fractional_product, product, selection,
};
use crate::grouped::dense;
use crate::network::{Aggregator, CompiledNeed, Form, Layout, RowDetail, Run};
use crate::organisation::{Criticality, Substitution};
use crate::quality::kernel;

/// How one party's change splits over its row and its own values.
#[derive(Debug, Default)]
pub(crate) struct RowSplit {
    /// Of each row entry, from its provider's quality.
    pub(crate) service: Vec<f64>,
    /// Of each row entry, from its condition; kept for slopes only.
    pub(crate) condition: Vec<f64>,
    /// Of each row entry, from the dependence of the need it meets; kept for slopes only.
    pub(crate) dependence: Vec<f64>,
    /// From own capability.
    pub(crate) capability: f64,
    /// What changed at the party itself, and its part of the change.
    pub(crate) own: Vec<(Cause, f64)>,
}

impl RowSplit {
    /// Makes room for a row, all multipliers 0.
    fn reset(&mut self, entries: usize, ask: Ask) {
        self.service.clear();
        self.service.resize(entries, 0.0);
        if ask == Ask::Slopes {
            for column in [&mut self.condition, &mut self.dependence] {
                column.clear();
                column.resize(entries, 0.0);
            }
        }
        self.capability = 0.0;
        self.own.clear();
    }

    pub(super) fn own_part(&mut self, cause: Cause, change: f64) {
        if change != 0.0 {
            self.own.push((cause, change));
        }
    }
}

/// Inputs of the stage at hand, before and after, and what its multipliers are.
#[derive(Debug, Default)]
pub(super) struct Work {
    pub(super) gauss: GaussLegendre,
    /// Own capability, then what is felt of each need.
    pub(super) inputs: Ends,
    weights: Vec<f64>,
    dependence: Vec<f64>,
    pub(super) combined: Vec<f64>,
    /// The combined quality, then the caps.
    caps: Ends,
    cap_shares: Vec<f64>,
    received: Ends,
    of_received: Vec<f64>,
    /// Of the flat row at hand.
    pub(super) moving: Vec<Moving>,
    pub(super) slopes: Vec<f64>,
}

/// Values before and after.
#[derive(Debug, Default)]
pub(super) struct Ends {
    before: Vec<f64>,
    after: Vec<f64>,
}

impl Ends {
    pub(super) fn clear(&mut self) {
        self.before.clear();
        self.after.clear();
    }

    pub(super) fn push(&mut self, (before, after): (f64, f64)) {
        self.before.push(before);
        self.after.push(after);
    }

    pub(super) fn segment(&self) -> Segment<'_> {
        Segment { before: &self.before, after: &self.after }
    }
}

/// What is wanted of a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    /// What flows from providers and from own changes.
    Flow,
    /// Slopes in conditions and dependences, too.
    Slopes,
}

/// Splits parties of one comparison, one at a time.
pub(crate) struct Splitter<'a> {
    ask: Ask,
    comparison: &'a Comparison,
    layout: &'a Layout,
    work: Work,
    split: RowSplit,
}

/// A factor times a slope, which may be infinite: nothing of it is nothing.
pub(crate) fn times(factor: f64, slope: f64) -> f64 {
    if factor == 0.0 { 0.0 } else { factor * slope }
}

/// A need with how well it was met before and after.
struct MetNeed<'a> {
    need: &'a CompiledNeed,
    details: &'a [RowDetail],
    met: (f64, f64),
}

impl<'a> Splitter<'a> {
    pub(crate) fn new(comparison: &'a Comparison, ask: Ask) -> Self {
        let layout = comparison.network.layout();
        Self { ask, comparison, layout, work: Work::default(), split: RowSplit::default() }
    }

    /// Splits a party's change; unless slopes are asked for, parts and change add up.
    ///
    /// # Complexity
    ///
    /// Time `O(n)` in its services for the rules with closed forms, `O(n m)` for a product of which
    /// `m` inputs change, more for substitutions and general orders.
    pub(crate) fn split(&mut self, party: usize) -> &RowSplit {
        let layout = self.layout;
        let row = layout.row(party);
        self.split.reset(row.len(), self.ask);
        let own = (self.comparison.before.own(party), self.comparison.after.own(party));
        let of_capability = match layout.form_of(party) {
            Form::Plain(aggregator) if self.is_flat(party) => {
                flat::split(self.comparison, *aggregator, party, &mut self.work, &mut self.split)
            }
            Form::Plain(aggregator) => self.plain(party, *aggregator),
            Form::Detailed { aggregator, needs, first_row_detail } => {
                let needs = &layout.needs[needs.start as usize..needs.end as usize];
                let details = &layout.row_details[*first_row_detail as usize..];
                self.detailed(party, *aggregator, needs, details)
            }
        };
        self.split.capability = of_capability;
        if party < layout.department_count {
            let change = of_capability * (own.1 - own.0);
            self.split.own_part(Cause::Capability(dense(party)), change);
        }
        let closed = party >= layout.department_count && self.is_flat(party);
        if self.ask == Ask::Flow && !closed {
            let RowSplit { service, own, .. } = &mut self.split;
            let mut carried = Parts::default();
            for (multiplier, &provider) in service.iter().zip(&layout.provider[row]) {
                let provided = self.comparison.provided_change[provider as usize];
                carried.take(times(provided, *multiplier));
            }
            for &(_, part) in &*own {
                carried.take(part);
            }
            settle(self.comparison, party, carried, service, own);
        }
        &self.split
    }

    /// Splits the change of a party whose row says everything without any closed form.
    #[cfg(test)]
    pub(super) fn split_generally(&mut self, party: usize) -> &RowSplit {
        self.split.reset(self.layout.row(party).len(), self.ask);
        if let Form::Plain(aggregator) = *self.layout.form_of(party) {
            self.split.capability = self.plain(party, aggregator);
        }
        &self.split
    }

    /// Appends the multipliers of the rows of a run's parties, and what changed at them.
    pub(crate) fn flow(&mut self, run: &Run, to: &mut Multipliers) {
        if let Some(aggregator) = self.closed_form(run) {
            flat::flow(self.comparison, aggregator, run.parties(), &mut self.work, to);
            return;
        }
        for party in run.parties() {
            let split = self.split(party);
            to.service.extend_from_slice(&split.service);
            to.keep_own(party, split);
        }
    }

    /// The rule of a run if it has a closed form and no scenario touches any of its parties.
    pub(crate) fn closed_form(&self, run: &Run) -> Option<Aggregator> {
        let closed = run.shared.filter(|&aggregator| flat::has_closed_form(aggregator))?;
        (!self.comparison.touches(&run.parties())).then_some(closed)
    }

    /// Whether a party's split has a closed form and no own part but that of its capability.
    pub(super) fn is_flat(&self, party: usize) -> bool {
        let Form::Plain(aggregator) = self.layout.form_of(party) else { return false };
        flat::has_closed_form(*aggregator) && !self.comparison.is_touched(party)
    }

    /// Adds the influence of a stretch of customers, all of one form and number of services, to
    /// that of their providers.
    pub(crate) fn pass_on(&mut self, stretch: &Run, influence: &[f64], to: &mut [f64]) {
        let layout = self.layout;
        if let Some(Aggregator::Mean { own }) = self.closed_form(stretch) {
            flat::pass_on_mean(layout, own, stretch.parties(), influence, to);
            return;
        }
        for (party, influence) in stretch.parties().zip(influence) {
            let providers = &layout.provider[layout.row(party)];
            for (&provider, multiplier) in providers.iter().zip(&self.split(party).service) {
                to[provider as usize] += multiplier * influence;
            }
        }
    }

    /// Passes on the influence of a stretch of departments outside cycles by slopes that nothing
    /// else needs; false where its rule has no closed form.
    pub(crate) fn pass_on_slopes(&mut self, stretch: &Run, influence: &mut [f64]) -> bool {
        let Some(aggregator) = self.closed_form(stretch) else { return false };
        let parties = stretch.parties();
        flat::pass_on_slopes(self.comparison, aggregator, parties, &mut self.work, influence);
        true
    }

    /// Begins the combining stage with own capability.
    fn begin(&mut self, party: usize) {
        self.work.inputs.clear();
        self.work.weights.clear();
        self.work.dependence.clear();
        let own = (self.comparison.before.own(party), self.comparison.after.own(party));
        self.work.inputs.push(own);
    }

    /// Takes a need by how well it was met before and after.
    fn feel(&mut self, dependence: f64, weight: f64, met: (f64, f64)) {
        let felt = |met: f64| 1.0 - dependence * (1.0 - met);
        self.work.inputs.push((felt(met.0), felt(met.1)));
        self.work.weights.push(weight);
        self.work.dependence.push(dependence);
    }

    /// A party whose row says everything; a scenario may still have changed some services.
    fn plain(&mut self, party: usize, aggregator: Aggregator) -> f64 {
        let row = self.layout.row(party);
        self.begin(party);
        for entry in row.clone() {
            let met = self.received(entry, None);
            self.feel(self.layout.dependence[entry], 1.0, met);
        }
        self.combine(aggregator);
        let own = self.work.inputs.after[0];
        for (place, entry) in row.enumerate() {
            let of_felt = self.work.combined[place + 1];
            let met = self.received(entry, None).1;
            if self.ask == Ask::Slopes {
                self.split.dependence[place] = of_felt * dependence_slope(aggregator, met, own);
            }
            self.service(place, entry, None, of_felt * self.layout.dependence[entry]);
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
        self.begin(party);
        let mut met_needs = Vec::with_capacity(needs.len());
        for need in needs {
            let first = need.rows().start - row.start;
            let details = &details[first..first + need.rows().len()];
            let met = self.met(need, details);
            self.feel(need.dependence, need.weight, met);
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
            let own = self.work.inputs.after[0];
            let slope = of_felt * dependence_slope(aggregator, met.1, own);
            let first = need.rows().start - row.start;
            if self.ask == Ask::Slopes {
                self.split.dependence[first..first + details.len()].fill(slope);
            }
            self.substitute(need, details);
            for (place, entry) in need.rows().enumerate() {
                let of_received = of_met * self.work.of_received[place];
                self.service(first + place, entry, Some(&details[place]), of_received);
            }
        }
        of_combined * self.work.combined[0]
    }

    /// A provider's quality before and after.
    fn provided(&self, entry: usize) -> (f64, f64) {
        let provider = self.layout.provider[entry] as usize;
        (self.comparison.before.quality()[provider], self.comparison.after.quality()[provider])
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
                let cap = (floor + slope * met.0, floor + slope * met.1);
                // Above 1 all along it caps nothing, and must not tie with a full quality.
                let most = cap.0.min(cap.1).max(1.0);
                caps.push((cap.0.min(most), cap.1.min(most)));
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
                    received.iter().zip(details).map(|(y, d)| d.weight * y).sum::<f64>()
                };
                let (before, after) = (pooled(&received.before), pooled(&received.after));
                let met = |pooled: f64| (pooled / required).min(1.0);
                // The secant is taken over what is pooled: over a small enough `required` that is
                // beyond all numbers. At nothing pooled there is no slope downwards.
                let of_pooled = if before.to_bits() != after.to_bits() {
                    (met(after) - met(before)) / (after - before)
                } else if before > 0.0 && before <= required {
                    1.0 / required
                } else {
                    0.0
                };
                of_received.extend(details.iter().map(|d| times(d.weight, of_pooled)));
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
        place: usize,
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
        let of_arriving = times(of_received * running, secant);
        let of_condition = times(mean(provided.0, provided.1), of_arriving);
        self.split.service[place] = times(mean(before.condition, after.condition), of_arriving);
        if self.ask == Ask::Slopes {
            self.split.condition[place] = of_condition;
        }
        let condition = times(after.condition - before.condition, of_condition);
        self.split.own_part(Cause::Condition(dense(entry)), condition);
        let of_availability = of_received * mean(felt.0, felt.1);
        let availability = of_availability * (after.availability - before.availability);
        self.split.own_part(Cause::Availability(dense(entry)), availability);
    }
}
