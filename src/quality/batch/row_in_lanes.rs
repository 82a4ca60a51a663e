//! A row in every lane at once, by the party's own equation.
//!
//! What is the same in all lanes is looked at once: which services there are, what they state, and how
//! needs count. Services that a lane replaces are put into it one by one. A lane takes the steps of the
//! equation in their order, so that bits are the same.

use super::lanes::{LANES, Lanes, Mask, lanes_of};
use super::scenario_group::ScenarioGroup;
use crate::network::{CompiledNeed, EdgeDetail, EdgeIx, Layout, PartyIx, RowKind, ServiceState};
use crate::organisation::{Substitution, Transfer};
use crate::rule::{FeltNeeds, criticality, substitution, transfer};

/// Memory that evaluations reuse.
#[derive(Debug, Clone, Default)]
pub(super) struct RowInLanes {
    /// Of each need, what is lost of it.
    loss: Vec<Lanes>,
    dependence: Vec<f64>,
    weight: Vec<f64>,
    /// What is received on each service of a need.
    received: Vec<Lanes>,
    /// The same, or the losses, in one lane.
    of_lane: Vec<f64>,
    /// The services that a lane replaces, and those that were looked at.
    replaced: Vec<(EdgeIx, usize, ServiceState)>,
    next_replaced: usize,
}

impl RowInLanes {
    /// The lanes of some that are evaluated here: those in which a party was not read, and its
    /// dependences are as stated.
    pub(super) fn can_evaluate(group: &ScenarioGroup, party: PartyIx, lanes: Mask) -> Mask {
        let is_told = |lane: &usize| {
            let overrides = group.overrides(*lane);
            overrides.delivered(party).is_none()
                && overrides.reweighted.binary_search(&party).is_err()
        };
        lanes_of(lanes).filter(is_told).fold(0, |lanes, lane| lanes | 1 << lane)
    }

    /// Evaluates a party in every lane, given its own capability and the qualities of departments, with
    /// the services of it that some lanes replace.
    pub(super) fn evaluate(
        &mut self,
        layout: &Layout,
        group: &ScenarioGroup,
        replacing: Mask,
        party: PartyIx,
        own: &Lanes,
        quality: &[Lanes],
    ) -> Lanes {
        self.take_replaced(layout, group, replacing, party);
        self.loss.clear();
        self.dependence.clear();
        self.weight.clear();
        let mut cap = Lanes::splat(f64::INFINITY);
        let row = layout.row(party);
        let aggregator = match layout.row_kind_of(party) {
            RowKind::Plain(aggregator) => {
                for entry in row {
                    let met = self.received(layout, entry, &EdgeDetail::PLAIN, quality);
                    self.push(layout.dependence(entry), 1.0, &met);
                }
                aggregator
            }
            RowKind::Detailed { aggregator, needs, first_row_detail, .. } => {
                let details = layout.details_from(*first_row_detail);
                cap = Lanes::splat(1.0);
                for need in layout.needs(needs) {
                    let first = need.rows().start - row.start;
                    let met = self.met(layout, need, &details[first..], quality);
                    self.push(need.dependence, need.weight, &met);
                    if let Some(stated) = need.criticality {
                        for (cap, met) in cap.0.iter_mut().zip(met.0) {
                            *cap = cap.min(criticality::cap(stated, met));
                        }
                    }
                }
                aggregator
            }
        };
        let is_customer = !layout.is_department(party);
        let mut after = Lanes::splat(0.0);
        for lane in 0..LANES {
            self.of_lane.clear();
            self.of_lane.extend(self.loss.iter().map(|loss| loss.0[lane]));
            let Self { of_lane: loss, dependence, weight, .. } = &*self;
            let needs = FeltNeeds { loss, dependence, weight };
            let delivered = aggregator.combine(own.0[lane], needs).min(cap.0[lane]);
            let overrides = group.overrides(lane);
            let ceiling = is_customer.then(|| overrides.ceiling(layout, party));
            after.0[lane] = ceiling.map_or(delivered, |ceiling| ceiling * delivered);
        }
        after
    }

    /// Takes a need by how well it is met.
    fn push(&mut self, dependence: f64, weight: f64, met: &Lanes) {
        self.loss.push(met.map(|met| dependence * (1.0 - met)));
        self.dependence.push(dependence);
        self.weight.push(weight);
    }

    /// How well a need is met; `details` start with those of its first service.
    fn met(
        &mut self,
        layout: &Layout,
        need: &CompiledNeed,
        details: &[EdgeDetail],
        quality: &[Lanes],
    ) -> Lanes {
        let details = &details[..need.rows().len()];
        let services = need.rows().zip(details);
        if matches!(need.substitution, None | Some(Substitution::BestOf)) {
            return services.fold(Lanes::splat(0.0), |mut best, (entry, detail)| {
                let received = self.received(layout, entry, detail, quality);
                for (best, received) in best.0.iter_mut().zip(received.0) {
                    *best = best.max(received);
                }
                best
            });
        }
        self.received.clear();
        for (entry, detail) in services {
            let received = self.received(layout, entry, detail, quality);
            self.received.push(received);
        }
        let mut met = Lanes::splat(0.0);
        for (lane, met) in met.0.iter_mut().enumerate() {
            self.of_lane.clear();
            self.of_lane.extend(self.received.iter().map(|received| received.0[lane]));
            let weights = details.iter().map(|detail| detail.weight);
            *met = substitution::met(need.substitution, &mut self.of_lane, weights);
        }
        met
    }

    /// Notes the services of a party that lanes replace, in order.
    fn take_replaced(
        &mut self,
        layout: &Layout,
        group: &ScenarioGroup,
        replacing: Mask,
        party: PartyIx,
    ) {
        self.replaced.clear();
        self.next_replaced = 0;
        for lane in lanes_of(replacing) {
            let states = group.overrides(lane).within(&layout.row(party)).states();
            self.replaced.extend(states.map(|(entry, state)| (entry, lane, state)));
        }
        self.replaced.sort_unstable_by_key(|&(entry, lane, _)| (entry, lane));
    }

    /// What is received on a service; services are asked for in their order.
    #[inline]
    fn received(
        &mut self,
        layout: &Layout,
        entry: EdgeIx,
        detail: &EdgeDetail,
        quality: &[Lanes],
    ) -> Lanes {
        let provided = &quality[PartyIx::from(layout.provider(entry))];
        let mut received = match EdgeDetail::state_of(Some(detail)) {
            ServiceState::Stopped => Lanes::splat(0.0),
            ServiceState::Running(condition) => {
                let arriving = provided.map(|provided| condition * provided);
                match &detail.transfer {
                    Transfer::Identity => arriving,
                    shape => arriving.map(|arriving| transfer::felt(shape, arriving)),
                }
            }
        };
        while let Some(&(of, lane, state)) = self.replaced.get(self.next_replaced)
            && of == entry
        {
            self.next_replaced += 1;
            received.0[lane] = match state {
                ServiceState::Stopped => 0.0,
                ServiceState::Running(condition) => {
                    transfer::felt(&detail.transfer, condition * provided.0[lane])
                }
            };
        }
        received
    }
}
