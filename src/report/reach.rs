//! Whom a change reaches, by group.

use indexmap::{IndexMap, IndexSet};
use serde::Serialize;

use crate::explain::{Explanation, Source};
use crate::id::PartyId;
use crate::organisation::{Organisation, PartyRef};
use crate::quality::{Felt, Impact};
use crate::unit::Quality;

/// How far a change reaches along services that run: how many parties directly, how many in all,
/// and how many of them get worse; of everybody, of every group of departments, and of the external
/// customers.
///
/// # Examples
///
/// ```
/// use knockon::report::ReachDocument;
/// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
///
/// let organisation = Organisation::builder("Ferry")
///     .department(Department::new("fleet"))
///     .department(Department::new("engines"))
///     .department(Department::new("deck").part_of("fleet"))
///     .customer(ExternalCustomer::person("passengers"))
///     .service(Service::new("power", "engines", "deck").dependence(0.5))
///     .service(Service::new("crossing", "deck", "passengers").dependence(0.8))
///     .build()?;
/// let network = organisation.compile()?;
/// let after = network.solve(&Scenario::new("one engine").capability("engines", 0.5))?;
/// let impact = after.compared_with(&network.baseline())?;
/// let document = ReachDocument::new(&organisation, &impact.explain());
/// assert_eq!((document.everybody.direct, document.everybody.in_all), (1, 2));
/// assert_eq!(document.groups[0].group, "fleet");
/// assert_eq!(document.groups[0].reach.worse, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ReachDocument {
    /// Of departments and external customers together.
    pub everybody: Reach,
    /// Of every department that others are part of, with its parts and theirs, as stated.
    pub groups: Vec<GroupReach>,
    /// Of departments that are part of none and have no parts.
    pub ungrouped: Reach,
    /// Of the external customers.
    pub customers: Reach,
}

/// How far a change reaches into a group.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct GroupReach {
    /// The department that the others are part of.
    pub group: PartyId,
    /// What it is called.
    pub name: String,
    /// How far the change reaches.
    #[serde(flatten)]
    pub reach: Reach,
}

/// How far a change reaches among some parties.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[non_exhaustive]
pub struct Reach {
    /// How many parties there are; departments that only group others do not count.
    pub parties: usize,
    /// How many have a change of their own.
    pub set: usize,
    /// How many are served directly by one that has, or by a service that changed.
    pub direct: usize,
    /// How many are reached along any number of services.
    pub in_all: usize,
    /// How many deliver or get less than before.
    pub worse: usize,
    /// Whose quality falls furthest, if anybody's.
    pub worst: Option<WorstParty>,
}

/// Whose quality falls furthest.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WorstParty {
    /// The party.
    pub id: PartyId,
    /// What it is called.
    pub name: String,
    /// The quality before.
    pub baseline: Quality,
    /// The quality after.
    pub quality: Quality,
    /// Quality after minus quality before, below 0.
    pub change: f64,
}

impl ReachDocument {
    /// Follows the services of the later organisation from everything that changed.
    ///
    /// # Complexity
    ///
    /// Time linear in parties, times how deep groups are nested, and in services.
    pub fn new(organisation: &Organisation, explanation: &Explanation) -> Self {
        let reached = Reached::of(organisation, &explanation.sources());
        let impact = explanation.impact();
        let counts = |party: &PartyRef<'_>| !only_groups(*party);
        let mut document = Self {
            everybody: Reach::default(),
            groups: Vec::new(),
            ungrouped: Reach::default(),
            customers: Reach::default(),
        };
        let mut groups: IndexMap<&PartyId, GroupReach> = organisation
            .departments()
            .filter(|department| department.parts().len() > 0)
            .map(|whole| (whole.id(), GroupReach::empty(whole)))
            .collect();
        for party in organisation.parties().filter(counts) {
            let one = reached.party(party, impact);
            document.everybody.add(&one);
            if !party.is_department() {
                document.customers.add(&one);
                continue;
            }
            let mut is_grouped = false;
            let wholes = std::iter::successors(Some(party), |part| part.part_of());
            for whole in wholes {
                if let Some(group) = groups.get_mut(whole.id()) {
                    group.reach.add(&one);
                    is_grouped = true;
                }
            }
            if !is_grouped {
                document.ungrouped.add(&one);
            }
        }
        document.groups = groups.into_values().collect();
        document
    }
}

impl GroupReach {
    fn empty(whole: PartyRef<'_>) -> Self {
        let name = whole.name().to_owned();
        Self { group: whole.id().clone(), name, reach: Reach::default() }
    }
}

impl Reach {
    /// Adds that of others.
    fn add(&mut self, other: &Self) {
        self.parties += other.parties;
        self.set += other.set;
        self.direct += other.direct;
        self.in_all += other.in_all;
        self.worse += other.worse;
        let fall = |worst: &Option<WorstParty>| worst.as_ref().map_or(0.0, |worst| worst.change);
        if fall(&other.worst) < fall(&self.worst) {
            self.worst.clone_from(&other.worst);
        }
    }
}

/// Whether a department has parts and neither provides nor receives anything.
fn only_groups(party: PartyRef<'_>) -> bool {
    party.parts().len() > 0
        && party.services_provided().len() == 0
        && party.services_received().len() == 0
}

/// Whom a change reaches.
struct Reached<'a> {
    set: IndexSet<&'a PartyId>,
    direct: IndexSet<&'a PartyId>,
    in_all: IndexSet<&'a PartyId>,
}

impl<'a> Reached<'a> {
    fn of(organisation: &'a Organisation, sources: &[Source]) -> Self {
        let mut set = IndexSet::new();
        let mut direct = IndexSet::new();
        for source in sources {
            let id = source.id();
            if let Some(party) = organisation.party(id) {
                set.insert(party.id());
                direct.extend(party.customers().map(PartyRef::id));
            } else if let Some(service) = organisation.service(id) {
                direct.insert(service.consumer().id());
            } else if let Some((consumer, _)) = id.split_once('/') {
                direct.extend(organisation.party(consumer).map(PartyRef::id));
            }
        }
        let mut in_all = direct.clone();
        let mut next = 0;
        while let Some(&id) = in_all.get_index(next) {
            next += 1;
            let party = organisation.party(id);
            in_all.extend(party.into_iter().flat_map(PartyRef::customers).map(PartyRef::id));
        }
        Self { set, direct, in_all }
    }

    /// How far the change reaches one party.
    fn party(&self, party: PartyRef<'_>, impact: &Impact) -> Reach {
        let id = party.id();
        let worst = impact.of(id).filter(|felt| felt.change() < 0.0).map(|felt| worst(&felt));
        Reach {
            parties: 1,
            set: usize::from(self.set.contains(id)),
            direct: usize::from(self.direct.contains(id)),
            in_all: usize::from(self.in_all.contains(id)),
            worse: usize::from(worst.is_some()),
            worst,
        }
    }
}

fn worst(felt: &Felt<'_>) -> WorstParty {
    WorstParty {
        id: felt.id(),
        name: felt.name().into_owned(),
        baseline: felt.baseline(),
        quality: felt.quality(),
        change: felt.change(),
    }
}
