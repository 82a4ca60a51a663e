//! All states of few variables.

use super::cut_set::Cuts;
use super::states::{BLOCK, StateSolver};
use super::tally::{InCuts, Tally};
use super::variable::{Counts, chance_of};

/// Looks at every state, and finds every minimal cut; `None` where that is broken off.
///
/// States are numbered by mixed radix. Which variables are in a cut that holds in a state follows
/// from the states with one member less down, which have smaller numbers.
///
/// # Complexity
///
/// Time and memory linear in states, times variables.
pub(super) fn all_states(
    solver: &mut StateSolver<'_>,
    threshold: f64,
    count: usize,
) -> Option<(Tally, Cuts)> {
    let variables = solver.variables;
    let mut qualities = Vec::with_capacity(count);
    let mut first = 0;
    while first < count {
        let last = count.min(first + BLOCK);
        let states: Vec<Counts> = (first..last).map(|number| counts_of(number, solver)).collect();
        qualities.extend(solver.of_counts(states.iter().map(Vec::as_slice)));
        if solver.is_stopped() {
            return None;
        }
        first = last;
    }
    let mut tally = Tally::new(variables);
    let mut cuts = Cuts::new(variables.len());
    // At most 20 variables have a million states.
    let mut in_cuts: Vec<u64> = vec![0; count];
    let mut strides = vec![1; variables.len()];
    for index in 1..variables.len() {
        strides[index] = strides[index - 1] * (variables[index - 1].most() + 1);
    }
    let mut marks = Vec::new();
    for number in 0..count {
        let counts = counts_of(number, solver);
        let fails = qualities[number] < threshold;
        let mut mask = 0;
        if fails {
            let mut is_minimal = true;
            for &(variable, _) in &counts {
                let before = number - strides[variable];
                is_minimal &= qualities[before] >= threshold;
                mask |= in_cuts[before];
            }
            if is_minimal {
                mask = counts.iter().fold(0, |mask, &(variable, _)| mask | 1 << variable);
                cuts.push(counts.clone());
            }
            in_cuts[number] = mask;
        }
        marks.clear();
        marks.extend(counts.iter().map(|&(variable, _)| mask >> variable & 1 == 1));
        let found = InCuts { known: &marks, others_may: false };
        let chance = chance_of(variables, &counts);
        tally.add(variables, &counts, chance, (qualities[number], fails), &found);
    }
    tally.complete();
    cuts.is_complete = true;
    cuts.order = usize::MAX;
    Some((tally, cuts))
}

fn counts_of(mut number: usize, solver: &StateSolver<'_>) -> Counts {
    let mut counts = Counts::new();
    for (index, variable) in solver.variables.iter().enumerate() {
        let radix = variable.most() + 1;
        if !number.is_multiple_of(radix) {
            counts.push((index, number % radix));
        }
        number /= radix;
    }
    counts
}
