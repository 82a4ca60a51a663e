//! Edits of a whole statement: parts replaced, statements merged, ids mapped.
//!
//! None drops a service: one that fits no more is reported when the organisation is built.

use std::hash::Hash;

use indexmap::IndexMap;

use super::store::interner::SEPARATOR;
use super::{
    Defaults, Department, ExternalCustomer, OrganisationBuilder, Place, Problem, ProblemCode, Rule,
    Section, Service,
};
use crate::id::{PartyId, ServiceId, UnknownId};

impl OrganisationBuilder {
    /// Replaces the statement of a department by another of the same id, in its place; its services
    /// and needs stay. [`build`](Self::build) reports an id that no department stated so far has.
    ///
    /// # Complexity
    ///
    /// Time linear in departments.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Organisation, Service};
    ///
    /// let organisation = Organisation::builder("Harbour & Vine")
    ///     .department(Department::new("it"))
    ///     .customer(ExternalCustomer::person("shoppers"))
    ///     .service(Service::new("shop", "it", "shoppers").dependence(0.5))
    ///     .build()?;
    /// let it = Department::try_from(organisation.party("it").unwrap()).unwrap();
    /// let weaker = organisation.to_builder().replace_department(it.capability(0.8)).build()?;
    /// assert_eq!(weaker.party("it").unwrap().capability().unwrap(), 0.8);
    /// assert_eq!(weaker.service_count(), 1);
    ///
    /// let misspelt = organisation.to_builder().replace_department(Department::new("itt"));
    /// assert_eq!(
    ///     misspelt.build().unwrap_err().to_string(),
    ///     "replace_department[\"itt\"]: `itt` is not a department",
    /// );
    /// # Ok::<(), knockon::Invalid>(())
    /// ```
    pub fn replace_department(mut self, department: Department) -> Self {
        let id = department.id.clone();
        if let Some(stated) = self.departments.iter_mut().find(|stated| stated.id == id) {
            *stated = department;
        } else {
            let unknown = UnknownId::department(id.as_str());
            self.missing(Section::ReplaceDepartment, id.as_str(), &unknown);
        }
        self
    }

    /// Replaces the statement of an external customer by another of the same id, in its place; its
    /// services and needs stay. [`build`](Self::build) reports an id that no external customer
    /// stated so far has.
    ///
    /// # Complexity
    ///
    /// Time linear in external customers.
    pub fn replace_customer(mut self, customer: ExternalCustomer) -> Self {
        let id = customer.id.clone();
        if let Some(stated) = self.customers.iter_mut().find(|stated| stated.id == id) {
            *stated = customer;
        } else {
            let unknown = UnknownId::customer(id.as_str());
            self.missing(Section::ReplaceCustomer, id.as_str(), &unknown);
        }
        self
    }

    /// Replaces the service of an id, stated or derived, by another statement, in its place; that
    /// may join other parties, and have another id. [`build`](Self::build) reports an id that
    /// nothing stated so far has.
    ///
    /// # Complexity
    ///
    /// Time linear in services.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Organisation, Service};
    ///
    /// let organisation = Organisation::builder("Ferry")
    ///     .department(Department::new("bridge"))
    ///     .customer(ExternalCustomer::person("passengers"))
    ///     .service(Service::between("bridge", "passengers").dependence(0.5))
    ///     .build()?;
    /// let crossing = Service::new("crossing", "bridge", "passengers").dependence(0.9);
    /// let builder = organisation.to_builder().replace_service("bridge>passengers", crossing);
    /// assert_eq!(builder.build()?.service("crossing").unwrap().dependence().unwrap(), 0.9);
    /// # Ok::<(), knockon::Invalid>(())
    /// ```
    pub fn replace_service(mut self, id: impl AsRef<str>, service: Service) -> Self {
        let id = id.as_ref();
        let place = self.services_of(id).iter().position(|is_of_id| *is_of_id);
        match place.and_then(|place| self.services.list().get_mut(place)) {
            Some(stated) => *stated = service,
            None => self.missing(Section::ReplaceService, id, &UnknownId::service(id)),
        }
        self
    }

