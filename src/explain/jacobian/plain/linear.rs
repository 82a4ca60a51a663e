//! Ranges of rows all services of which have one secant.

use super::{PartyRange, RangeForm};
use crate::rule::LinearRule;

impl<E: LinearRule> RangeForm for E {
    fn factor<'a>(self, range: &PartyRange<'a>, of_row: &mut [f64], _: &'a mut [f64]) -> &'a [f64] {
        for (of_row, party) in of_row.iter_mut().zip(range.parties.clone()) {
            *of_row = self.secant(&range.states.row(party)).of_felt;
        }
        range.dependences()
    }
}
