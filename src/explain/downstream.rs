//! Shares and chains of many customers at once: downstream once per cause, where an upstream pass
//! per customer would take long.
//!
//! ```text
//! y = J̄ y + own        of every cause, in the order of evaluation; cycles are swept until they settle
//! ```
//!
//! gives the share of every cause in the change of every party. The strongest chains to a department
//! in no cycle are the strongest of those to its providers, each one service longer; those to a
//! department in a cycle are [searched for](super::chain_share), since they may not pass through it
//! before. A customer is served by departments and serves nobody, so that the same holds of it.
//!
//! What does not add up this way is left to whoever asks, to be worked out on its own.

use std::cmp::Ordering;
use std::sync::Arc;

use indexmap::IndexMap;

use super::chain_share::{ChainShare, first_service};
use super::contribution::{Contributions, Explanation};
use super::jacobian::{Cause, OwnPart, Splitter, Wanted};
use super::source::Source;
use crate::chain::Chain;
use crate::network::{EdgeIx, Layout, PartyIx, Run};
use crate::quality::Weights;

/// More causes than this are followed upstream instead.
const MOST_CAUSES: usize = 64;
/// A sweep that moves nothing by more than this share has settled.
const SETTLED: f64 = 1e-15;
const MOST_SWEEPS: usize = 1_000;

/// What is known of all departments.
pub(crate) struct DownstreamShares<'a> {
    explanation: &'a Explanation,
    causes: Vec<Cause>,
    /// Of each department, one after the other, the share of every cause; no number where cycles did
    /// not settle.
    shares: Vec<f64>,
    /// The own parts of each party, that have any, by where they are in those of the explanation.
    own_of: IndexMap<PartyIx, Vec<OwnPart>>,
    /// Of each department the strongest chains to it.
    chains: Vec<Vec<Prefix>>,
    starts: Vec<OwnPart>,
    starts_of: IndexMap<PartyIx, Vec<usize>>,
    splitter: Splitter<'a>,
    max_chains: usize,
}

/// A chain so far.
#[derive(Debug, Clone, PartialEq)]
struct Prefix {
    /// What comes along it.
    change: f64,
    start: usize,
    entries: Vec<EdgeIx>,
}

/// What a customer's change is made of.
pub(crate) struct SplitCustomer {
    pub(crate) contributions: Contributions,
    /// The strongest chains.
    pub(crate) chains: Vec<ChainShare>,
    /// The share of the change that they carry; `None` where nothing changed.
    pub(crate) covered: Option<f64>,
}

impl Explanation {
    /// Prepares shares and up to `max_chains` chains for many customers; `None` where there are too
    /// many causes for that, or changes run through load.
    ///
    /// # Complexity
    ///
    /// Time linear in services times causes, and in services times chains; a search for each
    /// department that changed in a cycle.
    pub(crate) fn downstream(&self, max_chains: usize) -> Option<DownstreamShares<'_>> {
        let causes: Vec<Cause> = self.causes().into_keys().collect();
        if self.load.is_some() || causes.len() > MOST_CAUSES {
            return None;
        }
        let mut own_of: IndexMap<PartyIx, Vec<OwnPart>> = IndexMap::new();
        for part in self.own() {
            own_of.entry(part.party).or_default().push(*part);
        }
        let starts = self.beginnings();
        let mut starts_of: IndexMap<PartyIx, Vec<usize>> = IndexMap::new();
        for (index, start) in starts.iter().enumerate() {
            starts_of.entry(start.party).or_default().push(index);
        }
        let mut downstream = DownstreamShares {
            explanation: self,
            causes,
            shares: Vec::new(),
            own_of,
            chains: Vec::new(),
            starts,
            starts_of,
            splitter: Splitter::new(&self.adjoint.pair, Wanted::Flow),
            max_chains,
        };
        let layout = self.adjoint.pair.network.layout();
        let departments = layout.departments().into_parties();
        let mut secants = self.adjoint.secants.rows(layout, &departments).secants(departments);
        downstream.share(&secants);
        // Customers provide nothing, so that no chain goes on from them.
        secants.resize(layout.edge_count(), 0.0);
        downstream.list(&secants.into());
        Some(downstream)
    }
}

