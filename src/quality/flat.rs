//! Flat passes over plain parties that share a rule.
//!
//! They read what is *missing* at each provider, `1 − q`: a department's is worked out once, not
//! once per service.

use std::ops::Range;

use super::aggregate::Fold;
use crate::grouped::dense;
use crate::network::Layout;

/// What departments deliver, both ways round, by dense number.
pub(super) struct Departments<'a> {
    pub(super) quality: &'a mut [f64],
    pub(super) missing: &'a mut [f64],
}

impl Departments<'_> {
    pub(super) fn set(&mut self, party: usize, quality: f64) {
        self.quality[party] = quality;
        self.missing[party] = 1.0 - quality;
    }
}

/// Evaluates departments in order, each from the newest values.
pub(super) fn departments<F: Fold>(
    layout: &Layout,
    capability: &[f64],
    own_weight: f64,
    parties: Range<usize>,
    state: &mut Departments<'_>,
) {
    for party in parties {
        let fold = F::start(capability[party], own_weight);
        let fold = take(fold, layout, layout.row(party), state.missing);
        state.set(party, fold.finish());
    }
}

/// Takes the needs of row entries.
pub(super) fn take<F: Fold>(
    mut fold: F,
    layout: &Layout,
    entries: Range<usize>,
    missing: &[f64],
) -> F {
    let dependences = &layout.dependence[entries.clone()];
    for (&provider, &dependence) in layout.provider[entries].iter().zip(dependences) {
        fold.need(dependence * missing[provider as usize], 1.0);
    }
    fold
}

/// Evaluates external customers who all have the same number of services; `quality` is theirs.
pub(super) fn customers<F: Fold>(
    layout: &Layout,
    own_weight: f64,
    parties: Range<usize>,
    missing: &[f64],
    quality: &mut [f64],
) {
    let Some(last) = parties.clone().last() else { return };
    let length = layout.row(last).len();
    let entries = layout.row(parties.start).start..layout.row(last).end;
    debug_assert_eq!(entries.len(), length * quality.len());
    let start = F::start(1.0, own_weight);
    let weight = own_weight + f64::from(dense(length));
    let rows = Rows {
        provider: &layout.provider[entries.clone()],
        dependence: &layout.dependence[entries],
        missing,
        start: F::resume(start.taken(), weight),
        weight,
    };
    // A length known to the compiler needs no loop.
    match length {
        0 => quality.fill(start.finish()),
        1 => rows.of_length::<1>(quality),
        2 => rows.of_length::<2>(quality),
        3 => rows.of_length::<3>(quality),
        4 => rows.of_length::<4>(quality),
        5 => rows.of_length::<5>(quality),
        6 => rows.of_length::<6>(quality),
        _ => rows.longer(length, quality),
    }
}

/// Rows of one length, end to end.
struct Rows<'a, F> {
    provider: &'a [u32],
    dependence: &'a [f64],
    missing: &'a [f64],
    start: F,
    weight: f64,
}

/// How many customers are finished at once.
const AT_ONCE: usize = 64;

impl<F: Fold> Rows<'_, F> {
    fn of_length<const LENGTH: usize>(&self, quality: &mut [f64]) {
        let (providers, _) = self.provider.as_chunks::<LENGTH>();
        let (dependences, _) = self.dependence.as_chunks::<LENGTH>();
        let rows = providers.chunks(AT_ONCE).zip(dependences.chunks(AT_ONCE));
        for (quality, (providers, dependences)) in quality.chunks_mut(AT_ONCE).zip(rows) {
            for ((quality, providers), dependences) in
                quality.iter_mut().zip(providers).zip(dependences)
            {
                *quality = self.take(providers, dependences);
            }
            F::finish_all(quality, self.weight);
        }
    }

    fn longer(&self, length: usize, quality: &mut [f64]) {
        let rows = self.provider.chunks_exact(length).zip(self.dependence.chunks_exact(length));
        for (quality, (providers, dependences)) in quality.iter_mut().zip(rows) {
            *quality = self.take(providers, dependences);
        }
        F::finish_all(quality, self.weight);
    }

    #[inline]
    fn take(&self, providers: &[u32], dependences: &[f64]) -> f64 {
        let mut fold = self.start;
        for (&provider, &dependence) in providers.iter().zip(dependences) {
            fold.also(dependence * self.missing[provider as usize]);
        }
        fold.taken()
    }
}
