//! What of a reading is the party's own.

use crate::network::PartyIx;
use crate::quality::assessment::Assessment;
use crate::quality::engine::equation::{EquationContext, Scratch};

/// A reading that an equation misses by less is what that gives.
const READ_EXACTLY: f64 = 1e-12;

/// A reading against the equation of its party.
#[derive(Debug, Clone, Copy)]
pub(super) struct OwnReading {
    pub(super) party: PartyIx,
    pub(super) reading: f64,
    /// What its equation gives, by its capability and what it receives.
    pub(super) expected: f64,
    /// The largest capability up to the one it has that delivers no more than the reading; of a
    /// department.
    pub(super) capability: Option<f64>,
    /// Whether no capability delivers the reading.
    pub(super) is_unexplained: bool,
}

/// The equation of every party that was read against its reading, in dense order.
pub(super) fn of(assessment: &Assessment) -> Vec<OwnReading> {
    let layout = assessment.network().layout();
    let capability = assessment.capabilities(assessment.load());
    let overrides = assessment.overrides();
    let context = EquationContext { layout, capability: &capability, overrides };
    let quality = assessment.dense_qualities();
    let mut scratch = Scratch::default();
    let mut read = |(party, reading): (PartyIx, f64)| {
        let provided = |provider: PartyIx| quality[provider];
        let expected = context.explained_from(party, &provided, &mut scratch);
        if !layout.is_department(party) {
            let capability = None;
            return OwnReading { party, reading, expected, capability, is_unexplained: false };
        }
        let stated = context.own(party);
        let own = context.largest_own(party, reading, quality, &mut scratch);
        let mut set = capability.clone();
        set[party] = own;
        let context = EquationContext { capability: &set, ..context };
        let delivered = context.explained_from(party, &provided, &mut scratch);
        OwnReading {
            party,
            reading,
            expected,
            capability: (own < stated).then_some(own),
            is_unexplained: (delivered - reading).abs() > READ_EXACTLY,
        }
    };
    overrides.readings().map(&mut read).collect()
}
