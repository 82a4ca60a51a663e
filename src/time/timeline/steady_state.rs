//! Which state a timeline ends in.

use serde::Serialize;

use super::delay_buffer::DelayBuffer;
use super::instant::PER_DAY;
use super::oscillation::Oscillation;
use crate::network::{Network, Overrides};
use crate::quality::{Assessment, SolveOptions, Uniqueness, Workspace};

/// How a timeline ends: where, or on the way to where, with what is in force at its end.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Ending {
    /// Every party is within a thousandth of a steady state, and nothing that lags still have in
    /// store leads away from it; nor is anybody being looked for.
    Reached(SteadyState),
    /// It is still moving, or what happened has not been felt by everybody yet, or people are still
    /// being looked for: [`Timeline::hires`](super::Timeline::hires) says who had not come.
    OnItsWay {
        /// Where it would end if departments followed at once from here on, and nobody came.
        to: SteadyState,
        /// The largest distance of any party to that, 0..=1.
        distance: f64,
        /// The largest distance of what lags still have in store: of any department as it was within
        /// its longest lag, 0..=1.
        to_be_felt: f64,
        /// How much the fastest party moved per day, at the end.
        per_day: f64,
    },
    /// It goes back and forth, and has not settled down since anything last happened: over the
    /// last third of that time departments move up and down by at least nine tenths of what they did
    /// over the third before, and each third is longer than twice the longest lag.
    ///
    /// Where there is one steady state alone every history leads to it, and this never comes.
    NoSteadyState {
        /// The largest amplitude of any department, from peak to peak, 0..=1.
        amplitude: f64,
    },
    /// It was broken off before the end of the plan, and where it would have led is not known:
    /// [`Timeline::status`](super::Timeline::status) is `Stopped`.
    BrokenOff,
}

/// A steady state of what is in force at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SteadyState {
    /// The best state, which a solve finds.
    Best,
    /// The worst state, in which the organisation stays once it has tipped.
    Lower,
    /// One between the two.
    Another,
}

/// As near to a state as this, a party has reached it; and states this near are one.
pub(super) const REACHED: f64 = 1e-3;

/// What there is to say about the end.
pub(super) struct EndState<'a> {
    pub(super) at: i64,
    /// By dense number.
    pub(super) quality: &'a [f64],
    pub(super) delay_buffer: &'a DelayBuffer,
    pub(super) oscillation: &'a Oscillation,
    /// Per nanosecond.
    pub(super) speed: f64,
    /// Whether anybody is being looked for.
    pub(super) awaits: bool,
}

impl EndState<'_> {
    /// Finds which state it is, or leads to; and the state that a solve finds.
    pub(super) fn ending(
        &self,
        network: &Network,
        overrides: &Overrides,
        options: &SolveOptions,
    ) -> (Ending, Assessment) {
        let mut workspace = Workspace::new();
        let options = options.clone().lower_state(true);
        let settled = network.run(String::new(), overrides.clone(), &options, &mut workspace);
        let is_unique =
            matches!(settled.uniqueness(), Uniqueness::Certified | Uniqueness::Computed);
        if !is_unique
            && let Some(amplitude) = self.oscillation.lasting(REACHED, self.delay_buffer.longest())
        {
            return (Ending::NoSteadyState { amplitude }, settled);
        }
        let best = settled.dense_qualities();
        let (to, state) = if is_unique {
            (SteadyState::Best, best.to_vec())
        } else {
            let (state, _) = network.settle_from(self.quality, overrides, &options, &mut workspace);
            let lower = settled.dense_lower().unwrap_or(best);
            let to = if distance(&state, best) <= REACHED {
                SteadyState::Best
            } else if distance(&state, lower) <= REACHED {
                SteadyState::Lower
            } else {
                SteadyState::Another
            };
            (to, state)
        };
        let distance = distance(self.quality, &state);
        let to_be_felt = self.delay_buffer.distance(self.at, &state);
        let ending = if distance.max(to_be_felt) <= REACHED && !self.awaits {
            Ending::Reached(to)
        } else {
            Ending::OnItsWay { to, distance, to_be_felt, per_day: self.speed * PER_DAY }
        };
        (ending, settled)
    }
}

fn distance(one: &[f64], two: &[f64]) -> f64 {
    one.iter().zip(two).map(|(one, two)| (one - two).abs()).fold(0.0, f64::max)
}
