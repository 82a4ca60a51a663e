//! Two states on one network: what every equation saw before and after.

use crate::network::{Layout, Network, Overrides, Received, RowDetail};
use crate::quality::{Assessment, Impact, Status};

/// A change, as the later network's equations see it.
///
/// Where the two assessments come from different organisations, the earlier state is mapped by id:
/// qualities, capabilities and conditions of what both have. What only the later one has counts as
/// unchanged, and whatever its equations then do not explain is the change of structure.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) network: Network,
    pub(crate) before: Side,
    pub(crate) after: Side,
    /// The change of every department's quality, by dense number.
    pub(crate) provided_change: Vec<f64>,
    /// Whether both sides were solved on this very network.
    same_structure: bool,
    /// Whether both sides satisfy this network's equations, so that nothing is left unexplained.
    pub(crate) is_settled: bool,
}

/// One of the two states.
#[derive(Debug, Clone)]
pub(crate) struct Side {
    quality: Qualities,
    /// Of departments, by dense number.
    pub(crate) capability: Vec<f64>,
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
pub(crate) struct ServiceState {
    pub(crate) condition: f64,
    /// 1, or 0 for a stopped service.
    pub(crate) availability: f64,
}

impl Side {
    /// The state that was solved.
    pub(crate) fn of(assessment: &Assessment) -> Self {
        let layout = assessment.network().layout();
        let overrides = assessment.overrides().clone();
        let mut capability = layout.capability.clone();
        for &(department, value) in &overrides.capabilities {
            capability[department as usize] = value;
        }
        Self { quality: Qualities::Solved(assessment.clone()), capability, overrides }
    }

    /// An earlier state as a later network sees it.
    fn mapped(before: &Assessment, after: &Assessment) -> Self {
        let (old, new) = (before.network().layout(), after.network().layout());
        let earlier = Self::of(before);
        let mut mapped = Self::of(after);
        let mut quality = after.dense_qualities().to_vec();
        for (party, quality) in quality.iter_mut().enumerate() {
            let id = new.names.party_id(new.stated_of[party] as usize);
            let Some(stated) = old.names.find_party(id.as_str()) else { continue };
            let counterpart = old.dense_of[stated] as usize;
            if (counterpart < old.department_count) != (party < new.department_count) {
                continue;
            }
            *quality = before.dense_qualities()[counterpart];
            if party < new.department_count {
                mapped.capability[party] = earlier.capability[counterpart];
            }
        }
        mapped.quality = Qualities::Mapped(quality);
        mapped.overrides.services.clear();
        for entry in 0..new.service.len() {
            let id = new.names.service_id(new.service[entry] as usize);
            let Some(stated) = old.names.find_service(id.as_str()) else { continue };
            let state = earlier.service(old, old.row_of_service(stated) as usize);
            let received = if state.availability > 0.0 {
                Received::Condition(state.condition)
            } else {
                Received::Stopped
            };
            mapped.overrides.services.push((crate::grouped::dense(entry), received));
        }
        mapped
    }

    /// By dense number.
    pub(crate) fn quality(&self) -> &[f64] {
        match &self.quality {
            Qualities::Solved(assessment) => assessment.dense_qualities(),
            Qualities::Mapped(quality) => quality,
        }
    }

    /// A service's own values.
    pub(crate) fn service(&self, layout: &Layout, entry: usize) -> ServiceState {
        self.service_with(entry, layout.row_detail(entry))
    }

    /// A service's own values, given its detail.
    pub(crate) fn service_with(&self, entry: usize, detail: Option<&RowDetail>) -> ServiceState {
        let stated = detail.map_or(1.0, |detail| detail.condition);
        match self.overrides.of_row(entry) {
            Some(Received::Stopped) => ServiceState { condition: stated, availability: 0.0 },
            Some(Received::Condition(condition)) => ServiceState { condition, availability: 1.0 },
            None => ServiceState { condition: stated, availability: 1.0 },
        }
    }

    /// The capability of a party; 1 for an external customer.
    pub(crate) fn own(&self, party: usize) -> f64 {
        self.capability.get(party).copied().unwrap_or(1.0)
    }
}

impl Comparison {
    pub(crate) fn new(impact: &Impact) -> Self {
        let (before, after) = (impact.before(), impact.after());
        let same_structure = before.network().is(after.network());
        let earlier = if same_structure { Side::of(before) } else { Side::mapped(before, after) };
        let is_settled = same_structure && impact.status() == Status::Converged;
        Self::between(after.network(), earlier, Side::of(after), same_structure, is_settled)
    }

    /// A state compared with itself: multipliers are slopes then.
    pub(crate) fn at(assessment: &Assessment) -> Self {
        let side = Side::of(assessment);
        let is_settled = assessment.status() == Status::Converged;
        Self::between(assessment.network(), side.clone(), side, true, is_settled)
    }

    fn between(
        network: &Network,
        before: Side,
        after: Side,
        same_structure: bool,
        is_settled: bool,
    ) -> Self {
        let departments = before.quality().iter().zip(after.quality());
        let changes = departments.map(|(before, after)| after - before);
        Self {
            provided_change: changes.take(network.department_count()).collect(),
            network: network.clone(),
            before,
            after,
            same_structure,
            is_settled,
        }
    }

    /// The change of a party's quality.
    pub(crate) fn change(&self, party: usize) -> f64 {
        self.after.quality()[party] - self.before.quality()[party]
    }

    /// Whether any party's services may have other values than the network's own.
    pub(crate) fn touches_any(&self) -> bool {
        let touches = |side: &Side| !side.overrides.touched.is_empty();
        !self.same_structure || touches(&self.before) || touches(&self.after)
    }

    /// Whether a party's services may have other values than the network's own.
    pub(crate) fn is_touched(&self, party: usize) -> bool {
        let touches = |side: &Side| {
            let touched = &side.overrides.touched;
            !touched.is_empty() && touched.binary_search(&crate::grouped::dense(party)).is_ok()
        };
        !self.same_structure || touches(&self.before) || touches(&self.after)
    }
}
