//! States of a history against the normal one, customer by customer.

use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};

use super::customer_walk::CustomerWalk;
use super::event::{DenseQuantity, DenseSubject};
use super::explained::{HeldReadings, explained};
use super::options::ReplayOptions;
use crate::explain::Source;
use crate::network::{Layout, Network, Overrides, Parameter, PartyIx, ServiceState};
use crate::quality::{Assessment, Live, Objective, Status, Workspace};

/// How many explained states are kept, to be used again.
const MOST_STATES: usize = 1 << 14;

/// What one state is to one customer.
#[derive(Debug, Clone, Default)]
pub(super) struct CustomerShares {
    /// What each cause changes.
    pub(super) changes: Vec<(Source, f64)>,
    pub(super) is_below: bool,
    pub(super) is_normal_below: bool,
    /// The causes without which it would not be below.
    pub(super) avoidable: Vec<Source>,
}

/// Explains states against the normal one.
///
/// A customer whom nothing concerns that was read since the last state is explained as in that one:
/// all that is upstream of it is as it was, to the bit.
pub(super) struct StateExplainer<'a> {
    network: &'a Network,
    options: &'a ReplayOptions,
    normal: Assessment,
    objectives: Vec<(PartyIx, Objective)>,
    workspace: Workspace,
    walk: CustomerWalk,
    /// Follows states without one of their readings.
    live: Live,
    /// What is set there.
    set: HeldReadings,
    known: IndexMap<Vec<(DenseQuantity, u64)>, Vec<Arc<CustomerShares>>>,
    last: Vec<Arc<CustomerShares>>,
    pub(super) states: usize,
    pub(super) status: Status,
}

impl<'a> StateExplainer<'a> {
    pub(super) fn new(network: &'a Network, options: &'a ReplayOptions) -> Self {
        let mut workspace = Workspace::new();
        let solve = &options.solve;
        let normal = network.run(String::new(), Overrides::default(), solve, &mut workspace);
        let customers = network.layout().customers_as_stated().iter();
        let objectives = customers
            .filter_map(|&party| {
                let id = network.layout().party_id(party);
                Some((party, Objective::party(network, id.as_str()).ok()?))
            })
            .collect();
        Self {
            network,
            options,
            status: normal.status(),
            normal,
            objectives,
            workspace,
            walk: CustomerWalk::new(network),
            live: Live::with_options(network, solve),
            set: HeldReadings::new(),
            known: IndexMap::new(),
            last: Vec::new(),
            states: 0,
        }
    }

    /// What a state is to every customer, as stated; `reached` are those whom what was read since the
    /// last state may concern, by dense number less the count of departments.
    pub(super) fn shares(
        &mut self,
        held: &HeldReadings,
        reached: &[u32],
    ) -> &[Arc<CustomerShares>] {
        if !self.last.is_empty() && reached.is_empty() {
            return &self.last;
        }
        let mut key: Vec<_> = held.values().map(|&(of, quality)| (of, quality.to_bits())).collect();
        key.sort_unstable();
        if let Some(known) = self.known.get(&key) {
            self.last.clone_from(known);
            return &self.last;
        }
        if self.known.len() >= MOST_STATES {
            self.known.clear();
        }
        self.last = self.explain(held, reached);
        self.states += 1;
        self.known.insert(key, self.last.clone());
        &self.last
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

    fn explain(&mut self, held: &HeldReadings, reached: &[u32]) -> Vec<Arc<CustomerShares>> {
        let threshold = self.options.threshold;
        let first = self.network.layout().first_customer();
        let reached: IndexSet<PartyIx> =
            reached.iter().map(|&customer| first + customer as usize).collect();
        let state = self.solve(held.values().copied());
        let explanation = match state.compared_with(&self.normal) {
            Ok(impact) => impact.explain(),
            Err(_) => return Vec::new(),
        };
        let mut shares = Vec::new();
        let mut anew = Vec::new();
        for (place, (party, objective)) in self.objectives.iter().enumerate() {
            if let Some(last) = self.last.get(place).filter(|_| !reached.contains(party)) {
                shares.push(Arc::clone(last));
                continue;
            }
            let changes = explanation.contributions(objective).map_or_else(
                |_| Vec::new(),
                |found| {
                    let changes = found.contributions.into_iter();
                    changes.map(|share| (share.source, share.change)).collect()
                },
            );
            let is_below = |of: &Assessment| of.quality_of(*party) < threshold;
            let (is_below, is_normal_below) = (is_below(&state), is_below(&self.normal));
            anew.push(place);
            shares.push(Arc::new(CustomerShares {
                changes,
                is_below,
                is_normal_below,
                ..Default::default()
            }));
        }
        anew.retain(|&place| shares[place].is_below && !shares[place].is_normal_below);
        if !anew.is_empty() {
            self.note_avoidable(held, &anew, &mut shares);
        }
        shares
    }

    /// Notes the causes without which some customers, by place, would not be below.
    fn note_avoidable(
        &mut self,
        held: &HeldReadings,
        places: &[usize],
        shares: &mut [Arc<CustomerShares>],
    ) {
        let Ok(explained) = explained(self.network, held, &self.options.solve) else { return };
        let threshold = self.options.threshold;
        let layout = self.network.layout();
        let standing = explained.iter().filter_map(|(_, stands_for)| *stands_for);
        let standing: HeldReadings = standing.map(|it| (it.0.subject(), it)).collect();
        self.follow(&standing);
        let below: IndexMap<PartyIx, usize> = places
            .iter()
            .map(|&place| (self.objectives[place].0, place))
            .filter(|&(party, _)| self.live.dense_qualities()[party] < threshold)
            .collect();
        let first = layout.first_customer();
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
                    Arc::make_mut(&mut shares[place]).avoidable.push(cause.clone());
                }
            }
            self.live.apply(subject.edits(layout, Some(stands_for)));
        }
    }

    /// Lets readings hold, and no others.
    fn follow(&mut self, standing: &HeldReadings) {
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
