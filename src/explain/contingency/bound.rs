//! [`LossBounds`] bounds what every loss costs, from one upstream pass.
//!
//! A party whose rule is a product, a sum of losses or a mean, with plain needs, has slopes that
//! never rise as its providers lose quality: each slope is a constant, a product of what the other
//! needs give, or 0 once the party is cut off at 0. Let `q` be the baseline, `J` its slopes, `d ≥ 0`
//! the fall of every party after a loss, and `b` what the consumers of the lost services no longer
//! receive, times their slopes. Then
//!
//! ```text
//! d  ≤  J d + b
//! w·d  ≤  λ·b        for any λ ≥ 0 with λ ≥ w + Jᵀλ
//! ```
//!
//! since `λ·d ≤ λ·J d + λ·b ≤ (λ − w)·d + λ·b`. The adjoint is such a `λ`: what
//! [`Sensitivity::single_losses`](crate::explain::Sensitivity::single_losses) gives to first order
//! is then the most that a loss can cost, around cycles as well, certified or not. The inequality of
//! each party is used only where its adjoint is above 0, so only those parties have to be of such a
//! rule.
//!
//! Under `weakest`, and wherever a transfer, a substitution, a criticality or another order is in
//! the way, slopes may rise, and nothing is bounded.

use super::Candidates;
use super::analysis::Contingency;
use crate::explain::sensitivity::Sensitivity;
use crate::explain::single_loss::for_each_service;
use crate::network::{Demand, Layout, PartyIx, RowKind};
use crate::organisation::Transfer;
use crate::quality::{Assessment, Status, Weights};
use crate::rule::secant::times;
use crate::rule::{Aggregator, PlainRule};

/// By how much a bound and an exact loss may differ for rounding and for what a solve leaves, of
/// the objective's weight.
const SLACK: f64 = 1e-9;

/// The most that every loss can cost.
pub(super) struct LossBounds {
    /// Of every department, or of every row entry.
    most: Vec<f64>,
}

impl LossBounds {
    /// Bounds the loss of every candidate.
    ///
    /// # Returns
    ///
    /// `None` where the baseline has not settled, where load depends on quality, where derivatives
    /// are infinite or rounded below 0, and where slopes may rise.
    ///
    /// # Complexity
    ///
    /// As a [`Sensitivity`], and time linear in services.
    pub(super) fn new(
        baseline: &Assessment,
        weights: &Weights,
        candidates: Candidates,
    ) -> Option<Self> {
        let of_services = candidates == Candidates::Services;
        let layout = baseline.network().layout();
        let feeds_back = layout.demand().is_some_and(Demand::feeds_back);
        if baseline.status() != Status::Converged || feeds_back {
            return None;
        }
        let sensitivity = Sensitivity::at(baseline, "", weights);
        let adjoint = sensitivity.adjoint.as_ref()?;
        let counts = |party: &PartyIx| adjoint.of(*party) > 0.0;
        if !layout.parties().filter(counts).all(|party| slopes_never_rise(layout, party)) {
            return None;
        }
        let quality = baseline.dense_qualities();
        let mut passed = vec![0.0; layout.department_count()];
        let mut most = if of_services { vec![0.0; layout.edge_count()] } else { Vec::new() };
        for_each_service(&sensitivity.pair, adjoint, |entry, provider, passed_on| {
            passed[provider] += passed_on;
            if of_services {
                most[entry] = times(quality[provider], passed_on);
            }
        });
        // How far the adjoint is from λ ≥ w + Jᵀλ, relative to itself.
        let mut short = 0.0_f64;
        let mut size = 0.0;
        for department in layout.departments() {
            let (has, takes) =
                (adjoint.of(department), weights.of(department.into()) + passed[department]);
            if has < 0.0 {
                return None;
            }
            size += has;
            if takes > has {
                short = short.max((takes - has) / has);
            }
        }
        let slack = SLACK * weights.total() + times(size, short);
        if !slack.is_finite() {
            return None;
        }
        if !of_services {
            let lost = passed.iter().zip(quality).map(|(passed, quality)| times(*quality, *passed));
            most.extend(lost);
        }
        for most in &mut most {
            if *most > 0.0 {
                *most += slack;
            }
        }
        Some(Self { most })
    }

    /// The most that a loss can cost.
    pub(super) fn of(&self, candidate: Contingency) -> f64 {
        match candidate {
            Contingency::Department(department) => self.most[department],
            Contingency::Service(entry) => self.most[entry],
        }
    }
}

/// Whether no slope of a party rises when it receives less.
fn slopes_never_rise(layout: &Layout, party: PartyIx) -> bool {
    let is_such = |aggregator: Aggregator| {
        matches!(
            aggregator.plain(),
            Some(PlainRule::Product | PlainRule::Additive | PlainRule::Mean { .. })
        )
    };
    match layout.row_kind_of(party) {
        RowKind::Plain(aggregator) => is_such(*aggregator),
        RowKind::Detailed { aggregator, needs, first_row_detail, .. } => {
            let details = &layout.details_from(*first_row_detail)[..layout.row(party).len()];
            let needs = layout.needs(needs);
            is_such(*aggregator)
                && needs
                    .iter()
                    .all(|need| need.substitution.is_none() && need.criticality.is_none())
                && details.iter().all(|detail| detail.transfer == Transfer::Identity)
        }
    }
}
