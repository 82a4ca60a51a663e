//! The weights of an objective, as passes over parties want them.

use std::sync::Arc;

use crate::network::PartyIx;

/// What each party's quality counts in an objective.
#[derive(Debug, Clone)]
pub(crate) enum Weights {
    /// Of the parties listed, each once, in order.
    Listed(Arc<[(PartyIx, f64)]>),
    /// Of every customer, in order.
    Customers {
        /// The first customer.
        first: PartyIx,
        /// One for each.
        weights: Arc<[f64]>,
        /// Their sum.
        total: f64,
    },
}

impl Weights {
    /// Of all customers.
    pub(crate) fn of_customers(first: PartyIx, weights: Arc<[f64]>) -> Self {
        let total = 0.0 + weights.iter().sum::<f64>();
        Self::Customers { first, weights, total }
    }

    /// The weight of a party; 0 for one that does not count.
    pub(crate) fn of(&self, party: PartyIx) -> f64 {
        let found = match self {
            Self::Listed(listed) => {
                let found = listed.binary_search_by_key(&party, |&(party, _)| party);
                found.ok().map(|index| listed[index].1)
            }
            Self::Customers { first, weights, .. } => party
                .index()
                .checked_sub(first.index())
                .and_then(|place| weights.get(place))
                .copied(),
        };
        found.unwrap_or(0.0)
    }

    /// Every party that counts with its weight, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (PartyIx, f64)> {
        let (listed, first, weights) = match self {
            Self::Listed(listed) => (&listed[..], PartyIx::new(0), &[][..]),
            Self::Customers { first, weights, .. } => (&[][..], *first, &weights[..]),
        };
        let customers = weights.iter().enumerate();
        listed.iter().copied().chain(customers.map(move |(i, &weight)| (first + i, weight)))
    }

    /// The weighted sum of the qualities of all parties.
    pub(crate) fn sum(&self, quality: &[f64]) -> f64 {
        self.sum_of([quality], |[quality]| quality)
    }

    /// The weighted sum of what all parties changed by.
    pub(crate) fn sum_of_changes(&self, before: &[f64], after: &[f64]) -> f64 {
        self.sum_of([before, after], |[before, after]| after - before)
    }

    /// The weighted sum of a value that follows from a few columns; of nothing it is 0, to which
    /// the sum of no numbers, −0, is added wherever that may be seen.
    fn sum_of<const N: usize>(&self, columns: [&[f64]; N], value: impl Fn([f64; N]) -> f64) -> f64 {
        match self {
            Self::Listed(listed) => {
                let at = |party: PartyIx| columns.map(|column| column[party]);
                0.0 + listed.iter().map(|&(party, weight)| weight * value(at(party))).sum::<f64>()
            }
            Self::Customers { first, weights, .. } => {
                let first = first.index();
                let columns = columns.map(|column| &column[first..first + weights.len()]);
                let (eights, rest) = weights.as_chunks::<8>();
                let of_columns = columns.map(|column| column.as_chunks::<8>());
                // Sums side by side: one alone would wait for itself at every party.
                let mut sums = [0.0; 8];
                for (place, weights) in eights.iter().enumerate() {
                    let at = of_columns.map(|(eights, _)| &eights[place]);
                    for lane in 0..8 {
                        sums[lane] += weights[lane] * value(at.map(|column| column[lane]));
                    }
                }
                for (place, weight) in rest.iter().enumerate() {
                    sums[place] += weight * value(of_columns.map(|(_, rest)| rest[place]));
                }
                sums.iter().sum()
            }
        }
    }

    /// The sum of all weights.
    pub(crate) fn total(&self) -> f64 {
        match self {
            Self::Listed(listed) => 0.0 + listed.iter().map(|&(_, weight)| weight).sum::<f64>(),
            Self::Customers { total, .. } => *total,
        }
    }
}
