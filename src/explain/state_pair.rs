//! Two states on one network: what every equation saw before and after.

use std::sync::Arc;

use crate::network::{
    DependenceSlot, DeptIx, EdgeDetail, EdgeIx, IndexRange, Layout, Network, Overrides, Parameter,
    PartyIx, ServiceState, put,
};
use crate::quality::{Assessment, DepartmentLoads, EquationContext, Impact, Scratch, Status};

/// A change, as the later network's equations see it.
///
/// Where the two assessments come from different organisations, the earlier state is mapped by id:
/// qualities, capabilities, ceilings and conditions of what both have. What only the later one has
/// counts as unchanged, and whatever its equations then do not explain is the change of structure.
#[derive(Debug)]
pub(crate) struct StatePair {
    pub(crate) network: Network,
    pub(crate) before: StateView,
    pub(crate) after: StateView,
    /// The change of every department's quality, by dense number.
    pub(crate) provided_change: Vec<f64>,
    /// Whether both sides were solved on this very network.
    same_structure: bool,
    /// Whether both sides are one state, so that secants are slopes.
    pub(crate) is_one_state: bool,
    /// Whether both sides satisfy this network's equations, so that nothing is left unexplained.
    pub(crate) is_settled: bool,
    pub(crate) movement: Movement,
    /// Of parties that were read, by how much more the reading departs from their equation than
    /// before; ascending.
    read_parts: Vec<(PartyIx, f64)>,
    /// Cycles, of which those who were read are taken by their readings alone.
    cut: Vec<IndexRange<PartyIx>>,
}

/// A reading nearer than this to its equation is what that gives.
const READ_ROUNDING: f64 = 8.0 * f64::EPSILON;

/// Which way what the scenarios set moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Movement {
    /// All of it falls, or all of it rises: nothing offsets anything, and through whoever did not
    /// change nothing passes.
    OneWay,
    /// Anything may move anyhow.
    AnyWay,
}

/// One of the two states.
#[derive(Debug, Clone)]
pub(crate) struct StateView {
    quality: Qualities,
    /// With the dependences of this state.
    network: Network,
    /// Of departments, by dense number.
    pub(crate) capability: Arc<Vec<f64>>,
    pub(crate) overrides: Overrides,
}

/// Qualities by dense number, shared with the assessment where it is of this network.
#[derive(Debug, Clone)]
enum Qualities {
    Solved(Assessment),
    Mapped(Vec<f64>),
}

/// A service's own values in one state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ServiceValues {
    pub(crate) condition: f64,
    /// 1, or 0 for a stopped service.
    pub(crate) running: f64,
}

impl StateView {
    /// The state that was solved.
    pub(crate) fn of(assessment: &Assessment) -> Self {
        let overrides = assessment.overrides().clone();
        Self {
            quality: Qualities::Solved(assessment.clone()),
            network: assessment.network().clone(),
            capability: Arc::new(assessment.capabilities(assessment.load())),
            overrides,
        }
    }

    /// An earlier state as a later network sees it.
    fn mapped(before: &Assessment, after: &Assessment) -> Self {
        let (old, new) = (before.network().layout(), after.network().layout());
        let earlier = Self::of(before);
        let mut mapped = Self::of(after);
        let mut quality = after.dense_qualities().to_vec();
        for (party, quality) in new.parties().zip(&mut quality) {
            let Some(counterpart) = new.counterpart(party, old) else { continue };
            *quality = before.dense_qualities()[counterpart];
            if new.is_department(party) {
                Arc::make_mut(&mut mapped.capability)[party] = earlier.capability[counterpart];
                continue;
            }
            let ceiling = earlier.ceiling(old, counterpart);
            if ceiling.to_bits() != mapped.ceiling(new, party).to_bits() {
                put(&mut mapped.overrides.values, Parameter::Ceiling(party), Some(ceiling));
            }
        }
        mapped.quality = Qualities::Mapped(quality);
        mapped.overrides = mapped.overrides.unread(new);
        for (party, reading) in earlier.overrides.readings() {
            if let Some(party) = old.counterpart(party, new) {
                put(&mut mapped.overrides.values, Parameter::Delivered(party), Some(reading));
            }
        }
        mapped.overrides.services.clear();
        for entry in new.edges() {
            let id = new.service_id(entry);
            let Some(counterpart) = old.find_service(id.as_str()) else { continue };
            let values = earlier.service(old, counterpart);
            let state = if values.running > 0.0 {
                ServiceState::Running(values.condition)
            } else {
                ServiceState::Stopped
            };
            mapped.overrides.services.push((entry, state));
        }
        mapped
    }

    /// What departments have to do, where that is stated, on the network that was solved.
    pub(crate) fn load(&self) -> Option<&DepartmentLoads> {
        match &self.quality {
            Qualities::Solved(assessment) => assessment.load(),
            Qualities::Mapped(_) => None,
        }
    }

