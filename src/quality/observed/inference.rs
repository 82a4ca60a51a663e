//! What readings say: whose own part they hold, and the scenario that explains them.

use std::fmt;
use std::sync::Arc;

use super::allowance::{Allowance, allowances};
use super::options::InferOptions;
use super::own_parts::{self, OwnReading};
use super::reproduction::{Reproduced, reproduce};
use crate::id::PartyId;
use crate::network::{Network, Overrides, Parameter, PartyIx};
use crate::organisation::{Invalid, Scenario};
use crate::quality::assessment::Assessment;
use crate::quality::impact::Impact;
use crate::quality::solve::Workspace;
use crate::unit::Quality;

/// One party's reading against what it receives.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadParty {
    pub(crate) party: PartyIx,
    id: PartyId,
    read: f64,
    expected: f64,
    capability: Option<f64>,
    allowance: Allowance,
    is_department: bool,
    is_unexplained: bool,
    is_pinned: bool,
}

impl ReadParty {
    /// Returns the id.
    pub fn id(&self) -> &PartyId {
        &self.id
    }

    /// Whether it is a department, rather than an external customer, whose reading is a check.
    pub fn is_department(&self) -> bool {
        self.is_department
    }

    /// Returns what was read.
    pub fn quality(&self) -> Quality {
        Quality::checked(self.read)
    }

    /// Returns what its equation gives, by its capability and all that it receives.
    pub fn expected(&self) -> Quality {
        Quality::checked(self.expected)
    }

    /// Returns the reading less what its equation gives, −1..=1: its own part, below 0 where it is in
    /// trouble.
    pub fn own_part(&self) -> f64 {
        self.read - self.expected
    }

    /// Returns the own part less the usual one that [noise](InferOptions::noise) knows.
    pub fn beyond(&self) -> f64 {
        self.own_part() - self.allowance.usual
    }

    /// Returns how large [`beyond`](Self::beyond) may be before it counts, 0 or more.
    pub fn tolerance(&self) -> f64 {
        self.allowance.tolerance
    }

    /// Returns the capability that explains the reading, where it is lower than the one it has.
    pub fn capability(&self) -> Option<Quality> {
        self.capability.map(Quality::checked)
    }

    /// Whether it is held at its reading in the [scenario](Inference::scenario): no capability
    /// explains it, or its cycle [holds itself down](Inference::self_sustaining).
    pub fn is_pinned(&self) -> bool {
        self.is_pinned
    }

    /// Returns by how much the reading departs from all that its capability could explain, where that
    /// is beyond tolerance: above 0 it delivers more than what it receives allows, below 0 less than
    /// no capability would.
    pub fn unexplained(&self) -> Option<f64> {
        let counts = self.is_unexplained && self.beyond().abs() > self.tolerance();
        counts.then(|| self.own_part())
    }
}

/// A cycle that stays at its readings though nothing in them says why: with these capabilities it
/// could be better as well, and what pushed it there is not in the readings.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SelfSustaining {
    /// Everybody in the cycle, as stated.
    pub departments: Vec<PartyId>,
    /// Of those that were read: what was read, and what would be delivered with the capabilities
    /// that explain the readings.
    pub readings: Vec<(PartyId, Quality, Quality)>,
}

/// What readings say.
///
/// Cheap to clone; it owns all it needs.
///
/// # Examples
///
/// ```
/// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
///
/// let organisation = Organisation::builder("Every level measured")
///     .department(Department::new("host"))
///     .department(Department::new("db"))
///     .department(Department::new("app"))
///     .customer(ExternalCustomer::new("users"))
///     .service(Service::new("host-db", "host", "db").dependence(1.0))
///     .service(Service::new("db-app", "db", "app").dependence(1.0))
///     .service(Service::new("app-users", "app", "users").dependence(1.0))
///     .build()?;
/// let network = organisation.compile()?;
/// let read = Scenario::new("monitors").observed("host", 0.9).observed("db", 0.9);
/// let inference = network.infer(&read.observed("app", 0.63))?;
///
/// // The host is at 0.9 of its own; the database passes that on; the application is at 0.7 of its
/// // own, which leaves 0.9 · 0.7.
/// assert!((inference.reading("host").unwrap().own_part() - -0.1).abs() < 1e-15);
/// assert_eq!(inference.reading("db").unwrap().own_part(), 0.0);
/// assert!((inference.reading("app").unwrap().own_part() - -0.27).abs() < 1e-15);
///
/// // As a what-if it is an ordinary scenario.
/// let capabilities: Vec<_> = inference.scenario().capabilities().collect();
/// assert_eq!(capabilities.len(), 2);
/// assert!((capabilities[1].1 - 0.7).abs() < 1e-15);
/// let explained = network.solve(inference.scenario())?;
/// assert!((explained.quality("users").unwrap().get() - 0.63).abs() < 1e-15);
/// # Ok::<(), knockon::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct Inference {
    inferred: Arc<Inferred>,
}

