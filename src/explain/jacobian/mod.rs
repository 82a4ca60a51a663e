//! How much of each party's change every input carries.
//!
//! A party's equation is a composition of stages; the change of each stage is split over its
//! inputs along the straight segment between their values before and after, and the splits are
//! multiplied through:
//!
//! ```text
//! provider's quality ─┐
//! service's condition ┴> received ─> need met ─┬> felt ─> combined ─┬> delivered
//!                              own capability ─│─────────┘          │
//!                                              └──────────> cap ────┘
//! ```
//!
//! What comes out is a secant Jacobian `J̄ ≥ 0`, one secant per service, and an own part per
//! thing that changed at the party itself, with `Δq = J̄ Δq + own` for every party.
//!
//! # References
//!
//! The stage-wise secant is the rescale rule of `DeepLIFT` (A. Shrikumar, P. Greenside and A.
//! Kundaje, *Learning important features through propagating activation differences*, ICML 2017);
//! within a stage of several inputs it is the Aumann-Shapley split, integrated gradients (M.
//! Sundararajan, A. Taly and Q. Yan, *Axiomatic attribution for deep networks*, ICML 2017). Here
//! both are carried around cycles, and kinks are split exactly.

mod factored;
mod plain;
mod rescale;
mod row;
mod row_secants;
mod satisfaction;
mod scratch;
mod splitter;
mod substitute;

use super::state_pair::StatePair;
use crate::network::{EdgeIx, IndexRange, Layout, Parameter, PartyIx, Run};

pub(crate) use factored::{Factored, Factors};
pub(crate) use row_secants::{RowSplit, Wanted};
pub(crate) use splitter::Splitter;

/// What of a party's own changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Cause {
    /// A number that scenarios set.
    Value(Parameter),
    /// Whether a service runs.
    Running(EdgeIx),
    /// The party's equation, or what an unconverged solve left of it.
    Structure(PartyIx),
}

/// A change that starts at a party.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnPart {
    pub(crate) party: PartyIx,
    pub(crate) cause: Cause,
    pub(crate) change: f64,
}

/// The secants of a comparison that are kept: those of departments, which every objective
/// needs, and all own parts. Those of external customers are made when an objective asks for them.
#[derive(Debug, Default)]
pub(crate) struct Secants {
    /// Of each row entry of a department, from its provider's quality to its consumer's, but for
    /// the factor of its row.
    service: Vec<f64>,
    /// The factor of each department's row.
    of_row: Vec<f64>,
    /// What changed at parties themselves, by party.
    pub(crate) own: Vec<OwnPart>,
}

/// Parties of a run that are looked at together: few enough for their rows to stay at hand.
const CHUNK: usize = 256;

/// Cuts a run into chunks.
pub(crate) fn chunks(run: &Run) -> impl DoubleEndedIterator<Item = Run> {
    let Run { shared, end, .. } = *run;
    run.parties().step_by(CHUNK).map(move |start| Run {
        shared,
        start,
        end: end.min(start + CHUNK),
    })
}

impl Secants {
    /// Splits every department's change, and that of every customer who may have own parts.
    ///
    /// # Complexity
    ///
    /// That of [`Splitter::split`] for all departments.
    pub(crate) fn new(pair: &StatePair) -> Self {
        let layout = pair.network.layout();
        let entries = layout.rows(&layout.departments().into_parties()).len();
        let mut secants = Self {
            service: Vec::with_capacity(entries),
            of_row: Vec::with_capacity(layout.department_count()),
            own: Vec::new(),
        };
        let mut splitter = Splitter::new(pair, Wanted::Flow);
        for run in layout.runs().iter().flat_map(chunks) {
            let parties = run.parties();
            if layout.is_department(parties.start) {
                splitter.flow(&run, &mut secants);
            } else if splitter.plain_rule(&run).is_none() {
                for party in parties {
                    if !splitter.is_flat(party) {
                        let split = splitter.split(party);
                        secants.keep_own(party, split);
                    }
                }
            }
        }
        secants
    }

    /// The secants of the rows of consecutive departments.
    pub(crate) fn rows<'a>(
        &'a self,
        layout: &'a Layout,
        parties: &IndexRange<PartyIx>,
    ) -> Factored<'a> {
        let of_service = &self.service[layout.rows(parties)];
        Factored::new(layout, parties, &self.of_row[parties.clone()], of_service)
    }

    /// Appends a row of a department.
    fn keep(&mut self, party: PartyIx, split: &RowSplit) {
        self.service.extend_from_slice(&split.service);
        self.of_row.push(1.0);
        self.keep_own(party, split);
    }

    fn keep_own(&mut self, party: PartyIx, split: &RowSplit) {
        let own_part = |&(cause, change): &(Cause, f64)| OwnPart { party, cause, change };
        self.own.extend(split.own.iter().map(own_part));
    }
}
