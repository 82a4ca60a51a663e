//! The equation of one party, whatever its row kind: the one place where a quality is made of
//! others.

use crate::network::{
    CompiledNeed, DependenceSlot, EdgeDetail, EdgeIx, Layout, Overrides, PartyIx, Replaced,
    RowKind, ServiceState,
};
use crate::organisation::Substitution;
use crate::rule::{FeltNeeds, criticality, substitution, transfer};

/// What an equation is evaluated against.
#[derive(Clone, Copy)]
pub(crate) struct EquationContext<'a> {
    pub(crate) layout: &'a Layout,
    /// Of each department, by dense number.
    pub(crate) capability: &'a [f64],
    pub(crate) overrides: &'a Overrides,
}

/// Memory that evaluations reuse.
#[derive(Debug, Default, Clone)]
pub(crate) struct Scratch {
    loss: Vec<f64>,
    dependence: Vec<f64>,
    weight: Vec<f64>,
    received: Vec<f64>,
}

impl Scratch {
    fn clear(&mut self) {
        self.loss.clear();
        self.dependence.clear();
        self.weight.clear();
    }

    /// Takes a need by how well it is met.
    fn push(&mut self, dependence: f64, weight: f64, met: f64) {
        self.loss.push(dependence * (1.0 - met));
        self.dependence.push(dependence);
        self.weight.push(weight);
    }

    fn felt(&self) -> FeltNeeds<'_> {
        FeltNeeds { loss: &self.loss, dependence: &self.dependence, weight: &self.weight }
    }
}

