//! What needs of one class learn from each other, from periods before all that are held out.

use std::ops::Range;

use super::options::CalibrationOptions;
use crate::evidence::fit::{
    ClassBy, EquationScratch, FitError, PartyRows, Prior, Priors, ReadingTable, class_priors,
    stated_priors,
};
use crate::organisation::Organisation;

/// Rows of a party, and which of them are held out.
pub(crate) struct HeldRows {
    pub(crate) rows: PartyRows,
    pub(crate) blocks: Vec<Range<usize>>,
}

/// What is believed of the needs of each party. Classes are pooled once, over the periods before the
/// first that is held out of any party, so that nobody learns from a later one.
pub(crate) fn priors_of(
    held: &[HeldRows],
    (organisation, table, priors): (&Organisation, &ReadingTable, &Priors),
    options: &CalibrationOptions,
    scratch: &mut EquationScratch,
) -> Result<Vec<Vec<Option<Prior>>>, FitError> {
    let mut of_parties: Vec<Vec<Option<Prior>>> =
        held.iter().map(|held| stated_priors(&held.rows, priors)).collect();
    let first = |held: &HeldRows| held.blocks.first().map(|block| held.rows.periods[block.start]);
    let Some(first) = held.iter().filter_map(first).min() else { return Ok(of_parties) };
    if options.fit.class_by == ClassBy::Nothing {
        return Ok(of_parties);
    }
    let before = |held: &HeldRows| {
        let count = held.rows.periods.partition_point(|period| *period < first);
        held.rows.first_rows(count)
    };
    let known: Vec<usize> =
        (0..held.len()).filter(|&at| before(&held[at]).row_count() > 0).collect();
    let rows = known.iter().map(|&at| (before(&held[at]), of_parties[at].clone())).collect();
    let inputs = (organisation, table, priors);
    let pooled = class_priors(rows, inputs, &options.fit, scratch)?;
    for (at, prior) in known.into_iter().zip(pooled) {
        of_parties[at] = prior;
    }
    Ok(of_parties)
}
