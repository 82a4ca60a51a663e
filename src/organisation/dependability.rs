//! What is stated of chances: how something fails, and how often it is to be good enough.

use super::Failure;
use crate::unit::{Figure, Quality};

/// How a department, a customer or a service fails, and what is promised of it; most state none.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Dependability {
    /// None of a customer: those are served, and do not fail.
    pub(crate) failure: Option<Failure>,
    /// The quality from which on it is good enough; full quality unless stated.
    pub(crate) threshold: Option<f64>,
    /// The share of time, or the chance, that is aimed at.
    pub(crate) target: Option<f64>,
}

impl Dependability {
    /// What is stated.
    pub(crate) fn of(stated: Option<&Self>) -> Self {
        stated.copied().unwrap_or_default()
    }

    /// Changes what is stated.
    pub(super) fn set(stated: &mut Option<Box<Self>>, change: impl FnOnce(&mut Self)) {
        change(stated.get_or_insert_default());
    }

    /// As a statement holds it: nothing where nothing is stated.
    pub(crate) fn stated(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }

    /// What is wrong with it: a field, and a message that ends on whose it is.
    pub(super) fn faults(&self, owner: &str) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        if let Some(failure) = self.failure {
            let of_owner = |(field, fault)| (field, format!("the failure of {owner} {fault}"));
            faults.extend(failure.faults().into_iter().map(of_owner));
        }
        let mut refuse = |field, value: f64, range: &str| {
            let message =
                format!("{field} `{value}` of {owner} is outside {range}", value = Figure(value));
            faults.push((field, message));
        };
        if let Some(threshold) = self.threshold
            && !(Quality::allows(threshold) && threshold > 0.0)
        {
            refuse("threshold", threshold, "0..=1, with 0 left out");
        }
        if let Some(target) = self.target
            && !(target > 0.0 && target < 1.0)
        {
            refuse("target", target, "0..1, with both ends left out");
        }
        faults
    }
}
