//! Ranges of rows whose losses compound.

use super::{JacobianScratch, PartyRange, RangeForm};
use crate::rule::secant::{ClosedForm, RowSum};
use crate::rule::{LEAST_PRODUCT, Product, divide_all, feel_all};

impl RangeForm for Product {
    fn carry(
        self,
        range: &PartyRange<'_>,
        scratch: &mut JacobianScratch,
        services: &mut [f64],
        carried: &mut [RowSum],
    ) {
        let mut small_changes = std::mem::take(&mut scratch.small_changes);
        let (old, new) = (range.states.old, range.states.new);
        small_changes.fill((old, new), range.providers(), range.dependences(), services);
        let states = range.states;
        let first = range.entries().start;
        for (party, carried) in range.parties.clone().zip(carried) {
            if range.may_skip(party) {
                continue;
            }
            let entries = states.layout.row(party);
            let entries = entries.start - first..entries.end - first;
            let to = &mut services[entries.clone()];
            let small_change = small_changes.carry(states.own(party), entries, to);
            *carried = small_change.unwrap_or_else(|| {
                let scale = |of_felt: f64, dependence: f64| of_felt * dependence;
                self.shares(&states.row(party), &mut scratch.plain, scale, to)
            });
        }
        scratch.small_changes = small_changes;
    }

    fn factor<'a>(
        self,
        range: &PartyRange<'a>,
        of_row: &mut [f64],
        made: &'a mut [f64],
    ) -> &'a [f64] {
        let PartyRange { states, ref parties, .. } = *range;
        let dependences = range.dependences();
        feel_all(states.new, range.providers(), dependences, made);
        if range.is_solved {
            // What is delivered is the product.
            of_row.copy_from_slice(&states.new[parties.clone()]);
        } else {
            let first = range.entries().start;
            for (of_row, party) in of_row.iter_mut().zip(parties.clone()) {
                let row = states.layout.row(party);
                let felt = &made[row.start - first..row.end - first];
                *of_row = felt.iter().fold(states.capability.1[party], |all, felt| all * felt);
            }
        }
        divide_all(dependences, made);
        if of_row.iter().any(|&product| product < LEAST_PRODUCT) {
            for ((row, slopes), of_row) in range.rows(made).zip(of_row) {
                if *of_row < LEAST_PRODUCT {
                    *of_row = 1.0;
                    self.slopes(&row, |of_felt, dependence| of_felt * dependence, slopes);
                }
            }
        }
        made
    }
}
