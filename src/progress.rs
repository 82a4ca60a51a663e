//! Progress of long calls, and how they are broken off.
//!
//! Work is counted in services evaluated, never in time: the kernel reads no clock.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// After so many services evaluated a call is asked whether to go on.
const ASK_EVERY: u64 = 1 << 20;

/// How far a call has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How many services were evaluated so far, each as often as it was.
    pub evaluations: u64,
}

/// A function that a long call asks, now and then, whether to go on.
///
/// It is asked once about a million services have been evaluated since it was asked last; a solve
/// of a thousand parties takes some microseconds and never asks, a thousand of them do. A call that
/// is told to break off returns what it has, with [`Status::Stopped`](crate::Status::Stopped).
///
/// Clones count together, and once broken off, all of them stay so: make a new one for each call.
///
/// # Examples
///
/// ```
/// use std::ops::ControlFlow;
///
/// use knockon::{Columns, Network, OnProgress, Scenario, SolveOptions, Status, Workspace};
///
/// // A cycle of departments that take long to settle: each passes on nearly all it misses.
/// let provider: Vec<u32> = (0..50_000).collect();
/// let consumer: Vec<u32> = (0..50_000).map(|department| (department + 1) % 50_000).collect();
/// let dependence = vec![1.0; 50_000];
/// let network = Network::from_columns(&Columns::new(50_000, 0)?
///     .provider(&provider)
///     .consumer(&consumer)
///     .dependence(&dependence))?;
/// let until_a_million = OnProgress::new(|progress| match progress.evaluations {
///     0..1_000_000 => ControlFlow::Continue(()),
///     _ => ControlFlow::Break(()),
/// });
/// let options = SolveOptions::default().on_progress(until_a_million);
/// let scenario = Scenario::new("tired").capability("d0", 1.0 - 1e-12);
/// let after = network.solve_with(&scenario, &options, &mut Workspace::new())?;
/// assert_eq!(after.status(), Status::Stopped);
/// # Ok::<(), knockon::Error>(())
/// ```
#[derive(Clone)]
pub struct OnProgress {
    shared: Arc<Shared>,
}

struct Shared {
    ask: Box<dyn Fn(Progress) -> ControlFlow<()> + Send + Sync>,
    evaluations: AtomicU64,
    is_stopped: AtomicBool,
}

impl OnProgress {
    /// Takes the function to ask.
    pub fn new(ask: impl Fn(Progress) -> ControlFlow<()> + Send + Sync + 'static) -> Self {
        let shared = Shared {
            ask: Box::new(ask),
            evaluations: AtomicU64::new(0),
            is_stopped: AtomicBool::new(false),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Whether the function has said to break off.
    pub fn is_stopped(&self) -> bool {
        self.shared.is_stopped.load(Ordering::Relaxed)
    }

    /// Counts services evaluated, and asks where that is due; whether to go on.
    pub(crate) fn evaluated(&self, services: usize) -> ControlFlow<()> {
        let Shared { ask, evaluations, is_stopped } = &*self.shared;
        let services = services as u64;
        let before = evaluations.fetch_add(services, Ordering::Relaxed);
        let after = before.saturating_add(services);
        if before / ASK_EVERY != after / ASK_EVERY
            && ask(Progress { evaluations: after }).is_break()
        {
            is_stopped.store(true, Ordering::Relaxed);
        }
        if self.is_stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

impl fmt::Debug for OnProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let evaluations = self.shared.evaluations.load(Ordering::Relaxed);
        f.debug_struct("OnProgress")
            .field("evaluations", &evaluations)
            .field("is_stopped", &self.is_stopped())
            .finish_non_exhaustive()
    }
}

impl PartialEq for OnProgress {
    /// Whether both are clones of one.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }
}

impl Eq for OnProgress {}
