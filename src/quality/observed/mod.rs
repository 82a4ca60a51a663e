//! Whose trouble is it that was read?
//!
//! A monitor on every level reads what is *delivered*, not what each could do by itself: a host at
//! 0.9 takes its database and its application down to 0.9 as well. That is one trouble, and taken as
//! three it would leave 0.729. For a department that was read, with reading `o` and inputs as they
//! are, read where they were read and solved for where not,
//!
//! ```text
//! own part     r  = o − F( s, inputs )            s as stated by organisation and scenario
//! capability   s* = the largest s' ≤ s with F( s', inputs ) ≤ o
//! ```
//!
//! Causes are named by `r`, which is continuous in the readings. `s*` is for what-if alone: under
//! `weakest`, noise of a thousandth makes it fall by ten points.
//!
//! ```text
//!    host ────> database ────> application      stated: each at 1
//!     0.9          0.9             0.9          read
//!    −0.1           0               0           own part: the host's trouble alone
//! ```
//!
//! Readings cut cycles: whoever was read passes on the reading, and what was not read is the best
//! state consistent with them. A reading that no capability explains stays **pinned**: the department
//! delivers it whatever its equation says. Solved once more without the others, the state is read
//! again, but for a cycle with several states that [holds itself down](SelfSustaining).

mod allowance;
mod inference;
mod learned;
mod noise;
mod options;
mod own_parts;
mod reproduction;

pub use inference::{Inference, ReadParty, SelfSustaining};
pub use noise::Noise;
pub use options::InferOptions;
