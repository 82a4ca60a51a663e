//! States of a history against the normal one, customer by customer.

use std::sync::Arc;

use indexmap::IndexMap;

use super::customer_walk::CustomerWalk;
use super::event::{DenseQuantity, DenseSubject};
use super::explained::{HeldReadings, explained};
use super::options::ReplayOptions;
use super::upstream_walk::UpstreamWalk;
use crate::explain::Source;
use crate::network::{Layout, Network, Overrides, Parameter, PartyIx, ServiceState};
use crate::quality::{Assessment, Live, Objective, Status, Workspace};

/// How many readings and shares of explained states are kept, to be used again.
const MOST_KEPT: usize = 1 << 22;

/// What one state is to one customer.
#[derive(Debug, Clone, Default)]
pub(super) struct CustomerShares {
    /// What each cause changes; only of those that change something.
    pub(super) changes: Vec<(Source, f64)>,
    pub(super) is_below: bool,
    pub(super) is_normal_below: bool,
    /// The causes without which it would not be below.
    pub(super) avoidable: Vec<Source>,
}

impl CustomerShares {
    /// Whether a cause may have brought it below.
    fn is_avoidable(&self) -> bool {
        self.is_below && !self.is_normal_below
    }
}

/// What explains a state to some customers: they themselves, and every reading that may concern them.
type StateKey = (Vec<u32>, Vec<(DenseQuantity, u64)>);

/// Explains states against the normal one.
///
/// A customer whom nothing concerns that was read since the last state is explained as in that one:
/// all that is upstream of it is as it was, to the bit. For the others the state is solved with what
/// may concern them alone.
pub(super) struct StateExplainer<'a> {
    network: &'a Network,
    options: &'a ReplayOptions,
    normal: Assessment,
    /// Of every customer, by dense number less the count of departments.
    objectives: Vec<Objective>,
    workspace: Workspace,
    walk: CustomerWalk,
    upstream: UpstreamWalk,
    /// Follows states without one of their readings.
    live: Live,
    /// What is set there.
    set: HeldReadings,
    known: IndexMap<StateKey, Vec<Arc<CustomerShares>>>,
    /// How many readings and shares are kept there.
    kept: usize,
    /// Of every customer, what the last state is to it.
    shares: Vec<Arc<CustomerShares>>,
    pub(super) states: usize,
    pub(super) status: Status,
}

impl<'a> StateExplainer<'a> {
    pub(super) fn new(network: &'a Network, options: &'a ReplayOptions) -> Self {
        let mut workspace = Workspace::new();
        let solve = &options.solve;
        let normal = network.run(String::new(), Overrides::default(), solve, &mut workspace);
        let layout = network.layout();
        let objective = |party| Objective::party(network, layout.party_id(party).as_str()).ok();
        let is_normal_below = |party| normal.quality_of(party) < options.threshold;
        let undisturbed = |party| {
            let is_normal_below = is_normal_below(party);
            CustomerShares { is_below: is_normal_below, is_normal_below, ..Default::default() }
        };
        let walk = CustomerWalk::new(network);
        Self {
            network,
            options,
            status: normal.status(),
            objectives: layout.customers().filter_map(objective).collect(),
            shares: layout.customers().map(|party| Arc::new(undisturbed(party))).collect(),
            normal,
            workspace,
            upstream: UpstreamWalk::new(network, &walk),
            walk,
            live: Live::with_options(network, solve),
            set: HeldReadings::new(),
            known: IndexMap::new(),
            kept: 0,
            states: 0,
        }
    }

    /// What the last state is to a customer, by dense number less the count of departments.
    pub(super) fn shares(&self, customer: usize) -> &CustomerShares {
        &self.shares[customer]
    }

    /// Explains a state to the customers whom what was read since the last one may concern.
    pub(super) fn follow(&mut self, held: &HeldReadings, reached: &[u32]) {
        if reached.is_empty() {
            return;
        }
        let held = self.upstream.readings(self.network.layout(), held, reached);
        let mut readings: Vec<_> =
            held.values().map(|&(of, quality)| (of, quality.to_bits())).collect();
        readings.sort_unstable();
        let key = (reached.to_vec(), readings);
        if !self.known.contains_key(&key) {
            let found = self.explain(&held, reached);
            self.states += 1;
            let shares: usize = found.iter().map(|it| 1 + it.changes.len()).sum();
            self.kept += key.0.len() + key.1.len() + shares;
            if self.kept > MOST_KEPT {
                self.known.clear();
                self.kept = 0;
            }
            self.known.insert(key.clone(), found);
        }
        let found = self.known.get(&key).into_iter().flatten();
        for (&customer, found) in reached.iter().zip(found) {
            self.shares[customer as usize] = Arc::clone(found);
        }
    }

