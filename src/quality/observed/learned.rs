//! Noise learned from normal instants.

use indexmap::IndexMap;

use super::inference::Inference;
use super::noise::{Noise, Usual};
use crate::id::PartyId;

/// How many standard deviations an own part must fall to be no noise.
const STANDARD_DEVIATIONS: f64 = 3.0;
/// The median absolute deviation of a normal distribution is this part of its standard deviation,
/// turned over.
const PER_MEDIAN_DEVIATION: f64 = 1.482_602_218_505_602;

/// Of how many normal instants somebody may be named.
const FALSE_ALARMS: f64 = 0.01;
/// Less is what solves leave of readings that never move.
const LEAST_TOLERANCE: f64 = 1e-6;

impl Noise {
    /// Learns from what was inferred of normal instants; of a party that none of them read, nothing
    /// is learned.
    ///
    /// # Complexity
    ///
    /// Time `O(n log n)` in readings.
    pub fn learn<'i>(normal: impl IntoIterator<Item = &'i Inference>) -> Self {
        let mut own_parts: IndexMap<PartyId, Vec<f64>> = IndexMap::new();
        for inference in normal {
            for read in inference.readings() {
                own_parts.entry(read.id().clone()).or_default().push(read.own_part());
            }
        }
        let excepted = FALSE_ALARMS / size(own_parts.len());
        let usual = |(party, own_parts): (PartyId, Vec<f64>)| {
            let own_part = median(own_parts.clone());
            let deviations = own_parts.iter().map(|part| (part - own_part).abs()).collect();
            let spread = STANDARD_DEVIATIONS * PER_MEDIAN_DEVIATION * median(deviations);
            let below = own_parts.iter().map(|part| own_part - part).collect();
            let tolerance = spread.max(largest_but(excepted, below)).max(LEAST_TOLERANCE);
            (party, Usual { own_part, tolerance })
        };
        Self { by_party: own_parts.into_iter().map(usual).collect() }
    }
}

/// The largest of numbers but for a share of them.
fn largest_but(share: f64, mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(|one, two| two.total_cmp(one));
    let excepted = share * size(numbers.len());
    let mut ranks = (1_u32..).zip(&numbers);
    ranks.find(|&(rank, _)| f64::from(rank) > excepted).map_or(0.0, |(_, &number)| number)
}

fn size(count: usize) -> f64 {
    u32::try_from(count.max(1)).map_or(f64::from(u32::MAX), f64::from)
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    match (numbers.get(middle), middle.checked_sub(1).and_then(|below| numbers.get(below))) {
        (Some(&upper), Some(&lower)) if numbers.len().is_multiple_of(2) => {
            f64::midpoint(lower, upper)
        }
        (Some(&middle), _) => middle,
        (None, _) => 0.0,
    }
}
