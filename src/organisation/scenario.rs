//! Values that replace stated ones.

/// A what-if of values that replace what is stated: capabilities, conditions, services stopped and
/// started, dependences, ceilings, agents, skills, demand and retries; and what was
/// [observed](Self::observed).
///
/// Values replace, they never multiply; naming one thing twice is an error. Names are checked when
/// the scenario is solved. A change of structure is made on the organisation instead, with
/// [`Organisation::to_builder`](super::Organisation::to_builder).
///
/// # Examples
///
/// ```
/// use knockon::Scenario;
///
/// let scenario = Scenario::new("flu week")
///     .capability("it", 0.5)
///     .condition("it-hr", 0.2)
///     .stop_service("night-shuttle");
/// assert_eq!(scenario.name(), "flu week");
/// assert!(!scenario.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[must_use]
pub struct Scenario {
    pub(crate) name: String,
    pub(crate) capabilities: Vec<(String, f64)>,
    pub(crate) conditions: Vec<(String, f64)>,
    pub(crate) stopped: Vec<String>,
    pub(crate) started: Vec<String>,
    pub(crate) dependences: Vec<(String, f64)>,
    pub(crate) ceilings: Vec<(String, f64)>,
    pub(crate) agents: Vec<(String, f64)>,
    /// By department, and of all others.
    pub(crate) agents_factors: Vec<(String, f64)>,
    pub(crate) agents_factor_of_all: Option<f64>,
    pub(crate) skills: Vec<(String, f64)>,
    pub(crate) demands: Vec<(String, f64)>,
    pub(crate) retries: Vec<(String, f64)>,
    /// By department or service.
    pub(crate) availabilities: Vec<(String, f64)>,
    pub(crate) observed: Vec<(String, f64)>,
    /// Of readings, by party.
    pub(crate) standard_errors: Vec<(String, f64)>,
}

impl Scenario {
    /// States a scenario that changes nothing yet.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Sets a department's capability, 0..=1; one that follows from staffing and effort otherwise
    /// stays at this value, whatever its load.
    pub fn capability(mut self, department: impl Into<String>, capability: f64) -> Self {
        self.capabilities.push((department.into(), capability));
        self
    }

    /// Sets a service's condition, 0..=1; an error for one that does not run, unless it is
    /// [started](Self::start_service) as well.
    pub fn condition(mut self, service: impl Into<String>, condition: f64) -> Self {
        self.conditions.push((service.into(), condition));
        self
    }

    /// Stops a service: nothing is received on it, while the need it meets stays.
    pub fn stop_service(mut self, service: impl Into<String>) -> Self {
        self.stopped.push(service.into());
        self
    }

    /// Starts a service that is stated [not to run](crate::Service::running): it is received at the
    /// [condition](Self::condition) set, or as stated.
    pub fn start_service(mut self, service: impl Into<String>) -> Self {
        self.started.push(service.into());
        self
    }

