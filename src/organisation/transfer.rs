//! How a provider's quality is felt on one service.

use std::ops::RangeInclusive;

use crate::unit::{Figure, STEEPEST};

/// A non-decreasing map `h` of 0..=1 into itself with `h(1) = 1`: the quality felt on a service
/// for the quality provided.
///
/// # Examples
///
/// A kitchen that copes until its supplier falls below 40%, and fails below 10%:
///
/// ```
/// use knockon::{ExternalCustomer, Department, Organisation, Service, Transfer};
///
/// let organisation = Organisation::builder("Bistro")
///     .department(Department::new("supplier").capability(0.25))
///     .department(Department::new("kitchen"))
///     .customer(ExternalCustomer::new("guests"))
///     .service(
///         Service::new("deliveries", "supplier", "kitchen")
///             .dependence(1.0)
///             .transfer(Transfer::Ramp { from: 0.1, to: 0.4 }),
///     )
///     .service(Service::new("meals", "kitchen", "guests").dependence(1.0))
///     .build()?;
/// let today = organisation.compile()?.baseline();
/// assert!((today.quality("guests").unwrap().get() - 0.5).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub enum Transfer {
    /// Felt as provided.
    #[default]
    Identity,
    /// 0 up to `from`, 1 from `to` on, linear between: a tolerance or buffer.
    /// `0 ≤ from < to ≤ 1`, at least 1e-15 apart.
    Ramp {
        /// Where anything begins to be felt.
        from: f64,
        /// Where nothing is missing any more.
        to: f64,
    },
    /// `h(x) = x^exponent`, exponent 1e-9..=1e9: above 1 a small loss is felt strongly, below 1
    /// weakly.
    Power {
        /// The exponent η.
        exponent: f64,
    },
    /// `h(x) = xⁿ (1 + K) / (xⁿ + K)` with `K = thresholdⁿ`: a soft step at the threshold.
    Hill {
        /// The steepness, 1e-9..=1e9.
        n: f64,
        /// Where the step lies, 1e-6..=1.
        threshold: f64,
    },
    /// Points of (quality, felt), linear between: qualities increasing by at least 1e-15 each, felt
    /// non-decreasing, the last point (1, 1); constant left of the first.
    Table {
        /// At least two points.
        points: Vec<(f64, f64)>,
    },
}

/// The least width over which quality felt may rise from 0 to 1: one over the steepest slope.
const LEAST_WIDTH: f64 = 1.0 / STEEPEST;
/// The exponents of [`Transfer::Power`] and [`Transfer::Hill`], and the thresholds of the latter.
/// The steepest slope of a Hill transfer is below `(1 + K) · max(n, 1) / threshold`, so that none
/// exceeds [`STEEPEST`].
const EXPONENTS: RangeInclusive<f64> = 1e-9..=1e9;
const THRESHOLDS: RangeInclusive<f64> = 1e-6..=1.0;

/// What is wrong with a transfer: the setting, and the sentence that says it.
pub(crate) struct TransferFault {
    pub(crate) field: &'static str,
    pub(crate) message: String,
}

impl Transfer {
    /// Checks the settings; the message has no subject, the caller knows whose transfer it is.
    pub(crate) fn fault(&self) -> Option<TransferFault> {
        match self {
            Self::Identity => None,
            Self::Ramp { from, to } => {
                let ordered = *from >= 0.0 && from < to && *to <= 1.0;
                let needed = match ordered {
                    false => "0 <= from < to <= 1 is needed",
                    true if to - from < LEAST_WIDTH => "they lie at least 1e-15 apart",
                    true => return None,
                };
                let message = format!(
                    "a ramp from `{from}` to `{to}`, where {needed}",
                    from = Figure(*from),
                    to = Figure(*to)
                );
                Some(TransferFault { field: "transfer", message })
            }
            Self::Power { exponent } => (!EXPONENTS.contains(exponent)).then(|| TransferFault {
                field: "transfer.exponent",
                message: format!("exponent `{exponent}`, where one in 1e-9..=1e9 is needed"),
            }),
            Self::Hill { n, threshold } => {
                if !EXPONENTS.contains(n) {
                    Some(TransferFault {
                        field: "transfer.n",
                        message: format!("n `{n}`, where one in 1e-9..=1e9 is needed"),
                    })
                } else if !THRESHOLDS.contains(threshold) {
                    Some(TransferFault {
                        field: "transfer.threshold",
                        message: format!(
                            "threshold `{threshold}`, where one in 1e-6..=1 is needed",
                            threshold = Figure(*threshold)
                        ),
                    })
                } else {
                    None
                }
            }
            Self::Table { points } => table_fault(points)
                .map(|message| TransferFault { field: "transfer.points", message }),
        }
    }
}

fn table_fault(points: &[(f64, f64)]) -> Option<String> {
    if points.len() < 2 {
        return Some(format!("a table of {} points, where at least 2 are needed", points.len()));
    }
    let inside = |value: f64| (0.0..=1.0).contains(&value);
    if let Some((quality, felt)) = points.iter().find(|(q, f)| !inside(*q) || !inside(*f)) {
        return Some(format!("the point ({quality}, {felt}), where both lie in 0..=1"));
    }
    for (&(quality, felt), &(next_quality, next_felt)) in points.iter().zip(points.iter().skip(1)) {
        if next_quality <= quality {
            return Some(format!(
                "quality `{next_quality}` after `{quality}`, where qualities increase strictly",
                quality = Figure(quality),
                next_quality = Figure(next_quality)
            ));
        }
        if next_quality - quality < LEAST_WIDTH {
            return Some(format!(
                "quality `{next_quality}` after `{quality}`, where qualities lie at least 1e-15 \
                 apart",
                quality = Figure(quality),
                next_quality = Figure(next_quality)
            ));
        }
        if next_felt < felt {
            return Some(format!("felt `{next_felt}` after `{felt}`, where felt never decreases"));
        }
    }
    match points.last() {
        Some(&(quality, felt)) if quality < 1.0 || felt < 1.0 => Some(format!(
            "a table that ends in ({quality}, {felt}), where the last point is (1, 1)"
        )),
        _ => None,
    }
}
