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

/// How far the shares of a change of one party may sum to something else: a billionth of it, and what
/// two solves leave.
pub(crate) fn of_shares(change: f64) -> f64 {
    1.001e-9 * change.abs() + 1.001e-12
}

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

/// How far a segment may lie from the mean of its customers, both summed with their rounding errors.
pub(crate) const SEGMENT: f64 = 1e-14;

/// How far shares of a segment's change may lie from those of its customers: two splits of one change,
/// each of sums that settle within [`SOLVED`].
pub(crate) const SEGMENT_SHARES: f64 = 1e-11;

/// How far figures of queues may lie from high-precision ones, relative to them: integrals by
/// panels are exact to 1e-14, and what follows from them to a few times that.
pub(crate) const QUEUES: f64 = 1e-13;

/// The same where figures may be tiny: what is small by an exponent has the digits of its exponent,
/// and near the least of all floats hardly any.
pub(crate) fn of_queue(figure: f64) -> f64 {
    let size = figure.abs().max(f64::MIN_POSITIVE);
    QUEUES * size * (1.0 + size.ln().abs()) + f64::MIN_POSITIVE
}

/// How far sums over every number in a system, and over every step of a queue, may lie from the
/// integrals, relative to them: thousands of terms, each rounded.
pub(crate) const BIRTH_DEATH: f64 = 1e-11;

/// How far slopes of a queue may lie from differences of the eighth order, relative to the share
/// over the step: the rounding of shares, magnified.
pub(crate) const SLOPES: f64 = 3e-13;

/// How far arrivals may lie from what is asked for at the state they come with, relative to one more
/// than them.
pub(crate) const TRAFFIC: f64 = 1e-12;

/// How far a timeline may lie from the steady state it has settled into: circles that follow at
/// once settle at steps of 1e-14, and what takes time gets near for as long as it is given.
pub(crate) const AT_REST: f64 = 1e-9;

/// How far a timeline in steps of half a minute may lie from the reference in steps of twelve and
/// six seconds, extrapolated: what is left of the latter's error.
pub(crate) const TINY_STEPS: f64 = 1e-4;

/// How far what arrived at a line, less what left it, may lie from what its backlog grew by,
/// relative to all that arrived.
pub(crate) const CONSERVED: f64 = 1e-12;

/// How far a line may lie from another integrator's, relative to it: of second order both, in steps
/// of three minutes and of one.
pub(crate) const LINES: f64 = 1e-3;

/// How far a mean over time may lie from the sum of its minutes, or a ratio of two shares of time
/// from another way to it: a few thousand roundings.
pub(crate) const TIME_WEIGHTED: f64 = 1e-12;

/// How far a number may lie from one published with three decimals.
pub(crate) const THREE_DECIMALS: f64 = 5e-4;

/// How far a number may be from one worked out in another way with a few roundings.
pub(crate) const ROUNDED: f64 = 1e-15;

/// How far derivatives on loops of effort may lie from their closed forms, relative to one more than
/// them: rounds are summed up to a geometric series that is steady to 1e-13, magnified by the
/// strongest loop twenty times.
pub(crate) const LOOPS: f64 = 1e-11;

/// How far a timeline of usual steps may be off one of many times as many: five times the tolerance
/// of a step, as errors add up.
pub(crate) const USUAL_STEPS: f64 = 0.005;
