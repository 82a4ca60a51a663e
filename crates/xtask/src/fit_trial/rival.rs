//! Least squares along the graph, as somebody with a graph and no library would take it: every party
//! is regressed on those who serve it, and predictions are handed on from where something is known.

use std::collections::BTreeMap;

/// A party regressed on its providers.
#[derive(Debug)]
struct Regressed {
    providers: Vec<String>,
    /// The intercept, then a slope for each provider.
    terms: Vec<f64>,
}

/// Least squares of every party along a graph.
#[derive(Debug)]
pub(super) struct AlongTheGraph {
    regressed: BTreeMap<String, Regressed>,
    usual: BTreeMap<String, f64>,
}

impl AlongTheGraph {
    /// Fits every party that has providers, given as pairs of provider and consumer, to rows of
    /// readings by party.
    pub(super) fn fit(services: &[(String, String)], rows: &[BTreeMap<String, f64>]) -> Self {
        let mut regressed = BTreeMap::new();
        for (_, consumer) in services {
            let providers: Vec<String> = services
                .iter()
                .filter(|(_, of)| of == consumer)
                .map(|(provider, _)| provider.clone())
                .collect();
            let read = rows.iter().filter_map(|row| {
                let inputs = providers.iter().map(|provider| row.get(provider).copied());
                let inputs: Option<Vec<f64>> = std::iter::once(Some(1.0)).chain(inputs).collect();
                Some((inputs?, *row.get(consumer)?))
            });
            let terms = least_squares(&read.collect::<Vec<_>>(), providers.len() + 1);
            regressed.insert(consumer.clone(), Regressed { providers, terms });
        }
        let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
        for (party, value) in rows.iter().flatten() {
            let sum = sums.entry(party.clone()).or_default();
            *sum = (sum.0 + value, sum.1 + 1.0);
        }
        let usual = sums.into_iter().map(|(party, (sum, count))| (party, sum / count));
        Self { regressed, usual: usual.collect() }
    }

    /// Predicts a party where one other is known; whoever has no providers is as usual.
    pub(super) fn predict(&self, party: &str, known: &str, value: f64) -> f64 {
        if party == known {
            return value;
        }
        match self.regressed.get(party) {
            Some(Regressed { providers, terms }) => {
                let inputs = providers.iter().map(|provider| self.predict(provider, known, value));
                let felt = terms.iter().skip(1).zip(inputs).map(|(slope, input)| slope * input);
                terms.first().copied().unwrap_or_default() + felt.sum::<f64>()
            }
            None => self.usual.get(party).copied().unwrap_or(f64::NAN),
        }
    }
}

/// Solves the normal equations by elimination; terms that nothing tells apart are 0.
fn least_squares(rows: &[(Vec<f64>, f64)], count: usize) -> Vec<f64> {
    let mut matrix = vec![vec![0.0; count + 1]; count];
    for (inputs, value) in rows {
        for (one, equation) in matrix.iter_mut().enumerate() {
            for (other, to) in equation.iter_mut().enumerate() {
                *to += inputs[one] * if other < count { inputs[other] } else { *value };
            }
        }
    }
    for pivot in 0..count {
        let size = matrix[pivot][pivot];
        if size.abs() < 1e-12 {
            matrix[pivot].fill(0.0);
            continue;
        }
        let row: Vec<f64> = matrix[pivot].iter().map(|value| value / size).collect();
        for (at, equation) in matrix.iter_mut().enumerate() {
            let factor = equation[pivot];
            if at == pivot {
                equation.clone_from(&row);
            } else {
                for (to, value) in equation.iter_mut().zip(&row) {
                    *to -= factor * value;
                }
            }
        }
    }
    matrix.iter().map(|equation| equation[count]).collect()
}
