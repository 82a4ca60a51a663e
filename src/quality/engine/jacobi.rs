//! All parties at once, each from one table: the map `q ↦ F(q)` as it stands, without any order.

use super::equation::{EquationContext, Scratch};
use super::rows;
use super::segments::touched;
use super::state_slice::{DepartmentValues, StateSlice};
use super::threads::over_customers;
use crate::network::{IndexRange, Layout, PartyIx};
use crate::rule::{PlainRule, with_rule};

/// What providers deliver, or did some time ago, both ways round: what rows read.
#[derive(Debug, Clone, Default)]
pub(crate) struct ProviderValues {
    pub(crate) quality: Vec<f64>,
    /// `1 − q`.
    pub(crate) missing: Vec<f64>,
}

impl ProviderValues {
    /// Shows a number of providers at 1.
    pub(crate) fn new(provider_count: usize) -> Self {
        Self { quality: vec![1.0; provider_count], missing: vec![0.0; provider_count] }
    }

    #[inline]
    pub(crate) fn set(&mut self, provider: usize, quality: f64) {
        self.quality[provider] = quality;
        self.missing[provider] = 1.0 - quality;
    }
}

/// Consecutive parties that share a row kind, or have one each: departments, or customers who all
/// have the same number of services.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct JacobiRun {
    shared: Option<PlainRule>,
    pub(crate) parties: IndexRange<PartyIx>,
}

/// Cuts ascending parties into chunks.
pub(crate) fn jacobi_runs(
    layout: &Layout,
    parties: impl Iterator<Item = PartyIx>,
) -> Vec<JacobiRun> {
    let mut jacobi_runs: Vec<JacobiRun> = Vec::new();
    let mut runs = layout.runs().iter();
    let mut run = runs.next();
    for party in parties {
        let mut continues = true;
        while run.is_some_and(|run| run.parties().end <= party) {
            run = runs.next();
            continues = false;
        }
        match jacobi_runs.last_mut() {
            Some(last) if continues && last.parties.end == party => last.parties.end = party + 1,
            _ => {
                let shared = run.and_then(|run| run.shared?.plain());
                jacobi_runs.push(JacobiRun { shared, parties: IndexRange::one(party) });
            }
        }
    }
    jacobi_runs
}

/// Evaluates chunks from a table, into places by party; what else is there stays as it is.
///
/// # Complexity
///
/// Time linear in the parties and their services.
pub(crate) fn evaluate(
    context: &EquationContext<'_>,
    jacobi_runs: &[JacobiRun],
    table: &ProviderValues,
    into: &mut ProviderValues,
    scratch: &mut Scratch,
) {
    for JacobiRun { shared, parties } in jacobi_runs {
        let mut next = parties.start;
        for party in touched(context.overrides, parties) {
            evaluate_alike(context, *shared, IndexRange::new(next, party), table, into, scratch);
            into.quality[party] = context.evaluate(party, &table.quality, scratch);
            next = party + 1;
        }
        let rest = IndexRange::new(next, parties.end);
        evaluate_alike(context, *shared, rest, table, into, scratch);
    }
}

/// Evaluates consecutive parties of a chunk whose services nothing replaces.
fn evaluate_alike(
    context: &EquationContext<'_>,
    shared: Option<PlainRule>,
    parties: IndexRange<PartyIx>,
    table: &ProviderValues,
    into: &mut ProviderValues,
    scratch: &mut Scratch,
) {
    if parties.is_empty() {
        return;
    }
    let layout = context.layout;
    let is_department = layout.is_department(parties.start);
    let Some(rule) = shared else {
        for party in parties {
            into.quality[party] = context.evaluate(party, &table.quality, scratch);
        }
        return;
    };
    let quality = &mut into.quality[parties.clone()];
    with_rule!(rule, |rule| {
        if is_department {
            let before = DepartmentValues { quality: &table.quality, missing: &table.missing };
            let missing = &mut into.missing[parties.clone()];
            let slice = &mut StateSlice { before, parties, quality, missing };
            rows::departments(context, rule, slice);
        } else {
            over_customers(parties, quality, |parties, quality| {
                rows::customers(layout, rule, &parties, &table.missing, quality);
            });
        }
    });
}
