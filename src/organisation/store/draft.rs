//! A statement before it is checked: parties as they stand, services as columns, every id a number.

use crate::id::PartyId;
use crate::numerics::csr::Csr;
use crate::organisation::{
    Defaults, Department, Endpoints, ExternalCustomer, Interner, Invalid, Need, Organisation,
    OrganisationBuilder, PendingEndpoints, Problems, Service, Services, StatedNames, validate,
};

/// What a builder collected or a reader read, ready to be checked.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) name: String,
    pub(crate) defaults: Defaults,
    /// The texts that name parties.
    pub(crate) interner: Interner,
    pub(crate) departments: Interned<Department>,
    pub(crate) customers: Interned<ExternalCustomer>,
    /// Of services and their needs.
    pub(crate) names: StatedNames,
    pub(crate) ends: Endpoints,
    waiting: PendingEndpoints,
    pub(crate) services: Services,
    /// Services by consumer, where it is known that no two share both ends.
    pub(crate) received: Option<Csr>,
    pub(crate) needs: Vec<Need>,
}

/// Statements of parties, and the number of each one's id.
#[derive(Debug)]
pub(crate) struct Interned<T> {
    pub(crate) stated: Vec<T>,
    pub(crate) id: Vec<u32>,
    /// The positions of those that were left out for what is wrong with them, among all.
    pub(crate) left_out: Vec<u32>,
    /// The numbers of their ids.
    pub(crate) left_out_ids: Vec<u32>,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        let (stated, id) = (Vec::new(), Vec::new());
        Self { stated, id, left_out: Vec::new(), left_out_ids: Vec::new() }
    }
}

impl Draft {
    /// Starts one of nobody.
    #[cfg(feature = "csv")]
    pub(crate) fn new(name: &str, defaults: Defaults) -> Self {
        Self { name: name.to_owned(), defaults, ..Self::default() }
    }

    /// Numbers the id of a party about to be added, and makes its key.
    #[cfg(any(feature = "json", feature = "csv"))]
    pub(crate) fn party_id(&mut self, id: &str) -> (u32, PartyId) {
        (self.interner.number(id), PartyId::new(id))
    }

    /// Adds the ends of the next service; they may wait to be numbered.
    pub(crate) fn push_ends(&mut self, provider: &str, consumer: &str) {
        let Self { waiting, interner, ends, .. } = self;
        waiting.push(provider, consumer, interner, ends);
    }

    /// Adds the ends of some services, the provider of each first; none may be waiting.
    #[cfg(feature = "csv")]
    pub(crate) fn push_all_ends<'t>(&mut self, pairs: impl Iterator<Item = [&'t str; 2]>) {
        let Self { waiting, interner, ends, .. } = self;
        waiting.pass(pairs, interner, ends);
    }

    /// Makes room for services to come.
    #[cfg(feature = "csv")]
    pub(crate) fn reserve_services(&mut self, more: usize) {
        self.ends.reserve(more);
        self.services.reserve(more);
    }

    /// Numbers the ends that wait.
    pub(crate) fn number_ends(&mut self) {
        let Self { waiting, interner, ends, .. } = self;
        waiting.number(interner, ends);
    }

    /// Checks everything and makes the organisation, with problems found while reading listed
    /// first.
    pub(crate) fn build(mut self, problems: Problems) -> Result<Organisation, Invalid> {
        self.number_ends();
        validate::validate(self, problems)
    }

    fn add_service(&mut self, stated: Service) {
        let Service { id, name, provider, consumer, dependence, mut terms } = stated;
        self.push_ends(&provider, &consumer);
        let service = self.services.push(dependence);
        if let Some(name) = name {
            self.services.set_name(service, self.names.shared(&name));
        }
        if let Some(id) = id {
            self.services.set_id(service, id.as_str(), &provider, &consumer);
        }
        terms.need = terms.need.map(|need| self.names.shared(&need));
        self.services.set_terms(service, terms);
    }
}

#[cfg(feature = "json")]
impl<T> Interned<T> {
    /// How many there are, with those that were left out.
    pub(crate) fn len(&self) -> usize {
        self.stated.len() + self.left_out.len()
    }

    /// Leaves one out, whose id has that number.
    pub(crate) fn leave_out(&mut self, id: u32) {
        self.left_out.push(crate::numerics::csr::ix(self.len()));
        self.left_out_ids.push(id);
    }
}

impl<T> Interned<T> {
    #[cfg(any(feature = "json", feature = "csv"))]
    pub(crate) fn push(&mut self, id: u32, stated: T) {
        self.stated.push(stated);
        self.id.push(id);
    }

    fn of(stated: Vec<T>, id: impl Fn(&T) -> &PartyId, interner: &mut Interner) -> Self {
        let id = stated.iter().map(|stated| interner.number(id(stated).as_str())).collect();
        Self { stated, id, ..Self::default() }
    }
}

impl From<OrganisationBuilder> for Draft {
    fn from(builder: OrganisationBuilder) -> Self {
        let OrganisationBuilder { name, defaults, departments, customers, services, needs, .. } =
            builder;
        let mut interner = Interner::default();
        let mut draft = Self {
            name,
            defaults,
            departments: Interned::of(departments, |stated| &stated.id, &mut interner),
            customers: Interned::of(customers, |stated| &stated.id, &mut interner),
            interner,
            needs,
            ..Self::default()
        };
        for service in services {
            draft.add_service(service);
        }
        draft
    }
}
