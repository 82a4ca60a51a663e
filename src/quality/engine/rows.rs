//! Flat passes over plain parties that share a rule, for one value of each or for several side by
//! side.
//!
//! They read what is *missing* at each provider, `1 − q`: a department's is worked out once, not
//! once per service. Parties with equally many services come one after the other, so that a pass
//! over their rows needs neither to count nor to guess where a row ends.

use std::array;
use std::ops::Range;

use super::equation::EquationContext;
use super::state_slice::StateSlice;
use crate::network::{IndexRange, Layout, PartyIx};
use crate::rule::Accumulate;

/// Values of one party that are computed side by side: the one there is, every lane of a batch, or
/// the best and the worst of them.
pub(in crate::quality) trait LaneValues<const N: usize> {
    fn values(&self) -> &[f64; N];
}

impl LaneValues<1> for f64 {
    #[inline]
    fn values(&self) -> &[f64; 1] {
        array::from_ref(self)
    }
}

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
        let rows = EqualRows::of(layout, rule, &alike, before.missing);
        rows.evaluate(0..own.len(), quality.as_chunks_mut().0, |place| own[place]);
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
    let rows = EqualRows::of(layout, rule, parties, missing);
    rows.evaluate(0..parties.len(), quality.as_chunks_mut().0, |_| 1.0);
}

/// Takes the needs of row entries, after what was taken before.
#[inline]
pub(in crate::quality) fn take<R: Accumulate, T: LaneValues<N>, const N: usize>(
    rule: R,
    mut taken: [f64; N],
    layout: &Layout,
    entries: Range<usize>,
    missing: &[T],
) -> [f64; N] {
    let dependences = &layout.dependences()[entries.clone()];
    for (&provider, &dependence) in layout.providers()[entries].iter().zip(dependences) {
        take_one(rule, &mut taken, dependence, missing[provider as usize].values());
    }
    taken
}

/// Takes one more need of weight 1 for every value.
#[inline]
pub(in crate::quality) fn take_one<R: Accumulate, const N: usize>(
    rule: R,
    taken: &mut [f64; N],
    dependence: f64,
    missing: &[f64; N],
) {
    for (taken, missing) in taken.iter_mut().zip(missing) {
        *taken = rule.add(*taken, dependence * missing);
    }
}

/// Rows of one rule and length, end to end.
pub(in crate::quality) struct EqualRows<'a, R, T> {
    rule: R,
    provider: &'a [u32],
    dependence: &'a [f64],
    length: usize,
    count: usize,
    /// What is missing of each department.
    missing: &'a [T],
}

impl<'a, R: Accumulate, T> EqualRows<'a, R, T> {
    /// The rows of consecutive parties who all have the same number of services.
    pub(in crate::quality) fn of(
        layout: &'a Layout,
        rule: R,
        parties: &IndexRange<PartyIx>,
        missing: &'a [T],
    ) -> Self {
        let entries = layout.rows(parties).indices();
        let (count, length) = (parties.len(), entries.len() / parties.len().max(1));
        debug_assert_eq!(entries.len(), length * count);
        Self {
            rule,
            provider: &layout.providers()[entries.clone()],
            dependence: &layout.dependences()[entries],
            length,
            count,
            missing,
        }
    }

    /// Evaluates all rows, so many at a time.
    pub(in crate::quality) fn for_chunks<const N: usize>(
        &self,
        mut chunk: impl FnMut(Range<usize>, &[[f64; N]]),
    ) where
        T: LaneValues<N>,
    {
        let mut qualities = [[0.0; N]; ROWS_PER_CHUNK];
        for first in (0..self.count).step_by(ROWS_PER_CHUNK) {
            let places = first..self.count.min(first + ROWS_PER_CHUNK);
            let qualities = &mut qualities[..places.len()];
            self.evaluate(places.clone(), qualities, |_| 1.0);
            chunk(places, qualities);
        }
    }

    /// Evaluates some rows, given each party's own capability.
    pub(in crate::quality) fn evaluate<const N: usize>(
        &self,
        places: Range<usize>,
        quality: &mut [[f64; N]],
        own: impl Fn(usize) -> f64,
    ) where
        T: LaneValues<N>,
    {
        // A length known to the compiler needs no loop.
        match self.length {
            0 => {
                for (place, quality) in places.zip(quality) {
                    *quality = [self.rule.alone(own(place)); N];
                }
            }
            1 => self.of_length::<1, N>(places, quality, own),
            2 => self.of_length::<2, N>(places, quality, own),
            3 => self.of_length::<3, N>(places, quality, own),
            4 => self.of_length::<4, N>(places, quality, own),
            5 => self.of_length::<5, N>(places, quality, own),
            6 => self.of_length::<6, N>(places, quality, own),
            length => {
                let entries = places.start * length..places.end * length;
                let providers = self.provider[entries.clone()].chunks_exact(length);
                let rows = providers.zip(self.dependence[entries].chunks_exact(length));
                for ((place, quality), row) in places.zip(&mut *quality).zip(rows) {
                    *quality = self.take(own(place), row);
                }
                self.finish(quality);
            }
        }
    }

    fn of_length<const LENGTH: usize, const N: usize>(
        &self,
        places: Range<usize>,
        quality: &mut [[f64; N]],
        own: impl Fn(usize) -> f64,
    ) where
        T: LaneValues<N>,
    {
        let providers = &self.provider.as_chunks::<LENGTH>().0[places.clone()];
        let dependences = &self.dependence.as_chunks::<LENGTH>().0[places.clone()];
        let rows = providers.chunks(ROWS_PER_CHUNK).zip(dependences.chunks(ROWS_PER_CHUNK));
        let mut first = places.start;
        for (quality, (providers, dependences)) in quality.chunks_mut(ROWS_PER_CHUNK).zip(rows) {
            let rows = providers.iter().zip(dependences);
            for (place, (quality, (providers, dependences))) in
                quality.iter_mut().zip(rows).enumerate()
            {
                *quality = self.take(own(first + place), (providers, dependences));
            }
            self.finish(quality);
            first += quality.len();
        }
    }

    #[inline]
    fn take<const N: usize>(&self, own: f64, (providers, dependences): (&[u32], &[f64])) -> [f64; N]
    where
        T: LaneValues<N>,
    {
        let mut taken = [self.rule.start(own); N];
        for (&provider, &dependence) in providers.iter().zip(dependences) {
            let missing = self.missing[provider as usize].values();
            take_one(self.rule, &mut taken, dependence, missing);
        }
        taken
    }

    #[inline]
    fn finish<const N: usize>(&self, taken: &mut [[f64; N]]) {
        self.rule.finish_all(taken.as_flattened_mut(), self.rule.weight(self.length));
    }
}

/// How many rows are finished at once.
const ROWS_PER_CHUNK: usize = 64;
