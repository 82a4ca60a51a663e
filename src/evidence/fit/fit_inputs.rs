//! `FitInputs`: what all parties of an organisation are fitted to.

use std::collections::BTreeMap;

use super::prior::Priors;
use super::readings::ReadingTable;
use crate::organisation::Organisation;

/// What all parties of an organisation are fitted to.
#[derive(Clone, Copy)]
pub(super) struct FitInputs<'a> {
    pub(super) organisation: &'a Organisation,
    pub(super) table: &'a ReadingTable,
    pub(super) priors: &'a Priors,
    /// Which episodes are of each consumer, by its number.
    pub(super) episodes: &'a BTreeMap<usize, Vec<usize>>,
}
