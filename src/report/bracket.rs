//! What is known where nobody has measured the order at which losses meet, as one document.

use indexmap::IndexMap;
use serde::Serialize;

use super::AssessmentDocument;
use crate::explain::{Bracket, PartyBounds};
use crate::id::PartyId;
use crate::unit::Quality;

/// The quality of every customer listed with the order at either end, and who keeps their rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BracketDocument {
    /// Where the worst input decides.
    pub weakest: IndexMap<PartyId, Quality>,
    /// Where losses add.
    pub additive: IndexMap<PartyId, Quality>,
    /// Who keeps the rule they state.
    pub kept: Vec<PartyId>,
    /// For how many parties the order is varied.
    #[serde(skip)]
    pub varied: usize,
}

impl BracketDocument {
    /// Of the customers that a document lists, in its order.
    ///
    /// # Complexity
    ///
    /// Time and memory linear in parties.
    pub fn new(document: &AssessmentDocument, bracket: &Bracket) -> Self {
        let bounds: IndexMap<PartyId, PartyBounds> =
            bracket.customers().map(|bounds| (bounds.id.clone(), bounds)).collect();
        let listed = || document.impact.iter().filter_map(|line| bounds.get(&line.customer));
        Self {
            weakest: listed().map(|bounds| (bounds.id.clone(), bounds.upper)).collect(),
            additive: listed().map(|bounds| (bounds.id.clone(), bounds.lower)).collect(),
            kept: bracket.kept().to_vec(),
            varied: bracket.varied(),
        }
    }
}
