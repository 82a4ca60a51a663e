//! Held readings as what explains them: of an observed department its own trouble alone.
//!
//! Monitors on every level read one trouble many times. Without one of these readings the others
//! still hold customers down, so that nothing would seem avoidable; without the trouble of the
//! department where it began they all recover.

use indexmap::IndexMap;

use super::event::{DenseQuantity, DenseSubject};
use crate::network::Network;
use crate::organisation::{Invalid, Scenario};
use crate::quality::{InferOptions, SolveOptions};

/// What was read last of everything that may differ from the normal state.
pub(super) type HeldReadings = IndexMap<DenseSubject, (DenseQuantity, f64)>;

/// What a reading is by itself: the quantity that was read, and what stands for it.
pub(super) type Explained = (DenseQuantity, Option<(DenseQuantity, f64)>);

/// Puts in place of what departments were observed to deliver the capabilities that explain it, or
/// nothing where what they receive does; a reading that no capability explains stays. What a customer
/// was observed to receive explains nothing.
pub(super) fn explained(
    network: &Network,
    held: &HeldReadings,
    solve: &SolveOptions,
) -> Result<Vec<Explained>, Invalid> {
    let observed = held.values().any(|(of, _)| matches!(of, DenseQuantity::Delivered(_)));
    if !observed {
        return Ok(held.values().map(|&reading| (reading.0, Some(reading))).collect());
    }
    let layout = network.layout();
    let state = |scenario: Scenario, &(of, quality): &(DenseQuantity, f64)| match of {
        DenseQuantity::Delivered(it) => scenario.observed(layout.party_id(it).as_str(), quality),
        DenseQuantity::Capability(it) => scenario.capability(layout.party_id(it).as_str(), quality),
        DenseQuantity::Condition(it) => {
            let service = layout.service_id(it);
            scenario.start_service(service.as_str()).condition(service.as_str(), quality)
        }
    };
    let scenario = held.values().fold(Scenario::new(""), state);
    let inference = network.infer_with(&scenario, &InferOptions::default().solve(solve.clone()))?;
    let stands_for = |&reading: &(DenseQuantity, f64)| {
        let DenseQuantity::Delivered(party) = reading.0 else { return Some(reading) };
        let department = layout.department(party)?;
        let read = inference.reading(layout.party_id(party).as_str())?;
        if read.is_pinned() {
            return Some(reading);
        }
        read.capability().map(|it| (DenseQuantity::Capability(department), it.get()))
    };
    Ok(held.values().map(|reading| (reading.0, stands_for(reading))).collect())
}
