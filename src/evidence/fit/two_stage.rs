//! Two stages: a partner within a cycle is replaced by what comes into it from outside.
//!
//! Two parties that serve each other in the same period move each other, so that the noise of one is
//! in the readings of the other, and a fit of either takes it for dependence; more readings do not
//! help. What comes in from outside the cycle is free of that noise: the partner's quality is
//! regressed on it, and the fitted values stand for it.
//!
//! # References
//!
//! R. Basmann, *A generalized classical method of linear estimation of coefficients in a structural
//! equation*, Econometrica 25 (1957) 77-83; J. Stock, J. Wright and M. Yogo, *A survey of weak
//! instruments*, J. Bus. Econ. Stat. 20 (2002) 518-529, for the limit of ten.

use super::least_squares::regress;
use crate::numerics::series::real;

/// Instruments below this F say too little of the partner.
pub(crate) const LEAST_F: f64 = 10.0;

/// What comes in from outside says of a partner.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FirstStage {
    /// The partner's quality, row after row, as far as it comes from outside.
    pub(crate) fitted: Vec<f64>,
    /// F of the instruments that do not serve the consumer itself.
    pub(crate) f: f64,
}

/// Regresses a partner on what serves the consumer from outside (`own`) and on what serves the
/// other parties of the cycle alone (`excluded`), each a series; `None` where these do not tell
/// anything.
pub(crate) fn first_stage(
    partner: &[f64],
    own: &[&[f64]],
    excluded: &[&[f64]],
) -> Option<FirstStage> {
    let all: Vec<&[f64]> = own.iter().chain(excluded).copied().collect();
    let (rows, columns) = (partner.len(), all.len() + 1);
    if excluded.is_empty() || rows <= columns {
        return None;
    }
    let full = regress(partner, &all, 0.0)?;
    let restricted = regress(partner, own, 0.0)?;
    let explained = (restricted.squares - full.squares).max(0.0) / real(excluded.len());
    let left = full.squares / real(rows - columns);
    let f = if left > 0.0 { explained / left } else { f64::INFINITY };
    let fitted = (0..rows).map(|row| full.at(all.iter().map(|column| column[row]))).collect();
    Some(FirstStage { fitted, f })
}
