//! Indicators of one thing at one instant, of which one alone can count.

use std::sync::Arc;

use super::reading::IndicatorValue;
use super::stored::{Seconds, StoredIndicator, StoredSubject};

/// Where each indicator stands, in the order in which they were taken.
#[derive(Debug, Clone, Default)]
pub(super) struct IndicatorPlaces {
    files: Vec<Arc<str>>,
    /// The number of a file, and a line of it.
    places: Vec<(usize, u64)>,
}

/// Two indicators of one thing at one instant.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DoubledIndicator {
    pub(super) first: StoredIndicator,
    pub(super) second: StoredIndicator,
    /// File and line of each.
    pub(super) first_place: (Arc<str>, u64),
    pub(super) second_place: (Arc<str>, u64),
}

impl IndicatorPlaces {
    /// Says where the next indicator stands.
    pub(super) fn push(&mut self, file: &Arc<str>, line: u64) {
        if self.files.last() != Some(file) {
            self.files.push(Arc::clone(file));
        }
        self.places.push((self.files.len() - 1, line));
    }

    /// Every indicator that repeats another, with that one; indicators in the order of their places.
    pub(super) fn doubled(&self, indicators: &[StoredIndicator]) -> Vec<DoubledIndicator> {
        let mut placed: Vec<_> = indicators.iter().zip(&self.places).collect();
        placed.sort_by_key(|(indicator, _)| sorting_key(indicator));
        let pairs = placed.windows(2).filter_map(|pair| {
            let &[(first, first_place), (second, second_place)] = pair else { return None };
            let is_doubled = sorting_key(first) == sorting_key(second);
            is_doubled.then(|| DoubledIndicator {
                first: *first,
                second: *second,
                first_place: self.named(*first_place),
                second_place: self.named(*second_place),
            })
        });
        pairs.collect()
    }

    /// A place with the name of its file.
    fn named(&self, (file, line): (usize, u64)) -> (Arc<str>, u64) {
        (self.files.get(file).cloned().unwrap_or_default(), line)
    }
}

impl DoubledIndicator {
    /// Says what is wrong with the second, of the thing of this id at this instant.
    pub(super) fn message(&self, id: &str, at: &str) -> String {
        let (first_file, line) = &self.first_place;
        let there = match line {
            0 => "twice".to_owned(),
            line if *first_file == self.second_place.0 => format!("in line {line} already"),
            line => format!("in line {line} of {first_file} already"),
        };
        let [first, second] = [self.first, self.second].map(|indicator| value(indicator.quantity));
        format!(
            "`{id}` is read at `{at}` {there}, as `{first}` and now as `{second}`, where one reading \
             is needed; leave one out"
        )
    }
}

/// Indicators of one key can be one alone: those of what a party delivers, its capability or the
/// condition of a service.
pub(super) fn sorting_key(indicator: &StoredIndicator) -> (StoredSubject, u8, Seconds) {
    let kind = match indicator.quantity {
        IndicatorValue::Observed(_) | IndicatorValue::Value { .. } => 0,
        IndicatorValue::Capability(_) => 1,
        IndicatorValue::Condition(_) => 2,
    };
    (indicator.subject, kind, indicator.at)
}

/// The number that was read.
fn value(quantity: IndicatorValue) -> f64 {
    match quantity {
        IndicatorValue::Observed(value)
        | IndicatorValue::Capability(value)
        | IndicatorValue::Condition(value)
        | IndicatorValue::Value { value, .. } => value,
    }
}
