//! The way back from a change, without evaluating anybody again.
//!
//! What a change replaced is still there: in its list of who changed, or as the whole state before
//! it. All else that a state has follows from qualities, but for how its cycles were reached.

use super::Live;
use super::live_equilibrium::LiveEquilibrium;
use super::propagation::LiveState;
use super::values::Edit;
use crate::quality::engine::convergence::{SccOutcome, StoppingRule};
use crate::quality::engine::solution::Solution;

/// What is kept of a state to come back to it.
#[derive(Debug, Clone)]
pub(crate) struct Checkpoint {
    /// Of each cycle.
    outcomes: Vec<SccOutcome>,
    /// Where quality and demand are solved for together.
    equilibrium: Option<Solution>,
}

impl Live {
    /// Keeps what [`take_back`](Self::take_back) needs.
    pub(crate) fn checkpoint(&self) -> Checkpoint {
        let equilibrium = self.equilibrium.as_ref().map(LiveEquilibrium::summary);
        Checkpoint { outcomes: self.state.outcomes.clone(), equilibrium }
    }

    /// Takes back the one call since a checkpoint, given the edits that bring the values of then
    /// back.
    ///
    /// # Complexity
    ///
    /// Time linear in cycles and in who had changed; in departments where that were many.
    pub(crate) fn take_back(
        &mut self,
        checkpoint: &Checkpoint,
        edits: impl IntoIterator<Item = Edit>,
    ) {
        let (_, is_certified_anew) = self.replace_values(edits);
        let Self { network, state, equilibrium, options, .. } = self;
        if is_certified_anew {
            state.stop = StoppingRule::proved(network.layout(), options);
        }
        if let (Some(equilibrium), Some(last)) = (equilibrium, &checkpoint.equilibrium) {
            equilibrium.take_back(last);
        }
        state.take_back(checkpoint);
    }
}

impl LiveState {
    fn take_back(&mut self, checkpoint: &Checkpoint) {
        let Self { quality, other, log, memory, .. } = self;
        let missing = &mut memory.missing;
        if log.is_compared() {
            std::mem::swap(quality, other);
            for (missing, quality) in missing.iter_mut().zip(quality) {
                *missing = 1.0 - *quality;
            }
        } else {
            for &(party, before) in log.one_by_one() {
                quality[party] = before;
                if let Some(missing) = missing.get_mut(party.index()) {
                    *missing = 1.0 - before;
                }
            }
        }
        self.outcomes.clone_from(&checkpoint.outcomes);
        self.begin();
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Edit, Live};
    use crate::network::{Columns, EdgeIx, Network, ServiceState};
    use crate::organisation::Rule;

    /// A chain of cycles of three, each department with a customer.
    fn network(rule: Rule) -> Network {
        let (mut provider, mut consumer) = (Vec::new(), Vec::new());
        for department in 0..60 {
            let in_cycle = if department % 3 == 2 { department - 2 } else { department + 1 };
            for to in [in_cycle, department + 3, department + 60] {
                if to < 120 && (to < 60 || to == department + 60) {
                    provider.push(department);
                    consumer.push(to);
                }
            }
        }
        let dependence = vec![0.4; provider.len()];
        let columns = Columns::new(60, 60)
            .unwrap()
            .department_rule(rule)
            .provider(&provider)
            .consumer(&consumer)
            .dependence(&dependence);
        Network::from_columns(&columns).unwrap()
    }

    #[test]
    fn what_is_taken_back_was_never_there() {
        for rule in [Rule::INDEPENDENT, Rule::ADDITIVE] {
            let network = network(rule);
            let stop = |entry| Edit::Service { entry, state: Some(ServiceState::Stopped) };
            let mut live = Live::new(&network);
            let mut compared = 0;
            for entry in network.layout().edges() {
                let (before, status) = (live.clone(), live.iterations());
                let checkpoint = live.checkpoint();
                live.apply([stop(entry), stop(EdgeIx::new(0))]);
                compared += usize::from(live.state.log.is_compared());
                assert!(!live.changes().is_empty());
                let back = |entry| Edit::Service { entry, state: None };
                live.take_back(&checkpoint, [back(entry), back(EdgeIx::new(0))]);
                assert!(live.changes().is_empty());
                assert_eq!(live.iterations(), status);
                assert_eq!(live.scenario(), before.scenario());
                assert_eq!(live.dense_qualities(), before.dense_qualities());
                assert_eq!(live.state.memory.missing, before.state.memory.missing);
                // It goes on from there as if nothing had been.
                let mut other = before;
                live.apply([stop(entry)]);
                other.apply([stop(entry)]);
                assert_eq!(live.dense_qualities(), other.dense_qualities());
                live.apply([back(entry)]);
            }
            assert!(compared > 0);
        }
    }
}
