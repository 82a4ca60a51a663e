//! What goes round a cycle until it ends: `x = b + x P` with `P ≥ 0`.

use super::gth::Gth;

/// A cycle up to this size is factored, a larger one iterated.
pub(crate) const LARGEST_FACTORED: usize = 300;
/// A large cycle is left undecided after so many sweeps, or so many entries followed in any number
/// of sweeps above the least.
const MOST_CIRCULATION_SWEEPS: usize = 100_000;
const MOST_FOLLOWED: usize = 2_000_000_000;
const LEAST_CIRCULATION_SWEEPS: usize = 100;
/// A cycle that can be factored is followed for so many sweeps first.
const FEW_SWEEPS: usize = 40;
/// An iteration that moves nothing by more than this share has settled.
const CIRCULATION_TOLERANCE: f64 = 1e-15;

/// Replaces what enters by all that passes, given from where to where how much of it is passed on,
/// those of one end to follow each other.
pub(crate) fn circulate(
    inside: &[(usize, usize, f64)],
    arriving: &mut [f64],
) -> CirculationOutcome {
    if arriving.iter().any(|arriving| !arriving.is_finite()) {
        return CirculationOutcome::Endless;
    }
    if arriving.iter().all(|arriving| *arriving <= 0.0) {
        return CirculationOutcome::End;
    }
    let size = arriving.len();
    if size > LARGEST_FACTORED {
        return gauss_seidel(inside, arriving);
    }
    // What fades soon takes fewer steps to follow than the cycle to factor.
    let steps = FEW_SWEEPS * inside.len();
    if steps < size * size * size / 3 {
        let outside = arriving.to_vec();
        if sweep(inside, arriving, FEW_SWEEPS) == CirculationOutcome::End {
            return CirculationOutcome::End;
        }
        arriving.copy_from_slice(&outside);
    }
    factor(inside, arriving)
}

/// Solves a cycle at once.
fn factor(inside: &[(usize, usize, f64)], arriving: &mut [f64]) -> CirculationOutcome {
    let size = arriving.len();
    let mut passed = vec![0.0; size * size];
    for &(from, to, share) in inside {
        passed[from * size + to] += share;
    }
    let Ok(elimination) = Gth::new(passed, None) else { return CirculationOutcome::Endless };
    elimination.solve(arriving);
    let is_finite = arriving.iter().all(|arriving| arriving.is_finite());
    if is_finite { CirculationOutcome::End } else { CirculationOutcome::Endless }
}

/// What becomes of what goes round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CirculationOutcome {
    /// It comes to an end.
    End,
    /// It grows beyond all numbers.
    Endless,
    /// It still moved when it was left.
    Undecided,
}

/// Follows what goes round a large cycle, given from where to where how much of it is passed on,
/// those of one end to follow each other: sweep by sweep, each from what the sweep itself has found
/// (Gauss and Seidel), so that a lap in the order given takes one.
pub(crate) fn gauss_seidel(
    inside: &[(usize, usize, f64)],
    arriving: &mut [f64],
) -> CirculationOutcome {
    let most_sweeps = (MOST_FOLLOWED / inside.len().max(1))
        .clamp(LEAST_CIRCULATION_SWEEPS, MOST_CIRCULATION_SWEEPS);
    sweep(inside, arriving, most_sweeps)
}

/// Follows what goes round for so many sweeps at most.
fn sweep(
    inside: &[(usize, usize, f64)],
    arriving: &mut [f64],
    most_sweeps: usize,
) -> CirculationOutcome {
    let outside = arriving.to_vec();
    for _ in 0..most_sweeps {
        let mut moved = false;
        for to_one in inside.chunk_by(|(_, one, _), (_, two, _)| one == two) {
            let to = to_one[0].1;
            let passed: f64 = to_one.iter().map(|&(from, _, passed)| passed * arriving[from]).sum();
            let next = outside[to] + passed;
            moved |= (next - arriving[to]).abs() > CIRCULATION_TOLERANCE * next.abs();
            arriving[to] = next;
        }
        if arriving.iter().any(|arriving| !arriving.is_finite()) {
            return CirculationOutcome::Endless;
        }
        if !moved {
            return CirculationOutcome::End;
        }
    }
    CirculationOutcome::Undecided
}
