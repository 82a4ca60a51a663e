//! Where a loop leads.

use serde::Serialize;

/// Where a loop leads, told from its last years.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[non_exhaustive]
pub enum LoopEnding {
    /// Revenue stays: it changes by less than 0.1 % a year.
    Steady,
    /// Revenue still grows.
    Growing {
        /// By how much a year, as a share.
        per_year: f64,
    },
    /// Revenue still falls.
    Declining {
        /// By how much a year, as a share.
        per_year: f64,
    },
    /// The organisation has tipped into a worse state than the people and customers it has would
    /// allow, or a department has lost its people, and it stays so for a year or more.
    Collapsed,
    /// The loop was broken off before its end.
    BrokenOff,
}

/// What an ending is told from: how things stand at an instant.
#[derive(Debug, Clone, Copy)]
pub(super) struct CoursePoint {
    pub(super) years: f64,
    pub(super) revenue_share: f64,
    pub(super) has_collapsed: bool,
}

/// Revenue that changes by less than this a year stays.
const STEADY: f64 = 1e-3;
/// The years that an ending is told from.
const LAST_YEARS: f64 = 2.0;
/// A collapse has lasted for so long.
const COLLAPSED_YEARS: f64 = 1.0;

impl LoopEnding {
    /// That of a trajectory of points, the first of which is today.
    pub(super) fn of(points: &[CoursePoint]) -> Self {
        let Some(last) = points.last() else { return Self::Steady };
        let lasting = points.iter().rev().take_while(|point| point.has_collapsed);
        if let Some(first) = lasting.last()
            && (last.years - first.years >= COLLAPSED_YEARS || last.revenue_share <= 0.0)
        {
            return Self::Collapsed;
        }
        let since = last.years - LAST_YEARS;
        let before = points.iter().rfind(|point| point.years <= since).or(points.first());
        let rate = before.filter(|before| before.years < last.years).map(|before| {
            let grown = (last.revenue_share / before.revenue_share).ln();
            (grown / (last.years - before.years)).exp_m1()
        });
        match rate {
            Some(per_year) if per_year >= STEADY => Self::Growing { per_year },
            Some(per_year) if per_year <= -STEADY => Self::Declining { per_year: -per_year },
            _ => Self::Steady,
        }
    }
}