    /// Adds everything that another statement states, after what is stated here; the name and the
    /// default rules stay.
    ///
    /// A party, a need or a common cause that both state alike is stated once. A customer of which one
    /// statement states nothing but revenue, loyalty and word of mouth takes these from there, so
    /// that money can stand in a file of its own. A department that both state alike but for
    /// turnover, absence, strain, reserve and budget elasticity has those of both. One that they
    /// state differently otherwise, and a service whose id both use, stays twice, and [`build`](Self::build) reports it. Parties of
    /// the other statement that state no rule keep the default they had.
    ///
    /// # Complexity
    ///
    /// Time linear in what both state.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Organisation, Service};
    ///
    /// let people = Organisation::builder("People")
    ///     .department(Department::new("it"))
    ///     .department(Department::new("hr"))
    ///     .service(Service::new("laptops", "it", "hr").dependence(0.6));
    /// let shop = Organisation::builder("Shop")
    ///     .department(Department::new("it"))
    ///     .customer(ExternalCustomer::person("shoppers"))
    ///     .service(Service::new("checkout", "it", "shoppers").dependence(0.9));
    /// let whole = people.merge(shop).build()?;
    /// assert_eq!((whole.name(), whole.department_count(), whole.service_count()), ("People", 2, 2));
    /// # Ok::<(), knockon::Invalid>(())
    /// ```
    pub fn merge(mut self, other: Self) -> Self {
        let Defaults { department: here, customer: here_customer } = self.defaults;
        let Self {
            name: _,
            defaults,
            departments,
            customers,
            mut services,
            needs,
            valuation,
            common_causes,
            problems,
        } = other;
        let kept = |stated: Option<Rule>, theirs: Rule, ours: Rule| {
            stated.or((theirs != ours).then_some(theirs))
        };
        let departments = departments.into_iter().map(|mut department| {
            department.rule = kept(department.rule, defaults.department, here);
            department
        });
        let customers = customers.into_iter().map(|mut customer| {
            customer.rule = kept(customer.rule, defaults.customer, here_customer);
            customer
        });
        let departments = join_employment(&mut self.departments, departments);
        add_unlike(&mut self.departments, departments, |department| department.id.clone());
        add_customers(&mut self.customers, customers);
        add_unlike(&mut self.needs, needs, |need| (need.consumer.clone(), need.name.clone()));
        add_unlike(&mut self.common_causes, common_causes, |cause| cause.id.clone());
        self.services.list().append(services.list());
        for key in self.valuation.merge(valuation) {
            let section = Section::Organisation;
            let message = format!("`{key}` is stated differently by both statements");
            let place = Place::whole(section, key);
            self.problems.push(Problem::new(ProblemCode::Duplicate, place, message));
        }
        self.problems.append(problems);
        self
    }

    /// Gives every party the id that a function makes of its own, wherever it is named: by services,
    /// needs, wholes and also-departments. Ids of services that follow from their ends go along;
    /// others stay, see [`map_service_ids`](Self::map_service_ids).
    ///
    /// Two parties that are given one id are reported by [`build`](Self::build).
    ///
    /// # Complexity
    ///
    /// Time linear in parties, services and needs; the function is called for every mention, and has
    /// to answer the same each time.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Organisation, Service};
    ///
    /// let organisation = Organisation::builder("North")
    ///     .department(Department::new("it"))
    ///     .customer(ExternalCustomer::person("shoppers"))
    ///     .service(Service::between("it", "shoppers").dependence(0.9))
    ///     .build()?;
    /// let north = organisation.to_builder().map_ids(|id| format!("north/{id}")).build()?;
    /// assert_eq!(north.services().next().unwrap().id(), "north/it>north/shoppers");
    /// # Ok::<(), knockon::Invalid>(())
    /// ```
    pub fn map_ids(mut self, mut map: impl FnMut(&str) -> String) -> Self {
        for department in &mut self.departments {
            department.id = PartyId::new(map(department.id.as_str()));
            department.part_of = department.part_of.take().map(|whole| map(&whole));
        }
        for customer in &mut self.customers {
            customer.id = PartyId::new(map(customer.id.as_str()));
            customer.also_department =
                customer.also_department.take().map(|department| map(&department).into());
        }
        for need in &mut self.needs {
            need.consumer = map(&need.consumer).into();
        }
        for cause in &mut self.common_causes {
            for department in &mut cause.departments {
                *department = map(department);
            }
        }
        let before = self.known_service_ids();
        for service in self.services.list() {
            let (provider, consumer) = (map(&service.provider), map(&service.consumer));
            let id = service.id.as_ref().map(ServiceId::as_str);
            let beyond = id.and_then(|id| service.beyond_pair(id));
            let follows = |beyond: &&str| beyond.is_empty() || beyond.starts_with(SEPARATOR);
            if let Some(beyond) = beyond.filter(follows) {
                let id = format!("{provider}{SEPARATOR}{consumer}{beyond}");
                service.id = Some(ServiceId::new(id));
            }
            (service.provider, service.consumer) = (provider.into(), consumer.into());
        }
        self.rename_in_statements(map, before);
        self
    }

