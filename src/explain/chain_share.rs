//! Through which chains a change came.
//!
//! The share of a chain is the own part of its source times the secants of its services, times
//! the weight of its end in the objective. With the adjoint `λ` of the upstream pass as potential
//! every secant becomes a factor of at most 1, `J̄_ji λ_j / λ_i`, for a party's adjoint is at
//! least what any one of its consumers passes on to it; so the best-first
//! [search](crate::chain) finds chains strongest first without making the rest.

use std::sync::Arc;

use serde::Serialize;

use super::adjoint::PartyAdjoints;
use super::contribution::{Explanation, Split, change};
use super::jacobian::{Cause, OwnPart, Splitter, Wanted};
use super::source::Source;
use crate::chain::search::{ChainSearch, ChainStart, ChainTerms, First, Found};
use crate::chain::{Chain, Enumeration};
use crate::id::UnknownId;
use crate::network::{EdgeIx, Layout, Network, Parameter};
use crate::quality::Objective;
use crate::quality::Weights;

/// One chain's share of a change.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ChainShare {
    /// The chain. It begins with the department whose capability changed, or with the service
    /// whose condition did. It is that department alone, without a service, where an objective asks
    /// about the department itself.
    #[serde(flatten)]
    pub chain: Chain,
    /// What changed at its beginning.
    #[serde(flatten)]
    pub source: Source,
    /// The part of the objective's change that came along it.
    pub change: f64,
    /// That part over the whole change.
    pub share: f64,
}

/// The chains along which a change came, largest part first, found one by one.
///
/// Parts of equal size are ordered by fewer services, then by the order of the statement. What
/// goes round a cycle and back through a party of the chain is no chain: it is in the
/// [rest](Self::rest), with all chains that were not listed.
#[must_use]
pub struct ChainShares {
    /// `None` where nothing changed, or no chain has a share.
    search: Option<ChainSearch>,
    /// The next one that the search has found.
    found: Option<FoundShare>,
    /// Beginnings that the objective asks about themselves, the largest share last.
    alone: Vec<FoundShare>,
    network: Network,
    /// Of each row entry, where an objective reaches.
    secant: Arc<[f64]>,
    starts: Vec<OwnPart>,
    weights: Weights,
    change: f64,
    listed: f64,
    /// Why no chain has a share.
    unsplit: Option<Split>,
}

/// A chain's part of a change, which of the beginnings it has, and the row entries of its services.
type FoundShare = (f64, usize, Vec<EdgeIx>);

/// How many parties a search for chain shares may look at.
const MAX_SHARE_EXPANSIONS: u64 = 1_000_000;

