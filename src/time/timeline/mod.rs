//! A timeline: from a state of rest through what happens, step by step.
//!
//! Three things keep a change from being felt at once. A service shows its provider as it was a
//! **lag** ago; a party moves towards what it would deliver by a **time constant**, one on the way
//! down and one on the way up; and a department with staff has a **waiting line**, which has to
//! grow before it hurts and to be worked off before it stops.
//!
//! ```text
//!   IT      1 ───┐                 ┌─────────────────    capability a half for some days
//!          ½     └─────────────────┘
//!   HR      1 ──────────╮                 ╭──────────    sees it after a lag, follows slowly
//!                        ╰──────────╯────╯
//!   clients 1 ─────────────╮                   ╭─────    later still; felt, deepest, recovered,
//!                           ╰────────────╯────╯          and the area in between: quality-days
//! ```
//!
//! # Equations
//!
//! A party `j` has an aim, what it would deliver or experience if nothing took time, and follows
//! it:
//!
//! ```text
//! dq_j/dt = (F_j(q_i(t − lag_ij), s_j(t)) − q_j(t)) / τ_j     τ: degradation or recovery, by direction
//! dL_i/dt = λ_i(q) − x_i          L_i = L(x_i): the mean number in a line at rest that gets x through
//! ```
//!
//! `F` is that of a [solve](crate::quality), `λ` the requests that arrive in the state as it is,
//! and the share of requests served in time is that of a line at rest which gets `x` through. So at
//! rest everything is exactly as a solve finds it. With `τ = 0` a party is held at its aim, in a
//! cycle by sweeps from where it is, so that where several states are consistent history decides.
//!
//! Where there is one steady state alone, every history, lag and time constant leads to it, as
//! everything is monotone. Where there are several the state may stay low after what happened is
//! over ([`Timeline::lasting_collapse`]), and a cycle may oscillate for ever
//! ([`Ending::NoSteadyState`]).
//!
//! Hires follow work done, not time passed: people asked for arrive at `T` with `∫ y dt = lag` from
//! the asking, `y` being what is received of the provider that looks for them.
//!
//! # Method
//!
//! Time constants: exponential Heun. With `z = h/τ` and `k = 1 − e^(−z)`,
//!
//! ```text
//! q₁ = q + k (F₁ − q)        F₁ the aim at the start of the step
//! q' = q₁ + (1 − k/z)(F₂ − F₁)        F₂ the aim at its end, seen from q₁
//! ```
//!
//! It is of second order, stays within 0..=1, is exact where the aim is a straight line, and stable
//! for steps of any length; the difference to `q₁` is the error estimate. Lines: an implicit method
//! of second order in two stages ([`Method`] says which of all of these are used). Steps end where
//! anything happens, and where a jump is felt after a lag; between step ends the past is a straight
//! line, and a lag shorter than a step counts from within it. So everything is of second order,
//! whatever the lags.
//!
//! That is of little use where a step is long beside what happens in it: the line that two days of
//! absence left may be worked off within an hour. With a [tolerance](TimelinePlan::tolerance),
//! which a plan has that states no step, a step is taken anew, halved, for as long as an estimate
//! of its error is too large: of the difference to `q₁`, of the same for lines, and of how far
//! everybody is off a straight line over the step, `|Δq − h·slope before| / 8`.
//!
//! Instants are whole nanoseconds. Nothing is random, and no clock is read: the same plan gives the
//! same timeline, bit for bit.
//!
//! # References
//!
//! * M. Hochbruck, A. Ostermann, *Exponential integrators*, Acta Numerica 19 (2010) 209-286,
//!   section 2: the method, for a stiff part that is a diagonal.
//! * R. Alexander, *Diagonally implicit Runge-Kutta methods for stiff O.D.E.'s*, SIAM J. Numer.
//!   Anal. 14 (1977) 1006-1021: the lines.
//! * C. Lian, Y. Haimes, *Managing the risk of terrorism to interdependent infrastructure systems
//!   through the dynamic inoperability input-output model*, Systems Engineering 9 (2006) 241-258:
//!   what [`Method::ExponentialEuler`] with additive losses is.
//! * H. Smith, *Monotone dynamical systems*, AMS (1995), chapters 4 and 5: why lags change no
//!   steady state, and how everything leads to the one there is.

#![expect(
    clippy::indexing_slicing,
    reason = "parties, looks and rows are indexed by dense numbers that were made in range"
)]

#[cfg(feature = "draws")]
mod bands;
mod breaking_points;
mod budget;
mod delay_buffer;
mod disruption;
mod evaluation_order;
mod fluid_queue;
mod hiring;
mod instant;
mod integrator;
mod interventions;
mod oscillation;
mod outcome;
mod part;
mod plan;
mod recorder;
mod relaxation;
mod resolve;
mod segment;
mod short_delays;
mod simulate;
mod snapshot;
mod state;
mod steady_state;
mod step_control;
mod timeline_end;
mod watch;

#[cfg(feature = "draws")]
pub use bands::{CustomerBand, PercentileSeries, TimelineBands};
pub use disruption::Disruption;
pub use hiring::Hired;
pub use outcome::{LineSeries, LineState, PlannedEvent, Series, Timeline};
pub use plan::{Method, TimelineError, TimelinePlan};
pub use steady_state::{Ending, SteadyState};
pub use timeline_end::TimelineEnd;
