//! Every tolerance of the tests, with the reason for its size.

/// The largest residual of a converged assessment, as [`knockon::Assessment::verify`] returns it:
/// what the certified stopping rule allows.
pub(crate) const VERIFY: f64 = 1e-12;

/// Values that several kernels compute in closed form, without an iteration.
pub(crate) const CLOSED_FORM: f64 = 1e-14;

/// How far a lower state may lie above the upper one: behind a cycle of two states, a certified one
/// stops within 1e-12 of either.
pub(crate) const UPSIDE_DOWN: f64 = 2e-12;

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

/// How far the shares of a change may sum to something else: solves that settle within 1e-12 of
/// their fixpoint, magnified by what follows.
pub(crate) const CONTRIBUTIONS: f64 = 1e-9;

/// How far a derivative may lie from a difference quotient of step 1e-6, relative to one more than
/// it: curvature of a few hundred.
pub(crate) const DERIVATIVES: f64 = 2e-4;

/// How far two estimates of a piece of a stage's segment may lie apart before it is halved: where
/// it is smooth, the value taken is exact to far less.
pub(crate) const STAGE_PIECES: f64 = 1e-9;

/// How far a share may lie from a stage's mean slope times the change: the oracle keeps some
/// 1e-8 at every kink, where its pieces stop being halved.
pub(crate) const STAGES: f64 = 1e-7;

/// How far sums over customers may lie apart that are made in another order, relative to the whole
/// population.
pub(crate) const SUMMED: f64 = 1e-12;

/// How far a mean over time may lie from the sum of its minutes, or a ratio of two shares of time
/// from another way to it: a few thousand roundings.
pub(crate) const TIME_WEIGHTED: f64 = 1e-12;

/// How far a number may be from one worked out in another way with a few roundings.
pub(crate) const ROUNDED: f64 = 1e-15;
