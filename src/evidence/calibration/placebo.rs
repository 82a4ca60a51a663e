//! Placebos: the same fit with providers that are none.

use std::collections::BTreeSet;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use crate::numerics::series::real;

/// How the stated graph compares with graphs whose arrows come from somebody else.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Placebo {
    /// The error of the stated graph, fitted once on the periods before all that are held out, as a
    /// root mean square over these.
    pub error: f64,
    /// Those of the other graphs, smallest first.
    pub others: Vec<f64>,
    /// Whether the stated graph is better than 95 % of the others, or than all of fewer than twenty.
    pub supported: bool,
}

impl Placebo {
    pub(crate) fn new(error: f64, mut others: Vec<f64>) -> Option<Self> {
        others.sort_by(f64::total_cmp);
        let no_worse = others.iter().filter(|other| **other <= error).count();
        let supported = real(no_worse) <= 0.05 * real(others.len());
        (!others.is_empty()).then_some(Self { error, others, supported })
    }
}

/// Sets of strangers to stand in for so many providers: all sets where there are few, else some drawn
/// from a seed.
pub(crate) fn sets(
    strangers: &[usize],
    providers: usize,
    most: usize,
    seed: u64,
) -> Vec<Vec<usize>> {
    let size = providers.min(strangers.len());
    if size == 0 || most == 0 {
        return Vec::new();
    }
    if count_of_sets(strangers.len(), size) <= real(most) {
        return all_sets(strangers, size);
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut drawn = BTreeSet::new();
    while drawn.len() < most {
        let mut set: Vec<usize> = strangers.to_vec();
        for at in 0..size {
            let other = random.random_range(at..set.len());
            set.swap(at, other);
        }
        set.truncate(size);
        set.sort_unstable();
        drawn.insert(set);
    }
    drawn.into_iter().collect()
}

fn count_of_sets(of: usize, size: usize) -> f64 {
    (0..size).map(|at| real(of - at) / real(at + 1)).product()
}

fn all_sets(of: &[usize], size: usize) -> Vec<Vec<usize>> {
    let mut sets = vec![Vec::new()];
    for _ in 0..size {
        let longer = |set: &Vec<usize>| {
            let after = set.last().map_or(0, |last| of.partition_point(|it| it <= last));
            let set = set.clone();
            of[after..].iter().map(move |&next| [&set[..], &[next]].concat()).collect::<Vec<_>>()
        };
        sets = sets.iter().flat_map(longer).collect();
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::{Placebo, sets};

    #[test]
    fn few_sets_are_all_tried() {
        let all = sets(&[2, 5, 7, 9], 3, 20, 0);
        assert_eq!(all, [[2, 5, 7], [2, 5, 9], [2, 7, 9], [5, 7, 9]]);
        assert_eq!(sets(&[2, 5], 3, 20, 0), [[2, 5]]);
        assert!(sets(&[], 3, 20, 0).is_empty() && sets(&[1], 0, 20, 0).is_empty());
    }

    #[test]
    fn many_sets_are_drawn_from_a_seed() {
        let strangers: Vec<usize> = (0..40).collect();
        let drawn = sets(&strangers, 3, 20, 7);
        assert_eq!((drawn.len(), &drawn), (20, &sets(&strangers, 3, 20, 7)));
        assert!(drawn.iter().all(|set| set.windows(2).all(|pair| pair[0] < pair[1])));
        assert_ne!(drawn, sets(&strangers, 3, 20, 8));
    }

    #[test]
    fn a_graph_is_supported_above_nineteen_of_twenty() {
        let others: Vec<f64> = (1..=20).map(f64::from).collect();
        let supported = |error: f64| Placebo::new(error, others.clone()).unwrap().supported;
        assert!(supported(0.5) && supported(1.5) && !supported(2.5));
        assert!(!Placebo::new(1.5, vec![1.0, 2.0]).unwrap().supported);
        assert_eq!(Placebo::new(1.0, vec![]), None);
    }
}
