//! How far a loss of money can be off: at the ends of the ranges of coefficients.

use serde::Serialize;

use super::error::OutcomeError;
use super::parameters::{CoefficientKind, CustomerParameters, StatedCustomers};

/// Between which numbers a figure lies for all coefficients within their ranges.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Band {
    /// The least.
    pub low: f64,
    /// The most.
    pub high: f64,
    /// Where it was looked for.
    pub method: BandMethod,
}

/// Where the ends of a band were looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BandMethod {
    /// Nowhere: no coefficient has a range.
    None,
    /// At all lower and at all upper ends: the loss rises in each of them, so that these are exact.
    Ends,
    /// At every corner of the ranges: the largest and smallest of these.
    Corners,
    /// At corners of the first ranges alone: there are too many.
    SomeCorners,
}

/// Up to so many ranges every corner is tried.
const MOST_RANGES: usize = 8;

impl Band {
    /// A figure without a range.
    pub(super) const fn exact(value: f64) -> Self {
        Self { low: value, high: value, method: BandMethod::None }
    }

    /// Of the sum of two figures whose coefficients are different ones.
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            low: self.low + other.low,
            high: self.high + other.high,
            method: self.method.max(other.method),
        }
    }

    /// Whether any coefficient has a range.
    pub fn is_known(self) -> bool {
        self.method != BandMethod::None
    }
}

/// The coefficients of a group that have a range wider than nothing.
pub(super) fn ranged(stated: &StatedCustomers) -> Vec<CoefficientKind> {
    let has_range = |kind: &CoefficientKind| {
        stated.coefficient(*kind).is_some_and(|coefficient| coefficient.low() < coefficient.high())
    };
    CoefficientKind::ALL.into_iter().filter(has_range).collect()
}

/// Whether a loss never falls in a coefficient while quality is never above today's.
fn raises_loss(kind: CoefficientKind) -> bool {
    matches!(
        kind,
        CoefficientKind::Revenue
            | CoefficientKind::SpendingLoss
            | CoefficientKind::DepartureRatio
            | CoefficientKind::BadNews
            | CoefficientKind::Elasticity
    )
}

/// The coefficients with some at an end of their ranges: bit `k` of `high` says which end the `k`-th
/// of `kinds` is at.
fn at_corner(
    stated: &StatedCustomers,
    kinds: &[CoefficientKind],
    high: usize,
) -> CustomerParameters {
    stated.at(|kind, coefficient| match kinds.iter().position(|other| *other == kind) {
        None => coefficient.value,
        Some(place) if high >> place & 1 == 1 => coefficient.high(),
        Some(_) => coefficient.low(),
    })
}

/// The bands of losses, which are `values` with all coefficients at their values.
///
/// `is_lower` says that satisfaction is never above today's.
pub(super) fn bands<const N: usize>(
    stated: &StatedCustomers,
    values: [f64; N],
    is_lower: bool,
    mut losses: impl FnMut(CustomerParameters) -> Result<[f64; N], OutcomeError>,
) -> Result<[Band; N], OutcomeError> {
    let mut kinds = ranged(stated);
    if kinds.is_empty() {
        return Ok(values.map(Band::exact));
    }
    let (corners, method) = if is_lower && kinds.iter().all(|&kind| raises_loss(kind)) {
        (vec![0, usize::MAX], BandMethod::Ends)
    } else if kinds.len() <= MOST_RANGES {
        ((0..1_usize << kinds.len()).collect::<Vec<_>>(), BandMethod::Corners)
    } else {
        kinds.truncate(MOST_RANGES);
        ((0..1 << MOST_RANGES).collect(), BandMethod::SomeCorners)
    };
    let mut bands = values.map(|value| Band { method, ..Band::exact(value) });
    for corner in corners {
        let found = losses(at_corner(stated, &kinds, corner))?;
        for (band, found) in bands.iter_mut().zip(found) {
            band.low = band.low.min(found);
            band.high = band.high.max(found);
        }
    }
    Ok(bands)
}

/// By how much one coefficient alone moves a loss from one end of its range to the other.
pub(super) fn width(
    stated: &StatedCustomers,
    kind: CoefficientKind,
    mut loss: impl FnMut(CustomerParameters) -> Result<f64, OutcomeError>,
) -> Result<f64, OutcomeError> {
    let low = loss(at_corner(stated, &[kind], 0))?;
    let high = loss(at_corner(stated, &[kind], 1))?;
    Ok((high - low).abs())
}
