//! Rivals: least squares as people use it where they have a graph.
//!
//! Along the graph every party is regressed on its providers, and predictions are handed on from
//! those who have none. Alone, a party is regressed on the one party upstream that fits it best.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::evidence::fit::{ReadingTable, RollingRegression};
use crate::organisation::{Organisation, PartyRef};

/// Parties that were read in every period that counts, with their series over these.
#[derive(Debug)]
pub(crate) struct ReadParties {
    /// By the party's number.
    pub(crate) series: BTreeMap<usize, Vec<f64>>,
    /// How much each reading counts in a regression of the party: as in a fit.
    weights: BTreeMap<usize, Vec<f64>>,
    /// The providers of each, of those that were read.
    providers: BTreeMap<usize, Vec<usize>>,
}

impl ReadParties {
    /// Takes everybody who was read in all of the given periods.
    pub(crate) fn of(organisation: &Organisation, table: &ReadingTable, periods: &[usize]) -> Self {
        let (mut series, mut weights) = (BTreeMap::new(), BTreeMap::new());
        for party in organisation.parties() {
            let Some(read) = table.party(party.id()) else { continue };
            let values: Option<Vec<f64>> = periods.iter().map(|&period| read.at(period)).collect();
            if let Some(values) = values {
                series.insert(party.index(), values);
                let of_periods = periods.iter().map(|&period| read.weight(period)).collect();
                weights.insert(party.index(), of_periods);
            }
        }
        let providers = |party: PartyRef<'_>| -> Vec<usize> {
            let providers = party.suppliers().map(PartyRef::index);
            providers.filter(|it| series.contains_key(it) && *it != party.index()).collect()
        };
        let read = organisation.parties().filter(|party| series.contains_key(&party.index()));
        let providers = read.map(|party| (party.index(), providers(party))).collect();
        Self { series, weights, providers }
    }

    /// Everybody upstream of a party, those first who depend on nobody after them; those on a cycle
    /// stand for themselves.
    fn upstream(&self, party: usize) -> Vec<usize> {
        let mut order = Vec::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![(party, 0)];
        seen.insert(party);
        while let Some((at, next)) = open.pop() {
            match self.providers.get(&at).and_then(|providers| providers.get(next)) {
                Some(&provider) => {
                    open.push((at, next + 1));
                    if seen.insert(provider) {
                        open.push((provider, 0));
                    }
                }
                None => order.push(at),
            }
        }
        order.pop();
        order
    }

    /// Predicts a party over blocks of rows by least squares along the graph, each fitted on the rows
    /// before it; the blocks follow each other.
    pub(crate) fn along(&self, party: usize, blocks: &[Range<usize>]) -> Option<Vec<f64>> {
        let mut order = self.upstream(party);
        order.push(party);
        let mut regressions: BTreeMap<usize, RollingRegression<'_>> = BTreeMap::new();
        for &at in &order {
            let providers = self.providers.get(&at)?;
            if !providers.is_empty() {
                regressions.insert(at, self.regression(at, providers)?);
            }
        }
        let mut said = Vec::new();
        for rows in blocks {
            let mut predicted: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
            for &at in &order {
                let as_read = |party: usize| Some(&self.series.get(&party)?[rows.clone()]);
                let values = match regressions.get_mut(&at) {
                    None => as_read(at)?.to_vec(),
                    Some(regression) => {
                        let fit = regression.before(rows.start, 0.0)?;
                        // A provider that comes later lies on a cycle and stands for itself.
                        let known = |&party: &usize| match predicted.get(&party) {
                            Some(values) => Some(values.as_slice()),
                            None => as_read(party),
                        };
                        let inputs = self.providers.get(&at)?.iter().map(known);
                        let inputs: Vec<&[f64]> = inputs.collect::<Option<_>>()?;
                        let at_row = |row: usize| fit.at(inputs.iter().map(|input| input[row]));
                        (0..rows.len()).map(at_row).collect()
                    }
                };
                predicted.insert(at, values);
            }
            said.extend(predicted.remove(&party)?);
        }
        Some(said)
    }

    /// Predicts a party over blocks of rows from the one party upstream that fits it best on the rows
    /// before each; the blocks follow each other.
    pub(crate) fn alone(&self, party: usize, blocks: &[Range<usize>]) -> Option<Vec<f64>> {
        let upstream = self.upstream(party).into_iter();
        let mut regressions: Vec<(usize, RollingRegression<'_>)> = upstream
            .filter_map(|provider| Some((provider, self.regression(party, &[provider])?)))
            .collect();
        let mut said = Vec::new();
        for rows in blocks {
            let fits = regressions.iter_mut().filter_map(|(provider, regression)| {
                Some((*provider, regression.before(rows.start, 0.0)?))
            });
            let best = fits.min_by(|one, other| one.1.squares.total_cmp(&other.1.squares));
            let (provider, fit) = best?;
            let series = &self.series.get(&provider)?[rows.clone()];
            said.extend(series.iter().map(|&value| fit.at(std::iter::once(value))));
        }
        Some(said)
    }

    fn regression(&self, party: usize, providers: &[usize]) -> Option<RollingRegression<'_>> {
        let of = |party: &usize| self.series.get(party).map(Vec::as_slice);
        let columns: Vec<&[f64]> = providers.iter().map(of).collect::<Option<_>>()?;
        let weights = self.weights.get(&party).map(Vec::as_slice);
        Some(RollingRegression::new(of(&party)?, columns, weights))
    }

    /// Everybody but a party, as columns.
    pub(crate) fn others(&self, party: usize) -> Vec<&[f64]> {
        let others = self.series.iter().filter(|(at, _)| **at != party);
        others.map(|(_, series)| series.as_slice()).collect()
    }

    /// Who was read and does not serve a party.
    pub(crate) fn strangers(&self, party: usize) -> Vec<usize> {
        let providers = self.providers.get(&party).map(Vec::as_slice).unwrap_or_default();
        let strangers = self.series.keys().filter(|at| **at != party && !providers.contains(at));
        strangers.copied().collect()
    }
}