    /// The internal service quality of a department.
    pub(crate) fn satisfaction(&self, department: DeptIx) -> f64 {
        let layout = self.network.layout();
        let overrides = &self.overrides;
        let setting = EquationContext { layout, capability: &self.capability, overrides };
        setting.satisfaction(department, self.quality(), &mut Scratch::default())
    }

    /// By dense number.
    pub(crate) fn quality(&self) -> &[f64] {
        match &self.quality {
            Qualities::Solved(assessment) => assessment.dense_qualities(),
            Qualities::Mapped(quality) => quality,
        }
    }

    /// By how much what a party was read to deliver departs from its equation; nothing where it was
    /// not read.
    fn read_part(&self, party: PartyIx, scratch: &mut Scratch) -> f64 {
        let Some(reading) = self.overrides.delivered(party) else { return 0.0 };
        let (layout, quality) = (self.network.layout(), self.quality());
        let context =
            EquationContext { layout, capability: &self.capability, overrides: &self.overrides };
        reading - context.explained_from(party, &|provider| quality[provider], scratch)
    }

    /// A service's own values.
    pub(crate) fn service(&self, layout: &Layout, entry: EdgeIx) -> ServiceValues {
        self.service_with(entry, layout.row_detail(entry))
    }

    /// A service's own values, given its detail.
    pub(crate) fn service_with(&self, entry: EdgeIx, detail: Option<&EdgeDetail>) -> ServiceValues {
        let stated = detail.map_or(1.0, |detail| detail.condition);
        match self.overrides.service_state(entry, detail) {
            ServiceState::Stopped => ServiceValues { condition: stated, running: 0.0 },
            ServiceState::Running(condition) => ServiceValues { condition, running: 1.0 },
        }
    }

    /// A number that scenarios set.
    fn value(&self, layout: &Layout, of: Parameter) -> f64 {
        match of {
            Parameter::Capability(department) => self.capability[department],
            Parameter::Dependence(slot) => self.dependence(slot),
            of => self.overrides.value(of).unwrap_or_else(|| layout.stated_value(of)),
        }
    }

    /// What an external customer reports with everything right; 1 for a department.
    pub(crate) fn ceiling(&self, layout: &Layout, party: PartyIx) -> f64 {
        self.overrides.ceiling(layout, party)
    }

    /// How much the consumer depends on a need.
    pub(crate) fn dependence(&self, slot: DependenceSlot) -> f64 {
        self.network.layout().dependence_at(slot)
    }

    /// The capability of a party; 1 for an external customer.
    pub(crate) fn own(&self, party: PartyIx) -> f64 {
        self.capability.get(party.index()).copied().unwrap_or(1.0)
    }
}

impl StatePair {
    pub(crate) fn new(impact: &Impact) -> Self {
        let (before, after) = (impact.before(), impact.after());
        let same_structure = before.network().is(after.network());
        let earlier =
            if same_structure { StateView::of(before) } else { StateView::mapped(before, after) };
        let is_settled = same_structure && impact.status() == Status::Converged;
        let after = StateView::of(impact.after());
        let department_count = impact.after().network().department_count();
        let layout = impact.after().network().layout();
        let movement =
            if is_settled { movement(layout, &earlier, &after) } else { Movement::AnyWay };
        let departments = earlier.quality().iter().zip(after.quality()).take(department_count);
        let read_parts = read_parts(&earlier, &after);
        Self {
            provided_change: departments.map(|(before, after)| after - before).collect(),
            network: steepest(&earlier, &after),
            before: earlier,
            after,
            same_structure,
            is_one_state: false,
            is_settled,
            movement,
            read_parts,
            cut: Vec::new(),
        }
    }

    /// A state compared with itself: secants are slopes then.
    pub(crate) fn at(assessment: &Assessment) -> Self {
        let side = StateView::of(assessment);
        Self {
            network: assessment.network().clone(),
            provided_change: vec![0.0; assessment.network().department_count()],
            read_parts: side.overrides.readings().map(|(party, _)| (party, 0.0)).collect(),
            before: side.clone(),
            after: side,
            same_structure: true,
            is_one_state: true,
            is_settled: assessment.status() == Status::Converged,
            movement: Movement::AnyWay,
            cut: Vec::new(),
        }
    }

    /// By how much more what a party was read to deliver departs from its equation than before;
    /// `None` where it was not read.
    pub(crate) fn read_part(&self, party: PartyIx) -> Option<f64> {
        let found = self.read_parts.binary_search_by_key(&party, |&(party, _)| party);
        found.ok().map(|index| self.read_parts[index].1)
    }

    /// Whether a party was read, in one of the states or both.
    pub(crate) fn is_read(&self, party: PartyIx) -> bool {
        self.read_part(party).is_some()
    }

    /// Whether any of these was read.
    pub(crate) fn is_any_read(&self, parties: &IndexRange<PartyIx>) -> bool {
        self.read_parts.iter().any(|(party, _)| parties.contains(party))
    }

