//! Asking for chains: where they begin, where they end, how hard to look.

use super::counts::{Figures, figures};
use super::enumerate::AllChains;
use super::search::{ChainSearch, ChainStart, ChainTerms, First};
use super::strongest::StrongestChains;
use crate::id::UnknownId;
use crate::network::{DeptIx, EdgeIx, IndexRange, Network, PartyIx};

/// A question about chains, made by [`Network::chains`].
///
/// Unless told otherwise it asks for chains from every department to every external customer.
#[derive(Debug, Clone)]
#[must_use]
pub struct ChainQuery {
    network: Network,
    /// Departments, dense.
    departments: Vec<DeptIx>,
    /// Row entries.
    services: Vec<EdgeIx>,
    /// Parties, dense.
    targets: Vec<PartyIx>,
    all_customers: bool,
    max_expansions: u64,
}

impl Network {
    /// Asks for chains of services.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Organisation, Service};
    ///
    /// let organisation = Organisation::builder("Harbour & Vine")
    ///     .department(Department::new("it").named("IT"))
    ///     .department(Department::new("hr").named("Human resources"))
    ///     .department(Department::new("ops").named("Operations"))
    ///     .customer(ExternalCustomer::person("shoppers").named("Shoppers"))
    ///     .service(Service::new("it-hr", "it", "hr").dependence(0.6))
    ///     .service(Service::new("hr-ops", "hr", "ops").dependence(0.4))
    ///     .service(Service::new("ops-shoppers", "ops", "shoppers").dependence(0.9))
    ///     .build()?;
    /// let network = organisation.compile()?;
    /// let chains = network.chains().from("it")?.to_customers().strongest().take(3);
    /// let listed: Vec<_> = chains.map(|chain| chain.to_string()).collect();
    /// assert_eq!(listed, ["IT -> Human resources -> Operations -> Shoppers"]);
    ///
    /// let error = network.chains().from("shoppers").unwrap_err();
    /// let message = "`shoppers` is an external customer, where a department is needed";
    /// assert_eq!(error.to_string(), message);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn chains(&self) -> ChainQuery {
        ChainQuery {
            network: self.clone(),
            departments: Vec::new(),
            services: Vec::new(),
            targets: Vec::new(),
            all_customers: false,
            max_expansions: ChainQuery::MAX_EXPANSIONS,
        }
    }
}

impl ChainQuery {
    /// How many parties an enumeration may look at unless told otherwise.
    pub const MAX_EXPANSIONS: u64 = 1_000_000;

    /// Asks for chains that begin at a department; more than one may be named.
    ///
    /// # Errors
    ///
    /// [`UnknownId`] for anything but a department.
    pub fn from(mut self, department: impl AsRef<str>) -> Result<Self, UnknownId> {
        let department = department.as_ref();
        let layout = self.network.layout();
        let Some(party) = layout.find(department) else {
            return Err(UnknownId::department(department));
        };
        let Some(department) = layout.department(party) else {
            return Err(UnknownId::BeginsOutside { id: department.to_owned() });
        };
        self.departments.push(department);
        Ok(self)
    }

    /// Asks for chains that begin with a service; more than one may be named, and departments too.
    ///
    /// # Errors
    ///
    /// [`UnknownId`] for anything but a service.
    pub fn from_service(mut self, service: impl AsRef<str>) -> Result<Self, UnknownId> {
        let service = service.as_ref();
        self.services.push(self.network.layout().known_service(service)?);
        Ok(self)
    }

    /// Asks for chains that end at a department or an external customer; more than one may be
    /// named.
    ///
    /// # Errors
    ///
    /// [`UnknownId`] for anything else.
    pub fn to(mut self, party: impl AsRef<str>) -> Result<Self, UnknownId> {
        let party = party.as_ref();
        self.targets.push(self.network.layout().known(party)?);
        Ok(self)
    }

    /// Asks for chains that end at any external customer, besides those named.
    pub fn to_customers(mut self) -> Self {
        self.all_customers = true;
        self
    }