    fn solve(&mut self, held: impl Iterator<Item = (DenseQuantity, f64)>) -> Assessment {
        let (mut values, mut services) = (Vec::new(), Vec::new());
        for (of, quality) in held {
            match of {
                DenseQuantity::Delivered(it) => values.push((Parameter::Delivered(it), quality)),
                DenseQuantity::Capability(it) => values.push((Parameter::Capability(it), quality)),
                DenseQuantity::Condition(it) => services.push((it, ServiceState::Running(quality))),
            }
        }
        let overrides = Overrides::new(self.network.layout(), values, services);
        let Self { network, options, workspace, .. } = self;
        let solved = network.run(String::new(), overrides, &options.solve, workspace);
        self.status = self.status.max(solved.status());
        solved
    }

    /// What a state is to some customers.
    fn explain(&mut self, held: &HeldReadings, reached: &[u32]) -> Vec<Arc<CustomerShares>> {
        let state = self.solve(held.values().copied());
        let Ok(impact) = state.compared_with(&self.normal) else { return Vec::new() };
        let explanation = impact.explain();
        let first = self.network.layout().first_customer();
        let mut shares = Vec::with_capacity(reached.len());
        for &customer in reached {
            let found = explanation.contributions(&self.objectives[customer as usize]);
            let found = found.map_or_else(|_| Vec::new(), |found| found.contributions);
            let changes = found.into_iter().filter(|share| share.change != 0.0);
            let is_below =
                |of: &Assessment| of.quality_of(first + customer as usize) < self.options.threshold;
            shares.push(CustomerShares {
                changes: changes.map(|share| (share.source, share.change)).collect(),
                is_below: is_below(&state),
                is_normal_below: is_below(&self.normal),
                avoidable: Vec::new(),
            });
        }
        self.note_avoidable(held, reached, &mut shares);
        shares.into_iter().map(Arc::new).collect()
    }

    /// Notes the causes without which customers who are below would not be.
    fn note_avoidable(
        &mut self,
        held: &HeldReadings,
        reached: &[u32],
        shares: &mut [CustomerShares],
    ) {
        if !shares.iter().any(CustomerShares::is_avoidable) {
            return;
        }
        let Ok(explained) = explained(self.network, held, &self.options.solve) else { return };
        let threshold = self.options.threshold;
        let layout = self.network.layout();
        let first = layout.first_customer();
        let standing = explained.iter().filter_map(|(_, stands_for)| *stands_for);
        let standing: HeldReadings = standing.map(|it| (it.0.subject(), it)).collect();
        self.hold(&standing);
        let below: IndexMap<PartyIx, usize> = reached
            .iter()
            .map(|&customer| first + customer as usize)
            .zip(0..)
            .filter(|&(_, place): &(_, usize)| shares[place].is_avoidable())
            .filter(|&(party, _)| self.live.dense_qualities()[party] < threshold)
            .collect();
        for &(left_out, stands_for) in &explained {
            let Some(stands_for) = stands_for else { continue };
            let subject = stands_for.0.subject();
            let mut led = self.walk.of_subject(layout, subject).iter();
            if !led.any(|&customer| below.contains_key(&(first + customer as usize))) {
                continue;
            }
            let cause = source(layout, left_out);
            self.live.apply(subject.edits(layout, None));
            self.status = self.status.max(self.live.status());
            for (party, &place) in &below {
                if self.live.dense_qualities()[*party] >= threshold {
                    shares[place].avoidable.push(cause.clone());
                }
            }
            self.live.apply(subject.edits(layout, Some(stands_for)));
        }
    }

    /// Lets readings hold, and no others.
    fn hold(&mut self, standing: &HeldReadings) {
        let layout = self.network.layout();
        let over = self.set.keys().filter(|subject| !standing.contains_key(*subject));
        let over = over.map(|&subject| (subject, None));
        let is_new = |(subject, read): &(&DenseSubject, &(DenseQuantity, f64))| {
            let set = self.set.get(*subject);
            set.is_none_or(|set| set.0 != read.0 || set.1.to_bits() != read.1.to_bits())
        };
        let new = standing.iter().filter(is_new).map(|(&subject, &read)| (subject, Some(read)));
        let edits: Vec<_> =
            over.chain(new).flat_map(|(subject, read)| subject.edits(layout, read)).collect();
        self.live.apply(edits);
        self.status = self.status.max(self.live.status());
        self.set.clone_from(standing);
    }
}

/// What was read, as a cause.
fn source(layout: &Layout, of: DenseQuantity) -> Source {
    match of {
        DenseQuantity::Delivered(it) => Source::Observed(layout.party_id(it)),
        DenseQuantity::Capability(it) => Source::Capability(layout.party_id(it)),
        DenseQuantity::Condition(it) => Source::Condition(layout.service_id(it)),
    }
}
