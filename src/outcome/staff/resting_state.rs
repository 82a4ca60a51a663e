//! `RestingState`: how people are treated in the best or the worst state of an assessment.

use crate::quality::{Assessment, EquationContext};

/// The best or the worst state of an assessment.
#[derive(Clone, Copy)]
pub(crate) struct RestingState<'a> {
    pub(crate) assessment: &'a Assessment,
    pub(crate) is_low: bool,
}

impl RestingState<'_> {
    pub(crate) fn quality(self, id: &str) -> f64 {
        let best = || self.assessment.quality(id);
        let quality = if self.is_low { self.assessment.lower(id).or_else(best) } else { best() };
        quality.map_or(1.0, crate::unit::Quality::get)
    }

    /// How satisfied people are, σ.
    pub(crate) fn satisfaction(self, id: &str) -> f64 {
        let Self { assessment, is_low } = self;
        let best = || assessment.workload(id);
        let workload = if is_low { assessment.lower_workload(id).or_else(best) } else { best() };
        let Some(workload) = workload else { return 1.0 };
        let layout = assessment.network().layout();
        let workforce = layout.find(id).and_then(|party| layout.workforce_of(party));
        let internal = workload.satisfaction.get();
        let utilisation = workload.line.map_or(0.0, |line| line.utilisation);
        workforce.map_or(internal, |it| it.endurance.satisfaction(internal, utilisation))
    }

    /// What is received of those who hire; 1 where nobody is named.
    pub(crate) fn hiring(self, id: &str, through: Option<&str>) -> f64 {
        let Self { assessment, is_low } = self;
        let layout = assessment.network().layout();
        let entry = through.and_then(|service| layout.find_service(service));
        let (Some(entry), Some(party)) = (entry, layout.find(id)) else { return 1.0 };
        let overrides = assessment.overrides();
        let context = EquationContext { layout, capability: &[], overrides };
        let best = assessment.dense_qualities();
        let quality = if is_low { assessment.dense_lower().unwrap_or(best) } else { best };
        context.received_by(party, entry, quality)
    }
}
