//! An organisation kept up to date, change by change.
//!
//! A full solve looks at everybody. When one department falls ill or one service stops, most
//! parties receive what they received before; a [`Live`] organisation evaluates those alone that
//! may not have, and says who changed. Its state is always that of a full solve, bit for bit: each
//! party is evaluated by the same kernel, and a cyclic component that is affected is iterated from
//! 1 anew, so that nothing depends on the order of changes, or on how an organisation came to tip.
//!
//! Where departments state their people, quality and demand take [rounds], each a full solve; a
//! change takes as long as a solve then.

mod bit_set;
mod changes;
mod checkpoint;
mod live_equilibrium;
mod propagation;
mod setters;
mod values;

#[cfg(test)]
mod tests;

use std::fmt;

pub use changes::{Change, Changes};
pub(crate) use propagation::Checkpoint;
pub(crate) use values::{Edit, edits};

use self::values::Values;
use super::assessment::{Assessment, NotConverged, Uniqueness};
use super::engine::solution::Solution;
use super::equilibrium::{Loaded, Workload};
use super::live::live_equilibrium::LiveEquilibrium;
use super::live::propagation::{LiveState, Propagation};
use super::solve_options::SolveOptions;
use super::status::Status;
use crate::network::{
    DeptIx, EdgeIx, Network, Overrides, Parameter, PartyIx, ServiceState, StatedServiceIx,
};
use crate::organisation::Scenario;
use crate::unit::Quality;

/// The state of an organisation under values that change.
///
/// It begins at what is stated. Each call that changes values returns who changed, and refuses
/// whatever [`Network::solve`] would refuse in a scenario; a refused call changes nothing. It owns
/// all it needs.
///
/// # Examples
///
/// ```
/// use knockon::{Department, ExternalCustomer, Live, Organisation, Service};
///
/// let organisation = Organisation::builder("Harbour & Vine")
///     .department(Department::new("it"))
///     .department(Department::new("hr"))
///     .customer(ExternalCustomer::person("shoppers"))
///     .customer(ExternalCustomer::business("restaurants"))
///     .service(Service::new("it-hr", "it", "hr").dependence(0.5))
///     .service(Service::new("hr-shoppers", "hr", "shoppers").dependence(0.8))
///     .service(Service::new("it-restaurants", "it", "restaurants").dependence(1.0))
///     .build()?;
/// let network = organisation.compile()?;
/// let mut live = Live::new(&network);
///
/// // hr is at 1 - 0.5 * 0.5, shoppers at 1 - 0.8 * 0.25.
/// live.set_capability("it", 0.5)?;
/// assert!((live.quality("shoppers").unwrap().get() - 0.8).abs() < 1e-15);
///
/// // Nothing arrives any more: hr is at 0.5. Restaurants do not notice.
/// let changes = live.stop_service("it-hr")?;
/// let changed: Vec<_> = changes.map(|change| change.id().to_string()).collect();
/// assert_eq!(changed, ["hr", "shoppers"]);
///
/// let refused = live.set_condition("it-hr", 1.5).unwrap_err();
/// assert_eq!(
///     refused.to_string(),
///     "condition[\"it-hr\"]: condition `1.5` of `it-hr` is outside 0..=1"
/// );
/// assert_eq!(live.scenario().stopped_services().next(), Some("it-hr"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Complexity
///
/// A call takes time linear in the parties it affects and in their services, cyclic components by
/// the sweep; where that is much of the organisation, not much more than a full solve with a
/// [`Workspace`](crate::Workspace) of its own. Memory is taken when it is made: 16 bytes per party,
/// 8 per department and 8 per service that is ever changed, beside what the network needs to be
/// read downstream. The first one that is made of a network makes that as well: some twenty solves,
/// where a million customers are served by one department.
#[derive(Clone)]
#[must_use]
pub struct Live {
    network: Network,
    /// Of the scenario it was last replaced by.
    name: String,
    values: Values,
    state: LiveState,
    /// Where quality and demand are solved for together.
    equilibrium: Option<LiveEquilibrium>,
    options: SolveOptions,
}

impl Live {
    /// Solves for what is stated, to go on from there.
    pub fn new(network: &Network) -> Self {
        Self::with_options(network, &SolveOptions::default())
    }

