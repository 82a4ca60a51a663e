//! Flat passes over plain parties that share a rule.
//!
//! They read what is *missing* at each provider, `1 − q`: a department's is worked out once, not
//! once per service. Parties with equally many services come one after the other, so that a pass
//! over their rows needs neither to count nor to guess where a row ends.

use std::ops::Range;

use super::equation::EquationContext;
use super::state_slice::StateSlice;
use crate::network::{IndexRange, Layout, PartyIx};
use crate::rule::Accumulate;

/// Evaluates departments of one level.
pub(in crate::quality) fn departments<R: Accumulate>(
    context: &EquationContext<'_>,
    rule: R,
    slice: &mut StateSlice<'_>,
) {
    let EquationContext { layout, capability, .. } = *context;
    let before = slice.before;
    let mut parties = slice.parties.clone();
    while !parties.is_empty() {
        let length = layout.row(parties.start).len();
        let alike = parties.clone().take_while(|&party| layout.row(party).len() == length);
        let alike = IndexRange::new(parties.start, parties.start + alike.count());
        parties.start = alike.end;

        let StateSlice { quality, missing, .. } = &mut slice.part(alike.clone());
        let own = &capability[alike.clone()];
        let rows = EqualRows::of(layout, &alike, before.missing);
        rows.evaluate(rule, quality, |place| own[place]);
        for (missing, quality) in missing.iter_mut().zip(&**quality) {
            *missing = 1.0 - quality;
        }
    }
}

/// Evaluates external customers who all have the same number of services; `quality` is theirs.
pub(in crate::quality) fn customers<R: Accumulate>(
    layout: &Layout,
    rule: R,
    parties: &IndexRange<PartyIx>,
    missing: &[f64],
    quality: &mut [f64],
) {
    EqualRows::of(layout, parties, missing).evaluate(rule, quality, |_| 1.0);
}

/// Takes the needs of row entries, after what was taken before.
pub(in crate::quality) fn take<R: Accumulate>(
    rule: R,
    mut taken: f64,
    layout: &Layout,
    entries: Range<usize>,
    missing: &[f64],
) -> f64 {
    let dependences = &layout.dependences()[entries.clone()];
    for (&provider, &dependence) in layout.providers()[entries].iter().zip(dependences) {
        taken = rule.add(taken, dependence * missing[provider as usize]);
    }
    taken
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
    fn of(layout: &'a Layout, parties: &IndexRange<PartyIx>, missing: &'a [f64]) -> Self {
        let entries = layout.rows(parties).indices();
        let length = entries.len() / parties.len().max(1);
        debug_assert_eq!(entries.len(), length * parties.len());
        Self {
            provider: &layout.providers()[entries.clone()],
            dependence: &layout.dependences()[entries],
            length,
            missing,
        }
    }

    /// Evaluates all of them, given each party's own capability.
    fn evaluate<R: Accumulate>(&self, rule: R, quality: &mut [f64], own: impl Fn(usize) -> f64) {
        let weight = rule.weight(self.length);
        // A length known to the compiler needs no loop.
        match self.length {
            0 => {
                let qualities = quality.iter_mut().enumerate();
                qualities.for_each(|(place, quality)| *quality = rule.alone(own(place)));
            }
            1 => self.of_length::<R, 1>(rule, quality, weight, own),
            2 => self.of_length::<R, 2>(rule, quality, weight, own),
            3 => self.of_length::<R, 3>(rule, quality, weight, own),
            4 => self.of_length::<R, 4>(rule, quality, weight, own),
            5 => self.of_length::<R, 5>(rule, quality, weight, own),
            6 => self.of_length::<R, 6>(rule, quality, weight, own),
            7 => self.of_length::<R, 7>(rule, quality, weight, own),
            8 => self.of_length::<R, 8>(rule, quality, weight, own),
            length => {
                let dependences = self.dependence.chunks_exact(length);
                let rows = self.provider.chunks_exact(length).zip(dependences);
                for (place, (quality, (providers, dependences))) in
                    quality.iter_mut().zip(rows).enumerate()
                {
                    *quality = self.take(rule, own(place), providers, dependences);
                }
                rule.finish_all(quality, weight);
            }
        }
    }

    fn of_length<R: Accumulate, const LENGTH: usize>(
        &self,
        rule: R,
        quality: &mut [f64],
        weight: f64,
        own: impl Fn(usize) -> f64,
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
                *quality = self.take(rule, own(first + place), providers, dependences);
            }
            rule.finish_all(quality, weight);
            first += quality.len();
        }
    }

    #[inline]
    fn take<R: Accumulate>(
        &self,
        rule: R,
        own: f64,
        providers: &[u32],
        dependences: &[f64],
    ) -> f64 {
        let mut taken = rule.start(own);
        for (&provider, &dependence) in providers.iter().zip(dependences) {
            taken = rule.add(taken, dependence * self.missing[provider as usize]);
        }
        taken
    }
}

/// How many parties are finished at once.
const PARTIES_PER_CHUNK: usize = 64;
