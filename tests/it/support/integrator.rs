//! A slow, obvious reference: everybody followed in tiny steps of equal length.
//!
//! It shares the oracle's equations, and nothing with the library but the words of a statement.
//! Lags and whatever happens lie on its grid, so that it looks nothing up between two steps. It is
//! of first order; two lengths of step are extrapolated.

use crate::support::oracle;
use crate::support::statement::{Shock, Statement};
use crate::support::timing::Timing;

/// What happens: a shock from one second to another.
pub(crate) struct Pulse {
    pub(crate) seconds: [u32; 2],
    pub(crate) shock: Shock,
}

/// The qualities of all parties at multiples of so many seconds, from the start to the end.
pub(crate) fn follow(
    statement: &Statement,
    timing: &Timing,
    pulses: &[Pulse],
    [span, every, step]: [u32; 3],
) -> Vec<Vec<f64>> {
    let coarse = run(statement, timing, pulses, [span, every, step]);
    let fine = run(statement, timing, pulses, [span, every, step / 2]);
    let rows = coarse.into_iter().zip(fine);
    let row = |(coarse, fine): (Vec<f64>, Vec<f64>)| {
        coarse.iter().zip(&fine).map(|(coarse, fine)| 2.0 * fine - coarse).collect()
    };
    rows.map(row).collect()
}

fn run(
    statement: &Statement,
    timing: &Timing,
    pulses: &[Pulse],
    [span, every, step]: [u32; 3],
) -> Vec<Vec<f64>> {
    // The first is what was before the start, for ever.
    let best = oracle::greatest(statement).quality;
    let mut past = vec![best.clone(), best];
    let mut kept = Vec::new();
    for now in (0..=span).step_by(step as usize) {
        let stated = under(statement, pulses, now);
        let mut state = hold(&stated, timing, &mut past, step);
        if now % every == 0 {
            kept.push(state.clone());
        }
        let aims = aims(&stated, timing, &past, step);
        for (party, aim) in aims.into_iter().enumerate() {
            let constant = timing.constants[party][usize::from(aim >= state[party])];
            if constant > 0 {
                let covered = 1.0 - (-f64::from(step) / f64::from(constant)).exp();
                state[party] += covered * (aim - state[party]);
            }
        }
        past.push(state);
    }
    kept
}

/// The statement with what is in force.
fn under(statement: &Statement, pulses: &[Pulse], now: u32) -> Statement {
    let on = pulses.iter().filter(|pulse| (pulse.seconds[0]..pulse.seconds[1]).contains(&now));
    on.fold(statement.clone(), |statement, pulse| statement.after(&pulse.shock))
}

/// Lets those follow who do at once, until nobody moves, and returns where everybody is.
fn hold(statement: &Statement, timing: &Timing, past: &mut [Vec<f64>], step: u32) -> Vec<f64> {
    const MOST_ROUNDS: usize = 1_000;
    let free = past.last().unwrap().clone();
    for _ in 0..MOST_ROUNDS {
        let aims = aims(statement, timing, past, step);
        let held = free.iter().zip(aims).zip(&timing.constants).map(|((&free, aim), constants)| {
            if constants[usize::from(aim >= free)] == 0 { aim } else { free }
        });
        let held: Vec<f64> = held.collect();
        let state = past.last_mut().unwrap();
        let moved = oracle::distance(&held, state);
        *state = held;
        if moved <= 1e-15 {
            break;
        }
    }
    past.last().unwrap().clone()
}

/// What everybody would deliver or experience if nothing took time.
fn aims(statement: &Statement, timing: &Timing, past: &[Vec<f64>], step: u32) -> Vec<f64> {
    // Every service gets a provider of its own, who delivers what is seen of the real one.
    let mut seen = past.last().unwrap().clone();
    let mut unfolded = statement.clone();
    for (need, lags) in unfolded.needs.iter_mut().zip(&timing.lags) {
        for (supply, &lag) in need.services.iter_mut().zip(lags) {
            let ago = (past.len() - 1).saturating_sub((lag / step) as usize);
            seen.push(past[ago][supply.provider]);
            supply.provider = seen.len() - 1;
        }
    }
    oracle::sweep(&unfolded, &seen)
}
