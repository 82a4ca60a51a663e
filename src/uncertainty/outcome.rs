//! What draws say.

use serde::Serialize;

use super::distribution::Distribution;
use super::error::DrawsError;
use super::input::Quantity;
use super::spread::DrawSpread;
use super::variance::{VarianceShare, VarianceShares};
use crate::id::PartyId;
use crate::quality::Status;

/// How qualities spread where numbers are known as distributions.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
#[must_use]
pub struct DrawsOutcome {
    /// The scenario on top, if any.
    pub scenario: Option<String>,
    /// Where random numbers started.
    pub seed: u64,
    /// How many draws were asked for.
    pub asked: usize,
    /// How many of them, from the first on, are counted: all, unless it was [broken
    /// off](crate::OnProgress).
    pub draws: usize,
    /// The worst status of all solves.
    pub status: Status,
    /// How many draws did not converge, those for shares of the variance among them.
    pub not_converged: usize,
    /// Whether every cycle of every draw is proved to have one solution. Where not, draws are
    /// [consistent](crate::Proof::Verified) at most: a better state may be, too.
    ///
    /// It is proved once, at the largest dependences drawn, which lower ones do not void; for
    /// each draw by itself where one under `fdna` is drawn, or load depends on quality.
    pub is_certified: bool,
    /// What was drawn, in the order stated.
    pub inputs: Vec<DrawnInput>,
    /// How the objective spreads; `None` without any draw.
    pub objective: Option<DrawnQuality>,
    /// How the quality of each party asked for spreads, in that order; none without any draw.
    pub parties: Vec<DrawnQuality>,
    /// Who carries the variance of the objective; `None` where it was not asked for, or broken off
    /// before.
    pub shares: Option<VarianceShares>,
    /// Who carries the variance of what the objective changes by; `None` without a scenario as well.
    pub change_shares: Option<VarianceShares>,
}

/// A number that was drawn.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DrawnInput {
    /// Which kind of number.
    pub quantity: Quantity,
    /// Of which department, service, need (`consumer/need`) or external customer.
    pub id: String,
    /// What it was drawn from.
    pub distribution: Distribution,
    /// The group that it was drawn together with; `None` for one drawn by itself.
    pub group: Option<String>,
    /// The largest value drawn.
    pub largest: f64,
}

/// Whose quality spreads.
///
/// Serialises as the member `id` of a party, as the member `name` of an objective.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum DrawnSubject {
    /// A party, by its id.
    #[serde(rename = "id")]
    Party(PartyId),
    /// An objective, by what it is called.
    #[serde(rename = "name")]
    Objective(String),
}

impl DrawnSubject {
    /// Returns the party's id, or what the objective is called.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Party(id) => id.as_str(),
            Self::Objective(name) => name,
        }
    }
}

/// How the quality of a party, or of an objective, spreads.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DrawnQuality {
    /// Whose quality it is.
    #[serde(flatten)]
    pub of: DrawnSubject,
    /// The quality with every number as stated, 0..=1.
    pub as_stated: f64,
    /// How the quality spreads, with the scenario on top where there is one.
    pub quality: DrawSpread,
    /// How what the scenario changes spreads, draw by draw; `None` without one.
    pub change: Option<DrawSpread>,
}

impl DrawsOutcome {
    /// Returns the share of an input that is drawn by itself in the variance of the objective.
    ///
    /// # Errors
    ///
    /// [`DrawsError::InGroup`] for one drawn together with others, which have one share;
    /// [`DrawsError::NotDrawn`] for one that does not vary; [`DrawsError::NoShares`] where shares
    /// were not asked for.
    pub fn share(
        &self,
        quantity: Quantity,
        id: impl AsRef<str>,
    ) -> Result<&VarianceShare, DrawsError> {
        let id = id.as_ref();
        let shares = self.shares.as_ref().ok_or(DrawsError::NoShares)?;
        let not_drawn = || DrawsError::NotDrawn { quantity, id: id.to_owned() };
        let is_asked = |input: &&DrawnInput| input.quantity == quantity && input.id == id;
        let input = self.inputs.iter().find(is_asked).ok_or_else(not_drawn)?;
        if let Some(group) = &input.group {
            let (id, group) = (id.to_owned(), group.clone());
            return Err(DrawsError::InGroup { quantity, id, group });
        }
        let name = format!("{quantity} of `{id}`");
        shares.shares.iter().find(|share| share.name == name).ok_or_else(not_drawn)
    }
}
