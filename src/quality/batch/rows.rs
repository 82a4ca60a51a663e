//! Rows of customers with equally many services, evaluated for several values at once: every lane,
//! or the best and the worst of them.

use std::ops::Range;

use super::lanes::{LANES, Lanes, take};
use crate::network::{IndexRange, Layout, PartyIx};
use crate::rule::Accumulate;

/// Rows of one length, end to end.
pub(super) struct LaneRows<'a, R, T> {
    rule: R,
    provider: &'a [u32],
    dependence: &'a [f64],
    /// What is missing of each department.
    missing: &'a [T],
    weight: f64,
    length: usize,
    count: usize,
}

impl<'a, R: Accumulate, T> LaneRows<'a, R, T> {
    pub(super) fn new(
        layout: &'a Layout,
        rule: R,
        parties: &IndexRange<PartyIx>,
        missing: &'a [T],
    ) -> Self {
        let length = layout.row(parties.start).len();
        let entries = layout.rows(parties).indices();
        debug_assert_eq!(entries.len(), length * parties.len());
        Self {
            rule,
            provider: &layout.providers()[entries.clone()],
            dependence: &layout.dependences()[entries],
            missing,
            weight: rule.weight(length),
            length,
            count: parties.len(),
        }
    }

    /// Evaluates rows chunk by chunk.
    pub(super) fn for_chunks<const N: usize>(
        &self,
        chunk: impl FnMut(Range<usize>, &mut [[f64; N]]),
    ) where
        T: AsRef<[f64; N]>,
    {
        // A length known to the compiler needs no loop.
        match self.length {
            1 => self.of_length::<1, N>(chunk),
            2 => self.of_length::<2, N>(chunk),
            3 => self.of_length::<3, N>(chunk),
            4 => self.of_length::<4, N>(chunk),
            5 => self.of_length::<5, N>(chunk),
            6 => self.of_length::<6, N>(chunk),
            _ => self.of_any_length(chunk),
        }
    }

    fn of_length<const LENGTH: usize, const N: usize>(
        &self,
        mut chunk: impl FnMut(Range<usize>, &mut [[f64; N]]),
    ) where
        T: AsRef<[f64; N]>,
    {
        let (providers, _) = self.provider.as_chunks::<LENGTH>();
        let (dependences, _) = self.dependence.as_chunks::<LENGTH>();
        let mut qualities = [[0.0; N]; ROWS_PER_CHUNK];
        let mut first = 0;
        for (providers, dependences) in
            providers.chunks(ROWS_PER_CHUNK).zip(dependences.chunks(ROWS_PER_CHUNK))
        {
            let qualities = &mut qualities[..providers.len()];
            for ((quality, providers), dependences) in
                qualities.iter_mut().zip(providers).zip(dependences)
            {
                *quality = self.take(providers, dependences);
            }
            self.rule.finish_all(qualities.as_flattened_mut(), self.weight);
            chunk(first..first + providers.len(), qualities);
            first += providers.len();
        }
    }

    fn of_any_length<const N: usize>(&self, mut chunk: impl FnMut(Range<usize>, &mut [[f64; N]]))
    where
        T: AsRef<[f64; N]>,
    {
        let mut qualities = [[0.0; N]; ROWS_PER_CHUNK];
        let mut first = 0;
        while first < self.count {
            let last = self.count.min(first + ROWS_PER_CHUNK);
            let qualities = &mut qualities[..last - first];
            let entries = first * self.length..last * self.length;
            self.longer(qualities, &self.provider[entries.clone()], &self.dependence[entries]);
            chunk(first..last, qualities);
            first = last;
        }
    }

    /// Evaluates a few rows of any length.
    fn longer<const N: usize>(
        &self,
        qualities: &mut [[f64; N]],
        providers: &[u32],
        dependences: &[f64],
    ) where
        T: AsRef<[f64; N]>,
    {
        if self.length == 0 {
            qualities.fill([self.rule.alone(1.0); N]);
            return;
        }
        let rows = providers.chunks_exact(self.length).zip(dependences.chunks_exact(self.length));
        for (quality, (providers, dependences)) in qualities.iter_mut().zip(rows) {
            *quality = self.take(providers, dependences);
        }
        self.rule.finish_all(qualities.as_flattened_mut(), self.weight);
    }

    #[inline]
    fn take<const N: usize>(&self, providers: &[u32], dependences: &[f64]) -> [f64; N]
    where
        T: AsRef<[f64; N]>,
    {
        let mut taken = [self.rule.start(1.0); N];
        for (&provider, &dependence) in providers.iter().zip(dependences) {
            take(self.rule, &mut taken, dependence, self.missing[provider as usize].as_ref());
        }
        taken
    }
}

/// How many customers are finished at once.
const ROWS_PER_CHUNK: usize = 64;

/// Evaluates one plain customer in every lane.
pub(super) fn plain<R: Accumulate>(
    layout: &Layout,
    rule: R,
    customer: PartyIx,
    missing: &[Lanes],
) -> Lanes {
    let mut quality = [[0.0; LANES]];
    let rows = LaneRows::new(layout, rule, &IndexRange::one(customer), missing);
    rows.longer(&mut quality, rows.provider, rows.dependence);
    Lanes(quality[0])
}
