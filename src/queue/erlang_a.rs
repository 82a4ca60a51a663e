//! Erlang A: everybody leaves who has waited longer than their patience.
//!
//! With the masses `ε` that an agent is free and `a e^E(s)` that one would wait `s` (see
//! [`mass`](super::wait_density)), the patience rate `ϑ` and the target `τ`, all per handling time,
//!
//! ```text
//! served within τ    N = ε + a ∫₀^τ e^(E − ϑ s) ds
//! not served by τ    M = a ∫₀^τ e^E (1 − e^(−ϑ s)) ds + a ∫_τ^∞ e^E ds
//! share              N / (N + M)            derivative   (N′ M − N M′) / (N + M)²
//! ```
//!
//! All are sums of positive terms, so that shares near 0 and near 1 keep their digits. Derivatives
//! are taken under the integrals, at the same nodes: that of `E` is `(1 − e^(−ϑ s)) / ϑ` in `a`,
//! and `−s` in `n`. Both count from an anchor near the peak instead of from 0, which multiplies `N`
//! and `M` alike: the derivative of their share stays, and its digits as well.

use super::figures::{Slopes, WaitingFigures, share_of};
use super::wait_density::{DensityInterval, Scaled, ScaledQueue, SplitDensity};

/// The share of all arrivals served within a target.
pub(super) fn share(station: ScaledQueue, target: f64) -> f64 {
    let impatience = station.impatience;
    let Scaled { scale, masses: [free] } = station.free();
    let SplitDensity { before, after } = station.split_at(target);
    let [free_factor, before_factor, after_factor] = SplitDensity { before, after }.factors(scale);
    let [in_time, left] = before.map_or([0.0; 2], |before| {
        before.integrate(|node| {
            let waited = before.waited + before.waited_longer(node);
            [before.staying(node), impatience * waited]
        })
    });
    let [late] = after.map_or([0.0], |after| after.integrate(|_| [1.0]));
    share_of(
        free_factor * free + before_factor * in_time,
        before_factor * left + after_factor * late,
    )
}

/// The same with its derivatives.
pub(super) fn slopes(station: ScaledQueue, target: f64) -> Slopes {
    let ScaledQueue { load: a, agents: n, impatience } = station;
    let Scaled { scale, masses: free } = station.free_with_slopes();
    let split = station.split_at(target);
    let factors = split.factors(scale);
    let SplitDensity { before, after } = split;
    // Waits, and times waited, count from the anchor of the first interval.
    let (wait, waited) = before.or(after).map_or((0.0, 0.0), |first| (first.anchor, first.waited));

    let [free, free_by_load, free_by_agents] = free.map(|mass| factors[0] * mass);
    let in_time = before.map_or([0.0; 6], |before| {
        before.integrate(|node| {
            let (stay, longer) = (before.staying(node), before.waited_longer(node));
            let leave = impatience * (before.waited + longer);
            let later = node.distance;
            [stay, stay * longer, stay * later, leave, leave * longer, leave * later]
        })
    });
    let [in_time, in_time_longer, in_time_later, left, left_longer, left_later] =
        in_time.map(|mass| factors[1] * mass);
    let late = after.map_or([0.0; 3], |after| {
        let [later, longer] = before.map_or([0.0; 2], |before| before.until_anchor_of(&after));
        after.integrate(|node| [1.0, longer + after.waited_longer(node), later + node.distance])
    });
    let [late, late_longer, late_later] = late.map(|mass| factors[2] * mass);

    let (served, missed) = (free + in_time, left + late);
    let total = served + missed;
    let derivative = |served_by: f64, missed_by: f64| {
        served_by / total * (missed / total) - served / total * (missed_by / total)
    };
    Slopes {
        share: share_of(served, missed),
        by_load: derivative(
            free_by_load - waited * free + in_time / a + in_time_longer,
            missed / a + left_longer + late_longer,
        ),
        by_agents: derivative(
            free_by_agents + wait * free - in_time_later,
            -left_later - late_later,
        ),
        by_speed: derivative(
            n * (wait * free - in_time_later) - a * free_by_load,
            -n * (left_later + late_later),
        ),
    }
}

/// Waiting and leaving.
pub(super) fn waiting(station: ScaledQueue) -> WaitingFigures {
    let impatience = station.impatience;
    let Scaled { scale, masses: [free] } = station.free();
    let split = station.split_at(0.0);
    let [free_factor, _, factor] = split.factors(scale);
    let [busy, waited, served, left] = split.after.map_or([0.0; 4], |all| {
        all.integrate(|node| {
            let waited = all.waited + all.waited_longer(node);
            [1.0, waited, all.staying(node), impatience * waited]
        })
    });
    let (free, busy) = (free_factor * free, factor * busy);
    let (served, left) = (free + factor * served, factor * left);
    WaitingFigures {
        probability: share_of(busy, free),
        mean: factor * waited / (free + busy),
        served: share_of(served, left),
        abandonment: share_of(left, served),
    }
}

/// The probability that somebody of endless patience would wait longer than `time`.
pub(super) fn exceeds(station: ScaledQueue, time: f64) -> f64 {
    let Scaled { scale, masses: [free] } = station.free();
    let split = station.split_at(time);
    let [free_factor, before_factor, after_factor] = split.factors(scale);
    let mass = |interval: Option<DensityInterval>| {
        interval.map_or(0.0, |interval| {
            let [mass] = interval.integrate(|_| [1.0]);
            mass
        })
    };
    share_of(
        after_factor * mass(split.after),
        free_factor * free + before_factor * mass(split.before),
    )
}
