//! Where the coefficients behind an answer come from.

use serde::Serialize;

use super::parameters::{CoefficientKind, StatedCustomers};
use crate::organisation::{Coefficient, Origin};

/// How many coefficients an answer rests on, by where they come from.
///
/// Coefficients that are stated otherwise than neutral count; revenue and margin, which an
/// organisation knows of itself, do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct CoefficientCounts {
    /// Counted, shrunk or fitted.
    pub measured: usize,
    /// Said by people.
    pub judged: usize,
    /// Found by others.
    pub published: usize,
    /// Assumed.
    pub assumed: usize,
}

impl CoefficientCounts {
    /// Adds the coefficients of a group.
    pub(in crate::outcome) fn add(&mut self, stated: &StatedCustomers) {
        for kind in CoefficientKind::ALL {
            let Some(coefficient) = stated.coefficient(kind) else { continue };
            let neutral = match kind {
                CoefficientKind::Revenue | CoefficientKind::Margin => continue,
                CoefficientKind::Retention
                | CoefficientKind::DepartureRatio
                | CoefficientKind::BadNews => Some(1.0),
                CoefficientKind::WonPerYear
                | CoefficientKind::ExpectationDays
                | CoefficientKind::Market => None,
                _ => Some(0.0),
            };
            let is_neutral = neutral.map(f64::to_bits) == Some(coefficient.value.to_bits());
            if is_neutral && coefficient.range.is_none() {
                continue;
            }
            self.count(coefficient);
        }
    }

    /// Adds a coefficient.
    pub(in crate::outcome) fn count(&mut self, coefficient: Coefficient) {
        match coefficient.origin() {
            Origin::Measured | Origin::Shrunk | Origin::Fitted => self.measured += 1,
            Origin::Judged => self.judged += 1,
            Origin::Published => self.published += 1,
            Origin::Assumed => self.assumed += 1,
        }
    }

    /// How many there are.
    pub fn total(self) -> usize {
        self.measured + self.judged + self.published + self.assumed
    }
}
