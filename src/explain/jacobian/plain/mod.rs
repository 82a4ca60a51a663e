//! Plain rows that no scenario touches, under plain rules: most of any network.
//!
//! Every plain rule is a [`ClosedForm`]: it says what each input carries along the segment between
//! two states, and what its slopes are at one. Here are the passes over many rows. Rows are short,
//! so what counts is how few loops look at them.

mod customers;
mod linear;
mod product;
mod state_rows;
#[cfg(test)]
mod tests;
mod weakest;

use super::factored::{Factored, Factors};
use super::rescale::{LAST_PLACES, settle};
use super::row_secants::RowSplit;
use super::scratch::JacobianScratch;
use super::{Cause, OwnPart, Secants};
use crate::explain::state_pair::{Movement, StatePair};
use crate::network::{IndexRange, Parameter, PartyIx};
use crate::rule::secant::{ClosedForm, RowSum, dependence_slope};
use crate::rule::{Aggregator, PlainRule, with_rule};

pub(super) use customers::pass_on_mean;
use state_rows::{PartyRange, States};

/// Passes of a rule with a closed form over consecutive rows.
trait RangeForm: ClosedForm {
    /// Fills in the secants of the services of consecutive rows, and what each row carries; of
    /// those that may be skipped anything.
    fn carry(
        self,
        range: &PartyRange<'_>,
        scratch: &mut JacobianScratch,
        services: &mut [f64],
        carried: &mut [RowSum],
    ) {
        let rows = range.parties.clone().zip(range.rows(services));
        for ((party, (row, to)), carried) in rows.zip(carried) {
            if !range.may_skip(party) {
                *carried = self.shares(
                    &row,
                    &mut scratch.plain,
                    |of_felt, dependence| of_felt * dependence,
                    to,
                );
            }
        }
    }

    /// The slopes of consecutive rows at the later state, factored; those of services are made in
    /// `made` unless they are at hand.
    fn factor<'a>(
        self,
        range: &PartyRange<'a>,
        of_row: &mut [f64],
        made: &'a mut [f64],
    ) -> &'a [f64] {
        of_row.fill(1.0);
        for (row, slopes) in range.rows(made) {
            self.slopes(&row, |of_felt, dependence| of_felt * dependence, slopes);
        }
        made
    }

    /// Passes on the adjoint of consecutive parties, of which none provides to one before, by the
    /// slopes at the later state.
    fn pass_on(self, range: &PartyRange<'_>, factors: &mut Factors, adjoint: &mut [f64]) {
        factored(self, range, factors).pass_on(adjoint);
    }
}

fn factored<'a, L: RangeForm>(
    rule: L,
    range: &PartyRange<'a>,
    factors: &'a mut Factors,
) -> Factored<'a> {
    let PartyRange { states: States { layout, .. }, ref parties, .. } = *range;
    let (of_row, made) = factors.room(layout, parties);
    let of_service = rule.factor(range, of_row, made);
    Factored::new(layout, parties, of_row, of_service)
}

/// Appends the secants of plain parties that no scenario touches, and what changed at them.
pub(super) fn flow(
    pair: &StatePair,
    rule: PlainRule,
    parties: IndexRange<PartyIx>,
    scratch: &mut JacobianScratch,
    to: &mut Secants,
) {
    with_rule!(rule, |rule| shares_of(rule, pair, parties, scratch, to));
}

fn shares_of<L: RangeForm>(
    rule: L,
    pair: &StatePair,
    parties: IndexRange<PartyIx>,
    scratch: &mut JacobianScratch,
    to: &mut Secants,
) {
    let only_moving = pair.movement == Movement::OneWay;
    let range = PartyRange { only_moving, ..PartyRange::new(pair, parties) };
    let Secants { service, of_row, own } = to;
    let begin = service.len();
    service.resize(begin + range.entries().len(), 0.0);
    let mut carried = std::mem::take(&mut scratch.carried);
    carried.clear();
    carried.resize(range.parties.len(), RowSum::default());
    rule.carry(&range, scratch, &mut service[begin..], &mut carried);
    for (party, &RowSum { of_own, received }) in range.parties.clone().zip(&carried) {
        if range.may_skip(party) {
            of_row.push(0.0);
            continue;
        }
        let own_change = of_own * range.states.own_change(party);
        let change = range.states.change(party);
        if own_change == 0.0 && (change - received.sum).abs() <= LAST_PLACES {
            of_row.push(received.scaled_to(change).unwrap_or(1.0));
            continue;
        }
        let mut carried = received;
        let mut parts = Vec::new();
        if own_change != 0.0
            && let Some(department) = range.states.layout.department(party)
        {
            carried.take(own_change);
            parts.push((Cause::Value(Parameter::Capability(department)), own_change));
        }
        let entries = range.states.layout.row(party);
        let first = range.entries().start;
        let row = &mut service[begin..][entries.start - first..entries.end - first];
        of_row.push(settle(pair, party, carried, row, &mut parts));
        let own_part = |(cause, change)| OwnPart { party, cause, change };
        own.extend(parts.into_iter().map(own_part));
    }
    scratch.carried = carried;
}

/// The slopes at one state of plain parties that no scenario touches.
pub(super) fn slopes<'a>(
    pair: &'a StatePair,
    rule: PlainRule,
    parties: IndexRange<PartyIx>,
    factors: &'a mut Factors,
) -> Factored<'a> {
    let range = PartyRange::new(pair, parties);
    with_rule!(rule, |rule| factored(rule, &range, factors))
}

/// Passes on the adjoint of plain parties that no scenario touches and by the slopes at one state.
pub(super) fn pass_on_slopes(
    pair: &StatePair,
    rule: PlainRule,
    parties: IndexRange<PartyIx>,
    factors: &mut Factors,
    adjoint: &mut [f64],
) {
    let range = PartyRange::new(pair, parties);
    with_rule!(rule, |rule| rule.pass_on(&range, factors, adjoint));
}

/// Splits one such party, with slopes in conditions and dependences where there is room for them,
/// and returns the secant of own capability.
pub(super) fn split(
    pair: &StatePair,
    rule: PlainRule,
    party: PartyIx,
    scratch: &mut JacobianScratch,
    split: &mut RowSplit,
) -> f64 {
    let row = States::new(pair).row(party);
    let as_felt = |of_felt: f64, _| of_felt;
    let of_own = with_rule!(rule, |rule| {
        if pair.is_one_state {
            rule.slopes(&row, as_felt, &mut split.service)
        } else {
            rule.shares(&row, &mut scratch.plain, as_felt, &mut split.service).of_own
        }
    });
    let slopes = split.condition.iter_mut().zip(&mut split.dependence);
    for ((slopes, of_felt), (provider, dependence)) in
        slopes.zip(&split.service).zip(row.services())
    {
        let (of_condition, of_dependence) = slopes;
        let mean_provided = f64::midpoint(row.old[provider], row.new[provider]);
        *of_condition = of_felt * dependence * mean_provided;
        *of_dependence =
            of_felt * dependence_slope(Aggregator::Plain(rule), row.new[provider], row.own.1);
    }
    for (secant, dependence) in split.service.iter_mut().zip(row.dependences) {
        *secant *= dependence;
    }
    of_own
}
