//! Flat passes over plain parties that share a rule.
//!
//! They read what is *missing* at each provider, `1 − q`: a department's is worked out once, not
//! once per service. Parties with equally many services come one after the other, so that a pass
//! over their rows needs neither to count nor to guess where a row ends.

use std::ops::Range;

use super::equation::EquationContext;
use super::state_slice::StateSlice;
use crate::network::Layout;
use crate::numerics::csr::ix;
use crate::quality::aggregate::Fold;

/// Evaluates departments of one level.
pub(in crate::quality) fn departments<F: Fold>(
    context: &EquationContext<'_>,
    own_weight: f64,
    slice: &mut StateSlice<'_>,
) {
    let EquationContext { layout, capability, .. } = *context;
    let before = slice.before;
    let mut parties = slice.parties.clone();
    while !parties.is_empty() {
        let length = layout.row(parties.start).len();
        let alike = parties.clone().take_while(|&party| layout.row(party).len() == length);
        let alike = parties.start..parties.start + alike.count();
        parties.start = alike.end;

        let StateSlice { quality, missing, .. } = &mut slice.part(alike.clone());
        let own = &capability[alike.clone()];
        let rows = EqualRows::of(layout, alike, before.missing);
        rows.evaluate(quality, own_weight, |place| F::start(own[place], own_weight));
        for (missing, quality) in missing.iter_mut().zip(&**quality) {
            *missing = 1.0 - quality;
        }
    }
}

/// Evaluates external customers who all have the same number of services; `quality` is theirs.
pub(in crate::quality) fn customers<F: Fold>(
    layout: &Layout,
    own_weight: f64,
    parties: Range<usize>,
    missing: &[f64],
    quality: &mut [f64],
) {
    let start = F::start(1.0, own_weight);
    EqualRows::of(layout, parties, missing).evaluate(quality, own_weight, |_| start);
}

/// Takes the needs of row entries.
pub(in crate::quality) fn take<F: Fold>(
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

/// Rows of one length, end to end.
struct EqualRows<'a> {
    provider: &'a [u32],
    dependence: &'a [f64],
    length: usize,
    missing: &'a [f64],
}

impl<'a> EqualRows<'a> {
    /// The rows of consecutive parties who all have the same number of services.
    fn of(layout: &'a Layout, parties: Range<usize>, missing: &'a [f64]) -> Self {
        let start = layout.row_start[parties.start] as usize;
        let entries = start..layout.row_start[parties.end] as usize;
        let length = entries.len() / parties.len().max(1);
        debug_assert_eq!(entries.len(), length * parties.len());
        Self {
            provider: &layout.provider[entries.clone()],
            dependence: &layout.dependence[entries],
            length,
            missing,
        }
    }

    /// Evaluates all of them, given how each party's rule starts.
    fn evaluate<F: Fold>(&self, quality: &mut [f64], own_weight: f64, start: impl Fn(usize) -> F) {
        let weight = own_weight + f64::from(ix(self.length));
        // A length known to the compiler needs no loop.
        match self.length {
            0 => {
                let qualities = quality.iter_mut().enumerate();
                qualities.for_each(|(place, quality)| *quality = start(place).finish());
            }
            1 => self.of_length::<F, 1>(quality, weight, start),
            2 => self.of_length::<F, 2>(quality, weight, start),
            3 => self.of_length::<F, 3>(quality, weight, start),
            4 => self.of_length::<F, 4>(quality, weight, start),
            5 => self.of_length::<F, 5>(quality, weight, start),
            6 => self.of_length::<F, 6>(quality, weight, start),
            7 => self.of_length::<F, 7>(quality, weight, start),
            8 => self.of_length::<F, 8>(quality, weight, start),
            length => {
                let dependences = self.dependence.chunks_exact(length);
                let rows = self.provider.chunks_exact(length).zip(dependences);
                for (place, (quality, (providers, dependences))) in
                    quality.iter_mut().zip(rows).enumerate()
                {
                    *quality = self.take(start(place), weight, providers, dependences);
                }
                F::finish_all(quality, weight);
            }
        }
    }

    fn of_length<F: Fold, const LENGTH: usize>(
        &self,
        quality: &mut [f64],
        weight: f64,
        start: impl Fn(usize) -> F,
    ) {
        let (providers, _) = self.provider.as_chunks::<LENGTH>();
        let (dependences, _) = self.dependence.as_chunks::<LENGTH>();
        let rows = providers.chunks(PARTIES_PER_CHUNK).zip(dependences.chunks(PARTIES_PER_CHUNK));
        let mut first = 0;
        for (quality, (providers, dependences)) in quality.chunks_mut(PARTIES_PER_CHUNK).zip(rows) {
            let rows = providers.iter().zip(dependences);
            for (place, (quality, (providers, dependences))) in
                quality.iter_mut().zip(rows).enumerate()
            {
                *quality = self.take(start(first + place), weight, providers, dependences);
            }
            F::finish_all(quality, weight);
            first += quality.len();
        }
    }

    #[inline]
    fn take<F: Fold>(&self, start: F, weight: f64, providers: &[u32], dependences: &[f64]) -> f64 {
        let mut fold = F::resume(start.taken(), weight);
        for (&provider, &dependence) in providers.iter().zip(dependences) {
            fold.also(dependence * self.missing[provider as usize]);
        }
        fold.taken()
    }
}

/// How many parties are finished at once.
const PARTIES_PER_CHUNK: usize = 64;
