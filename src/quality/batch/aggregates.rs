//! What is kept of external customers, in every lane.

use super::lanes::{LANES, Lanes};
use crate::network::{Layout, PartyIx, StatedPartyIx};

/// Which aggregates are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asked {
    pub(super) mean: bool,
    pub(super) worst: bool,
    /// The threshold.
    pub(super) below: Option<f64>,
    /// What proves each state.
    pub(super) proof: bool,
}

/// The aggregates of a group, as far as customers were taken.
#[derive(Debug)]
pub(super) struct GroupAggregates {
    asked: Asked,
    /// What customers lose together, weighted by population.
    pub(super) lost: [f64; LANES],
    least: [f64; LANES],
    /// The first as stated of those with the least quality; `None` before any.
    worst: [Option<StatedPartyIx>; LANES],
    /// A quality that is no worse than any lane's least.
    bar: f64,
    below: [BelowThreshold; LANES],
    /// Below in every lane.
    all_below: BelowThreshold,
}

#[derive(Debug, Clone, Copy, Default)]
struct BelowThreshold {
    customers: usize,
    population: f64,
}

impl GroupAggregates {
    pub(super) fn new(asked: Asked) -> Self {
        Self {
            asked,
            lost: [0.0; LANES],
            least: [f64::INFINITY; LANES],
            worst: [None; LANES],
            bar: if asked.worst { f64::INFINITY } else { f64::NEG_INFINITY },
            below: [BelowThreshold::default(); LANES],
            all_below: BelowThreshold::default(),
        }
    }

    /// Takes what a customer loses.
    #[inline]
    pub(super) fn take_loss(&mut self, population: f64, quality: &Lanes) {
        self.lose(population, &quality.0.map(|quality| 1.0 - quality));
    }

    /// Takes losses of so many.
    #[inline]
    pub(super) fn lose(&mut self, population: f64, losses: &[f64; LANES]) {
        for (lost, loss) in self.lost.iter_mut().zip(losses) {
            *lost += population * loss;
        }
    }

    /// Customers above this quality in every lane are worst in none.
    #[inline]
    pub(super) const fn bar(&self) -> f64 {
        self.bar
    }

    /// Takes a customer as the worst of the lanes where nobody is worse; of equals, the first
    /// stated.
    pub(super) fn take_worst(&mut self, layout: &Layout, customer: PartyIx, quality: &Lanes) {
        if !self.asked.worst {
            return;
        }
        let stated = layout.stated(customer);
        for lane in 0..LANES {
            let (quality, least) = (quality.0[lane], self.least[lane]);
            if quality < least
                || (quality <= least && self.worst[lane].is_none_or(|worst| stated < worst))
            {
                self.least[lane] = quality;
                self.worst[lane] = Some(stated);
            }
        }
        self.bar = self.least.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    }

    /// Counts a customer in the lanes where it is below the threshold.
    pub(super) fn take_below(&mut self, population: f64, quality: &Lanes) {
        let Some(threshold) = self.asked.below else { return };
        for (below, quality) in self.below.iter_mut().zip(quality.0) {
            if quality < threshold {
                below.customers += 1;
                below.population += population;
            }
        }
    }

    /// Counts customers that are below the threshold in every lane.
    pub(super) fn all_below(&mut self, customers: u32, population: f64) {
        self.all_below.customers += customers as usize;
        self.all_below.population += population;
    }

    /// How many customers are below the threshold in a lane, and their population.
    pub(super) fn below(&self, lane: usize) -> (usize, f64) {
        let (some, all) = (self.below[lane], self.all_below);
        (some.customers + all.customers, some.population + all.population)
    }

    /// The worst customer of a lane, and its quality; `None` without customers.
    pub(super) fn worst(&self, lane: usize) -> Option<(StatedPartyIx, f64)> {
        self.worst[lane].map(|customer| (customer, self.least[lane]))
    }
}
