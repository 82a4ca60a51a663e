//! What a batch keeps of one scenario.

use std::sync::Arc;

use indexmap::IndexMap;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::id::PartyId;
use crate::quality::assessment::NotConverged;
use crate::quality::proof::Proof;
use crate::quality::status::Status;
use crate::unit::Quality;

/// What a [`Batch`](crate::Batch) keeps of one scenario.
///
/// Serialises with `scenario`, `status`, `iterations`, `residual`, `quality` by party, and `mean`,
/// `worst`, `below` and `proof`, which are `null` where they were not asked for.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct BatchOutcome {
    pub(super) scenario: String,
    /// Shared by all outcomes of a batch.
    pub(super) parties: Arc<[PartyId]>,
    pub(super) qualities: Vec<Quality>,
    pub(super) mean: Option<Quality>,
    pub(super) worst: Option<WorstServed>,
    pub(super) below: Option<Below>,
    pub(super) proof: Option<Proof>,
    pub(super) status: Status,
    pub(super) iterations: u32,
    pub(super) residual: f64,
}

/// The external customer that is served worst.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WorstServed {
    /// Who it is; of several that are served equally badly, the first stated.
    pub customer: PartyId,
    /// The quality it experiences.
    pub quality: Quality,
}

/// External customers that experience less than a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Below {
    /// The threshold, 0..=1.
    pub threshold: Quality,
    /// How many external customers, of whatever population.
    pub customers: usize,
    /// How many people or organisations they stand for.
    pub population: f64,
}

impl BatchOutcome {
    /// Returns the scenario's name.
    pub fn scenario(&self) -> &str {
        &self.scenario
    }

    /// Returns the quality of a party; `None` for one that the batch was not asked for.
    pub fn quality(&self, id: impl AsRef<str>) -> Option<Quality> {
        let id = id.as_ref();
        self.qualities().find_map(|(party, quality)| (*party == id).then_some(quality))
    }

    /// Returns the parties the batch was asked for with their qualities, in that order.
    pub fn qualities(
        &self,
    ) -> impl DoubleEndedIterator<Item = (&PartyId, Quality)> + ExactSizeIterator {
        self.parties.iter().zip(self.qualities.iter().copied())
    }

    /// Returns the mean quality of external customers, weighted by population; `None` where it was
    /// not asked for, or where the populations sum to 0.
    pub const fn mean(&self) -> Option<Quality> {
        self.mean
    }

    /// Returns the external customer that is served worst; `None` where it was not asked for, or
    /// where there is no customer.
    pub const fn worst(&self) -> Option<&WorstServed> {
        self.worst.as_ref()
    }

    /// Returns who is below the threshold; `None` where none was given.
    pub const fn below(&self) -> Option<Below> {
        self.below
    }

    /// Returns what proves the state; `None` where it was not asked for.
    pub const fn proof(&self) -> Option<Proof> {
        self.proof
    }

    /// Whether every component settled.
    pub const fn status(&self) -> Status {
        self.status
    }

    /// Returns itself if it converged.
    ///
    /// # Errors
    ///
    /// [`NotConverged`] with iterations and residual.
    pub fn converged(&self) -> Result<&Self, NotConverged> {
        NotConverged::unless(self.status, self.iterations, self.residual).map(|()| self)
    }

    /// Returns the most sweeps any component took: 1 without cycles, 0 without parties.
    pub const fn iterations(&self) -> u32 {
        self.iterations
    }

    /// Returns the largest step of any component's last sweep; 0 without cycles.
    pub const fn residual(&self) -> f64 {
        self.residual
    }
}

impl Serialize for BatchOutcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut outcome = serializer.serialize_struct("BatchOutcome", 9)?;
        outcome.serialize_field("scenario", &self.scenario)?;
        outcome.serialize_field("status", &self.status)?;
        outcome.serialize_field("iterations", &self.iterations)?;
        outcome.serialize_field("residual", &self.residual)?;
        outcome.serialize_field("quality", &self.qualities().collect::<IndexMap<_, _>>())?;
        outcome.serialize_field("mean", &self.mean)?;
        outcome.serialize_field("worst", &self.worst)?;
        outcome.serialize_field("below", &self.below)?;
        outcome.serialize_field("proof", &self.proof)?;
        outcome.end()
    }
}
