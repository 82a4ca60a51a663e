//! Ranges of rows whose worst input decides.

use super::{Factors, PartyRange, RangeForm, factored};
use crate::network::IndexRange;
use crate::rule::{Weakest, deciding_input};

impl RangeForm for Weakest {
    fn pass_on(self, range: &PartyRange<'_>, factors: &mut Factors, adjoint: &mut [f64]) {
        let PartyRange { states, ref parties, .. } = *range;
        for party in parties.clone().rev() {
            let passed = adjoint[party];
            if passed == 0.0 {
                continue;
            }
            let row = states.row(party);
            match deciding_input(&row) {
                Some(0) => {}
                Some(input) => {
                    let provider = row.providers[input - 1] as usize;
                    adjoint[provider] += row.dependences[input - 1] * passed;
                }
                None => {
                    let one = PartyRange { parties: IndexRange::one(party), ..*range };
                    factored(self, &one, factors).pass_on(adjoint);
                }
            }
        }
    }
}