    /// Sets how much a consumer depends on a need, 0..=1: on a service that is a need of its own, by
    /// the service's id, or on a declared need, as `consumer/need`. A service's id wins where it
    /// reads like a need.
    ///
    /// A dependence above the stated one voids what was proved with that, so that cycles are
    /// certified anew.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Need, Organisation, Scenario, Service};
    /// use knockon::Substitution;
    ///
    /// let organisation = Organisation::builder("Two hauliers")
    ///     .department(Department::new("rail").capability(0.5))
    ///     .department(Department::new("road").capability(0.4))
    ///     .customer(ExternalCustomer::business("mill"))
    ///     .need(Need::new("mill", "freight").dependence(0.8).substitution(Substitution::BestOf))
    ///     .service(Service::new("by rail", "rail", "mill").for_need("freight"))
    ///     .service(Service::new("by road", "road", "mill").for_need("freight"))
    ///     .build()?;
    /// let network = organisation.compile()?;
    /// let stock = Scenario::new("a month in stock").dependence("mill/freight", 0.2);
    /// assert!((network.solve(&stock)?.quality("mill").unwrap().get() - 0.9).abs() < 1e-15);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn dependence(mut self, service_or_need: impl Into<String>, dependence: f64) -> Self {
        self.dependences.push((service_or_need.into(), dependence));
        self
    }

    /// Sets the ceiling of an external customer, 1e-100..=1: what it reports with everything
    /// right.
    pub fn ceiling(mut self, customer: impl Into<String>, ceiling: f64) -> Self {
        self.ceilings.push((customer.into(), ceiling));
        self
    }

    /// Sets how many agents a department with staff has, 0 or 1e-9..=1e9. They would change nothing
    /// where its [capability](Self::capability) is set, so that setting both is an error.
    pub fn agents(mut self, department: impl Into<String>, agents: f64) -> Self {
        self.agents.push((department.into(), agents));
        self
    }

    /// Multiplies the agents that a department states by a factor, 0 or 1e-12..=1e9: four fifths of
    /// them are there, say. An error where its agents or its capability are set.
    pub fn agents_factor(mut self, department: impl Into<String>, factor: f64) -> Self {
        self.agents_factors.push((department.into(), factor));
        self
    }

    /// Multiplies the agents that every department states by a factor, 0 or 1e-12..=1e9, but for those
    /// whose agents, factor or capability is set, here or by what is in force before. Where no department
    /// states staffing it changes nothing, and is refused.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service, Staffing};
    ///
    /// let desk = Department::new("desk").staffing(Staffing::new(5.0, 6.0).target_wait_minutes(2.0));
    /// let organisation = Organisation::builder("Help desk")
    ///     .department(desk)
    ///     .customer(ExternalCustomer::new("callers"))
    ///     .service(Service::new("calls", "desk", "callers").dependence(1.0).demand_per_hour(20.0))
    ///     .build()?;
    /// let network = organisation.compile()?;
    /// let flu = network.solve(&Scenario::new("flu").agents_factor_of_all(0.8))?;
    /// let four = network.solve(&Scenario::new("four").agents("desk", 4.0))?;
    /// assert_eq!(flu.quality("callers"), four.quality("callers"));
    /// # Ok::<(), knockon::Error>(())
    /// ```
    pub fn agents_factor_of_all(mut self, factor: f64) -> Self {
        self.agents_factor_of_all = Some(factor);
        self
    }

    /// Sets the skill, 0..=1, of a department whose capability follows from skill, staffing or
    /// effort; an error where its [capability](Self::capability) is set as well.
    pub fn skill(mut self, department: impl Into<String>, skill: f64) -> Self {
        self.skills.push((department.into(), skill));
        self
    }

    /// Sets how many requests an external customer makes per hour on a service, 0 or
    /// 1e-12..=1e9.
    pub fn demand_per_hour(mut self, service: impl Into<String>, requests: f64) -> Self {
        self.demands.push((service.into(), requests));
        self
    }

    /// Sets how many more requests each makes on a service for all of the quality it misses, 0 or
    /// 1e-12..=1e9; an error for a service that states none.
    pub fn retries(mut self, service: impl Into<String>, retries: f64) -> Self {
        self.retries.push((service.into(), retries));
        self
    }

    /// Sets the chance that a department or a service is up, above 0 and up to 1; what is left of it
    /// when down stays. No solve reads it: [availability](crate::Network::availability) does.
    pub fn availability(mut self, department_or_service: impl Into<String>, chance: f64) -> Self {
        self.availabilities.push((department_or_service.into(), chance));
        self
    }

    /// States what a party was read to deliver, or an external customer to experience, 0..=1:
    /// whoever depends on it receives that much. A reading is no capability: it may be low because
    /// of what the party receives. [`Network::infer`](crate::Network::infer) says whose trouble it
    /// is.
    ///
    /// An error where the capability of the department is set as well.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
    ///
    /// let organisation = Organisation::builder("Host and application")
    ///     .department(Department::new("host"))
    ///     .department(Department::new("app"))
    ///     .customer(ExternalCustomer::new("users"))
    ///     .service(Service::new("host-app", "host", "app").dependence(1.0))
    ///     .service(Service::new("app-users", "app", "users").dependence(1.0))
    ///     .build()?;
    /// let network = organisation.compile()?;
    /// let read = Scenario::new("monitors").observed("host", 0.9).observed("app", 0.9);
    /// assert_eq!(network.solve(&read)?.quality("users").unwrap().get(), 0.9);
    /// // As capabilities the two would be two troubles.
    /// let set = Scenario::new("troubles").capability("host", 0.9).capability("app", 0.9);
    /// assert!((network.solve(&set)?.quality("users").unwrap().get() - 0.81).abs() < 1e-15);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn observed(mut self, party: impl Into<String>, reading: f64) -> Self {
        self.observed.push((party.into(), reading));
        self
    }

    /// States a [reading](Self::observed) with its standard error, 0..=1, which widens what
    /// [`Network::infer`](crate::Network::infer) takes for noise.
    pub fn observed_with_error(
        mut self,
        party: impl Into<String>,
        reading: f64,
        standard_error: f64,
    ) -> Self {
        let party = party.into();
        self.standard_errors.push((party.clone(), standard_error));
        self.observed(party, reading)
    }

    /// Forgets whatever is set of a department, an external customer, a service or a need.
    pub fn without(mut self, id: impl AsRef<str>) -> Self {
        let id = id.as_ref();
        let Self {
            name: _,
            capabilities,
            conditions,
            stopped,
            started,
            dependences,
            ceilings,
            agents,
            agents_factors,
            agents_factor_of_all: _,
            skills,
            demands,
            retries,
            availabilities,
            observed,
            standard_errors,
        } = &mut self;
        for set in [
            capabilities,
            conditions,
            dependences,
            ceilings,
            agents,
            agents_factors,
            skills,
            demands,
            retries,
            availabilities,
            observed,
            standard_errors,
        ] {
            set.retain(|(of, _)| of != id);
        }
        for set in [stopped, started] {
            set.retain(|of| of != id);
        }
        self
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::new(&*self.name)
    }

    /// Returns the capabilities it sets, by department, in the order stated.
    pub fn capabilities(&self) -> impl DoubleEndedIterator<Item = (&str, f64)> + ExactSizeIterator {
        self.capabilities.iter().map(|(id, value)| (id.as_str(), *value))
    }

    /// Returns the conditions it sets, by service, in the order stated.
    pub fn conditions(&self) -> impl DoubleEndedIterator<Item = (&str, f64)> + ExactSizeIterator {
        self.conditions.iter().map(|(id, value)| (id.as_str(), *value))
    }

    /// Returns the services it stops, in the order stated.
    pub fn stopped_services(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        self.stopped.iter().map(String::as_str)
    }

    /// Returns the services it starts, in the order stated.
    pub fn started_services(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        self.started.iter().map(String::as_str)
    }

    /// Returns the dependences it sets, by service or `consumer/need`, in the order stated.
    pub fn dependences(&self) -> impl DoubleEndedIterator<Item = (&str, f64)> + ExactSizeIterator {
        self.dependences.iter().map(|(id, value)| (id.as_str(), *value))
    }

    /// Returns the ceilings it sets, by external customer, in the order stated.
    pub fn ceilings(&self) -> impl DoubleEndedIterator<Item = (&str, f64)> + ExactSizeIterator {
        self.ceilings.iter().map(|(id, value)| (id.as_str(), *value))
    }

    /// Returns the agents it sets, by department, in the order stated.
    pub fn agents_set(&self) -> impl DoubleEndedIterator<Item = (&str, f64)> + ExactSizeIterator {
        self.agents.iter().map(|(id, value)| (id.as_str(), *value))
    }

    /// Returns the factors it applies to stated agents, by department, in the order stated.
    pub fn agents_factors(
        &self,
    ) -> impl DoubleEndedIterator<Item = (&str, f64)> + ExactSizeIterator {
        self.agents_factors.iter().map(|(id, value)| (id.as_str(), *value))
    }

    /// Returns the factor it applies to the stated agents of all other departments, if any.
    pub fn agents_factor_of_all_set(&self) -> Option<f64> {
        self.agents_factor_of_all
    }

    /// Returns the skills it sets, by department, in the order stated.
    pub fn skills(&self) -> impl DoubleEndedIterator<Item = (&str, f64)> + ExactSizeIterator {
        self.skills.iter().map(|(id, value)| (id.as_str(), *value))
    }

    /// Returns the retries it sets, by service, in the order stated.
    pub fn retries_set(&self) -> impl DoubleEndedIterator<Item = (&str, f64)> + ExactSizeIterator {
        self.retries.iter().map(|(id, value)| (id.as_str(), *value))
    }

    /// Adds everything that another sets; what both set is named twice, which resolving reports.
    pub(crate) fn join(&mut self, other: &Self) {
        let Self {
            name: _,
            capabilities,
            conditions,
            stopped,
            started,
            dependences,
            ceilings,
            agents,
            agents_factors,
            agents_factor_of_all,
            skills,
            demands,
            retries,
            availabilities,
            observed,
            standard_errors,
        } = other;
        self.stopped.extend_from_slice(stopped);
        self.started.extend_from_slice(started);
        self.agents_factor_of_all = self.agents_factor_of_all.or(*agents_factor_of_all);
        for (all, further) in [
            (&mut self.capabilities, capabilities),
            (&mut self.conditions, conditions),
            (&mut self.dependences, dependences),
            (&mut self.ceilings, ceilings),
            (&mut self.agents, agents),
            (&mut self.agents_factors, agents_factors),
            (&mut self.skills, skills),
            (&mut self.demands, demands),
            (&mut self.retries, retries),
            (&mut self.availabilities, availabilities),
            (&mut self.observed, observed),
            (&mut self.standard_errors, standard_errors),
        ] {
            all.extend_from_slice(further);
        }
    }

    /// Returns the chances of being up that it sets, by department or service, in the order stated.
    pub fn availabilities(
        &self,
    ) -> impl DoubleEndedIterator<Item = (&str, f64)> + ExactSizeIterator {
        self.availabilities.iter().map(|(id, value)| (id.as_str(), *value))
    }

    /// Returns what was observed, by party, in the order stated.
    pub fn readings(&self) -> impl DoubleEndedIterator<Item = (&str, f64)> + ExactSizeIterator {
        self.observed.iter().map(|(id, value)| (id.as_str(), *value))
    }

    /// Returns the standard errors of readings, by party, in the order stated; those of others are
    /// not known.
    pub fn standard_errors(
        &self,
    ) -> impl DoubleEndedIterator<Item = (&str, f64)> + ExactSizeIterator {
        self.standard_errors.iter().map(|(id, value)| (id.as_str(), *value))
    }

    /// Returns the demand per hour it sets, by service, in the order stated.
    pub fn demands_per_hour(
        &self,
    ) -> impl DoubleEndedIterator<Item = (&str, f64)> + ExactSizeIterator {
        self.demands.iter().map(|(id, value)| (id.as_str(), *value))
    }
}
