//! Every tolerance of the tests, with the reason for its size.

/// The largest residual of a converged assessment, as [`knockon::Assessment::verify`] returns it:
/// what the certified stopping rule allows.
pub(crate) const VERIFY: f64 = 1e-12;

/// Values that several kernels compute in closed form, without an iteration.
pub(crate) const CLOSED_FORM: f64 = 1e-14;

/// How far below an earlier value a value may fall by rounding alone, where it must not fall.
pub(crate) const MONOTONE: f64 = 1e-13;

/// From which distance on two states are different equilibria rather than one state reached from
/// two sides.
pub(crate) const APART: f64 = 1e-9;

/// How far a solved cycle may lie from its fixpoint: it settles at steps of 1e-14 or a proved error
/// of 1e-12.
pub(crate) const SOLVED: f64 = 1.5e-12;

/// An allowance beyond which a comparison says little.
pub(crate) const LOOSE: f64 = 1e-9;

/// The largest deviation of a whole family of comparisons that are not loose.
pub(crate) const CLOSE: f64 = 1e-10;

/// How far the oracle itself may lie from the true fixpoint after this many sweeps.
pub(crate) fn of_oracle(sweeps: u32) -> f64 {
    1e-15 * (20.0 + f64::from(sweeps))
}
