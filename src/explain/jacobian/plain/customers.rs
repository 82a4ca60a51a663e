//! What external customers under a plain mean pass on.

use std::array;

use crate::network::{IndexRange, Layout, PartyIx};
use crate::rule::{Accumulate, Mean};

/// Adds the adjoint of consecutive parties under a plain mean to that of their providers: what
/// they pass on depends on no state. All receive as many services.
pub(in crate::explain::jacobian) fn pass_on_mean(
    layout: &Layout,
    mean: Mean,
    parties: &IndexRange<PartyIx>,
    adjoint: &[f64],
    to: &mut [f64],
) {
    let entries = layout.rows(parties).indices();
    let count = entries.len() / parties.len().max(1);
    let of_felt = 1.0 / mean.weight(count);
    let (providers, dependences) =
        (&layout.providers()[entries.clone()], &layout.dependences()[entries]);
    // Loops of constant length for what most customers receive.
    match count {
        0 => {}
        1 => scatter_one_each(providers, dependences, adjoint, of_felt, to),
        2 => scatter(
            providers.as_chunks::<2>().0,
            dependences.as_chunks::<2>().0,
            adjoint,
            of_felt,
            to,
        ),
        3 => scatter(
            providers.as_chunks::<3>().0,
            dependences.as_chunks::<3>().0,
            adjoint,
            of_felt,
            to,
        ),
        4 => scatter(
            providers.as_chunks::<4>().0,
            dependences.as_chunks::<4>().0,
            adjoint,
            of_felt,
            to,
        ),
        _ => scatter(
            providers.chunks_exact(count),
            dependences.chunks_exact(count),
            adjoint,
            of_felt,
            to,
        ),
    }
}

/// So many customers of one provider in a row are summed up before it is added to.
const OF_ONE_PROVIDER: usize = 8;

/// As [`scatter`], for customers with one service each. Where a hub serves all of a chunk, its adjoint
/// is added to once: sums at one place wait for each other.
fn scatter_one_each(
    providers: &[u32],
    dependences: &[f64],
    adjoint: &[f64],
    of_felt: f64,
    to: &mut [f64],
) {
    let (chunks, rest) = providers.as_chunks::<OF_ONE_PROVIDER>();
    let (of_chunks, of_rest) = dependences.as_chunks::<OF_ONE_PROVIDER>();
    let (adjoints, adjoints_of_rest) = adjoint.as_chunks::<OF_ONE_PROVIDER>();
    for ((providers, dependences), adjoint) in chunks.iter().zip(of_chunks).zip(adjoints) {
        let mut parts = [0.0; OF_ONE_PROVIDER];
        for lane in 0..OF_ONE_PROVIDER {
            parts[lane] = adjoint[lane] * of_felt * dependences[lane];
        }
        let first = providers[0];
        if providers.iter().all(|&provider| provider == first) {
            // In pairs, which need not wait for each other.
            let fours: [f64; 4] = array::from_fn(|lane| parts[lane] + parts[lane + 4]);
            to[first as usize] += (fours[0] + fours[2]) + (fours[1] + fours[3]);
            continue;
        }
        for (&provider, part) in providers.iter().zip(parts) {
            to[provider as usize] += part;
        }
    }
    for ((&provider, dependence), adjoint) in rest.iter().zip(of_rest).zip(adjoints_of_rest) {
        to[provider as usize] += adjoint * of_felt * dependence;
    }
}

/// Adds `adjoint · of_felt · dependence` to the provider of every service, row by row.
fn scatter<'a>(
    providers: impl IntoIterator<Item = &'a (impl AsRef<[u32]> + ?Sized + 'a)>,
    dependences: impl IntoIterator<Item = &'a (impl AsRef<[f64]> + ?Sized + 'a)>,
    adjoint: &[f64],
    of_felt: f64,
    to: &mut [f64],
) {
    for ((providers, dependences), adjoint) in providers.into_iter().zip(dependences).zip(adjoint) {
        let of_row = adjoint * of_felt;
        for (&provider, dependence) in providers.as_ref().iter().zip(dependences.as_ref()) {
            to[provider as usize] += of_row * dependence;
        }
    }
}