    /// As [`new`](Self::new), with options; the lower state is not kept up to date, whatever they
    /// say.
    pub fn with_options(network: &Network, options: &SolveOptions) -> Self {
        let network = network.stated();
        let layout = network.layout();
        // Made when first asked for: now, not by the first change.
        if layout.edge_count() > 0 {
            layout.edge(StatedServiceIx::new(0));
        }
        layout.downstream();
        let values = Values::new(layout);
        let mut state = LiveState::new(Propagation { layout, values: &values }, options);
        let mut equilibrium = layout.demand().map(|_| LiveEquilibrium::new(options));
        if let Some(equilibrium) = &mut equilibrium {
            state.adopt(equilibrium.solve(&network, &Overrides::default()));
            state.begin();
        }
        let options = options.clone();
        Self { network, name: String::new(), values, state, equilibrium, options }
    }

    /// Replaces values at once.
    pub(crate) fn apply(&mut self, edits: impl IntoIterator<Item = Edit>) -> Changes<'_> {
        self.state.begin();
        let (changed, is_certified_anew) = self.replace_values(edits);
        let Self { network, values, state, equilibrium, options, .. } = self;
        let layout = network.layout();
        for &party in &changed {
            state.mark(layout, party);
        }
        let is_changed = !changed.is_empty();
        match equilibrium {
            None if is_certified_anew => {
                state.restart(Propagation { layout, values }, options);
                state.count_work(layout);
            }
            None => {
                state.follow(Propagation { layout, values });
                state.count_work(layout);
            }
            Some(equilibrium) if is_changed => {
                state.adopt(equilibrium.solve(network, &values.overrides(layout)));
            }
            Some(_) => {}
        }
        self.changes()
    }

    /// Puts values in the place of others, and returns the parties whose equations change, and
    /// whether cycles were certified anew.
    fn replace_values(&mut self, edits: impl IntoIterator<Item = Edit>) -> (Vec<PartyIx>, bool) {
        let mut dependences = Vec::new();
        let mut changed = Vec::new();
        for edit in edits {
            match edit {
                Edit::Value { of: Parameter::Dependence(slot), value } => {
                    let layout = self.network.layout();
                    changed.push(layout.consumer_at(slot));
                    dependences.push((slot, value));
                }
                edit => changed.extend(self.values.replace(self.network.layout(), edit)),
            }
        }
        let is_certified_anew = self.network.set_dependences(dependences);
        (changed, is_certified_anew)
    }

    /// A department that serves or is served, found by id.
    pub(crate) fn department(&self, id: &str) -> Option<DeptIx> {
        let layout = self.network.layout();
        layout.find_department(id).filter(|&department| layout.is_connected(department))
    }

    /// A service, found by id.
    pub(crate) fn entry(&self, id: &str) -> Option<EdgeIx> {
        self.network.layout().find_service(id)
    }

    /// Returns who changed by the last call that was not refused; nobody before the first.
    pub fn changes(&self) -> Changes<'_> {
        Changes::new(self)
    }

    /// Returns the network.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Returns the quality of a party: delivered by a department, experienced by a customer.
    pub fn quality(&self, id: impl AsRef<str>) -> Option<Quality> {
        let id = id.as_ref();
        let party = self.network.layout().find(id)?;
        Some(Quality::checked(self.state.quality[party]))
    }

    /// Returns the qualities of all parties as plain numbers in 0..=1: departments first, then
    /// external customers, as stated.
    pub fn qualities(&self) -> impl DoubleEndedIterator<Item = f64> + ExactSizeIterator {
        let quality = &self.state.quality;
        self.network.layout().in_stated_order().iter().map(|&party| quality[party])
    }

    /// Qualities by dense number.
    pub(crate) fn dense_qualities(&self) -> &[f64] {
        &self.state.quality
    }

    /// Returns the capability a department has at present; `None` for a customer.
    pub fn capability(&self, id: impl AsRef<str>) -> Option<Quality> {
        let id = id.as_ref();
        let department = self.network.layout().find_department(id)?;
        let load = self.equilibrium.as_ref().and_then(LiveEquilibrium::load);
        let capability = load.map_or(&self.values.capability, |load| &load.capability);
        capability.get(department.index()).copied().map(Quality::checked)
    }

    /// The state as a full solve would have it, without its qualities.
    fn summary(&self) -> Solution {
        self.equilibrium.as_ref().map_or_else(|| self.state.summary(), LiveEquilibrium::summary)
    }

    /// Whether every component settled.
    ///
    /// # Complexity
    ///
    /// Time linear in cyclic components, as of [`iterations`](Self::iterations) and
    /// [`residual`](Self::residual).
    pub fn status(&self) -> Status {
        self.summary().outcome.status()
    }

    /// Returns itself if it converged.
    ///
    /// # Errors
    ///
    /// [`NotConverged`] with iterations and residual.
    pub fn converged(&self) -> Result<&Self, NotConverged> {
        NotConverged::unless(self.status(), self.iterations(), self.residual()).map(|()| self)
    }

    /// Returns what is known of other states consistent with every rule: whether the present one is
    /// certified to be the only one. The lower state is not kept up to date.
    pub fn uniqueness(&self) -> Uniqueness {
        if self.network.is_certified() { Uniqueness::Certified } else { Uniqueness::NotChecked }
    }

    /// Returns what a department has to do at present, and how it copes; `None` for anything else,
    /// and where the organisation states nothing of people or requests.
    ///
    /// # Complexity
    ///
    /// Time linear in what is set and in the services the department receives.
    pub fn workload(&self, id: impl AsRef<str>) -> Option<Workload> {
        let id = id.as_ref();
        let department = self.network.layout().find_department(id)?;
        let overrides = self.values.overrides(self.network.layout());
        self.loaded(&overrides)?.workload(department)
    }

    /// Returns what every department has to do at present, as stated; none where the organisation
    /// states nothing of people or requests.
    pub fn workloads(&self) -> impl DoubleEndedIterator<Item = Workload> {
        let overrides = self.values.overrides(self.network.layout());
        let departments = self.network.layout().departments_as_stated();
        departments.filter_map(move |department| self.loaded(&overrides)?.workload(department))
    }

    fn loaded<'a>(&'a self, overrides: &'a Overrides) -> Option<Loaded<'a>> {
        let load = self.equilibrium.as_ref().and_then(LiveEquilibrium::load)?;
        let (layout, quality) = (self.network.layout(), &*self.state.quality);
        Some(Loaded { layout, overrides, load, quality })
    }

    /// Returns the most sweeps any component took: 1 without cycles, 0 without parties.
    pub fn iterations(&self) -> u32 {
        self.summary().outcome.sweeps
    }

    /// Returns the largest step of any component's last sweep; 0 without cycles.
    pub fn residual(&self) -> f64 {
        self.summary().outcome.residual
    }

    /// Returns the scenario that leads to the present state: everything that replaces a stated
    /// value, under the name of the scenario it was last replaced by.
    pub fn scenario(&self) -> Scenario {
        let layout = self.network.layout();
        let overrides = self.values.overrides(layout);
        let mut scenario = Scenario::new(&*self.name);
        let department = |department: DeptIx| layout.party_id(department);
        let service = |entry: EdgeIx| layout.service_id(entry);
        for &(of, value) in &overrides.values {
            scenario = match of {
                Parameter::Capability(of) => scenario.capability(department(of).as_str(), value),
                Parameter::Condition(entry) => scenario.condition(service(entry).as_str(), value),
                Parameter::Dependence(slot) => {
                    scenario.dependence(layout.dependence_name(slot), value)
                }
                Parameter::Ceiling(of) => scenario.ceiling(layout.party_id(of).as_str(), value),
                Parameter::Agents(of) => scenario.agents(department(of).as_str(), value),
                Parameter::Skill(of) => scenario.skill(department(of).as_str(), value),
                Parameter::Demand(entry) => {
                    scenario.demand_per_hour(service(entry).as_str(), value)
                }
                Parameter::Retries(entry) => scenario.retries(service(entry).as_str(), value),
                Parameter::Delivered(of) => scenario.observed(layout.party_id(of).as_str(), value),
            };
        }
        for &(entry, state) in &overrides.services {
            let id = service(entry);
            scenario = match state {
                ServiceState::Running(condition) => scenario.condition(id.as_str(), condition),
                ServiceState::Stopped => scenario.stop_service(id.as_str()),
            };
            if state != ServiceState::Stopped && layout.stands_by(entry) {
                scenario = scenario.start_service(id.as_str());
            }
        }
        scenario
    }

    /// Returns the present state as an assessment, which later changes leave as it is.
    ///
    /// # Complexity
    ///
    /// Time and memory linear in parties.
    pub fn assessment(&self) -> Assessment {
        let mut solution = self.summary();
        solution.quality.clone_from(&self.state.quality);
        let overrides = self.values.overrides(self.network.layout());
        Assessment::new(self.network.clone(), self.name.clone(), overrides, solution, None, false)
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live")
            .field("network", self.network())
            .field("scenario", &self.scenario())
            .field("status", &self.status())
            .field("changes", &self.changes().len())
            .finish_non_exhaustive()
    }
}