    /// Sets how many parties an enumeration may look at before it gives up and
    /// [says so](super::Enumeration::LimitReached); [`MAX_EXPANSIONS`](Self::MAX_EXPANSIONS)
    /// unless set. Memory grows with it, by some 100 bytes each.
    pub fn max_expansions(mut self, max_expansions: u64) -> Self {
        self.max_expansions = max_expansions;
        self
    }

    /// Lists chains one by one, the strongest first.
    ///
    /// The strength is the product of the dependences of the needs along the chain. Equally strong
    /// chains come with fewer services first, then by their parties and then by their services, in
    /// the order stated. A chain with a dependence of 0, or weaker than any normal number (2e-308),
    /// is not listed.
    ///
    /// # Complexity
    ///
    /// Preparing takes time linear in parties and services. Each chain takes a few steps per
    /// service where chains compete on strength; inside cyclic components a search through the
    /// component for each turning that leaves the best way on.
    pub fn strongest(&self) -> StrongestChains {
        let layout = self.network.layout();
        let mut terminal = vec![0.0; layout.party_count()];
        for party in self.targets() {
            terminal[party] = 1.0;
        }
        let (departments, services) = self.beginnings();
        let department = |department: DeptIx| ChainStart {
            first: First::Department(department.into()),
            value: 1.0,
        };
        let service = |service: EdgeIx| ChainStart {
            first: First::Service(service),
            value: layout.dependence(service),
        };
        let starts = departments.into_iter().map(department);
        let mut factor = layout.dependences().to_vec();
        for &entry in layout.standing_by() {
            factor[entry] = 0.0;
        }
        StrongestChains::new(ChainSearch::new(
            self.network.clone(),
            ChainTerms {
                factor,
                terminal,
                starts: starts.chain(services.into_iter().map(service)).collect(),
                max_expansions: self.max_expansions,
            },
        ))
    }

    /// Lists every chain, one by one, however weak.
    ///
    /// The order is that of a walk: departments where chains begin as stated, then services where
    /// they begin; from every party its services as stated; a chain comes before those that go on
    /// from its end. Parties from which no target can be reached are passed over.
    ///
    /// There may be very many: [`figures`](Self::figures) counts them first.
    ///
    /// # Complexity
    ///
    /// Preparing takes time linear in parties and services; memory does not grow on the way.
    pub fn all(&self) -> AllChains {
        let (departments, services) = self.beginnings();
        let mut targets = vec![false; self.network.layout().party_count()];
        for party in self.targets() {
            targets[party] = true;
        }
        AllChains::new(self.network.clone(), &departments, services, targets, self.max_expansions)
    }

    /// Counts the chains and measures the longest without listing any.
    ///
    /// # Complexity
    ///
    /// Time and memory linear in parties and services.
    pub fn figures(&self) -> Figures {
        let (departments, services) = self.beginnings();
        let mut targets = vec![false; self.network.layout().party_count()];
        for party in self.targets() {
            targets[party] = true;
        }
        figures(self.network.layout(), &departments, &services, &targets)
    }

    /// Departments, and row entries of services by other departments, each once, as stated.
    fn beginnings(&self) -> (Vec<DeptIx>, Vec<EdgeIx>) {
        let layout = self.network.layout();
        let mut departments = self.departments.clone();
        let mut services = self.services.clone();
        if departments.is_empty() && services.is_empty() {
            departments = layout.departments().collect();
        }
        departments.sort_unstable_by_key(|&department| layout.stated(department));
        departments.dedup();
        services.sort_unstable_by_key(|&entry| layout.stated_service(entry));
        services.dedup();
        services.retain(|&entry| {
            !layout.stands_by(entry) && !departments.contains(&layout.provider(entry))
        });
        (departments, services)
    }

    /// The targets; one may come twice.
    fn targets(&self) -> impl Iterator<Item = PartyIx> {
        let layout = self.network.layout();
        let all = self.all_customers || self.targets.is_empty();
        let customers = layout.customers();
        let customers = if all { customers } else { IndexRange::first(0) };
        self.targets.iter().copied().chain(customers)
    }
}