    /// Gives every service that states an id the one that a function makes of it; ids that follow
    /// from both ends are not stated.
    ///
    /// Two services that are given one id are reported by [`build`](Self::build).
    ///
    /// # Complexity
    ///
    /// Time linear in services.
    pub fn map_service_ids(mut self, mut map: impl FnMut(&str) -> String) -> Self {
        let before = self.known_service_ids();
        for service in self.services.list() {
            service.id = service.id.take().map(|id| ServiceId::new(map(id.as_str())));
        }
        self.rename_in_statements(str::to_owned, before);
        self
    }

    /// What every service may be called by, where anything names one.
    fn known_service_ids(&mut self) -> Vec<String> {
        if !self.names_services() {
            return Vec::new();
        }
        self.services.list().iter().flat_map(Service::known_ids).collect()
    }

    /// Renames departments of incidents, and every service that common causes, incidents and
    /// departments name; `before` is what services were called by.
    fn rename_in_statements(
        &mut self,
        department: impl FnMut(&str) -> String,
        before: Vec<String>,
    ) {
        let after = self.known_service_ids();
        let services: IndexMap<String, String> = before.into_iter().zip(after).collect();
        self.valuation.rename(department, &services);
        let in_causes = self.common_causes.iter_mut().flat_map(|cause| &mut cause.services);
        let in_turnovers = self.departments.iter_mut().filter_map(|department| {
            department.employment.as_mut()?.turnover.as_mut()?.hired_through.as_mut()
        });
        for id in in_causes.chain(in_turnovers) {
            if let Some(now) = services.get(&*id) {
                id.clone_from(now);
            }
        }
    }
}

/// Gives a department the [`Employment`](super::Employment) of its other statement, where both are
/// alike otherwise and state nothing of it differently; returns the other statements, with the same.
fn join_employment(
    stated: &mut [Department],
    others: impl Iterator<Item = Department>,
) -> Vec<Department> {
    let places: IndexMap<PartyId, usize> =
        stated.iter().enumerate().map(|(place, one)| (one.id.clone(), place)).collect();
    let joined = |mut other: Department| {
        let same = places.get(&other.id).and_then(|&place| stated.get_mut(place));
        if let Some(same) = same.filter(|same| same.employment != other.employment) {
            let (ours, theirs) = (same.employment.take(), other.employment.take());
            let both = [&ours, &theirs].map(|it| it.as_deref().cloned().unwrap_or_default());
            let [one, two] = both;
            let joined = (*same == other).then(|| one.joined(two)).flatten();
            (same.employment, other.employment) = match joined {
                Some(joined) => (joined.clone().boxed(), joined.boxed()),
                None => (ours, theirs),
            };
        }
        other
    };
    others.map(joined).collect()
}

/// Adds statements, but for those that are equal to the stated one of the same key.
fn add_unlike<T: PartialEq, K: Hash + Eq>(
    stated: &mut Vec<T>,
    others: impl IntoIterator<Item = T>,
    key: impl Fn(&T) -> K,
) {
    let places: IndexMap<K, usize> =
        stated.iter().enumerate().map(|(place, one)| (key(one), place)).collect();
    for other in others {
        let same = places.get(&key(&other)).and_then(|&place| stated.get(place));
        if same != Some(&other) {
            stated.push(other);
        }
    }
}

/// Adds customers, but for those that are equal to the stated one of their id; where one of both
/// states nothing but its economics, the other takes these.
fn add_customers(
    stated: &mut Vec<ExternalCustomer>,
    others: impl IntoIterator<Item = ExternalCustomer>,
) {
    let places: IndexMap<PartyId, usize> =
        stated.iter().enumerate().map(|(place, one)| (one.id.clone(), place)).collect();
    for other in others {
        let same = places.get(&other.id).and_then(|&place| stated.get_mut(place));
        match same {
            Some(same) if *same == other => {}
            Some(same) => match same.completed_by(&other) {
                Some(complete) => *same = complete,
                None => stated.push(other),
            },
            None => stated.push(other),
        }
    }
}
