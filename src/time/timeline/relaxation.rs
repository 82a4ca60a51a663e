//! How quickly each party follows what it receives.

use chrono::TimeDelta;
use indexmap::IndexSet;

use super::instant::{length, nanoseconds};
use crate::network::PartyIx;
use crate::organisation::Inertia;

/// Time constants of all parties by dense number, and what they make of a step.
pub(super) struct RelaxationRates {
    /// Of each party, an index into the others.
    class: Vec<u32>,
    inertia: IndexSet<(TimeDelta, TimeDelta)>,
    rates: Vec<Rates>,
    /// The step that the rates are for.
    step: i64,
}

/// What a step makes of a distance, by direction.
#[derive(Debug, Clone, Copy)]
struct Rates {
    fall: Rate,
    rise: Rate,
}

/// With `z = h / τ`: `k = 1 − e^(−z)`, how much of a distance is covered, and `w = 1 − k / z`, how
/// much of a change of the aim over the step.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rate {
    k: f64,
    w: f64,
}

impl Rate {
    const AT_ONCE: Self = Self { k: 1.0, w: 1.0 };

    fn new(step: i64, constant: TimeDelta) -> Self {
        /// Below this `w` is its series, as the closed form cancels; its next term is 2e-19.
        const WEIGHT_SERIES_BELOW: f64 = 1e-2;
        let z = length(step) / length(nanoseconds(constant));
        if !z.is_finite() {
            return Self::AT_ONCE;
        }
        let k = -(-z).exp_m1();
        let w = if z < WEIGHT_SERIES_BELOW {
            let rest = 1.0 / 120.0 - z * (1.0 / 720.0 - z / 5040.0);
            z * (0.5 - z * (1.0 / 6.0 - z * (1.0 / 24.0 - z * rest)))
        } else {
            1.0 - k / z
        };
        Self { k, w }
    }
}

impl RelaxationRates {
    pub(super) fn new(inertia: impl Iterator<Item = Inertia>) -> Self {
        let mut classes = IndexSet::new();
        let class = inertia
            .map(|Inertia { degradation, recovery }| {
                crate::numerics::csr::ix(classes.insert_full((degradation, recovery)).0)
            })
            .collect();
        Self { class, inertia: classes, rates: Vec::new(), step: 0 }
    }

    fn of(&self, party: impl Into<PartyIx>) -> Inertia {
        let (degradation, recovery) = self.inertia[self.class[party.into()] as usize];
        Inertia { degradation, recovery }
    }

    /// Whether a party takes time, one way or both.
    pub(super) fn takes_time(&self, party: impl Into<PartyIx>) -> bool {
        !self.of(party).is_none()
    }

    /// Whether a party moves at once, one way or both.
    pub(super) fn is_instant(&self, party: impl Into<PartyIx>) -> bool {
        let Inertia { degradation, recovery } = self.of(party);
        degradation.is_zero() || recovery.is_zero()
    }

    /// Makes ready for a step.
    pub(super) fn begin(&mut self, step: i64) {
        if step != self.step {
            self.step = step;
            let rates = |&(degradation, recovery): &(TimeDelta, TimeDelta)| Rates {
                fall: Rate::new(step, degradation),
                rise: Rate::new(step, recovery),
            };
            self.rates.clear();
            self.rates.extend(self.inertia.iter().map(rates));
        }
    }

    fn rate(&self, party: impl Into<PartyIx>, distance: f64) -> Rate {
        let rates = self.rates[self.class[party.into()] as usize];
        if distance < 0.0 { rates.fall } else { rates.rise }
    }

    /// Where a party is at the end of the step, by its aim at the start alone.
    #[inline]
    pub(super) fn euler(&self, party: impl Into<PartyIx>, quality: f64, aim: f64) -> f64 {
        let distance = aim - quality;
        let Rate { k, .. } = self.rate(party, distance);
        if k >= 1.0 { aim } else { within(quality + k * distance) }
    }

    /// Where a party is at the end of the step, by its aims at both ends: exact where it moves
    /// from the one to the other along a straight line.
    #[inline]
    pub(super) fn heun(&self, party: impl Into<PartyIx>, quality: f64, aims: [f64; 2]) -> f64 {
        let [first, last] = aims;
        let Rate { k, w } = self.rate(party, 0.5 * (first + last) - quality);
        if w >= 1.0 {
            return last;
        }
        within(quality + k * (first - quality) + w * (last - first))
    }

    /// Where a party is that moves at once one way or both, given where it would be otherwise.
    pub(super) fn hold(&self, party: impl Into<PartyIx>, quality: f64, aim: f64) -> f64 {
        let Inertia { degradation, recovery } = self.of(party);
        let at_once = if aim < quality { degradation.is_zero() } else { recovery.is_zero() };
        if at_once { aim } else { quality }
    }
}

/// Takes back what rounding put beyond the range.
fn within(quality: f64) -> f64 {
    quality.clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use crate::time::timeline::relaxation::*;

    #[test]
    fn rates_keep_their_digits_however_long_the_step() {
        let second = TimeDelta::seconds(1);
        // 1 − k / z of z = 1/1000 and of 2, by the series and from the definition.
        let short = Rate::new(1_000_000, second);
        assert!((short.w - 0.000_499_833_374_991_668).abs() < 1e-18, "{short:?}");
        assert!((short.k - 0.000_999_500_166_625_008).abs() < 1e-17, "{short:?}");
        // On both sides of where the series ends.
        let [below, above] = [9_999_999, 10_000_001].map(|step| Rate::new(step, second).w);
        assert!(
            (above - below - 2e-9 * (0.5 - 0.01 / 3.0 + 1e-4 / 8.0)).abs() < 3e-16,
            "{below} and {above}"
        );
        let long = Rate::new(2_000_000_000, second);
        assert!((long.w - f64::midpoint(1.0, f64::exp(-2.0))).abs() < 1e-15, "{long:?}");
        assert_eq!(Rate::new(1, TimeDelta::zero()), Rate::AT_ONCE);
    }

    #[test]
    fn a_party_is_drawn_no_further_than_its_aims() {
        let inertia = Inertia { degradation: TimeDelta::hours(1), recovery: TimeDelta::days(9) };
        let mut relaxation_rates = RelaxationRates::new([inertia, Inertia::default()].into_iter());
        for step in [1, 1_000_000, 3_600_000_000_000, i64::MAX / 4] {
            relaxation_rates.begin(step);
            for (quality, aims) in [(1.0, [0.0, 0.0]), (0.2, [0.9, 1.0]), (0.5, [1.0, 0.0])] {
                let reached = relaxation_rates.heun(PartyIx::new(0), quality, aims);
                let [low, high] = [f64::min, f64::max].map(|of| of(quality, of(aims[0], aims[1])));
                assert!((low..=high).contains(&reached), "{quality} to {aims:?}: {reached}");
                assert_eq!(
                    relaxation_rates.heun(PartyIx::new(1), quality, aims).to_bits(),
                    aims[1].to_bits()
                );
                assert_eq!(
                    relaxation_rates.euler(PartyIx::new(1), quality, aims[0]).to_bits(),
                    aims[0].to_bits()
                );
            }
        }
    }
}