impl Explanation {
    /// Returns the chains along which an objective's change came, largest part first.
    ///
    /// There are none where the change [cannot be followed](ChainShares::unsplit) along services,
    /// by the very check that contributions take.
    ///
    /// # Errors
    ///
    /// [`UnknownId`] where the objective asks about a party that the later network lacks.
    ///
    /// # Complexity
    ///
    /// Two upstream passes; time and memory linear in services to begin with, then proportional to
    /// the parties looked at for each chain.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::explain::Objective;
    /// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
    ///
    /// let organisation = Organisation::builder("Clinic")
    ///     .department(Department::new("it").named("IT"))
    ///     .department(Department::new("wards").named("Wards"))
    ///     .customer(ExternalCustomer::person("patients").named("Patients"))
    ///     .service(Service::new("records", "it", "wards").dependence(0.5))
    ///     .service(Service::new("care", "wards", "patients").dependence(0.8))
    ///     .service(Service::new("portal", "it", "patients").dependence(0.2))
    ///     .build()?;
    /// let network = organisation.compile()?;
    /// let outage = network.solve(&Scenario::new("outage").capability("it", 0.0))?;
    /// let explanation = outage.compared_with(&network.baseline())?.explain();
    /// let mut chains = explanation.chains(&Objective::party(&network, "patients")?)?;
    /// let strongest = chains.next().unwrap();
    /// assert_eq!(strongest.chain.to_string(), "IT -> Wards -> Patients");
    /// // Half of (0.8 · 0.5 + 0.2): patients feel the mean of two needs.
    /// assert!((strongest.change - -0.2).abs() < 1e-15);
    /// assert!((chains.covered().unwrap() - 2.0 / 3.0).abs() < 1e-15);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn chains(&self, objective: &Objective) -> Result<ChainShares, UnknownId> {
        let pair = &self.adjoint.pair;
        let weights = objective.weights_on(&pair.network)?;
        let change = change(pair, &weights);
        // Chains add up to contributions, or to nothing.
        let unsplit = self.followed(&weights, change).err();
        let secant = unsplit.is_none().then(|| self.secants_to(&weights).into());
        let shares = self.chains_along(weights, change, secant, self.beginnings());
        Ok(ChainShares { unsplit, ..shares })
    }

    /// The chains of an objective, given its change, the secant of every row entry, none where nothing
    /// can be followed, and what chains begin with.
    pub(super) fn chains_along(
        &self,
        weights: Weights,
        change: f64,
        secant: Option<Arc<[f64]>>,
        starts: Vec<OwnPart>,
    ) -> ChainShares {
        let network = self.adjoint.pair.network.clone();
        let is_followed = secant.is_some() && !starts.is_empty();
        let mut shares = ChainShares {
            search: None,
            found: None,
            alone: Vec::new(),
            network,
            secant: secant.unwrap_or_default(),
            starts,
            change,
            weights,
            listed: 0.0,
            unsplit: None,
        };
        if is_followed && let Ok(adjoint) = self.adjoint.solve(&shares.weights) {
            let terms = shares.terms(&adjoint);
            shares.alone = shares.alone();
            shares.search = Some(ChainSearch::new(shares.network.clone(), terms));
        }
        shares
    }

    /// The own parts that chains begin with: all but changes of a customer's own equation, where no
    /// department is.
    pub(super) fn beginnings(&self) -> Vec<OwnPart> {
        let layout = self.adjoint.pair.network.layout();
        let begins = |part: &&OwnPart| match part.cause {
            Cause::Structure(_) => layout.is_department(part.party),
            Cause::Value(Parameter::Ceiling(_)) => false,
            Cause::Value(Parameter::Delivered(party)) => layout.is_department(party),
            Cause::Value(Parameter::Dependence(slot)) => {
                layout.is_department(part.party) || layout.first_entry(slot).is_some()
            }
            _ => true,
        };
        let load = self.load.iter().flatten();
        let people = load.flat_map(|load| load.beginnings());
        self.own().filter(begins).copied().chain(people).collect()
    }

    /// The secant of every row entry of departments and of an objective's customers.
    pub(super) fn secants_to(&self, weights: &Weights) -> Vec<f64> {
        let layout = self.adjoint.pair.network.layout();
        let departments = layout.departments().into_parties();
        let rows = self.adjoint.secants.rows(layout, &departments);
        let mut secant = rows.secants(departments);
        secant.resize(layout.edge_count(), 0.0);
        let mut splitter = Splitter::new(&self.adjoint.pair, Wanted::Flow);
        for (party, _) in weights.iter() {
            if !layout.is_department(party) {
                let row = layout.row(party);
                secant[row].copy_from_slice(&splitter.split(party).service);
            }
        }
        secant
    }
}

/// The service that chains of a cause begin with; those of others begin with a department.
pub(super) fn first_service(cause: Cause, layout: &Layout) -> Option<EdgeIx> {
    match cause {
        Cause::Value(Parameter::Condition(entry)) | Cause::Running(entry) => Some(entry),
        Cause::Value(Parameter::Dependence(slot)) => layout.first_entry(slot),
        Cause::Value(_) | Cause::Structure(_) => None,
    }
}

impl ChainShares {
    /// What to search for: secants scaled by adjoints, and starts worth their part.
    fn terms(&self, adjoint: &PartyAdjoints) -> ChainTerms {
        let layout = self.network.layout();
        let ratio = |part: f64, whole: f64| if whole > 0.0 { (part / whole).min(1.0) } else { 0.0 };
        let mut factor = vec![0.0; layout.edge_count()];
        for party in layout.parties() {
            let passed = adjoint.of(party);
            if passed > 0.0 {
                for entry in layout.row(party) {
                    let provider = adjoint.of(layout.provider(entry));
                    factor[entry] = ratio(self.secant[entry] * passed, provider);
                }
            }
        }
        let mut terminal = vec![0.0; layout.party_count()];
        for (party, weight) in self.weights.iter() {
            terminal[party] = ratio(weight, adjoint.of(party));
        }
        let start = |part: &OwnPart| ChainStart {
            first: match first_service(part.cause, layout) {
                Some(entry) => First::Service(entry),
                None => First::Department(part.party),
            },
            value: part.change.abs() * adjoint.of(part.party),
        };
        let starts = self.starts.iter().map(start).collect();
        ChainTerms { factor, terminal, starts, max_expansions: MAX_SHARE_EXPANSIONS }
    }