struct Inferred {
    assessment: Assessment,
    explained: Assessment,
    scenario: Scenario,
    readings: Vec<ReadParty>,
    self_sustaining: Vec<SelfSustaining>,
    options: InferOptions,
}

impl Network {
    /// Tells of everything a scenario says was [observed](Scenario::observed) whose own part it holds.
    ///
    /// # Returns
    ///
    /// The state with all readings as they are, the own part of each, and the scenario of
    /// capabilities that explains them.
    ///
    /// # Errors
    ///
    /// [`Invalid`] as of [`solve`](Self::solve).
    ///
    /// # Complexity
    ///
    /// Two solves, and time linear in the services of those who were read; one solve more for every
    /// cycle that [holds itself down](Inference::self_sustaining), upstream ones first.
    pub fn infer(&self, scenario: &Scenario) -> Result<Inference, Invalid> {
        self.infer_with(scenario, &InferOptions::default())
    }

    /// As [`infer`](Self::infer), with options.
    ///
    /// # Errors
    ///
    /// As [`infer`](Self::infer).
    pub fn infer_with(
        &self,
        scenario: &Scenario,
        options: &InferOptions,
    ) -> Result<Inference, Invalid> {
        let mut workspace = Workspace::new();
        let assessment = self.solve_with(scenario, &options.solve, &mut workspace)?;
        let readings = own_parts::of(&assessment);
        let layout = self.layout();
        let error = |(id, error): (&str, f64)| Some((layout.find(id)?, error));
        let standard_errors: Vec<(PartyIx, f64)> =
            scenario.standard_errors().filter_map(error).collect();
        let allowances = allowances(&assessment, &readings, &standard_errors, options);
        let solve = options.solve.clone().lower_state(false);
        let reproduced = reproduce(&assessment, &readings, &solve, &mut workspace);
        Ok(Inference::new(scenario, assessment, &readings, &allowances, reproduced, options))
    }
}

impl Inference {
    fn new(
        scenario: &Scenario,
        assessment: Assessment,
        readings: &[OwnReading],
        allowances: &[Allowance],
        reproduced: Reproduced,
        options: &InferOptions,
    ) -> Self {
        let network = assessment.network().clone();
        let layout = network.layout();
        let Reproduced { assessment: explained, is_pinned, self_sustaining } = reproduced;
        let self_sustaining = self_sustaining.into_iter().map(|missed| SelfSustaining {
            departments: missed.parties.map(|party| layout.party_id(party)).collect(),
            readings: (missed.readings.into_iter())
                .map(|(place, would_be)| {
                    let read = readings[place];
                    let id = layout.party_id(read.party);
                    (id, Quality::checked(read.reading), Quality::checked(would_be))
                })
                .collect(),
        });
        let self_sustaining = self_sustaining.collect();
        let read = readings.iter().zip(allowances).zip(&is_pinned);
        let mut read: Vec<ReadParty> = read
            .map(|((read, allowance), &is_pinned)| ReadParty {
                party: read.party,
                id: layout.party_id(read.party),
                read: read.reading,
                expected: read.expected,
                capability: read.capability,
                allowance: *allowance,
                is_department: layout.is_department(read.party),
                is_unexplained: read.is_unexplained,
                is_pinned,
            })
            .collect();
        let scenario = explaining(scenario, &read);
        read.sort_by_key(|read| layout.stated(read.party));
        let options = options.clone();
        let readings = read;
        let inferred =
            Inferred { assessment, explained, scenario, readings, self_sustaining, options };
        Self { inferred: Arc::new(inferred) }
    }