impl DownstreamShares<'_> {
    /// Works out the share of every cause in the change of every department.
    fn share(&mut self, secants: &[f64]) {
        let layout = self.explanation.adjoint.pair.network.layout();
        self.shares = vec![0.0; layout.department_count() * self.causes.len()];
        for block in layout.blocks() {
            let runs = &layout.runs()[block.runs()];
            let parties = || runs.iter().flat_map(Run::parties);
            let departments = || parties().filter(|party| layout.is_department(*party));
            if block.cycle.is_none() {
                for department in departments() {
                    self.evaluate(department, secants);
                }
                continue;
            }
            let settles = (0..MOST_SWEEPS).any(|_| {
                let moved = departments().map(|department| self.evaluate(department, secants));
                moved.fold(0.0, f64::max) <= SETTLED
            });
            if !settles {
                for department in departments() {
                    self.shares_of(department).fill(f64::NAN);
                }
            }
        }
    }

    fn shares_of(&mut self, department: PartyIx) -> &mut [f64] {
        let first = department.index() * self.causes.len();
        &mut self.shares[first..first + self.causes.len()]
    }

    /// Evaluates a department's shares; returns by how much they moved.
    fn evaluate(&mut self, department: PartyIx, secants: &[f64]) -> f64 {
        let layout = self.explanation.adjoint.pair.network.layout();
        let row = layout.row(department);
        let found = self.received(department, &secants[row]);
        let shares = self.shares_of(department);
        let moved = shares.iter().zip(&found).map(|(was, is)| (is - was).abs());
        let moved = moved.fold(0.0, f64::max);
        shares.copy_from_slice(&found);
        moved
    }

    /// The share of every cause in a party's change, given the secants of its row.
    fn received(&self, party: PartyIx, secants: &[f64]) -> Vec<f64> {
        let layout = self.explanation.adjoint.pair.network.layout();
        let count = self.causes.len();
        let mut shares = vec![0.0; count];
        for (entry, secant) in layout.row(party).zip(secants).filter(|(_, secant)| **secant != 0.0)
        {
            let first = PartyIx::from(layout.provider(entry)).index() * count;
            for (share, provided) in shares.iter_mut().zip(&self.shares[first..first + count]) {
                *share += secant * provided;
            }
        }
        for part in self.own_of.get(&party).into_iter().flatten() {
            if let Some(place) = self.causes.iter().position(|cause| *cause == part.cause) {
                shares[place] += part.change;
            }
        }
        shares
    }

    /// Lists the strongest chains to every department.
    fn list(&mut self, secants: &Arc<[f64]>) {
        let pair = &self.explanation.adjoint.pair;
        let layout = pair.network.layout();
        self.chains = vec![Vec::new(); layout.department_count()];
        for block in layout.blocks() {
            for department in layout.runs()[block.runs()].iter().flat_map(Run::parties) {
                if !layout.is_department(department) || pair.change(department) == 0.0 {
                    continue;
                }
                let chains = match block.cycle {
                    None => self.chains_to(department, &secants[layout.row(department)]),
                    Some(_) => self.searched(department, secants),
                };
                self.chains[department.index()] = chains;
            }
        }
    }

    /// The chains that start at a party, and those to its providers, one service longer.
    fn chains_to(&self, party: PartyIx, secants: &[f64]) -> Vec<Prefix> {
        let layout = self.explanation.adjoint.pair.network.layout();
        let mut found: Vec<Prefix> = self.started(party).collect();
        for (entry, secant) in layout.row(party).zip(secants).filter(|(_, secant)| **secant != 0.0)
        {
            let provider = PartyIx::from(layout.provider(entry));
            found.extend(self.chains[provider.index()].iter().map(|prefix| Prefix {
                change: prefix.change * secant,
                start: prefix.start,
                entries: prefix.entries.iter().copied().chain([entry]).collect(),
            }));
        }
        self.strongest(found)
    }

    /// The chains that start at a party.
    fn started(&self, party: PartyIx) -> impl Iterator<Item = Prefix> {
        let layout = self.explanation.adjoint.pair.network.layout();
        self.starts_of.get(&party).into_iter().flatten().map(move |&start| {
            let part = self.starts[start];
            let entries = first_service(part.cause, layout).into_iter().collect();
            Prefix { change: part.change, start, entries }
        })
    }

    /// The chains to a department that lies in a cycle.
    fn searched(&self, department: PartyIx, secant: &Arc<[f64]>) -> Vec<Prefix> {
        let change = self.explanation.adjoint.pair.change(department);
        let weights = Weights::Listed([(department, 1.0)].into());
        let starts = self.starts.clone();
        let mut chains =
            self.explanation.chains_along(weights, change, Some(Arc::clone(secant)), starts);
        let listed = std::iter::from_fn(|| chains.next_entries()).take(self.max_chains);
        let listed = listed.map(|(change, start, entries)| Prefix { change, start, entries });
        self.strongest(listed.collect())
    }

    /// The strongest chains, ties by fewer services, then by those who come first as stated.
    fn strongest(&self, mut found: Vec<Prefix>) -> Vec<Prefix> {
        let layout = self.explanation.adjoint.pair.network.layout();
        found.retain(|prefix| prefix.change.abs() >= f64::MIN_POSITIVE);
        found.sort_by(|one, two| order(layout, one, two));
        found.truncate(self.max_chains);
        found
    }

    /// What a customer's change is made of; `None` where that does not add up this way.
    ///
    /// # Complexity
    ///
    /// Time linear in its services, times causes and chains.
    pub(crate) fn of(&mut self, customer: PartyIx) -> Option<SplitCustomer> {
        let pair = &self.explanation.adjoint.pair;
        let layout = pair.network.layout();
        let secants = self.splitter.split(customer).service.clone();
        let received = self.received(customer, &secants);
        let mut shares: IndexMap<Cause, f64> = self.causes.iter().copied().zip(received).collect();
        for part in self.own_of.get(&customer).into_iter().flatten() {
            // A customer's equation is a cause that only it has.
            if !self.causes.contains(&part.cause) {
                *shares.entry(part.cause).or_default() += part.change;
            }
        }
        let contributions = self.explanation.contributions_of(customer, shares)?;
        let change = contributions.change;
        let mut listed = 0.0;
        let found = self.chains_to(customer, &secants).into_iter();
        let chains = found.filter(|prefix| !prefix.entries.is_empty()).map(|prefix| {
            listed += prefix.change;
            ChainShare {
                chain: Chain::new(&pair.network, &prefix.entries),
                source: Source::of(self.starts[prefix.start].cause, layout),
                change: prefix.change,
                share: prefix.change / change,
            }
        });
        let chains = chains.collect();
        let covered = (change != 0.0).then(|| listed / change);
        Some(SplitCustomer { contributions, chains, covered })
    }
}

fn order(layout: &Layout, one: &Prefix, two: &Prefix) -> Ordering {
    let parties = |prefix: &Prefix| -> Vec<_> {
        let consumers = prefix.entries.iter().map(|&entry| layout.consumer(entry));
        let first = prefix.entries.first().map(|&entry| PartyIx::from(layout.provider(entry)));
        first.into_iter().chain(consumers).map(|party| layout.stated(party)).collect()
    };
    let services = |prefix: &Prefix| -> Vec<_> {
        prefix.entries.iter().map(|&entry| layout.stated_service(entry)).collect()
    };
    (two.change.abs().total_cmp(&one.change.abs()))
        .then_with(|| one.entries.len().cmp(&two.entries.len()))
        .then_with(|| parties(one).cmp(&parties(two)))
        .then_with(|| services(one).cmp(&services(two)))
        .then_with(|| one.start.cmp(&two.start))
}