    /// Returns why the change has no share of any one chain: it is [`Split::Tipped`] or
    /// [`Split::Steep`]. `None` where chains have shares.
    pub fn unsplit(&self) -> Option<Split> {
        self.unsplit
    }

    /// Returns the objective's whole change.
    pub fn change(&self) -> f64 {
        self.change
    }

    /// Returns the share of the change that the chains listed so far carry; `None` where nothing
    /// changed or no chain has a share.
    pub fn covered(&self) -> Option<f64> {
        (self.change != 0.0 && self.unsplit.is_none()).then(|| self.listed / self.change)
    }

    /// Returns the part of the change that the chains listed so far do not carry: further chains
    /// and feedback.
    pub fn rest(&self) -> f64 {
        self.change - self.listed
    }

    /// The beginnings that are departments which the objective asks about themselves.
    fn alone(&self) -> Vec<FoundShare> {
        let layout = self.network.layout();
        let starts = self.starts.iter().enumerate();
        let departments = starts.filter(|(_, part)| first_service(part.cause, layout).is_none());
        let share = departments
            .map(|(start, part)| (part.change * self.weights.of(part.party), start, Vec::new()));
        let mut alone: Vec<FoundShare> = share.filter(|(change, ..)| *change != 0.0).collect();
        alone.sort_by(|one, two| {
            let stated = |share: &FoundShare| layout.stated(self.starts[share.1].party);
            let size = one.0.abs().total_cmp(&two.0.abs());
            size.then_with(|| stated(two).cmp(&stated(one))).then_with(|| two.1.cmp(&one.1))
        });
        alone
    }

    /// The next chain: of equal shares those without a service come first.
    pub(super) fn next_entries(&mut self) -> Option<FoundShare> {
        if self.found.is_none() {
            self.found = self.search();
        }
        let is_alone_next = match (self.alone.last(), &self.found) {
            (Some((alone, ..)), Some((found, ..))) => alone.abs() >= found.abs(),
            (alone, _) => alone.is_some(),
        };
        let next = if is_alone_next { self.alone.pop() } else { self.found.take() }?;
        self.listed += next.0;
        Some(next)
    }

    /// Searches for the next chain of services.
    fn search(&mut self) -> Option<FoundShare> {
        let Found { start, entries, .. } = self.search.as_mut()?.next()?;
        let layout = self.network.layout();
        let part = self.starts[start];
        let begins_with_service = first_service(part.cause, layout).is_some();
        let carried = &entries[usize::from(begins_with_service)..];
        let along: f64 = carried.iter().map(|&entry| self.secant[entry]).product();
        let end = entries.last().map(|&entry| layout.consumer(entry))?;
        Some((part.change * along * self.weights.of(end), start, entries))
    }

    /// Whether there may be more.
    pub fn status(&self) -> Enumeration {
        self.search.as_ref().map_or(Enumeration::Complete, ChainSearch::status)
    }
}

impl Iterator for ChainShares {
    type Item = ChainShare;

    fn next(&mut self) -> Option<ChainShare> {
        let (change, start, entries) = self.next_entries()?;
        let part = self.starts[start];
        let chain = match entries.as_slice() {
            [] => Chain::alone(&self.network, part.party),
            entries => Chain::new(&self.network, entries),
        };
        Some(ChainShare {
            chain,
            source: Source::of(part.cause, self.network.layout()),
            change,
            share: change / self.change,
        })
    }
}

impl std::fmt::Debug for ChainShares {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChainShares")
            .field("change", &self.change)
            .field("listed", &self.listed)
            .field("unsplit", &self.unsplit)
            .finish_non_exhaustive()
    }
}