    /// Returns the state in which everybody who was read delivers the reading.
    pub fn assessment(&self) -> &Assessment {
        &self.inferred.assessment
    }

    /// Returns the state of the [scenario](Self::scenario) that explains the readings: as read, to
    /// within 1e-9, but for external customers, whom nothing holds to what they reported.
    pub fn explained(&self) -> &Assessment {
        &self.inferred.explained
    }

    /// Returns the scenario that explains the readings, for what-if: what was set besides, the
    /// capabilities of departments that were read, and the readings that stay
    /// [pinned](ReadParty::is_pinned).
    pub fn scenario(&self) -> &Scenario {
        &self.inferred.scenario
    }

    /// Returns what was read against what is stated: who feels it, and why.
    ///
    /// # Complexity
    ///
    /// As [`Network::solve`].
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "a network has everything in common with itself"
    )]
    pub fn impact(&self) -> Impact {
        let options = &self.inferred.options.solve;
        let (name, nothing) = (String::new(), Overrides::default());
        let before = self.network().stated().run(name, nothing, options, &mut Workspace::new());
        self.assessment().compared_with(&before).expect("one network")
    }

    /// The state without the readings of external customers: what they should experience.
    pub(crate) fn as_received(&self) -> Assessment {
        let assessment = self.assessment();
        let layout = self.network().layout();
        let overrides = assessment.overrides();
        let mut values = overrides.values.clone();
        values.retain(|&(of, _)| match of {
            Parameter::Delivered(party) => layout.is_department(party),
            _ => true,
        });
        let overrides = Overrides::new(layout, values, overrides.services.clone());
        let options = &self.inferred.options.solve;
        self.network().run(String::new(), overrides, options, &mut Workspace::new())
    }

    /// Returns every reading, departments first, as stated.
    pub fn readings(&self) -> &[ReadParty] {
        &self.inferred.readings
    }

    /// Returns the reading of one party.
    pub fn reading(&self, party: impl AsRef<str>) -> Option<&ReadParty> {
        let party = party.as_ref();
        self.readings().iter().find(|read| read.id == party)
    }

    /// Returns the departments whose readings no capability explains, beyond tolerance, with
    /// [size and sign](ReadParty::unexplained), as stated.
    pub fn unexplained(&self) -> impl DoubleEndedIterator<Item = (&ReadParty, f64)> {
        self.readings().iter().filter_map(|read| Some((read, read.unexplained()?)))
    }

    /// Returns the departments that deliver more than what they receive explains, beyond tolerance, as
    /// stated.
    pub fn better(&self) -> impl DoubleEndedIterator<Item = &ReadParty> {
        let departments = self.readings().iter().filter(|read| read.is_department);
        departments.filter(|read| read.beyond() > read.tolerance())
    }

    /// Returns the cycles that hold themselves down.
    pub fn self_sustaining(&self) -> &[SelfSustaining] {
        &self.inferred.self_sustaining
    }

    /// Returns how it was told.
    pub fn options(&self) -> &InferOptions {
        &self.inferred.options
    }

    /// Returns the network.
    pub fn network(&self) -> &Network {
        self.inferred.assessment.network()
    }
}

/// A scenario with capabilities in the place of readings that they explain.
fn explaining(scenario: &Scenario, readings: &[ReadParty]) -> Scenario {
    let mut explaining = scenario.clone();
    explaining.observed.clear();
    explaining.standard_errors.clear();
    for read in readings.iter().filter(|read| read.is_department) {
        let id = read.id.as_str();
        if read.is_pinned {
            explaining = explaining.observed(id, read.read);
        } else if let Some(capability) = read.capability {
            // A capability that is set takes no notice of people.
            for people in
                [&mut explaining.agents, &mut explaining.agents_factors, &mut explaining.skills]
            {
                people.retain(|(of, _)| of != id);
            }
            explaining = explaining.capability(id, capability);
        }
    }
    explaining
}

impl fmt::Debug for Inference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inference")
            .field("network", self.network())
            .field("readings", &self.readings())
            .field("self_sustaining", &self.self_sustaining())
            .finish_non_exhaustive()
    }
}