    /// Takes those of a cycle who were read by their readings alone, whatever they receive inside.
    pub(crate) fn cut(&mut self, cycle: IndexRange<PartyIx>) {
        self.cut.push(cycle);
    }

    /// The cycle that a party is cut from, if it is.
    pub(crate) fn cut_from(&self, party: PartyIx) -> Option<&IndexRange<PartyIx>> {
        self.cut.iter().find(|cycle| cycle.contains(&party))
    }

    /// The change of a party's quality.
    pub(crate) fn change(&self, party: PartyIx) -> f64 {
        let department = self.provided_change.get(party.index()).copied();
        department.unwrap_or_else(|| self.after.quality()[party] - self.before.quality()[party])
    }

    /// A service's own values before and after, given its detail.
    ///
    /// One that is stopped in one of the states keeps the condition it has in the other, since
    /// nothing of it is received there: stopping is one change, not two.
    pub(crate) fn services(
        &self,
        entry: EdgeIx,
        detail: Option<&EdgeDetail>,
    ) -> (ServiceValues, ServiceValues) {
        paired(self.before.service_with(entry, detail), self.after.service_with(entry, detail))
    }

    /// Whether the services of any of these parties may have other values than the network's own.
    pub(crate) fn touches(&self, parties: &IndexRange<PartyIx>) -> bool {
        let touches = |side: &StateView| {
            let Overrides { touched, reweighted, .. } = &side.overrides;
            [touched, reweighted].into_iter().any(|touched| {
                let next = touched.partition_point(|&party| party < parties.start);
                touched.get(next).is_some_and(|&party| party < parties.end)
            })
        };
        !self.same_structure || touches(&self.before) || touches(&self.after)
    }

    /// Whether a party's services may have other values than the network's own.
    pub(crate) fn is_touched(&self, party: PartyIx) -> bool {
        self.touches(&IndexRange::one(party))
    }
}

/// One service in two states, its condition the same where only one of them has any.
fn paired(mut before: ServiceValues, mut after: ServiceValues) -> (ServiceValues, ServiceValues) {
    if after.running < before.running {
        after.condition = before.condition;
    } else if before.running < after.running {
        before.condition = after.condition;
    }
    (before, after)
}

/// The network of the later state; where the two differ in dependences, with the larger of both,
/// so that what bounds its slopes bounds all between the states.
fn steepest(before: &StateView, after: &StateView) -> Network {
    let mut network = after.network.clone();
    let [former, later] = [before, after].map(|side| side.overrides.dependences());
    if network.is(&before.network) && !former.clone().eq(later.clone()) {
        let larger = former
            .chain(later)
            .map(|(slot, _)| (slot, Some(before.dependence(slot).max(after.dependence(slot)))));
        network.set_dependences(larger);
    }
    network
}

/// Of parties that were read in one of two states by how much more their readings depart from their
/// equations in the later.
fn read_parts(before: &StateView, after: &StateView) -> Vec<(PartyIx, f64)> {
    let sides = [before, after];
    let read = sides.map(|side| side.overrides.readings().map(|(party, _)| party));
    let mut read: Vec<PartyIx> = read.into_iter().flatten().collect();
    read.sort_unstable();
    read.dedup();
    let mut scratch = Scratch::default();
    let mut part = |party: PartyIx| {
        let [before, after] = sides.map(|side| side.read_part(party, &mut scratch));
        let part = after - before;
        (party, if part.abs() <= READ_ROUNDING { 0.0 } else { part })
    };
    read.into_iter().map(&mut part).collect()
}

/// Which way everything moves that two scenarios on one network set.
fn movement(layout: &Layout, before: &StateView, after: &StateView) -> Movement {
    let (mut falls, mut rises) = (true, true);
    let mut take = |before: f64, after: f64| {
        falls &= after <= before;
        rises &= after >= before;
    };
    for Overrides { values, services, .. } in [&before.overrides, &after.overrides] {
        for &(of, _) in values {
            if let Parameter::Delivered(_) = of {
                // Its own part may be either.
                return Movement::AnyWay;
            }
            let [before, after] = [before, after].map(|side| side.value(layout, of));
            if of.is_worse_with_more() {
                take(after, before);
            } else {
                take(before, after);
            }
            if matches!(of, Parameter::Dependence(slot) if layout.fall_voids(slot)) {
                // It may be either.
                take(before, after);
            }
        }
        for &(entry, _) in services {
            let [before, after] = [before, after].map(|side| side.service(layout, entry));
            let (before, after) = paired(before, after);
            take(before.condition, after.condition);
            take(before.running, after.running);
            if layout.demand().is_some() && layout.stands_by(entry) {
                // It asks for work as well.
                take(after.running, before.running);
            }
        }
    }
    if falls || rises { Movement::OneWay } else { Movement::AnyWay }
}