impl EquationContext<'_> {
    /// The capability of a party; 1 for an external customer.
    pub(crate) fn own(&self, party: PartyIx) -> f64 {
        self.capability.get(party.index()).copied().unwrap_or(1.0)
    }

    /// Evaluates a party's equation from the qualities of all departments.
    pub(crate) fn evaluate(&self, party: PartyIx, quality: &[f64], scratch: &mut Scratch) -> f64 {
        self.evaluate_from(party, &|provider| quality[provider], scratch)
    }

    /// Evaluates a party's equation, given how to look up the qualities of its providers; of one that
    /// was read, returns the reading.
    pub(crate) fn evaluate_from(
        &self,
        party: PartyIx,
        quality: &impl Fn(PartyIx) -> f64,
        scratch: &mut Scratch,
    ) -> f64 {
        if let Some(reading) = self.overrides.delivered(party) {
            return reading;
        }
        self.explained_from(party, quality, scratch)
    }

    /// Evaluates a party's equation, whether or not it was read.
    pub(crate) fn explained_from(
        &self,
        party: PartyIx,
        quality: &impl Fn(PartyIx) -> f64,
        scratch: &mut Scratch,
    ) -> f64 {
        let cap = self.take_needs(party, quality, scratch);
        let (RowKind::Plain(aggregator) | RowKind::Detailed { aggregator, .. }) =
            self.layout.row_kind_of(party);
        let delivered = aggregator.combine(self.own(party), scratch.felt()).min(cap);
        self.ceiling(party).map_or(delivered, |ceiling| ceiling * delivered)
    }

    /// The largest capability, up to the one it has, with which a department delivers no more than a
    /// reading; 0 where it delivers more without any.
    pub(crate) fn largest_own(
        &self,
        department: PartyIx,
        reading: f64,
        quality: &[f64],
        scratch: &mut Scratch,
    ) -> f64 {
        let stated = self.own(department);
        let cap = self.take_needs(department, &|provider| quality[provider], scratch);
        if cap <= reading {
            return stated;
        }
        let (RowKind::Plain(aggregator) | RowKind::Detailed { aggregator, .. }) =
            self.layout.row_kind_of(department);
        aggregator.largest_own(reading, scratch.felt()).unwrap_or(0.0).min(stated)
    }

    /// What an external customer reports with everything right; `None` for a department.
    pub(crate) fn ceiling(&self, party: PartyIx) -> Option<f64> {
        let is_customer = !self.layout.is_department(party);
        is_customer.then(|| self.overrides.ceiling(self.layout, party))
    }

    /// How well a party's needs are felt to be met.
    pub(crate) fn felt<'s>(
        &self,
        party: PartyIx,
        quality: &impl Fn(PartyIx) -> f64,
        scratch: &'s mut Scratch,
    ) -> FeltNeeds<'s> {
        self.take_needs(party, quality, scratch);
        scratch.felt()
    }

    /// The internal service quality of a party: the mean of how well its needs are met, weighted
    /// by weight and dependence; 1 for one that depends on nothing.
    pub(crate) fn satisfaction(
        &self,
        party: impl Into<PartyIx>,
        quality: &[f64],
        scratch: &mut Scratch,
    ) -> f64 {
        let party = party.into();
        if self.is_as_stated(party) {
            // The same sums, without asking of each service what is replaced.
            let row = self.layout.row(party);
            let (mut lost, mut depended_on) = (0.0, 0.0);
            let providers = &self.layout.providers()[row.clone()];
            for (&provider, dependence) in providers.iter().zip(&self.layout.dependences()[row]) {
                lost += dependence * (1.0 - quality[provider as usize]);
                depended_on += dependence;
            }
            return if depended_on > 0.0 { 1.0 - lost / depended_on } else { 1.0 };
        }
        self.take_needs(party, &|provider| quality[provider], scratch);
        let FeltNeeds { loss, dependence, weight } = scratch.felt();
        let sum = |values: &[f64]| -> f64 {
            values.iter().zip(weight).map(|(value, weight)| value * weight).sum()
        };
        let depended_on = sum(dependence);
        if depended_on > 0.0 { 1.0 - sum(loss) / depended_on } else { 1.0 }
    }

    /// Whether providers and dependences of a party's row say everything, and a scenario replaces
    /// nothing of it.
    fn is_as_stated(&self, party: PartyIx) -> bool {
        let Overrides { touched, reweighted, .. } = self.overrides;
        matches!(self.layout.row_kind_of(party), RowKind::Plain(_))
            && touched.binary_search(&party).is_err()
            && reweighted.binary_search(&party).is_err()
    }

    /// Fills in how well a party's needs are met, and returns the cap of those with a criticality.
    fn take_needs(
        &self,
        party: PartyIx,
        quality: &impl Fn(PartyIx) -> f64,
        scratch: &mut Scratch,
    ) -> f64 {
        scratch.clear();
        let mut cap = f64::INFINITY;
        let row = self.layout.row(party);
        let mut replaced = self.overrides.within(&row);
        let dependences = self.overrides.dependences_of(party);
        match self.layout.row_kind_of(party) {
            RowKind::Plain(_) => {
                for entry in row {
                    let received = self.received(entry, None, replaced, quality);
                    let set = dependences.of(DependenceSlot::Edge(entry));
                    let dependence = set.unwrap_or_else(|| self.layout.dependence(entry));
                    scratch.push(dependence, 1.0, received);
                }
            }
            RowKind::Detailed { needs, first_row_detail, .. } => {
                let details = self.layout.details_from(*first_row_detail);
                cap = 1.0;
                for (index, need) in needs.clone().zip(self.layout.needs(needs)) {
                    let first = need.rows.start - row.start;
                    // Needs follow each other as their services do.
                    let of_need = replaced.take_before(need.rows.end);
                    let met = self.met(need, &details[first..], of_need, quality, scratch);
                    let set = dependences.of(DependenceSlot::Need(index));
                    scratch.push(set.unwrap_or(need.dependence), need.weight, met);
                    if let Some(stated) = need.criticality {
                        cap = cap.min(criticality::cap(stated, met));
                    }
                }
            }
        }
        cap
    }

    /// How well a need is met; `details` start with those of its first service.
    fn met(
        &self,
        need: &CompiledNeed,
        details: &[EdgeDetail],
        replaced: Replaced<'_>,
        quality: &impl Fn(PartyIx) -> f64,
        scratch: &mut Scratch,
    ) -> f64 {
        let entries = need.rows();
        let details = &details[..entries.len()];
        let received = |(entry, detail)| self.received(entry, Some(detail), replaced, quality);
        let services = entries.zip(details).map(received);
        // The best of several, and what is received on one, takes no list.
        if matches!(need.substitution, None | Some(Substitution::BestOf)) {
            return services.fold(0.0, f64::max);
        }
        scratch.received.clear();
        scratch.received.extend(services);
        let weights = details.iter().map(|detail| detail.weight);
        substitution::met(need.substitution, &mut scratch.received, weights)
    }

    /// How well the need is met that a dependence is of.
    pub(crate) fn met_by_slot(
        &self,
        slot: DependenceSlot,
        quality: &[f64],
        scratch: &mut Scratch,
    ) -> f64 {
        let party = self.layout.consumer_at(slot);
        match (slot, self.layout.row_kind_of(party)) {
            (DependenceSlot::Edge(entry), _) => self.received_by(party, entry, quality),
            (DependenceSlot::Need(_), RowKind::Plain(_)) => 1.0, // which has no declared needs
            (DependenceSlot::Need(need), RowKind::Detailed { needs, first_row_detail, .. }) => {
                let row = self.layout.row(party);
                let need = &self.layout.needs(needs)[need - needs.start];
                let details = self.layout.details_from(*first_row_detail);
                let first = need.rows().start - row.start;
                let replaced = self.overrides.within(&row);
                self.met(need, &details[first..], replaced, &|provider| quality[provider], scratch)
            }
        }
    }

    /// What a party receives on one of its services.
    pub(crate) fn received_by(&self, party: PartyIx, entry: EdgeIx, quality: &[f64]) -> f64 {
        let row = self.layout.row(party);
        let detail = self.layout.detail_of(party, entry);
        self.received(entry, detail, self.overrides.within(&row), &|provider| quality[provider])
    }

    /// What is received on a service.
    #[inline]
    fn received(
        &self,
        entry: EdgeIx,
        detail: Option<&EdgeDetail>,
        replaced: Replaced<'_>,
        quality: &impl Fn(PartyIx) -> f64,
    ) -> f64 {
        let provided = quality(self.layout.provider(entry).into());
        let ServiceState::Running(condition) = replaced.state(entry, detail) else { return 0.0 };
        let arriving = condition * provided;
        detail.map_or(arriving, |detail| transfer::felt(&detail.transfer, arriving))
    }
}
